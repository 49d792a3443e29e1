/** The questions that are asked on linux-mm, word by word, on four kernels without a tree and on two with one. */
import assert from 'node:assert/strict';
import { archPreset } from '../../../src/kernel/arch.js';
import { BUNDLED_KERNELS } from '../../../src/layout/bundled/index.js';
import { findOverlays } from '../../../src/layout/overlays.js';
import { TreeLayouts } from '../../../src/layout/treeLayouts.js';
import { pageModel, type PageModel } from '../../../src/model/pageModel.js';
import { type Cite, citeNames, citeTree } from '../../../src/whatif/cite.js';
import { answerFit } from '../../../src/whatif/fit/answer.js';
import { machineBits } from '../../../src/whatif/fit/machineBits.js';
import { bundledProposal } from '../../../src/whatif/fit/proposals/index.js';
import { readProposal } from '../../../src/whatif/fit/readProposal.js';
import type { PlaceAnswer } from '../../../src/whatif/place/answer.js';
import { askPlace, type PlaceRequest } from '../../../src/whatif/place/ask.js';
import type { PlaceRow } from '../../../src/whatif/place/rows.js';
import type { WhoAnswer } from '../../../src/whatif/who/answer.js';
import { askWho } from '../../../src/whatif/who/ask.js';
import { noPaths } from '../../../src/whatif/who/paths.js';
import { standardLayout } from '../../../src/simulator/standardLayouts.js';
import { testParser } from '../c/grammar.js';
import { openReal, realRoot } from '../kernel/realTree.js';

interface Asked {
  readonly model: PageModel;
  readonly cite: Cite;
  /** Whether answers cite lines. */
  readonly tree: boolean;
}

const symbols = archPreset('x86_64')!.config.symbols;

function place({ model, cite }: Asked, request: PlaceRequest): PlaceAnswer {
  const answer = askPlace(request, { model, symbols, cite, recordOf: (name) => model.layout.records[name.replace(/^struct /, '')] });
  assert.ok('rows' in answer, 'problem' in answer ? answer.problem : '');
  return answer;
}

/** What is wrong with a type. */
function askProblem(type: string): string {
  const answer = askPlace({ type, state: 'vmalloc' }, { model: pageModel(standardLayout('6.12.117', 'x86_64')), symbols, cite: citeNames, recordOf: () => undefined });
  return 'problem' in answer ? answer.problem : '';
}

function who({ model, cite }: Asked, member: string, state: string): WhoAnswer {
  const answer = askWho(member, state, { model, cite, owner: String, paths: noPaths, uses: undefined, complete: true });
  assert.ok('owners' in answer, 'problem' in answer ? answer.problem : '');
  return answer;
}

/** The row of the placement at a member, whatever this kernel calls it. */
function at(answer: PlaceAnswer, ...names: readonly string[]): PlaceRow {
  const row = answer.rows.find((one) => names.includes(one.begins));
  assert.ok(row, `${names.join(' or ')} of ${answer.rows.map((one) => one.begins).join(', ')}`);
  return row;
}

const texts = (row: PlaceRow): string => [...row.reasons, ...row.duties].map(({ text }) => text).join('\n');

