import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listSources } from '../../../src/cli/listSources.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';

describe('files on disk', () => {
  let root = '';

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'pagelens-files-'));
    mkdirSync(join(root, 'mm/deep'), { recursive: true });
    writeFileSync(join(root, 'mm/a.c'), Buffer.from([0x63, 0xe9, 0xff, 0x0a]));
    writeFileSync(join(root, 'mm/deep/b.h'), '');
    symlinkSync('..', join(root, 'mm/deep/up'));
    symlinkSync('itself', join(root, 'mm/itself'));
    symlinkSync('gone.c', join(root, 'mm/dangling.c'));
    symlinkSync('a.c', join(root, 'mm/link.c'));
  });

  after(() => { rmSync(root, { recursive: true, force: true }); });

  it('come as one character a byte', () => {
    assert.equal(new NodeFiles(root).read('mm/a.c'), 'c\u00e9\u00ff\n');
  });

  it('are undefined where they cannot be read: missing, a folder, a link to nowhere or to itself', () => {
    const files = new NodeFiles(root);
    assert.deepEqual(['mm/none.c', 'mm', 'mm/dangling.c', 'mm/itself'].map((path) => files.read(path)), [undefined, undefined, undefined, undefined]);
  });

  it('are listed with a slash behind folders, links to folders too', () => {
    const files = new NodeFiles(root);
    assert.deepEqual([...files.list('mm/deep')].sort(), ['b.h', 'up/']);
    assert.deepEqual(files.list('none'), []);
    assert.deepEqual([files.isFile('mm/a.c'), files.isFile('mm/deep'), files.isFile('mm/none.c')], [true, false, false]);
  });

  it('are each walked once, loops of links and all', () => {
    const { files, warnings } = listSources(root, ['']);
    assert.deepEqual([...files].sort(), ['mm/a.c', 'mm/deep/b.h', 'mm/link.c']);
    assert.ok(warnings.some((warning) => warning.includes('mm/dangling.c')), warnings.join('\n'));
  });
});
