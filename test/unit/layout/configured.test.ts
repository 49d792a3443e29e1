import assert from 'node:assert/strict';
import { ConfigError } from '../../../src/kernel/config.js';
import { LayoutError } from '../../../src/layout/compute.js';
import { testParser } from '../c/grammar.js';
import { layoutsOf, sketch } from './memoryTree.js';

const SOURCE = `
typedef struct { int counter; } atomic_t;
#ifdef CONFIG_DEBUG_SPINLOCK
typedef struct spinlock { atomic_t raw; void *owner; } spinlock_t;
#else
typedef struct spinlock { atomic_t raw; } spinlock_t;
#endif
#if defined(CONFIG_PAIR) && CONFIG_LEVELS > 2
# define _pair_alignment __aligned(2 * sizeof(unsigned long))
#else
# define _pair_alignment __aligned(sizeof(unsigned long))
#endif
#define __aligned(n) __attribute__((__aligned__(n)))
struct page {
	unsigned long flags;
#ifdef CONFIG_MEMCG
	unsigned long memcg_data;
#elif defined(OTHER_OWNER)
	void *owner;
#else
	char small;
#endif
	spinlock_t ptl;
} _pair_alignment;
#define MEMBERS(type, name) type name; type name##_next
struct made { MEMBERS(char, a); MEMBERS(spinlock_t, lock); };
`;

describe('layouts under a configuration', () => {
  it('follow #ifdef, #elif and #else, and tell the condition of a member', async () => {
    const parser = await testParser();
    assert.equal(sketch(layoutsOf(parser, SOURCE, { config: 'CONFIG_X86_64=y\nCONFIG_MEMCG=y\n' }), 'page'), 'flags@0 memcg_data@8 ptl@16 ptl.raw@16 ptl.raw.counter@16 size 24 align 8');
    assert.equal(sketch(layoutsOf(parser, SOURCE, { config: 'CONFIG_X86_64=y\n' }), 'page'), 'flags@0 small@8 ptl@12 ptl.raw@12 ptl.raw.counter@12 size 16 align 8');
    const field = layoutsOf(parser, SOURCE, { config: 'CONFIG_X86_64=y\n' }).record('page').fields.find((one) => one.path === 'small');
    assert.equal(field?.when, '!defined(CONFIG_MEMCG) && !defined(OTHER_OWNER)');
  });

  it('take -D for symbols of the configuration and for macros', async () => {
    const parser = await testParser();
    const config = 'CONFIG_X86_64=y\nCONFIG_MEMCG=y\n';
    assert.match(sketch(layoutsOf(parser, SOURCE, { config, defines: ['CONFIG_MEMCG=n', 'OTHER_OWNER'] }), 'page'), /^flags@0 owner@8 ptl@16 .*size 24/);
    assert.match(sketch(layoutsOf(parser, SOURCE, { config, defines: ['CONFIG_DEBUG_SPINLOCK'] }), 'page'), /ptl\.owner@24 size 32/);
    assert.throws(() => layoutsOf(parser, SOURCE, { defines: ['2x=1'] }), ConfigError);
  });

  it('align by an attribute behind a macro that a number decides', async () => {
    const parser = await testParser();
    const align = (config: string): number => layoutsOf(parser, SOURCE, { config: `CONFIG_X86_64=y\n${config}` }).record('page').align;
    assert.equal(align('CONFIG_PAIR=y\nCONFIG_LEVELS=4\n'), 16);
    assert.equal(align('CONFIG_PAIR=y\nCONFIG_LEVELS=2\n'), 8);
    assert.equal(align('CONFIG_LEVELS=4\n'), 8);
  });

  it('read members that macros make', async () => {
    assert.match(sketch(layoutsOf(await testParser(), SOURCE, { config: 'CONFIG_X86_64=y\n' }), 'made'), /^a@0 a_next@1 lock@4 .*lock_next@8 .*size 12 align 4$/);
  });

  it('name a typedef\'s record by the typedef', async () => {
    const engine = layoutsOf(await testParser(), SOURCE);
    assert.equal(engine.record('atomic_t').record, 'atomic_t');
    assert.equal(engine.record('spinlock_t').size, 4);
    assert.equal(engine.record('struct spinlock').size, 4);
  });

  it('tell where each member is declared', async () => {
    const field = layoutsOf(await testParser(), SOURCE).record('page').fields[0];
    assert.deepEqual(field?.declared, { file: 'include/linux/mm_types.h', line: 15, column: 16 });
  });
});

describe('a layout that cannot be told says why', () => {
  const cases: readonly [title: string, source: string, record: string, message: RegExp][] = [
    ['no such record', 'struct a { int x; };', 'nothing', /no definition of struct nothing in reach under x86_64 preset/],
    ['only declared', 'struct a;', 'a', /no definition of struct a in reach/],
    ['not a name', 'struct a { int x; };', 'a->b', /"a->b" is not a record's name/],
    ['a member of a missing type', 'struct a { missing_t x; };', 'a', /no definition of type missing_t in reach/],
    ['a member of a record that is only declared', 'struct b; struct a { struct b x; };', 'a', /no definition of struct b in reach/],
    ['an array size nobody knows', 'struct a { int x[UNKNOWN_COUNT]; };', 'a', /array size in include\/linux\/mm_types\.h is not a constant here: UNKNOWN_COUNT/],
    ['an alignment nobody knows', 'struct a { int x; } __attribute__((aligned(UNKNOWN_ALIGN)));', 'a', /alignment UNKNOWN_ALIGN in include\/linux\/mm_types\.h is not a constant here/],
    ['a record that holds itself', 'struct a { struct a x; int y; };', 'a', /struct a contains itself/],
    ['compiled out', '#ifdef CONFIG_NEVER\nstruct a { int x; };\n#endif', 'a', /no definition of struct a/],
  ];
  for (const [title, source, record, message] of cases) {
    it(title, async () => {
      const engine = layoutsOf(await testParser(), source);
      assert.throws(() => engine.record(record), (error: unknown) => error instanceof LayoutError && message.test(error.message));
    });
  }
});
