import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { skip } from '../../skip.js';

const CLI = resolve('dist/pagelens.cjs');

function pagelens(args: readonly string[], cwd = '.'): { readonly code: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { cwd, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

describe('the command on bad input', () => {
  let tree: string;
  beforeEach(() => {
    tree = mkdtempSync(join(tmpdir(), 'pagelens-'));
    cpSync('examples', tree, { recursive: true });
  });
  afterEach(() => { rmSync(tree, { recursive: true, force: true }); });

  const refused: Readonly<Record<string, readonly [string[], RegExp]>> = {
    'a missing directory': [['uses', '--kernel', '/nonexistent'], /\/nonexistent: no such directory/],
    'a directory that is no kernel tree': [['uses', '--kernel', tmpdir()], /include\/linux\/mm_types\.h is missing/],
    'a missing file': [['uses', '/nonexistent/x.c'], /\/nonexistent\/x\.c: no such file/],
    'an unknown option': [['uses', '--bogus'], /--bogus.*uses --help/],
    'an unknown command': [['frobnicate'], /unknown command "frobnicate"; commands: .*layout/],
    'an unknown record': [['layout', 'nosuch', '--kernel', 'examples'], /no definition of struct nosuch/],
    'an unknown architecture': [['layout', '--arch', 'mips', '--kernel', 'examples'], /unknown architecture "mips"; known: x86_64/],
    'a -D that is none': [['layout', '--kernel', 'examples', '-D', '1x'], /-D 1x: expected NAME/],
    'an unknown scenario': [['simulate', 'nosuch'], /nosuch: no bundled scenario/],
  };
  for (const [title, [args, message]] of Object.entries(refused)) {
    it(`refuses ${title} with one message and exit code 2`, () => {
      const { code, out, err } = pagelens(args);
      assert.equal(code, 2);
      assert.match(err, message);
      assert.doesNotMatch(err, /internal error|\n {4}at /);
      assert.equal(out, '');
    });
  }

  it('names file and line of a broken configuration line and reads the others', () => {
    const config = join(tree, 'broken.config');
    writeFileSync(config, 'CONFIG_64BIT=y\nCONFIG_B=banana\nwhat\n');
    const { code, out, err } = pagelens(['layout', 'page', '--kernel', tree, '--config', config]);
    assert.equal(code, 0);
    assert.match(err, /broken\.config:2: value of CONFIG_B/);
    assert.match(err, /broken\.config:3: expected CONFIG_NAME=value/);
    assert.match(out, /struct page \{/);
  });

  it('ends in a loop of symbolic links, tells a dangling one, and reads everything else', () => {
    symlinkSync('..', join(tree, 'mm/loop'));
    symlinkSync('nowhere.c', join(tree, 'mm/dangling.c'));
    const whole = pagelens(['uses', '--kernel', 'examples', '--json']), { code, out, err } = pagelens(['uses', '--kernel', tree, '--json']);
    assert.equal(code, 2);
    assert.match(err, /mm\/dangling\.c: symbolic link leads nowhere/);
    assert.match(err, /1 files not read: the result is partial/);
    assert.equal(out, whole.out);
  });

  it('leaves out a file of 50 MB, and says so', () => {
    writeFileSync(join(tree, 'mm/big.c'), Buffer.alloc(50 * 1024 * 1024, 'page->flags;\n'));
    const { code, err } = pagelens(['uses', '--kernel', tree, '--json']);
    assert.equal(code, 2);
    assert.match(err, /mm\/big\.c: 50 MB, larger than 24 MB: not read/);
  });

  it('tells a file it may not read', function () {
    if (process.getuid?.() === 0) skip(this, 'root may read every file');
    chmodSync(join(tree, 'mm/util.c'), 0);
    const { code, err } = pagelens(['uses', '--kernel', tree, '--json']);
    assert.equal(code, 2);
    assert.match(err, /mm\/util\.c: cannot read/);
  });
});
