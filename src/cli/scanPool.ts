/** Spreads a scan over worker threads, each with its own view of the tree; a small scan stays in this thread. */
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { findOverlays, type OverlayRecords } from '../layout/overlays.js';
import type { LearntNames } from '../uses/nearby.js';
import type { ChangedFindings } from '../whatif/move/findings.js';
import type { RoutePaths } from '../whatif/who/routePath.js';
import type { StateWay } from '../whatif/who/stateWays.js';
import { UserError } from './errors.js';
import { openAt, type TreeOptions } from './findTree.js';
import { loadBundledGrammar } from './grammarFiles.js';
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

/**
 * @param onProgress told how many files are done, now and then
 * @throws UserError as UsesScanner does
 */
export async function scanUses(setup: WorkerSetup, files: readonly string[], onProgress: (done: number) => void, { signal, threads: most = 8 }: ScanLimits = {}): Promise<ScanResult> {
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
    const overlays = findOverlays(openAt(setup.root, setup.tree, () => undefined).tree);
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
    const batches: (readonly string[])[] = [];
    const size = Math.min(MAX_BATCH, Math.ceil(rest.length / (threads * BATCHES_PER_THREAD)));
    for (let at = 0; at < rest.length; at += size) batches.push(rest.slice(at, at + size));
    const parts: PartialScan[] = [];
    let first = 0, last = batches.length - 1, done = 0;
    // Every other thread begins at the end: neighbours share headers, and so are read by the same thread for as long as possible.
    await Promise.all(workers.map(async (worker, index) => {
      while (first <= last) {
        const batch = index % 2 === 0 ? first++ : last--;
        parts[batch] = await worker.scan(batches[batch]!);
        done += batches[batch]!.length;
        onProgress(done);
      }
    }));
    return joinScans(parts, files);
  } finally {
    signal?.removeEventListener('abort', abort);
    for (const worker of workers) worker.end();
  }
}

/** One thread, asked one thing at a time. */
export class ScanWorker {
  readonly #worker: Worker;
  #answer: { resolve: (message: FromWorker) => void; reject: (error: Error) => void } | undefined;
  readonly #ready: Promise<FromWorker>;

  constructor(setup: WorkerSetup) {
    this.#worker = new Worker(join(dirname(fileURLToPath(import.meta.url)), 'worker.cjs'), { workerData: setup });
    this.#ready = this.#next();
    this.#worker.on('message', (message: FromWorker) => { this.#answer?.resolve(message); });
    this.#worker.on('error', (error: Error) => { this.#answer?.reject(error); });
    this.#worker.on('exit', (code) => { this.#answer?.reject(new Error(`a scan thread ended with code ${code}`)); });
  }

  open(overlays: OverlayRecords): void {
    this.#worker.postMessage({ kind: 'open', overlays } satisfies ToWorker);
  }

  async started(): Promise<void> {
    const message = await this.#ready;
    if (message.kind === 'failed') throw new UserError(message.message);
  }

  async learn(paths: readonly string[]): Promise<{ readonly names: LearntNames; readonly without: readonly string[] }> {
    const message = await this.#ask({ kind: 'learn', paths });
    if (message.kind !== 'learnt') throw new Error(`a scan thread answered ${message.kind}`);
    return message;
  }

  know(names: readonly LearntNames[]): void {
    this.#worker.postMessage({ kind: 'know', names } satisfies ToWorker);
  }

  async scan(paths: readonly string[]): Promise<PartialScan> {
    const message = await this.#ask({ kind: 'scan', paths });
    if (message.kind !== 'done') throw new Error(`a scan thread answered ${message.kind}`);
    return message.result;
  }

  /** As {@link TreeSearcher} does it. */
  async routes(): Promise<RoutePaths> {
    const message = await this.#ask({ kind: 'routes' });
    if (message.kind !== 'routes') throw new Error(`a scan thread answered ${message.kind}`);
    return message.routes;
  }

  async ways(state: string, files: readonly string[]): Promise<readonly StateWay[]> {
    const message = await this.#ask({ kind: 'ways', state, files });
    if (message.kind !== 'ways') throw new Error(`a scan thread answered ${message.kind}`);
    return message.ways;
  }

  async findings(texts: ReadonlyMap<string, string>, files: readonly string[]): Promise<ChangedFindings> {
    const message = await this.#ask({ kind: 'findings', texts, files });
    if (message.kind !== 'findings') throw new Error(`a scan thread answered ${message.kind}`);
    return message.changed;
  }

  /** @param reason what a pending question is answered with: without one, nobody waits any more */
  end(reason?: unknown): void {
    this.#answer?.reject(reason instanceof Error ? reason : new Error('the scan was ended'));
    this.#answer = undefined;
    void this.#worker.terminate();
  }

  #next(): Promise<FromWorker> {
    return new Promise((resolve, reject) => { this.#answer = { resolve, reject }; });
  }

  #ask(message: ToWorker): Promise<FromWorker> {
    const answer = this.#next();
    this.#worker.postMessage(message);
    return answer;
  }
}
