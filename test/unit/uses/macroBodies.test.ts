import assert from 'node:assert/strict';
import { joinScans, type PartialScan } from '../../../src/cli/usesScanner.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { KernelTree } from '../../../src/kernel/tree.js';
import type { FileUses } from '../../../src/uses/fileUses.js';
import { testParser } from '../c/grammar.js';
import { FIXTURES, fixtureReader } from './fixtures.js';

const HEADER = `#include "page.h"
#define page_private(page) ((page)->private)
#define page_lru(page) (&(page)->lru)
#define twice(p) (page_private(p) * 2)
#define folio_of(folio) ((folio)->index)
#define FLAG(uname, policy) \\
static inline void Set##uname(struct page *page) \\
{ policy(page)->flags = 1; }
#define HEAD(page) head_of(page)
struct page *head_of(struct page *page);
`;
const CALLER = '#include "accessors.h"\nvoid caller(struct page *page)\n{\n\tuse(twice(page));\n}\n';
const WRITER = '#include "accessors.h"\nFLAG(One, HEAD)\nvoid writer(struct page *page)\n{\n\tpage_private(page) = 1;\n\tuse(page_private(page));\n}\n';
const OTHER = '#include "accessors.h"\nstruct other { int index; };\nvoid other(struct other *page)\n{\n\tuse(folio_of(page));\n}\nint size(struct page *page);\n';

async function readAll(whole: boolean): Promise<ReadonlyMap<string, FileUses>> {
  const tree = new KernelTree(new NodeFiles(FIXTURES), 'x86');
  const files = Object.entries({ 'accessors.h': HEADER, 'caller.c': CALLER, 'other.c': OTHER, 'writer.c': WRITER });
  for (const [path, text] of files) tree.overlay(path, text);
  const { reader } = fixtureReader(await testParser(), tree);
  if (whole) {
    reader.nearby.learn([tree.source('accessors.h')!, tree.source('page.h')!]);
    reader.nearby.complete = true;
  }
  return new Map(files.map(([path]) => [path, reader.read(tree.source(path)!)]));
}

const partOf = ({ file, uses, elsewhere, settled, losses }: FileUses): PartialScan =>
  ({ uses, elsewhere, settled, unknown: losses.unknown.map((miss) => ({ file, ...miss })), errors: [], warnings: [] });

const lineOf = (text: string, word: string): number => text.slice(0, text.indexOf(word)).split('\n').length;

describe('members spelled in the bodies of macros', () => {
  for (const whole of [false, true]) {
    it(`are told with their header, once, by calls in other files (${whole ? 'a whole tree' : 'some files'})`, async () => {
      const found = await readAll(whole);
      const { uses, unknown } = joinScans([...found.values()].map(partOf), [...found.keys()]);
      assert.deepEqual(uses.map((use) => `${use.file}:${use.line} ${use.record}.${use.path} ${use.access} ${use.macro} ${use.inMacroBody} ${use.function}|`), [
        `accessors.h:${lineOf(HEADER, '->private')} page.private write page_private true |`,
        `accessors.h:${lineOf(HEADER, '->flags')} page.flags write FLAG true |`,
      ]);
      assert.deepEqual(unknown.map(({ file, line, field, why }) => `${file}:${line} ${field}: ${why}`), [
        `accessors.h:${lineOf(HEADER, '->lru')} lru: parameter of macro page_lru: no call types it`,
      ]);
    });
  }

  it('are not told when their file was not asked for', async () => {
    const caller = (await readAll(false)).get('caller.c')!;
    assert.deepEqual(caller.elsewhere.map((use) => `${use.file} ${use.path} ${use.access}`), ['accessors.h private read']);
    assert.deepEqual(joinScans([partOf(caller)], ['caller.c']).uses, []);
  });

  it('are unknown, with the reason, in a header read alone', async () => {
    const header = (await readAll(false)).get('accessors.h')!;
    assert.deepEqual(header.uses, []);
    assert.deepEqual(header.losses.unknown.map(({ field, why }) => `${field}: ${why}`), ['page_private', 'page_lru', 'folio_of'].map((name, i) => `${['private', 'lru', 'index'][i]!}: parameter of macro ${name}: no call types it`));
  });
});
