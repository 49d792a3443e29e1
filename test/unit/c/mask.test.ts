import assert from 'node:assert/strict';
import { maskKernelMacros } from '../../../src/c/mask.js';
import { type ParseDamage } from '../../../src/c/syntax.js';
import { testParser } from './grammar.js';
import { cSoup, Random } from './random.js';

const mask = (text: string, insideFunction = true): string => maskKernelMacros(text, { insideFunction, isAttribute: (name) => /^__(init|user|must_check|aligned)$/.test(name) });

/** Statements as kernel code writes them, which no C grammar reads unmasked. */
const STATEMENTS: Readonly<Record<string, string>> = {
  'a loop macro with a block': 'list_for_each_entry(page, list, lru) { f(page); }',
  'a loop macro with one statement': 'list_for_each_entry(page, list, lru) f(page);',
  'a loop macro in a loop macro': 'for_each_node(n) for_each_zone(z) if (z) g(n, z);',
  'a type as an argument': 'page = list_entry(item, struct page, lru);',
  'a pointer type as an argument': 'p = kmalloc_type(struct page *, 3); q = va_arg(ap, unsigned long);',
  'strings behind names': 'printk(KERN_DEBUG fmt, a); printk(LEVEL FW_BUG "text" fmt, a); x = pr(LEVEL fmt(a), b);',
  'typeof in a declaration': 'typeof(*page) *other = (typeof(other))page;',
  'offsetof a member of a member': 'x = offsetof(struct page, lru.next);',
  'alignof an expression': 'x = __alignof__(page->lru);',
  'a range of cases': 'switch (x) { case 1 ... 5: break; }',
  'a range of designators': 'int a[9] = { [0 ... 3] = 1 };',
  'an attribute macro in a declaration': 'struct page __user *p; int __must_check r;',
};

describe('masking kernel macros', () => {
  for (const [title, statement] of Object.entries(STATEMENTS)) {
    it(`makes ${title} C that the grammar reads`, async () => {
      const masked = mask(statement);
      const damage: ParseDamage = { errors: 0 };
      (await testParser()).parse(`void f(void){${masked}}`, 0, damage);
      assert.equal(masked.length, statement.length);
      assert.equal(damage.errors, 0, masked);
    });
  }

  it('blanks attributes of a function\'s header and leaves its parameters', () => {
    assert.equal(mask('static int __init f(struct page *p) { return g(p); }', false), 'static int        f(struct page *p) { return g(p); }');
  });

  it('reads type arguments in asserts at top level', () => {
    assert.equal(mask('_Static_assert(offsetof(struct page, a) == 0, "");', false), '_Static_assert(__offset(__A________, a) == 0, "");');
    assert.equal(mask('int f(struct page *p);', false), 'int f(struct page *p);');
  });

  it('keeps calls, keywords and names as they are', () => {
    for (const text of ['f(a, b);', 'if (x) y();', 'while (f(x)) ;', 'return (a) * b;', 'x = sizeof(struct page);', 'goto out;', 'do { x(); } while (0);']) assert.equal(mask(text), text);
  });

  it('blanks the markers of a half-done merge, both sides stay', () => {
    const text = 'void f(void)\n{\n<<<<<<< HEAD\n\ta();\n||||||| base\n\tb();\n=======\n\tc();\n>>>>>>> topic\n}\n';
    const masked = mask(text, false);
    assert.equal(masked.length, text.length);
    assert.equal(masked.replace(/\s+/g, ''), 'voidf(void){a();b();c();}');
    assert.equal(mask('x = a\n=======\n'), 'x = a\n=======\n', 'without the other markers it is not a merge');
  });

  it('preserves length and newlines of any text', () => {
    for (let seed = 0; seed < 500; seed++) {
      const text = cSoup(new Random(seed), 50);
      for (const insideFunction of [false, true]) {
        const masked = mask(text, insideFunction);
        assert.equal(masked.length, text.length, `seed ${seed}`);
      }
    }
  });
});
