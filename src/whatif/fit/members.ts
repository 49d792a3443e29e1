import { widthOf } from './expression.js';
import type { MachineBits } from './machineBits.js';
import type { ProposedMember } from './proposal.js';

/** A member of a proposal at its bits on one machine. */
export interface PlacedMember {
  readonly name: string;
  readonly first: number;
  readonly bits: number;
  readonly arm: string | undefined;
}

/** Each member behind the one before, unless it says where it lies. */
export function placeMembers(members: readonly ProposedMember[], machine: MachineBits): readonly PlacedMember[] {
  let next = 0;
  return members.map(({ name, bits, at, arm }) => {
    const first = at === undefined ? next : widthOf(at, machine);
    const width = widthOf(bits, machine);
    next = first + width;
    return { name, first, bits: width, arm };
  });
}

/** Pairs that share bits without being arms of one union. */
export function overlapsOf(members: readonly PlacedMember[]): readonly (readonly [PlacedMember, PlacedMember])[] {
  return members.flatMap((second, i) => members.slice(0, i).filter((first) =>
    first.first < second.first + second.bits && second.first < first.first + first.bits && !(first.arm !== undefined && second.arm !== undefined && first.arm !== second.arm))
    .map((first) => [first, second] as const));
}

/** The record in bits, a whole number of words. */
export function recordBits(members: readonly PlacedMember[], machine: MachineBits): number {
  const end = Math.max(0, ...members.map(({ first, bits }) => first + bits));
  return Math.ceil(end / machine.word) * machine.word;
}
