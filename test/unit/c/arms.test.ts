import assert from 'node:assert/strict';
import { activeArms, type ArmTree, blankRanges, chooseArms, conditionAt, readArms } from '../../../src/c/arms.js';
import { conditionText } from '../../../src/c/condition.js';
import { cSoup, Random } from './random.js';

const TEXT = 'a\n#if A\nb\n# if B\nc\n# else\nd\n# endif\n#elif C\ne\n#else\nf\n#endif\ng\n';

const read = (text: string): ArmTree => readArms(text, 0, text.length, null);

/** What is left of a text under a choice of arms, white space apart. */
const left = (text: string, tree: ArmTree, blank: readonly (readonly [number, number])[]): string => blankRanges(text, 0, [...tree.directives, ...blank]).replace(/\s+/g, '');

describe('arms', () => {
  it('are chosen so that each is kept at least once, the preferred ones first', () => {
    const tree = read(TEXT);
    const kept = chooseArms(tree, ({ test }) => test === 'C').map(({ blank }) => left(TEXT, tree, blank));
    assert.equal(kept[0], 'aeg');
    assert.equal([...new Set(kept.join(''))].sort().join(''), 'abcdefg');
    assert.ok(kept.every((text) => text.startsWith('a') && text.endsWith('g')));
  });

  it('give what one configuration compiles', () => {
    const tree = read(TEXT);
    const compiled = (on: readonly string[]): string => left(TEXT, tree, activeArms(tree, ({ test, earlier }) => !earlier.some((one) => on.includes(one)) && (test === '' || on.includes(test))).blank);
    assert.deepEqual([['A', 'B'], ['A'], ['C'], [], ['A', 'C']].map(compiled), ['abcg', 'abdg', 'aeg', 'afg', 'abdg']);
  });

  it('tell the condition at a place', () => {
    const tree = read(TEXT);
    const at = (what: string): string => {
      const condition = conditionAt(tree, TEXT.indexOf(`\n${what}\n`) + 1, null);
      return condition ? conditionText(condition) : '';
    };
    assert.deepEqual(['b', 'c', 'd', 'e', 'f', 'g'].map(at), ['A', 'A && B', 'A && !B', '!A && C', '!A && !C', '']);
  });

  it('end with the text when they are left open, and ignore what closes nothing', () => {
    const open = '#endif\na\n#else\n#if A\nb\n';
    const tree = read(open);
    assert.equal(left(open, tree, []), 'ab');
    assert.equal(left(open, tree, activeArms(tree, () => false).blank), 'a');
  });

  it('are at most twelve choices, whatever the text', () => {
    const many = Array.from({ length: 40 }, (_, i) => `#if A${i}\nx\n#elif B${i}\ny\n#endif\n`).join('');
    assert.ok(chooseArms(read(many), () => true).length <= 12);
    for (let seed = 0; seed < 200; seed++) assert.ok(chooseArms(read(cSoup(new Random(seed), 80)), () => true).length <= 12, `seed ${seed}`);
  });

  it('blank without moving anything', () => {
    assert.equal(blankRanges('ab\ncd\nef', 100, [[104, 107], [101, 103]]), 'a \nc \n f');
    for (let seed = 0; seed < 200; seed++) {
      const text = cSoup(new Random(seed), 60);
      const tree = read(text);
      for (const { blank } of chooseArms(tree, () => true)) {
        const blanked = blankRanges(text, 0, [...tree.directives, ...blank]);
        assert.equal(blanked.length, text.length, `seed ${seed}`);
        assert.equal(blanked.replace(/[^\n]/g, ''), text.replace(/[^\n]/g, ''), `seed ${seed}: newlines`);
      }
    }
  });
});
