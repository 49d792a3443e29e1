import assert from 'node:assert/strict';
import { factsOfChange, lostBy } from '../../../src/check/changes/index.js';
import { checkContext } from '../../../src/check/context.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { openTree } from '../../../src/kernel/setup.js';
import { testParser } from '../c/grammar.js';
import { DRIVER, HEAD, lostIn } from './driver.js';

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

  it('for a symbol that no Kconfig has is told where it makes up a word', async () => {
    const marks = (test: string): string => `void mark(struct page *page, unsigned long what)\n{\n\tunsigned long word = what << 1;\n\n\tlock_page(page);\n#${test}\n\tword |= 1;\n#endif\n\tpage->memcg_data = word;\n\tunlock_page(page);\n}\n`;
    assert.deepEqual(await lostIn(marks('ifdef CONFIG_MEMCG'), marks('ifdef CONFIG_MEMCG_OLD')), ['config-overlap']);
    assert.deepEqual(await lostIn(marks('ifdef CONFIG_MEMCG'), marks('if defined(CONFIG_MEMCG)')), []);
    assert.deepEqual(await lostIn(marks('ifdef CONFIG_MEMCG'), marks('if defined(CONFIG_MEMCG) || defined(CONFIG_MEMCG_OLD)')), []);
    // Which pages are locked has nothing to do with what lies in them.
    assert.deepEqual(await lostIn(marks('ifdef CONFIG_MEMCG').replace('word |=', 'what |='), marks('ifdef CONFIG_MEMCG_OLD').replace('word |=', 'what |=')), []);
  });
});

const WIDE = 'include/linux/wide.h';
const wide = '#define WIDE_ADDRESSES (sizeof(dma_addr_t) > sizeof(unsigned long))\nstruct page;\nstatic inline void set_upper(struct page *page, void *upper)\n{\n\tif (WIDE_ADDRESSES)\n\t\tpage->slab_cache = upper;\n}\n';

/** The example tree with that header in it, whatever it is opened for. */
class WithHeader extends NodeFiles {
  override read(path: string): string | undefined {
    return path === WIDE ? wide : super.read(path);
  }

  override isFile(path: string): boolean {
    return path === WIDE || super.isFile(path);
  }
}

/** What a change of a driver that sees the header takes away. */
async function lostBeside(before: string, after: string): Promise<readonly string[]> {
  const parser = await testParser();
  const side = (body: string): Parameters<typeof factsOfChange>[0] => {
    const setup = openTree(new WithHeader('examples'));
    setup.tree.overlay(DRIVER, `${HEAD}#include <linux/wide.h>\n${body}`);
    return { file: setup.tree.source(DRIVER)!, context: checkContext(setup, parser) };
  };
  const changed = factsOfChange(side(before), side(after));
  return changed ? lostBy(changed, [changed]).map(({ rule, message }) => `${rule}: ${message}`) : [];
}

describe('a way out on some machines', () => {
  const opens = (test: string, word = 'mapping'): string => `int open_pool(struct pool *pool, int flags)\n{\n\tif (!pool)\n\t\treturn -22;\n${test}\n\tpool->flags = flags;\n\treturn 0;\n}\nvoid join(struct page *page, void *what)\n{\n\tset_upper(page, what);\n\tpage->${word} = what;\n}\n`;
  const out = '\tif (WIDE_ADDRESSES && flags & 4)\n\t\treturn -22;';

  it('is missed where the macro puts a member to use that lies on the file\'s own', async () => {
    const [found, ...more] = await lostBeside(opens(out), opens(''));
    assert.match(found ?? '', /^config-overlap: open_pool\(\) turned away .*WIDE_ADDRESSES.*slab_cache.*mapping/);
    assert.deepEqual(more, []);
    assert.deepEqual(await lostBeside(opens(out, 'private'), opens('', 'private')), []);
  });

  it('may be asked in other words, or elsewhere', async () => {
    assert.deepEqual(await lostBeside(opens(out), opens('\tif ((flags & 4) && sizeof(dma_addr_t) > sizeof(unsigned long))\n\t\treturn -22;')), []);
    assert.deepEqual(await lostBeside(opens(out), `${opens('')}int may_open(int flags)\n{\n\treturn 0;\n}\n`.replace('pool->flags = flags', 'if (sizeof(dma_addr_t) > sizeof(long))\n\t\tflags = 0;\n\tpool->flags = flags')), []);
  });

  it('under which a function did something more is told when that goes', async () => {
    const reads = (more: string): string => `unsigned long address(struct page *page)\n{\n\tunsigned long at = page->private;\n\n\tlock_page(page);\n${more}\treturn at;\n}\n`;
    const shift = '\tif (BITS_PER_LONG < 64)\n\t\tat <<= 12;\n';
    assert.deepEqual(await lostIn(reads(shift), reads('')), ['config-overlap']);
    assert.deepEqual(await lostIn(reads(shift), reads('\tif (!IS_ENABLED(CONFIG_64BIT))\n\t\tat <<= 12;\n')), []);
  });

  it('by which an accessor goes is told when the word is read past it', async () => {
    const accessor = 'static inline unsigned long address_of(struct page *page)\n{\n\tunsigned long at = page->private;\n\n\tif (BITS_PER_LONG < 64)\n\t\tat <<= 12;\n\treturn at;\n}\n';
    const uses = (of: string): string => `${accessor}void use(struct page *page, unsigned long *to)\n{\n\tlock_page(page);\n\t*to = ${of};\n\tunlock_page(page);\n\tset_page_dirty(page);\n}\n`;
    assert.deepEqual(await lostIn(uses('address_of(page)'), uses('page->private')), ['config-overlap']);
    assert.deepEqual(await lostIn(uses('address_of(page)'), uses('0 + address_of(page)')), []);
  });
});
