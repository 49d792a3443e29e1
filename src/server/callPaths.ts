/** Call paths of an opened tree, found in the background. */
import type { PageState } from '../model/state.js';
import type { FieldUse } from '../uses/fieldUse.js';
import { noPaths, type Paths } from '../whatif/who/paths.js';
import { pathsOf, type RoutePaths } from '../whatif/who/routePath.js';
import { likelyFiles, StatePaths } from '../whatif/who/statePaths.js';
import type { Background, Job } from './background.js';
import type { KernelSession } from './session.js';

/** Files between two looks at what is wanted most. */
const FILES_AT_ONCE = 8;
/** States whose paths are kept. */
const KEPT = 6;

/** The ways of the model's readers, which are the same whatever is asked. */
interface RoutesJob extends Job {
  readonly routes: RoutePaths | undefined;
}

interface StateJob extends Job {
  readonly paths: StatePaths;
}

export class CallPaths {
  readonly #session: KernelSession;
  readonly #background: Background;
  readonly #states = new Map<string, StateJob>();
  #routes = routesJob();
  #revision = 0;

  constructor(session: KernelSession, background: Background) {
    this.#session = session;
    this.#background = background;
  }

  /**
   * What is known after some time; the search goes on behind it.
   * @param milliseconds how long the question may wait
   */
  async within(milliseconds: number, state: PageState, uses: readonly FieldUse[]): Promise<Paths> {
    if (!this.#background.isPossible) return noPaths;
    if (this.#revision !== this.#session.revision) {
      this.#revision = this.#session.revision;
      this.#states.clear();
      this.#routes = routesJob();
    }
    let job = this.#states.get(state.name);
    if (!job) {
      this.#states.set(state.name, (job = stateJob(new StatePaths(state, likelyFiles(state, uses)))));
      for (const name of this.#states.keys()) if (this.#states.size > KEPT) this.#states.delete(name);
    }
    const end = performance.now() + milliseconds;
    await this.#background.within(0, job);
    await this.#background.within(milliseconds, this.#routes);
    await this.#background.within(end - performance.now(), job);
    return pathsOf(this.#routes.routes, job.paths);
  }
}

function routesJob(): RoutesJob {
  let routes: RoutePaths | undefined;
  return {
    get routes() { return routes; },
    get isDone() { return routes !== undefined; },
    async step(search) { routes = await search.routes(); },
  };
}

function stateJob(paths: StatePaths): StateJob {
  return {
    paths,
    get isDone() { return paths.left === 0; },
    async step(search) { paths.add(await search.ways(paths.state.name, paths.take(FILES_AT_ONCE))); },
  };
}
