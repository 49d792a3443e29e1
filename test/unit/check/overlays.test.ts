/** Overlays of struct page judged where they are declared. */
import assert from 'node:assert/strict';
import { checkContext } from '../../../src/check/context.js';
import { checkFile } from '../../../src/check/checkFile.js';
import type { Finding } from '../../../src/check/finding.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { openTree } from '../../../src/kernel/setup.js';
import { testParser } from '../c/grammar.js';

const PARCEL = 'mm/parcel.h';

/** A header that lays a record of our own over struct page. */
const parcel = (union: string, rest = '\tunsigned int __page_type;\n\tatomic_t __page_refcount;\n'): string => `#include <linux/mm_types.h>
struct parcel {
	unsigned long __page_flags;
${union}${rest}};
#define PARCEL_MATCH(pg, pc) static_assert(offsetof(struct page, pg) == offsetof(struct parcel, pc))
PARCEL_MATCH(flags, __page_flags);
`;
const WORDS = '\tvoid *owner;\n\tunsigned long a, b, c, d;\n';

/** A parcel that reaches over two struct pages. */
const wide = (second: string): string => `#include <linux/mm_types.h>
struct parcel {
	union {
		struct {
			unsigned long flags;
			struct list_head lru;
		};
		struct page first;
	};
	union {
		struct {
			unsigned long _flags_1;
			unsigned long _head_1;
${second}		};
		struct page second;
	};
};
static_assert(offsetof(struct page, flags) == offsetof(struct parcel, flags));
`;

/** The example tree with one more header; its DMA addresses, which move words on 32-bit ARM, are longs. */
class WithParcel extends NodeFiles {
  readonly #text: string;
  readonly #user: string | undefined;

  /** @param user text of mm/parcel.c, which uses the header's record */
  constructor(text: string, user?: string) {
    super('examples');
    this.#text = text;
    this.#user = user;
  }

