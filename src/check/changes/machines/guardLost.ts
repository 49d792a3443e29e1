/** A way out that a function took on some machines only is gone: there a macro puts a member of pages to use that lies where the file keeps another one. */
import { innermost } from '../../../footprint/effect.js';
import type { Site } from '../../../footprint/value.js';
import type { Item } from '../../../c/outline.js';
import type { SourceFile } from '../../../kernel/tree.js';
import { overlap, resolveMember } from '../../../model/memberRange.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding, FindingWord } from '../../finding.js';
import { type ChangedFacts, pageEffects } from '../changedFunctions.js';
import { ConstantTests } from './constantTests.js';
import { type Answers, areSome, PresetAnswers } from './presetAnswers.js';

const CONSTANT = /\b[A-Z_][A-Z\d_]+\b/g;

export function guardLost(changed: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const { after } = changed;
  return changedTexts(changed).flatMap(({ was, now, at }) => {
    const gone = new ConstantTests(was).ifs.filter(({ leaves, tests }) => leaves && tests.some((test) => !now.includes(test)));
    return gone.flatMap(({ tests }): Finding[] => {
      const macro = tests.flatMap((test) => test.match(CONSTANT) ?? []).find((name) => after.context.tree.filesDefining(name).length > 0);
      if (macro === undefined) return [];
      const answers = PresetAnswers.of(after), where = whereAll(tests, answers), met = areSome(where) ? meetingUnder(macro, where, answers, after) : undefined;
      return met && !isAskedElsewhere(where, answers, all) ? [told(macro, met, answers, where, at, after)] : [];
    }).slice(0, 1);
  });
}

interface ChangedText { readonly was: string; readonly now: string; readonly at: Site }

/** Of all functions, those that handle no pages among them: who sets up a pool turns its users away. */
function changedTexts({ before, after }: ChangedFacts): readonly ChangedText[] {
  const named = (items: readonly Item[], name: string): readonly Item[] => items.filter((item) => item.kind === 'function' && item.name === name);
  return after.file.outline.items.flatMap((item): ChangedText[] => {
    const [old, ...more] = item.kind === 'function' ? named(before.file.outline.items, item.name) : [];
    if (!old || more.length > 0 || named(after.file.outline.items, item.name).length > 1) return [];
    const was = before.file.text.slice(old.start, old.end), now = after.file.text.slice(item.start, item.end);
    if (was === now) return [];
    let same = 0;
    while (was[same] === now[same]) same++;
    const line = now.lastIndexOf('\n', same - 1) + 1;
    return [{ was, now, at: { file: after.file.path, function: item.name, offset: item.start + line + Math.max(0, now.slice(line).search(/[^\s{}]/)) } }];
  });
}

function whereAll(tests: readonly string[], answers: PresetAnswers): Answers {
  return answers.where({ arm: null, tests: tests.map((test) => ({ test, isTrue: true })) });
}

/** Whether some changed function tells the same machines from the rest in words that it did not have before. */
function isAskedElsewhere(where: Answers, answers: PresetAnswers, all: readonly ChangedFacts[]): boolean {
  return all.some((side) => changedTexts(side).some(({ was, now }) => new ConstantTests(now).ifs.some(({ tests }) => tests.some((test) => !was.includes(test)) && whereAll(tests, answers) === where)));
}

/** Two members of struct page in one place. */
interface Meeting {
  /** What is handled where the macro holds. */
  readonly member: string;
  readonly at: Site;
  /** What the file keeps there whether the macro holds or not. */
  readonly own: string;
  readonly ownAt: Site;
  readonly word: FindingWord;
}

function meetingUnder(macro: string, where: Answers, answers: PresetAnswers, facts: FileFacts): Meeting | undefined {
  const { tree, model } = facts.context, files = new Map([...tree.filesDefining(macro), facts.file].map((file) => [file.path, file]));
  // What the allocator does to the word once the page is its own is nobody's of these files.
  const kept = facts.traces.flatMap((trace) => pageEffects(trace, facts)).filter(({ kind, record, chain }) => kind !== 'marker' && record === 'page' && files.has(innermost(chain).file));
  for (const file of files.values()) {
    for (const { member, at } of membersUnder(macro, file)) {
      const range = resolveMember({ names: [member] }, model.layout);
      const own = range && kept.find(({ offset, size, path, chain }) => path !== member && overlap(range, { offset, size }) && runsToo(innermost(chain), where, files, answers));
      if (own) return { member, at, own: own.path, ownAt: facts.placeOf(own.chain), word: facts.word(range.offset, range.size) };
    }
  }
  return undefined;
}

/** Members that a file's functions name where the macro holds. */
function membersUnder(macro: string, file: SourceFile): readonly { readonly member: string; readonly at: Site }[] {
  return file.outline.items.flatMap(({ kind, name, start, end }) => {
    const text = file.text.slice(start, end);
    if (kind !== 'function' || !text.includes(macro)) return [];
    const tests = new ConstantTests(text);
    return tests.ifs.filter((one) => one.tests.includes(macro)).flatMap(({ body: [from, to] }) => [...tests.text.slice(from, to).matchAll(/(?<=->\s*)\w+/g)].map((hit) => ({ member: hit[0], at: { file: file.path, function: name, offset: start + from + hit.index } })));
  });
}

/** Whether a place is not kept from the machines in question itself. */
function runsToo({ file, offset }: Site, where: Answers, files: ReadonlyMap<string, SourceFile>, answers: PresetAnswers): boolean {
  const source = files.get(file), item = source?.outline.items.find(({ start, end }) => start <= offset && offset < end);
  const runs = source && item ? answers.where(new ConstantTests(source.text.slice(item.start, item.end)).at(offset - item.start)) : '';
  return answers.setups.every((_, index) => where[index] !== 'y' || runs[index] === 'y');
}

function told(macro: string, { member, at: place, own, ownAt, word }: Meeting, { setups }: PresetAnswers, where: Answers, at: Site, after: FileFacts): Finding {
  const setup = setups[where.indexOf('y')]!;
  return after.finding('config-overlap', 'warning', at,
    `${at.function}() turned away before this change where ${macro} holds, as on ${setup.arch.name} (${setup.config.name}): there page.${member} is in use, and ${own} of the same pages lies in the same word, where the one overwrites the other`,
    { state: 'any', config: `${after.context.model.layout.kernel} ${setup.arch.name}, ${setup.config.name}`, words: [word], evidence: [after.evidence(at, 'nobody is turned away here any more'), after.evidence(place, `${member} is handled where ${macro} holds`), after.evidence(ownAt, `${own} is handled`)] });
}
