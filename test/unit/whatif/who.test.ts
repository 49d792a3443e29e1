import assert from 'node:assert/strict';
import { BUNDLED_KERNELS } from '../../../src/layout/bundled/index.js';
import { pageModel, type PageModel } from '../../../src/model/pageModel.js';
import { whoText } from '../../../src/report/whoText.js';
import type { FieldUse } from '../../../src/uses/fieldUse.js';
import { citeNames } from '../../../src/whatif/cite.js';
import { fileOwners } from '../../../src/whatif/fileOwner.js';
import type { WhoAnswer } from '../../../src/whatif/who/answer.js';
import { askWho } from '../../../src/whatif/who/ask.js';
import { noPaths } from '../../../src/whatif/who/paths.js';
import { readTarget } from '../../../src/whatif/who/target.js';

async function modelOf(version: string): Promise<PageModel> {
  const layout = (await BUNDLED_KERNELS.find(({ name }) => name === version)?.load())?.sets[0];
  assert.ok(layout);
  return pageModel(layout);
}

function use(file: string, record: string, path: string, access: FieldUse['access']): FieldUse {
  return { file, line: 7, column: 1, record, field: path.split('.')[0]!, path, access, function: 'f', active: true, macro: '', inMacroBody: false };
}

async function asked(member: string, state: string, uses?: readonly FieldUse[], version = '6.12'): Promise<WhoAnswer> {
  const model = await modelOf(version);
  const answer = askWho(member, state, { model, cite: citeNames, owner: fileOwners(model), paths: noPaths, uses, complete: true });
  assert.ok('owners' in answer, 'problem' in answer ? answer.problem : '');
  return answer;
}

describe('who: "Who else reads word W of such a page, and can they reach it?"', () => {
  it('mapping of a page that is mapped: GUP and munmap come through folio_mapping()', async () => {
    const { observers } = await asked('mapping', 'fb-defio');
    const reader = observers.find(({ observer }) => observer === 'folio_mapping');
    assert.equal(reader?.meets, 'yes');
    assert.equal(reader.routes[0]?.path[0], 'get_user_pages');
  });

  it('the same of a slab: folio_mapping() turns away, and is told as not met', async () => {
    assert.equal((await asked('mapping', 'slab')).observers.find(({ observer }) => observer === 'folio_mapping')?.meets, 'no');
  });

  it('code is grouped by owner under every name of the bytes, the owner in that state first', async () => {
    const uses = [
      use('mm/slub.c', 'slab', 'counters', 'write'), use('fs/buffer.c', 'folio', 'private', 'read'), use('mm/zsmalloc.c', 'page', 'private', 'write'),
      use('fs/buffer.c', 'folio', 'index', 'write'), use('mm/rmap.c', 'page', 'lru.next', 'read'),
    ];
    const { owners } = await asked('private', 'slab', uses);
    assert.deepEqual(owners.map(({ owner, ofState, writes, reads, names }) => [owner, ofState, writes, reads, names]), [
      ['slab', true, 1, 0, ['slab.counters']], ['zsmalloc', false, 1, 0, ['page.private']], ['fs', false, 0, 1, ['folio.private']],
    ]);
  });

  it('half of a list_head: lru.prev is not lru.next', async () => {
    const uses = [use('mm/a.c', 'page', 'lru.next', 'write'), use('mm/a.c', 'page', 'lru.prev', 'write'), use('mm/a.c', 'page', 'lru', 'address')];
    const { owners } = await asked('lru.prev', 'allocated', uses);
    assert.deepEqual(owners[0]?.uses.map(({ name }) => name), ['page.lru.prev', 'page.lru']);
  });
});

describe('who: "What must be restored before free?"', () => {
  it('mapping must be NULL', async () => {
    assert.ok((await asked('mapping', 'vmalloc')).restore.some(({ at, says }) => at === 'free' && says === 'mapping must be NULL'));
  });

  it('_mapcount must be -1', async () => {
    assert.ok((await asked('_mapcount', 'allocated')).restore.some(({ says }) => says === '_mapcount must be -1'));
  });
});

describe('who: "Which bits are always 0 in this word for all arms?"', () => {
  it('bit 0 of the first union word is set by tails alone, bit 1 by page_pool (pfmemalloc)', async () => {
    const { bits } = await asked('lru.next', 'allocated');
    const states = (bit: number): readonly string[] => [...new Set(bits.find((one) => one.bit === bit)?.setBy.map(({ state }) => state))];
    assert.deepEqual(states(0), ['tail-1', 'tail-2', 'tail']);
    assert.deepEqual(states(1), ['page-pool']);
  });

  it('mapping: its two low bits are tags', async () => {
    const { bits } = await asked('mapping', 'allocated', undefined, '6.1');
    assert.ok(bits[0]?.setBy.some(({ state }) => state === 'anon'));
    assert.ok(bits[1]?.setBy.some(({ state }) => state === 'zsmalloc'));
  });
});

describe('who: bytes and names', () => {
  it('members, members of views, halves, offsets', async () => {
    const { layout } = await modelOf('6.12');
    const at = (text: string): unknown => {
      const target = readTarget(text, layout);
      return 'problem' in target ? target.problem : [target.offset, target.size];
    };
    assert.deepEqual([at('private'), at('slab.slab_cache'), at('lru.prev'), at('32'), at('0x30:4')], [[40, 8], [8, 8], [16, 8], [32, 8], [48, 4]]);
    assert.match(String(at('prvate')), /unknown member "prvate"; nearest: private/);
    assert.match(String(at('60:8')), /struct page has 64 bytes/);
  });

  it('without a tree it says that the uses are missing', async () => {
    const text = whoText(await asked('private', 'slab'), { width: 75, uses: 3, owners: 10, routes: 3 });
    assert.match(text, /Not answered, because it is missing:\n {2}- the uses in this tree/);
    assert.ok(text.split('\n').every((line) => line.length <= 75), 'fits 75 columns');
  });

  it('an unknown state gets the nearest names', async () => {
    const model = await modelOf('6.12');
    assert.deepEqual(askWho('private', 'slb', { model, cite: citeNames, owner: String, paths: noPaths, uses: undefined, complete: true }), { problem: 'unknown state "slb"; nearest: slab' });
  });
});
