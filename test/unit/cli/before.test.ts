import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { changesBefore, textsBefore } from '../../../src/cli/before/index.js';
import { pristineTree, releaseOf } from '../../../src/cli/before/pristine.js';
import type { ToldFinding } from '../../../src/check/told.js';

const CLI = resolve('dist/pagelens.cjs');
const FILE = 'mm/leaves.c';
const leave = (body: string): string => `#include <linux/mm.h>\nvoid leave(struct page *page)\n{\n${body}\tset_page_dirty(page);\n}\n`;

describe('a tree without history, held against the same release', function () {
  this.timeout(60_000);
  let folder: string, tree: string, orig: string;
  const changed = async (asked: readonly string[], against?: string): Promise<readonly string[]> => (await changesBefore(tree, asked, against, (message) => { assert.equal(message, ''); })).files.map(({ path }) => path);
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'pagelens-before-')));
    [tree, orig] = [join(folder, 'linux'), join(folder, 'linux.orig')];
    for (const each of [tree, orig]) {
      cpSync('examples', each, { recursive: true });
      writeFileSync(join(each, 'Makefile'), 'VERSION = 6\nPATCHLEVEL = 99\nSUBLEVEL = 3\nEXTRAVERSION = -rc1\nNAME = Test\n');
      writeFileSync(join(each, FILE), leave('\tpage->mapping = NULL;\n'), 'latin1');
    }
  });
  after(() => { rmSync(folder, { recursive: true, force: true }); });
  beforeEach(() => {
    rmSync(tree, { recursive: true, force: true });
    cpSync(orig, tree, { recursive: true });
  });

  it('finds the copy beside a tree by its name and its release', () => {
    assert.equal(releaseOf(tree), '6.99.3-rc1');
    assert.equal(pristineTree(tree), orig);
    assert.equal(pristineTree(orig), undefined);
    writeFileSync(join(tree, 'Makefile'), 'VERSION = 6\nPATCHLEVEL = 99\nSUBLEVEL = 4\nEXTRAVERSION =\n');
    assert.equal(releaseOf(tree), '6.99.4');
    assert.equal(pristineTree(tree), undefined, 'another release');
    writeFileSync(join(tree, 'Makefile'), 'all:\n');
    assert.equal(releaseOf(tree), undefined);
  });

  it('tells what differs, and not by the time alone', async () => {
    utimesSync(join(tree, 'mm/util.c'), 1, 1);
    assert.deepEqual(await changed(['']), []);
    writeFileSync(join(tree, FILE), leave(''), 'latin1');
    writeFileSync(join(tree, 'fs/added.c'), 'int added;\n');
    assert.deepEqual([...await changed([''])].sort(), ['fs/added.c', FILE]);
    assert.deepEqual(await changed(['mm/util.c']), [FILE], 'files of one folder make up for each other');
    assert.deepEqual(await changed(['fs/added.c']), ['fs/added.c']);
    assert.deepEqual(await changed([''], 'none'), []);
    await assert.rejects(changed([''], join(folder, 'nosuch')), /--against .*nosuch: no kernel tree/);
    await assert.rejects(changed([''], tree), /this is the tree that is checked/);
    const texts = (await textsBefore(tree, [FILE, 'mm/util.c', 'fs/added.c', 'mm/nosuch.c'], undefined))!;
    assert.equal(texts.version, orig);
    assert.deepEqual([...texts.texts], [[FILE, leave('\tpage->mapping = NULL;\n')], ['mm/util.c', readFileSync(join(tree, 'mm/util.c'), 'latin1')]]);
    assert.equal(await textsBefore(tree, [FILE], 'none'), undefined);
  });

  it('holds a tree in the folder of another project against that only where it is kept there', async () => {
    const git = (...args: readonly string[]): void => {
      const { status, stderr } = spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'commit.gpgsign=false', ...args], { cwd: folder, encoding: 'utf8' });
      assert.equal(status, 0, stderr);
    };
    writeFileSync(join(folder, 'README'), 'another project\n');
    git('init', '-q');
    git('add', 'README');
    git('commit', '-qm', 'another project');
    try {
      writeFileSync(join(tree, FILE), leave(''), 'latin1');
      assert.deepEqual(await changed(['']), [FILE], 'held against the copy');
      git('add', 'linux');
      git('commit', '-qm', 'keeps the tree as it is now');
      assert.deepEqual(await changed(['']), []);
      writeFileSync(join(tree, 'mm/util.c'), '\n');
      assert.deepEqual(await changed(['']), ['mm/util.c']);
      assert.deepEqual([...(await textsBefore(tree, [], undefined))!.texts.keys()], ['mm/util.c']);
    } finally {
      rmSync(join(folder, '.git'), { recursive: true, force: true });
    }
  });

  it('tells on the command line what a file no longer does, and against what it is held', () => {
    writeFileSync(join(tree, FILE), leave(''), 'latin1');
    const run = (...args: readonly string[]): { readonly rules: readonly string[]; readonly err: string } => {
      const { stdout, stderr } = spawnSync(process.execPath, [CLI, 'check', '--json', FILE, ...args], { cwd: tree, encoding: 'utf8' });
      return { rules: stdout.split('\n').filter(Boolean).map((line) => (JSON.parse(line) as ToldFinding).rule), err: stderr };
    };
    assert.deepEqual(run().rules, ['stale-at-free']);
    assert.match(run().err, /1 file differs from .*linux\.orig/);
    assert.deepEqual(run('--against', 'none').rules, []);
    assert.deepEqual(run('--against', orig).rules, ['stale-at-free']);
    assert.match(run('--against', orig, '--git', 'HEAD').err, /--against/);
  });
});
