import { describeValue, type ValueKind } from '../../model/valueKind.js';
import { allocateRange } from '../contiguous.js';
import { SimulatedFault } from '../fault.js';
import { tryFreeState } from '../freeState.js';
import { brokenInvariants } from '../invariants.js';
import { NodeChain } from '../nodeChain.js';
import { NodePlace } from '../nodePlace.js';
import { look, readerNamed, scan } from '../readers.js';
import type { Scamem } from '../scamem.js';
import type { StoredValue } from '../storedValue.js';
import type { ZsObject } from '../zsmalloc.js';
import { sourceSteps, type SourceOwner, type SourceStage, type SourceWrite } from '../sourceOwner.js';
import { sourceState, sourceValue } from '../sourceState.js';
import { MAX_PAGE_ORDER } from '../zone.js';
import type { RunContext } from './runner.js';
import type { Step, ValueSpec } from './scenario.js';
import { toWhere } from './where.js';
import { allocatorWorkload, modulesWorkload } from './workload.js';

type Single = Exclude<Step, { do: 'repeat' }>;
type StepOf<D extends Step['do']> = Extract<Step, { do: D }>;

/** Executes one step on the simulated machine. */
export function runStep(step: Single, context: RunContext): void {
  const { simulation, names, mappings, vmalloc, owners } = context;
  const { machine } = simulation;
  switch (step.do) {
    case 'alloc': allocate(step, context); return;
    case 'device': takeDevicePages(step, context); return;
    case 'free': freePages(step, context); return;
    case 'split': {
      const block = names.get(step.what, 'pages');
      simulation.tell('split_page()', block.pages[0]);
      machine.allocator.split(block.pages[0] ?? -1, block.order);
      names.set(step.as, { kind: 'pages', order: 0, pages: Array.from({ length: 1 << block.order }, (_, i) => block.pages[0]! + i) });
      return;
    }
    case 'own': own(step, context); return;
    case 'release': each(step.what, context, (pfn) => { simulation.tell(`${machine.meta.state(pfn)} lets the page go`, pfn); simulation.refuseFree(pfn, 'release'); letGo(pfn, context); owners.release(pfn, step.keep); }); return;
    case 'store': each(step.what, context, (pfn) => { store(pfn, step, context); }); return;
    case 'list': putOnList(step, context); return;
    case 'vmalloc': {
      simulation.tell(`vmalloc() of ${step.pages} pages${step.group === true ? ' with VM_GROUP_PAGES' : ''}`);
      const area = vmalloc.alloc({ pages: step.pages, node: step.node ?? -1, group: step.group ?? false, gfp: step.gfp ?? 'GFP_KERNEL' });
      if (area !== undefined) names.set(step.as, { kind: 'area', area });
      return;
    }
    case 'vfree': simulation.tell('vfree()'); vmalloc.free(names.get(step.what, 'area').area); return;
    case 'remap': simulation.tell('remap_vmalloc_range()'); vmalloc.remap(names.get(step.what, 'area').area); return;
    case 'unmap': simulation.tell('munmap() of the area'); vmalloc.unmap(names.get(step.what, 'area').area); return;
    case 'set-memory': {
      simulation.tell(`set_memory_${step.protection}()`);
      const named = names.get(step.what, 'area');
      named.area = vmalloc.setMemory(named.area, step.protection);
      return;
    }
    case 'shrink': simulation.tell(`shrinker: up to ${step.pages} pages`); context.cache?.shrink(step.pages); return;
    case 'map-page': each(step.what, context, (pfn) => { mappings.insert(pfn); }); return;
    case 'unmap-page': each(step.what, context, (pfn) => { mappings.remove(pfn); }); return;
    case 'gup': each(step.what, context, (pfn) => { mappings.get(pfn, { fast: step.fast ?? false, pin: step.pin ?? false }); }); return;
    case 'unpin': each(step.what, context, (pfn) => { mappings.release(pfn, { pin: step.pin ?? false, dirty: step.dirty ?? false }); }); return;
    case 'read': each(step.what, context, (pfn) => { look(simulation, readerNamed(step.by).name, pfn); }); return;
    case 'scan': scan(simulation, readerNamed(step.by).name); return;
    case 'zs-alloc': case 'zs-free': case 'zs-compact': case 'zs-migrate': zsmallocStep(step, context); return;
    case 'scamem': {
      simulation.tell('the area becomes a scamem');
      names.set(step.as, { kind: 'scamem', scamem: context.scamem.wrap(names.get(step.what, 'area').area) });
      return;
    }
    case 'scamem-get': scamem(step.what, `${step.with} of the scamem`, context, (one) => { context.scamem.get(one, step.with); }); return;
    case 'scamem-put': scamem(step.what, step.with === 'area' ? 'vfree(): the area drops its reference' : `the ${step.with} goes`, context, (one) => { context.scamem.put(one, step.with); }); return;
    case 'share': each(step.what, context, (pfn) => { share(pfn, step, context); }); return;
    case 'gigantic-alloc': case 'gigantic-free': case 'demote': case 'dissolve': case 'hvo': hugePageStep(step, context); return;
    case 'alloc-contig': names.set(step.as, { kind: 'pages', order: 0, pages: contiguous(step, context) }); return;
    case 'drain': {
      simulation.tell(step.of === 'this CPU' ? 'drain_local_pages()' : 'drain_all_pages()');
      machine.allocator.drain(step.of === 'this CPU' ? step.cpu ?? 0 : undefined);
      return;
    }
    case 'free-state': {
      simulation.tell(`buddy state by ${step.plan}`);
      const bits = tryFreeState(simulation, step.plan, step.physicalBits);
      context.measures['freeState.needed'] = bits.total;
      context.measures['freeState.available'] = bits.available;
      return;
    }
    case 'workload':
      if (step.kind === 'allocator') allocatorWorkload(step, context);
      else modulesWorkload(step, context);
      return;
    case 'check': {
      simulation.tell('the allocator is checked');
      simulation.work.spend(machine.memory.pages);
      for (const broken of brokenInvariants(machine).slice(0, 10)) simulation.found({ kind: 'fault', page: -1, fault: 'list-corruption', says: broken });
    }
  }
}

