import assert from 'node:assert/strict';
import { checkContext } from '../../../src/check/context.js';
import { checkFile } from '../../../src/check/checkFile.js';
import type { Finding } from '../../../src/check/finding.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { openTree } from '../../../src/kernel/setup.js';
import { testParser } from '../c/grammar.js';

const HEAD = '#include <linux/mm.h>\n#include <linux/vmalloc.h>\n#include <linux/list.h>\nstatic struct list_head pool;\n';

/** Checks a driver of our own in the example tree. */
async function check(body: string): Promise<readonly Finding[]> {
  const setup = openTree(new NodeFiles('examples'));
  setup.tree.overlay('drivers/misc/driver.c', HEAD + body);
  const context = checkContext(setup, await testParser());
  return checkFile(setup.tree.source('drivers/misc/driver.c')!, context);
}

const keep = (statement: string): string => `void keep(void *addr)\n{\n\tstruct page *page = vmalloc_to_page(addr);\n\n\t${statement}\n}\n`;

describe('a list node stored in struct page', () => {
  const conflicts: Readonly<Record<string, string>> = {
    'over mapping through a cast': keep('list_add((struct list_head *)&page->mapping, &pool);'),
    'over mapping by a member of another arm': keep('list_add(&page->deferred_list, &pool);'),
    'over mapping by a view of the file\'s own': `struct view { unsigned long words[3]; struct list_head node; };\n${keep('list_add(&((struct view *)page)->node, &pool);')}`,
    'over mapping by a view in a variable': `struct view { unsigned long words[3]; struct list_head node; };\n${keep('struct view *view = (struct view *)page;\n\tlist_add(&view->node, &pool);')}`,
    'over the mapping of a page of a vmalloc area': 'void keep(struct vm_struct *area)\n{\n\tlist_add((struct list_head *)&area->pages[0]->mapping, &pool);\n}\n',
    'over the mapping of a page the function maps': 'int keep(struct vm_area_struct *vma, struct page *page)\n{\n\tlist_add((struct list_head *)&page->mapping, &pool);\n\treturn vm_insert_page(vma, 0, page);\n}\n',
  };
  for (const [title, body] of Object.entries(conflicts)) {
    it(`is told ${title}, with the declaration of the word and its reader`, async () => {
      const [finding, ...more] = await check(body);
      assert.ok(finding, 'nothing was found');
      assert.deepEqual(more, []);
      assert.equal(finding.rule, 'node-misread');
      assert.match(finding.message, /page_mapping\(\) takes the list link for a struct address_space/);
      assert.ok(finding.evidence.some((link) => link.file === 'include/linux/mm_types.h' && /mapping is declared here/.test(link.message)));
      assert.ok(finding.evidence.some((link) => link.file === 'mm/util.c' && link.function === 'page_mapping'));
    });
  }

  const silent: Readonly<Record<string, string>> = {
    'over index and private': keep('list_add((struct list_head *)&page->index, &pool);'),
    'in lru': keep('list_add(&page->lru, &pool);'),
    'by a view over index and private': `struct view { unsigned long words[4]; struct list_head node; };\n${keep('list_add(&((struct view *)page)->node, &pool);')}`,
    'that is only read': keep('if (list_empty((struct list_head *)&page->mapping))\n\t\treturn;'),
    'in a struct of the same shape that is no page': 'struct thing { unsigned long words[3]; struct list_head mapping; };\nvoid keep(struct thing *page)\n{\n\tlist_add(&page->mapping, &pool);\n}\n',
  };
  for (const [title, body] of Object.entries(silent)) {
    it(`is not told ${title}`, async () => {
      assert.deepEqual((await check(body)).map((finding) => finding.message), []);
    });
  }

  it('is told with its reader in a header, where a kernel has moved it there', async () => {
    const files = new NodeFiles('examples'), setup = openTree(files), reader = files.read('mm/util.c')!;
    setup.tree.overlay('mm/util.c', '');
    setup.tree.overlay('mm/moved.h', reader.replace(/struct address_space \*page_mapping\(/, 'static inline $&'));
    setup.tree.overlay('drivers/misc/driver.c', `${HEAD}#include "../../mm/moved.h"\n${keep('list_add((struct list_head *)&page->mapping, &pool);')}`);
    const [finding] = checkFile(setup.tree.source('drivers/misc/driver.c')!, checkContext(setup, await testParser()));
    assert.ok(finding?.evidence.some((link) => link.file === 'mm/moved.h' && link.function === 'page_mapping'), JSON.stringify(finding?.evidence));
  });

  it('is told in the example that keeps it over mapping, with what it leaves behind, and in page contents; in no other file of the examples', async () => {
    const setup = openTree(new NodeFiles('examples'));
    const context = checkContext(setup, await testParser());
    const lines = (path: string): string[] => checkFile(setup.tree.source(path)!, context).map((finding) => finding.rule);
    assert.deepEqual(lines('mm/vmalloc_mapping_index.c'), ['node-misread', 'node-misread', 'node-misread', 'stale-at-free']);
    assert.deepEqual(lines('mm/vmalloc_contents.c'), ['node-in-contents']);
    for (const path of ['mm/vmalloc_index_private.c', 'mm/vmalloc.c', 'mm/page_alloc.c', 'drivers/misc/epc.c', 'drivers/video/fbdev/core/fb_defio.c']) assert.deepEqual(lines(path), [], path);
  });
});
