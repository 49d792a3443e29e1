import type { WordWrite } from '../../panelProtocol.js';
import { membersAt, type ByteRange } from '../../model/memberRange.js';
import { traceLine } from '../../simulator/scenario/trace.js';
import type { Simulation } from '../../simulator/simulation.js';
import { decodeWord } from './decodeWord.js';
import type { Timeline } from './timeline.js';

/** Writes of one word that are shown. */
const WRITES = 500;

/** Every write of a page's word in the whole run, the first ones first; what is beyond the limit is counted. */
export function wordHistory(page: number, range: ByteRange, simulation: Simulation, timeline: Timeline): { readonly writes: readonly WordWrite[]; readonly leftOut: number } {
  const { memory, layout } = simulation.machine;
  const journal = memory.journal!;
  const first = memory.pageAt(page) + Math.floor(range.offset / 4);
  const members = membersAt(range, layout);
  const writes: WordWrite[] = [];
  const events = journal.writesOf(first, Math.ceil(range.size / 4));
  for (const event of events.slice(0, WRITES)) {
    const line = traceLine(simulation, event);
    writes.push({
      step: timeline.stepOfEvent(event), old: line.old, new: line.new, decoded: decodeWord(page, BigInt(line.new), range, members, simulation.machine),
      owner: line.owner, member: line.member, by: line.by,
    });
  }
  return { writes, leftOut: events.length - writes.length };
}
