import { SimulatedFault } from './fault.js';
import type { SimulatedMachine } from './machine.js';
import { ORDERS, PAGEBLOCK_ORDER, PCP_ORDERS, PCP_TYPES, migrateNumber, migrateTypes, type Zone } from './zone.js';

/** What must hold of the allocator at any moment, by the words alone. Each broken one is a sentence. */
export function brokenInvariants(machine: SimulatedMachine): readonly string[] {
  try {
    const check = new InvariantCheck(machine);
    for (const zone of machine.zones) if (zone.type !== 'DEVICE') check.zone(zone);
    return check.broken;
  } catch (error) {
    if (error instanceof SimulatedFault) return [`a list of the allocator is broken: ${error.message}`];
    throw error;
  }
}

class InvariantCheck {
  readonly broken: string[] = [];
  private readonly machine: SimulatedMachine;
  /** Pages seen on any list. */
  private readonly listed = new Set<number>();

  constructor(machine: SimulatedMachine) {
    this.machine = machine;
  }

  zone(zone: Zone): void {
    this.freeLists(zone);
    this.pcpLists(zone);
    this.references(zone);
  }

  /** Blocks aligned, marked, merged, on one list each; counts as listed. */
  private freeLists(zone: Zone): void {
    const { memory, lists, allocator } = this.machine;
    const pages = { all: 0, cma: 0 };
    for (let order = 0; order < ORDERS; order++) {
      let count = 0;
      for (let type = 0; type < migrateTypes.length; type++) {
        for (const node of lists.nodes(allocator.buddy.freeList(zone, order, type), memory.pages)) {
          count++;
          if (type !== migrateNumber.ISOLATE) pages.all += 1 << order;
          if (type === migrateNumber.CMA) pages.cma += 1 << order;
          this.freeBlock(zone, memory.pageOf(node), order, type);
        }
      }
      this.counts(`${zone.name} order ${order}: blocks`, count, zone.nrFree + order);
    }
    this.counts(`${zone.name}: free pages`, pages.all, zone.freePages);
    this.counts(`${zone.name}: free CMA pages`, pages.cma, zone.freeCma);
  }

  private freeBlock(zone: Zone, pfn: number, order: number, type: number): void {
    const { broken } = this;
    const { blocks, allocator: { buddy } } = this.machine;
    for (let i = 0; i < 1 << order; i++) this.note(pfn + i);
    if (pfn % (1 << order) !== 0) broken.push(`page ${pfn} heads a block of order ${order} but is not aligned to it`);
    if (!buddy.isBuddy(pfn)) broken.push(`page ${pfn} is listed free but is not PageBuddy`);
    if (buddy.order(pfn) !== order) broken.push(`page ${pfn} is listed in order ${order} but says ${buddy.order(pfn)}`);
    if (pfn < zone.start || pfn >= zone.end) broken.push(`page ${pfn} is on a list of ${zone.name} but lies outside`);
    if (type >= PCP_TYPES && blocks.type(pfn) !== type) broken.push(`page ${pfn} is listed as ${migrateTypes[type]!} in a pageblock of type ${migrateTypes[blocks.type(pfn)]!}`);
    const mate = pfn ^ (1 << order);
    if (order < ORDERS - 1 && mate < zone.end && mate >= zone.start && buddy.isBuddy(mate) && buddy.order(mate) === order && mayBeOne(blocks.type(pfn), blocks.type(mate), order)) {
      broken.push(`pages ${pfn} and ${mate} are free buddies of order ${order}, not merged`);
    }
  }

  private pcpLists(zone: Zone): void {
    const { memory, lists } = this.machine;
    for (const [cpu, pcp] of zone.pcps.entries()) {
      let cached = 0;
      for (let i = 0; i < PCP_ORDERS * PCP_TYPES; i++) {
        for (const node of lists.nodes(pcp.lists + i * 2 * memory.wordUnits, memory.pages)) {
          const pages = 1 << Math.floor(i / PCP_TYPES);
          cached += pages;
          for (let page = 0; page < pages; page++) this.note(memory.pageOf(node) + page);
        }
      }
      this.counts(`${zone.name}: pages of CPU ${cpu}`, cached, pcp.count);
    }
  }

  private references(zone: Zone): void {
    const { memory, units, meta } = this.machine;
    for (let pfn = zone.start; pfn < zone.end; pfn++) {
      const references = memory.units[memory.pageAt(pfn) + units.refcount]!;
      if (this.listed.has(pfn) ? references !== 0 : references === 0 && !isPartOfBlock(meta.state(pfn))) {
        this.broken.push(`page ${pfn} has ${references} references in state ${meta.state(pfn)}`);
      }
    }
  }

  private note(pfn: number): void {
    if (this.listed.has(pfn)) this.broken.push(`page ${pfn} is on two lists`);
    this.listed.add(pfn);
  }

  private counts(what: string, listed: number, unit: number): void {
    const says = this.machine.memory.units[unit]!;
    if (listed !== says) this.broken.push(`${what}: ${listed} listed, the count says ${says}`);
  }
}

/** Whether free buddies in pageblocks of these types ought to be one block. */
function mayBeOne(type: number, other: number, order: number): boolean {
  return order < PAGEBLOCK_ORDER || type === other || (type < PCP_TYPES && other < PCP_TYPES);
}

/** Pages that rightly have no reference of their own: those behind the first of an allocated block, and tails. */
function isPartOfBlock(state: string): boolean {
  return state === 'allocated' || state === 'leaked' || state.startsWith('tail');
}
