import assert from 'node:assert/strict';
import { ARCHES, archPreset, PRESET_NAMES } from '../../../src/kernel/arch.js';
import { configuredScope } from '../../../src/kernel/setup.js';
import { BUNDLED_KERNELS } from '../../../src/layout/bundled/index.js';
import { pageModel } from '../../../src/model/pageModel.js';
import { citeNames } from '../../../src/whatif/cite.js';
import { answerFit, type FitAnswer } from '../../../src/whatif/fit/answer.js';
import { widthOf } from '../../../src/whatif/fit/expression.js';
import type { FitRow } from '../../../src/whatif/fit/fit.js';
import { type MachineBits, machineBits } from '../../../src/whatif/fit/machineBits.js';
import { bundledProposal, bundledProposals } from '../../../src/whatif/fit/proposals/index.js';
import { readProposal } from '../../../src/whatif/fit/readProposal.js';
import { todaysPage } from '../../../src/whatif/fit/today.js';
import { testParser } from '../c/grammar.js';
import { openReal, realRoot } from '../kernel/realTree.js';

function machine(name: string): MachineBits {
  const preset = archPreset(name);
  assert.ok(preset);
  return machineBits(ARCHES[preset.arch.name], preset.config);
}

const machines = PRESET_NAMES.map(machine);

async function fitted(name: string, version = '6.1'): Promise<FitAnswer> {
  const layout = (await BUNDLED_KERNELS.find((one) => one.name === version)?.load())?.sets[0];
  assert.ok(layout);
  const model = pageModel(layout);
  const read = name === 'today' ? { proposal: todaysPage(model) } : readProposal(bundledProposal(name) ?? '', machines);
  assert.ok('proposal' in read, JSON.stringify(read));
  return answerFit(read.proposal, machines, { model, symbols: archPreset('x86_64')?.config.symbols, recordOf: (record) => layout.records[record], cite: citeNames });
}

function row(answer: FitAnswer, state: string, preset: string, links?: FitRow['links']): FitRow {
  const found = answer.rows.find((one) => one.state === state && one.machine === `${preset} preset` && one.links === links);
  assert.ok(found, `${state} ${preset} ${links ?? ''}`);
  return found;
}

describe('fit: "Struct page proposal", September 2021', () => {
  it('"Won\'t be easy to cram all that into two unsigned long\'s": 146 bits as pointers on x86-64', async () => {
    const { needed, available, short } = row(await fitted('two-words'), 'buddy-free', 'x86_64', 'pointers');
    assert.deepEqual([needed, available, short], [146, 128, 18]);
  });

  it('98 bits as page frame numbers fit two words, and not one', async () => {
    const two = row(await fitted('two-words'), 'buddy-free', 'x86_64', 'frame-numbers');
    assert.deepEqual([two.needed, two.short], [98, 0]);
    const one = row(await fitted('memdesc-8'), 'buddy-free', 'x86_64', 'frame-numbers');
    assert.ok(one.short > 0);
  });

  it('32 bits: pointers do not fit two words, frame numbers do, with PAE and LPAE narrowly', async () => {
    const answer = await fitted('two-words');
    for (const preset of ['i386', 'i386-pae', 'arm', 'arm-lpae']) assert.ok(row(answer, 'buddy-free', preset, 'pointers').short > 0, preset);
    assert.deepEqual(['i386', 'i386-pae', 'arm', 'arm-lpae'].map((preset) => row(answer, 'buddy-free', preset, 'frame-numbers').needed), [47, 62, 47, 63]);
  });

  it('"Wait, why do we want to avoid using the memory that we\'re allocating?": what it costs', async () => {
    const answer = await fitted('two-words');
    assert.equal(row(answer, 'buddy-free', 'x86_64', 'page-contents').needed, 18);
    assert.match(answer.contents.map(({ text }) => text).join('\n'), /DEBUG_PAGEALLOC[^]*POISONING[^]*KASAN[^]*init_on_free/);
    assert.ok(answer.replayed.every(({ held }) => held));
    assert.match(answer.replayed.find(({ scenario }) => scenario === 'buddy-page-contents')?.findings.join('') ?? '', /have no address/);
  });
});

describe('fit: "Mapping vmalloc pages to userspace", December 2024', () => {
  const possible = (answer: FitAnswer, name: RegExp): string | undefined => answer.possible.find(({ operation }) => name.test(operation))?.possible;

  it('a pointer to the scamem, node, zone and section do not fit 8 bytes: 13 bits too many', async () => {
    assert.equal(row(await fitted('scamem'), 'vmalloc', 'x86_64').short, 13);
    assert.equal(row(await fitted('memdesc-8'), 'vmalloc', 'x86_64').short, 13);
    assert.equal(row(await fitted('memdesc-8'), 'page-cache', 'x86_64').short, 0, 'a folio keeps them once for all its pages');
  });

  it('A: "we\'d have to figure out which page within the scamem this was"', async () => {
    const answer = await fitted('scamem-a');
    assert.equal(row(answer, 'vmalloc', 'x86_64').short, 0);
    assert.equal(possible(answer, /page_to_nid/), 'no');
    assert.equal(possible(answer, /put_page/), 'yes');
  });

  it('B: "GUP has the VMA, so this can work", but put_page() has none', async () => {
    const answer = await fitted('scamem-b');
    assert.equal(possible(answer, /get_user_pages/), 'yes');
    assert.equal(possible(answer, /put_page/), 'no');
    assert.equal(possible(answer, /page_to_nid/), 'yes');
  });

  it('C: "I have no idea if this is possible"', async () => {
    assert.equal(possible(await fitted('scamem-c'), /page_to_nid/), 'if');
  });

  it('D: only pages[] lets the last reference free the pages after vfree()', async () => {
    assert.equal(possible(await fitted('scamem-b'), /last reference/), 'no');
    assert.equal(possible(await fitted('scamem-d'), /last reference/), 'yes');
    assert.ok((await fitted('scamem-d')).replayed.every(({ held }) => held));
  });
});

