import { magicValue } from '../model/magic.js';
import type { Machine } from '../model/machine.js';
import { SimulatedFault } from './fault.js';
import type { Memory } from './memory.js';

/** The two sites a list is written under: its next and its prev word. */
export interface LinkSites {
  readonly next: number;
  readonly prev: number;
}

/** A list's sites for links and for what list_del() leaves behind. */
export interface ListSites {
  readonly linked: LinkSites;
  readonly deleted: LinkSites;
}

/** list_head operations on simulated words (include/linux/list.h). A node or head is known by the unit of its `next`. */
export class Lists {
  private readonly memory: Memory;
  private readonly word: 1 | 2;
  readonly poison1: readonly [lo: number, hi: number];
  readonly poison2: readonly [lo: number, hi: number];

  constructor(memory: Memory, machine: Machine) {
    this.memory = memory;
    this.word = memory.wordUnits;
    this.poison1 = halves(magicValue('LIST_POISON1', machine));
    this.poison2 = halves(magicValue('LIST_POISON2', machine));
  }

  sites(owner: string, member: string, by: string, removedBy: string = by): ListSites {
    const { sites } = this.memory;
    return {
      linked: { next: sites.intern(owner, `${member}.next`, { kind: 'list-node' }, by), prev: sites.intern(owner, `${member}.prev`, { kind: 'list-node' }, by) },
      deleted: {
        next: sites.intern(owner, `${member}.next`, { kind: 'magic', magic: 'LIST_POISON1' }, removedBy),
        prev: sites.intern(owner, `${member}.prev`, { kind: 'magic', magic: 'LIST_POISON2' }, removedBy),
      },
    };
  }

  /** INIT_LIST_HEAD(). */
  init(node: number, sites: LinkSites): void {
    this.memory.setPointer(node, node, 0, sites.next);
    this.memory.setPointer(node + this.word, node, 0, sites.prev);
  }

  isEmpty(head: number): boolean {
    return this.memory.pointedUnit(head) === head;
  }

  next(node: number): number {
    return this.follow(node);
  }

  prev(node: number): number {
    return this.follow(node + this.word);
  }

  /** list_add(): right behind the head. */
  add(node: number, head: number, sites: ListSites): void {
    this.insert(node, head, this.follow(head), sites);
  }

  /** list_add_tail(): right before the head. */
  addTail(node: number, head: number, sites: ListSites): void {
    this.insert(node, this.follow(head + this.word), head, sites);
  }

  /** list_del(): the neighbours are joined, the node keeps the poisons. */
  remove(node: number, sites: ListSites): void {
    if (this.memory.plain) {
      this.removePlain(node, sites);
      return;
    }
    this.unlink(node, sites.linked);
    this.memory.setWord(node, this.poison1[0], this.poison1[1], sites.deleted.next);
    this.memory.setWord(node + this.word, this.poison2[0], this.poison2[1], sites.deleted.prev);
  }

  /** list_del_init(): the node is left linked to itself. */
  removeInit(node: number, sites: ListSites): void {
    this.unlink(node, sites.linked);
    this.init(node, sites.linked);
  }

  /** Nodes from head on, at most `limit`. */
  *nodes(head: number, limit = Infinity): Generator<number> {
    let count = 0;
    for (let node = this.follow(head); node !== head; node = this.follow(node)) {
      if (count++ >= limit) return;
      yield node;
    }
  }

  private insert(node: number, before: number, after: number, sites: ListSites): void {
    const { memory, word } = this;
    if (memory.plain) {
      const { linked } = sites;
      pointPlain(memory, after + 2, node, linked.prev);
      pointPlain(memory, node, after, linked.next);
      pointPlain(memory, node + 2, before, linked.prev);
      pointPlain(memory, before, node, linked.next);
      return;
    }
    memory.setPointer(after + word, node, 0, sites.linked.prev);
    memory.setPointer(node, after, 0, sites.linked.next);
    memory.setPointer(node + word, before, 0, sites.linked.prev);
    memory.setPointer(before, node, 0, sites.linked.next);
  }

  /** list_del() the short way: one function, so that the engine keeps it in one piece. */
  private removePlain(node: number, sites: ListSites): void {
    const { memory } = this;
    const { ints, shadowPairs } = memory;
    const after = memory.unitAtAddress(ints[node]!, ints[node + 1]!);
    const before = memory.unitAtAddress(ints[node + 2]!, ints[node + 3]!);
    if (after < 0) throw this.corrupt(node);
    if (before < 0) throw this.corrupt(node + 2);
    pointPlain(memory, after + 2, before, sites.linked.prev);
    pointPlain(memory, before, after, sites.linked.next);
    ints[node] = this.poison1[0];
    ints[node + 1] = this.poison1[1];
    ints[node + 2] = this.poison2[0];
    ints[node + 3] = this.poison2[1];
    shadowPairs[node >>> 1] = sites.deleted.next | (sites.deleted.next << 16);
    shadowPairs[(node >>> 1) + 1] = sites.deleted.prev | (sites.deleted.prev << 16);
  }

  private unlink(node: number, sites: LinkSites): void {
    const after = this.follow(node);
    const before = this.follow(node + this.word);
    this.memory.setPointer(after + this.word, before, 0, sites.prev);
    this.memory.setPointer(before, after, 0, sites.next);
  }

  private follow(link: number): number {
    const unit = this.memory.pointedUnit(link);
    if (unit < 0) throw this.corrupt(link);
    return unit;
  }

  private corrupt(link: number): SimulatedFault {
    const { memory } = this;
    const value = (BigInt(memory.high(link)) << 32n) | BigInt(memory.low(link));
    const writer = memory.sites.at(memory.shadow[link]!);
    return new SimulatedFault('list-corruption', `a list link holds 0x${value.toString(16)}, written by ${writer.owner} as ${writer.member || 'zero'}`, memory.pageOf(link));
  }
}

/** Memory.setPointer() for 64-bit little-endian memory that nobody records. */
function pointPlain(memory: Memory, unit: number, target: number, site: number): void {
  const { ints, pagesAt } = memory;
  if (target >= pagesAt) {
    ints[unit] = (memory.pagesLo + ((target - pagesAt) << 2)) | 0;
    ints[unit + 1] = memory.pagesHi;
  } else {
    ints[unit] = (memory.kernelLo + (target << 2)) | 0;
    ints[unit + 1] = memory.kernelHi;
  }
  memory.shadowPairs[unit >>> 1] = site | (site << 16);
}

/** A 64-bit value as its low and high half, as signed numbers. */
export function halves(value: bigint): readonly [lo: number, hi: number] {
  return [Number(value & 0xffffffffn) | 0, Number((value >> 32n) & 0xffffffffn) | 0];
}
