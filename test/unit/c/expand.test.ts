import assert from 'node:assert/strict';
import { expandMacros } from '../../../src/c/expand.js';
import { readOutline } from '../../../src/c/outline.js';

/** Expands the last line of a text with the macros defined before it; white space as single blanks. */
function expand(...lines: readonly string[]): string {
  const definitions = readOutline(`${lines.slice(0, -1).join('\n')}\n`).macros;
  const last = lines[lines.length - 1]!;
  return expandMacros(last, 0, last.length, (name) => definitions.get(name)?.at(-1)).text.trim().replace(/\s+/g, ' ');
}

describe('macro expansion', () => {
  it('replaces parameters, arguments expanded first', () => {
    assert.equal(expand('#define ONE 1', '#define ADD(a, b) ((a) + (b))', 'ADD(ONE, ADD(2, 3))'), '( ( 1 ) + ( ( ( 2 ) + ( 3 ) ) ) )');
  });

  it('pastes tokens, arguments unexpanded', () => {
    assert.equal(expand('#define X y', '#define FLAG(name) Page##name SetPage##name##_', 'FLAG(X)'), 'PageX SetPageX_');
    assert.equal(expand('#define CAT(a, b) a##b', '#define AB done', 'CAT(A, B)'), 'done');
    assert.equal(expand('#define CAT(a, b) a##b', 'CAT(, x) CAT(x, )'), 'x x');
  });

  it('makes strings, quotes escaped', () => {
    assert.equal(expand('#define S(x) #x', 'S(a + "b")'), '"a + \\"b\\""');
  });

  it('takes variadic arguments under both spellings, and drops the comma before none', () => {
    assert.equal(expand('#define F(fmt, ...) p(fmt, __VA_ARGS__)', 'F(a, b, c)'), 'p ( a , b , c )');
    assert.equal(expand('#define F(fmt, args...) p(fmt, args)', 'F(a, b, c)'), 'p ( a , b , c )');
    assert.equal(expand('#define F(fmt, ...) p(fmt, ##__VA_ARGS__)', 'F(a, b)'), 'p ( a , b )');
  });

  it('does not expand a macro inside of itself', () => {
    assert.equal(expand('#define f(x) f((x) + 1)', 'f(2)'), 'f ( ( 2 ) + 1 )');
    assert.equal(expand('#define a b', '#define b a', 'a b'), 'a b');
    assert.equal(expand('#define x x->y', 'x'), 'x -> y');
  });

  it('leaves a function-like name without parentheses alone', () => {
    assert.equal(expand('#define F(x) x', 'F; F (1); F'), 'F ; 1 ; F');
  });

  it('finds a call whose arguments come behind the expansion', () => {
    assert.equal(expand('#define F(x) [x]', '#define G F', 'G(1)'), '[ 1 ]');
  });

  it('keeps commas in parentheses, and operators whole', () => {
    assert.equal(expand('#define ID(x) x', 'ID((a, b)) ID(a << 2 >= b && c)'), '( a , b ) a << 2 >= b && c');
  });

  it('leaves an argument list that is never closed', () => {
    assert.equal(expand('#define F(x) x', 'F(1, (2'), 'F ( 1 , ( 2');
  });

  it('ends, however often a macro doubles', () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `#define D${i + 1} D${i} D${i}`);
    const start = performance.now();
    assert.ok(expand(...doubling, 'D40').length > 0);
    assert.ok(performance.now() - start < 5000);
  });

  it('knows where each token was written', () => {
    const text = 'int lru; MADE(name)';
    const { macros } = readOutline('#define MADE(n) int n; int other\n');
    const expansion = expandMacros(text, 0, text.length, (name) => macros.get(name)?.[0]);
    const origin = (token: string): number => expansion.originOf(expansion.text.indexOf(token));
    assert.equal(origin('lru'), 4);
    assert.equal(origin('name'), text.indexOf('name'), 'an argument keeps its place');
    assert.equal(origin('other'), -1, 'a macro put it there');
  });

  it('keeps the place of a name that is only renamed', () => {
    const text = 'struct x rcu_head;';
    const { macros } = readOutline('#define rcu_head callback_head\n');
    const expansion = expandMacros(text, 0, text.length, (name) => macros.get(name)?.[0]);
    assert.equal(expansion.originOf(expansion.text.indexOf('callback_head')), text.indexOf('rcu_head'));
  });
});
