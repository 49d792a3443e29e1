/** Small functions on which everybody relies (PageAnon(), page_has_type()), run on words of every kind: one that no longer answers what it has to is told where it stands. */
import { inEra } from '../../../model/era.js';
import { magicValue } from '../../../model/magic.js';
import { type ByteRange, resolveMember } from '../../../model/memberRange.js';
import { answerOf, type Predicate, predicates, type Setter, setters } from '../../../model/predicates.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { pageTypesIn, typeWord } from '../../words/pageTypesIn.js';
import { PageMemory } from '../../run/memory.js';
import { Runner } from '../../run/runner.js';
import { Unreadable } from '../../run/unreadable.js';

/** A function run on one word, and what is wrong with the outcome. */
interface Asked {
  readonly function: string;
  readonly word: ByteRange & { readonly path: string };
  readonly wrong: string;
}

const NO_TYPE = 0xffff_ffffn;

export function wrongAnswer(facts: FileFacts): readonly Finding[] {
  const { path } = facts.file, { kernel } = facts.context.model.layout;
  const isHere = (one: Predicate | Setter): boolean => one.file === path && inEra(one.era, kernel);
  const [asked, set] = [predicates.filter(isHere), setters.filter(isHere)];
  if (asked.length === 0 && set.length === 0) return [];
  const runner = new Runner(facts.footprints, facts.file, (record) => facts.context.layoutOf(record, path), facts.context.model.layout.abi, new PageMemory(facts.context.model.layout.abi));
  const wrong = [
    ...asked.flatMap((one) => wrongOf(one, runner, facts) ?? []), ...set.flatMap((one) => wronglySet(one, runner, facts) ?? []), ...wrongTypes(runner, facts),
  ];
  const told = new Map<number, Finding>();
  for (const one of wrong) {
    const offset = placeOf(one.function, facts);
    if (!told.has(offset)) told.set(offset, finding(one, offset, facts));
  }
  return [...told.values()];
}

function wrongOf(one: Predicate, runner: Runner, facts: FileFacts): Asked | undefined {
  const { machine, layout } = facts.context.model, word = resolveMember({ names: one.word }, layout) ?? resolveMember({ names: words.mapcount }, layout);
  if (!word) return undefined;
  const width = word.size * 8;
  for (const value of word.size === 4 ? typeWords(facts) : wordValues(facts)) {
    const page = fresh(runner, facts), should = answerOf(one.question, value, width, page, machine);
    if (should === undefined) continue;
    runner.memory.write(page + BigInt(word.offset), word.size, value);
    const argument = one.takesWord === undefined ? page : value + one.takesWord;
    const given = run(runner, one.function, argument);
    const is = given !== undefined && typeof should === 'boolean' ? given !== 0n : given;
    if (is === undefined || (typeof is === 'bigint' && typeof should === 'bigint' ? same(is, should) : is === should)) continue;
    return { function: one.function, word, wrong: `answers ${shown(is)} for ${hex(value)} in page.${word.path}, where it has to answer ${shown(should)}` };
  }
  return undefined;
}

function wronglySet(one: Setter, runner: Runner, facts: FileFacts): Asked | undefined {
  const { machine, layout } = facts.context.model, word = resolveMember({ names: one.word }, layout);
  if (!word) return undefined;
  for (const value of wordValues(facts)) {
    const page = fresh(runner, facts), at = page + BigInt(word.offset);
    runner.memory.write(at, word.size, value);
    if (!ran(runner, one.function, page)) return undefined;
    const left = runner.memory.read(at, word.size);
    if (answerOf({ asks: 'bits', test: one.leaves }, left, word.size * 8, page, machine) !== true) return { function: one.function, word, wrong: `leaves ${hex(left)} in page.${word.path}` };
  }
  return undefined;
}

