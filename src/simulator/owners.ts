import { actsIn, nameOf, renamed, type Act } from './acts/act.js';
import { ownerActs } from './acts/index.js';
import { compareVersions, inEra } from '../model/era.js';
import { magicValue } from '../model/magic.js';
import { resolveMember, type MemberName, type MemberRange } from '../model/memberRange.js';
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

/** Flags of owners whose code was not read step by step. */
const flagsOf: Readonly<Record<string, readonly PageFlag[]>> = { ksm: ['uptodate', 'lru', 'swapbacked'] };

/** Flags that go along when a page is migrated, as far as an owner set them. */
const migrated: readonly PageFlag[] = ['uptodate', 'lru', 'swapbacked', 'owner_priv_1', 'unevictable'];

/** PG_movable_ops, which is PG_uptodate elsewhere: it says movable since 6.17 (include/linux/balloon_compaction.h, mm/zpdesc.h). */
const MOVABLE_OPS: readonly PageFlag[] = ['uptodate'];

/** States user processes map as soon as the owner has the page, of those without acts. */
const mappedStates: ReadonlySet<string> = new Set(['ksm', 'gup', 'fsdax']);

/** Who drops a mapping's reference: the TLB's batch of pages (mm/swap.c). */
const dropReference = renamed('release_pages', '6.9', 'folios_put_refs');

/** `values` of a step, by member: a path or a first name. */
type Values = Readonly<Record<string, StoredValue>>;

