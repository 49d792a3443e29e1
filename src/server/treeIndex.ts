/** All uses of a tree by file: read by other threads when first wanted, then kept fresh file by file. */
import { t } from '@vscode/l10n';
import type { IndexState } from '../protocol.js';
import type { FieldUse } from '../uses/fieldUse.js';
import type { ServerHost } from './host.js';
import type { KernelSession } from './session.js';

export interface IndexEvents {
  onState(state: IndexState): void;
  onFailure(message: string): void;
}

/** Between being asked and beginning, for answers that wait to be sent. */
const BREATH_MS = 20;

/** Why an index ended before it was complete. */
class Cancelled extends Error {}

export class TreeIndex {
  readonly #session: KernelSession;
  readonly #host: ServerHost;
  readonly #events: IndexEvents;
  readonly #stale = new Set<string>();
  #state: IndexState = { state: 'none' };
  #abort: AbortController | undefined;
  #reading: Promise<void> | undefined;
  #files: Map<string, readonly FieldUse[]> | undefined;
  /** Of the files that were read so far, while others are. */
  readonly #early = new Map<string, FieldUse[]>();
  #partial = false;

  constructor(session: KernelSession, host: ServerHost, events: IndexEvents) {
    this.#session = session;
    this.#host = host;
    this.#events = events;
  }

  get state(): IndexState {
    return this.#state;
  }

  /** Begins to read the tree unless that was done or is being done. */
  start(): Promise<void> {
    if (this.#files) return Promise.resolve();
    this.#reading ??= this.#read().finally(() => { this.#reading = undefined; });
    return this.#reading;
  }

  cancel(): void {
    this.#abort?.abort(new Cancelled('cancelled'));
  }

  /** A file changed on disk, or the editor let go of it. */
  changed(path: string): void {
    if (this.#session.shapes(path)) {
      this.cancel();
      this.#files = undefined;
      this.#setState({ state: 'none' });
    } else {
      this.#stale.add(path);
    }
  }

  /**
   * The uses of every file that was read so far, those in `open` as they are now.
   * @returns also whether the whole tree was read
   */
  uses(open: readonly string[]): { readonly uses: readonly FieldUse[]; readonly complete: boolean } {
    const fresh = new Set(open);
    for (const path of this.#stale) {
      if (this.#files && !fresh.has(path)) this.#files.set(path, this.#session.uses(path)?.uses ?? []);
    }
    if (this.#files) this.#stale.clear();
    const uses: FieldUse[] = [];
    for (const [path, found] of this.#files ?? this.#early) if (!fresh.has(path)) uses.push(...found);
    for (const path of fresh) uses.push(...this.#session.uses(path)?.uses ?? []);
    return { uses, complete: this.#files !== undefined && !this.#partial };
  }

  async #read(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#setState({ state: 'reading', done: 0, of: 0 });
    try {
      // Listing a tree takes a while, too: who asked gets an answer first.
      await new Promise((resolve) => { setTimeout(resolve, BREATH_MS); });
      abort.signal.throwIfAborted();
      const { uses, warnings } = await this.#host.readTree({
        ...this.#session.choice, overlays: this.#session.overlays, signal: abort.signal,
        onProgress: (done, of) => { if (!abort.signal.aborted) this.#setState({ state: 'reading', done, of }); },
        onUses: (some) => { if (!abort.signal.aborted) sortIn(some, this.#early); },
      });
      abort.signal.throwIfAborted();
      const files = new Map<string, FieldUse[]>();
      sortIn(uses, files);
      this.#files = files;
      this.#partial = warnings.length > 0;
      this.#setState({ state: 'ready', uses: uses.length });
    } catch (error) {
      this.#setState({ state: 'none' });
      if (!(error instanceof Cancelled)) this.#events.onFailure(t('the tree could not be read: {0}', error instanceof Error ? error.message : String(error)));
    } finally {
      this.#early.clear();
      this.#abort = undefined;
    }
  }

  #setState(state: IndexState): void {
    this.#state = state;
    this.#events.onState(state);
  }
}

function sortIn(uses: readonly FieldUse[], files: Map<string, FieldUse[]>): void {
  for (const use of uses) {
    const known = files.get(use.file);
    if (known) known.push(use);
    else files.set(use.file, [use]);
  }
}
