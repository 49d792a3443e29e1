import type { Journal } from '../../simulator/journal.js';
import type { Timeline } from './timeline.js';

/** A run with its steps. */
export interface Played {
  readonly timeline: Timeline;
  readonly journal: Journal;
}

/**
 * The step of a second run that is at the moment of a step of the first: in the same step of the scenario as many operations on, or at that
 * step's end where it has fewer. Step numbers themselves drift apart, since a conflict is a step of its own.
 */
export function sameMoment(step: number, one: Played, other: Played): number {
  if (step >= one.timeline.last) return other.timeline.last;
  const operation = one.timeline.operationOf(step);
  const scenarioStep = one.journal.operation(operation).step;
  const done = operation - firstOf(scenarioStep, one.journal);
  const first = firstOf(scenarioStep, other.journal), next = firstOf(scenarioStep + 1, other.journal);
  return other.timeline.lastStepOf(Math.max(0, Math.min(first + done, next - 1)));
}

/** The first operation of a step of the scenario, or of the next that has any. */
function firstOf(scenarioStep: number, journal: Journal): number {
  let [low, high] = [0, journal.operations];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (journal.operation(middle).step >= scenarioStep) high = middle;
    else low = middle + 1;
  }
  return low;
}
