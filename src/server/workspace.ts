/** The open documents and the kernel trees they lie in. Files outside of a kernel tree are nobody's: no work, no message. */
import { SETTINGS_FILE } from '../check/settings/treeSettings.js';
import type { Location } from 'vscode-languageserver';
import { ConfigError } from '../kernel/config.js';
import { TREE_MARKER } from '../kernel/setup.js';
import type { CParser } from '../c/syntax.js';
import type { SourceFile } from '../kernel/tree.js';
import type { SourcePlace } from '../layout/record.js';
import type { TreeStatus } from '../protocol.js';
import { Background } from './background.js';
import { CallPaths } from './callPaths.js';
import { FilesBefore } from './filesBefore.js';
import { Documents, type OpenDocument } from './documents.js';
import { EditFindings } from './editFindings.js';
import type { ServerHost, TreeChoice } from './host.js';
import { type Encoding, Positions } from './positions.js';
import { KernelSession } from './session.js';
import { readSettings, sameTree, type Settings } from './settings.js';
import { TreeIndex } from './treeIndex.js';

/** A file of an opened tree as a feature sees it: all of one moment. */
export interface OpenedFile {
  readonly tree: OpenedTree;
  readonly session: KernelSession;
  /** From the tree's top. */
  readonly path: string;
  readonly source: SourceFile;
  readonly positions: Positions;
}

export interface OpenedTree {
  readonly session: KernelSession;
  readonly index: TreeIndex;
  readonly callPaths: CallPaths;
  readonly editFindings: EditFindings;
  readonly before: FilesBefore;
  /** Ends its work: nothing is said of it any more. */
  close(): void;
  /** The document versions the session has. */
  readonly synced: Map<string, { readonly path: string; readonly version: number }>;
}

export interface WorkspaceEvents {
  onStatus(status: TreeStatus): void;
  /** An index began, went on or ended; told of closed trees too. */
  onIndex(index: TreeIndex, kernel: string): void;
  /** Something a person should know, told once. */
  onWarning(message: string): void;
  /** Another tree, or the same one read otherwise: what was computed is void. */
  onReopened(): void;
}

const BUILT_CONFIG = /^(\.config|include\/config\/auto\.conf)$/;

export class Workspace {
  readonly documents = new Documents();
  readonly host: ServerHost;
  readonly encoding: Encoding;
  readonly #events: WorkspaceEvents;
  readonly #trees = new Map<string, Promise<OpenedTree | undefined>>();
  readonly #told = new Set<string>();
  #parser: Promise<CParser> | undefined;
  #last: OpenedTree | undefined;
  #settings: Settings = readSettings(undefined);

