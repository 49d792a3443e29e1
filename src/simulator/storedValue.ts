import { magicValue } from '../model/magic.js';
import { pageTypeWord } from '../model/pageType.js';
import type { ValueKind } from '../model/valueKind.js';
import type { ByteRange } from '../model/memberRange.js';
import { SimulatedFault } from './fault.js';
import { fieldAt } from './fields.js';
import { halves } from './list.js';
import type { SimulatedMachine } from './machine.js';

/** A value to write into a page, as a scenario or an owner means it. */
export interface StoredValue {
  readonly kind: ValueKind;
  /** The bits, where the kind leaves them open: a DMA address, a count, a function's address. */
  readonly raw?: bigint;
  /** A page pointed to. */
  readonly page?: number;
}

/** Where the text of the simulated kernel lies: a function's address, aligned to 16 bytes unless the value says otherwise. */
const TEXT_64 = 0xffffffff81234560n;
const TEXT_32 = 0xc1234560n;

/** Writes values of a kind into pages: pointers point to objects of the simulated kernel, one for each owner and type. */
export class ValueWriter {
  private readonly machine: SimulatedMachine;
  private readonly objects = new Map<string, number>();

  constructor(machine: SimulatedMachine) {
    this.machine = machine;
  }

  /** An object of the simulated kernel that pointers of that type point to. */
  object(type: string, owner: string): number {
    const key = `${owner} ${type}`;
    let unit = this.objects.get(key);
    if (unit === undefined) {
      unit = this.machine.memory.allocateObject(16);
      this.objects.set(key, unit);
    }
    return unit;
  }

  write(pfn: number, range: ByteRange, value: StoredValue, site: number, owner: string): void {
    const { memory } = this.machine;
    const unit = memory.pageAt(pfn) + Math.floor(range.offset / 4);
    const { kind } = value;
    const word = range.size === memory.wordUnits * 4 || range.size > memory.wordUnits * 4;
    if (kind.kind === 'list-node' && value.raw === undefined) {
      memory.setPointer(unit, unit, 0, site);
      if (range.size >= memory.wordUnits * 8) memory.setPointer(unit + memory.wordUnits, unit, 0, site);
      return;
    }
    if (kind.kind === 'pointer' && value.raw === undefined) {
      const target = value.page === undefined ? this.object(kind.to, owner) : memory.pageAt(value.page);
      memory.setPointer(unit, target, kind.tag ?? 0, site);
      return;
    }
    if (kind.kind === 'compound-head') {
      memory.setPointer(unit, memory.pageAt(value.page ?? pfn), 1, site);
      return;
    }
    const bits = value.raw ?? this.bitsOf(kind);
    if (word && memory.wordUnits * 4 < range.size && range.size === 8) {
      this.writeDouble(unit, bits, site);
      return;
    }
    if (word) {
      const [lo, hi] = halves(bits);
      memory.setWord(unit, lo, hi, site);
      return;
    }
    const field = fieldAt('', range, memory);
    if (field === undefined) throw new SimulatedFault('absent-member', `bytes ${range.offset}-${range.offset + range.size - 1} cross units of struct page`);
    const mask = field.bits === 32 ? 0xffffffff : ((1 << field.bits) - 1) << field.shift;
    memory.setUnit(unit, (memory.ints[unit]! & ~mask) | ((Number(bits & 0xffffffffn) << field.shift) & mask), site);
  }

  /** A 64-bit value on a 32-bit machine: two units in the machine's order. */
  private writeDouble(unit: number, bits: bigint, site: number): void {
    const { memory } = this.machine;
    const [lo, hi] = halves(bits);
    memory.setUnit(unit + (memory.bigEndian ? 1 : 0), lo, site);
    memory.setUnit(unit + (memory.bigEndian ? 0 : 1), hi, site);
  }

  private bitsOf(kind: ValueKind): bigint {
    const { machine, layout } = this.machine;
    switch (kind.kind) {
      case 'magic': return magicValue(kind.magic, machine);
      case 'pp-magic': return magicValue('PP_SIGNATURE', machine);
      case 'pfmemalloc-mark': return 2n;
      case 'page-type': return BigInt(pageTypeWord(kind.type, layout.kernel) ?? 0xffffffff);
      case 'constant': return kind.value;
      case 'function': return this.machine.memory.wide ? TEXT_64 : TEXT_32;
      case 'dma-address': return kind.part === 'high' ? 0n : 0x12345000n;
      case 'order': return 0n;
      case 'refcount': return 1n;
      case 'index': return 7n;
      case 'swap-entry': return 0x1230n;
      case 'mapcount': return 0xffffffffn;
      case 'integer': return kind.max ?? 1n;
      case 'null': case 'flags': case 'unknown': case 'list-node': case 'pointer': case 'compound-head': return 0n;
    }
  }
}
