/** Pages that a function unpinned before a change, and gives back as if a reference had been taken behind it, while what pins them is as it was. */
import type { Trace } from '../../../footprint/effect.js';
import { resolveMember } from '../../../model/memberRange.js';
import { callsThat, eventsNamed } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, isMovedElsewhere } from '../changedFunctions.js';
import { stepsOf } from './referenceLost.js';

const PINS = callsThat('pins'), UNPINS = callsThat('unpins');
/** What gives back more than it is followed into. */
const GIVING = new Set([...callsThat('gives-back', 'drops-reference'), ...eventsNamed('released')]);

export function unpinLost({ functions, before, after }: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const count = resolveMember({ names: words.refcount }, after.context.model.layout);
  // Who pins no more has no pin to take back.
  if (!count || pinsIn(after, PINS) < pinsIn(before, PINS)) return [];
  return functions.flatMap((one) => {
    const unpins = (trace: Trace): number => callsOf(trace, UNPINS);
    const [was, now] = [dropsIn(one.before, before), dropsIn(one.after, after)];
    if (unpins(one.after) >= unpins(one.before) || now.length <= was.length || isMovedElsewhere(unpins, all)) return [];
    const site = { ...one.at, offset: now.find((at) => at >= one.at.offset) ?? one.at.offset };
    return [after.finding('refcount-misuse', 'warning', site,
      `${one.after.summary.function}() unpinned pages before this change, and gives a reference back here instead: a pin is many references at once, or a count of its own, and stays for good`,
      { state: 'gup', words: [after.word(count.offset, count.size)], evidence: [after.evidence(site, 'a reference is given back'), after.evidence(one.at, 'before this change the page was unpinned (mm/gup.c, GUP_PIN_COUNTING_BIAS)')] })];
  });
}

function callsOf({ calls }: Trace, names: ReadonlySet<string>): number {
  return calls.filter(({ callee }) => names.has(callee)).length;
}

function pinsIn({ traces }: FileFacts, names: ReadonlySet<string>): number {
  return traces.reduce((sum, trace) => sum + callsOf(trace, names), 0);
}

/** Places of the function that give references back without unpinning: 0-based offsets. */
function dropsIn(trace: Trace, facts: FileFacts): readonly number[] {
  const unpinning = new Set(trace.calls.filter(({ callee }) => UNPINS.has(callee)).map(({ site }) => site.offset));
  const steps = stepsOf(trace, facts).given.map(({ chain }) => chain.site.offset), calls = trace.calls.filter(({ callee, site }) => GIVING.has(callee) && site.file === facts.file.path).map(({ site }) => site.offset);
  return [...new Set([...steps, ...calls])].filter((offset) => !unpinning.has(offset)).sort((a, b) => a - b);
}
