/** What-if questions between an editor and the server: plain JSON, usable from any editor. See {@link Methods} in protocol.ts. */
import type { WirePosition } from './protocol.js';

/** A question as somebody asks it. */
export type WhatIfQuestion =
  | { readonly kind: 'place'; readonly type: string; readonly state: string; readonly then?: string; readonly mappable?: 'yes' | 'no'; readonly movable?: boolean }
  | { readonly kind: 'who'; readonly member: string; readonly state: string }
  /** `edit` is add, move, drop or retype; `text` as the command line takes it: `u32 foo after private`. */
  | { readonly kind: 'move'; readonly edits: readonly { readonly edit: 'add' | 'move' | 'drop' | 'retype'; readonly text: string }[] }
  /** The name of a bundled proposal, `today`, or the text of a proposal file. */
  | { readonly kind: 'fit'; readonly proposal: { readonly name: string } | { readonly text: string } }
  /** `index` in every view, `page.index` in one; empty: all of struct page. */
  | { readonly kind: 'left'; readonly members: readonly string[] };

/** What is known of a question for Place before a person is asked for the rest. */
export interface PlaceHint {
  readonly state?: string;
}

export interface WhatIfParams {
  /** Any file of the tree that is asked about; absent: the tree that was opened last. */
  readonly textDocument?: { readonly uri: string };
  readonly question: WhatIfQuestion;
}

/** A scenario that plays what an answer says. */
export interface WhatIfScenario {
  readonly label: string;
  /** The placement's byte in struct page. */
  readonly offset: number;
  /** The text of a scenario file. */
  readonly text: string;
}

/** An answer for people, or what is wrong with the question. */
export type WhatIfResult =
  | { readonly problem: string }
  | {
    /** One line. */
    readonly title: string;
    /** Lines of at most 110 columns; places are `path:line` from `root`. */
    readonly text: string;
    /** The same in 75 columns, for a mailing list. */
    readonly mail: string;
    /** Absolute path of the tree's top. */
    readonly root: string;
    readonly scenarios: readonly WhatIfScenario[];
    /** Two layouts to be shown side by side. */
    readonly layouts?: { readonly record: string; readonly before: string; readonly after: string };
  };

export interface WhatIfChoicesParams {
  readonly textDocument?: { readonly uri: string };
  readonly position?: WirePosition;
}

/** What can be asked about, and what the cursor suggests. */
export interface WhatIfChoices {
  readonly states: readonly { readonly name: string; readonly title: string }[];
  readonly types: readonly string[];
  /** Outermost members of struct page, then those of its views as `slab.freelist`. */
  readonly members: readonly string[];
  readonly proposals: readonly { readonly name: string; readonly title: string }[];
  /** The member under the cursor, as {@link members} writes it. */
  readonly member?: string;
  /** The state whose owner the file belongs to. */
  readonly state?: string;
}

/** "Where can I keep it?", asked of every state at once. */
export interface PlacementsParams {
  /** Any file of the tree that is asked about; absent: the tree that was opened last. */
  readonly textDocument?: { readonly uri: string };
  /** `list_head`, `bits:3`, `struct foo`. */
  readonly type: string;
  readonly mappable?: 'yes' | 'no';
}

/** A verdict for each placement in each state, or what is wrong with the question. */
export type Placements =
  | { readonly problem: string }
  | {
    /** What is kept, of how many bytes, in which kernel under which configuration: one line. */
    readonly heading: string;
    /** Absolute path of the tree's top. */
    readonly root: string;
    readonly rows: readonly PlacementRow[];
  };

export interface PlacementRow {
  readonly state: string;
  readonly title: string;
  readonly cells: readonly PlacementCell[];
}

export interface PlacementCell {
  /** Bytes from the start of struct page; null: in the page's own memory. */
  readonly offset: number | null;
  /** The member that begins there. */
  readonly begins: string;
  readonly members: readonly string[];
  readonly verdict: 'free' | 'duties' | 'conflict' | 'claimed';
  /** The gravest first; empty for what is simply free. */
  readonly reasons: readonly { readonly text: string; readonly evidence: readonly { readonly file: string; readonly function: string; readonly line?: number }[] }[];
  /** Whether {@link WhatIfResult} of this placement has a scenario to replay. */
  readonly replays: boolean;
}
