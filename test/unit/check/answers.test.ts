/** Small functions that everybody relies on, run on words of every kind. */
import assert from 'node:assert/strict';
import { INT, literal, operate, promoted, toType } from '../../../src/check/run/integers.js';
import { toldOf } from './driver.js';

const flags = 'include/linux/page-flags.h';

describe('what headers answer of a page', () => {
  const cases: readonly (readonly [what: string, from: string, bug: string, told: RegExp, twin: string])[] = [
    ['a mask in place of a comparison', 'page_mapping_tag(page) == PAGE_MAPPING_MOVABLE', 'page_mapping_tag(page) & PAGE_MAPPING_MOVABLE', /__PageMovable\(\) answers yes for 0x\w+b in page\.mapping, where it has to answer no/, '(page_mapping_tag(page) ^ PAGE_MAPPING_MOVABLE) == 0'],
    ['another tag', '#define PAGE_MAPPING_MOVABLE\t0x2UL', '#define PAGE_MAPPING_MOVABLE\t0x4UL', /PageKsm\(\) answers/, '#define PAGE_MAPPING_MOVABLE\t(1UL << 1)'],
    ['another sign', '(int)page->page_type < -128', 'page->page_type < -128', /page_has_type\(\) answers yes for 0x0 in page\.page_type/, '(int)page->page_type <= -129'],
    ['a test of any type', '(PAGE_TYPE_BASE | (flag))) == PAGE_TYPE_BASE', '(PAGE_TYPE_BASE | (flag))) != 0', /PageBuddy\(\) answers/, '(PAGE_TYPE_BASE | (flag))) == 0xf0000000U'],
    ['a type that is not left', '{ page->page_type &= ~PG_##lname; }', '{ page->page_type |= PG_##lname; }', /__SetPageBuddy\(\) leaves 0xffffffff/, '{ page->page_type = page->page_type & ~PG_##lname; }'],
  ];
  for (const [what, from, bug, told, twin] of cases) {
    it(`is not ${what}`, async () => {
      assert.match((await toldOf(flags, from, bug)).join('\n'), told);
      assert.deepEqual(await toldOf(flags, from, twin), []);
    });
  }

  it('is not told of what cannot be run', async () => {
    assert.deepEqual(await toldOf(flags, 'return (int)page->page_type < -128;', 'for (;;)\n\t\treturn some_oracle(page);'), []);
  });
});

describe('integers of C', () => {
  const uint = { bits: 32, signed: false }, number = (value: bigint, type = INT): { value: bigint; type: typeof INT } => toType(value, type);

  it('compare as unsigned where one side is', () => {
    assert.equal(operate('<', number(-1n), number(1n))!.value, 1n);
    assert.equal(operate('<', number(-1n, uint), number(1n))!.value, 0n);
    assert.equal(operate('<', number(-1n, { bits: 16, signed: true }), number(1n, { bits: 16, signed: false }))!.value, 1n);
  });

  it('keep to their width', () => {
    assert.equal(operate('<<', number(0xffn), number(24n))!.value, -0x1000000n);
    assert.equal(operate('>>', number(-0x1000000n), number(24n))!.value, -1n);
    assert.equal(operate('>>', number(1n), number(32n)), undefined);
    assert.equal(promoted(number(0xffn, { bits: 8, signed: false })).type, INT);
  });

  it('have the type of their literal', () => {
    assert.deepEqual(literal('0xf0000000', 0xf0000000n, 64).type, uint);
    assert.deepEqual(literal('4026531840', 0xf0000000n, 64).type, { bits: 64, signed: true });
    assert.deepEqual(literal('1UL', 1n, 32).type, uint);
  });
});