/**
 * Owners take pages and let them go: by the acts of their code where that was read, else by writing every word the model says they keep something in and putting the
 * words back as free_pages_prepare() wants them.
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
  take(pfn: number, stateName: string, values: Values = {}): void {
    const { machine } = this.simulation;
    const state = stateNamed(stateName, machine.model);
    if (state === undefined) throw new SimulatedFault('unknown-name', `${machine.layout.kernel} has no page state "${stateName}"`, pfn);
    const acts = ownerActs.get(stateName);
    if (acts === undefined) this.takeByClaims(pfn, state, values);
    else {
      const given = new Map(Object.entries(values));
      for (const act of this.actsFor(pfn, acts.take)) this.perform(pfn, act, stateName, given);
      for (const [member, value] of given) this.writeGiven(pfn, member, value, state);
    }
    machine.meta.setStateNamed(pfn, stateName);
  }

  /** The page is the owner's by its flags and its state; its words are written by whoever calls. */
  settle(pfn: number, stateName: string): void {
    const { machine } = this.simulation;
    for (const act of actsIn(ownerActs.get(stateName)?.take ?? [], machine.layout.kernel)) {
      if ((act.does === 'set' || act.does === 'clear') && act.of !== 'compound') this.perform(pfn, act, stateName, new Map());
    }
    this.setFlags(pfn, flagsOf[stateName] ?? [], stateName);
    machine.meta.setStateNamed(pfn, stateName);
  }

  /** The owner lets go. `keep` names members it forgets to restore. */
  release(pfn: number, keep: readonly string[] = []): void {
    const { machine } = this.simulation;
    const stateName = machine.meta.state(pfn);
    const state = stateNamed(stateName, machine.model);
    if (state === undefined) throw new SimulatedFault('wrong-state', `page ${pfn} is in state ${stateName}: nobody to let it go`, pfn);
    const acts = ownerActs.get(stateName);
    let last = false;
    if (acts === undefined) this.releaseByClaims(pfn, state, keep);
    else for (const act of this.actsFor(pfn, acts.release)) if (!this.isKept(act, keep)) last = this.perform(pfn, act, stateName, new Map()) || last;
    machine.meta.setStateNamed(pfn, 'allocated');
    if (last) machine.allocator.free(pfn, machine.compound.orderOf(pfn));
  }

  /** The page goes onto its owner's list, where the owner keeps one. */
  enlist(pfn: number, state: PageState): void {
    const act = this.linkOf(state);
    if (act !== undefined) this.perform(pfn, act, state.name, new Map());
    else this.eachNode(pfn, state, (node, sites) => { this.simulation.machine.lists.addTail(node, this.listHead(state.name), sites); });
  }

  /** list_del() of the page. */
  unlist(pfn: number, state: PageState): void {
    if (ownerActs.has(state.name) && this.linkOf(state) === undefined) return;
    this.eachNode(pfn, state, (node, sites) => { this.simulation.machine.lists.remove(node, sites); });
  }

  private linkOf({ name }: PageState): Act | undefined {
    return actsIn(ownerActs.get(name)?.take ?? [], this.simulation.machine.layout.kernel).find(({ does }) => does === 'link');
  }

  private actsFor(pfn: number, acts: readonly Act[]): readonly Act[] {
    const { compound, layout } = this.simulation.machine;
    const position = compound.isHead(pfn) ? 'compound' : 'single';
    return actsIn(acts, layout.kernel).filter(({ of = position, bits = layout.abi.wordSize * 8 }) => of === position && bits === layout.abi.wordSize * 8);
  }

  private isKept(act: Act, keep: readonly string[]): boolean {
    if (act.does === 'unmap') return keep.includes('_mapcount');
    return 'member' in act && act.member.names.some((name) => keep.includes(name));
  }

  /** One thing an owner does to the page. True when it dropped the page's last reference, which is still to be freed. */
  private perform(pfn: number, act: Act, owner: string, given: Map<string, StoredValue>): boolean {
    const { machine } = this.simulation;
    const { memory, meta, units, lists } = machine;
    const by = nameOf(act.by, machine.layout.kernel);
    switch (act.does) {
      case 'set': this.setFlags(pfn + (act.tail ?? 0), act.flags, owner, by); return false;
      case 'clear': this.clearFlags(pfn + (act.tail ?? 0), act.flags, owner, by); return false;
      case 'write': {
        const range = this.rangeOf(act.member, act.tail);
        if (range === undefined) return false;
        const value = taken(given, [range.path, ...act.member.names]) ?? { kind: act.value, ...(act.raw !== undefined && { raw: act.value.kind === 'pp-magic' ? act.raw | magicValue('PP_SIGNATURE', machine.machine) : this.bitsOf(act.raw, range) }) };
        const page = pfn + Math.floor(range.offset / memory.pageSize);
        this.writer.write(page, { ...range, offset: range.offset % memory.pageSize }, value, memory.sites.intern(owner, range.path, value.kind, by), owner);
        return false;
      }
      case 'init list': case 'link': case 'unlink': {
        const range = this.rangeOf(act.member, act.does === 'init list' ? act.tail : undefined);
        if (range === undefined) return false;
        const node = memory.pageAt(pfn) + range.offset / 4;
        const sites = lists.sites(owner, range.path, by);
        if (act.does === 'init list') lists.init(node, sites.linked);
        else if (act.does === 'unlink') lists.remove(node, sites);
        else if (![...given.keys()].some((member) => member === range.path || act.member.names.includes(member))) {
          if (act.at === 'head') lists.add(node, this.listHead(owner), sites);
          else lists.addTail(node, this.listHead(owner), sites);
        }
        return false;
      }
      case 'count': return this.count(pfn, act.change, owner, by);
      case 'freeze': case 'thaw':
        memory.setUnit(memory.pageAt(pfn) + units.refcount, act.does === 'thaw' ? 1 : 0, memory.sites.intern(owner, '_refcount', { kind: 'refcount' }, by));
        return false;
      case 'map':
        meta.addMaps(pfn, 1);
        this.addMapcount(pfn, 1, owner, by);
        return false;
      case 'unmap': {
        // The first mapping of pages that nobody else holds has the reference the page was allocated with.
        for (let left = meta.maps(pfn); left > 0; left--) {
          meta.addMaps(pfn, -1);
          this.addMapcount(pfn, -1, owner, by);
          if (left > 1 || act.counted === true) this.count(pfn, -1, owner, nameOf(dropReference, machine.layout.kernel));
        }
        return false;
      }
    }
  }

  /** Takes or drops a reference; the last one is left to be dropped where the page is freed: true then. */
  private count(pfn: number, change: 1 | -1, owner: string, by: string): boolean {
    const { memory, units } = this.simulation.machine;
    const unit = memory.pageAt(pfn) + units.refcount;
    if (memory.units[unit]! + change <= 0) return true;
    memory.setUnit(unit, memory.units[unit]! + change, memory.sites.intern(owner, '_refcount', { kind: 'refcount' }, by));
    return false;
  }

  /** A THP's own mapping counts stand in its tails: its acts write them. */
  private addMapcount(pfn: number, change: 1 | -1, owner: string, by: string): void {
    const { memory, units, compound } = this.simulation.machine;
    if (compound.isHead(pfn)) return;
    const unit = memory.pageAt(pfn) + units.mapcount;
    memory.setUnit(unit, (memory.ints[unit]! + change) | 0, memory.sites.intern(owner, '_mapcount', { kind: 'mapcount' }, by));
  }

  private rangeOf(member: MemberName, tail = 0): MemberRange | undefined {
    const { layout, memory } = this.simulation.machine;
    const range = resolveMember(member, layout);
    return range === undefined ? undefined : { ...range, offset: range.offset + tail * memory.pageSize };
  }

  /** Bit-fields of 32 bits begin at the other end of a big-endian word: the low half of it goes up. */
  private bitsOf(raw: bigint, { path, size }: MemberRange): bigint {
    if (path !== 'counters' || !this.simulation.machine.memory.bigEndian) return raw;
    const turned = ((raw & 0xffffn) << 16n) | ((raw >> 15n) & 0xfffen) | ((raw >> 31n) & 1n);
    return size === 8 ? turned << 32n : turned;
  }

  private takeByClaims(pfn: number, state: PageState, values: Values): void {
    const { machine } = this.simulation;
    let listed = true;
    for (const claim of claimsOf(state, machine.model)) {
      const given = values[claim.range.path] ?? values[claim.names[0] ?? ''];
      if (given === undefined && leftAlone.has(claim.holds.kind)) continue;
      if (this.isNode(claim)) {
        if (given === undefined) continue;
        listed = false;
      }
      const value = given ?? { kind: claim.holds };
      this.writer.write(pfn, claim.range, value, machine.memory.sites.intern(state.name, claim.range.path, value.kind, this.functionOf(state)), state.name);
    }
    if (listed) this.enlist(pfn, state);
    this.setFlags(pfn, flagsOf[state.name] ?? [], state.name);
    if (mappedStates.has(state.name)) this.perform(pfn, { does: 'map', by: 'page_add_rmap' }, state.name, new Map());
  }

  private releaseByClaims(pfn: number, state: PageState, keep: readonly string[]): void {
    const { memory, units, meta } = this.simulation.machine;
    const by = this.functionOf(state);
    if (!keep.includes('lru')) this.unlist(pfn, state);
    if (!keep.includes('mapping')) memory.setWord(memory.pageAt(pfn) + units.mapping, 0, 0, memory.sites.intern(state.name, 'mapping', { kind: 'null' }, by));
    while (meta.maps(pfn) > 0) meta.addMaps(pfn, -1);
    if (!keep.includes('_mapcount') && !keep.includes('page_type')) {
      memory.setUnit(memory.pageAt(pfn) + units.mapcount, -1, memory.sites.intern(state.name, '_mapcount', { kind: 'constant', value: 0xffffffffn, means: '-1' }, by));
    }
    this.clearFlags(pfn, flagsOf[state.name] ?? [], state.name);
  }

  /** A value for a word that the owner's acts leave alone. */
  private writeGiven(pfn: number, member: string, value: StoredValue, state: PageState): void {
    const { model, memory } = this.simulation.machine;
    const claim = claimsOf(state, model).find(({ range, names }) => range.path === member || names[0] === member);
    if (claim !== undefined) this.writer.write(pfn, claim.range, value, memory.sites.intern(state.name, claim.range.path, value.kind, this.functionOf(state)), state.name);
  }

  /** A function of the owner's in this kernel. */
  private functionOf({ evidence, title }: PageState): string {
    return evidence.find(({ era }) => inEra(era, this.simulation.machine.layout.kernel))?.function ?? title;
  }

  private eachNode(pfn: number, state: PageState, run: (node: number, sites: ListSites) => void): void {
    const { model, memory, lists } = this.simulation.machine;
    for (const claim of claimsOf(state, model)) {
      if (this.isNode(claim)) run(memory.pageAt(pfn) + claim.range.offset / 4, lists.sites(state.name, claim.range.path, 'list_add_tail', 'list_del'));
    }
  }

  private isNode({ holds, range }: Placed<Claim>): boolean {
    return holds.kind === 'list-node' && range.size >= 2 * this.simulation.machine.layout.abi.wordSize;
  }

  /** The list all pages of the owner are on: an LRU list, a balloon's, a slab's node list. */
  private listHead(stateName: string): number {
    const { memory, lists } = this.simulation.machine;
    let head = this.heads.get(stateName);
    if (head === undefined) {
      head = memory.allocateObject(2 * memory.wordUnits);
      lists.init(head, lists.sites(stateName, 'list', 'INIT_LIST_HEAD').linked);
      this.heads.set(stateName, head);
    }
    return head;
  }

  setFlags(pfn: number, flags: readonly PageFlag[], owner: string, by = 'set_page_flags'): void {
    this.changeFlags(pfn, flags, owner, by, (word, mask) => word | mask);
  }

  clearFlags(pfn: number, flags: readonly PageFlag[], owner: string, by = 'set_page_flags'): void {
    this.changeFlags(pfn, flags, owner, by, (word, mask) => word & ~mask);
  }

  /** folio_migrate_flags(): what owners set goes along. */
  moveFlags(from: number, to: number, by: string): void {
    const set = migrated.filter((flag) => this.hasFlag(from, flag));
    this.setFlags(to, set, 'migration', by);
    this.clearFlags(from, set, 'migration', by);
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

  private changeFlags(pfn: number, flags: readonly PageFlag[], owner: string, by: string, change: (word: number, mask: number) => number): void {
    if (flags.length === 0) return;
    const { memory, units, layout } = this.simulation.machine;
    const mask = flagMask(flags, layout.kernel);
    if (mask === 0) return;
    const unit = memory.pageAt(pfn) + units.flags;
    memory.setWord(unit, change(memory.low(unit), mask), memory.high(unit), memory.sites.intern(owner, 'flags', { kind: 'flags' }, by));
  }
}

/** The value given for the member, which is then no longer to be written elsewhere. */
function taken(given: Map<string, StoredValue>, names: readonly string[]): StoredValue | undefined {
  for (const name of names) {
    const value = given.get(name);
    if (value !== undefined) {
      given.delete(name);
      return value;
    }
  }
  return undefined;
}
