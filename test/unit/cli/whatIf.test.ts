import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const CLI = resolve('dist/pagelens.cjs');

function pagelens(...args: readonly string[]): { readonly code: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

const rows = (out: string): Record<string, unknown>[] => out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

describe('what-if commands', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => { folder = mkdtempSync(join(tmpdir(), 'pagelens-')); });
  after(() => { rmSync(folder, { recursive: true, force: true }); });

  it('place --json: a row a placement, page contents with offset null, the best first', () => {
    const { code, out } = pagelens('place', 'list_head', '--state', 'vmalloc', '--mappable', '--kernel', 'examples', '--json');
    assert.equal(code, 0);
    const found = rows(out);
    for (const row of found) assert.deepEqual(Object.keys(row).filter((key) => key !== 'bits'), ['offset', 'size', 'members', 'verdict', 'reasons', 'duties', 'evidence']);
    const order = ['free', 'duties', 'conflict', 'claimed'];
    assert.deepEqual(found.map(({ verdict }) => verdict), found.map(({ verdict }) => verdict as string).sort((a, b) => order.indexOf(a) - order.indexOf(b)));
    assert.equal(found.filter(({ offset }) => offset === null).length, 1);
  });

  it('place --mail fits 75 columns; --states lists; --across compares; --replay can be simulated', () => {
    assert.deepEqual(pagelens('place', 'hlist_node', '--state', 'buddy-free', '--bundled', '6.12', '--mail').out.split('\n').filter((line) => line.length > 75), []);
    assert.match(pagelens('place', '--states', '--bundled', '6.1').out, /^vmalloc\tpage of a vmalloc area$/m);
    assert.match(pagelens('place', 'pointer', '--state', 'slab', '--across').out, /^begins at +5\.11\S* +6\.1/);
    const scenario = join(folder, 'replay.pagelens.json');
    writeFileSync(scenario, pagelens('place', 'list_head', '--state', 'vmalloc', '--mappable', '--bundled', '6.1', '--replay', '24').out);
    assert.match(pagelens('simulate', scenario).out, /folio_mapping\(\) reads mapping/);
  });

  it('fit: exit code 1 when something does not fit, 0 when all does; files of one\'s own', () => {
    assert.equal(pagelens('fit', 'memdesc-8', '--bundled', '6.12').code, 1);
    assert.equal(pagelens('fit', 'page-32', '--bundled', '6.12').code, 0);
    const file = join(folder, 'own.json');
    writeFileSync(file, pagelens('fit', 'two-words', '--show').out);
    assert.equal(pagelens('fit', file, '--bundled', '6.12', '--json').out, pagelens('fit', 'two-words', '--bundled', '6.12', '--json').out);
    assert.equal((JSON.parse(pagelens('fit', '--schema').out) as { $id: string }).$id, 'https://pagelens.dev/proposal.schema.json');
  });

  it('left, move and who on the example tree', () => {
    const svg = join(folder, 'left.svg');
    assert.match(pagelens('left', 'page.mapping', '--kernel', 'examples', '--svg', svg).out, /by member +uses/);
    assert.match(readFileSync(svg, 'utf8'), /^<svg /);
    assert.equal(pagelens('left', 'page.mapping', '--kernel', 'examples', '--compare', 'examples', '--json').out.includes('"change":0'), true);
    const moved = pagelens('move', '--add', 'u32 foo after private', '--kernel', 'examples', '--json');
    assert.equal(rows(moved.out).length, 6, 'a row a preset');
    assert.match(pagelens('who', 'mapping', '--state', 'vmalloc', '--kernel', 'examples').out, /Code that touches these bits/);
  });

  const refused: Readonly<Record<string, readonly [readonly string[], RegExp]>> = {
    'a type nobody knows': [['place', 'listhead', '--state', 'slab', '--bundled', '6.1'], /unknown type "listhead"; nearest: list_head/],
    'a state nobody knows': [['place', 'pointer', '--state', 'slba', '--bundled', '6.1'], /unknown state "slba"; nearest: slab/],
    'no state': [['place', 'pointer', '--bundled', '6.1'], /give the state of the page with --state/],
    'opposites': [['place', 'pointer', '--state', 'slab', '--mappable', '--unmapped', '--bundled', '6.1'], /opposites/],
    'a member nobody knows': [['who', 'prvate', '--state', 'slab', '--bundled', '6.1'], /unknown member "prvate"; nearest: private/],
    'bytes outside of struct page': [['who', '60:8', '--state', 'slab', '--bundled', '6.1'], /struct page has 64 bytes/],
    'a proposal nobody knows': [['fit', 'two-wrds', '--bundled', '6.1'], /unknown proposal "two-wrds"; nearest: two-words/],
    'an edit of no form': [['move', '--add', 'foo', '--kernel', 'examples'], /--add foo: expected 'TYPE NAME after\|before\|beside MEMBER'/],
    'no edit': [['move', '--kernel', 'examples'], /give an edit: --drop/],
    'a grouping nobody knows': [['left', '--by', 'fil', '--kernel', 'examples'], /unknown grouping "fil"; nearest: file/],
    'users of no member': [['left', 'indx', '--kernel', 'examples'], /unknown member "indx"; nearest: index/],
    'a tree that is none': [['left', 'index', '--kernel', 'examples', '--compare', '/nonexistent'], /no such directory/],
  };
  for (const [title, [args, message]] of Object.entries(refused)) {
    it(`refuses ${title} with exit code 2`, () => {
      const { code, out, err } = pagelens(...args);
      assert.equal(code, 2);
      assert.match(err, message);
      assert.doesNotMatch(err, /internal error|\n {4}at /);
      assert.equal(out, '');
    });
  }
});
