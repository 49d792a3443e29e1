import assert from 'node:assert/strict';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { KernelTree } from '../../../src/kernel/tree.js';
import { testParser } from '../c/grammar.js';
import { FIXTURES, fixtureNames, fixtureReader } from './fixtures.js';

const BUFFERS = '#include "page.h"\nstruct buffer { struct page *page; struct page **pages; };\nstruct page *page_of(struct buffer *b);\ntypedef struct folio folio_t;\n#define PAGE_OF(b) ((b)->page)\n';

/** Files that name no tracked type: only a quick look at their text decides whether they are read. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  'x = b->page->pp;': ['pp'], 'x = b\n\t\t->page\n\t\t->private;': ['private'], 'x = page_of(b)->index;': ['index'], 'x = b->pages[1]->index;': ['index'], 'x = (*b->pages)->index;': ['index'],
  'x = PAGE_OF(b)->flags;': ['flags'], 'use(b->page->flags); x = b->page->index;': ['flags', 'index'], 'folio_t *f = g(); x = f->index;': ['index'], 'list_add(&b->page->lru, 0);': ['lru'], 'x = b->flags;': [],
};

describe('scanning a whole tree', () => {
  for (const [statement, fields] of Object.entries(FILES)) {
    it(`finds ${fields.length} uses in ${JSON.stringify(statement)}`, async () => {
      const tree = new KernelTree(new NodeFiles(FIXTURES), 'x86');
      tree.overlay('buffers.h', BUFFERS);
      tree.overlay('driver.c', `#include "buffers.h"\nvoid driver(struct buffer *b)\n{\n\tunsigned long x;\n\t${statement}\n}\n`);
      const { reader } = fixtureReader(await testParser(), tree);
      reader.nearby.learn([tree.source('buffers.h')!, tree.source('page.h')!]);
      reader.nearby.complete = true;
      assert.deepEqual(reader.read(tree.source('driver.c')!).uses.map((use) => use.field), fields);
    });
  }

  it('takes a file for the same whatever was read before it', async () => {
    const tree = new KernelTree(new NodeFiles(FIXTURES), 'x86');
    tree.overlay('buffers.h', BUFFERS);
    tree.overlay('first.c', '#include "buffers.h"\nstatic struct page *odd;\n#define FLAGS_OF(x) ((x)->flags)\nvoid first(void)\n{\n\tFLAGS_OF(odd) = 0;\n}\n');
    tree.overlay('second.c', 'struct page;\nvoid second(struct nobody *n)\n{\n\tn->odd->flags = 0;\n}\n');
    const { reader } = fixtureReader(await testParser(), tree);
    reader.nearby.learn([tree.source('buffers.h')!, tree.source('page.h')!]);
    reader.nearby.complete = true;
    const alone = reader.read(tree.source('second.c')!);
    assert.equal(reader.read(tree.source('first.c')!).uses.length, 1);
    assert.deepEqual(reader.read(tree.source('second.c')!), alone);
    assert.equal(alone.losses.unknown.length, 0);
  });

  it('finds in every fixture what reading it alone finds', async () => {
    const parser = await testParser();
    for (const name of fixtureNames()) {
      const alone = fixtureReader(parser), whole = fixtureReader(parser);
      whole.reader.nearby.learn(['page.h', 'header_beside.h'].map((path) => whole.tree.source(path)!));
      whole.reader.nearby.complete = true;
      assert.deepEqual(whole.reader.read(whole.tree.source(name)!).uses, alone.reader.read(alone.tree.source(name)!).uses, name);
    }
  });
});