describe('fit: "pageless memory & zsmalloc", October 2021', () => {
  it('struct zspage needs flags at 0, mapping at 24 and _refcount at 52, and has others there', async () => {
    const { standIn } = await fitted('zsmalloc-compound-head');
    assert.deepEqual(standIn?.required.map(({ member, offset }) => [member, offset]), [['flags', 0], ['mapping', 24], ['_refcount', 52]]);
    assert.equal(standIn.leastSize, 56);
    assert.ok(standIn.required.every(({ finds }) => finds.length > 0));
  });

  it('page_folio() callers go on to words past its end; every page is PageTail until bit 0 is cleared', async () => {
    const { standIn } = await fitted('zsmalloc-compound-head');
    assert.ok((standIn?.folioBeyond.length ?? 0) > 0);
    assert.match(standIn?.reasons.map(({ text }) => text).join('\n') ?? '', /tail page[^]*bit 0 of the compound_head word must stay 0/);
  });
});

describe('fit: proposals', () => {
  it('every bundled one is valid, and its scenarios come out as they say', async () => {
    for (const name of Object.keys(bundledProposals)) assert.ok((await fitted(name)).replayed.every(({ held }) => held), name);
  });

  it('struct page today has room for everything the model knows', async () => {
    for (const version of ['5.11', '6.1', '6.12', '7.3']) assert.deepEqual((await fitted('today', version)).rows.filter(({ short }) => short > 0), [], version);
  });

  it('32 bytes, the goal of 2025, hold free pages by pointers', async () => {
    const answer = await fitted('page-32');
    assert.deepEqual(answer.rows.filter(({ short }) => short > 0), []);
    assert.deepEqual([...new Set(answer.sizes)], [32, 16]);
  });

  it('overlapping members are named, with line and column', () => {
    const text = '{"title": "t", "members": [\n  {"name": "a", "bits": "word"},\n  {"name": "b", "bits": 8, "at": 60}\n], "states": []}';
    assert.deepEqual(readProposal(text, [machine('x86_64')]), { errors: [{ line: 3, column: 3, message: '"b" (bits 60-67) overlaps "a" (bits 0-63) on x86_64 preset; give them different "arm"s if that is meant' }] });
  });

  it('arms of a union may overlap', () => {
    const text = '{"title": "t", "members": [{"name": "a", "bits": "word", "arm": "1"}, {"name": "b", "bits": 8, "at": 0, "arm": "2"}], "states": []}';
    assert.ok('proposal' in readProposal(text, machines));
  });

  const wrong: Readonly<Record<string, readonly [string, RegExp]>> = {
    'a member that is missing': ['{"title": "t", "members": []}', /needs "states"[^]*|at least 1/],
    'a state nobody knows': ['{"title": "t", "members": [{"name": "a", "bits": 1}], "states": [{"state": "budy-free", "keeps": []}]}', /unknown state "budy-free"; nearest: buddy-free/],
    'a place nobody knows': ['{"title": "t", "members": [{"name": "alloc", "bits": 1}], "states": [{"state": "slab", "keeps": [{"what": "x", "bits": 1, "in": "aloc"}]}]}', /unknown member "aloc"; nearest: alloc/],
    'a width nobody knows': ['{"title": "t", "members": [{"name": "a", "bits": "wrd + 1"}], "states": []}', /no width is called "wrd"/],
    'a key nobody knows': ['{"title": "t", "membrs": [], "members": [{"name": "a", "bits": 1}], "states": []}', /has no "membrs" \(did you mean "members"\?\)/],
    'an unknown scenario': ['{"title": "t", "members": [{"name": "a", "bits": 1}], "states": [], "replay": ["buddy-two-wrds"]}', /nearest: buddy-two-words/],
    'no JSON': ['{', /brace/], 'an empty file': ['', /./],
  };
  for (const [title, [text, message]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const read = readProposal(text, machines);
      assert.ok('errors' in read);
      assert.match(read.errors.map((one) => one.message).join('\n'), message);
      assert.ok(read.errors.every(({ line, column }) => line >= 1 && column >= 1));
    });
  }

  it('widths are sums', () => {
    assert.equal(widthOf('2 * word + location - 1', machine('x86_64')), 140);
    assert.throws(() => widthOf('word word', machine('x86_64')), RangeError);
  });
});

describe('fit: the widths of a machine are those of the tree', function () {
  this.timeout(60_000);
  for (const version of ['6.1', '6.12']) {
    for (const name of PRESET_NAMES) {
      it(`${version} ${name}: zones, nodes, sections`, async function () {
        const setup = openReal(realRoot(this, version), { arch: name });
        setup.tree.overlay('.pagelens/widths.c', '#include <linux/mm.h>\n');
        const scope = configuredScope(setup, '.pagelens/widths.c', await testParser());
        const bits = machineBits(setup.arch, setup.config);
        assert.deepEqual(['ZONES_SHIFT', 'NODES_SHIFT', 'SECTIONS_WIDTH'].map((macro) => Number(scope?.constant(macro))), [bits.zone, bits.node, bits.section]);
      });
    }
  }
});
