import { membersAt } from '../../model/memberRange.js';
import type { Simulation } from '../simulation.js';

/** One event of the journal as an exported line: what was done, which bytes of which page changed, from what to what, by whom. */
export interface TraceLine {
  readonly event: number;
  readonly operation: string;
  /** Page frame number; -1 for words of the simulated kernel outside of struct pages. */
  readonly page: number;
  readonly offset: number;
  readonly size: number;
  readonly members: readonly string[];
  readonly old: string;
  readonly new: string;
  readonly owner: string;
  readonly member: string;
  readonly value: string;
  readonly by: string;
}

/** One event of the journal. */
export function traceLine(simulation: Simulation, number: number): TraceLine {
  const { memory, layout } = simulation.machine;
  const { journal } = memory;
  if (journal === undefined) throw new RangeError('nothing was recorded');
  const event = journal.event(number);
  const page = memory.pageOf(event.unit);
  const offset = (page < 0 ? event.unit : event.unit - memory.pageAt(page)) * 4;
  const size = event.wide ? 8 : 4;
  const site = memory.sites.at(event.site);
  const number64 = (first: number, second: number): string => {
    const [lo, hi] = event.wide ? (memory.bigEndian ? [second, first] : [first, second]) : [first, 0];
    return `0x${((BigInt(hi) << 32n) | BigInt(lo)).toString(16)}`;
  };
  return {
    event: number, operation: journal.operation(event.operation).text, page, offset, size, members: page < 0 ? [] : membersAt({ offset, size }, layout),
    old: number64(event.old0, event.old1), new: number64(event.new0, event.new1), owner: site.owner, member: site.member, value: site.value.kind, by: site.by,
  };
}

/** The whole journal as JSON lines, one event each. */
export function* traceLines(simulation: Simulation): Generator<string> {
  const length = simulation.machine.memory.journal?.length ?? 0;
  for (let number = 0; number < length; number++) yield JSON.stringify(traceLine(simulation, number));
}
