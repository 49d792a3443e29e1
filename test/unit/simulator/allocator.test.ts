import assert from 'node:assert/strict';
import { brokenInvariants } from '../../../src/simulator/invariants.js';
import { SimulatedFault } from '../../../src/simulator/fault.js';
import { boot, flatMachine, type SimulatedMachine } from '../../../src/simulator/machine.js';
import { standardLayout } from '../../../src/simulator/standardLayouts.js';
import { randomFrom } from '../../../src/simulator/random.js';
import { layout61 } from '../model/layouts.js';
import { sameBits } from './bytes.js';

const x86 = standardLayout('6.1.192', 'x86_64');

/** A million steps of allocating, splitting and freeing blocks of any order, any migratetype, compound or not. */
function randomWorkload(machine: SimulatedMachine, seed: number, steps: number, every: (step: number) => void): void {
  const { allocator } = machine;
  const random = randomFrom(seed);
  const held: { pfn: number; order: number }[] = [];
  for (let step = 0; step < steps; step++) {
    machine.memory.journal?.begin('random step', -1);
    const draw = random.below(100);
    if (draw === 0) allocator.runOn(random.below(allocator.cpus));
    if (held.length < 50 || (draw < 48 && held.length < 600)) {
      const order = random.below(20) === 0 ? random.below(11) : random.below(4);
      const pfn = allocator.alloc({ order, type: (['UNMOVABLE', 'MOVABLE', 'RECLAIMABLE'] as const)[random.below(3)]!, compound: random.below(3) === 0 });
      if (pfn >= 0) held.push({ pfn, order });
    } else {
      const at = random.below(held.length);
      const [block] = held.splice(at, 1);
      if (block === undefined) continue;
      if (draw > 95 && block.order > 0 && !machine.compound.isHead(block.pfn)) {
        allocator.split(block.pfn, block.order);
        for (let i = 0; i < 1 << block.order; i++) allocator.free(block.pfn + i, 0);
      } else {
        allocator.free(block.pfn, block.order);
      }
    }
    every(step);
  }
}

