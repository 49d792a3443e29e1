import { compareVersions } from '../model/era.js';
import { flagMask, type PageFlag } from '../model/pageFlags.js';
import { claimsOf, stateNamed, type Placed } from '../model/pageModel.js';
import { decodePageType } from '../model/pageType.js';
import type { Claim, PageState } from '../model/state.js';
import type { ValueKind } from '../model/valueKind.js';
import { SimulatedFault } from './fault.js';
import type { ListSites } from './list.js';
import type { Simulation } from './simulation.js';
import type { StoredValue, ValueWriter } from './storedValue.js';

/** Kinds the owner does not set when it takes a page: the page allocator's, or the owner's own business later. */
const leftAlone: ReadonlySet<ValueKind['kind']> = new Set(['flags', 'refcount', 'mapcount', 'unknown', 'null']);

/** Flags an owner sets on its pages. */
const flagsOf: Readonly<Record<string, readonly PageFlag[]>> = {
  'page-cache': ['uptodate', 'lru'], anon: ['uptodate', 'lru', 'swapbacked'], 'swap-cache': ['uptodate', 'lru', 'swapbacked', 'owner_priv_1'], ksm: ['uptodate', 'lru', 'swapbacked'],
  secretmem: ['uptodate', 'unevictable'], slab: ['slab'],
};

/** PG_movable_ops, which is PG_uptodate elsewhere: it says movable since 6.17 (include/linux/balloon_compaction.h, mm/zpdesc.h). */
const MOVABLE_OPS: readonly PageFlag[] = ['uptodate'];

function flagsFor(stateName: string, kernel: string): readonly PageFlag[] {
  return stateName === 'balloon' && compareVersions(kernel, '6.17') >= 0 ? MOVABLE_OPS : flagsOf[stateName] ?? [];
}

const ownerFlags: readonly PageFlag[] = [...new Set(Object.values(flagsOf).flat())];

/** States user processes map as soon as the owner has the page. */
const mappedStates: ReadonlySet<string> = new Set(['page-cache', 'anon', 'swap-cache', 'ksm', 'secretmem', 'gup', 'fb-defio', 'perf-aux', 'page-pool', 'zone-device', 'fsdax']);

/**
 * Owners by their claims: taking a page writes every word the model says this owner keeps something in, in this kernel and layout;
 * letting go puts the words back as free_pages_prepare() wants them.
 */
export class Owners {
  private readonly simulation: Simulation;
  private readonly writer: ValueWriter;
  private readonly heads = new Map<string, number>();

  constructor(simulation: Simulation, writer: ValueWriter) {
    this.simulation = simulation;
    this.writer = writer;
  }

  /** The page becomes the owner's. `values` replaces what is written at a member. */
  take(pfn: number, stateName: string, values: Readonly<Record<string, StoredValue>> = {}): void {
    const { machine } = this.simulation;
    const state = stateNamed(stateName, machine.model);
    if (state === undefined) throw new SimulatedFault('unknown-name', `${machine.layout.kernel} has no page state "${stateName}"`, pfn);
    let listed = true;
    for (const claim of claimsOf(state, machine.model)) {
      const given = values[claim.range.path] ?? values[claim.names[0] ?? ''];
      if (given === undefined && leftAlone.has(claim.holds.kind)) continue;
      if (claim.record === 'slab' && claim.range.path.startsWith('rcu_head') && given === undefined) continue;
      if (this.isNode(claim)) {
        if (given === undefined) continue;
        listed = false;
      }
      const value = given ?? { kind: claim.holds };
      const site = machine.memory.sites.intern(stateName, claim.range.path, value.kind, state.evidence[0]?.function ?? state.title);
      this.writer.write(pfn, claim.range, value, site, stateName);
    }
    if (listed) this.enlist(pfn, state);
    this.settle(pfn, stateName);
    if (stateName === 'slab' || state.reach.userMappable === 'no' || !mappedStates.has(stateName)) return;
    machine.meta.addMaps(pfn, 1);
    const unit = machine.memory.pageAt(pfn) + machine.units.mapcount;
    machine.memory.setUnit(unit, (machine.memory.ints[unit]! + 1) | 0, machine.memory.sites.intern(stateName, '_mapcount', { kind: 'mapcount' }, 'page_add_rmap'));
  }

  /** The page is the owner's by its flags and its state; its words are written by whoever calls. */
  settle(pfn: number, stateName: string): void {
    this.setFlags(pfn, flagsFor(stateName, this.simulation.machine.layout.kernel), stateName);
    this.simulation.machine.meta.setStateNamed(pfn, stateName);
  }

