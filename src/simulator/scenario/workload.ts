import type { Random } from '../random.js';
import type { VmallocArea } from '../vmalloc.js';
import type { MigrateType } from '../zone.js';
import type { RunContext } from './runner.js';
import type { Step } from './scenario.js';

type Workload = Extract<Step, { do: 'workload' }>;
const requested: readonly MigrateType[] = ['UNMOVABLE', 'MOVABLE', 'RECLAIMABLE'];

/** Blocks of any order and type taken and given back at random; all given back at the end. */
export function allocatorWorkload(step: Workload, context: RunContext): void {
  const { simulation, random } = context;
  const { allocator, memory } = simulation.machine;
  const held: { pfn: number; order: number }[] = [];
  simulation.tell(`${step.steps} random allocations and frees`);
  for (let i = 0; i < step.steps; i++) {
    simulation.work.spend(1);
    if (held.length === 0 || (held.length < 500 && random.below(2) === 0)) {
      const order = random.below(16) === 0 ? random.below(11) : random.below(3);
      memory.journal?.begin('alloc_pages()', -1);
      const pfn = allocator.alloc({ order, type: requested[random.below(3)]!, compound: order > 0 && random.below(2) === 0, zone: 'HIGHMEM' });
      if (pfn >= 0) held.push({ pfn, order });
    } else {
      const at = random.below(held.length);
      const block = held[at]!;
      held[at] = held[held.length - 1]!;
      held.pop();
      memory.journal?.begin('__free_pages()', block.pfn);
      allocator.free(block.pfn, block.order);
    }
  }
  for (const block of held) allocator.free(block.pfn, block.order);
}

/**
 * Boot, then BPF unit tests: modules of 4 to 80 pages stay; `steps` programs of 1 to 4 pages come and go, at most 40 at a time. Each has
 * its memory made read-only and executable, as module_alloc()'s users do. Between them `background` other pages are allocated, half of them
 * unmovable like the modules' own, and a third is freed: that is what scatters ungrouped pages over the direct map, and all the gain
 * depends on it.
 */
export function modulesWorkload(step: Workload, context: RunContext): void {
  const { simulation, vmalloc, random } = context;
  const { allocator, memory } = simulation.machine;
  const group = step.group ?? false;
  const other: number[] = [];
  const load = (pages: number): VmallocArea | undefined => {
    memory.journal?.begin('module_alloc()', -1);
    const area = vmalloc.alloc({ pages, node: -1, group, gfp: 'GFP_KERNEL' });
    return area === undefined ? undefined : vmalloc.setMemory(area, 'rox');
  };
  const inBackground = (): void => { scatter(step.background ?? 0, other, random, context); };
  simulation.tell(`boot with ${step.modules ?? 0} modules, then ${step.steps} programs${group ? ', grouped' : ''}`);
  for (let i = 0; i < (step.modules ?? 0); i++) {
    load(4 + random.below(77));
    inBackground();
  }
  const programs: VmallocArea[] = [];
  for (let i = 0; i < step.steps; i++) {
    const area = load(1 + random.below(4));
    if (area !== undefined) programs.push(area);
    if (programs.length > 40) vmalloc.free(programs.splice(random.below(programs.length), 1)[0]!);
    if (i % 8 === 0) inBackground();
  }
  for (const area of programs) vmalloc.free(area);
  for (const pfn of other) allocator.free(pfn, 0);
}

function scatter(pages: number, held: number[], random: Random, context: RunContext): void {
  const { machine: { allocator, memory }, work } = context.simulation;
  work.spend(pages);
  memory.journal?.begin('page cache, slabs and other users', -1);
  for (let i = 0; i < pages; i++) {
    const pfn = allocator.alloc({ order: 0, type: random.below(2) === 0 ? 'UNMOVABLE' : 'MOVABLE', zone: 'HIGHMEM' });
    if (pfn >= 0) held.push(pfn);
  }
  for (let i = 0; i < Math.floor(pages / 3) && held.length > 0; i++) {
    const at = random.below(held.length);
    const pfn = held[at]!;
    held[at] = held[held.length - 1]!;
    held.pop();
    allocator.free(pfn, 0);
  }
}