function each(what: string, context: RunContext, run: (pfn: number) => void): void {
  for (const pfn of context.names.pages(what)) context.simulation.attempt(() => { run(pfn); });
}

function allocate(step: StepOf<'alloc'>, context: RunContext): void {
  const { simulation, names } = context;
  const { order = 0, count = 1, type, node, zone, compound } = step;
  simulation.tell(`alloc_pages() of order ${order}${count > 1 ? `, ${count} times` : ''}`);
  const pages: number[] = [];
  for (let i = 0; i < count; i++) {
    simulation.work.spend(1);
    const pfn = simulation.machine.allocator.alloc({ order, ...(type && { type }), ...(node !== undefined && { node }), ...(zone && { zone }), ...(compound !== undefined && { compound }) });
    if (pfn < 0) break;
    pages.push(pfn);
  }
  if (pages.length < count) simulation.tell(`the allocator has no more: ${pages.length} of ${count}`);
  const first = pages[0];
  names.set(step.as, { kind: 'pages', order, pages: count === 1 && first !== undefined ? Array.from({ length: 1 << order }, (_, i) => first + i) : pages });
}

function takeDevicePages(step: StepOf<'device'>, context: RunContext): void {
  const { machine } = context.simulation;
  const zone = machine.zones.find((one) => one.type === 'DEVICE');
  if (zone === undefined) throw new SimulatedFault('no-zone', 'the machine has no zone DEVICE');
  const pages = Array.from({ length: Math.min(step.count ?? 1, zone.end - zone.start) }, (_, i) => zone.start + i);
  context.simulation.tell('memremap_pages(): pgmap is set', zone.start);
  for (const pfn of pages) context.owners.take(pfn, 'zone-device');
  context.names.set(step.as, { kind: 'pages', order: 0, pages });
}

function freePages(step: StepOf<'free'>, context: RunContext): void {
  const { simulation, names } = context;
  const named = names.get(step.what, 'pages');
  const order = step.order ?? named.order;
  const pages = step.what.includes('[') ? names.pages(step.what) : order > 0 && named.pages.length === 1 << order ? named.pages.slice(0, 1) : named.pages;
  for (const pfn of pages) {
    for (let i = 0; i < 2 ** Math.min(order, MAX_PAGE_ORDER); i++) letGo(pfn + i, context);
    simulation.tell(`__free_pages() of order ${order}`, pfn);
    simulation.attempt(() => { simulation.machine.allocator.free(pfn, order); });
  }
}

function own(step: StepOf<'own'>, context: RunContext): void {
  const { simulation, owners } = context;
  const source = ownValue(context.sources, step.state);
  if (ownValue(context.scenario.owners ?? {}, step.state) !== undefined && source === undefined) throw new SimulatedFault('unknown-name', `owner "${step.state}" comes from source, and no source was given`);
  const values = Object.fromEntries(Object.entries(step.values ?? {}).map(([member, value]) => [member, toValue(value, context)]));
  each(step.what, context, (pfn) => {
    simulation.tell(`the page becomes ${step.state}`, pfn);
    simulation.refuseFree(pfn, step.state);
    if (source === undefined) {
      owners.take(pfn, step.state, values);
      return;
    }
    const state = sourceState(source, simulation.machine.model);
    if (state !== undefined) owners.settle(pfn, state.name);
    for (const { stage, writes } of sourceSteps(source)) {
      if (stage === 'cleared') {
        context.letGo.set(pfn, () => { writeFromSource(pfn, source, stage, writes, context); });
        continue;
      }
      writeFromSource(pfn, source, stage, writes, context);
      for (const reader of ['compaction', 'gup-fast', 'gup-slow', 'kpagecount'] as const) look(simulation, reader, pfn);
    }
  });
}

