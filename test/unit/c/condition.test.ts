import assert from 'node:assert/strict';
import { blankCommentsAndContinuations, type Condition, conditionText, directiveTest, parseDirective } from '../../../src/c/condition.js';

const test = (line: string): string => directiveTest(parseDirective(line, 0, line.length));
const arm = (own: string, earlier: readonly string[] = [], outer: Condition | null = null): Condition => ({ outer, test: own, earlier });

describe('conditions', () => {
  it('are read from every kind of directive', () => {
    assert.equal(test('#ifdef CONFIG_A /* why */'), 'defined(CONFIG_A)');
    assert.equal(test('# ifndef CONFIG_A'), '!defined(CONFIG_A)');
    assert.equal(test('#elifdef B'), 'defined(B)');
    assert.equal(test('#if defined CONFIG_A && \\\n\tdefined ( B )  // end'), 'defined(CONFIG_A) && defined(B)');
    assert.equal(test('#else /* CONFIG_A */'), '');
  });

  it('are told as one expression: earlier arms denied, outer ones first', () => {
    assert.equal(conditionText(arm('defined(A)')), 'defined(A)');
    assert.equal(conditionText(arm('', ['defined(A)'])), '!defined(A)');
    assert.equal(conditionText(arm('', ['!defined(A)'])), 'defined(A)');
    assert.equal(conditionText(arm('C', ['defined(A)', 'B > 2'])), '!defined(A) && !(B > 2) && C');
    assert.equal(conditionText(arm('B', [], arm('defined(A)'))), 'defined(A) && B');
    assert.equal(conditionText(arm('A || B', [], arm('C'))), 'C && (A || B)');
    assert.equal(conditionText(arm('A || B')), 'A || B');
  });

  it('blank comments and continuations without moving anything, strings kept', () => {
    const text = 'a /* b\nc */ "/* d */" \\\ne // f';
    const blanked = blankCommentsAndContinuations(text);
    assert.equal(blanked.length, text.length);
    assert.equal(blanked.replace(/\s+/g, ' ').trim(), 'a "/* d */" e');
    assert.equal(blanked.indexOf('e'), text.indexOf('e //'));
  });
});
