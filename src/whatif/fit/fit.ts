import type { PageModel } from '../../model/pageModel.js';
import { type Links, usesLinks } from './expression.js';
import type { MachineBits } from './machineBits.js';
import { placeMembers, recordBits } from './members.js';
import { type Need, needsOf } from './needs.js';
import type { Proposal } from './proposal.js';

/** One state on one machine. All numbers are bits. */
export interface FitRow {
  readonly state: string;
  readonly machine: string;
  /** Where the links of its list live; absent where it is on none. */
  readonly links?: Links;
  readonly needs: readonly Need[];
  /** Of struct page alone. */
  readonly needed: number;
  readonly available: number;
  /** Bits that do not fit; 0 when all do. */
  readonly short: number;
  /** Members that are asked to hold more than they have. */
  readonly overfull: readonly { readonly member: string; readonly needed: number; readonly available: number }[];
}

const VARIANTS: readonly Links[] = ['pointers', 'frame-numbers', 'page-contents'];

/** Every state the proposal has an answer for, on every machine, its lists in each of the ways there are. */
export function fitRows(proposal: Proposal, model: PageModel, machines: readonly MachineBits[]): readonly FitRow[] {
  const listed = proposal.states.map(({ state }) => state);
  const states = [...listed, ...model.states.map(({ name }) => name).filter((name) => !listed.includes(name))];
  return states.flatMap((state) => {
    const linked = proposal.states.find((one) => one.state === state)?.keeps.some(({ bits }) => usesLinks(bits)) ?? false;
    return (linked ? VARIANTS : [undefined]).flatMap((links) => machines.flatMap((machine) => {
      const needs = needsOf(state, proposal, model, machine, links ?? 'pointers');
      return needs ? [fitRow(state, needs, proposal, machine, links)] : [];
    }));
  });
}

function fitRow(state: string, needs: readonly Need[], proposal: Proposal, machine: MachineBits, links: Links | undefined): FitRow {
  const members = placeMembers(proposal.members, machine);
  const available = recordBits(members, machine);
  const inPage = needs.filter((need) => need.in !== 'object' && need.in !== 'contents');
  const needed = inPage.reduce((sum, { bits }) => sum + bits, 0);
  const overfull = members.flatMap(({ name, bits }) => {
    const asked = inPage.filter((need) => need.in === name).reduce((sum, need) => sum + need.bits, 0);
    return asked > bits ? [{ member: name, needed: asked, available: bits }] : [];
  });
  const short = Math.max(0, needed - available, overfull.reduce((sum, one) => sum + one.needed - one.available, 0));
  return { state, machine: machine.name, ...(links && { links }), needs, needed, available, short, overfull };
}
