import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describeBits, exactly } from '../../../src/model/bits.js';
import { holds } from '../../../src/model/bitTest.js';
import { compareVersions, inEra } from '../../../src/model/era.js';
import { machineOf } from '../../../src/model/machine.js';
import { resolveMember } from '../../../src/model/memberRange.js';
import { allObservers } from '../../../src/model/observers/index.js';
import { decodePageType, pageHasType, pageTypeWord } from '../../../src/model/pageType.js';
import { pageModel } from '../../../src/model/pageModel.js';
import { allStates } from '../../../src/model/states/index.js';
import { knownBits } from '../../../src/model/valueKind.js';
import { layout61 } from './layouts.js';

describe('model', () => {
  it('orders kernel versions by number', () => {
    assert.ok(compareVersions('6.1.192', '6.12') < 0);
    assert.ok(compareVersions('6.2', '6.12') < 0);
    assert.equal(compareVersions('7.1-rc6', '7.1'), 0);
    assert.ok(inEra({ since: '5.14', before: '6.17' }, '6.12.117'));
    assert.ok(!inEra({ before: '6.12' }, '6.12.117'));
  });

  it('finds members by any of their names, in any layout, or says they are absent', () => {
    for (const [config, offset] of [['all', 32], ['i386high', 16], ['armlpae', 16]] as const) {
      assert.equal(resolveMember({ names: ['__folio_index', 'index'] }, layout61(config))?.offset, offset);
      assert.equal(resolveMember({ names: ['lru.prev'] }, layout61(config))?.offset, offset / 2);
    }
    assert.equal(resolveMember({ names: ['memcg_data'] }, layout61('i386high')), undefined);
    assert.ok(pageModel(layout61('i386high')).absent.some((fact) => fact.member.names.includes('memcg_data')));
  });

  it('knows the bits of poisons, links and tags on 64 and 32 bits', () => {
    const wide = machineOf(layout61('all'));
    const narrow = machineOf(layout61('i386high'));
    assert.equal(describeBits(knownBits({ kind: 'magic', magic: 'LIST_POISON2' }, wide)), '0xdead000000000122');
    assert.equal(describeBits(knownBits({ kind: 'magic', magic: 'LIST_POISON2' }, narrow)), '0x122');
    assert.equal(describeBits(knownBits({ kind: 'pointer', to: 'anon_vma', tag: 1 }, wide)), '…x001');
    assert.equal(holds({ test: 'magic', magic: 'PP_SIGNATURE', ignore: 3n }, knownBits({ kind: 'list-node' }, wide), wide), 'no');
    assert.equal(holds({ test: 'bits', mask: 3n, equals: 2n }, exactly(0x122n, 32), narrow), 'yes');
  });

  it('encodes page types as each kernel does', () => {
    assert.equal(pageTypeWord('buddy', '6.1'), 0xffffff7f);
    assert.equal(pageTypeWord('buddy', '6.12'), 0xf0000000);
    assert.equal(pageTypeWord('buddy', '6.11'), 0xbfffffff);
    for (const kernel of ['6.1', '6.11.3', '6.12']) assert.equal(decodePageType(pageTypeWord('buddy', kernel)!, kernel), 'buddy');
    assert.equal(decodePageType(0xffffff7f, '6.1'), 'buddy');
    assert.equal(decodePageType(0xffffffff, '6.1'), undefined);
    assert.equal(decodePageType(0xf6000123, '6.12'), 'zsmalloc');
    assert.ok(!pageHasType(0xffffffff, '6.1') && pageHasType(0xfffffeff, '6.1') && !pageHasType(0, '6.12'));
  });

  it('has unique names', () => {
    for (const list of [allStates, allObservers]) assert.equal(new Set(list.map((one) => one.name)).size, list.length);
  });

  for (const version of ['6.1', '6.12']) {
    it(`names only functions that stand in ${version}`, function () {
      const tree = join(homedir(), `.cache/pagelens/linux-source-${version}`);
      if (!existsSync(tree)) this.skip();
      const facts = [...allStates.filter((one) => inEra(one.era, version)).flatMap((one) => [...one.evidence, ...one.duties.flatMap((duty) => duty.evidence)]),
        ...allObservers.filter((one) => inEra(one.era, version)).flatMap((one) => one.roots)].filter((fact) => inEra(fact.era, version));
      const missing = facts.filter((fact) => {
        const file = join(tree, fact.file);
        return !existsSync(file) || !new RegExp(`\\b${fact.function}\\b`).test(readFileSync(file, 'latin1'));
      });
      assert.deepEqual([...new Set(missing.map((fact) => `${fact.file}:${fact.function}`))], []);
    });
  }
});
