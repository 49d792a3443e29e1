import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLED_KERNELS, bundledKernel, DEFAULT_BUNDLED } from '../../../src/layout/bundled/index.js';
import { restore, store } from '../../../src/layout/bundled/stored.js';
import { findOverlays } from '../../../src/layout/overlays.js';
import { TreeLayouts } from '../../../src/layout/treeLayouts.js';
import { skip } from '../../skip.js';
import { testParser } from '../c/grammar.js';
import { cachePath } from '../kernel/cache.js';
import { openReal, realRoot } from '../kernel/realTree.js';

/** gcc's and pahole's layouts of the same declarations, in bytes. */
type GccLayouts = Readonly<Record<string, {
  readonly size: number;
  readonly fields: readonly { readonly path: string; readonly offset: number; readonly size: number; readonly bitOffset?: number; readonly bitSize?: number }[];
}>>;

describe('bundled layouts', () => {
  for (const { name, load } of BUNDLED_KERNELS) {
    it(`${name} states its release and source, under x86_64 first`, async () => {
      const { kernel, source, sets } = await load();
      assert.ok(kernel.startsWith(`${name}.`), kernel);
      assert.match(source, /Debian's linux-source-/);
      assert.equal(/^Composed, not a release/.test(source), name === '5.11' || name === '6.6', source);
      assert.deepEqual(sets.map((set) => [set.arch, set.config, set.records['list_head']?.size]), [['x86_64', 'x86_64 preset', 16], ['i386', 'i386 preset', 8]]);
      assert.equal(sets[0]?.records['page']?.size, 64);
      assert.ok(statSync(`src/layout/bundled/linux-${name}.json`).size < 60_000);
    });

    it(`${name} lies as gcc lays it out on x86_64`, async function () {
      const path = join(cachePath(`headers-${name}`), 'layout-x86_64.json');
      if (!existsSync(path)) skip(this, `no gcc layout of ${name} in the cache`);
      const truth = JSON.parse(readFileSync(path, 'utf8')) as GccLayouts;
      const records = (await load()).sets[0]!.records;
      const wrong = Object.values(records).flatMap((ours) => {
        const theirs = truth[ours.record];
        if (!theirs) return [];
        const places = new Map(ours.fields.map((field) => [field.path, `${field.offsetBits} ${field.sizeBits}`]));
        const wanted = new Map(theirs.fields.map((field) => [field.path, `${field.offset * 8 + (field.bitOffset ?? 0)} ${field.bitSize ?? field.size * 8}`]));
        return [
          ...(ours.size === theirs.size ? [] : [`${ours.record}: size ${ours.size}, gcc ${theirs.size}`]),
          ...[...wanted].filter(([field, place]) => places.get(field) !== place).map(([field, place]) => `${ours.record}.${field}: ${places.get(field) ?? 'missing'}, gcc ${place}`),
          ...[...places.keys()].filter((field) => !field.includes('.') && !wanted.has(field)).map((field) => `${ours.record}.${field}: not gcc's`),
        ];
      });
      assert.ok(truth['page'] && records['page']);
      assert.deepEqual(wrong, []);
    });
  }

  for (const version of ['6.1', '6.12', '7.3']) {
    it(`${version} is what the engine computes today`, async function () {
      this.timeout(60_000);
      const root = realRoot(this, version);
      const { sets } = await bundledKernel(version)!.load();
      for (const kept of sets) {
        const setup = openReal(root, { arch: kept.arch });
        const layouts = new TreeLayouts(setup, await testParser(), findOverlays(setup.tree));
        const records = Object.fromEntries(Object.keys(kept.records).map((tag) => [tag, layouts.record(tag)]));
        assert.deepEqual(store({ ...kept, records }), store(kept), 'run node scripts/bundle-layouts.mjs');
      }
    });
  }

  it('are picked by version: the same, or the newest that is not newer', () => {
    const picked = (version: string): string | undefined => bundledKernel(version)?.name;
    assert.deepEqual(['5.10.3', '5.11', '6.0.9', '6.1.192', '6.11', '6.12', '7.0-rc1', '12.1'].map(picked), [undefined, '5.11', '5.11', '6.1', '6.6', '6.12', '6.12', '7.3']);
    assert.ok(BUNDLED_KERNELS.some(({ name }) => name === DEFAULT_BUNDLED));
  });

  it('come back from the file as they were', () => {
    const abi = { wordSize: 8, int64Align: 8, endian: 'little', charSigned: true } as const;
    const set = {
      kernel: '1.2', arch: 'x86_64', config: 'c', abi,
      records: { r: { kind: 'struct', record: 'r', size: 8, align: 4, fields: [
        { path: 'a', offsetBits: 0, sizeBits: 3, type: 'unsigned int', bitField: true, arm: 0, when: 'defined(CONFIG_A)' },
        { path: 'b', offsetBits: 32, sizeBits: 32, type: 'int', bitField: false },
      ] } },
    } as const;
    assert.deepEqual(restore('1.2', store(set)), set);
  });
});