function questions(ask: () => Asked): void {
  it('"Which two words may the allocator use for a list_head while the page is in vmalloc?"', () => {
    const answer = place(ask(), { type: 'list_head', state: 'vmalloc', mappable: 'yes' });
    assert.equal(at(answer, 'mapping').verdict, 'conflict');
    assert.match(at(answer, 'index', '__folio_index').verdict, /^(free|duties)$/);
    assert.equal(at(answer, 'lru').verdict, 'free');
  });

  it('the same where nobody says whether user processes map it: GUP is told with its condition', () => {
    const row = at(place(ask(), { type: 'list_head', state: 'vmalloc' }), 'mapping');
    assert.equal(row.verdict, 'conflict');
    assert.match(texts(row), /^if the page is mapped into a user process by a normal PTE: get_user_pages -> .*(page|folio)_mapping /m);
  });

  it('"Can it be an hlist?": two words as well, and what hlist_del() leaves is told by its name', () => {
    const answer = place(ask(), { type: 'hlist_node', state: 'vmalloc', mappable: 'yes' });
    assert.equal(at(answer, 'mapping').verdict, 'conflict');
    assert.match(texts(at(answer, 'mapping')), /after hlist_del\(\)[^]*hlist_del\(\) leaves LIST_POISON1/);
    assert.doesNotMatch(texts(at(answer, 'mapping')), /\blist_del/);
  });

  it('"Who else reads word W of such a page, and can they reach it?": mapping, mapped by a framebuffer and in a slab', () => {
    const reaches = (state: string): string | undefined => who(ask(), 'mapping', state).observers.find(({ observer }) => observer === 'folio_mapping')?.meets;
    assert.deepEqual([reaches('fb-defio'), reaches('slab')], ['yes', 'no']);
  });

  it('"Which bits are always 0 in this word for all arms?": bit 0 of the first union word is for tails alone', () => {
    const bit = who(ask(), 'lru.next', 'allocated').bits.find((one) => one.bit === 0);
    assert.deepEqual([...new Set(bit?.setBy.map(({ state }) => state))].filter((state) => !/^tail/.test(state)), []);
    assert.ok((bit?.setBy.length ?? 0) > 0);
  });

  it('"What must be restored before free?": mapping NULL, _mapcount -1', () => {
    const { restore } = who(ask(), 'mapping', 'vmalloc');
    assert.ok(restore.some(({ at: when, says }) => when === 'free' && says === 'mapping must be NULL'));
    assert.ok(who(ask(), '_mapcount', 'allocated').restore.some(({ says }) => says === '_mapcount must be -1'));
    if (ask().tree) assert.ok(restore.some(({ evidence }) => evidence.some(({ file, line }) => file === 'mm/page_alloc.c' && line !== undefined)), 'with its line');
  });

  it('"Is there room for a refcount_t beside the compound_head bit?": only the half of a word that a reader tests is in the way', () => {
    const answer = place(ask(), { type: 'u32', state: 'vmalloc', mappable: 'yes' });
    const verdicts = new Map(answer.rows.map((row) => [row.offset, row.verdict]));
    const word = who(ask(), 'lru.next', 'vmalloc').target.offset;
    assert.deepEqual([verdicts.get(word), verdicts.get(word + 4)], ['conflict', 'free']);
    // A number in the upper half of mapping is no tag, and makes an address all the same.
    const mapping = who(ask(), 'mapping', 'vmalloc').target.offset;
    const reasons = texts(answer.rows.find(({ offset }) => offset === mapping + 4)!);
    assert.match(reasons, /_mapping .*reads mapping as struct address_space/);
    assert.doesNotMatch(reasons, /anonymous page|movable_operations/);
    assert.match(answer.grounds.assumptions.join('\n'), /the other bits of the word stay 0/);
  });

  it('"May I keep a pointer in an anonymous page?": not in private, which swap takes without asking', () => {
    const answer = place(ask(), { type: 'pointer', state: 'anon' });
    assert.equal(at(answer, 'private').verdict, 'claimed');
    assert.match(texts(at(answer, 'private')), /swap-cache: .*private holds swap entry/);
    assert.match(answer.grounds.assumptions.join('\n'), /reclaim puts an anonymous page into the swap cache/);
  });

  it('"Is there room for a u64, an unsigned long?": numbers of any size, and what is larger than struct page is told', () => {
    const free = (type: string): readonly string[] => place(ask(), { type, state: 'vmalloc', mappable: 'yes' }).rows.filter(({ verdict }) => verdict === 'free' || verdict === 'duties').map(({ begins }) => begins);
    assert.deepEqual(free('u64'), free('unsigned long'));
    assert.ok(free('u64').includes('private') && !free('u64').includes('mapping'));
    assert.match(askProblem('u65'), /unknown type "u65"; nearest: .*u64/);
  });

  it('"Does the type/mapcount word still work as a mapcount?": a type in a page_pool page that is mapped', () => {
    const state = ask().model.states.some(({ name }) => name === 'page-pool') ? 'page-pool' : 'fb-defio';
    const row = at(place(ask(), { type: 'u32', state, mappable: 'yes' }), '_mapcount', 'page_type');
    assert.equal(row.verdict, 'claimed');
    assert.match(texts(row), /_mapcount holds mappings[^]*reads _mapcount as number of mappings - 1/);
  });

  it('"Do N bits of state fit into B bits?": a free page in two words and in one', () => {
    const { model, cite } = ask(), preset = archPreset('x86_64')!;
    const machines = [machineBits(preset.arch, preset.config)];
    const short = (name: string): readonly (readonly [string, number])[] => {
      const read = readProposal(bundledProposal(name)!, machines);
      assert.ok('proposal' in read);
      return answerFit(read.proposal, machines, { model, symbols, cite, recordOf: (record) => model.layout.records[record] }).rows.filter(({ state }) => state === 'buddy-free').map((row) => [row.links ?? '', row.short] as const);
    };
    assert.deepEqual(short('two-words').map(([, bits]) => bits).sort((a, b) => b - a)[0], 18);
    assert.ok(short('two-words').some(([, bits]) => bits === 0), 'as page frame numbers');
    assert.ok(short('memdesc-8').some(([, bits]) => bits > 0));
  });
}

for (const version of ['5.11', '6.1', '6.12', '7.3']) {
  describe(`questions of linux-mm: bundled ${version}`, () => {
    let asked: Asked;
    before(async () => {
      const set = (await BUNDLED_KERNELS.find(({ name }) => name === version)?.load())?.sets.find(({ config }) => config === 'x86_64 preset');
      assert.ok(set);
      asked = { model: pageModel(set), cite: citeNames, tree: false };
    });
    questions(() => asked);
  });
}

for (const version of ['6.1', '6.12']) {
  describe(`questions of linux-mm: the tree of ${version}`, function () {
    this.timeout(30_000);
    let asked: Asked;
    before(async function () {
      const setup = openReal(realRoot(this, version), { arch: 'x86_64' });
      asked = { model: pageModel(new TreeLayouts(setup, await testParser(), findOverlays(setup.tree)).all()), cite: citeTree(setup.tree), tree: true };
    });
    questions(() => asked);
  });
}
