/** Struct page by words: which members have bits of each, and how often they are used. */
import type { Counted, PageWord, PageWords, UseFilter, WordMember } from '../pageWordsProtocol.js';
import type { RecordLayout } from '../layout/record.js';
import { type PageUse, pageUses, passes, wordsOf } from './pageUses.js';
import { type Bits, bitsOf, describeCondition, describePlace, isWholePage } from './words.js';
import type { OpenedTree, Workspace } from './workspace.js';

/** @returns undefined for a tree whose struct page cannot be laid out */
export function pageWords(workspace: Workspace, tree: OpenedTree, filter: UseFilter): PageWords | undefined {
  const { session } = tree;
  const layout = session.layoutsIn('');
  const page = layout.records['page'];
  if (!page) return undefined;
  const { uses, complete } = pageUses(tree);
  const wanted = uses.filter(passes(filter));
  const filtered = [filter.access, filter.records, filter.owners, filter.members].some((one) => one.length > 0);
  const { wordSize } = layout.abi;
  const counts = countByWord(wanted, wordSize);
  const place = workspace.placer(session);

  const members = declaredMembers(layout.records, (member) => bitsOf(layout, member, session.overlays.descriptors));
  for (const { use, bits } of wanted) {
    // Views that a file defines for itself are known by their uses alone.
    const key = `${use.record}.${use.field}`;
    if (bits && !members.has(key)) members.set(key, { record: use.record, member: use.field, bits });
  }
  const words = Array.from({ length: Math.ceil(page.size / wordSize) }, (_, i): PageWord => {
    const offset = i * wordSize;
    const here = [...members.values()].filter(({ bits }) => wordsOf(bits, wordSize).includes(offset)).map(({ record, member, bits, when, declared }): WordMember => {
      const location = declared && place(declared, member.length);
      return {
        record, member, place: describePlace(bits), pageNumber: bits.pageNumber, uses: counts.ofMember.get(`${offset} ${record}.${member}`) ?? 0,
        ...(when !== undefined && { when: describeCondition(when) }), ...(location && { declared: location }),
      };
    });
    return { offset, size: wordSize, uses: counts.ofWord.get(offset) ?? 0, members: filtered ? here.filter((one) => one.uses > 0) : here };
  });
  return {
    tree: workspace.statusOf(tree), complete, words, absent: absentMembers(wanted),
    choices: { owners: countBy(uses, ({ owner }) => owner), records: countBy(uses, ({ use }) => use.record), members: countBy(uses, ({ use }) => use.field) },
  };
}

interface Declared {
  readonly record: string;
  readonly member: string;
  readonly bits: Bits;
  readonly when?: string | undefined;
  readonly declared?: RecordLayout['declared'];
}

/** The outermost members of struct page and its views, by `record.member`. */
function declaredMembers(records: Readonly<Record<string, RecordLayout>>, bitsOfMember: (member: { readonly record: string; readonly path: string }) => Bits | undefined): Map<string, Declared> {
  const members = new Map<string, Declared>();
  for (const [record, { fields }] of Object.entries(records)) {
    for (const field of fields) {
      if (/[.[]/.test(field.path) || field.sizeBits === 0 || isWholePage(field)) continue;
      const bits = bitsOfMember({ record, path: field.path });
      if (bits?.space === 'page') members.set(`${record}.${field.path}`, { record, member: field.path, bits, when: field.when, declared: field.declared });
    }
  }
  return members;
}

/** A use of a list_head counts in both of its words, one of its `next` in the first alone. */
function countByWord(uses: readonly PageUse[], wordSize: number): { readonly ofWord: ReadonlyMap<number, number>; readonly ofMember: ReadonlyMap<string, number> } {
  const ofWord = new Map<number, number>(), ofMember = new Map<string, number>();
  for (const { use, bits } of uses) {
    for (const offset of bits ? wordsOf(bits, wordSize) : []) {
      const key = `${offset} ${use.record}.${use.field}`;
      ofWord.set(offset, (ofWord.get(offset) ?? 0) + 1);
      ofMember.set(key, (ofMember.get(key) ?? 0) + 1);
    }
  }
  return { ofWord, ofMember };
}

function absentMembers(uses: readonly PageUse[]): readonly WordMember[] {
  return countBy(uses.filter(({ bits }) => !bits), ({ use }) => `${use.record}.${use.field}`).map(({ name, uses: count }) => {
    const dot = name.indexOf('.');
    return { record: name.slice(0, dot), member: name.slice(dot + 1), place: '', pageNumber: 0, uses: count };
  });
}

function countBy(uses: readonly PageUse[], keyOf: (use: PageUse) => string): readonly Counted[] {
  const counts = new Map<string, number>();
  for (const use of uses) counts.set(keyOf(use), (counts.get(keyOf(use)) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, uses: count })).sort((a, b) => b.uses - a.uses || (a.name < b.name ? -1 : 1));
}