  /** The owner lets go. `keep` names members it forgets to restore. */
  release(pfn: number, keep: readonly string[] = []): void {
    const { machine } = this.simulation;
    const stateName = machine.meta.state(pfn);
    const state = stateNamed(stateName, machine.model);
    if (state === undefined) throw new SimulatedFault('wrong-state', `page ${pfn} is in state ${stateName}: nobody to let it go`, pfn);
    if (!keep.includes('lru')) this.unlist(pfn, state);
    const clear = machine.memory.sites.intern(stateName, 'mapping', { kind: 'null' }, 'release');
    if (!keep.includes('mapping')) machine.memory.setWord(machine.memory.pageAt(pfn) + machine.units.mapping, 0, 0, clear);
    while (machine.meta.maps(pfn) > 0) machine.meta.addMaps(pfn, -1);
    if (!keep.includes('_mapcount') && !keep.includes('page_type')) {
      machine.memory.setUnit(machine.memory.pageAt(pfn) + machine.units.mapcount, -1, machine.memory.sites.intern(stateName, '_mapcount', { kind: 'constant', value: 0xffffffffn, means: '-1' }, 'release'));
    }
    for (const claim of claimsOf(state, machine.model)) {
      if (claim.holds.kind !== 'pp-magic' || keep.includes(claim.range.path)) continue;
      this.writer.write(pfn, claim.range, { kind: { kind: 'null' } }, clear, stateName);
    }
    this.clearFlags(pfn, flagsFor(stateName, machine.layout.kernel), stateName);
    machine.meta.setStateNamed(pfn, 'allocated');
  }

  /** The page goes to the end of its owner's list, where the owner keeps one. */
  enlist(pfn: number, state: PageState): void {
    const { lists, model } = this.simulation.machine;
    for (const claim of claimsOf(state, model)) {
      if (this.isNode(claim)) lists.addTail(this.nodeUnit(pfn, claim), this.listHead(state.name), this.listSites(state.name, claim.range.path));
    }
  }

  /** list_del() of the page. */
  unlist(pfn: number, state: PageState): void {
    const { lists, model } = this.simulation.machine;
    for (const claim of claimsOf(state, model)) if (this.isNode(claim)) lists.remove(this.nodeUnit(pfn, claim), this.listSites(state.name, claim.range.path));
  }

  private isNode({ holds, range }: Placed<Claim>): boolean {
    return holds.kind === 'list-node' && range.size >= 2 * this.simulation.machine.layout.abi.wordSize;
  }

  private nodeUnit(pfn: number, { range }: Placed<Claim>): number {
    return this.simulation.machine.memory.pageAt(pfn) + range.offset / 4;
  }

  /** The list all pages of the owner are on: an LRU list, a balloon's, a slab's node list. */
  private listHead(stateName: string): number {
    const { memory, lists } = this.simulation.machine;
    let head = this.heads.get(stateName);
    if (head === undefined) {
      head = memory.allocateObject(2 * memory.wordUnits);
      lists.init(head, this.listSites(stateName, 'list').linked);
      this.heads.set(stateName, head);
    }
    return head;
  }

  private listSites(stateName: string, path: string): ListSites {
    return this.simulation.machine.lists.sites(stateName, path, 'list_add_tail', 'list_del');
  }

  setFlags(pfn: number, flags: readonly PageFlag[], owner: string): void {
    this.changeFlags(pfn, flags, owner, (word, mask) => word | mask);
  }

  clearFlags(pfn: number, flags: readonly PageFlag[], owner: string): void {
    this.changeFlags(pfn, flags, owner, (word, mask) => word & ~mask);
  }

  /** folio_migrate_flags(): what owners set goes along. */
  moveFlags(from: number, to: number): void {
    const set = ownerFlags.filter((flag) => this.hasFlag(from, flag));
    this.setFlags(to, set, 'migration');
    this.clearFlags(from, set, 'migration');
  }

  /** PageMovable(): bits of mapping, since 6.17 page_has_movable_ops(): a flag of pages whose type may have it. */
  hasMovableOperations(pfn: number): boolean {
    const { memory, units, layout: { kernel } } = this.simulation.machine;
    if (compareVersions(kernel, '6.17') < 0) return (memory.low(memory.pageAt(pfn) + units.mapping) & 3) === 2;
    const type = decodePageType(memory.units[memory.pageAt(pfn) + units.mapcount]!, kernel);
    return MOVABLE_OPS.every((flag) => this.hasFlag(pfn, flag)) && (type === 'offline' || type === 'zsmalloc');
  }

  hasFlag(pfn: number, flag: PageFlag): boolean {
    const { memory, units, layout } = this.simulation.machine;
    return (memory.low(memory.pageAt(pfn) + units.flags) & flagMask([flag], layout.kernel)) !== 0;
  }

  private changeFlags(pfn: number, flags: readonly PageFlag[], owner: string, change: (word: number, mask: number) => number): void {
    if (flags.length === 0) return;
    const { memory, units, layout } = this.simulation.machine;
    const unit = memory.pageAt(pfn) + units.flags;
    const site = memory.sites.intern(owner, 'flags', { kind: 'flags' }, 'set_page_flags');
    memory.setWord(unit, change(memory.low(unit), flagMask(flags, layout.kernel)), memory.high(unit), site);
  }
}
