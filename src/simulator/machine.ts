import type { LayoutSet } from '../layout/record.js';
import { machineOf, type Machine } from '../model/machine.js';
import { resolveMember } from '../model/memberRange.js';
import { pageModel, type PageModel } from '../model/pageModel.js';
import { Buddy } from './buddy.js';
import { CompoundPages, type BadTail } from './compound.js';
import { SimulatedFault } from './fault.js';
import { commonUnits, type CommonUnits } from './fields.js';
import { HeadWord } from './headWord.js';
import { Lists } from './list.js';
import { Memory } from './memory.js';
import { PageAllocator } from './pageAllocator.js';
import type { BadPage } from './pageChecks.js';
import { PageMeta } from './pageMeta.js';
import { Pageblocks } from './pageblocks.js';
import { MAX_PAGE_ORDER, ORDERS, PCP_ORDERS, PCP_TYPES, migrateNumber, migrateTypes, zoneBits, type Zone, type ZoneSpec } from './zone.js';

/** What a machine is made of. Page counts are of 4 KiB pages. */
export interface MachineSpec {
  readonly layout: LayoutSet;
  readonly zones: readonly ZoneSpec[];
  /** CPUs, each with its own lists of free pages; 1 when absent. */
  readonly cpus?: number;
  /** Page frames reserved for CMA at boot, [start, end), whole pageblocks. */
  readonly cma?: readonly { readonly start: number; readonly end: number }[];
  /** Record every change from the end of boot on. */
  readonly journal: boolean;
  /** Events the journal takes; 40 million when absent. */
  readonly journalLimit?: number;
  /** Room for further objects, in 32-bit units. */
  readonly extraUnits?: number;
  /** The array of struct pages lies in the direct map, at the first pages of memory (FLATMEM), so virt_to_page() of a word in it finds a page: a wrong one. */
  readonly memmapInDirectMap?: boolean;
  readonly badPage?: BadPage;
  readonly badTail?: BadTail;
}

/** A booted machine: its memory, what it knows of pages, its page allocator. */
export interface SimulatedMachine {
  readonly layout: LayoutSet;
  readonly model: PageModel;
  readonly machine: Machine;
  readonly memory: Memory;
  readonly meta: PageMeta;
  readonly units: CommonUnits;
  readonly headWord: HeadWord;
  readonly lists: Lists;
  readonly zones: readonly Zone[];
  readonly blocks: Pageblocks;
  readonly compound: CompoundPages;
  readonly allocator: PageAllocator;
}

/** Units for the objects of scenarios: list heads, address_spaces, zspages. */
const OBJECT_UNITS = 1 << 16;
const largestBlock = 1 << MAX_PAGE_ORDER;
const nobody = (): void => undefined;

/** One node, all of it in zone NORMAL, `pages` rounded up to whole blocks of the largest order. */
export function flatMachine(layout: LayoutSet, pages: number): MachineSpec {
  return { layout, journal: false, zones: [{ node: 0, type: 'NORMAL', start: 0, end: Math.ceil(pages / largestBlock) * largestBlock }] };
}

/** Boots: every struct page as __init_single_page() leaves it, then all pages of all zones but DEVICE freed to the buddy allocator. */
export function boot(spec: MachineSpec): SimulatedMachine {
  const { layout, zones: specs } = spec;
  checkZones(specs);
  const pages = Math.max(...specs.map((zone) => zone.end));
  const wordUnits = layout.abi.wordSize / 4;
  const cpus = spec.cpus ?? 1;
  const perZone = (ORDERS * migrateTypes.length + cpus * (PCP_ORDERS * PCP_TYPES + 1)) * 2 * wordUnits + ORDERS + 8;
  const memory = new Memory(layout, pages, pages + Pageblocks.unitsFor(pages, specs.length) + 4 + specs.length * perZone + OBJECT_UNITS + (spec.extraUnits ?? 0), { memmapInDirectMap: spec.memmapInDirectMap ?? false, assembly: !spec.journal });
  const meta = new PageMeta(memory);
  const units = commonUnits(layout);
  const machine = machineOf(layout);
  const lists = new Lists(memory, machine);
  const zones = specs.map((zone, id) => makeZone(zone, id, cpus, memory, lists));
  const blocks = new Pageblocks(memory, zones);
  const headWord = new HeadWord(memory, layout);
  const compound = new CompoundPages({ memory, meta, units, lists, headWord, layout, machine, badTail: spec.badTail ?? nobody });
  const linkName = (own: string): string => resolveMember({ names: [own, 'lru'] }, layout)?.path ?? own;
  const buddy = new Buddy({ memory, meta, units, lists, zones, blocks, kernel: layout.kernel, linkName: linkName('buddy_list') });
  const allocator = new PageAllocator({ memory, meta, units, lists, buddy, compound, kernel: layout.kernel, linkName: linkName('pcp_list'), badPage: spec.badPage ?? nobody });
  initPages(memory, units, zones);
  meta.fill(meta.stateNumber('buddy-free-rest'));
  for (const zone of zones) {
    if (zone.type === 'DEVICE') {
      for (let pfn = zone.start; pfn < zone.end; pfn++) meta.setStateNamed(pfn, 'zone-device');
      continue;
    }
    for (let pfn = zone.end - largestBlock; pfn >= zone.start; pfn -= largestBlock) buddy.put(pfn, zone, MAX_PAGE_ORDER, migrateNumber.MOVABLE);
  }
  for (const area of spec.cma ?? []) buddy.reserveForCma(area.start, area.end);
  if (spec.journal) memory.startJournal(spec.journalLimit);
  return { layout, model: pageModel(layout), machine, memory, meta, units, headWord, lists, zones, blocks, compound, allocator };
}

