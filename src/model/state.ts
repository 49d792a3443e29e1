import type { BitTest } from './bitTest.js';
import type { Era } from './era.js';
import type { Evidence } from './evidence.js';
import type { MemberName } from './memberRange.js';
import type { Reach } from './reach.js';
import type { ValueKind } from './valueKind.js';

/** A word that a page's owner in some state keeps something in. */
export interface Claim extends MemberName {
  readonly holds: ValueKind;
  /** What it is for, in a few words. */
  readonly for: string;
  /** The word is for whoever holds the page in this state (a file system's private), not for one owner that the model knows. */
  readonly holders?: true;
  /** What a function is called by that puts it there, where not all who allocate such pages have it called. */
  readonly made?: string;
  readonly era?: Era;
}

/** Something that must be so at a moment, or the kernel complains or misbehaves. */
export interface Duty extends MemberName {
  readonly at: 'while-held' | 'free' | 'while-mapped';
  readonly must: BitTest;
  /** `mapping must be NULL`. */
  readonly says: string;
  /** Who breaks or complains otherwise. */
  readonly otherwise: string;
  readonly era?: Era;
  readonly evidence: readonly Evidence[];
}

/** How code is known to hold a page in this state. */
export interface Origin {
  /**
   * `result`: the function returns it (or fills it in); `address`: it returns the address of its memory; `member`: read from that member;
   * `parameter`: handed in by that callback or function; `list`: taken off it; `handed`: handed to that function, which takes no other pages;
   * `named`: looked at by that member of struct page, which only such pages have; `typed`: reached by a pointer of that type, which leads
   * to no other pages; `contents`: its memory is reached by pointers to that type.
   */
  readonly by: 'result' | 'address' | 'member' | 'parameter' | 'list' | 'handed' | 'named' | 'typed' | 'contents';
  /** A function, or `record.member`; of a parameter also a member of a table of functions that holds it (`dev_pagemap_ops.page_free`). */
  readonly of: string;
  /** The member of the parameter that leads to the page, where it is not handed in itself: `vm_fault.page`. */
  readonly found?: string;
  /** It tells of this page alone, not of others that are kept in the same places. */
  readonly alone?: true;
  /** The folder outside of which it tells nothing: on other architectures such pages hold something else. */
  readonly under?: string;
  /** The configuration symbol without which that function is another one, or none. */
  readonly needs?: string;
  /** It gives the page as the allocator has it: what its owner's functions make of it is made later. */
  readonly bare?: true;
  readonly era?: Era;
}

/** What a struct page is at some moment: who owns its words, who may look at them, what must be put right. */
export interface PageState {
  /** `vmalloc`: stable, used by commands and scenarios. */
  readonly name: string;
  readonly title: string;
  readonly era?: Era;
  /** A proposal that no release has: its own functions are in no tree. */
  readonly unmerged?: true;
  /** Whether the struct page stands alone, heads a compound page, or is one of its tails. */
  readonly position: 'single' | 'head' | 'tail';
  readonly claims: readonly Claim[];
  /** Enumerators that the tree compares a word of such pages with, where no claim tells them apart: `ZONE_DEVICE`. */
  readonly signs?: readonly { readonly name: string; readonly era?: Era }[];
  readonly reach: Reach;
  readonly duties: readonly Duty[];
  readonly origins: readonly Origin[];
  readonly evidence: readonly Evidence[];
}
