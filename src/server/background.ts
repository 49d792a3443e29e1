/** Work on a tree that a thread of its own does bit by bit: a question takes what is known by then, and the next one finds more. */
import type { ServerHost, TreeSearch } from './host.js';
import type { KernelSession } from './session.js';

/** Something to be looked for, in steps of less than a second or so. */
export interface Job {
  /** Whether nothing is left to do. */
  readonly isDone: boolean;
  step(search: TreeSearch): Promise<void>;
}

export class Background {
  readonly #session: KernelSession;
  readonly #host: ServerHost;
  /** The last one asked for comes first. */
  #jobs: Job[] = [];
  #search: TreeSearch | undefined;
  #running: Promise<void> | undefined;
  /** What lay on disk when the work began; work on another state of it ends unheard. */
  #revision = 0;

  constructor(session: KernelSession, host: ServerHost) {
    this.#session = session;
    this.#host = host;
  }

  /** False where there are no threads. */
  get isPossible(): boolean {
    return this.#host.searchTree !== undefined;
  }

  /** Works on a job before all others, and returns when it is done or the time is over. */
  async within(milliseconds: number, job: Job): Promise<void> {
    if (this.#revision !== this.#session.revision) this.#forget(this.#session.revision);
    this.#jobs = [...this.#jobs.filter((one) => one !== job), job];
    this.#running ??= this.#work(this.#revision).catch(() => undefined);
    const end = performance.now() + milliseconds;
    while (!job.isDone && performance.now() < end) await new Promise((resolve) => { setTimeout(resolve, Math.min(10, milliseconds)); });
  }

  /** The tree was closed. */
  stop(): void {
    this.#forget(-1);
  }

  #forget(revision: number): void {
    this.#revision = revision;
    this.#search?.close();
    this.#search = undefined;
    this.#running = undefined;
    this.#jobs = [];
  }

  /** The thread lives as long as there is something to do: it holds a tree of its own. */
  async #work(revision: number): Promise<void> {
    const search = await this.#host.searchTree?.(this.#session.choice);
    if (!search) return;
    const isWanted = (): boolean => this.#revision === revision;
    try {
      if (isWanted()) this.#search = search;
      for (let job = this.#jobs.at(-1); job && isWanted(); job = this.#jobs.at(-1)) {
        if (job.isDone) this.#jobs.pop();
        else await job.step(search);
      }
    } finally {
      search.close();
      if (isWanted()) {
        this.#search = undefined;
        this.#running = undefined;
        this.#jobs = [];
      }
    }
  }
}
