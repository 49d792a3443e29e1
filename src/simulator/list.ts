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
    this.unlink(node, sites.linked);
    this.memory.setWord(node, this.poison1[0], this.poison1[1], sites.deleted.next);
    this.memory.setWord(node + this.word, this.poison2[0], this.poison2[1], sites.deleted.prev);
  }

  /** list_move_tail(): the node goes from its list to the end of another one, without poison. */
  moveTail(node: number, head: number, sites: ListSites): void {
    this.unlink(node, sites.linked);
    this.addTail(node, head, sites);
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
    memory.setPointer(after + word, node, 0, sites.linked.prev);
    memory.setPointer(node, after, 0, sites.linked.next);
    memory.setPointer(node + word, before, 0, sites.linked.prev);
    memory.setPointer(before, node, 0, sites.linked.next);
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

/** A 64-bit value as its low and high half, as signed numbers. */
export function halves(value: bigint): readonly [lo: number, hi: number] {
  return [Number(value & 0xffffffffn) | 0, Number((value >> 32n) & 0xffffffffn) | 0];
}
