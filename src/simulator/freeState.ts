import { SimulatedFault } from './fault.js';
import type { Simulation } from './simulation.js';

/** Where the buddy allocator would keep what it knows of a free page (mails of 27 September 2021). */
export type FreeStatePlan = 'two-words' | 'two-words-by-pfn' | 'one-word-by-pfn' | 'page-contents';

/** What a free page needs: Vlastimil Babka's list, with the widths of the machine. */
export interface FreeStateBits {
  readonly free: 1;
  readonly order: 4;
  readonly node: number;
  readonly zone: number;
  /** One link of the list. */
  readonly link: number;
  readonly total: number;
  readonly available: number;
}

/** Bits of a page frame number the machine can have: 52-bit physical addresses on 64 bits, 32 or (PAE) 36 on 32 bits. */
export function freeStateBits(simulation: Simulation, plan: FreeStatePlan, physicalBits: number): FreeStateBits {
  const { memory } = simulation.machine;
  const wordBits = memory.wordUnits * 32;
  const [node, zone] = memory.wide ? [10, 3] : [4, 2];
  const link = plan === 'two-words' ? wordBits : plan === 'page-contents' ? 0 : physicalBits - 12;
  const words = plan === 'one-word-by-pfn' ? 1 : 2;
  return { free: 1, order: 4, node, zone, link, total: 1 + 4 + node + zone + 2 * link, available: words * wordBits };
}

/**
 * Tries the plan on the machine: first whether the bits are enough; where they are, packs and unpacks every page of a free list and
 * takes one out of its middle; page contents must be reachable on every free page.
 */
export function tryFreeState(simulation: Simulation, plan: FreeStatePlan, physicalBits: number): FreeStateBits {
  const bits = freeStateBits(simulation, plan, physicalBits);
  if (physicalBits < 20 || physicalBits > 52) throw new SimulatedFault('wrong-state', `${physicalBits} bits of physical address: 20 to 52`);
  if (bits.total > bits.available) {
    simulation.found({
      kind: 'bits', page: -1, needed: bits.total, available: bits.available,
      says: `a free page needs ${bits.total} bits (free 1, order ${bits.order}, node ${bits.node}, zone ${bits.zone}, two links of ${bits.link}) and has ${bits.available}`,
    });
    return bits;
  }
  if (plan === 'page-contents') checkContents(simulation);
  else packList(simulation, bits, physicalBits);
  return bits;
}

function checkContents(simulation: Simulation): void {
  const { memory, zones } = simulation.machine;
  const high = zones.filter((zone) => zone.type !== 'DEVICE' && zone.end > memory.highmemPfn);
  for (const zone of high) {
    simulation.found({ kind: 'contents', page: Math.max(zone.start, memory.highmemPfn), reason: 'highmem', says: `free pages of ${zone.name} have no address: their list cannot be walked without mapping each page` });
  }
}

interface Packed { readonly order: number; readonly node: number; readonly zone: number; readonly next: bigint; readonly prev: bigint }

function pack(state: Packed, bits: FreeStateBits): bigint {
  let word = 1n;
  let shift = 1n;
  for (const [value, width] of [[BigInt(state.order), bits.order], [BigInt(state.node), bits.node], [BigInt(state.zone), bits.zone], [state.next, bits.link], [state.prev, bits.link]] as const) {
    if (value >= 1n << BigInt(width)) throw new SimulatedFault('wrong-state', `${value} does not fit ${width} bits`);
    word |= value << shift;
    shift += BigInt(width);
  }
  return word;
}

function unpack(word: bigint, bits: FreeStateBits): Packed {
  let rest = word >> 1n;
  const take = (width: number): bigint => {
    const value = rest & ((1n << BigInt(width)) - 1n);
    rest >>= BigInt(width);
    return value;
  };
  return { order: Number(take(bits.order)), node: Number(take(bits.node)), zone: Number(take(bits.zone)), next: take(bits.link), prev: take(bits.link) };
}

/** A ring of free pages by page frame numbers: unlinking from the middle touches three pages, and the ring stays whole. */
function packList(simulation: Simulation, bits: FreeStateBits, physicalBits: number): void {
  const { zones } = simulation.machine;
  const zone = zones[0]!;
  const top = 1n << BigInt(physicalBits - 12);
  const ring = Array.from({ length: 64 }, (_, i) => (BigInt(zone.start) + BigInt(i) * (top / 64n)) % top);
  const words = new Map(ring.map((pfn, i) => [pfn, pack({ order: i % 11, node: zone.node, zone: 1, next: ring[(i + 1) % 64]!, prev: ring[(i + 63) % 64]! }, bits)]));
  for (let taken = 0; taken < 32; taken++) {
    const out = ring[taken * 2 + 1]!;
    const { next, prev } = unpack(words.get(out)!, bits);
    words.set(prev, pack({ ...unpack(words.get(prev)!, bits), next }, bits));
    words.set(next, pack({ ...unpack(words.get(next)!, bits), prev }, bits));
    words.delete(out);
  }
  let [at, count] = [ring[0]!, 0];
  do {
    const state = unpack(words.get(at) ?? 0n, bits);
    if (unpack(words.get(state.next) ?? 0n, bits).prev !== at) throw new SimulatedFault('list-corruption', `free page ${at} is not its next page's previous`);
    at = state.next;
    count++;
  } while (at !== ring[0] && count <= 64);
  if (count !== 32) throw new SimulatedFault('list-corruption', `${count} pages left on the free list of 32`);
}