/** One stage of an owner that is made of source. */
function writeFromSource(pfn: number, source: SourceOwner, stage: SourceStage, writes: readonly SourceWrite[], { simulation, writer }: RunContext): void {
  const { model, memory } = simulation.machine;
  const state = sourceState(source, model);
  simulation.tell(`${source.name}: ${stage}`, pfn);
  for (const write of writes) {
    simulation.checkClaims(pfn, write, state?.name ?? source.name, write.member);
    const kind = sourceValue(write, state, model);
    writer.write(pfn, write, { kind }, memory.sites.intern(source.name, write.member, kind, write.by, write.source), source.name);
  }
}

/** What an owner made of source does last: it clears the words that it clears anywhere. */
function letGo(pfn: number, { letGo: pending }: RunContext): void {
  pending.get(pfn)?.();
  pending.delete(pfn);
}

/** What a record holds itself under a name that the scenario gives: `constructor` is nobody's. */
function ownValue<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function store(pfn: number, step: StepOf<'store'>, context: RunContext): void {
  const { simulation } = context;
  const place = simulation.place(step.member, step.size);
  const value = toValue(step.value, context);
  simulation.tell(`${step.owner} writes ${place.path}: ${describeValue(value.kind)}`, pfn);
  // The write is done all the same: what it breaks shows in the allocator's lists.
  simulation.attempt(() => { simulation.refuseFree(pfn, step.owner); });
  simulation.checkClaims(pfn, place, step.owner);
  context.writer.write(pfn, place, value, simulation.machine.memory.sites.intern(step.owner, place.path, value.kind, step.by ?? step.owner), step.owner);
}

function putOnList(step: StepOf<'list'>, context: RunContext): void {
  const { simulation } = context;
  const place = new NodePlace(simulation, toWhere(step.at), step.type ?? 'list_head', step.owner, context.directMap);
  const chain = new NodeChain(place, 'list');
  const pages = context.names.pages(step.what);
  for (const pfn of pages) {
    simulation.tell(`${step.owner} puts the page on a list by ${place.path}`, pfn);
    simulation.attempt(() => {
      simulation.refuseFree(pfn, step.owner);
      chain.add(pfn);
    });
  }
  const { leave } = step;
  if (leave === undefined || leave === 'linked') return;
  for (let left = chain.length; left > 0; left--) {
    simulation.tell(`${step.owner} takes a page off the list: ${leave === 'init' ? 'list_del_init()' : 'list_del()'}`);
    chain.takeNewest(leave);
  }
}

function zsmallocStep(step: StepOf<'zs-alloc'> | StepOf<'zs-free'> | StepOf<'zs-compact'> | StepOf<'zs-migrate'>, context: RunContext): void {
  const { simulation, names, zsmalloc } = context;
  switch (step.do) {
    case 'zs-alloc': {
      simulation.tell(`zs_malloc() of ${step.count ?? 1} objects of ${step.size} bytes`);
      const objects: ZsObject[] = [];
      for (let i = 0; i < (step.count ?? 1); i++) {
        const object = zsmalloc.alloc(step.size);
        if (object !== undefined) objects.push(object);
      }
      names.set(step.as, { kind: 'objects', objects });
      return;
    }
    case 'zs-free': {
      const named = names.get(step.what, 'objects');
      const every = step.every ?? 1;
      simulation.tell(every === 1 ? 'zs_free() of every object' : `zs_free() of one object in ${every}`);
      named.objects.forEach((object, i) => { if (i % every === 0) simulation.attempt(() => { zsmalloc.free(object); }); });
      named.objects = named.objects.filter((_, i) => i % every !== 0);
      return;
    }
    case 'zs-compact': {
      simulation.tell('zs_compact()');
      context.measures['zsmalloc.compacted'] = (context.measures['zsmalloc.compacted'] ?? 0) + zsmalloc.compact();
      return;
    }
    case 'zs-migrate': {
      const zspage = names.get(step.what, 'objects').objects[0]?.zspage;
      if (zspage === undefined) throw new SimulatedFault('unknown-name', `"${step.what}" has no object left`);
      zsmalloc.migrate(zspage, step.page ?? 0);
    }
  }
}

function scamem(what: string, text: string, context: RunContext, run: (scamem: Scamem) => void): void {
  context.simulation.tell(text);
  run(context.names.get(what, 'scamem').scamem);
}

