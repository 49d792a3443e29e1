import assert from 'node:assert/strict';
import { archPreset } from '../../../src/kernel/arch.js';
import { BUNDLED_KERNELS } from '../../../src/layout/bundled/index.js';
import type { LayoutSet } from '../../../src/layout/record.js';
import { pageModel } from '../../../src/model/pageModel.js';
import { runScenario } from '../../../src/simulator/scenario/runner.js';
import { citeNames } from '../../../src/whatif/cite.js';
import { askAcross } from '../../../src/whatif/place/across.js';
import type { PlaceAnswer } from '../../../src/whatif/place/answer.js';
import type { PlaceRow } from '../../../src/whatif/place/rows.js';
import { askPlace, type PlaceRequest } from '../../../src/whatif/place/ask.js';
import { replayOf } from '../../../src/whatif/place/replay.js';

async function bundled(version: string, arch = 'x86_64'): Promise<LayoutSet> {
  const kernel = BUNDLED_KERNELS.find(({ name }) => name === version);
  const set = (await kernel?.load())?.sets.find(({ config }) => config === `${arch} preset`);
  assert.ok(set, `${version} ${arch}`);
  return set;
}

function asked(layout: LayoutSet, request: PlaceRequest): PlaceAnswer {
  const symbols = archPreset(layout.config.replace(/ preset$/, ''))?.config.symbols;
  const answer = askPlace(request, { model: pageModel(layout), symbols, cite: citeNames, recordOf: (name) => layout.records[name.replace(/^struct /, '')] });
  assert.ok('rows' in answer, 'problem' in answer ? answer.problem : '');
  return answer;
}

function at(answer: PlaceAnswer, begins: string): PlaceRow {
  const row = answer.rows.find((one) => one.begins === begins);
  assert.ok(row, `${begins} of ${answer.rows.map((one) => one.begins).join(', ')}`);
  return row;
}

const texts = (row: PlaceRow): string => [...row.reasons, ...row.duties].map(({ text }) => text).join('\n');

