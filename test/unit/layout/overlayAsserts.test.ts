import assert from 'node:assert/strict';
import { PRESET_NAMES } from '../../../src/kernel/arch.js';
import { openTree } from '../../../src/kernel/setup.js';
import { type OverlayAssert, overlayAsserts } from '../../../src/layout/overlayAsserts.js';
import { findOverlays } from '../../../src/layout/overlays.js';
import { testParser } from '../c/grammar.js';
import { MemoryFiles } from '../kernel/memoryFiles.js';
import { openReal, realRoot } from '../kernel/realTree.js';

describe('overlay asserts of real kernels', function () {
  this.timeout(60_000);
  /** Under x86_64: as many as `grep` counts in the files named, by hand. */
  const counts: Readonly<Record<string, number>> = { '6.1': 23, '6.12': 38, '7.3': 60 };
  for (const [version, count] of Object.entries(counts)) {
    for (const preset of PRESET_NAMES) {
      it(`${version} ${preset}: ${count}, each true or not compiled`, async function () {
        const setup = openReal(realRoot(this, version), { arch: preset });
        const all = overlayAsserts(setup, await testParser(), findOverlays(setup.tree));
        assert.equal(all.length, count);
        assert.deepEqual(all.filter(({ value }) => value !== true && value !== 'not compiled'), []);
        assert.ok(all.filter(({ value }) => value === true).length > count * 0.8, 'most are compiled');
      });
    }
  }

  it('7.3 asserts its IOMMU page tables in a .c file', async function () {
    const setup = openReal(realRoot(this, '7.3'), { arch: 'x86_64' });
    const all = overlayAsserts(setup, await testParser(), findOverlays(setup.tree));
    assert.equal(all.filter(({ file }) => file === 'drivers/iommu/iommu-pages.c').length, 8);
  });
});

const HEADER = `
#define offsetof(type, member) __builtin_offsetof(type, member)
#define static_assert(expr, ...) __static_assert(expr, ##__VA_ARGS__, #expr)
#define __static_assert(expr, msg, ...) _Static_assert(expr, msg)
struct list { struct list *next, *prev; };
struct page {
	unsigned long flags;
	struct list lru;
	void *owner;
#ifdef CONFIG_MEMCG
	unsigned long memcg;
#endif
};
struct view {
	unsigned long view_flags;
	struct list lru;
	void *owner;
	unsigned long memcg;
	unsigned long tail_flags;
};
#define SAME(pg, vw) \\
	static_assert(offsetof(struct page, pg) == offsetof(struct view, vw))
`;

/** The asserts of a header whose struct page is ours. */
async function assertsIn(text: string, defines: readonly string[] = [], more: Readonly<Record<string, string>> = {}): Promise<readonly OverlayAssert[]> {
  const files = new MemoryFiles({ 'include/linux/mm_types.h': HEADER + text, 'include/linux/mm.h': '#include <linux/mm_types.h>\n', ...more });
  const setup = openTree(files, { arch: 'x86_64', defines });
  return overlayAsserts(setup, await testParser(), findOverlays(setup.tree));
}

const values = (asserts: readonly OverlayAssert[]): readonly unknown[] => asserts.map(({ value }) => value);

describe('overlay asserts of our own C', () => {
  it('are true where members meet, false where one was moved', async () => {
    const all = await assertsIn('SAME(flags, view_flags);\nSAME(lru, lru);\nSAME(lru, owner);\nSAME(lru.prev, lru.prev);\n');
    assert.deepEqual(values(all), [true, true, false, true]);
    assert.deepEqual({ ...all[2] }, {
      file: 'include/linux/mm_types.h', line: HEADER.split('\n').length + 2, text: 'SAME(lru, owner);',
      condition: 'offsetof(struct page, lru) == offsetof(struct view, owner)', value: false,
    });
  });

  it('fail when the overlay gets a member in front', async () => {
    const sabotaged = HEADER.replace('unsigned long view_flags;', 'char first; unsigned long view_flags;');
    const files = new MemoryFiles({ 'include/linux/mm_types.h': `${sabotaged}SAME(flags, view_flags);\nSAME(lru, lru);\n`, 'include/linux/mm.h': '#include <linux/mm_types.h>\n' });
    const setup = openTree(files, { arch: 'x86_64' });
    assert.deepEqual(values(overlayAsserts(setup, await testParser(), findOverlays(setup.tree))), [false, false]);
  });

  it('compare sizes too', async () => {
    const sizes = 'SAME(flags, view_flags);\nstatic_assert(sizeof(struct view) <= sizeof(struct page));\n_Static_assert(sizeof(struct page) < sizeof(struct view), "message");\n';
    assert.deepEqual(values(await assertsIn(sizes)), [true, false, true]);
  });

  it('use the definition that is in force at each line', async () => {
    const redefined = 'SAME(flags, view_flags);\n#undef SAME\n#define SAME(pg, vw) static_assert(offsetof(struct view, vw) == offsetof(struct page, pg) + 40)\nSAME(flags, tail_flags);\nSAME(flags, view_flags);\n#undef SAME\n';
    assert.deepEqual(values(await assertsIn(redefined)), [true, true, false]);
  });

  it('know what the configuration leaves out', async () => {
    const conditional = 'SAME(lru, lru);\n#ifdef CONFIG_MEMCG\nSAME(memcg, memcg);\n#endif\n';
    assert.deepEqual(values(await assertsIn(conditional, ['CONFIG_MEMCG=n'])), [true, 'not compiled']);
    assert.deepEqual(values(await assertsIn(conditional, ['CONFIG_MEMCG'])), [true, true]);
  });

  it('say what they could not tell', async () => {
    const [, member, number] = await assertsIn('SAME(lru, lru);\nSAME(gone, lru);\nstatic_assert(offsetof(struct page, lru) == offsetof(struct view, lru) + NOBODY_KNOWS);\n');
    assert.deepEqual([member?.value, member?.why], ['unknown', 'struct page has no member gone here']);
    assert.deepEqual([number?.value, number?.why], ['unknown', 'not a constant here']);
  });

  it('are found in .c files, through macros of any name, and nothing else is', async () => {
    const all = await assertsIn('SAME(lru, lru);\n', [], {
      'mm/own.c': '#include <linux/mm.h>\n#define check_word(a, b) SAME(a, b)\nstruct other { int x; };\ncheck_word(owner, owner);\nstatic_assert(sizeof(struct other) == 4);\nint f(void) { return 0; }\n',
    });
    assert.deepEqual(all.map(({ file, text, value }) => [file, text, value]), [['include/linux/mm_types.h', 'SAME(lru, lru);', true], ['mm/own.c', 'check_word(owner, owner);', true]]);
  });
});
