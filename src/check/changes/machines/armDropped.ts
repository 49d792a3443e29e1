/** What a function did to a page's word on some machines only is gone, and they do what the rest do: there the word holds something else. */
import { overlap, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { Site } from '../../../footprint/value.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, isWrite, type PageEffect, pageEffects, textOf } from '../changedFunctions.js';
import { wordName } from '../lines/sameLines.js';
import { type Line, linesOf } from '../lines/split.js';
import { ConstantTests } from './constantTests.js';
import { type Answers, areSome, PresetAnswers } from './presetAnswers.js';
import { partnerOf } from './presetsChanged.js';

export function armDropped(changed: ChangedFacts): readonly Finding[] {
  return changed.functions.flatMap((one) => droppedIn(one, changed).slice(0, 1));
}

function droppedIn(one: ChangedFunction, changed: ChangedFacts): readonly Finding[] {
  const { before, after } = changed, [from, to] = [textOf(one.before, before) ?? '', textOf(one.after, after) ?? ''];
  const was = new ConstantTests(from);
  if (!was.isAsked || sizesAsked(to) > sizesAsked(from)) return [];
  const now = new ConstantTests(to), left = linesOf(now.text).filter(({ text }) => text !== '');
  const called = new Set(one.before.summary.calls.map(({ callee }) => callee));
  // What is called now and was not may do it.
  if (one.after.summary.calls.some(({ callee }) => !called.has(callee))) return [];
  const gone = linesOf(was.text).filter(({ text }) => /\w.*;/.test(text) && !left.some((line) => line.text === text));
  if (gone.length === 0) return [];
  const common = rangesOf([words.flags, words.refcount, words.mapcount], after.context.model.layout);
  const answers = PresetAnswers.of(after), kept = new Set(left.map((line) => answers.where(now.at(line.start))).filter(areSome));
  return gone.flatMap((line) => {
    const where = answers.where(was.at(line.start));
    if (!areSome(where) || kept.has(where) || kept.has(opposite(where))) return [];
    const use = pageEffects(one.after, after).find((effect) => (effect.kind === 'read' || effect.kind === 'address' || isWrite(effect)) && after.isOwnChain(effect.chain) && !common.some((range) => overlap(range, effect)) && wordName(effect) !== '' && to.includes(wordName(effect)));
    if (!use) return [];
    const rest = linesOf(was.text).some((other) => other.text.includes(wordName(use)) && answers.where(was.at(other.start)) === opposite(where));
    const partner = (rest && line.text.includes(wordName(use))) || changesValue(line.text, use, was.text) ? one.at.offset : partnerOf(use, where, one, answers, after);
    return partner === undefined ? [] : [told(line, use, where, { ...one.at, offset: partner }, one, answers, after)];
  });
}

function opposite(where: Answers): Answers {
  return where.replace(/[yn]/g, (answer) => (answer === 'y' ? 'n' : 'y'));
}

/** Whether the line goes on with what was read from the word: `ret <<= PAGE_SHIFT`. */
function changesValue(line: string, use: PageEffect, text: string): boolean {
  const [, local] = /^(\w+)\s*(?:[|&+-]|<<|>>)=/.exec(line) ?? [];
  return local !== undefined && new RegExp(`\\b${local}\\s*=[^=;]*\\b${wordName(use)}\\b`).test(text);
}

/** Sizes tell machines from each other, too. */
function sizesAsked(text: string): number {
  return text.match(/\bif\s*\([^;{]*\bsizeof\b/g)?.length ?? 0;
}

function told({ text }: Line, use: PageEffect, where: Answers, partner: Site, one: ChangedFunction, { setups }: PresetAnswers, after: FileFacts): Finding {
  const { arch, config } = setups[where.indexOf('y')]!, name = after.nameOf(use.offset, use.size);
  return after.finding('config-overlap', 'warning', one.at,
    `${one.after.summary.function}() did "${text.length > 60 ? `${text.slice(0, 60)}...` : text}" on ${arch.name} (${config.name}) before this change, and does there what it does elsewhere now: page.${name} holds something else on these machines`,
    { state: 'any', config: `${after.context.model.layout.kernel} ${arch.name}, ${config.name}`, words: [after.word(use.offset, use.size)], evidence: [after.evidence(one.at, 'these machines were told from the rest here'), after.evidence(partner, `${name} is handled in another way on them`)] });
}
