import assert from 'node:assert/strict';
import { BUNDLED_KERNELS } from '../../../src/layout/bundled/index.js';
import type { FieldLayout } from '../../../src/layout/record.js';
import { runScenario } from '../../../src/simulator/scenario/runner.js';
import { bundledScenario, bundledScenarios } from '../../../src/simulator/scenarios/index.js';
import { standardLayout, type StandardArch } from '../../../src/simulator/standardLayouts.js';

describe('simulator: standard layouts', () => {
  for (const kernel of BUNDLED_KERNELS) {
    it(`agree with those computed for ${kernel.name}, member by member`, async () => {
      for (const set of (await kernel.load()).sets) {
        const mine = standardLayout(set.kernel, set.arch as StandardArch);
        assert.equal(mine.records.page?.size, set.records.page?.size, set.arch);
        for (const record of ['page', 'slab', 'folio', 'ptdesc']) {
          if (set.records[record] === undefined) continue;
          for (const field of mine.records[record]?.fields ?? []) {
            const known: FieldLayout | undefined = set.records[record].fields.find((one) => one.path === field.path);
            assert.ok(known, `${set.arch} has no ${record}.${field.path}`);
            // A 32-bit kernel's dma_addr_t has 32 or 64 bits: the standard layouts take 64.
            if (field.path === 'dma_addr' && set.abi.wordSize === 4) continue;
            assert.deepEqual([field.offsetBits, field.sizeBits], [known.offsetBits, known.sizeBits], `${set.arch} ${record}.${field.path}`);
          }
        }
      }
    });
  }

  for (const kernel of BUNDLED_KERNELS) {
    it(`scenarios run on the layouts of ${kernel.name}, without a crash`, async function () {
      this.timeout(60_000);
      for (const layout of (await kernel.load()).sets) {
        for (const name of Object.keys(bundledScenarios).filter((one) => !one.includes('headline'))) {
          const run = runScenario(bundledScenario(name)!, { layout });
          assert.ok(run.ok, `${name} ${layout.kernel} ${layout.arch}: ${run.ok ? '' : run.errors[0]?.message}`);
          if (['rfc-index-private', 'rfc-lru', 'random-workload', 'scamem-pin-held', 'gigantic-compound-nr-cleared'].includes(name)) assert.ok(run.held, `${name} ${layout.kernel} ${layout.arch}: ${JSON.stringify(run.checked)}`);
        }
      }
    });
  }
});
