/**
 * What the simulation panel and its host say to each other. Plain data both ways; a request carries an id, and the answer carries it back.
 * Panel and host each end their switch over `type` in never, so a message that one side does not know does not compile.
 */

/** Which scenario a panel plays: enough to run it again after a reload. */
export type ScenarioRef = (
  | { readonly kind: 'bundled'; readonly name: string }
  | { readonly kind: 'file'; readonly uri: string }
  /** What a C file of the opened tree, or one function of it, does to a page. */
  | { readonly kind: 'source'; readonly uri: string; readonly function?: string }
) & { readonly changes?: readonly ParameterChange[] };

/** A value of the scenario that a person has changed, by its JSON pointer; undefined removes it. */
export interface ParameterChange {
  readonly pointer: string;
  readonly value: string | number | boolean | undefined;
}

/** Kept by the editor across reloads of the panel. */
export interface PanelState {
  readonly scenario: ScenarioRef;
  readonly step: number;
  readonly page: number;
  readonly follow: boolean;
}

export type FromPanel =
  /** The panel's script runs and takes messages: after it is made, and each time it is shown again. */
  | { readonly type: 'ready' }
  /** Show a line of the kernel tree. */
  | { readonly type: 'source'; readonly source: SourceLine }
  | PlayerRequest;

/** Each is answered by a frame, `rows` by rows. */
export type PlayerRequest = PlayerQuestion & { readonly id: number };

export type PlayerQuestion =
  | { readonly type: 'seek'; readonly step: number }
  /** Forward or, with a negative number, back: by whole steps or by single changes of a word. */
  | { readonly type: 'move'; readonly by: number; readonly unit: 'step' | 'change' }
  /** To a conflict by its number, or to the next one; its page becomes the chosen one. */
  | { readonly type: 'conflict'; readonly to: number | 'next' | 'previous' }
  | { readonly type: 'select'; readonly page: number }
  /** Whether the chosen page is that of the present step. */
  | { readonly type: 'follow'; readonly on: boolean }
  | { readonly type: 'rows'; readonly list: ListName; readonly from: number; readonly count: number };

export type ListName = 'story' | 'conflicts';

export type ToPanel =
  | { readonly type: 'running'; readonly title: string }
  | { readonly type: 'failed'; readonly title: string; readonly errors: readonly RunError[] }
  | { readonly type: 'opened'; readonly scenario: ScenarioRef; readonly run: RunInfo; readonly frame: Frame }
  | PlayerAnswer;

export type PlayerAnswer =
  | { readonly type: 'frame'; readonly id: number; readonly frame: Frame }
  | { readonly type: 'rows'; readonly id: number; readonly list: ListName; readonly from: number; readonly rows: readonly ListRow[] };

/** Line and column 1-based, in the scenario's text. */
export interface RunError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface SourceLine {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** What stays the same while a run is played. */
export interface RunInfo {
  readonly title: string;
  readonly source: string;
  readonly kernel: string;
  readonly config: string;
  /** Struct pages, and the bytes of one. */
  readonly pages: number;
  readonly pageSize: number;
  readonly zones: readonly ZoneInfo[];
  /** Pages that one cell of the map stands for. */
  readonly pagesPerCell: number;
  /** The last step's number; step 0 is the machine after boot. */
  readonly lastStep: number;
  readonly conflicts: number;
  /** By conflict: its cell in the map, or -1. */
  readonly conflictCells: Int32Array;
  readonly expectations: readonly { readonly says: string; readonly held: boolean }[];
}

/** Pages [start, end) of one node. */
export interface ZoneInfo {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The run at one moment. */
export interface Frame {
  readonly step: number;
  /** Changes of words applied within this step, of how many. */
  readonly change: number;
  readonly changes: number;
  readonly now: Now;
  /** Conflicts up to now. */
  readonly conflicts: number;
  readonly map: MapUpdate;
  readonly page: PageWords;
  readonly follow: boolean;
}

/** What happens in a step: an operation with the words it changes, or a conflict. */
export interface Now {
  readonly text: string;
  /** Page frame number, or -1. */
  readonly page: number;
  readonly changes: readonly WordChange[];
  readonly changesLeftOut: number;
  readonly conflict?: ConflictInfo;
}

export interface WordChange {
  /** Page frame number; -1 for words of kernel objects. */
  readonly page: number;
  readonly offset: number;
  readonly member: string;
  readonly old: string;
  readonly new: string;
  readonly owner: string;
}

export interface ConflictInfo {
  readonly number: number;
  readonly title: string;
  readonly text: string;
  /** What wrote the word, where one can be named. */
  readonly writer?: { readonly owner: string; readonly member: string; readonly by: string; readonly source?: SourceLine };
  readonly reader?: { readonly name: string; readonly member: string; readonly value: string; readonly readAs: string; readonly path: readonly string[] };
  readonly harm: string;
}

/** States of the cells by number into `states`, whole or as what changed since the last frame. */
export type MapUpdate = { readonly states: readonly StateInfo[] } & (
  | { readonly kind: 'whole'; readonly cells: Uint8Array }
  | { readonly kind: 'changed'; readonly at: Uint32Array; readonly cells: Uint8Array }
);

/** A page state and how many pages are in it now. */
export interface StateInfo {
  readonly name: string;
  readonly title: string;
  readonly pages: number;
}

/** The chosen page. */
export interface PageWords {
  readonly page: number;
  readonly state: string;
  readonly userMappings: number;
  readonly words: readonly WordInfo[];
}

export interface WordInfo {
  readonly offset: number;
  readonly size: number;
  /** Every name the bytes have in struct page. */
  readonly members: readonly string[];
  readonly value: string;
  /** The value as its writer means it: `page 510 + 24`, `LIST_POISON2`, `NULL`. */
  readonly decoded: string;
  readonly writer: { readonly owner: string; readonly member: string; readonly by: string; readonly means: string; readonly source?: SourceLine };
  /** The step that wrote it; -1 for memory of boot. */
  readonly writtenAt: number;
  readonly read?: WordRead;
}

/** The last reader that looks at the word without asking who owns the page. */
export interface WordRead {
  readonly observer: string;
  readonly member: string;
  readonly readAs: string;
  readonly step: number;
  /** It took the word for what its writer did not mean, and that value still stands. */
  readonly conflict: boolean;
}

/** A line of the story, or of the list of conflicts. */
export interface ListRow {
  readonly step: number;
  readonly text: string;
  readonly page: number;
  readonly conflict: boolean;
}
