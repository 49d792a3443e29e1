import assert from 'node:assert/strict';
import { parametersOf, withChanges } from '../../../src/simulator/scenario/parameters.js';
import { runScenario } from '../../../src/simulator/scenario/runner.js';
import type { Scenario } from '../../../src/simulator/scenario/scenario.js';
import { readScenarioText } from '../../../src/simulator/scenario/schema.js';
import { bundledScenarios } from '../../../src/simulator/scenarios/index.js';
import { standardLayout } from '../../../src/simulator/standardLayouts.js';

const scenario = (name: string): Scenario => bundledScenarios[name] as Scenario;
const layout = standardLayout('6.1.192', 'x86_64');

describe('simulator: parameters of a scenario', () => {
  it('are its machine, its cache and the values of its steps, by the schema', () => {
    const found = parametersOf(scenario('rfc-mapping-index'), layout);
    const byPointer = new Map(found.map((one) => [one.pointer, one]));
    assert.equal(byPointer.get('/grouped/at')?.value, 'mapping');
    const { input } = byPointer.get('/grouped/at')!;
    assert.ok(input.kind === 'choice' && ['contents', 'lru', 'mapping', 'private'].every((place) => input.options.includes(place)));
    assert.deepEqual(byPointer.get('/grouped/type')?.input, { kind: 'choice', options: ['list_head', 'hlist_node', 'llist_node'], optional: true });
    assert.deepEqual(byPointer.get('/grouped/poison')?.input, { kind: 'flag' });
    assert.equal(byPointer.get('/machine/zones/1/pages')?.value, 4096);
    assert.equal(byPointer.get('/steps/0/group')?.group, 'Step 1: vmalloc');
    assert.ok(!byPointer.has('/steps/0/as') && !byPointer.has('/steps/0/why'));
  });

  it('every bundled scenario has some, and stays readable with each of them set to what it is', () => {
    for (const [name, one] of Object.entries(bundledScenarios)) {
      const found = parametersOf(one as Scenario, layout);
      assert.ok(found.length > 0, name);
      const changed = withChanges(one, found.flatMap(({ pointer, value }) => (value === undefined ? [] : [{ pointer, value }])));
      assert.deepEqual(changed, one, name);
      assert.ok(!('errors' in readScenarioText(JSON.stringify(changed))), name);
    }
  });

  it('changed ones change the run: the node moved to a harmless place leaves nothing to be found', () => {
    const moved = withChanges(scenario('rfc-mapping-index'), [{ pointer: '/grouped/at', value: 'index' }, { pointer: '/seed', value: 7 }, { pointer: '/nowhere/at', value: 1 }]);
    const run = runScenario(JSON.stringify(moved));
    assert.ok(run.ok);
    assert.deepEqual(run.findings, []);
    assert.equal((withChanges(moved, [{ pointer: '/seed', value: undefined }]) as Scenario).seed, undefined);
    assert.equal(scenario('rfc-mapping-index').grouped?.at, 'mapping');
  });
});