describe('place: the questions of the grouped vmalloc thread (5 April 2021)', () => {
  for (const version of ['5.11', '6.1', '6.6', '6.12', '7.3']) {
    const index = version === '7.3' ? '__folio_index' : 'index';
    it(`${version}: "they can't use mapping+index because get_user_pages() will call page_mapping()"`, async () => {
      const row = at(asked(await bundled(version), { type: 'list_head', state: 'vmalloc', mappable: 'yes' }), 'mapping');
      assert.equal(row.verdict, 'conflict');
      assert.match(texts(row), /^get_user_pages -> .*(page|folio)_mapping .* reads mapping as struct address_space \*/m);
    });

    it(`${version}: "I think it could use index+private for a list_head"`, async () => {
      const row = at(asked(await bundled(version), { type: 'list_head', state: 'vmalloc', mappable: 'yes' }), index);
      assert.match(row.verdict, /^(free|duties)$/);
    });

    it(`${version}: "Originally I was just using the lru member. Would it be ok in that case?"`, async () => {
      for (const state of ['vmalloc', 'grouped-vmalloc-cache']) assert.equal(at(asked(await bundled(version), { type: 'list_head', state, mappable: 'yes' }), 'lru').verdict, 'free');
    });

    it(`${version}: "If the pages are in the buddy, I _think_ mapping+index are free. private is in use for buddy order"`, async () => {
      const answer = asked(await bundled(version), { type: 'list_head', state: 'buddy-free' });
      const row = at(answer, 'mapping');
      assert.equal(row.verdict, 'duties');
      assert.match(texts(row), /mapping must be NULL again before the page is allocated/);
      assert.equal(at(answer, index).verdict, 'claimed');
      assert.match(texts(at(answer, index)), /private holds the order of the block/);
      assert.match(texts(at(answer, 'lru')), /free list/);
    });
  }

  it('"Can it be an hlist?": it needs two words too; one pointer fits where a list_head does not', async () => {
    const layout = await bundled('6.12');
    const answer = asked(layout, { type: 'list_head', state: 'buddy-free' });
    const places = (label: string): readonly string[] => answer.others.find((other) => other.label === label)?.places ?? [];
    assert.deepEqual(places('hlist_node').map((one) => one.split(' ')[0]), ['mapping']);
    assert.deepEqual(places('pointer').map((one) => one.split(' ')[0]).sort(), ['index', 'mapping']);
    assert.equal(at(asked(layout, { type: 'llist_node', state: 'buddy-free' }), 'index').verdict, 'free');
  });

  it('"as far as the page allocator is concerned these pages are not free": index+private and lru of the cache', async () => {
    const answer = asked(await bundled('5.11'), { type: 'list_head', state: 'grouped-vmalloc-cache' });
    assert.equal(at(answer, 'lru').verdict, 'free');
    assert.equal(at(answer, 'index').verdict, 'duties');
  });

  it('the list_head in the page itself: highmem, direct map, virt_to_page(), the node of list_lru', async () => {
    const question: PlaceRequest = { type: 'list_head', state: 'grouped-vmalloc-cache' };
    const wide = at(asked(await bundled('5.11'), question), 'page contents');
    assert.equal(wide.offset, null);
    assert.equal(wide.verdict, 'duties');
    assert.match(texts(wide), /direct map must still map the page/);
    assert.match(texts(wide), /virt_to_page\(\)/);
    const narrow = at(asked(await bundled('5.11', 'i386'), question), 'page contents');
    assert.equal(narrow.verdict, 'conflict');
    assert.match(texts(narrow), /CONFIG_HIGHMEM/);
    assert.match(asked(await bundled('5.11'), question).notes.map(({ text }) => text).join(), /list_lru.*virt_to_page/);
  });

  it('contents of free memory: poisoning, KASAN, init_on_free', async () => {
    assert.match(texts(at(asked(await bundled('6.1'), { type: 'list_head', state: 'buddy-free' }), 'page contents')), /DEBUG_PAGEALLOC[^]*PAGE_POISONING[^]*KASAN[^]*init_on_free/);
  });

  it('contents that user processes map are theirs to overwrite', async () => {
    const row = at(asked(await bundled('6.1'), { type: 'list_head', state: 'vmalloc', mappable: 'yes' }), 'page contents');
    assert.match(texts(row), /user process .* overwrites/);
  });

  it('no user process maps it: mapping+index have duties only', async () => {
    assert.equal(at(asked(await bundled('6.1'), { type: 'list_head', state: 'vmalloc', mappable: 'no' }), 'mapping').verdict, 'duties');
  });

  it('a list_head whose prev lies over mapping: LIST_POISON2 looks movable', async () => {
    const layout = await bundled('6.1');
    const row = at(asked(layout, { type: 'list_head', state: 'vmalloc', mappable: 'no' }), 'lru.prev');
    assert.equal(row.verdict, 'conflict');
    assert.match(texts(row), /isolate_movable_page .* after list_del\(\)/);
  });
});

