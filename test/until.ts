import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

/** Milliseconds. What takes a second here may take a minute where the machine is slow and others share it. */
export const PATIENCE = 120_000;

/** Milliseconds after which what a window took no notice of is done again; long enough for a slow server's answer. */
export const RETRY = 25_000;

/**
 * Asks again until the answer is the expected one, and returns it. Whatever is read once after an action is a bet on the machine's speed.
 * @param isExpected may throw as well: an assertion says more than a false
 * @throws Error with the answer seen last
 */
export async function until<T>(what: string, ask: () => T | PromiseLike<T>, isExpected: (answer: T) => unknown = (answer) => answer !== undefined): Promise<T> {
  for (const end = performance.now() + PATIENCE; ;) {
    let seen;
    try {
      const answer = await ask();
      if (isExpected(answer) !== false) return answer;
      seen = inspect(answer);
    } catch (error) {
      seen = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${PATIENCE / 1000} s, last seen: ${seen}`);
    await sleep(50);
  }
}
