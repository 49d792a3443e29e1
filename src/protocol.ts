/**
 * What Pagelens says beyond the Language Server Protocol. Every method works from any editor: parameters and results are plain JSON,
 * places are LSP places in the position encoding that was agreed on.
 */
import type { LayoutSet } from './layout/record.js';
import type { FieldUse } from './uses/fieldUse.js';

/** 0-based, as in the Language Server Protocol. */
export interface WirePosition {
  readonly line: number;
  readonly character: number;
}

export interface WireRange {
  readonly start: WirePosition;
  readonly end: WirePosition;
}

/** Method names of requests (client to server) and notifications (server to client). */
export const Methods = {
  /** Request {@link UsesOfWordParams} -> {@link UsesOfWord} | null. Null where no member of a tracked record stands. */
  usesOfWord: 'pagelens/usesOfWord',
  /** Request {@link ConfigurationsParams} -> {@link Configurations} | null. Null outside of a kernel tree. */
  configurations: 'pagelens/configurations',
  /** Request {@link TypedUsesParams} -> {@link TypedUses} | null. Null outside of a kernel tree, or for a file that cannot be read. */
  typedUses: 'pagelens/typedUses',
  /** Request {@link FunctionPlaceParams} -> {@link FunctionPlace} | null: where a function of the memory management code is defined. Null where it is not found. */
  functionPlace: 'pagelens/functionPlace',
  /** Request {@link WhatIfParams} -> {@link WhatIfResult} | null: "where can I keep", "who touches", "what if I move", "does it fit", "who is left" (whatIfProtocol.ts). Null without a kernel tree. */
  whatIf: 'pagelens/whatIf',
  /** Request {@link WhatIfChoicesParams} -> {@link WhatIfChoices} | null: what can be asked, and what the cursor suggests. */
  whatIfChoices: 'pagelens/whatIfChoices',
  /** Request {@link PlacementsParams} -> {@link Placements} | null: "where can I keep" for every state at once. */
  placements: 'pagelens/placements',
  /** Request {@link PageWordsParams} -> {@link PageWords} | null: struct page by words with counts of uses (pageWordsProtocol.ts). Null without a kernel tree. */
  pageWords: 'pagelens/pageWords',
  /** Request {@link MemberFilesParams} -> {@link MemberFiles} | null: the files that use a member. */
  memberFiles: 'pagelens/memberFiles',
  /** Request {@link MemberUsesParams} -> {@link MemberUses} | null: the lines of one file that use a member. */
  memberUses: 'pagelens/memberUses',
  /** Request {@link LayoutParams} -> {@link LayoutAnswer} | null: a record as text under any configuration (layoutProtocol.ts). Null without a kernel tree. */
  layout: 'pagelens/layout',
  /** Request {@link LayoutChoicesParams} -> {@link LayoutChoices} | null: what can be laid out, and what the cursor suggests. */
  layoutChoices: 'pagelens/layoutChoices',
  /** Request {@link DebuggerCommandParams} -> {@link DebuggerCommand} | null: a member as drgn, pahole or crash show it. Null where no member stands. */
  debuggerCommand: 'pagelens/debuggerCommand',
  /** Notification without parameters, server to client, at most twice a second: a file changed, so counts of uses may have. */
  usesChanged: 'pagelens/usesChanged',
  /** Notification without parameters, client to server: ends the reading of the tree that was opened last. */
  cancelIndex: 'pagelens/cancelIndex',
  /** Notification {@link TreeStatus}, sent whenever something in it changes. */
  status: 'pagelens/status',
} as const;

export interface UsesOfWordParams {
  readonly textDocument: { readonly uri: string };
  readonly position: WirePosition;
}

/** A place of a file, as the commands that begin in the source take it. */
export interface SourceAt {
  readonly uri: string;
  readonly position: WirePosition;
}

/** What a finding's diagnostic carries for its code actions. */
export interface FindingData {
  /** The page state under which it holds: one of the model's names, or `any`. */
  readonly state: string;
}

/** All uses in the tree of the bits that a member occupies, under whatever name. */
export interface UsesOfWord {
  /** The member asked for. */
  readonly record: string;
  readonly path: string;
  /** From the start of its struct page (of the record itself for one that is no overlay of struct page), in bits. */
  readonly offsetBits: number;
  readonly sizeBits: number;
  readonly uses: readonly PlacedUse[];
  /** False when the tree could not be read as a whole (cancelled, unreadable files): open files are always in. */
  readonly complete: boolean;
}

/** A use with its place as editors count. */
export interface PlacedUse extends FieldUse {
  readonly uri: string;
  readonly range: WireRange;
}

export interface TypedUsesParams {
  readonly textDocument: { readonly uri: string };
}

/** What a file does with struct page, as it is now in the editor, and the layouts it does it with: what a simulation is fed. */
export interface TypedUses {
  /** From the tree's top. */
  readonly path: string;
  readonly uses: readonly FieldUse[];
  /** Struct page and its views, with those that the file defines for itself. */
  readonly layout: LayoutSet;
  /** Lines 1-based, both ends inside. */
  readonly functions: readonly { readonly name: string; readonly line: number; readonly endLine: number }[];
}

export interface FunctionPlaceParams {
  /** Any file of the tree; absent: the tree that was opened last. */
  readonly textDocument?: { readonly uri: string };
  readonly name: string;
}

/** 1-based line. */
export interface FunctionPlace {
  readonly uri: string;
  readonly line: number;
}

export interface ConfigurationsParams {
  /** Any file of the tree; absent: the tree that was opened last. */
  readonly textDocument?: { readonly uri: string };
}

/** What a tree can be read under. */
export interface Configurations {
  readonly root: string;
  /** Names for `pagelens.kernel.arch`. */
  readonly presets: readonly string[];
  /** Configuration files found in the tree, from its top. */
  readonly configs: readonly string[];
  /** What it is read under now. */
  readonly arch: string;
  readonly config: string;
}

/** How a kernel tree is read, and how far its index is. */
export interface TreeStatus {
  /** Absolute path of the tree's top. */
  readonly root: string;
  /** `6.1.192` */
  readonly kernel: string;
  /** `x86_64` */
  readonly arch: string;
  /** `.config`, a file's name, or `x86_64 preset`. */
  readonly config: string;
  readonly index: IndexState;
}

/** `none`: not begun, or cancelled. `of` is 0 until the files are counted. */
export type IndexState =
  | { readonly state: 'none' }
  | { readonly state: 'reading'; readonly done: number; readonly of: number }
  | { readonly state: 'ready'; readonly uses: number };

/** What a client may put into `initializationOptions`; none of it is needed. */
export interface ClientOptions {
  /** Settings, for clients that answer no `workspace/configuration`: `{ "kernel": { "arch": "arm64" } }` or `{ "pagelens.kernel.arch": "arm64" }`. */
  readonly settings?: unknown;
  /** The client runs the `pagelens.` commands: as `command:` links in hovers, and as code actions of findings. */
  readonly commandLinks?: boolean;
  /** What the server says by itself in another language: English text to translation. Evidence and answers stay in English, as a mailing list reads it. */
  readonly texts?: Readonly<Record<string, string>>;
  /** The client shows HTML in hovers, and has the `pagelens.word0` ... theme colours. */
  readonly wordColours?: boolean;
}