describe('place: other questions', () => {
  it('bits of the first union word: bit 0 is PageTail, bit 1 pfmemalloc, the rest is to be had', async () => {
    const rows = asked(await bundled('6.12'), { type: 'bits:1', state: 'vmalloc', mappable: 'no' }).rows.filter((row) => row.offset === 8);
    assert.deepEqual(rows.map((row) => [row.bits?.from, row.bits?.to, row.verdict]).sort(), [[0, 0, 'conflict'], [1, 1, 'conflict'], [2, 63, 'free']]);
  });

  it('a movable page: mapping and lru belong to migration, in 6.12; 6.17 needs a page type instead of mapping', async () => {
    const movable: PlaceRequest = { type: 'pointer', state: 'allocated', movable: true };
    const older = asked(await bundled('6.12'), movable), newer = asked(await bundled('7.3'), movable);
    assert.equal(at(older, 'mapping').verdict, 'claimed');
    assert.equal(at(older, 'lru').verdict, 'claimed');
    assert.notEqual(at(newer, 'mapping').verdict, 'claimed');
  });

  it('what must survive free_pages_prepare(): not in mapping, not in private where it is cleared', async () => {
    const answer = asked(await bundled('6.12'), { type: 'pointer', state: 'allocated', then: 'buddy-free' });
    assert.equal(at(answer, 'mapping').verdict, 'conflict');
    assert.equal(at(answer, 'private').verdict, 'claimed');
    assert.equal(at(answer, 'index').verdict, 'free');
    assert.match(texts(at(answer, 'lru')), /buddy-free: buddy_list/);
  });

  it('tails: read-only where the vmemmap of a hugetlb folio is optimized, pages of their own after a split', async () => {
    const row = at(asked(await bundled('6.12'), { type: 'pointer', state: 'tail' }), 'private');
    assert.equal(row.verdict, 'duties');
    assert.match(texts(row), /vmemmap[^]*split/);
    assert.doesNotMatch(texts(at(asked(await bundled('5.11'), { type: 'pointer', state: 'tail' }), 'private')), /vmemmap/);
  });

  it('nobody maps free memory, whatever is asked', async () => {
    assert.equal(at(asked(await bundled('6.1'), { type: 'list_head', state: 'buddy-free', mappable: 'yes' }), 'mapping').verdict, 'duties');
  });

  it('a record is as large as the layout says', async () => {
    const answer = asked(await bundled('6.12'), { type: 'struct zspage', state: 'vmalloc' });
    assert.ok(answer.rows.every((row) => row.verdict === 'claimed'));
  });

  it('words outside of the unions are nobody\'s to take', async () => {
    assert.match(texts(at(asked(await bundled('6.12'), { type: 'pointer', state: 'pcp-free' }), 'memcg_data')), /outside of the unions/);
  });

  it('the same question in every bundled kernel', async () => {
    const layouts = await Promise.all(BUNDLED_KERNELS.map(async ({ name }) => ({ layout: await bundled(name), symbols: undefined })));
    const { kernels, rows } = askAcross({ type: 'list_head', state: 'slab' }, layouts);
    assert.equal(kernels.length, 5);
    assert.ok(rows.find((row) => row.member === 'mapping')?.verdicts.every((verdict) => verdict === 'claimed'));
  });

  it('unknown states and types get the nearest names', async () => {
    const layout = await bundled('6.12');
    const context = { model: pageModel(layout), symbols: undefined, cite: citeNames, recordOf: (): undefined => undefined };
    assert.deepEqual(askPlace({ type: 'list_head', state: 'vmaloc' }, context), { problem: 'unknown state "vmaloc"; nearest: vmalloc, zsmalloc' });
    assert.match(JSON.stringify(askPlace({ type: 'listhead', state: 'vmalloc' }, context)), /nearest: list_head/);
    assert.match(JSON.stringify(askPlace({ type: 'bits:65', state: 'vmalloc' }, context)), /from 1 to 64/);
  });
});

describe('place: what the simulator makes of the answers', () => {
  for (const [begins, verdict] of [['mapping', 'conflict'], ['index', 'free'], ['lru', 'free'], ['lru.prev', 'conflict']] as const) {
    it(`6.1: a list_head at ${begins} is ${verdict} in both`, async () => {
      const layout = await bundled('6.1');
      const answer = asked(layout, { type: 'list_head', state: 'vmalloc', mappable: 'yes' });
      const row = at(answer, begins);
      assert.equal(row.verdict, verdict);
      const run = runScenario(replayOf(row, answer, layout) ?? '');
      assert.ok(run.ok);
      assert.equal(run.findings.some((finding) => finding.kind === 'misread'), verdict === 'conflict');
    });
  }
});
