import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings, SETTINGS } from '../../../src/server/settings.js';

interface Property {
  readonly type: string;
  readonly default: string | boolean;
  readonly enum?: readonly string[];
  readonly markdownDescription?: string;
}

const fileText = (path: string): string => readFileSync(join(process.cwd(), path), 'utf8');

interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, Property>> } };
}

describe('settings', () => {
  it('are the same in the manifest and in the server', () => {
    const { properties } = (JSON.parse(fileText('package.json')) as Manifest).contributes.configuration;
    const texts = JSON.parse(fileText('package.nls.json')) as Readonly<Record<string, string>>;
    // The client alone reads how its own traffic is logged.
    const declared = Object.entries(properties).filter(([key]) => key !== 'pagelens.trace.server')
      .map(([key, { type, default: fallback, enum: choices, markdownDescription }]) => ({ key, type, default: fallback, description: texts[markdownDescription?.slice(1, -1) ?? ''], ...(choices && { enum: choices }) }));
    const expected = Object.values(SETTINGS).map((one) => ({ ...one, key: `pagelens.${one.key}` }));
    const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => (a.key < b.key ? -1 : 1);
    assert.deepEqual([...declared].sort(byKey), [...expected].sort(byKey));
  });

  it('stand in the README, each with its default', () => {
    const { properties } = (JSON.parse(fileText('package.json')) as Manifest).contributes.configuration;
    const told = [...fileText('README.md').matchAll(/^\| `(pagelens\.[\w.]+)` \| (?:(.*?) )?\| (.+) \|$/gm)].map(([, key, fallback = '', text]) => ({ key, fallback, told: text !== '' }));
    const expected = Object.entries(properties).map(([key, one]) => ({ key, fallback: one.default === true ? 'on' : one.default === false ? 'off' : one.default, told: true }));
    assert.deepEqual(told, expected);
  });

  it('are read nested, below pagelens, or with dotted keys', () => {
    for (const value of [{ kernel: { arch: 'arm' } }, { pagelens: { kernel: { arch: 'arm' } } }, { 'pagelens.kernel.arch': 'arm' }, { 'kernel.arch': 'arm' }]) {
      assert.equal(readSettings(value).arch, 'arm', JSON.stringify(value));
    }
    assert.equal(readSettings({ kernel: { arch: 3 } }).arch, '');
    assert.equal(readSettings(null).index, true);
  });
});
