/**
 * What the simulation panel and its host say to each other. Plain data both ways; a request carries an id, and the answer carries it back.
 * Panel and host each end their switch over `type` in never, so a message that one side does not know does not compile.
 */

/** Which scenario a panel plays: enough to run it again after a reload. */
export type ScenarioRef = (
  | { readonly kind: 'bundled'; readonly name: string }
  | { readonly kind: 'file'; readonly uri: string }
  /** What a C file of the opened tree, one function or some lines of it (`12-40`) do to a page. */
  | { readonly kind: 'source'; readonly uri: string; readonly function?: string; readonly lines?: string }
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
  /** The record whose names and types the words are shown by; struct page when absent. */
  readonly view?: string;
  /** A second run beside the first. */
  readonly beside?: ScenarioRef;
}

export type FromPanel =
  /** The panel's script runs and takes messages: after it is made, and each time it is shown again. */
  | { readonly type: 'ready' }
  /** Show a line of the kernel tree. */
  | { readonly type: 'source'; readonly source: SourceLine }
  /** Show a place of the scenario's own file. */
  | { readonly type: 'scenario'; readonly line: number; readonly column: number }
  /** Show a function of the opened tree. */
  | { readonly type: 'function'; readonly name: string }
  /** Run the scenario again with these values instead of its own. */
  | { readonly type: 'rerun'; readonly changes: readonly ParameterChange[] }
  /** Run another scenario beside this one: chosen by a person, or the given one; `off` ends the comparison. */
  | { readonly type: 'compare'; readonly with: 'chosen' | 'twin' | 'unchanged' | 'off' }
  /** A person wants to keep something of the run: the extension asks what and where. */
  | { readonly type: 'export' }
  /** The answer to `draw`. */
  | { readonly type: 'drawn'; readonly format: PictureFormat; readonly bytes: Uint8Array }
  | PlayerRequest;

export type PictureFormat = 'png' | 'svg';

/** Each is answered by a frame, `film` by a film, `rows` by rows, `history` by a history. */
export type PlayerRequest = PlayerQuestion & { readonly id: number };

export type PlayerQuestion =
  | { readonly type: 'seek'; readonly step: number }
  /** Forward or, with a negative number, back: by whole steps or by single changes of a word. */
  | { readonly type: 'move'; readonly by: number; readonly unit: 'step' | 'change' }
  /** The next frames of a run that is played: how many, and by how many whole steps each is further on. */
  | { readonly type: 'film'; readonly frames: number; readonly by: number }
  /** To a conflict by its number, or to the next one; its page becomes the chosen one. */
  | { readonly type: 'conflict'; readonly to: number | 'next' | 'previous' }
  | { readonly type: 'select'; readonly page: number }
  /** Whether the chosen page is that of the present step. */
  | { readonly type: 'follow'; readonly on: boolean }
  /** By which record's names and types the words are shown: `page`, `slab`, `ptdesc`. */
  | { readonly type: 'view'; readonly record: string }
  /** Every write of a word of the chosen page in the whole run. */
  | { readonly type: 'history'; readonly page: number; readonly offset: number; readonly size: number }
  | { readonly type: 'rows'; readonly list: ListName; readonly from: number; readonly count: number };

export type ListName = 'story' | 'conflicts';

export type ToPanel =
  | { readonly type: 'running'; readonly title: string }
  | { readonly type: 'failed'; readonly title: string; readonly errors: readonly RunError[] }
  | { readonly type: 'opened'; readonly scenario: ScenarioRef; readonly run: RunInfo; readonly frame: Frame }
  /** The second run of a comparison; without one it is over. */
  | { readonly type: 'beside'; readonly scenario?: ScenarioRef; readonly run?: RunInfo; readonly frame?: BesideFrame; readonly errors?: readonly RunError[] }
  /** The map as a picture is wanted. */
  | { readonly type: 'draw'; readonly format: PictureFormat }
  | PlayerAnswer;

export type PlayerAnswer =
  | { readonly type: 'frame'; readonly id: number; readonly frame: Frame }
  /** At a glance all but the last; fewer where the run ends. */
  | { readonly type: 'film'; readonly id: number; readonly glances: readonly Glance[]; readonly frame: Frame }
  | { readonly type: 'rows'; readonly id: number; readonly list: ListName; readonly from: number; readonly rows: readonly ListRow[] }
  | { readonly type: 'history'; readonly id: number; readonly writes: readonly WordWrite[]; readonly leftOut: number };

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
  /** Numbers of the whole run by name. */
  readonly measures: Readonly<Record<string, number>>;
  /** Records that are laid over struct page: `page` first. */
  readonly views: readonly string[];
  readonly parameters: readonly ParameterInfo[];
  /** The bundled scenario that does the same rightly. */
  readonly twin?: string;
  /** The run ended before its scenario did: in which step, and why. */
  readonly partial?: PartialRun;
}

