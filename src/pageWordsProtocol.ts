/** What a view of struct page by words asks the server: words, their members, who uses those, where. Methods are named in protocol.ts. */
import type { TreeStatus, WireRange } from './protocol.js';
import type { Access } from './uses/fieldUse.js';

/** Which uses count; an empty list means all. */
export interface UseFilter {
  readonly access: readonly Access[];
  /** Records that the member is named through: `page`, `folio`, `slab`. */
  readonly records: readonly string[];
  /** Whose code it is: `zsmalloc`, `mm/vmalloc`, `drivers/xen`. */
  readonly owners: readonly string[];
  /** Outermost member names: `lru`, in whatever record. */
  readonly members: readonly string[];
}

/** Which tree is meant: that of the file, else the one opened last. */
export interface AboutTree {
  readonly textDocument?: { readonly uri: string };
}

export interface PageWordsParams extends AboutTree {
  readonly filter: UseFilter;
  /** Begins to read the tree if that was not done. The answer does not wait for it: the `status` notification tells of it. */
  readonly read: boolean;
}

export interface PageWords {
  readonly tree: TreeStatus;
  /** Whether every file of the tree was read; else counts are of those that were, open ones always among them. */
  readonly complete: boolean;
  readonly words: readonly PageWord[];
  /** Members that are used but that this configuration does not have. */
  readonly absent: readonly WordMember[];
  /** What there is to filter by, with unfiltered counts, most used first. */
  readonly choices: { readonly owners: readonly Counted[]; readonly records: readonly Counted[]; readonly members: readonly Counted[] };
}

export interface Counted {
  readonly name: string;
  readonly uses: number;
}

/** Offsets and sizes in bytes from the start of one struct page. */
export interface PageWord {
  readonly offset: number;
  readonly size: number;
  /** Of its members, each use once. */
  readonly uses: number;
  readonly members: readonly WordMember[];
}

/** An outermost member that has bits of a word. */
export interface WordMember {
  readonly record: string;
  readonly member: string;
  /** `bytes 24-31`; empty for one that the configuration leaves out. */
  readonly place: string;
  /** Which struct page of a folio has it, counted from 0. */
  readonly pageNumber: number;
  readonly when?: string;
  readonly uses: number;
  readonly declared?: { readonly uri: string; readonly range: WireRange };
}

/** A member in a word; `word` null for one that the configuration leaves out. */
export interface MemberFilesParams extends AboutTree {
  readonly filter: UseFilter;
  /** Byte offset of the word. */
  readonly word: number | null;
  readonly record: string;
  readonly member: string;
}

/** Files of a member's uses, most uses first. */
export interface MemberFiles {
  readonly files: readonly { readonly path: string; readonly owner: string; readonly uses: number }[];
}

export interface MemberUsesParams extends MemberFilesParams {
  /** From the tree's top. */
  readonly path: string;
}

/** A member's uses in one file, as they are written. */
export interface MemberUses {
  readonly uses: readonly MemberUse[];
}

export interface MemberUse {
  readonly uri: string;
  readonly range: WireRange;
  readonly access: Access;
  /** Empty outside of one. */
  readonly function: string;
  /** As named from the record on: `lru.next`. */
  readonly path: string;
  /** The source line without its indent. */
  readonly text: string;
  readonly active: boolean | 'unknown';
}
