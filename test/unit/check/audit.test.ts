import assert from 'node:assert/strict';
import { auditModel } from '../../../src/check/audit/audit.js';
import { callPath } from '../../../src/check/audit/callPath.js';
import { TreeNames } from '../../../src/check/audit/treeNames.js';
import { checkContext } from '../../../src/check/context.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { openTree } from '../../../src/kernel/setup.js';
import { KernelTree } from '../../../src/kernel/tree.js';
import { whatIfFacts } from '../../../src/whatif/facts.js';
import { testParser } from '../c/grammar.js';
import { MemoryFiles } from '../kernel/memoryFiles.js';
import { realRoot } from '../kernel/realTree.js';

const FILES = {
  'mm/mmap.c': 'static int deep(void)\n{\n\treturn walk(0);\n}\nSYSCALL_DEFINE2(munmap, unsigned long, addr, size_t, len)\n{\n\t/* frobnicate() is only spoken of */\n\treturn deep();\n}\n',
  'mm/memory.c': '#include <linux/flags.h>\nint walk(int x)\n{\n\treturn PageLocked(x) + run(step);\n}\nint frobnicate(void)\n{\n\treturn 0;\n}\nstatic int step(void)\n{\n\treturn 1;\n}\n',
  'lib/far.c': 'int far(void)\n{\n\treturn frobnicate();\n}\n',
  'include/linux/flags.h': '#define HEAD(p) compound_head(p)\n#define TEST(U, l, head) static inline int Page##U(int p) { return head(p); }\nTEST(Locked, locked, HEAD)\nint compound_head(int p);\n',
};

describe('the audit of the model', function () {
  this.timeout(60_000);
  const names = new TreeNames(new KernelTree(new MemoryFiles(FILES), 'x86'), Object.keys(FILES));

  const ways: readonly (readonly [string, string, number | undefined])[] = [
    ['munmap', 'deep', 1], ['munmap', 'walk', 2], ['munmap', 'compound_head', 4], ['walk', 'step', 1], ['munmap', 'frobnicate', undefined], ['walk', 'far', undefined],
  ];
  for (const [caller, callee, calls] of ways) {
    it(`${caller}() ${calls === undefined ? 'does not come' : `comes by ${calls} calls`} to ${callee}()`, () => { assert.equal(callPath(caller, callee, names)?.length, calls); });
  }

  it('finds what files name: functions, records, macros, functions that macros make, system calls', () => {
    assert.equal(names.inFile('include/linux/flags.h', 'PageLocked'), true);
    assert.equal(names.inFile('include/linux/flags.h', 'TEST'), true);
    assert.equal(names.inFile('mm/mmap.c', 'munmap'), true);
    assert.equal(names.inFile('mm/mmap.c', 'walk'), false);
    assert.equal(names.inFile('mm/none.c', 'walk'), 'no file');
  });

  for (const version of ['6.1', '6.12']) {
    it(`finds every fact in ${version}, and tells of one that is taken away`, async function () {
      const files = new NodeFiles(realRoot(this, version)), parser = await testParser();
      const { broken, checked } = auditModel(checkContext(openTree(files), parser), whatIfFacts);
      assert.deepEqual(broken, []);
      assert.ok(checked > 700);
      const setup = openTree(files);
      const text = setup.tree.source('mm/vmalloc.c')!.text;
      setup.tree.overlay('mm/vmalloc.c', text.replaceAll('remap_vmalloc_range_partial', 'renamed').replaceAll('set_area_direct_map', 'renamed_too'));
      setup.tree.overlay('include/linux/mm_types.h', setup.tree.source('include/linux/mm_types.h')!.text.replace('struct dev_pagemap *pgmap;', 'void *pgmap2;'));
      const told = auditModel(checkContext(setup, parser), whatIfFacts).broken;
      assert.ok(told.some(({ of, fact, problem }) => of === 'state vmalloc' && fact === 'mm/vmalloc.c: remap_vmalloc_range_partial' && problem === 'nothing of that name in the file'));
      assert.ok(told.some(({ of, fact }) => of === 'page contents' && fact === 'mm/vmalloc.c: set_area_direct_map'));
      assert.ok(told.some(({ fact, problem }) => fact === 'claim: page.pgmap' && problem === 'struct page has no such member'));
    });
  }

  it('tells what a small tree of an old kernel lacks', async () => {
    const { broken } = auditModel(checkContext(openTree(new NodeFiles('examples')), await testParser()));
    assert.ok(broken.some(({ problem }) => problem === 'no such file'));
    assert.ok(broken.some(({ problem }) => problem.startsWith('does not come') || problem.includes('is not declared')));
  });
});
