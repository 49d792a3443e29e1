import assert from 'node:assert/strict';
import template from '../../../src/simulator/assembly/orderZero.wasm';
import { SimulatedFault } from '../../../src/simulator/fault.js';
import { linkedModule } from '../../../src/simulator/linkedModule.js';
import { boot, flatMachine, type SimulatedMachine } from '../../../src/simulator/machine.js';
import { randomFrom } from '../../../src/simulator/random.js';
import { standardLayout } from '../../../src/simulator/standardLayouts.js';
import { sameBits } from './bytes.js';

/** Single pages come and go, some of them spoilt by someone who writes where he must not; what happened, in words. */
function workload(machine: SimulatedMachine, seed: number, steps: number): readonly string[] {
  const { allocator, memory, units } = machine;
  const site = memory.sites.intern('vandal', 'somewhere', { kind: 'integer', means: 'noise' }, 'scribble');
  const random = randomFrom(seed);
  const held: number[] = [];
  const story: string[] = [];
  const attempt = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      if (!(error instanceof SimulatedFault)) throw error;
      story.push(error.message);
    }
  };
  for (let step = 0; step < steps; step++) {
    const draw = random.below(1000);
    if (draw % 50 === 0) allocator.runOn(random.below(allocator.cpus));
    if (draw < 500 || held.length === 0) {
      attempt(() => { held.push(allocator.alloc({ order: 0, type: (['UNMOVABLE', 'MOVABLE', 'RECLAIMABLE'] as const)[random.below(3)]! })); });
    } else if (draw < 990) {
      const [pfn] = held.splice(random.below(held.length), 1);
      attempt(() => { story.push(`free ${pfn} ${allocator.free(pfn!, 0)}`); });
    } else {
      const pfn = held[random.below(held.length)]!;
      const word = [units.mapping, units.private, units.lru, units.index][random.below(4)]!;
      if (pfn >= 0) memory.setWord(memory.pageAt(pfn) + word, [1, 2, 0x1000, 0x40][random.below(4)]!, random.below(2) === 0 ? 0 : 0xdead0000, site);
    }
  }
  return story;
}

describe('simulator: the short way of single pages', () => {
  for (const kernel of ['6.1.192', '6.12.117'] as const) {
    it(`leaves every word, its writer and every refusal as the long way does (${kernel})`, () => {
      for (let seed = 1; seed <= 5; seed++) {
        const spec = { ...flatMachine(standardLayout(kernel, 'x86_64'), 4096), cpus: 3, cma: [{ start: 1024, end: 1536 }], badPage: (pfn: number, reason: string, at: string): void => { told.push(`${pfn} ${reason} ${at}`); } };
        let told: string[] = [];
        // What is recorded goes the long way.
        const [short, long] = [boot(spec), boot({ ...spec, journal: true })];
        assert.ok(short.memory.assembly !== undefined && long.memory.assembly === undefined);
        const stories = [short, long].map((machine) => {
          told = [];
          return [...workload(machine, seed, 20_000), ...told];
        });
        assert.deepEqual(stories[0], stories[1]);
        assert.ok(sameBits(short.memory.units, long.memory.units), `words, seed ${seed}`);
        assert.ok(sameBits(short.memory.shadow, long.memory.shadow), `writers, seed ${seed}`);
      }
    });
  }

  it('is not linked while a constant of the machine is missing', () => {
    const names = new Set(template.holes.map((hole) => hole.name));
    const [missing, ...others] = names;
    const constants = (of: Iterable<string>): Record<string, number> => Object.fromEntries([...of].map((name) => [name, 0]));
    assert.ok(linkedModule(template, constants(names)));
    assert.throws(() => linkedModule(template, constants(others)), new RegExp(`no constant ${missing}`));
  });
});
