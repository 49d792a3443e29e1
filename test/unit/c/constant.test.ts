import assert from 'node:assert/strict';
import { type ConstantNames, evaluateConstant, parseInteger } from '../../../src/c/constant.js';
import { childOf, type Syntax, walk } from '../../../src/c/syntax.js';
import { testParser } from './grammar.js';

/** The value of an expression in which A is 6, B is 0, and nothing else is known. */
async function value(expression: string): Promise<bigint | undefined> {
  const text = `int x = ${expression};`;
  let node: Syntax | undefined;
  walk((await testParser()).parse(text, 0), (found) => {
    if (found.type === 'init_declarator') node ??= found.children[1];
    return true;
  });
  const names: ConstantNames = {
    text: ({ start, end }) => text.slice(start, end),
    identifier: (name) => (({ A: 6n, B: 0n }) as Readonly<Record<string, bigint>>)[name],
    call: (name, call) => (name === 'twice' && childOf(call, 'argument_list') ? 2n : undefined),
    measure: () => 8n,
    castWidth: (descriptor) => {
      const type = text.slice(descriptor.start, descriptor.end);
      return type === 'char' ? { bits: 8, signed: true } : type === 'unsigned char' ? { bits: 8, signed: false } : undefined;
    },
  };
  return node && evaluateConstant(node, names);
}

/** Expressions by what they are worth; compared with a compiler by hand. */
const VALUES: readonly (readonly [string, bigint | undefined])[] = [
  ['1 + 2 * 3', 7n], ['(1 + 2) * 3', 9n], ['-7 / 2', -3n], ['-7 % 2', -1n], ['1 << 4 | 1', 17n], ['~0 & 0xff', 255n], ['10 >> 1 ^ 1', 4n], ['!A', 0n], ['!B', 1n],
  ['A == 6 && A != 7', 1n], ['A > 6 || A >= 6', 1n], ['A ? 3 : 4', 3n], ['B ? 3 : 4', 4n], ['A ?: 4', 6n], ['B ?: 4', 4n], ['(1, 2)', 2n],
  ['0x10UL', 16n], ['010', 8n], ['0b101', 5n], ['\'a\'', 97n], ['\'\\n\'', 10n], ['\'\\\\\'', 92n], ['18446744073709551615ULL', 18446744073709551615n],
  ['(char)0xff', -1n], ['(unsigned char)0x1ff', 255n], ['(unsigned char)-1 + 1', 256n], ['sizeof(long) * 8', 64n], ['twice(9)', 2n],
  ['UNKNOWN', undefined], ['UNKNOWN + 1', undefined], ['UNKNOWN && B', 0n], ['B && UNKNOWN', 0n], ['A || UNKNOWN', 1n], ['UNKNOWN || A', 1n], ['UNKNOWN || B', undefined], ['UNKNOWN && A', undefined],
  ['UNKNOWN ? 5 : 5', 5n], ['UNKNOWN ? 5 : 6', undefined], ['A ? 5 : UNKNOWN', 5n], ['B ? UNKNOWN : 5', 5n],
  ['1 / 0', undefined], ['1 % B', undefined], ['1 << -1', undefined], ['1 << 5000', undefined], ['"text"', undefined], ['1.5', undefined], ['thrice(9)', undefined],
];

describe('constant expressions', () => {
  for (const [expression, expected] of VALUES) {
    it(`${expression} is ${expected ?? 'not told'}`, async () => {
      assert.equal(await value(expression), expected);
    });
  }

  it('reads integers with any suffix, and nothing else', () => {
    assert.deepEqual(['1ul', '0XfF', '0777', '0', '-3', '+3', '1.0', '0x', 'x1', '-', ''].map(parseInteger), [1n, 255n, 511n, 0n, -3n, 3n, undefined, undefined, undefined, undefined, undefined]);
  });
});
