import { inEra, type Era } from '../../model/era.js';
import type { MemberName } from '../../model/memberRange.js';
import type { PageFlag } from '../../model/pageFlags.js';
import type { ValueKind } from '../../model/valueKind.js';

/** A function under the names it has had, by the releases that have them. */
export type Names = readonly { readonly name: string; readonly era: Era }[];
type By = string | Names;

/** What an owner does to a page when it takes it or lets it go: one thing, in the order of the kernel's code. */
export type Act = {
  readonly by: By;
  readonly era?: Era;
  /** Only for the head of a compound page, or only for a single page; else for both. */
  readonly of?: 'compound' | 'single';
  /** Only on machines with words of so many bits. */
  readonly bits?: 32 | 64;
} & (
  | { readonly does: 'write'; readonly member: MemberName; readonly value: ValueKind; /** The bits; of page_pool's magic those beside it. */ readonly raw?: bigint; /** Struct pages from the head, of a member of struct page. */ readonly tail?: number }
  | { readonly does: 'set' | 'clear'; readonly flags: readonly PageFlag[]; readonly tail?: number }
  | { readonly does: 'link' | 'unlink'; readonly member: MemberName; readonly at: 'head' | 'tail' }
  | { readonly does: 'init list'; readonly member: MemberName; readonly tail?: number }
  | { readonly does: 'count'; readonly change: 1 | -1 }
  /** Frozen pages have no reference; `thaw` gives the page one. */
  | { readonly does: 'freeze' | 'thaw' }
  /** A user process maps the page, or all that map it let go. `counted`: each mapping holds a reference beside the owner's. */
  | { readonly does: 'map' | 'unmap'; readonly counted?: true }
);

/** How an owner takes a page and how it lets go. */
export interface OwnerActs {
  readonly take: readonly Act[];
  readonly release: readonly Act[];
}

interface More { readonly era?: Era; readonly record?: string; readonly raw?: bigint; readonly tail?: number; readonly of?: 'compound' | 'single'; readonly bits?: 32 | 64 }

/** Two names, and the release that has the second. */
export function renamed(before: string, release: string, since: string): Names {
  return [{ name: before, era: { before: release } }, { name: since, era: { since: release } }];
}

export function write(names: readonly string[], value: ValueKind, by: By, { record, ...more }: More = {}): Act {
  return { does: 'write', member: { names, ...(record !== undefined && { record }) }, value, by, ...more };
}

export function set(by: By, flags: readonly PageFlag[], era?: Era): Act {
  return { does: 'set', flags, by, ...(era && { era }) };
}

export function clear(by: By, flags: readonly PageFlag[], era?: Era): Act {
  return { does: 'clear', flags, by, ...(era && { era }) };
}

export function link(names: readonly string[], by: By, more: { at?: 'head' | 'tail'; record?: string; era?: Era } = {}): Act {
  const { at = 'head', record, era } = more;
  return { does: 'link', member: { names, ...(record !== undefined && { record }) }, at, by, ...(era && { era }) };
}

export function unlink(names: readonly string[], by: By, more: { record?: string; era?: Era } = {}): Act {
  return { ...link(names, by, more), does: 'unlink' } as Act;
}

export function count(change: 1 | -1, by: By, era?: Era): Act {
  return { does: 'count', change, by, ...(era && { era }) };
}

/** The acts that kernel has. */
export function actsIn(acts: readonly Act[], kernel: string): readonly Act[] {
  return acts.filter(({ era }) => inEra(era, kernel));
}

/** The function's name in that kernel. */
export function nameOf(by: By, kernel: string): string {
  return typeof by === 'string' ? by : by.find(({ era }) => inEra(era, kernel))?.name ?? by[0]!.name;
}

export const NULL: ValueKind = { kind: 'null' };
