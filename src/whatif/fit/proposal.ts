import type { Width } from './expression.js';

/** A part of the proposed struct page. */
export interface ProposedMember {
  readonly name: string;
  readonly bits: Width;
  /** Bits from the start; behind the member before when absent. */
  readonly at?: Width;
  /** Members of different arms may share bits. */
  readonly arm?: string;
}

/** Something a page in some state must keep. */
export interface Kept {
  readonly what: string;
  readonly bits: Width;
  /** A member; `object`: in a separate allocation; `contents`: in the page's own memory; absent: wherever bits are left. */
  readonly in?: string;
}

export interface ProposedState {
  readonly state: string;
  readonly keeps: readonly Kept[];
}

/** How states that are not listed are kept: a typed pointer to an object of their own. */
export interface Descriptor {
  readonly in: string;
  readonly tag: Width;
  /** Alignment of the objects, in bytes: its low bits carry the type. */
  readonly align: number;
  /** Where node, zone and section of scattered pages go; absent: wherever bits are left. */
  readonly location?: string;
  /** What every such page keeps besides. */
  readonly also?: readonly Kept[];
}

/** From some things one gets to another: `page` and `vma` to `scamem`. */
export interface Path {
  readonly from: readonly string[];
  readonly to: string;
  readonly by: string;
  /** A condition nobody has shown to hold. */
  readonly given?: string;
}

/** Something the kernel does, what it has in hand, and what it must get to. */
export interface Operation {
  readonly name: string;
  readonly from: readonly string[];
  readonly needs: readonly string[];
}

/** An object that readers reach through a word of struct page and take for a struct page. */
export interface StandIn {
  readonly record: string;
  /** The member that leads to it. */
  readonly through: string;
  /** Members of struct page that it must have at the same offset. */
  readonly matches: readonly string[];
}

/** A proposal as its file states it: proposal.schema.json says what each part means. */
export interface Proposal {
  readonly title: string;
  readonly source?: string;
  readonly members: readonly ProposedMember[];
  readonly states: readonly ProposedState[];
  readonly descriptor?: Descriptor;
  readonly paths?: readonly Path[];
  readonly operations?: readonly Operation[];
  readonly standIn?: StandIn;
  /** Bundled scenarios that play it. */
  readonly replay?: readonly string[];
}
