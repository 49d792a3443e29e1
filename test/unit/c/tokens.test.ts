import assert from 'node:assert/strict';
import { ownTokens, Token } from '../../../src/c/tokens.js';
import { cSoup, Random } from './random.js';

/** The tokens' texts. */
const texts = (text: string, directives = true): readonly string[] => {
  const { count, start, end } = ownTokens(text, 0, text.length, directives);
  return Array.from({ length: count }, (_, i) => text.slice(start[i], end[i]));
};

const kinds = (text: string): readonly number[] => [...ownTokens(text).kind];

describe('tokens', () => {
  it('are identifiers, numbers, strings, arrows and single characters', () => {
    assert.deepEqual(texts('a->b_1 = 0x1fUL + 1.5e-3f, "s\\"t", \'\\\'\';'), ['a', '->', 'b_1', '=', '0x1fUL', '+', '1.5e-3f', ',', '"s\\"t"', ',', '\'\\\'\'', ';']);
    assert.deepEqual(kinds('a->1"s"...'), [Token.Identifier, Token.Arrow, Token.Number, Token.String, Token.Ellipsis]);
  });

  it('end a hexadecimal number before a sign, a decimal one after an exponent\'s', () => {
    assert.deepEqual(texts('0x1e+5'), ['0x1e', '+', '5']);
    assert.deepEqual(texts('1e+5'), ['1e+5']);
  });

  it('leave comments out, even unclosed ones and continued ones', () => {
    assert.deepEqual(texts('a /* b */ c // d\ne /* f'), ['a', 'c', 'e']);
    assert.deepEqual(texts('a // b \\\nc\nd'), ['a', 'd']);
  });

  it('end an unclosed string with its line', () => {
    assert.deepEqual(texts('"open\nnext'), ['"open', 'next']);
  });

  it('keep a directive whole, with continuations, comments and CR LF', () => {
    assert.deepEqual(texts('#define A \\\n 1\nb'), ['#define A \\\n 1', 'b']);
    assert.deepEqual(texts('#define A \\\r\n 1\r\nb'), ['#define A \\\r\n 1\r', 'b']);
    assert.deepEqual(texts('#if A /* over\nlines */ && B\nb'), ['#if A /* over\nlines */ && B', 'b']);
  });

  it('see a directive only at the start of a line, and none in a macro body', () => {
    assert.deepEqual(texts('a # b'), ['a', '#', 'b']);
    assert.deepEqual(texts('  # b'), ['# b']);
    assert.deepEqual(texts('#x a##b', false), ['#', 'x', 'a', '##', 'b']);
  });

  it('take bytes from 0x80 up as letters', () => {
    assert.deepEqual(texts('caf\u00e9 \u00ff'), ['caf\u00e9', '\u00ff']);
  });

  it('are in order, apart and inside of any text', () => {
    for (let seed = 0; seed < 300; seed++) {
      const text = cSoup(new Random(seed), 60);
      const { count, start, end } = ownTokens(text);
      for (let i = 0; i < count; i++) {
        assert.ok(start[i]! >= (i === 0 ? 0 : end[i - 1]!) && start[i]! < end[i]! && end[i]! <= text.length, `seed ${seed}, token ${i}`);
      }
    }
  });

  it('take more than the scratch space holds', () => {
    assert.equal(ownTokens('a '.repeat(200_000)).count, 200_000);
  });
});
