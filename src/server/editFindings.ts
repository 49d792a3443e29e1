/** What the checker says otherwise under an edited layout, found in the background. */
import { FindingChanges } from '../whatif/move/findings.js';
import type { Background, Job } from './background.js';
import type { KernelSession } from './session.js';

const FILES_AT_ONCE = 4;
/** Edits whose findings are kept. */
const KEPT = 4;

interface EditJob extends Job {
  readonly changes: FindingChanges;
}

export class EditFindings {
  readonly #session: KernelSession;
  readonly #background: Background;
  readonly #edits = new Map<string, EditJob>();
  #revision = 0;

  constructor(session: KernelSession, background: Background) {
    this.#session = session;
    this.#background = background;
  }

  /**
   * What is known after some time; the search goes on behind it.
   * @param texts the edited headers by path
   * @param files where the members are used
   */
  async within(milliseconds: number, texts: ReadonlyMap<string, string>, files: readonly string[]): Promise<FindingChanges> {
    if (this.#revision !== this.#session.revision) {
      this.#revision = this.#session.revision;
      this.#edits.clear();
    }
    const key = JSON.stringify([...texts]);
    let job = this.#edits.get(key);
    if (!job) {
      this.#edits.set(key, (job = editJob(texts, files)));
      for (const old of this.#edits.keys()) if (this.#edits.size > KEPT) this.#edits.delete(old);
    }
    if (this.#background.isPossible && !job.isDone) await this.#background.within(milliseconds, job);
    return job.changes;
  }
}

function editJob(texts: ReadonlyMap<string, string>, files: readonly string[]): EditJob {
  const changes = new FindingChanges(files);
  return {
    changes,
    get isDone() { return changes.left === 0; },
    async step(search) {
      const taken = changes.take(FILES_AT_ONCE);
      changes.add(await search.findings(texts, taken));
    },
  };
}