  override read(path: string): string | undefined {
    if (path === 'mm/parcel.c' && this.#user !== undefined) return this.#user;
    return path === PARCEL ? this.#text : super.read(path)?.replaceAll('dma_addr_t dma_addr;', 'unsigned long dma_addr;');
  }

  override readHolding(path: string, words: readonly string[]): string | undefined {
    return path === PARCEL ? this.#text : super.readHolding(path, words);
  }

  override isFile(path: string): boolean {
    return path === PARCEL || super.isFile(path);
  }

  override list(directory: string): readonly string[] {
    return directory === 'mm' ? [...super.list(directory), 'parcel.h', ...(this.#user === undefined ? [] : ['parcel.c'])] : super.list(directory);
  }
}

async function told(text: string, user?: string): Promise<readonly Finding[]> {
  const setup = openTree(new WithParcel(text, user));
  return checkFile(setup.tree.source(PARCEL)!, checkContext(setup, await testParser()));
}

const names = (findings: readonly Finding[]): readonly string[] => findings.map(({ rule, message }) => `${rule} ${message.split(' ')[0]!}`);

describe('overlays where they are declared', () => {
  it('may keep pointers in the word whose bit 0 marks a tail', async () => {
    assert.deepEqual(names(await told(parcel(WORDS))), []);
  });

  it('keep no number there', async () => {
    for (const number of ['int used; int more;', 'atomic_t used; int more;', 'bool used; void *more;', 'unsigned used:4; void *more;', 'spinlock_t used; void *more;', 'unsigned long nr_used;']) {
      assert.deepEqual(names(await told(parcel(`\tunion { struct { ${number} }; void *owner; };\n\tunsigned long a[3];\n`))), [`word-misread parcel.${/\w*used/.exec(number)![0]}`], number);
    }
  });

  it('keep no number over the tags of mapping', async () => {
    const at = (mapping: string): string => parcel(`\tvoid *owner, *next;\n${mapping}\n\tunsigned long c, d;\n`);
    assert.deepEqual(names(await told(at('\tvoid *space;'))), []);
    assert.deepEqual(names(await told(at('\tunsigned long __mapping_pad;'))), []);
    assert.deepEqual(names(await told(at('\tunion { atomic_t used; void *space; };'))), ['word-misread parcel.used']);
    assert.deepEqual(names(await told(at('#ifdef CONFIG_RARE\n\tunion { atomic_t used; void *space; };\n#else\n\tunsigned long pad;\n#endif'))), ['word-misread parcel.used']);
  });

  it('tell the reader and where struct page keeps the word', async () => {
    const [found] = await told(parcel('\tint used;\n\tvoid *owner;\n\tunsigned long a, b, c;\n'));
    assert.ok(found);
    assert.equal(found.severity, 'error');
    assert.deepEqual(found.words.map(({ offset }) => offset), [8]);
    assert.deepEqual(found.evidence.map(({ file }) => file), [PARCEL, 'include/linux/mm_types.h', 'include/linux/page-flags.h']);
    assert.equal(found.line, 4);
  });

  it('may begin with the upper half of the word where that has no tail bit', async () => {
    assert.deepEqual(names(await told(parcel('\tunion { void *owner; struct { void *__filler; int used; }; };\n\tunsigned long a, b, c;\n'))), []);
  });

  it('lie not over the reference count, whatever pushed them there', async () => {
    assert.deepEqual(names(await told(parcel(WORDS, '\tunsigned int __page_type;\n\tint used;\n'))), ['overlay-mismatch parcel.used']);
    assert.deepEqual(names(await told(parcel(`${WORDS}\tvoid *more;\n`, ''))), ['overlay-mismatch parcel.more']);
  });

  it('may keep a number in the page type of a head', async () => {
    assert.deepEqual(names(await told(parcel(WORDS, '\tunsigned int first_offset;\n\tatomic_t __page_refcount;\n'))), []);
  });

  it('lie not over the counts of a tail: the first member that does is told', async () => {
    assert.deepEqual(names(await told(wide('\t\t\tvoid *a, *b, *c, *d;\n'))), []);
    assert.deepEqual(names(await told(wide('\t\t\tint hint;\n\t\t\tvoid *a, *b, *c, *d;\n'))), ['overlay-mismatch parcel.d']);
    assert.deepEqual(names(await told(wide('\t\t\tvoid *a, *b, *c, *d;\n\t\t\tatomic_t _mapcount_1, _refcount_1;\n'))), []);
  });

  it('are looked at in the configurations that the opened one leaves out', async () => {
    const found = await told(parcel('#ifdef CONFIG_PARCEL_COUNT\n\tint used;\n\tint more;\n#else\n\tvoid *owner;\n#endif\n\tunsigned long a, b, c, d;\n'));
    assert.deepEqual(names(found), ['word-misread parcel.used']);
    assert.match(found[0]!.config, /CONFIG_PARCEL_COUNT=y/);
  });

  const locked = (members: string, body: string): string => `${parcel(`\tvoid *owner;\n\tunsigned long a, b;\n${members}`)}
static inline void parcel_count_init(struct parcel *parcel)
{
	atomic_set(&parcel->shares, 0);
}
static inline void parcel_lock_init(struct parcel *parcel)
{
	spin_lock_init(&parcel->lock);
}
static inline void parcel_ctor(struct parcel *parcel, struct parcel *other)
{
	parcel_lock_init(parcel);
	${body}
}
`;
  const SHARED = '\tunsigned long c;\n\tunion { unsigned long _pad_1; spinlock_t lock; atomic_t shares; };\n';

  it('keep nothing in the bits of a lock that one function has in use beside it', async () => {
    const [found, ...more] = await told(locked(SHARED, 'parcel_count_init(parcel);'));
    assert.deepEqual(more, []);
    assert.equal(found?.rule, 'config-overlap');
    assert.match(found.message, /^parcel\.shares .* shares its bits with parcel\.lock .*parcel_ctor\(\)/);
    assert.deepEqual(names(await told(locked('\tatomic_t shares;\n\tunion { unsigned long _pad_1; spinlock_t lock; };\n', 'parcel_count_init(parcel);'))), []);
  });

  it('may where no page has both', async () => {
    assert.deepEqual(names(await told(locked(SHARED, 'parcel_count_init(other);'))), []);
  });
});

describe('members that have to be aligned', () => {
  const aligned = 'static_assert((offsetof(struct parcel, head) & (2 * sizeof(void *) - 1)) == 0);\n';
  const lists = (order: string): string => parcel(`\tvoid *owner;\n${order}`);
  const right = '\tvoid *cache;\n\tvoid *head;\n\tunsigned long counts;\n', wrong = '\tvoid *head;\n\tvoid *cache;\n\tunsigned long counts;\n';

  it('by an assert of one overlay alone', async () => {
    const padded = (order: string): string => lists(`\tvoid *next;\n${order}`) + aligned;
    assert.deepEqual((await told(padded(right))).map(({ rule }) => rule), []);
    assert.match((await told(padded(wrong))).map(({ rule, message }) => `${rule}: ${message}`).join(), /overlay-mismatch: .*offsetof\(struct parcel, head\).* does not hold/);
  });

  it('by who exchanges them in one step', async () => {
    const user = '#include "parcel.h"\nstatic bool swap_head(struct parcel *p, void *a, unsigned long b, void *c, unsigned long d)\n{\n\treturn cmpxchg_double(&p->head, &p->counts, a, b, c, d);\n}\n';
    const padded = (order: string): string => lists(`\tvoid *next;\n${order}`);
    assert.deepEqual((await told(padded(right), user)).map(({ rule }) => rule), []);
    assert.match((await told(padded(wrong), user)).map(({ rule, message }) => `${rule}: ${message}`).join(), /paired-words: parcel\.head \(bytes 24-31\) and counts \(bytes 40-47\).*swap_head\(\)/);
    assert.deepEqual((await told(padded(wrong))).map(({ rule }) => rule), []);
  });
});
