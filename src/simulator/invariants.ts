import { SimulatedFault } from './fault.js';
import type { SimulatedMachine } from './machine.js';
import { ORDERS, migrateTypes } from './zone.js';

/** What must hold of the allocator at any moment, by the words alone. Each broken one is a sentence. */
export function brokenInvariants(machine: SimulatedMachine): readonly string[] {
  try {
    return checkZones(machine);
  } catch (error) {
    if (error instanceof SimulatedFault) return [`a list of the allocator is broken: ${error.message}`];
    throw error;
  }
}

function checkZones(machine: SimulatedMachine): readonly string[] {
  const { memory, lists, units, allocator, meta } = machine;
  const { buddy } = allocator;
  const broken: string[] = [];
  const listed = new Set<number>();
  const note = (pfn: number): void => {
    if (listed.has(pfn)) broken.push(`page ${pfn} is on two lists`);
    listed.add(pfn);
  };
  for (const zone of machine.zones) {
    if (zone.type === 'DEVICE') continue;
    let pagesFree = 0;
    for (let order = 0; order < ORDERS; order++) {
      let blocks = 0;
      for (let type = 0; type < migrateTypes.length; type++) {
        for (const node of lists.nodes(buddy.freeList(zone, order, type), memory.pages)) {
          const pfn = memory.pageOf(node);
          blocks++;
          pagesFree += 1 << order;
          for (let i = 0; i < 1 << order; i++) note(pfn + i);
          if (pfn % (1 << order) !== 0) broken.push(`page ${pfn} heads a block of order ${order} but is not aligned to it`);
          if (!buddy.isBuddy(pfn)) broken.push(`page ${pfn} is listed free but is not PageBuddy`);
          if (buddy.order(pfn) !== order) broken.push(`page ${pfn} is listed in order ${order} but says ${buddy.order(pfn)}`);
          if (pfn < zone.start || pfn >= zone.end) broken.push(`page ${pfn} is on a list of ${zone.name} but lies outside`);
          const mate = pfn ^ (1 << order);
          if (order < ORDERS - 1 && mate < zone.end && mate >= zone.start && buddy.isBuddy(mate) && buddy.order(mate) === order) broken.push(`pages ${pfn} and ${mate} are free buddies of order ${order}, not merged`);
        }
      }
      if (blocks !== memory.units[zone.nrFree + order]) broken.push(`${zone.name} order ${order}: ${blocks} blocks listed, nr_free says ${memory.units[zone.nrFree + order]}`);
    }
    if (pagesFree !== memory.units[zone.freePages]) broken.push(`${zone.name}: ${pagesFree} pages listed, free pages says ${memory.units[zone.freePages]}`);
    let cached = 0;
    for (let i = 0; i < 4 * migrateTypes.length; i++) {
      for (const node of lists.nodes(zone.pcpLists + i * 2 * memory.wordUnits, memory.pages)) {
        const order = Math.floor(i / migrateTypes.length);
        cached += 1 << order;
        for (let page = 0; page < 1 << order; page++) note(memory.pageOf(node) + page);
      }
    }
    if (cached !== memory.units[zone.pcpCount]) broken.push(`${zone.name}: ${cached} pages on per-CPU lists, count says ${memory.units[zone.pcpCount]}`);
    for (let pfn = zone.start; pfn < zone.end; pfn++) {
      const references = memory.units[memory.pageAt(pfn) + units.refcount]!;
      if (listed.has(pfn) ? references !== 0 : references === 0 && !isPartOfBlock(meta.state(pfn))) {
        broken.push(`page ${pfn} has ${references} references in state ${meta.state(pfn)}`);
      }
    }
  }
  return broken;
}

/** Pages that rightly have no reference of their own: those behind the first of an allocated block, and tails. */
function isPartOfBlock(state: string): boolean {
  return state === 'allocated' || state === 'leaked' || state.startsWith('tail');
}