/** Line and column 1-based, in the text of the scenario as it was run. */
export interface PartialRun {
  readonly line: number;
  readonly column: number;
  readonly says: string;
}

/** A value of the scenario that a form may offer. Made from the scenario's schema. */
export interface ParameterInfo {
  /** JSON pointer into the scenario. */
  readonly pointer: string;
  /** Heading it stands under: `Machine`, `Step 3: vmalloc`. */
  readonly group: string;
  readonly label: string;
  readonly description: string;
  /** Absent: the scenario does not say. */
  readonly value?: string | number | boolean;
  readonly input:
    | { readonly kind: 'flag' }
    | { readonly kind: 'choice'; readonly options: readonly string[]; readonly optional: boolean }
    | { readonly kind: 'number'; readonly minimum: number; readonly maximum: number }
    | { readonly kind: 'text' };
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
  readonly memory: MemoryCounts;
  readonly page: PageWords;
  readonly follow: boolean;
  readonly beside?: BesideFrame;
}

/** What is seen of a moment while a run is played faster than anybody reads: the picture without its texts. */
export interface Glance {
  readonly step: number;
  readonly conflicts: number;
  readonly map: CellsUpdate;
  /** Page frame number of the chosen page. */
  readonly page: number;
  readonly beside?: Pick<BesideFrame, 'conflicts'> & { readonly map: CellsUpdate };
}

/** The second run at the same moment. */
export interface BesideFrame {
  readonly step: number;
  readonly text: string;
  readonly conflicts: number;
  readonly map: MapUpdate;
  readonly memory: MemoryCounts;
}

/** What the allocator and the direct map come to now. */
export interface MemoryCounts {
  readonly zones: readonly ZoneCounts[];
  readonly directMap?: DirectMapInfo;
}

export interface ZoneCounts {
  readonly name: string;
  /** Free blocks by order, from 0 on. */
  readonly free: readonly number[];
  /** Pages in those blocks, and on per-CPU lists. */
  readonly freePages: number;
  readonly pcpPages: number;
  readonly pages: number;
}

export interface DirectMapInfo {
  readonly entries1G: number;
  readonly entries2M: number;
  readonly entries4K: number;
  /** One number a 2 MiB region: 0 part of a 1 GiB entry, 1 an entry of its own, 2 split into 4 KiB. */
  readonly regions: Uint8Array;
}

/** What happens in a step: an operation with the words it changes, or a conflict. */
export interface Now {
  readonly text: string;
  /** Page frame number, or -1. */
  readonly page: number;
  readonly changes: readonly WordChange[];
  readonly changesLeftOut: number;
  /** Functions of the kernel that make them, in order of their first change. */
  readonly functions: readonly string[];
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
  readonly bits?: ConflictBits;
}

/** How the reader decides, bit by bit. */
export interface ConflictBits {
  /** Width of the word, and its value as 0s and 1s from the highest bit down. */
  readonly digits: string;
  /** Bits the reader tests before it takes the word for what it does, 0 the lowest. */
  readonly tested: readonly number[];
  /** What the writer meant, and meanings that would have been right. */
  readonly written: string;
  readonly right: readonly string[];
}

/** The map's cells with all states of the run by number. */
export type MapUpdate = CellsUpdate & { readonly states: readonly StateInfo[] };

/** States of the cells by number, whole or as what changed since the last update. */
export type CellsUpdate =
  | { readonly kind: 'whole'; readonly cells: Uint8Array }
  | { readonly kind: 'changed'; readonly at: Uint32Array; readonly cells: Uint8Array };

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
  /** The state in words. */
  readonly stateTitle: string;
  readonly userMappings: number;
  /** The record whose names and types the words are shown by. */
  readonly view: string;
  readonly words: readonly WordInfo[];
}

export interface WordInfo {
  readonly offset: number;
  readonly size: number;
  /** Every name the bytes have in the chosen view. */
  readonly members: readonly string[];
  /** The same in the other records laid over struct page. */
  readonly overlays: readonly { readonly record: string; readonly members: readonly string[] }[];
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

/** One write of a word. */
export interface WordWrite {
  readonly step: number;
  readonly old: string;
  readonly new: string;
  readonly decoded: string;
  readonly owner: string;
  readonly member: string;
  readonly by: string;
}

/** A line of the story, or of the list of conflicts. */
export interface ListRow {
  readonly step: number;
  readonly text: string;
  readonly page: number;
  readonly conflict: boolean;
}