/** The functions that the header's own macros make for each page type. */
function wrongTypes(runner: Runner, facts: FileFacts): readonly Asked[] {
  const { layout } = facts.context.model, word = resolveMember({ names: words.pageType }, layout) ?? resolveMember({ names: words.mapcount }, layout);
  const types = word ? pageTypesIn(facts.file.text, facts.footprints.view(facts.file).configured) : [];
  return types.flatMap((type) => type.functions.flatMap(({ name, does }) => {
    for (const value of does === 'test' ? [...typeWords(facts), ...types.map(typeWord)] : [does === 'set' ? NO_TYPE : typeWord(type)]) {
      const page = fresh(runner, facts), at = page + BigInt(word!.offset);
      runner.memory.write(at, word!.size, value);
      if (does !== 'test') {
        if (!ran(runner, name, page)) return [];
        const left = runner.memory.read(at, word!.size), should = does === 'set' ? typeWord(type) : NO_TYPE;
        return left === should ? [] : [{ function: name, word: word!, wrong: `leaves ${hex(left)} in page.${word!.path}, where ${type.name} is ${hex(typeWord(type))} and no type ${hex(NO_TYPE)}` }];
      }
      const is = run(runner, name, page), should = value === typeWord(type);
      if (is !== undefined && (is !== 0n) !== should) return [{ function: name, word: word!, wrong: `answers ${shown(is !== 0n)} for ${hex(value)} in page.${word!.path}, where ${type.name} is ${hex(typeWord(type))}` }];
    }
    return [];
  }));
}

/** A page as the allocator gives it. */
function fresh(runner: Runner, facts: FileFacts): bigint {
  const { layout } = facts.context.model, memory = new PageMemory(layout.abi), count = resolveMember({ names: words.mapcount }, layout);
  runner.memory = memory;
  memory.write(memory.address, facts.pageSize, 0n);
  if (count) memory.write(memory.address + BigInt(count.offset), count.size, NO_TYPE);
  return memory.address;
}

/** Numbers of mappings, none and fewer than none among them, and the type of every page that has one. */
function typeWords(facts: FileFacts): readonly bigint[] {
  const types = pageTypesIn(facts.context.tree.source('include/linux/page-flags.h')?.text ?? '', facts.footprints.view(facts.file).configured);
  return [NO_TYPE, 0n, 1n, 1000n, 0x7fff_fff0n, 0xffff_fff0n, ...types.map(typeWord)];
}

/** Nothing, addresses with each tag, poison, and all ones. */
function wordValues({ context: { model: { machine } } }: FileFacts): readonly bigint[] {
  const address = machine.wordBits === 64 ? 0xffff_8880_1234_5678n : 0xc123_4678n;
  return [0n, address, address - 8n, ...[1n, 2n, 3n].map((tag) => address | tag), magicValue('LIST_POISON1', machine), magicValue('LIST_POISON2', machine), (1n << BigInt(machine.wordBits)) - 1n];
}

function run(runner: Runner, name: string, argument: bigint): bigint | undefined {
  try {
    return runner.call(name, [{ value: argument, type: { bits: 64, signed: false } }])?.value;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return undefined;
  }
}

/** Whether the function could be run to its end. */
function ran(runner: Runner, name: string, argument: bigint): boolean {
  try {
    runner.call(name, [{ value: argument, type: { bits: 64, signed: false } }]);
    return true;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return false;
  }
}

function same(a: bigint, b: bigint): boolean {
  return BigInt.asUintN(64, a) === BigInt.asUintN(64, b);
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;

function shown(answer: boolean | bigint): string {
  return typeof answer === 'boolean' ? (answer ? 'yes' : 'no') : hex(BigInt.asUintN(64, answer));
}

/** The function's item, or the macro that makes the functions of a page type. */
function placeOf(name: string, { file: { text, outline } }: FileFacts): number {
  const own = outline.items.find((item) => item.kind === 'function' && item.name === name);
  if (own) return Math.max(own.start, text.indexOf(name, own.start));
  const made = [...outline.macros].flatMap(([macro, definitions]) => (macro.endsWith('_TYPE_OPS') ? definitions : [])).filter(({ body }) => [...body.matchAll(/\b(\w+)##\w+\s*\(/g)].some(([, stem]) => name.startsWith(stem!)));
  return made[0]?.start ?? 0;
}

function finding({ function: name, word, wrong }: Asked, offset: number, facts: FileFacts): Finding {
  const site = { file: facts.file.path, offset, function: '' }, field = facts.context.model.layout.records['page']?.fields.find(({ path }) => path === word.path);
  return facts.finding('word-misread', 'error', site, `${name}() ${wrong}: everybody who asks takes the page for one that it is not`, {
    state: 'any', words: [facts.word(word.offset, word.size)],
    evidence: [facts.evidence(site, `${name}() is defined here`), ...(field?.declared ? [{ ...field.declared, function: '', message: `${field.type} ${field.path} is declared here` }] : [])],
  });
}
