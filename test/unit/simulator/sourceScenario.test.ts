import assert from 'node:assert/strict';
import { sourceConflicts } from '../../../src/extension/simulation/sourceConflicts.js';
import { workerHandler } from '../../../src/extension/simulation/workerHandler.js';
import { readScenarioText } from '../../../src/simulator/scenario/schema.js';
import { selectedUses, type SourceUse } from '../../../src/simulator/sourceOwner.js';
import { mapsPages, sourceScenario } from '../../../src/simulator/sourceScenario.js';
import { layout61 } from '../model/layouts.js';

const use = (line: number, path: string, access: SourceUse['access'], where = 'keep'): SourceUse =>
  ({ file: 'drivers/demo/demo.c', line, record: 'page', path, access, function: where, active: true });
const uses = [use(12, 'private', 'write'), use(30, 'mapping', 'write', 'stash'), use(41, 'index', 'read', 'stash')];

describe('simulate this file', () => {
  it('writes a scenario that the schema takes, of a file and of a function', () => {
    for (const only of [undefined, 'stash']) {
      const text = sourceScenario({ path: 'drivers/demo/demo.c', ...(only !== undefined && { function: only }), kernel: '6.1.0-rc3', mapped: true });
      const read = readScenarioText(text);
      assert.deepEqual('errors' in read ? read.errors : [], []);
      assert.match(text, /map-page/);
    }
  });

  it('of selected lines too', () => {
    const text = sourceScenario({ path: 'drivers/demo/demo.c', lines: '12-30', kernel: '6.1', mapped: false });
    assert.deepEqual((JSON.parse(text) as { owners: object }).owners, { 'demo.c': { from: 'drivers/demo/demo.c', lines: '12-30' } });
  });

  it('takes pages for mapped where the file maps pages itself', () => {
    assert.ok(mapsPages('return vm_insert_page(vma, addr, page);'));
    assert.ok(mapsPages('err = remap_vmalloc_range(vma, buf, 0);'));
    assert.ok(!mapsPages('list_add(&page->lru, &pool);'));
  });

  it('selects uses by function and by lines', () => {
    assert.deepEqual(selectedUses(uses, { function: 'stash' }).map(({ line }) => line), [30, 41]);
    assert.deepEqual(selectedUses(uses, { lines: '12-30' }).map(({ line }) => line), [12, 30]);
    assert.deepEqual(selectedUses(uses, { lines: '41' }).map(({ line }) => line), [41]);
    assert.equal(selectedUses(uses, {}).length, 3);
  });

  it('the worker runs it on the tree\u2019s layout and names the line that wrote a misread word', () => {
    const handle = workerHandler();
    const list: SourceUse = { ...use(7, 'mapping.prev', 'write'), record: 'demo' };
    const layout = layout61('all');
    const demo = { kind: 'struct' as const, record: 'demo', size: 64, align: 8, fields: [{ path: 'node', offsetBits: 128, sizeBits: 128, type: 'struct list_head', bitField: false }] };
    const answer = handle({
      type: 'run', scenario: { text: sourceScenario({ path: 'drivers/demo/demo.c', kernel: '6.1', mapped: false }) },
      source: { layout: { ...layout, records: { ...layout.records, demo } }, uses: { 'demo.c': [{ ...list, path: 'node', access: 'address' }] } },
    });
    assert.ok(answer?.type === 'shown', JSON.stringify(answer));
    assert.deepEqual([...new Set(answer.sourceConflicts.map(({ source }) => `${source.file}:${source.line}`))], ['drivers/demo/demo.c:7']);
    assert.match(answer.sourceConflicts[0]!.message, /isolate_movable_page\(\) reads mapping[\s\S]*Reached by /);
    assert.deepEqual(sourceConflicts([]), []);
  });
});
