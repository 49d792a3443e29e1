import assert from 'node:assert/strict';
import { describeFinding } from '../../../src/simulator/finding.js';
import { runScenario } from '../../../src/simulator/scenario/runner.js';
import { bundledScenario, bundledScenarios } from '../../../src/simulator/scenarios/index.js';

/** Runs too large to keep every change. */
const withoutJournal = new Set(['rfc-headline-plain', 'rfc-headline-grouped']);

describe('simulator: bundled scenarios', () => {
  for (const name of Object.keys(bundledScenarios)) {
    it(name, function () {
      this.timeout(30_000);
      const run = runScenario(bundledScenario(name)!, { journal: !withoutJournal.has(name) });
      assert.ok(run.ok, run.ok ? '' : JSON.stringify(run.errors));
      assert.ok(run.held, `${run.checked.filter((one) => !one.held).map((one) => one.says).join('\n')}\n${run.findings.slice(0, 12).map(describeFinding).join('\n')}`);
      assert.ok(run.checked.length > 0, 'states what must come of it');
    });
  }
});
