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

const CALLS = { 'accessors.h': HEADER, 'caller.c': CALLER, 'other.c': OTHER, 'writer.c': WRITER };

async function readAll(whole: boolean, texts: Readonly<Record<string, string>> = CALLS): Promise<ReadonlyMap<string, FileUses>> {
  const tree = new KernelTree(new NodeFiles(FIXTURES), 'x86');
  const files = Object.entries(texts);
  for (const [path, text] of files) tree.overlay(path, text);
  const { reader } = fixtureReader(await testParser(), tree);
  if (whole) {
    reader.nearby.learn([...files.flatMap(([path]) => (path.endsWith('.h') ? tree.source(path)! : [])), tree.source('page.h')!]);
    reader.nearby.complete = true;
  }
  return new Map(files.map(([path]) => [path, reader.read(tree.source(path)!)]));
}

/** Macros without arguments: what they stand for is used where they are named. */
const STANDING = `#include "page.h"
#define cursor_private (cursor->private)
#define cursor_lru cursor->lru
#define cursor_again cursor_private
#define unused_index page->index
extern struct page *current_page;
#define current_mapping current_page->mapping
#define cookie private
#define via_page tail.page
struct holder { struct { struct page *page; } tail; };
struct other { int lru; };
`;
const NAMING = `#include "standing.h"
void naming(struct page *cursor)
{
\tcursor_again++;
\tuse(&cursor_lru);
}
int renamed(struct page *page, struct holder *holder)
{
\tpage->cookie = 1;
\treturn holder->via_page->private;
}
void elsewhere(struct other *cursor)
{
\tuse(cursor_lru);
}
`;
const GLOBAL = '#include "standing.h"\nvoid forget_page(void)\n{\n\tcurrent_mapping = 0;\n}\n';

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

  for (const whole of [false, true]) {
    it(`are told of macros without arguments where their names are used (${whole ? 'a whole tree' : 'some files'})`, async () => {
      const found = await readAll(whole, { 'standing.h': STANDING, 'naming.c': NAMING, 'global.c': GLOBAL });
      const { uses, unknown } = joinScans([...found.values()].map(partOf), [...found.keys()]);
      assert.deepEqual(uses.map((use) => `${use.file}:${use.line} ${use.record}.${use.path} ${use.access} ${use.macro} ${use.inMacroBody} ${use.function}|`), [
        `standing.h:${lineOf(STANDING, '->private')} page.private readwrite cursor_private true |`,
        `standing.h:${lineOf(STANDING, '->lru')} page.lru address cursor_lru true |`,
        `standing.h:${lineOf(STANDING, '->mapping')} page.mapping write current_mapping true |`,
        `naming.c:${lineOf(NAMING, '->cookie')} page.private write  false renamed|`,
        `naming.c:${lineOf(NAMING, '->via_page')} page.private read  false renamed|`,
      ]);
      assert.deepEqual(unknown.map(({ file, field, why }) => `${file} ${field}: ${why}`), ['standing.h index: in macro unused_index: no use of it types it']);
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
