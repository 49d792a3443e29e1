/** A worker thread that is asked one thing at a time. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Megabytes a thread: a whole kernel's headers take about 600, and what is left over is collected before it grows. */
const LIMITS = { maxOldGenerationSizeMb: 900, maxYoungGenerationSizeMb: 64 };

export class Thread<Question, Answer> {
  readonly #worker: Worker;
  #pending: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
  readonly #first: Promise<Answer>;

  /**
   * @param entry the bundle it runs, beside this one
   * @param data what it is started with
   */
  constructor(entry: string, data: unknown) {
    this.#worker = new Worker(join(dirname(fileURLToPath(import.meta.url)), entry), { workerData: data, resourceLimits: LIMITS });
    this.#first = this.#next();
    this.#worker.on('message', (answer: Answer) => { this.#pending?.resolve(answer); });
    this.#worker.on('error', (error: Error) => { this.#pending?.reject(error); });
    this.#worker.on('exit', (code) => { this.#pending?.reject(new Error(`a thread ended with code ${code}`)); });
  }

  /** What it says of itself when it is ready, or cannot be. */
  get first(): Promise<Answer> {
    return this.#first;
  }

  /** Tells it something that has no answer. */
  tell(message: Question): void {
    this.#worker.postMessage(message);
  }

  ask(question: Question): Promise<Answer> {
    const answer = this.#next();
    this.#worker.postMessage(question);
    return answer;
  }

  /** @param reason what a pending question is answered with: without one, nobody waits any more */
  end(reason?: unknown): void {
    this.#pending?.reject(reason instanceof Error ? reason : new Error('the work was ended'));
    this.#pending = undefined;
    void this.#worker.terminate();
  }

  #next(): Promise<Answer> {
    return new Promise((resolve, reject) => { this.#pending = { resolve, reject }; });
  }
}

/**
 * Batches of a list, taken by several threads until none is left. Every other thread begins at the end: neighbours
 * share headers, and so are read by the same thread for as long as possible.
 * @returns what the batches gave, in their order
 */
export async function inBatches<Work, Result>(batches: readonly Work[], threads: readonly ((batch: Work) => Promise<Result>)[], onDone: (batch: Work) => void): Promise<readonly Result[]> {
  const results: Result[] = [];
  let first = 0, last = batches.length - 1;
  await Promise.all(threads.map(async (run, index) => {
    while (first <= last) {
      const at = index % 2 === 0 ? first++ : last--;
      results[at] = await run(batches[at]!);
      onDone(batches[at]!);
    }
  }));
  return results;
}

/** Cuts a list into pieces of at most `size`. */
export function piecesOf<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const pieces: (readonly T[])[] = [];
  for (let at = 0; at < list.length; at += size) pieces.push(list.slice(at, at + size));
  return pieces;
}
