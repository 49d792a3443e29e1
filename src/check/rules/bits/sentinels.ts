/** Constants that stand for something in a word of pages, and that cannot be told from what else lies there: another of them, or a count. Judged where they are defined. */
import { directoryOf, joinPath } from '../../../kernel/files.js';
import type { SourceFile } from '../../../kernel/tree.js';
import { inEra } from '../../../model/era.js';
import { resolveMember } from '../../../model/memberRange.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';
import { type CountedWord, countedWords, type SentinelUse, sentinelUses } from '../../words/sentinelUses.js';

/** A constant of this file and its place. */
interface Sentinel {
  readonly name: string;
  readonly value: bigint;
  readonly at: number;
  readonly body: string;
  readonly uses: readonly SentinelUse[];
}

/** A count of users of a page does not go higher. */
const MAX_COUNT = 0x1_0000n;
/** Where the tree does not tell: blocks of the buddy allocator are no larger on common machines. */
const MAX_ORDER = 10n;
/** Who includes a header of include/ does not lie beside it. */
const SHARED = /(?:^|\/)include\//;

export function sentinels(facts: FileFacts): readonly Finding[] {
  const { file } = facts, { tags } = facts.context.overlays;
  if (SHARED.test(file.path) || ![...file.outline.macros.values()].flat().some(({ params }) => !params)) return [];
  const files = file.path.endsWith('.h') ? [file, ...filesBeside(facts)] : [file];
  const uses = files.flatMap((one) => sentinelUses(one, tags)).filter(({ name }) => file.outline.macros.has(name));
  if (uses.length === 0) return [];
  const known = sentinelsOf(uses, facts), counts = files.flatMap((one) => countedWords(one, tags));
  return known.flatMap((one, index) => {
    const other = known.slice(0, index).find((before) => before.value === one.value && sharedWord(before, one) !== undefined && !names(one, before) && !names(before, one));
    if (other) return [same(one, other, facts)];
    const order = isMemoryManagement(file.path) && one.value > 0n && one.value <= largestOrder(facts) ? orderIn(one, facts) : undefined;
    if (order) return [orders(one, order, facts)];
    const count = one.value > 0n && one.value < MAX_COUNT ? counts.find(({ word }) => one.uses.some((use) => use.word === word)) : undefined;
    return count ? [counted(one, count, facts)] : [];
  });
}

/** The folder's other files: who uses a header's names is among them. */
function filesBeside({ file, context: { tree } }: FileFacts): readonly SourceFile[] {
  const folder = directoryOf(file.path), base = file.path.slice(folder.length + 1);
  return tree.files.list(folder).filter((name) => /\.[ch]$/.test(name) && name !== base).flatMap((name) => tree.source(joinPath(folder, name)) ?? []);
}

function sentinelsOf(uses: readonly SentinelUse[], { file, footprints, context }: FileFacts): readonly Sentinel[] {
  const { configured } = footprints.view(file), bits = context.model.machine.wordBits;
  return [...new Set(uses.map(({ name }) => name))].flatMap((name): Sentinel[] => {
    const [macro, ...more] = file.outline.macros.get(name) ?? [];
    const value = macro && !macro.params && more.length === 0 ? configured.constant(name) : undefined;
    return value === undefined ? [] : [{ name, value: BigInt.asUintN(bits, value), at: macro!.start, body: macro!.body, uses: uses.filter((use) => use.name === name) }];
  }).sort((a, b) => a.at - b.at);
}

function sharedWord(a: Sentinel, b: Sentinel): string | undefined {
  return a.uses.find(({ word }) => b.uses.some((use) => use.word === word))?.word;
}

/** Two names of one thing: the one is defined by the other. */
function names({ body }: Sentinel, { name }: Sentinel): boolean {
  return new RegExp(`\\b${name}\\b`).test(body);
}

const shown = (value: bigint): string => `0x${value.toString(16)}`;

function same(one: Sentinel, other: Sentinel, facts: FileFacts): Finding {
  const word = sharedWord(one, other)!;
  return told(one, word, `is ${shown(one.value)} as ${other.name} is, and both are kept in page.${word}: whoever asks for the one takes the other's pages for its own`, [
    facts.evidence(place(other.at, facts), `${other.name} has that value`), ...[other, one].flatMap(({ name, uses }) => uses.slice(0, 1).map((use) => useOf(name, use, facts))),
  ], facts);
}

/** Before this version MAX_ORDER is the first order that no block has (include/linux/mmzone.h, 6.3 and 6.4). */
const INCLUSIVE = '6.4';

/** MAX_PAGE_ORDER (6.8 and later) or MAX_ORDER of this tree and configuration. */
function largestOrder({ file, footprints, context }: FileFacts): bigint {
  const { configured } = footprints.view(file), older = configured.constant('MAX_ORDER');
  return configured.constant('MAX_PAGE_ORDER') ?? (older === undefined ? MAX_ORDER : inEra({ before: INCLUSIVE }, context.model.layout.kernel) ? older - 1n : older);
}

/** The state whose pages have an order in one of its words: memory management asks anybody's pages for its marks. */
function orderIn({ uses }: Sentinel, { context: { model } }: FileFacts): { readonly title: string; readonly word: string } | undefined {
  for (const state of model.states) {
    for (const { holds, names } of state.claims) {
      const use = holds.kind === 'order' ? uses.find(({ word }) => names.includes(word)) : undefined;
      if (use) return { title: state.title, word: use.word };
    }
  }
  return undefined;
}

function orders(one: Sentinel, { title, word }: { readonly title: string; readonly word: string }, facts: FileFacts): Finding {
  return told(one, word, `is ${shown(one.value)}, which is an order as well: a ${title} keeps its own in page.${word}, and one of that order is taken for a page that is marked`, one.uses.slice(0, 1).map((use) => useOf(one.name, use, facts)), facts);
}

function counted(one: Sentinel, count: CountedWord, facts: FileFacts): Finding {
  return told(one, count.word, `is ${shown(one.value)}, which a count in page.${count.word} of such pages comes to: a page that is counted so is taken for one that is marked`, [
    facts.evidence({ file: count.file, offset: count.offset, function: '' }, `${count.word} is counted`), ...one.uses.slice(0, 1).map((use) => useOf(one.name, use, facts)),
  ], facts);
}

function useOf(name: string, use: SentinelUse, facts: FileFacts): Finding['evidence'][number] {
  return facts.evidence({ file: use.file, offset: use.offset, function: '' }, `${name} is ${use.does === 'stores' ? 'put into' : 'looked for in'} ${use.word}`);
}

const place = (offset: number, facts: FileFacts): { readonly file: string; readonly offset: number; readonly function: string } => ({ file: facts.file.path, offset, function: '' });

function told(one: Sentinel, word: string, what: string, evidence: Finding['evidence'], facts: FileFacts): Finding {
  const site = place(one.at, facts), range = resolveMember({ names: [word] }, facts.context.model.layout);
  return facts.finding('word-misread', 'error', site, `${one.name} ${what}`, { state: 'any', words: range ? [facts.word(range.offset, range.size)] : [], evidence: [facts.evidence(site, `${one.name} is defined here`), ...evidence] });
}
