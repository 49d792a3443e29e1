/** What the server needs of the machine it runs on: Node's disk and threads, or a browser's fetched files. */
import type { TextsBefore } from '../check/changes/textsBefore.js';
import type { CParser } from '../c/syntax.js';
import type { SourceFiles } from '../kernel/files.js';
import type { OverlayRecords } from '../layout/overlays.js';
import type { FieldUse } from '../uses/fieldUse.js';
import type { ChangedFindings } from '../whatif/move/findings.js';
import type { RoutePaths } from '../whatif/who/routePath.js';
import type { StateWay } from '../whatif/who/stateWays.js';

/** A tree's files that can be told of a change. */
export interface WatchedFiles extends SourceFiles {
  /** A file came or went. */
  forget?(path: string): void;
}

/** What a tree is read under; empty strings where nothing is set. */
export interface TreeChoice {
  readonly root: string;
  readonly arch: string;
  /** Absolute path of a configuration file. */
  readonly config: string;
}

export interface IndexRequest extends TreeChoice {
  /** The tree's, already looked for. */
  readonly overlays: OverlayRecords;
  readonly signal: AbortSignal;
  /** The uses of some files, told while others are still read: those of memory management first. */
  readonly onUses: (uses: readonly FieldUse[]) => void;
  readonly onProgress: (done: number, of: number) => void;
}

export interface TreeUses {
  readonly uses: readonly FieldUse[];
  /** Files that could not be read: `path: reason`. */
  readonly warnings: readonly string[];
}

/** Looks for what takes seconds in a tree as it lies on disk, off this thread. Every promise is rejected once it is closed. */
export interface TreeSearch {
  /** The calls on the ways of the model's readers. */
  routes(): Promise<RoutePaths>;
  /** The ways by which pages of a state come to code, from the functions of these files. */
  ways(state: string, files: readonly string[]): Promise<readonly StateWay[]>;
  /** What the checker says otherwise of files once headers read as `texts` has them. */
  findings(texts: ReadonlyMap<string, string>, files: readonly string[]): Promise<ChangedFindings>;
  close(): void;
}

export interface ServerHost {
  loadParser(): Promise<CParser>;
  /** An absolute path, links resolved as far as the file exists; undefined for a URI that names no file here. */
  pathOf(uri: string): string | undefined;
  uriOf(path: string): string;
  /** The top of the kernel tree that a file or folder lies in. */
  findTree(path: string): string | undefined;
  isTree(root: string): boolean;
  files(root: string): WatchedFiles;
  /** @throws Error with a message for people */
  readText(path: string): string;
  /** Makes a setting's path absolute: relative ones are meant from the tree's top. */
  resolve(root: string, path: string): string;
  /** All uses of the tree's struct page and its overlays, off this thread. Rejected with the signal's reason once it is aborted. */
  readTree(request: IndexRequest): Promise<TreeUses>;
  /** Absent where there are no threads: answers then go without what would take too long. */
  searchTree?(choice: TreeChoice): Promise<TreeSearch>;
  /**
   * These files, and those that differ on disk, as they were before they were changed. Absent, or undefined, where nothing tells.
   * @param against a tree's top, `none`, or empty for what there is
   */
  textsBefore?(root: string, paths: readonly string[], against: string): Promise<TextsBefore | undefined>;
}
