/** Work that reads functions, in slices: other questions are answered in between. */
import type { KernelSession } from './session.js';

/** A slice of work, in milliseconds: nobody notices that an answer comes that much later. */
const SLICE_MS = 40;

/**
 * Asks a session for what needs functions to be read.
 * @param isWanted asked before each slice
 * @returns undefined when it was not wanted any more
 */
export async function inSlices<T>(session: KernelSession, ask: () => T, isWanted: () => boolean): Promise<T | undefined> {
  while (isWanted()) {
    const end = performance.now() + SLICE_MS;
    const progress = session.checking.footprints.until(() => performance.now() >= end, ask);
    if (progress.isDone) return progress.value;
    await new Promise((resolve) => { setTimeout(resolve, 0); });
  }
  return undefined;
}
