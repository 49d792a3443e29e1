import type { WordWrite } from '../../panelProtocol.js';
import { membersAt, type ByteRange } from '../../model/memberRange.js';
import { traceLine } from '../../simulator/scenario/trace.js';
import type { PageWrites } from '../../simulator/pageWrites.js';
import type { Simulation } from '../../simulator/simulation.js';
import { decodeWord } from './decodeWord.js';
import type { Timeline } from './timeline.js';

/** Writes of one word that are shown. */
const WRITES = 500;

/** Every write of a page's word in the whole run, the first ones first; what is beyond the limit is counted. */
export function wordHistory(page: number, range: ByteRange, writes: PageWrites, simulation: Simulation, timeline: Timeline): { readonly writes: readonly WordWrite[]; readonly leftOut: number } {
  const { layout } = simulation.machine;
  const members = membersAt(range, layout);
  const shown: WordWrite[] = [];
  const events = writes.ofUnits(page, Math.floor(range.offset / 4), Math.ceil(range.size / 4));
  for (const event of events.slice(0, WRITES)) {
    const line = traceLine(simulation, event);
    shown.push({
      step: timeline.stepOfEvent(event), old: line.old, new: line.new, decoded: decodeWord(page, BigInt(line.new), range, members, simulation.machine),
      owner: line.owner, member: line.member, by: line.by,
    });
  }
  return { writes: shown, leftOut: events.length - shown.length };
}
