/** Call paths of an opened tree, looked for by a thread of its own: a question takes what is known by then. */
import type { PageState } from '../model/state.js';
import type { FieldUse } from '../uses/fieldUse.js';
import { noPaths, type Paths } from '../whatif/who/paths.js';
import { pathsOf, type RoutePaths } from '../whatif/who/routePath.js';
import { likelyFiles, StatePaths } from '../whatif/who/statePaths.js';
import type { PathSearch, ServerHost } from './host.js';
import type { KernelSession } from './session.js';

/** Files between two looks at what is wanted most. */
const FILES_AT_ONCE = 8;
/** States whose paths are kept. */
const KEPT = 6;

export class CallPaths {
  readonly #session: KernelSession;
  readonly #host: ServerHost;
  #routes: RoutePaths | undefined;
  readonly #states = new Map<string, StatePaths>();
  /** What is being looked for, the last one asked for last. */
  #wanted: StatePaths[] = [];
  #search: PathSearch | undefined;
  #running: Promise<void> | undefined;
  /** What lay on disk when all of this was found; a search for another one ends unheard. */
  #revision = 0;

  constructor(session: KernelSession, host: ServerHost) {
    this.#session = session;
    this.#host = host;
  }

  /**
   * What is known after some time; the search goes on behind it.
   * @param milliseconds how long the question may wait
   */
  async within(milliseconds: number, state: PageState, uses: readonly FieldUse[]): Promise<Paths> {
    if (!this.#host.searchPaths) return noPaths;
    if (this.#revision !== this.#session.revision) this.#forget(this.#session.revision);
    let paths = this.#states.get(state.name);
    if (!paths) {
      this.#states.set(state.name, (paths = new StatePaths(state, likelyFiles(state, uses))));
      for (const name of this.#states.keys()) if (this.#states.size > KEPT) this.#states.delete(name);
    }
    this.#wanted = [...this.#wanted.filter((one) => one !== paths), paths];
    this.#running ??= this.#look(this.#revision).catch(() => undefined);
    await Promise.race([this.#running, new Promise((resolve) => { setTimeout(resolve, milliseconds); })]);
    return pathsOf(this.#routes, paths);
  }

  /** The tree was closed. */
  stop(): void {
    this.#forget(-1);
  }

  /** Lets go of everything: lines and calls are looked for anew. */
  #forget(revision: number): void {
    this.#revision = revision;
    this.#search?.close();
    this.#search = undefined;
    this.#routes = undefined;
    this.#running = undefined;
    this.#states.clear();
    this.#wanted = [];
  }

  /** The thread lives as long as there is something to look for: it holds a tree of its own. */
  async #look(revision: number): Promise<void> {
    const search = await this.#host.searchPaths?.(this.#session.choice);
    if (!search) return;
    const isWanted = (): boolean => this.#revision === revision;
    try {
      if (!isWanted()) return;
      this.#search = search;
      if (!this.#routes) {
        const routes = await search.routes();
        if (isWanted()) this.#routes = routes;
      }
      for (let paths = this.#wanted.pop(); paths && isWanted(); paths = this.#wanted.pop()) {
        paths.add(await search.ways(paths.state.name, paths.take(FILES_AT_ONCE)));
        if (paths.left > 0 && isWanted()) this.#wanted.push(paths);
      }
    } finally {
      search.close();
      if (isWanted()) {
        this.#search = undefined;
        this.#running = undefined;
      }
    }
  }
}
