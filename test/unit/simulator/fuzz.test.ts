import assert from 'node:assert/strict';
import { randomFrom, type Random } from '../../../src/simulator/random.js';
import { runScenario } from '../../../src/simulator/scenario/runner.js';
import { bundledScenarios } from '../../../src/simulator/scenarios/index.js';

/** Values that no scenario ought to hold where they end up. */
const strange: readonly unknown[] = [0, -1, 2 ** 31, 2 ** 32, 1e308, 0.5, 62, 512, 4096, '', 'x', 'p', 'p[*]', 'p[99]', null, true, [], {}, 'mapping', 'lru', '_refcount', 'slab', 'hugetlb', 'CMA', '-5', '0x', '__proto__', 'constructor'];

/** Too large to run many times. */
const large = /^(rfc-headline|random-workload)/;
const scenarios = Object.entries(bundledScenarios).filter(([name]) => !large.test(name)).map(([, scenario]) => scenario as { readonly steps: readonly object[] });
const allSteps = scenarios.flatMap(({ steps }) => steps);

class Mutation {
  private readonly random: Random;

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  pick<T>(all: readonly T[]): T {
    return all[this.random.below(all.length)]!;
  }

  /** A bundled scenario with steps of others put in, left out and changed. */
  scenario(): object {
    const base = structuredClone(this.pick(scenarios));
    const steps = [...base.steps];
    for (let left = 1 + this.random.below(8); left > 0; left--) {
      const at = this.random.below(steps.length + 1);
      if (this.random.below(2) === 0) steps.splice(at, 0, this.changed(this.pick(allSteps)));
      else if (at < steps.length) steps[at] = this.changed(steps[at]!);
    }
    return { ...base, steps };
  }

  text(): string {
    const text = JSON.stringify(this.scenario());
    const at = this.random.below(text.length);
    return text.slice(0, at) + this.pick(['', '{', '"', ',', '\u0000', '999999999999', ']]']) + text.slice(at + this.random.below(3));
  }

  private changed<T extends object>(of: T): T {
    return Object.fromEntries(Object.entries(of).flatMap(([key, value]): [string, unknown][] => {
      if (this.random.below(25) === 0) return [];
      return [[key, key !== 'do' && this.random.below(9) === 0 ? this.pick(strange) : value]];
    })) as T;
  }
}

describe('simulator: scenarios made by chance', () => {
  it('run to their end or are refused with a place, and never crash or hang', function () {
    this.timeout(60_000);
    const mutation = new Mutation(11);
    let ended = 0;
    for (let i = 0; i < 200; i++) {
      const text = JSON.stringify(mutation.scenario());
      const run = runScenario(text, { eventLimit: 1_000_000 });
      if (run.ok) ended++;
      else assert.ok(run.errors.every(({ line, column, message }) => line >= 1 && column >= 1 && message !== ''), text);
    }
    assert.ok(ended > 50, `${ended} ran`);
  });

  it('text that is hardly JSON is refused with line and column', () => {
    const mutation = new Mutation(12);
    for (let i = 0; i < 300; i++) {
      const text = mutation.text();
      const run = runScenario(text, { eventLimit: 200_000 });
      assert.ok(run.ok || run.errors.every(({ line, column }) => line >= 1 && column >= 1), text);
    }
  }).timeout(60_000);
});
