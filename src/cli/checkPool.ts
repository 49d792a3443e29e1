/** Spreads a check over threads, each with its own view of the tree; a small one stays in this thread. */
import { availableParallelism } from 'node:os';
import type { ChangedFile } from '../check/patch/apply.js';
import { pathMatches } from '../check/settings/paths.js';
import type { TreeSettings } from '../check/settings/treeSettings.js';
import { type CheckRun, type CheckWork, contextOf, broughtByChange, unknownMembers } from './checkRun.js';
import { UserError } from './errors.js';
import type { TreeOptions } from './findTree.js';
import { type CheckedPaths, PathChecker } from './pathChecker.js';
import { inBatches, piecesOf, Thread } from './thread.js';

/** What a thread is started with, what it is asked, and what it answers. */
export interface CheckWorkerSetup {
  readonly root: string;
  readonly tree: TreeOptions;
  readonly settings: TreeSettings;
}
export interface CheckQuestion { readonly paths: readonly string[] }
export type CheckAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'checked'; readonly result: CheckedPaths };

/** Up to here one thread is quicker: each reads what the core functions do by itself. */
const INLINE_FILES = 600;
const BATCH = 64;

/**
 * Checks files as they lie on disk.
 * @param changes what is not as it was: files are held against that, too
 */
export async function checkPaths(paths: readonly string[], changes: readonly ChangedFile[], work: CheckWork, tree: TreeOptions): Promise<CheckRun> {
  const wanted = paths.filter((path) => !work.settings.ignore.some((pattern) => pathMatches(path, pattern)));
  let done = 0;
  const onDone = (batch: readonly string[]): void => { work.onProgress(`${done += batch.length} of ${wanted.length} files`); };
  const threads = Math.min(availableParallelism(), Math.ceil(wanted.length / INLINE_FILES));
  const parts = threads <= 1 ? inThisThread(wanted, new PathChecker(work.root, contextOf(work.open(), work), work.settings), onDone)
    : await inThreads(threads, wanted, { root: work.root, tree, settings: work.settings }, onDone);
  const found = parts.flatMap((part) => part.findings), brought = broughtByChange(changes, new Set(wanted), found, work);
  const used = new Set([...parts.flatMap((part) => part.used), ...brought.used]);
  const idle = work.settings.suppressions.filter((entry, index) => !used.has(index) && wanted.some((path) => pathMatches(path, entry.file)));
  return {
    findings: [...found, ...brought.findings],
    failures: parts.flatMap((part) => part.failures),
    notes: [...(work.settings.owners.length > 0 ? unknownMembers(contextOf(work.open(), work), work.settings) : []), ...parts.flatMap((part) => part.notes), ...idle.map((entry) => `${entry.at}: suppresses nothing any more (${entry.rule} in ${entry.file})`)],
  };
}

function inThisThread(paths: readonly string[], checker: PathChecker, onDone: (batch: readonly string[]) => void): readonly CheckedPaths[] {
  return piecesOf(paths, BATCH).map((batch) => {
    const checked = checker.check(batch);
    onDone(batch);
    return checked;
  });
}

async function inThreads(count: number, paths: readonly string[], setup: CheckWorkerSetup, onDone: (batch: readonly string[]) => void): Promise<readonly CheckedPaths[]> {
  const threads = Array.from({ length: count }, () => new CheckThread(setup));
  try {
    return await inBatches(piecesOf(paths, BATCH), threads.map((thread) => (batch) => thread.check(batch)), onDone);
  } finally {
    for (const thread of threads) thread.end();
  }
}

/** One thread of a check. What it knows of core functions grows with the tree: one that runs out of memory is followed by a fresh one. */
class CheckThread {
  readonly #setup: CheckWorkerSetup;
  #thread: Thread<CheckQuestion, CheckAnswer>;

  constructor(setup: CheckWorkerSetup) {
    this.#setup = setup;
    this.#thread = this.#start();
  }

  /** @throws UserError when the tree cannot be opened */
  async check(paths: readonly string[]): Promise<CheckedPaths> {
    try {
      return await this.#ask(paths);
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      this.#thread = this.#start();
      return this.#ask(paths);
    }
  }

  end(): void {
    this.#thread.end();
  }

  #start(): Thread<CheckQuestion, CheckAnswer> {
    return new Thread<CheckQuestion, CheckAnswer>('checkWorker.cjs', this.#setup);
  }

  async #ask(paths: readonly string[]): Promise<CheckedPaths> {
    const first = await this.#thread.first;
    if (first.kind === 'failed') throw new UserError(first.message);
    const answer = await this.#thread.ask({ paths });
    if (answer.kind !== 'checked') throw new Error(`a check thread answered ${answer.kind}`);
    return answer.result;
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
