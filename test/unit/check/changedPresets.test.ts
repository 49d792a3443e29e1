import assert from 'node:assert/strict';
import { lostIn } from './driver.js';

/** Keeps an address in private on small machines and a number on the others. */
const keeps = '#ifdef CONFIG_64BIT\n#define put(page, what) set_page_private(page, what)\n#endif\nvoid keep(struct page *page, void *what)\n{\n\tlock_page(page);\n#ifndef CONFIG_64BIT\n\tpage->private = (unsigned long)copy_of(what);\n#else\n\tpage->private = 1;\n#endif\n\tunlock_page(page);\n}\n';
const leaves = (body: string): string => `void leave(struct page *page)\n{\n\tlock_page(page);\n${body}\n\tunlock_page(page);\n\tset_page_dirty(page);\n}\n`;
const drop = '\tdrop((void *)page->private);';
const guarded = leaves(`#ifndef CONFIG_64BIT\n${drop}\n#endif`);

describe('a test of the configuration', () => {
  it('that is taken away around a word is told while others of the file go by it', async () => {
    assert.deepEqual(await lostIn(keeps + guarded, keeps + leaves(drop)), ['config-overlap']);
    assert.deepEqual(await lostIn(guarded, leaves(drop)), []);
  });

  it('may be written in another way', async () => {
    for (const same of [`\tif (!IS_ENABLED(CONFIG_64BIT))\n\t${drop}`, `\tif (BITS_PER_LONG < 64) {\n\t${drop}\n\t}`, `#if !defined(CONFIG_64BIT)\n${drop}\n#endif`, `#ifdef CONFIG_64BIT\n\tcpu_relax();\n#else\n${drop}\n#endif`]) {
      assert.deepEqual(await lostIn(keeps + guarded, keeps + leaves(same)), [], same);
    }
  });

  it('that leaves the function where it fails is followed', async () => {
    const out = (test: string): string => `void leave(struct page *page)\n{\n\tlock_page(page);\n${test}${drop}\n\tset_page_dirty(page);\n}\n`;
    assert.deepEqual(await lostIn(keeps + out('\tif (BITS_PER_LONG == 64)\n\t\treturn;\n'), keeps + out('')), ['config-overlap']);
    assert.deepEqual(await lostIn(keeps + out('\tif (BITS_PER_LONG == 64)\n\t\treturn;\n'), keeps + out('\tif (IS_ENABLED(CONFIG_64BIT))\n\t\treturn;\n')), []);
  });
});
