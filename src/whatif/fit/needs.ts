import { claimsOf, type PageModel } from '../../model/pageModel.js';
import type { PageState } from '../../model/state.js';
import { isFree } from '../place/question.js';
import { scattered, traitOf } from '../pageTraits.js';
import { type Links, widthOf } from './expression.js';
import type { MachineBits } from './machineBits.js';
import type { Kept, Proposal } from './proposal.js';

/** Something kept, its width known. */
export interface Need {
  readonly what: string;
  readonly bits: number;
  readonly in: string | undefined;
}

/** What the proposal says of a state; undefined where it says nothing and has no rule for the rest. */
export function needsOf(state: string, proposal: Proposal, model: PageModel, machine: MachineBits, links: Links): readonly Need[] | undefined {
  const own = proposal.states.find((one) => one.state === state);
  const measured = (kept: Kept): Need => ({ what: kept.what, bits: widthOf(kept.bits, machine, links), in: kept.in });
  if (own) return own.keeps.map(measured);
  const { descriptor } = proposal;
  const known = model.states.find((one) => one.name === state);
  if (!descriptor || !known || isFree(known) || known.position === 'tail') return undefined;
  const tag = widthOf(descriptor.tag, machine);
  const location = { what: 'node, zone, section', bits: machine.node + machine.zone + machine.section };
  return [
    ...(descriptor.also ?? []).map(measured),
    { what: 'type', bits: tag, in: descriptor.in },
    { what: 'pointer to its object', bits: machine.word - Math.min(tag, Math.log2(descriptor.align)), in: descriptor.in },
    // The flags of a block's one object hold them for all its pages.
    ...(state === 'scamem' || traitOf(state, scattered) ? [{ ...location, in: descriptor.location }] : []),
    { what: claimedWords(known, model).join(', '), bits: claimedBits(known, model), in: 'object' },
  ];
}

/** Bits of struct page that the state's owner keeps something in today, each once. */
export function claimedBits(state: PageState, model: PageModel): number {
  const bytes = new Set<number>();
  for (const { range, holds } of claimsOf(state, model)) if (holds.kind !== 'null') for (let i = 0; i < range.size; i++) bytes.add(range.offset + i);
  return bytes.size * 8;
}

export function claimedWords(state: PageState, model: PageModel): readonly string[] {
  return [...new Set(claimsOf(state, model).filter(({ holds }) => holds.kind !== 'null').map(({ range }) => range.path))];
}
