import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wordColour, wordColourVariable } from '../../../src/wordColours.js';

describe('colours of words', () => {
  it('are all contributed, for every kind of theme', () => {
    const { contributes: { colors } } = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as { readonly contributes: { readonly colors: readonly { readonly id: string; readonly defaults: Readonly<Record<string, string>> }[] } };
    const asked = new Set([8, 4].flatMap((wordSize) => Array.from({ length: 16 }, (_, word) => wordColour(word * wordSize, wordSize))));
    assert.deepEqual([...asked].sort(), colors.map(({ id }) => id).sort());
    for (const { id, defaults } of colors) assert.deepEqual(Object.keys(defaults), ['dark', 'light', 'highContrast', 'highContrastLight'], id);
    for (const theme of ['dark', 'light']) assert.equal(new Set(colors.map(({ defaults }) => defaults[theme])).size, colors.length, theme);
  });

  it('are one for both halves of a word, whatever the word is long', () => {
    assert.equal(wordColour(52, 8), wordColour(48, 8));
    assert.notEqual(wordColour(52, 4), wordColour(48, 4));
    assert.equal(wordColourVariable(24, 8), 'var(--vscode-pagelens-word3)');
  });
});
