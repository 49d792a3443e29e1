import { seenBits } from '../../judge/reading.js';
import type { ByteRange } from '../../model/memberRange.js';
import { overlap } from '../../model/memberRange.js';
import { claimsOf, type PageModel } from '../../model/pageModel.js';
import { describeValue, knownBits } from '../../model/valueKind.js';

/** One bit of a word, and who may set it. */
export interface BitFact {
  /** From the range's lowest bit. */
  readonly bit: number;
  /** Owners whose value may have it set, or has: empty means 0 in every arm the model knows. */
  readonly setBy: readonly { readonly state: string; readonly holds: string }[];
}

/** Low bits worth telling: those that tags live in. */
const LOW_BITS = 4;

/** The low bits of the range and the owners of which it is not known that they leave them 0. Owners that keep nothing there leave no mark. */
export function lowBits(range: ByteRange, model: PageModel): readonly BitFact[] {
  const kept = model.states.flatMap((state) => claimsOf(state, model).filter((claim) => overlap(claim.range, range)).map((claim) => {
    const value = knownBits(claim.holds, model.machine, claim.range.size * 8);
    const field = { offset: claim.range.offset, size: claim.range.size, bits: halfOf(claim.range, model) ?? value, meaning: '' };
    return { state: state.name, holds: describeValue(claim.holds), bits: seenBits(field, range, model.layout.abi.endian), field };
  }));
  return Array.from({ length: Math.min(LOW_BITS, range.size * 8) }, (_, bit) => ({
    bit,
    setBy: kept.filter(({ bits, field }) => covers(field, range, bit, model) && (bits.zero & (1n << BigInt(bit))) === 0n).map(({ state, holds }) => ({ state, holds })),
  }));
}

/** A list_head is claimed whole: each of its halves is a link. */
function halfOf(claimed: ByteRange, model: PageModel): ReturnType<typeof knownBits> | undefined {
  if (claimed.size !== 2 * model.layout.abi.wordSize) return undefined;
  const half = knownBits({ kind: 'list-node' }, model.machine);
  const shift = BigInt(half.width);
  return { width: claimed.size * 8, zero: half.zero | (half.zero << shift), one: 0n, atLeast: 0n };
}

/** Whether the claimed bytes hold that bit of the range at all. */
function covers(field: ByteRange, range: ByteRange, bit: number, model: PageModel): boolean {
  const byte = Math.floor(bit / 8);
  const at = model.layout.abi.endian === 'little' ? range.offset + byte : range.offset + range.size - 1 - byte;
  return at >= field.offset && at < field.offset + field.size;
}
