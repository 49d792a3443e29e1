/** A step that takes this long says again that it is still at it: a silent terminal looks hung. */
const heartbeatMs = 15_000;

/** @param {number} since a performance.now() */
export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Announces a slow step on stderr, runs it, and says how long it took.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} step
 * @returns {Promise<T>}
 */
export async function step(what, step) {
  const start = performance.now();
  console.error(`  ${what} ...`);
  const heartbeat = setInterval(() => console.error(`  ${what}: still at it after ${seconds(start)}`), heartbeatMs);
  try {
    const result = await step();
    console.error(`  ${what}: done in ${seconds(start)}`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}
