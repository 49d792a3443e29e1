import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { committedTexts } from '../../../src/cli/before/git.js';
import type { ToldFinding } from '../../../src/check/told.js';

const CLI = resolve('dist/pagelens.cjs');
const BUGGY = 'mm/vmalloc_mapping_index.c';

describe('the command check', function () {
  this.timeout(60_000);
  let tree: string;
  const run = (args: readonly string[], input = ''): { readonly code: number | null; readonly out: string; readonly err: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'check', '--kernel', tree, ...args], { cwd: tree, encoding: 'utf8', input });
    return { code: status, out: stdout, err: stderr };
  };
  const findings = (args: readonly string[], input = ''): readonly ToldFinding[] => run(['--json', ...args], input).out.split('\n').filter(Boolean).map((line) => JSON.parse(line) as ToldFinding);
  const git = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'commit.gpgsign=false', ...args], { cwd: tree, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout;
  };
  before(() => {
    tree = mkdtempSync(join(tmpdir(), 'pagelens-check-'));
    cpSync('examples', tree, { recursive: true });
    // The last commit brings a buggy file in, and moves the lines of another one.
    const buggy = readFileSync(join(tree, BUGGY), 'latin1');
    rmSync(join(tree, BUGGY));
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'base');
    writeFileSync(join(tree, BUGGY), buggy, 'latin1');
    const other = join(tree, 'mm/vmalloc_contents.c');
    writeFileSync(other, `\n\n${readFileSync(other, 'latin1')}`, 'latin1');
    git('add', '.');
    git('commit', '-qm', 'mm: grouped pages');
  });
  after(() => { rmSync(tree, { recursive: true, force: true }); });

  it('tells of a range of commits only what it brings in', () => {
    const all = findings([]), fresh = findings(['--git', 'HEAD~1..HEAD']);
    assert.ok(all.some(({ file }) => file !== BUGGY), 'the example has other findings');
    assert.deepEqual(fresh.map(({ line }) => line), all.filter(({ file }) => file === BUGGY).map(({ line }) => line));
    assert.ok(fresh.every(({ file, isNew }) => file === BUGGY && isNew === true));
    assert.deepEqual(findings(['--git', 'HEAD~1..HEAD', 'fs']), []);
    assert.deepEqual(findings(['--git', 'HEAD']), [], 'nothing lies in the work tree that is not committed');
  });

  it('holds a file against the last commit, and says nothing of it where there is none', () => {
    const path = join(tree, 'mm/held.c'), leave = (body: string): string => `#include <linux/mm.h>\nvoid leave(struct page *page)\n{\n${body}\tset_page_dirty(page);\n}\n`;
    writeFileSync(path, leave('\tpage->mapping = NULL;\n'), 'latin1');
    try {
      assert.deepEqual(findings(['mm/held.c']), [], 'a file that git does not know');
      git('add', 'mm/held.c');
      git('commit', '-qm', 'held');
      assert.deepEqual(findings(['mm/held.c']), []);
      writeFileSync(path, leave(''), 'latin1');
      assert.deepEqual(findings(['mm/held.c']).map(({ rule, isNew }) => [rule, isNew]), [['stale-at-free', true]]);
      git('add', 'mm/held.c');
      assert.deepEqual(findings(['mm']).filter(({ file }) => file === 'mm/held.c').map(({ rule }) => rule), ['stale-at-free'], 'staged is not committed');
      assert.deepEqual(findings(['fs']).filter(({ file }) => file === 'mm/held.c'), []);
      renameSync(join(tree, '.git'), join(tree, '.hidden'));
      assert.deepEqual(findings(['mm/held.c']), [], 'a tree without history');
      renameSync(join(tree, '.hidden'), join(tree, '.git'));
      writeFileSync(join(tree, '.pagelens.json'), JSON.stringify({ suppressions: [{ rule: 'stale-at-free', file: 'mm/held.c', reason: 'a test' }] }));
      const { out, err } = run(['--json', 'mm/held.c']);
      assert.equal(out, '');
      assert.doesNotMatch(err, /suppresses nothing/);
    } finally {
      rmSync(join(tree, '.pagelens.json'), { force: true });
      git('reset', '-q', '--hard', 'HEAD');
      git('reset', '-q', '--hard', 'HEAD~1');
    }
  });

  it('reads what was committed, for files that differ and those it is asked for', async () => {
    const path = join(tree, 'mm/migrate.c'), text = readFileSync(path, 'latin1');
    writeFileSync(path, `${text}\n`, 'latin1');
    try {
      const committed = await committedTexts(tree, ['mm/util.c', 'mm/nosuch file 1.c']);
      assert.deepEqual(committed && [...committed.texts], [['mm/util.c', readFileSync(join(tree, 'mm/util.c'), 'latin1')], ['mm/migrate.c', text]]);
      assert.equal(await committedTexts(tmpdir(), []), undefined);
    } finally {
      writeFileSync(path, text, 'latin1');
    }
  });

  it('tells the same of files among many, which threads share', () => {
    const alone = findings([]);
    for (let i = 0; i < 1300; i++) writeFileSync(join(tree, `fs/many${i}.c`), `#include <linux/mm.h>\nvoid many${i}(struct page *page)\n{\n\tput_page(page);\n}\n`, 'latin1');
    writeFileSync(join(tree, '.pagelens.json'), JSON.stringify({ suppressions: [{ rule: 'node-misread', file: BUGGY, reason: 'a test' }, { rule: 'page-copy', file: 'fs/many1.c', reason: 'a test' }] }));
    const { out, err } = run(['--json', '--show-suppressed']);
    const many = out.split('\n').filter(Boolean).map((line) => JSON.parse(line) as ToldFinding);
    assert.deepEqual(many.map(({ file, line, rule }) => [file, line, rule]), alone.map(({ file, line, rule }) => [file, line, rule]));
    assert.ok(many.filter(({ file, rule }) => file === BUGGY && rule === 'node-misread').every(({ suppressed }) => suppressed?.reason === 'a test'));
    assert.match(err, /suppresses nothing any more \(page-copy in fs\/many1\.c\)/);
    assert.doesNotMatch(err, /suppresses nothing any more \(node-misread/);
    rmSync(join(tree, '.pagelens.json'));
    for (let i = 0; i < 1300; i++) rmSync(join(tree, `fs/many${i}.c`));
  });

  it('tells of a mailed patch the same before it is applied, with >> before each, and leaves the disk alone', () => {
    const mail = git('format-patch', '-1', '--stdout'), fresh = findings(['--git', 'HEAD~1..HEAD']);
    git('checkout', '-q', 'HEAD~1');
    try {
      const text = run(['--patch', '-'], mail);
      assert.deepEqual(findings(['--patch', '-'], mail), fresh);
      assert.equal(text.out.match(/^>> (?:ERROR|WARNING):/gm)?.length, fresh.length);
      assert.equal(git('status', '--porcelain'), '');
      const broken = run(['--patch', '-', '--terse'], mail.replace(/(b\/mm\/vmalloc_contents\.c\n@@.*\n\+\n\+\n ).*/, '$1another line'));
      assert.equal(broken.code, 2);
      assert.match(broken.err, /mm\/vmalloc_contents\.c: hunk 1 of 1 does not apply: .*\(\[PATCH\] mm: grouped pages\)/);
      assert.equal(broken.out.split('\n').filter(Boolean).length, fresh.length, 'the rest is told');
    } finally {
      git('checkout', '-q', '-');
    }
  });

  const refused: Readonly<Record<string, readonly [readonly string[], RegExp]>> = {
    'a range that is none': [['--git', 'nosuch..HEAD'], /git diff in .*: fatal: bad revision/],
    'an option in the place of a range': [['--git=--output=x'], /--git --output=x: expected a range/],
    'a patch that cannot be read': [['--patch', 'none.patch'], /none\.patch: cannot read the patch/],
    'two forms': [['--sarif', '--json'], /--json and --sarif: one form at a time/],
    'a range and a patch': [['--git', 'HEAD', '--patch', '-'], /--git and --patch: one of them/],
    'an unknown rule': [['--types', 'nope'], /unknown rule "nope"/],
  };
  for (const [title, [args, message]] of Object.entries(refused)) {
    it(`refuses ${title} with exit code 2`, () => {
      const { code, out, err } = run(args);
      assert.equal(code, 2);
      assert.match(err, message);
      assert.equal(out, '');
    });
  }

  it('takes suppressions, ignored paths and own owners from .pagelens.json', () => {
    const settings = join(tree, '.pagelens.json');
    const all = findings([BUGGY]);
    try {
      writeFileSync(settings, JSON.stringify({ suppressions: [{ rule: all[0]!.rule, file: 'mm/', function: all[0]!.function, reason: 'a demo' }, { rule: 'tail-page', file: BUGGY, reason: 'gone' }] }));
      const { out, err } = run([BUGGY, '--terse']);
      const silent = findings([BUGGY, '--show-suppressed']).filter(({ suppressed }) => suppressed);
      assert.ok(silent.length > 0 && silent.length < all.length);
      assert.equal(out.split('\n').filter(Boolean).length, all.length - silent.length);
      assert.match(err, new RegExp(`${silent.length} findings suppressed \\(--show-suppressed lists them\\)`));
      assert.match(err, /\.pagelens\.json:1: suppresses nothing any more \(tail-page/);
      assert.equal(silent[0]?.suppressed?.reason, 'a demo');
      writeFileSync(settings, '{ "ignore": ["mm/vmalloc_*.c"] }');
      assert.deepEqual(findings([]).filter(({ file }) => file.startsWith('mm/vmalloc_')), []);
      writeFileSync(settings, '{\n "suppressions": [{ "rule": "tail-page", "file": "x" }]\n}');
      assert.match(run([BUGGY]).err, /\.pagelens\.json:2:19: suppressions\[0\] needs "reason"/);
    } finally {
      rmSync(settings);
    }
  });

  it('knows the pages of an owner that .pagelens.json names', () => {
    const settings = join(tree, '.pagelens.json'), driver = join(tree, 'drivers/own.c');
    const owner = { name: 'my-cache', title: 'page of my cache', mappable: false, origins: [{ by: 'result', of: 'my_page' }], claims: [{ member: 'index', holds: { pointer: 'my_cache' }, for: 'its cache' }, { member: 'nope', holds: 'order', for: 'x' }] };
    try {
      writeFileSync(driver, '#include <linux/mm.h>\nstruct page *my_page(int key);\nvoid spoil(int key)\n{\n\tstruct page *page = my_page(key);\n\n\tpage->index = 5;\n}\n');
      assert.deepEqual(findings(['drivers/own.c']), []);
      writeFileSync(settings, JSON.stringify({ owners: [owner] }));
      const { code, out, err } = run(['drivers/own.c', '--json']);
      const [finding] = out.split('\n').filter(Boolean).map((line) => JSON.parse(line) as ToldFinding);
      assert.deepEqual([finding?.rule, finding?.state, finding?.line, finding?.function], ['foreign-word', 'my-cache', 7, 'spoil']);
      assert.equal(code, 1);
      assert.match(err, /owner my-cache: struct page has no member nope here/);
    } finally {
      rmSync(settings, { force: true });
      rmSync(driver);
    }
  });

  it('prints SARIF even when nothing was found, and nothing else is printed then', () => {
    assert.equal((JSON.parse(run(['--sarif', 'mm/gup.c']).out) as { readonly version: string }).version, '2.1.0');
    assert.deepEqual(run(['mm/gup.c']), { code: 0, out: '', err: '' });
  });
});