describe('simulator: page allocator', () => {
  it('standard layouts agree with the ground truth of 6.1 in every member they list', () => {
    for (const [config, arch] of [['all', 'x86_64'], ['arm64', 'arm64'], ['armlpae', 'arm'], ['i386pae', 'i386']] as const) {
      const truth = layout61(config);
      const mine = standardLayout('6.1.192', arch);
      assert.equal(mine.records.page?.size, truth.records.page?.size, config);
      for (const record of ['page', 'slab']) {
        for (const field of mine.records[record]?.fields ?? []) {
          const known = truth.records[record]?.fields.find((one) => one.path === field.path);
          assert.ok(known, `${config} ${record}.${field.path}`);
          // A pointer where locks are debugged; the standard layouts are of usual configurations.
          if (field.path === 'ptl') continue;
          assert.deepEqual([field.offsetBits, field.sizeBits], [known.offsetBits, known.sizeBits], `${config} ${record}.${field.path}`);
        }
      }
    }
  });

  it('splits and merges back to where it began', () => {
    const machine = boot(flatMachine(x86, 4096));
    const before = machine.memory.units[machine.zones[0]!.freePages];
    const pfn = machine.allocator.alloc({ order: 5, compound: true });
    assert.equal(pfn % 32, 0);
    assert.deepEqual(brokenInvariants(machine), []);
    machine.allocator.free(pfn, 5);
    machine.allocator.drain();
    assert.equal(machine.memory.units[machine.zones[0]!.freePages], before);
    assert.deepEqual(brokenInvariants(machine), []);
  });

  for (const arch of ['x86_64', 'i386', 'armeb'] as const) {
    it(`keeps its invariants over a million random steps (${arch})`, function () {
      this.timeout(600_000);
      const machine = boot({ ...flatMachine(standardLayout(arch === 'x86_64' ? '6.12.117' : '6.1.192', arch), 8192), cpus: 4, cma: [{ start: 2048, end: 4608 }] });
      randomWorkload(machine, 42, 1_000_000, (step) => {
        if (step % 50_000 === 0) assert.deepEqual(brokenInvariants(machine), []);
      });
      assert.deepEqual(brokenInvariants(machine), []);
    });
  }

  it('replays its journal to the same state, back and forward, over a million steps', function () {
    this.timeout(600_000);
    for (let round = 0; round < 10; round++) {
      const machine = boot({ ...flatMachine(standardLayout(round % 2 === 0 ? '6.1.192' : '6.12.117', round % 3 === 0 ? 'armeb' : 'x86_64'), 4096), journal: true });
      const { memory } = machine;
      const journal = memory.journal!;
      const start = memory.units.slice();
      let middle = { at: 0, units: start, shadow: memory.shadow.slice() };
      randomWorkload(machine, round + 1, 100_000, (step) => {
        if (step === 50_000) middle = { at: journal.length, units: memory.units.slice(), shadow: memory.shadow.slice() };
      });
      const end = { units: memory.units.slice(), shadow: memory.shadow.slice() };
      journal.seek(0);
      assert.ok(sameBits(memory.units, start));
      journal.seek(middle.at);
      assert.ok(sameBits(memory.units, middle.units) && sameBits(memory.shadow, middle.shadow));
      journal.seek(journal.length);
      assert.ok(sameBits(memory.units, end.units) && sameBits(memory.shadow, end.shadow));
      journal.seek(middle.at);
      assert.ok(sameBits(memory.units, middle.units) && sameBits(memory.shadow, middle.shadow));
    }
  });

  it('merges only within a zone and a node', () => {
    const machine = boot({ layout: x86, journal: false, zones: [{ node: 0, type: 'DMA32', start: 0, end: 1024 }, { node: 0, type: 'NORMAL', start: 1024, end: 2048 }, { node: 1, type: 'NORMAL', start: 2048, end: 4096 }] });
    assert.equal(machine.allocator.zone(machine.allocator.alloc({ order: 0, node: 1 })).node, 1);
    assert.equal(machine.allocator.zone(machine.allocator.alloc({ order: 0, node: 0 })).type, 'NORMAL');
    assert.deepEqual(brokenInvariants(machine), []);
  });

  it('names impossible requests', () => {
    const machine = boot(flatMachine(x86, 1024));
    const fault = (run: () => void, name: string): void => { assert.throws(run, (error: unknown) => error instanceof SimulatedFault && error.fault === name); };
    fault(() => machine.allocator.alloc({ order: 11 }), 'bad-order');
    fault(() => machine.allocator.alloc({ order: -1 }), 'bad-order');
    fault(() => machine.allocator.free(99_999, 0), 'bad-page-number');
    const pfn = machine.allocator.alloc({ order: 0 });
    machine.allocator.free(pfn, 0);
    fault(() => machine.allocator.free(pfn, 0), 'double-free');
    fault(() => { boot({ layout: x86, zones: [], journal: false }); }, 'no-zone');
    fault(() => { boot({ layout: x86, zones: [{ node: 0, type: 'NORMAL', start: 5, end: 1024 }], journal: false }); }, 'no-zone');
    let taken = 0;
    while (machine.allocator.alloc({ order: 0 }) >= 0) taken++;
    assert.ok(taken >= 1023);
  });

  it('tells bad pages by reason', () => {
    const reasons: string[] = [];
    const machine = boot({ ...flatMachine(x86, 1024), badPage: (_pfn, reason) => { reasons.push(reason); } });
    const pfn = machine.allocator.alloc({ order: 0 });
    machine.memory.setWord(machine.memory.pageAt(pfn) + machine.units.mapping, 0x1000, 0, 0);
    machine.allocator.free(pfn, 0);
    assert.deepEqual(reasons, ['non-NULL mapping']);
  });
});
