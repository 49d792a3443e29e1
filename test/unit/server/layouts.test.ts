import * as assert from 'node:assert/strict';
import type { DebuggerCommand, LayoutAnswer, LayoutChoices, LayoutUnder } from '../../../src/layoutProtocol.js';
import { Methods } from '../../../src/protocol.js';
import { examples } from './testHost.js';
import { inExamples, type OpenFile, TestClient } from './testClient.js';

describe('layouts as text, over the protocol', function () {
  this.timeout(30_000);
  let client: TestClient;
  let file: OpenFile;

  before(async () => {
    client = await TestClient.start();
    file = await client.open(inExamples('include/linux/mm_types.h'));
  });
  after(() => client.stop());

  const ask = async (record: string, under: LayoutUnder): Promise<LayoutAnswer> => {
    const answer = await client.connection.sendRequest<LayoutAnswer | null>(Methods.layout, { textDocument: file.textDocument, record, under });
    assert.ok(answer);
    return answer;
  };
  const text = async (record: string, under: LayoutUnder): Promise<string> => {
    const answer = await ask(record, under);
    assert.ok('text' in answer, JSON.stringify(answer));
    return answer.text;
  };

  it('as the tree is read now', async () => {
    assert.match(await text('page', { from: 'settings' }), /^struct page \{ {2}\/\* include\/linux\/mm_types\.h:\d+, 5\.11\.0 x86_64, x86_64 preset \*\/\n[^]*\bprivate; +\/\* +40 +8 \*\//);
  });

  it('under another architecture, and of another tree', async () => {
    assert.match(await text('page', { from: 'tree', arch: 'arm-lpae', config: '' }), /arm-lpae preset[^]*\bprivate; +\/\* +24 +4 \*\//);
    assert.match(await text('page', { from: 'tree', root: examples, arch: '', config: '' }), /x86_64 preset/);
  });

  it('of a kernel that is bundled', async () => {
    assert.match(await text('slab', { from: 'bundled', kernel: '6.12' }), /^struct slab \{.*6\.12/);
  });

  it('says what is wrong with a question', async () => {
    for (const [record, under, expected] of [
      ['nosuch', { from: 'settings' }, /nosuch/], ['page', { from: 'tree', arch: 'vax', config: '' }, /unknown architecture "vax"/],
      ['page', { from: 'tree', root: '/nowhere', arch: '', config: '' }, /\/nowhere is no kernel tree/],
      ['page', { from: 'bundled', kernel: '1.0' }, /no bundled layouts of 1\.0/],
    ] as const) {
      const answer = await ask(record, under);
      assert.match('problem' in answer ? answer.problem : '', expected);
    }
  });

  it('suggests the record at the cursor', async () => {
    const at = async (position: { readonly line: number; readonly character: number }): Promise<string | undefined> =>
      (await client.connection.sendRequest<LayoutChoices>(Methods.layoutChoices, { textDocument: file.textDocument, position })).record;
    assert.equal(await at(file.at('unsigned long private;', 'private')), 'page');
    assert.equal(await at({ line: 0, character: 0 }), undefined);
  });

  it('writes a member as debuggers show it, by place and by name', async () => {
    const ask = (member: object): Promise<DebuggerCommand | null> => client.connection.sendRequest(Methods.debuggerCommand, { textDocument: file.textDocument, tool: 'crash', member });
    const expected = { record: 'page', path: 'private', text: 'struct page.private ADDRESS\nrd -64 -o 40 ADDRESS' };
    assert.deepEqual(await ask({ at: file.at('unsigned long private;', 'private') }), expected);
    assert.deepEqual(await ask({ record: 'page', path: 'private' }), expected);
    assert.equal(await ask({ at: { line: 0, character: 0 } }), null);
  });
});
