/** Free pages that each CPU keeps for itself in front of the buddy allocator: lists by order and migratetype in every zone. */
import { compareVersions } from '../model/era.js';
import type { Buddy } from './buddy.js';
import { SimulatedFault } from './fault.js';
import type { CommonUnits } from './fields.js';
import type { Lists, ListSites } from './list.js';
import type { Memory } from './memory.js';
import type { PageMeta } from './pageMeta.js';
import { writerName } from './writerNames.js';
import { PCP_TYPES, migrateNumber, type PerCpuPages, type Zone } from './zone.js';

const BATCH = 63;
/** From here on a list gives pages back. */
export const PCP_HIGH = 6 * BATCH;

export class PerCpuLists {
  readonly sites: ListSites;
  /** The highest order that has lists: 0, PAGE_ALLOC_COSTLY_ORDER from 5.14 on. */
  readonly maxOrder: number;
  /** set_pcppage_migratetype() writes index (before 6.7). */
  readonly keepsTypeInIndex: boolean;
  readonly typeSite: number;
  /** The state of a page on these lists. */
  readonly freeState: number;
  private readonly countSite: number;
  private readonly memory: Memory;
  private readonly meta: PageMeta;
  private readonly units: CommonUnits;
  private readonly lists: Lists;
  private readonly buddy: Buddy;
  private readonly rest: number;
  private cpu = 0;

  constructor(parts: { memory: Memory; meta: PageMeta; units: CommonUnits; lists: Lists; buddy: Buddy; kernel: string; linkName: string }) {
    const { memory, meta, units, lists, buddy, kernel, linkName } = parts;
    this.memory = memory;
    this.meta = meta;
    this.units = units;
    this.lists = lists;
    this.buddy = buddy;
    this.sites = lists.sites('pcp', linkName, writerName('listOnCpu', kernel), '__rmqueue_pcplist');
    this.typeSite = memory.sites.intern('pcp', 'index', { kind: 'integer', means: 'migratetype' }, 'set_pcppage_migratetype');
    this.countSite = memory.sites.intern('pcp', 'count', { kind: 'integer', means: 'pages' }, writerName('listOnCpu', kernel));
    this.maxOrder = compareVersions(kernel, '5.14') < 0 ? 0 : 3;
    this.keepsTypeInIndex = compareVersions(kernel, '6.7') < 0;
    this.freeState = meta.stateNumber('pcp-free');
    this.rest = meta.stateNumber('buddy-free-rest');
    // States and counts have one writer each: where nobody records, its name beside them is not written again.
    for (const { count } of buddy.zones.flatMap(({ pcps }) => pcps)) memory.setUnit(count, 0, this.countSite);
  }

  /** CPUs the machine has. */
  get cpus(): number {
    return this.buddy.zones[0]!.pcps.length;
  }

  /** What follows runs on that CPU: its lists are used. */
  runOn(cpu: number): void {
    if (!Number.isInteger(cpu) || cpu < 0 || cpu >= this.cpus) throw new SimulatedFault('no-cpu', `CPU ${cpu}: the machine has ${this.cpus}`);
    this.cpu = cpu;
    for (const zone of this.buddy.zones) this.buddy.blocks.usePcp(zone, zone.pcps[cpu]!);
  }

  /** __rmqueue_pcplist(): the first page of a block, the list filled from the buddy where it is empty; -1 when that has none. */
  take(zone: Zone, order: number, type: number): number {
    const memory = this.memory;
    const pcp = zone.pcps[this.cpu]!;
    const head = this.list(pcp, order, type);
    if (memory.pointedUnit(head) === head) {
      const batch = order === 0 ? BATCH : Math.max(BATCH >> order, 2);
      for (let i = 0; i < batch; i++) {
        const pfn = this.buddy.take(zone, order, type);
        if (pfn < 0) break;
        this.meta.setState(pfn, this.freeState);
        this.lists.addTail(memory.pageAt(pfn) + this.units.lru, head, this.sites);
        this.count(pcp, 1 << order);
      }
    }
    const node = memory.pointedUnit(head);
    if (node === head) return -1;
    if (node < 0) throw new SimulatedFault('list-corruption', 'a per-CPU list points to no page');
    const pfn = memory.pageOf(node);
    this.lists.remove(node, this.sites);
    this.count(pcp, -(1 << order));
    return pfn;
  }

  /** free_unref_page_commit(): pages of CMA pageblocks go to the movable list. */
  put(zone: Zone, pfn: number, order: number, type: number): void {
    const memory = this.memory;
    const pcp = zone.pcps[this.cpu]!;
    this.setIndexType(pfn, type);
    this.meta.setState(pfn, this.freeState);
    this.lists.add(memory.pageAt(pfn) + this.units.lru, this.list(pcp, order, type < PCP_TYPES ? type : migrateNumber.MOVABLE), this.sites);
    this.count(pcp, 1 << order);
    if (memory.ints[pcp.count]! >= PCP_HIGH) this.giveBack(zone, pcp, BATCH);
  }

  /** free_pcppages_bulk(): from the tail of each list in turn. */
  private giveBack(zone: Zone, pcp: PerCpuPages, pages: number): void {
    let left = pages;
    for (let order = 0; order <= this.maxOrder; order++) {
      for (let type = 0; type < PCP_TYPES; type++) {
        const head = this.list(pcp, order, type);
        while (left > 0 && !this.lists.isEmpty(head)) {
          const node = this.lists.prev(head);
          const pfn = this.memory.pageOf(node);
          this.lists.remove(node, this.sites);
          this.count(pcp, -(1 << order));
          this.meta.setState(pfn, this.rest);
          this.buddy.put(pfn, zone, order, this.buddy.blocks.type(pfn));
          left -= 1 << order;
        }
      }
    }
  }

  private setIndexType(pfn: number, type: number): void {
    if (this.keepsTypeInIndex) this.memory.setWord(this.memory.pageAt(pfn) + this.units.index, type, 0, this.typeSite);
  }

  /** Pages go back to the buddy: those of all CPUs (drain_all_pages()), or of one (drain_local_pages()). */
  drain(cpu?: number): void {
    for (const zone of this.buddy.zones) for (const pcp of cpu === undefined ? zone.pcps : zone.pcps.slice(cpu, cpu + 1)) this.giveBack(zone, pcp, Infinity);
  }

  private list(pcp: PerCpuPages, order: number, type: number): number {
    return pcp.lists + (order * PCP_TYPES + type) * 2 * this.memory.wordUnits;
  }

  private count(pcp: PerCpuPages, by: number): void {
    this.memory.setUnit(pcp.count, (this.memory.ints[pcp.count]! + by) | 0, this.countSite);
  }
}
