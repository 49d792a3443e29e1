import assert from 'node:assert/strict';
import { describeFinding } from '../../../src/simulator/finding.js';
import { runScenario } from '../../../src/simulator/scenario/runner.js';
import { bundledScenario, bundledScenarios } from '../../../src/simulator/scenarios/index.js';

/** Runs too large to keep every change. */
const withoutJournal = new Set(['rfc-headline-plain', 'rfc-headline-grouped']);

/** What a bundled scenario says of itself. */
interface Outline {
  twin?: string;
  expect: { silent?: boolean };
}

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

  it('each scenario that finds something names a twin that does not', () => {
    for (const [name, value] of Object.entries(bundledScenarios)) {
      const { twin, expect } = value as Outline;
      if (expect.silent === true) continue;
      assert.ok(twin !== undefined, name);
      assert.equal((bundledScenarios[twin] as Outline).expect.silent, true, twin);
    }
  });

  it('grouping saves direct-map entries only as far as other pages scatter the ungrouped ones', () => {
    const entries = (name: string, background: number): number => {
      const scenario = JSON.parse(bundledScenario(name)!) as { steps: { background: number }[] };
      scenario.steps[0]!.background = background;
      const run = runScenario(JSON.stringify(scenario), { journal: false });
      assert.ok(run.ok);
      return run.measures['directMap.entries4K']!;
    };
    const saved = (background: number): number => 1 - entries('rfc-headline-grouped', background) / entries('rfc-headline-plain', background);
    assert.ok(saved(0) < 0.1, 'nobody scatters them: nothing to save');
    assert.ok(saved(400) > 0.9, 'the mail measured 0.98 on a booted system');
  }).timeout(30_000);
});
