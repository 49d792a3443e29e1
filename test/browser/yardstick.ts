/** What a measured figure is worth: a machine that is slow, or whose cores others have, says nothing of ours. */
import * as assert from 'node:assert/strict';
import type { Context } from 'mocha';
import { availableParallelism, loadavg } from 'node:os';
import { skip } from '../skip.js';

/** Milliseconds of the piece of work below on the machine whose figures the README tells, nothing else running. */
const QUIET_MS = 16;
/** How much slower than that a machine may be for a limit to be held. */
const TOLERANCE = 1.2;

/** Processes that wait for a core, for each core; at least 1. */
export function crowd(): number {
  return Math.max(1, loadavg()[0]! / availableParallelism());
}

/** Holds a figure to its limit; skips the test with the figure where the machine may be the cause. */
export function holdToLimit(context: Context, what: string, milliseconds: number, limit: number): void {
  if (milliseconds < limit) return;
  const told = `${what}: ${milliseconds.toFixed(1)} ms, limit ${limit} ms`;
  const slowness = Math.max(crowd(), workMilliseconds() / QUIET_MS);
  if (slowness > TOLERANCE) skip(context, `${told}; the machine is ${slowness.toFixed(1)} times slower than one that has nothing else to do`);
  assert.fail(told);
}

/** The median time of a fixed piece of work. */
function workMilliseconds(): number {
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    let bits = 1;
    for (let i = 0; i < 10_000_000; i++) bits = (Math.imul(bits, 1_664_525) + 1_013_904_223) ^ (bits >>> 3);
    // A result that nobody takes would not be worked out.
    return bits === 0 ? Infinity : performance.now() - start;
  }).sort((a, b) => a - b);
  return times[times.length >> 1]!;
}
