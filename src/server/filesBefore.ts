/** What the files of a tree no longer do that they did before they were changed: as the last commit, or a pristine tree, has them. */
import { type ChangedFacts, changedFunctions } from '../check/changes/changedFunctions.js';
import { lostBy } from '../check/changes/index.js';
import { factsOf } from '../check/checkFile.js';
import { type CheckContext, checkContext } from '../check/context.js';
import type { FileFacts } from '../check/fileFacts.js';
import type { Finding } from '../check/finding.js';
import { KernelTree } from '../kernel/tree.js';
import type { TextsBefore } from '../check/changes/textsBefore.js';
import type { ServerHost } from './host.js';
import type { KernelSession } from './session.js';
import type { Slices } from './slices.js';

/** Of a tree in which more has changed nothing is told: what one file loses another may have gained, and each would have to be read. */
const MOST_CHANGED = 40;
/** Git is asked again after this time, or once something was saved. */
const FRESH_MS = 10_000;

/** The tree as it was: what is not in `texts` lies on disk as it does there. */
interface Base {
  readonly version: string;
  readonly tree: KernelTree;
  readonly texts: Map<string, string>;
  generation: number;
  checking: CheckContext;
}

export class FilesBefore {
  readonly #session: KernelSession;
  readonly #host: ServerHost;
  readonly #against: string;
  #asked: { readonly revision: number; readonly time: number; readonly paths: string; readonly answer: Promise<TextsBefore | undefined> } | undefined;
  #base: Base | undefined;

  /** @param against as {@link ServerHost.textsBefore} takes it */
  constructor(session: KernelSession, host: ServerHost, against: string) {
    this.#against = against;
    this.#session = session;
    this.#host = host;
  }

  /**
   * @param open the files that the editor holds, which need not be saved
   * @returns findings of one file, in no order; undefined when they were not wanted any more
   */
  async lostIn(path: string, open: readonly string[], slices: Slices, isWanted: () => boolean): Promise<readonly Finding[] | undefined> {
    const was = await this.#textsBefore([...new Set([path, ...open])].sort());
    if (!was) return [];
    const { tree } = this.#session.setup;
    const changed = [...was.texts].filter(([file, text]) => tree.source(file) !== undefined && tree.source(file)?.text !== text).map(([file]) => file);
    if (!changed.includes(path) || changed.length > MOST_CHANGED) return [];
    const base = this.#baseOf(was), sides: ChangedFacts[] = [];
    for (const file of changed) {
      const before = await this.#factsOf(file, base.tree, base, slices, isWanted), after = await this.#factsOf(file, tree, this.#session, slices, isWanted);
      if (!isWanted()) return undefined;
      if (before && after) sides.push(changedFunctions(before, after));
    }
    const own = sides.find(({ after }) => after.file.path === path);
    return own ? lostBy(own, sides) : [];
  }

  #factsOf(path: string, tree: KernelTree, of: { readonly checking: CheckContext }, slices: Slices, isWanted: () => boolean): Promise<FileFacts | undefined> {
    return slices.ask(of, 'later', () => {
      const source = tree.source(path);
      return source && factsOf(source, of.checking);
    }, isWanted);
  }

  #textsBefore(paths: readonly string[]): Promise<TextsBefore | undefined> {
    const { revision, root } = this.#session, key = paths.join('\n'), now = performance.now();
    if (this.#asked?.revision !== revision || this.#asked.paths !== key || now - this.#asked.time > FRESH_MS) {
      this.#asked = { revision, time: now, paths: key, answer: this.#host.textsBefore?.(root, paths, this.#against) ?? Promise.resolve(undefined) };
    }
    return this.#asked.answer;
  }

  /** Brings the files as they were into a tree of its own, which shares what it can with the opened one. */
  #baseOf({ version, texts }: TextsBefore): Base {
    const { setup, parser, settings } = this.#session;
    const open = (tree: KernelTree): CheckContext => checkContext({ ...setup, tree }, parser, { owners: settings.owners });
    if (this.#base?.version !== version) {
      const tree = new KernelTree(setup.tree.files, setup.arch.directory, setup.tree);
      for (const [path, text] of texts) tree.overlay(path, text);
      this.#base = { version, tree, texts: new Map(texts), generation: tree.generation, checking: open(tree) };
      return this.#base;
    }
    const base = this.#base;
    for (const [path, text] of texts) {
      if (base.texts.get(path) === text) continue;
      base.texts.set(path, text);
      const before = base.tree.source(path);
      if (before?.text === text) continue;
      base.tree.overlay(path, text);
      base.checking.footprints.changed(path, before);
    }
    if (base.generation !== base.tree.generation) {
      base.generation = base.tree.generation;
      base.checking = open(base.tree);
    }
    return base;
  }
}
