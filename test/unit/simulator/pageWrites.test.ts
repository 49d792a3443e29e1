import * as assert from 'node:assert/strict';
import { PageWrites } from '../../../src/simulator/pageWrites.js';
import { runScenario } from '../../../src/simulator/scenario/runner.js';
import { bundledScenario } from '../../../src/simulator/scenarios/index.js';

describe('simulator: where pages were written', () => {
  it('finds what a walk through all events finds, at any moment', function () {
    this.timeout(120_000);
    const run = runScenario(bundledScenario('random-workload') ?? '');
    assert.ok(run.ok);
    const { memory } = run.simulation.machine;
    const journal = memory.journal!;
    const writes = new PageWrites(memory);
    for (const part of [1, 0.61, 0.2, 0]) {
      journal.seek(Math.floor(journal.length * part));
      const last = new Int32Array(memory.units.length).fill(-1);
      for (let number = 0; number < journal.position; number++) {
        last[journal.unitOf(number)] = number;
        if (journal.isWide(number)) last[journal.unitOf(number) + 1] = number;
      }
      for (let page = 0; page < memory.pages; page += 61) assert.deepEqual(writes.lastOf(page), last.subarray(memory.pageAt(page), memory.pageAt(page + 1)), `page ${page} at ${journal.position}`);
    }
    let page = -1;
    for (let number = journal.length >>> 1; page < 0; number++) page = memory.pageOf(journal.unitOf(number));
    for (const unit of [0, 2, 7]) {
      const found: number[] = [];
      for (let number = 0; number < journal.length; number++) {
        const first = journal.unitOf(number) - memory.pageAt(page);
        if (first === unit || (journal.isWide(number) && first + 1 === unit)) found.push(number);
      }
      assert.deepEqual(writes.ofUnits(page, unit, 1), found, `unit ${unit} of page ${page}`);
    }
    journal.seek(journal.length);
  });
});
