/** Spreads a scan over worker threads, each with its own view of the tree; a small scan stays in this thread. */
import { availableParallelism } from 'node:os';
import { findOverlays, type OverlayRecords } from '../layout/overlays.js';
import type { FieldUse } from '../uses/fieldUse.js';
import type { LearntNames } from '../uses/nearby.js';
import type { ChangedFindings } from '../whatif/move/findings.js';
import type { RoutePaths } from '../whatif/who/routePath.js';
import type { StateWay } from '../whatif/who/stateWays.js';
import { UserError } from './errors.js';
import { openAt, type TreeOptions } from './findTree.js';
import { loadBundledGrammar } from './grammarFiles.js';
import { inBatches, piecesOf, Thread } from './thread.js';
import { joinScans, type PartialScan, type ScanOptions, type ScanResult, UsesScanner } from './usesScanner.js';

/** What a worker is started with and what passes between it and the pool. */
export interface WorkerSetup {
  readonly root: string;
  readonly tree: TreeOptions;
  readonly scan: ScanOptions;
}
export type ToWorker =
  /** First of all: the overlays, looked for once while the threads load the grammar. */
  | { readonly kind: 'open'; readonly overlays: OverlayRecords }
  | { readonly kind: 'learn'; readonly paths: readonly string[] }
  | { readonly kind: 'know'; readonly names: readonly LearntNames[] }
  | { readonly kind: 'scan'; readonly paths: readonly string[] }
  | { readonly kind: 'routes' }
  | { readonly kind: 'ways'; readonly state: string; readonly files: readonly string[] }
  | { readonly kind: 'findings'; readonly texts: ReadonlyMap<string, string>; readonly files: readonly string[] }
  | { readonly kind: 'end' };
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'learnt'; readonly names: LearntNames; readonly without: readonly string[] }
  | { readonly kind: 'done'; readonly result: PartialScan }
  | { readonly kind: 'routes'; readonly routes: RoutePaths }
  | { readonly kind: 'ways'; readonly ways: readonly StateWay[] }
  | { readonly kind: 'findings'; readonly changed: ChangedFindings };

/** Small enough that threads end together, large enough that neighbours share what their headers taught. */
const MAX_BATCH = 48;
const BATCHES_PER_THREAD = 8;
/** Up to here one thread is quicker: each would read the same headers first (measured on mm/ of 6.1, 167 files). */
const INLINE_FILES = 200;
/** From here on it pays to learn all headers first. */
const WHOLE_TREE_FILES = 3000;

export interface ScanLimits {
  /** Ends the scan early: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Threads at most; default: what the machine has. */
  readonly threads?: number;
}

/** What a caller knows already, or wants to know early. */
export interface ScanShares {
  /** The tree's overlays, where they were looked for. */
  readonly overlays?: OverlayRecords;
  /** Told the uses of some files as soon as these are read; a scan that stays in this thread tells none. */
  readonly onUses?: (uses: readonly FieldUse[]) => void;
}

/**
 * @param onProgress told how many files are done, now and then
 * @throws UserError as UsesScanner does
 */
export async function scanUses(setup: WorkerSetup, files: readonly string[], onProgress: (done: number) => void, { signal, threads: most = 8, overlays: known, onUses }: ScanLimits & ScanShares = {}): Promise<ScanResult> {
  signal?.throwIfAborted();
  const threads = Math.min(availableParallelism(), most, Math.ceil(files.length / INLINE_FILES));
  if (threads <= 1) {
    const scanner = new UsesScanner(setup.root, openAt(setup.root, setup.tree, () => undefined), await loadBundledGrammar(), setup.scan);
    return joinScans([scanner.scan(files)], files);
  }
  const workers = Array.from({ length: threads }, () => new ScanWorker(setup));
  const abort = (): void => { for (const worker of workers) worker.end(signal?.reason); };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const overlays = known ?? findOverlays(openAt(setup.root, setup.tree, () => undefined).tree);
    for (const worker of workers) worker.open(overlays);
    await Promise.all(workers.map((worker) => worker.started()));
    let rest = files;
    if (files.length >= WHOLE_TREE_FILES) {
      const headers = files.filter((path) => path.endsWith('.h'));
      const learnt = await Promise.all(workers.map((worker, index) => worker.learn(headers.filter((_, i) => i % threads === index))));
      for (const worker of workers) worker.know(learnt.map(({ names }) => names));
      const without = new Set(learnt.flatMap((one) => one.without));
      rest = files.filter((path) => !without.has(path));
    }
    let done = 0;
    const size = Math.min(MAX_BATCH, Math.ceil(rest.length / (threads * BATCHES_PER_THREAD)));
    const scanned = async (worker: ScanWorker, batch: readonly string[]): Promise<PartialScan> => {
      const part = await worker.scan(batch);
      onUses?.(joinScans([part], batch).uses);
      return part;
    };
    const parts = await inBatches(piecesOf(rest, size), workers.map((worker) => (batch) => scanned(worker, batch)), (batch) => { onProgress(done += batch.length); });
    return joinScans(parts, files);
  } finally {
    signal?.removeEventListener('abort', abort);
    for (const worker of workers) worker.end();
  }
}

/** One thread of a scan. */
export class ScanWorker {
  readonly #thread: Thread<ToWorker, FromWorker>;

  constructor(setup: WorkerSetup) {
    this.#thread = new Thread('worker.cjs', setup);
  }

  open(overlays: OverlayRecords): void {
    this.#thread.tell({ kind: 'open', overlays });
  }

  async started(): Promise<void> {
    const message = await this.#thread.first;
    if (message.kind === 'failed') throw new UserError(message.message);
  }

  async learn(paths: readonly string[]): Promise<{ readonly names: LearntNames; readonly without: readonly string[] }> {
    return this.#ask({ kind: 'learn', paths }, 'learnt');
  }

  know(names: readonly LearntNames[]): void {
    this.#thread.tell({ kind: 'know', names });
  }

  async scan(paths: readonly string[]): Promise<PartialScan> {
    return (await this.#ask({ kind: 'scan', paths }, 'done')).result;
  }

  /** The calls on the ways of the model's readers. */
  async routes(): Promise<RoutePaths> {
    return (await this.#ask({ kind: 'routes' }, 'routes')).routes;
  }

  /** The ways by which pages of a state come to code, from the functions of these files. */
  async ways(state: string, files: readonly string[]): Promise<readonly StateWay[]> {
    return (await this.#ask({ kind: 'ways', state, files }, 'ways')).ways;
  }

  /** What the checker says otherwise of these files once headers read as `texts` has them. */
  async findings(texts: ReadonlyMap<string, string>, files: readonly string[]): Promise<ChangedFindings> {
    return (await this.#ask({ kind: 'findings', texts, files }, 'findings')).changed;
  }

  /** @param reason what a pending question is answered with: without one, nobody waits any more */
  end(reason?: unknown): void {
    this.#thread.end(reason);
  }

  async #ask<Kind extends FromWorker['kind']>(question: ToWorker, kind: Kind): Promise<Extract<FromWorker, { readonly kind: Kind }>> {
    const message = await this.#thread.ask(question);
    if (message.kind !== kind) throw new Error(`a scan thread answered ${message.kind}`);
    return message as Extract<FromWorker, { readonly kind: Kind }>;
  }
}