  constructor(host: ServerHost, encoding: Encoding, events: WorkspaceEvents) {
    this.host = host;
    this.encoding = encoding;
    this.#events = events;
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** The tree that was opened last. */
  get lastTree(): OpenedTree | undefined {
    return this.#last;
  }

  configure(settings: Settings): void {
    const same = sameTree(this.#settings, settings);
    this.#settings = settings;
    if (!same) this.reopen();
  }

  /** Lets go of every tree; each is opened again when a file of it is asked about. */
  reopen(): void {
    const opened = [...this.#trees.values()];
    this.#trees.clear();
    this.#told.clear();
    for (const tree of opened) closeOnceOpen(tree);
    this.#events.onReopened();
  }

  dispose(): void {
    for (const tree of this.#trees.values()) closeOnceOpen(tree);
    this.#trees.clear();
  }

  /** The file behind a URI in its tree; undefined outside of a kernel tree, or for what cannot be read. */
  async file(uri: string): Promise<OpenedFile | undefined> {
    const absolute = this.host.pathOf(uri);
    const root = absolute === undefined ? undefined : this.#rootOf(absolute);
    if (absolute === undefined || root === undefined) return undefined;
    const document = this.documents.get(uri);
    if (document?.tooLarge) {
      this.warnOnce(`${absolute}: ${Math.round(document.bytes.length / 1048576)} MB are more than Pagelens reads.`);
      return undefined;
    }
    const tree = await this.#tree(root);
    const path = tree?.session.inTree(absolute);
    if (!tree || path === undefined) return undefined;
    this.sync(tree);
    const source = tree.session.source(path);
    return source && { tree, session: tree.session, path, source, positions: this.documents.get(uri)?.positions ?? new Positions(source.text, this.encoding) };
  }

  /** Brings the editor's texts into a tree. */
  sync(tree: OpenedTree): void {
    const gone = new Map(tree.synced);
    for (const document of this.documents.all()) {
      gone.delete(document.uri);
      const known = tree.synced.get(document.uri);
      if (known?.version === document.version) continue;
      const path = known?.path ?? this.pathIn(tree, document);
      if (path === undefined || document.tooLarge) continue;
      tree.synced.set(document.uri, { path, version: document.version });
      tree.session.overlay(path, document.bytes);
    }
    for (const [uri, { path }] of gone) {
      tree.synced.delete(uri);
      tree.session.overlay(path, undefined);
      tree.index.changed(path);
    }
  }

  pathIn(tree: OpenedTree, document: OpenDocument): string | undefined {
    const absolute = this.host.pathOf(document.uri);
    return absolute === undefined ? undefined : tree.session.inTree(absolute);
  }

  /** Files changed on disk. */
  async changedOnDisk(changes: readonly { readonly uri: string; readonly cameOrWent: boolean }[]): Promise<void> {
    const trees = (await Promise.all(this.#trees.values())).filter((tree) => tree !== undefined);
    for (const { uri, cameOrWent } of changes) {
      const absolute = this.host.pathOf(uri);
      if (absolute === undefined) continue;
      for (const { session, index } of trees) {
        if (absolute === session.choice.config) {
          this.reopen();
          return;
        }
        const path = session.inTree(absolute);
        if (path === undefined) continue;
        if (BUILT_CONFIG.test(path)) {
          this.reopen();
          return;
        }
        if (path !== SETTINGS_FILE && !/\.[ch]$/.test(path)) continue;
        if (path !== SETTINGS_FILE) index.changed(path);
        session.forget(path, cameOrWent);
      }
    }
  }

  /** A place of the tree as editors count; undefined for a file that is gone. */
  location(session: KernelSession, place: SourcePlace, length: number): Location | undefined {
    return this.placer(session)(place, length);
  }

  /** Turns many places into locations: each file is looked at once. */
  placer(session: KernelSession): (place: SourcePlace, length: number) => Location | undefined {
    const open = new Map<string, OpenDocument>();
    for (const document of this.documents.all()) {
      const absolute = this.host.pathOf(document.uri);
      const path = absolute === undefined ? undefined : session.inTree(absolute);
      if (path !== undefined) open.set(path, document);
    }
    const files = new Map<string, { uri: string; positions: Positions } | undefined>();
    return (place, length) => {
      if (!files.has(place.file)) {
        const document = open.get(place.file);
        const positions = document?.positions ?? this.#stored(session, place.file);
        files.set(place.file, positions && { uri: document?.uri ?? this.host.uriOf(`${session.root}/${place.file}`), positions });
      }
      const file = files.get(place.file);
      if (!file) return undefined;
      const start = file.positions.position(place.line, place.column);
      return { uri: file.uri, range: { start, end: file.positions.position(place.line, place.column + length) } };
    };
  }

  #stored(session: KernelSession, path: string): Positions | undefined {
    // Names of members are ASCII and bytes are counted: no need to look.
    const text = this.encoding === 'utf-8' ? '' : session.setup.tree.files.read(path);
    return text === undefined ? undefined : new Positions(text, this.encoding);
  }

  warnOnce(message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#events.onWarning(message);
  }

  statusOf({ session, index }: OpenedTree): TreeStatus {
    const { version, arch, config } = session.setup;
    const { root } = session;
    const name = config.name.startsWith(`${root}/`) ? config.name.slice(root.length + 1) : config.name;
    return { root, kernel: version, arch: arch.name, config: name, index: index.state };
  }

  #rootOf(path: string): string | undefined {
    const { root } = this.#settings;
    if (root === '') return this.host.findTree(path);
    const chosen = this.host.resolve('/', root);
    if (this.host.isTree(chosen)) {
      const top = this.host.findTree(chosen) ?? chosen;
      return path.startsWith(`${top}/`) ? top : this.host.findTree(path);
    }
    this.warnOnce(`pagelens.kernel.root: ${root} is no kernel tree, ${TREE_MARKER} is missing there. The tree above each file is used instead.`);
    return this.host.findTree(path);
  }

  #tree(root: string): Promise<OpenedTree | undefined> {
    let tree = this.#trees.get(root);
    if (!tree) {
      tree = this.#open(root);
      this.#trees.set(root, tree);
      tree.catch(() => { this.#trees.delete(root); });
    }
    return tree;
  }

  async #open(root: string): Promise<OpenedTree> {
    this.#parser ??= this.host.loadParser();
    const parser = await this.#parser;
    const session = this.#sessionFor(root, parser);
    for (const warning of session.setup.warnings) this.warnOnce(warning);
    let closed = false;
    const index: TreeIndex = new TreeIndex(session, this.host, {
      onState: () => {
        this.#events.onIndex(index, session.setup.version);
        if (!closed) this.#events.onStatus(this.statusOf(tree));
      },
      onFailure: (message) => { this.warnOnce(message); },
    });
    const background = new Background(session, this.host);
    const close = (): void => {
      closed = true;
      index.cancel();
      background.stop();
    };
    const tree: OpenedTree = { session, index, callPaths: new CallPaths(session, background), editFindings: new EditFindings(session, background), before: new FilesBefore(session, this.host, this.#settings.against), close, synced: new Map() };
    this.#last = tree;
    this.#events.onStatus(this.statusOf(tree));
    return tree;
  }

  /** A configuration that cannot be had is told, and the tree opened without it. */
  #sessionFor(root: string, parser: CParser): KernelSession {
    const { arch, config } = this.#settings;
    const files = this.host.files(root);
    let choice: TreeChoice = { root, arch, config: config === '' ? '' : this.host.resolve(root, config) };
    let configText: string | undefined;
    if (choice.config !== '') {
      try {
        configText = this.host.readText(choice.config);
      } catch (error) {
        this.warnOnce(`pagelens.kernel.config: ${choice.config} cannot be read: ${(error as Error).message}`);
        choice = { ...choice, config: '' };
      }
    }
    try {
      return new KernelSession({ choice, configText, files, parser });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.warnOnce(`pagelens.kernel.arch: ${error.message}`);
      return new KernelSession({ choice: { ...choice, arch: '' }, configText, files, parser });
    }
  }
}

/** The uses of every file of a tree, unsaved texts as they are now, and whether the whole tree was read. */
export function usesNow({ index, synced }: OpenedTree): ReturnType<TreeIndex['uses']> {
  return index.uses([...synced.values()].map(({ path }) => path).filter((path) => /\.[ch]$/.test(path)));
}

/** A tree that could not be opened has told so already. */
function closeOnceOpen(opening: Promise<OpenedTree | undefined>): void {
  opening.then((tree) => { tree?.close(); }, () => undefined);
}