/** A share count kept in a word: others count in the same word, so the owner finds a number it did not leave there. */
function share(pfn: number, step: StepOf<'share'>, context: RunContext): void {
  const { simulation } = context;
  const { memory } = simulation.machine;
  const place = simulation.place(step.member, 4);
  const unit = memory.pageAt(pfn) + place.offset / 4;
  const site = memory.sites.intern(step.owner, place.path, { kind: 'integer', means: 'share count' }, step.owner);
  const before = memory.units[unit]!;
  simulation.tell(`${step.owner} takes ${step.shares} shares in ${place.path}`, pfn);
  simulation.refuseFree(pfn, step.owner);
  simulation.work.spend(step.shares);
  for (let i = 0; i < step.shares; i++) memory.setUnit(unit, memory.units[unit]! + 1, site);
  const met = look(simulation, 'speculative-get', pfn);
  const stranger = met && place.path === '_refcount' ? 1 : 0;
  if (stranger > 0) memory.setUnit(unit, memory.units[unit]! + 1, memory.sites.intern('speculative reference', '_refcount', { kind: 'refcount' }, 'folio_try_get'));
  for (let i = 0; i < step.shares; i++) memory.setUnit(unit, memory.units[unit]! - 1, site);
  const seen = memory.units[unit]! - before;
  if (seen !== 0) {
    simulation.found({ kind: 'lifetime', page: pfn, reason: 'count', says: `${step.owner} has dropped its ${step.shares} shares but finds ${seen} left in ${place.path}: it believes the page is shared and never frees it` });
  }
  if (stranger > 0) memory.setUnit(unit, memory.units[unit]! - 1, memory.sites.intern('speculative reference', '_refcount', { kind: 'refcount' }, 'folio_put'));
}

/** The steps of hugetlb: `pages` are those of one block. */
function hugePageStep(step: StepOf<'gigantic-alloc'> | StepOf<'gigantic-free'> | StepOf<'demote'> | StepOf<'dissolve'> | StepOf<'hvo'>, context: RunContext): void {
  const { names, hugePages } = context;
  if (step.do === 'gigantic-alloc') {
    const pages = contiguous({ start: step.start, pages: 2 ** step.order, type: step.type ?? 'MOVABLE' }, context);
    hugePages.makeGigantic(pages, step.order);
    names.set(step.as, { kind: 'pages', order: step.order, pages });
    return;
  }
  const { pages, order } = names.get(step.what, 'pages');
  switch (step.do) {
    case 'gigantic-free': hugePages.freeGigantic(pages, step.order, step.clearFirstTail); return;
    case 'demote': names.set(step.as, { kind: 'pages', order: step.order, pages: hugePages.demote(pages, order, step.order) }); return;
    case 'dissolve': hugePages.dissolve(pages, order); return;
    case 'hvo':
      if (step.restore === true) hugePages.restoreVmemmap(pages[0] ?? -1);
      else hugePages.shareVmemmap(pages[0] ?? -1);
  }
}

function contiguous(range: { readonly start: number; readonly pages: number; readonly type: 'CMA' | 'MOVABLE' }, context: RunContext): readonly number[] {
  const { simulation, owners, names } = context;
  simulation.tell(`alloc_contig_range() of ${range.pages} pages from page ${range.start} on`);
  return allocateRange(simulation, owners, range, (from, to) => { names.moved(from, to); });
}

function toValue(spec: ValueSpec, context: RunContext): StoredValue {
  const page = spec.page === undefined ? undefined : context.names.pages(spec.page)[0];
  return { kind: toKind(spec), ...(spec.raw !== undefined && { raw: BigInt(spec.raw) }), ...(page !== undefined && { page }) };
}

/** The schema has checked kinds, magics and types by name; what a kind needs and lacks is said here. */
function toKind(spec: ValueSpec): ValueKind {
  switch (spec.kind) {
    case 'pointer': return { kind: 'pointer', to: spec.to ?? 'data', ...(spec.tag !== undefined && { tag: spec.tag }) };
    case 'magic': return { kind: 'magic', magic: (spec.magic ?? 'LIST_POISON1') as 'LIST_POISON1' };
    case 'dma-address': return { kind: 'dma-address', part: (spec.part ?? 'whole') as 'whole' };
    case 'page-type': return { kind: 'page-type', type: (spec.type ?? 'table') as 'table' };
    case 'integer': return { kind: 'integer', means: spec.means ?? 'number' };
    case 'null': case 'list-node': case 'function': case 'pfmemalloc-mark': case 'pp-magic': case 'compound-head': case 'mapcount': case 'refcount': case 'order':
    case 'swap-entry': case 'index': case 'flags':
      return { kind: spec.kind };
    default: return { kind: 'unknown' };
  }
}
