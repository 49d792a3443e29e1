import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const fileText = (path: string): string => readFileSync(join(process.cwd(), path), 'utf8');

/** What of a manifest a person reads: titles of commands are shown, their ids are not. */
const SHOWN = new Set(['title', 'label', 'description', 'markdownDescription', 'name', 'contents', 'accessibilityHelpContent']);
/** Names of things that are the same in every language. */
const NAMES = new Set(['Pagelens', 'pagelens', 'Pagelens: JSON']);

interface Text {
  readonly path: string;
  readonly text: string;
}

function* shownTexts(value: unknown, path: string): Generator<Text> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value as Readonly<Record<string, unknown>>)) {
    if (typeof inner === 'string' && SHOWN.has(key)) yield { path: `${path}.${key}`, text: inner };
    yield* shownTexts(inner, `${path}.${key}`);
  }
}

describe('texts that a translation replaces', () => {
  it('of the manifest: every one stands in package.nls.json, and none there is left over', () => {
    const manifest = JSON.parse(fileText('package.json')) as { readonly contributes: unknown; readonly capabilities: unknown; readonly description: string };
    const known = Object.keys(JSON.parse(fileText('package.nls.json')) as Record<string, string>);
    const texts = [...shownTexts(manifest.contributes, 'contributes'), ...shownTexts(manifest.capabilities, 'capabilities'), { path: 'description', text: manifest.description }].filter(({ text }) => !NAMES.has(text));
    assert.deepEqual(texts.filter(({ text }) => !/^%[\w.]+%$/.test(text)), [], 'not in package.nls.json');
    const used = new Set(texts.map(({ text }) => text.slice(1, -1)));
    assert.deepEqual([...used].filter((key) => !known.includes(key)), [], 'no such key');
    assert.deepEqual(known.filter((key) => !used.has(key)), [], 'left over');
  });

  it('of the extension, its panels and its server: the bundle has them all, and no others (npm run l10n writes it)', async () => {
    const { localisableTexts } = await import(pathToFileURL(join(process.cwd(), 'scripts/l10n.mjs')).href) as { readonly localisableTexts: () => string[] };
    const bundle = JSON.parse(fileText('l10n/bundle.l10n.json')) as Record<string, string>;
    assert.deepEqual(Object.keys(bundle), localisableTexts());
    for (const [key, text] of Object.entries(bundle)) assert.equal(text, key);
    for (const shown of ['Restart', 'Next conflict', 'All uses of these bits']) assert.ok(shown in bundle, shown);
  });
});
