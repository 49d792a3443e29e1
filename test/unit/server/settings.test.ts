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

interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, Property>> } };
}

describe('settings', () => {
  it('are the same in the manifest and in the server', () => {
    const { properties } = (JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as Manifest).contributes.configuration;
    // The client alone reads how its own traffic is logged.
    const declared = Object.entries(properties).filter(([key]) => key !== 'pagelens.trace.server')
      .map(([key, { type, default: fallback, enum: choices, markdownDescription }]) => ({ key, type, default: fallback, description: markdownDescription, ...(choices && { enum: choices }) }));
    const expected = Object.values(SETTINGS).map((one) => ({ ...one, key: `pagelens.${one.key}` }));
    const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => (a.key < b.key ? -1 : 1);
    assert.deepEqual([...declared].sort(byKey), [...expected].sort(byKey));
  });

  it('are read nested, below pagelens, or with dotted keys', () => {
    for (const value of [{ kernel: { arch: 'arm' } }, { pagelens: { kernel: { arch: 'arm' } } }, { 'pagelens.kernel.arch': 'arm' }, { 'kernel.arch': 'arm' }]) {
      assert.equal(readSettings(value).arch, 'arm', JSON.stringify(value));
    }
    assert.equal(readSettings({ kernel: { arch: 3 } }).arch, '');
    assert.equal(readSettings(null).index, true);
  });
});