function checkZones(specs: readonly ZoneSpec[]): void {
  if (specs.length === 0 || specs.some((zone) => zone.end <= zone.start)) throw new SimulatedFault('no-zone', 'a machine needs at least one zone with pages');
  for (const zone of specs) {
    if (zone.start % largestBlock !== 0 || zone.end % largestBlock !== 0 || zone.start < 0) {
      throw new SimulatedFault('no-zone', `zone ${zone.type} of node ${zone.node}: bounds must be multiples of ${largestBlock} pages`);
    }
  }
  const sorted = [...specs].sort((a, b) => a.start - b.start);
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i]!.start < sorted[i - 1]!.end) throw new SimulatedFault('no-zone', `zones ${sorted[i - 1]!.type} and ${sorted[i]!.type} overlap`);
  }
}

function makeZone(spec: ZoneSpec, id: number, cpus: number, memory: Memory, lists: Lists): Zone {
  const listUnits = 2 * memory.wordUnits;
  const freeLists = memory.allocateObject(ORDERS * migrateTypes.length * listUnits);
  const nrFree = memory.allocateObject(ORDERS);
  const sites = lists.sites('zone', 'free_list', 'zone_init_free_lists').linked;
  for (let i = 0; i < ORDERS * migrateTypes.length; i++) lists.init(freeLists + i * listUnits, sites);
  const pcps = Array.from({ length: cpus }, () => {
    const lists = memory.allocateObject(PCP_ORDERS * PCP_TYPES * listUnits + 2);
    return { lists, count: lists + PCP_ORDERS * PCP_TYPES * listUnits };
  });
  for (const pcp of pcps) for (let i = 0; i < PCP_ORDERS * PCP_TYPES; i++) lists.init(pcp.lists + i * listUnits, sites);
  const { node, type, start, end } = spec;
  return { node, type, start, end, id, name: `node ${node} ${type}`, freeLists, pcps, nrFree, freePages: memory.allocateObject(2), freeCma: memory.allocateObject(2) };
}

/** __init_single_page(): flags with node and zone, _mapcount -1, lru linked to itself; _refcount is 0 again once the page is freed. */
function initPages(memory: Memory, units: CommonUnits, zones: readonly Zone[]): void {
  const { units: words, pageUnits, wordUnits } = memory;
  const lowFirst = memory.wide && memory.bigEndian ? 1 : 0;
  for (const zone of zones) {
    const [lo, hi] = zoneBits(zone, memory.wide);
    const { hi: baseHi, lo: baseLo } = memory.addressOf(memory.pageAt(zone.start) + units.lru);
    let lru = baseLo;
    let lruHi = baseHi;
    let at = memory.pageAt(zone.start);
    for (let pfn = zone.start; pfn < zone.end; pfn++, at += pageUnits) {
      const link = at + units.lru;
      words[at + units.flags + lowFirst] = lo;
      words[link + lowFirst] = lru;
      words[link + wordUnits + lowFirst] = lru;
      if (memory.wide) {
        words[at + units.flags + 1 - lowFirst] = hi;
        words[link + 1 - lowFirst] = lruHi;
        words[link + wordUnits + 1 - lowFirst] = lruHi;
      }
      words[at + units.mapcount] = 0xffffffff;
      lru += memory.pageSize;
      if (lru > 0xffffffff) {
        lru -= 0x100000000;
        lruHi++;
      }
    }
  }
}
