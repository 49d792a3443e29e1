import assert from 'node:assert/strict';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { LineIndex } from '../../../src/c/position.js';
import type { CParser } from '../../../src/c/syntax.js';
import { KernelTree } from '../../../src/kernel/tree.js';
import type { FileUses } from '../../../src/uses/fileUses.js';
import { testParser } from '../c/grammar.js';
import { cSoup, Random } from '../c/random.js';
import { FIXTURES, fixtureNames, fixtureReader } from './fixtures.js';

/** What hangs takes longer, what is slow on a busy machine does not. */
const MAX_MS = 20_000;

/** A reader of texts that stand in the place of a fixture. */
function damagedReader(parser: CParser): (text: string, what: string) => FileUses {
  const { tree, reader } = fixtureReader(parser, new KernelTree(new NodeFiles(FIXTURES), 'x86'));
  return (text, what) => {
    tree.overlay('damaged.c', text);
    const start = performance.now();
    const found = reader.read(tree.source('damaged.c')!);
    assert.ok(performance.now() - start < MAX_MS, `${what}: took too long`);
    const lines = new LineIndex(text);
    for (const use of found.uses) {
      const at = lines.offset(use.line, use.column);
      assert.equal(text.slice(at, at + use.field.length), use.field, `${what}: ${use.line}:${use.column} is not ${use.field}`);
    }
    return found;
  };
}

describe('half-written code', function () {
  this.timeout(120_000);
  const texts = fixtureNames().map((name) => [name, new NodeFiles(FIXTURES).read(name)!] as const);

  it('is read with any span missing: in good time, nothing thrown, each use at its token', async () => {
    const read = damagedReader(await testParser());
    for (const [name, text] of texts) {
      for (let seed = 0; seed < 12; seed++) {
        const random = new Random(seed * 1000 + text.length);
        const from = random.below(text.length), length = 1 + random.below(seed % 2 === 0 ? 4 : 80);
        read(text.slice(0, from) + text.slice(from + length), `${name} without ${from}..${from + length}`);
      }
    }
  });

  it('is read with anything typed in between', async () => {
    const read = damagedReader(await testParser());
    for (const [name, text] of texts) {
      for (let seed = 0; seed < 8; seed++) {
        const random = new Random(seed * 77 + text.length);
        const at = random.below(text.length);
        read(text.slice(0, at) + cSoup(random, 1 + random.below(6)) + text.slice(at), `${name}, seed ${seed} at ${at}`);
      }
    }
  });

  it('is read at every stage of being typed', async () => {
    const read = damagedReader(await testParser());
    for (const [name, text] of texts.filter(([fixture]) => /^(macro_family|container_of|crlf|inactive)\.c$/.test(fixture))) {
      for (let end = 1; end < text.length; end += 11) read(text.slice(0, end), `first ${end} bytes of ${name}`);
    }
  });

  it('is read however deep it nests', async () => {
    const read = damagedReader(await testParser());
    const page = '#include "page.h"\n', use = 'void f(struct page *page) { page->index = 1; }\n';
    assert.deepEqual(read(`${page}${'#ifdef CONFIG_DEEP\n'.repeat(20_000)}${use}${'#endif\n'.repeat(20_000)}`, 'conditions').uses.map(({ field }) => field), ['index']);
    read(`${page}void f(struct page ${'*'.repeat(100_000)}page) { page->index = 1; }\n`, 'stars');
    read(`${page}int f(struct page *page) { return ${'('.repeat(50_000)}page->index${')'.repeat(50_000)}; }\n`, 'brackets');
    read(`${page}void f(struct page *page)\n{\n${'if (page->index) {\n'.repeat(20_000)}${'}\n'.repeat(20_000)}}\n`, 'blocks');
  });

  it('keeps the uses of other functions when one is broken', async () => {
    const read = damagedReader(await testParser());
    const broken = ['page->', 'if (page->index {', 'page->lru.next = (', 'f(page->, 2);', 'for (;;', '"open', '/* open */ }', 'struct page *p = ;', 'x = y ? ;', 'case', '#if A'];
    for (const line of broken) {
      const text = `#include "page.h"\nvoid one(struct page *page)\n{\n\tpage->index = 1;\n}\n\nvoid two(struct page *page)\n{\n\t${line}\n}\n\nvoid three(struct page *page)\n{\n\tpage->private = 2;\n}\n`;
      const found = read(text, line).uses.filter((use) => use.function !== 'two').map((use) => `${use.function} ${use.field} ${use.access}`);
      assert.deepEqual(found, ['one index write', 'three private write'], line);
    }
  });

  it('ends for deep nesting and long lines', async () => {
    const read = damagedReader(await testParser());
    const inFunction = (body: string): string => `#include "page.h"\nvoid f(struct page *page)\n{\n\tpage->index = 1;\n${body}\n}\n`;
    const uses = (body: string): number => read(inFunction(body), body.slice(0, 40)).uses.length;
    assert.ok(uses(`\tx = ${'('.repeat(3000)}page->flags${')'.repeat(3000)};`) >= 1);
    assert.ok(uses(`\tx = ${'f('.repeat(2000)}page->flags${')'.repeat(2000)};`) >= 1);
    assert.ok(uses(`${'{'.repeat(2000)}page->flags = 1;${'}'.repeat(2000)}`) >= 1);
    assert.ok(uses(`\tx = ${'page->flags + '.repeat(3000)}1;`) >= 1);
    assert.ok(uses(`\tx = ${'page'.concat('->page'.repeat(2000))};`) >= 1);
  });

  it('ends for macros that grow without bound', async () => {
    const read = damagedReader(await testParser());
    const doubling = Array.from({ length: 30 }, (_, i) => `#define D${i + 1}(p) D${i}(p) + D${i}(p)`).join('\n');
    const text = `#include "page.h"\n#define D0(p) (p)->flags\n${doubling}\nunsigned long f(struct page *page)\n{\n\tpage->index = 1;\n\treturn D30(&page[page->private]);\n}\n`;
    assert.ok(read(text, 'doubling macros').uses.some((use) => use.field === 'index'));
  });
});
