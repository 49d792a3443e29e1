import assert from 'node:assert/strict';
import { seenBits, seenField, take } from '../../../src/judge/reading.js';
import { describeBits, exactly } from '../../../src/model/bits.js';
import { machineOf } from '../../../src/model/machine.js';
import { allObservers } from '../../../src/model/observers/index.js';
import { layout61 } from '../model/layouts.js';

describe('judge: what a reader sees of a stored field', () => {
  const mapping = { offset: 24, size: 8 };

  it('a 32-bit field in one half of a word, in either byte order', () => {
    const nr = { offset: 28, size: 4, bits: exactly(1n, 32), meaning: 'compound_nr' };
    assert.equal(seenBits(nr, mapping, 'little').one, 1n << 32n);
    assert.equal(seenBits(nr, mapping, 'big').one, 1n);
    assert.equal(describeBits(seenBits(nr, mapping, 'big')), '…0001');
    assert.equal(seenBits(nr, mapping, 'little').zero & 3n, 0n, 'the low half is not known');
  });

  it('a reading that is narrower than the field sees its part', () => {
    const wide = { offset: 24, size: 8, bits: exactly(0x1122334455667788n, 64), meaning: 'x' };
    assert.equal(seenBits(wide, { offset: 28, size: 4 }, 'little').one, 0x11223344n);
    assert.equal(seenBits(wide, { offset: 28, size: 4 }, 'big').one, 0x55667788n);
  });

  it('takes the first case that holds, and is right about the right owner', () => {
    const machine = machineOf(layout61('all'));
    const [reading] = allObservers.find((one) => one.name === 'folio_mapping')!.readings;
    const taken = (value: bigint, meaning: string): string[] => take(reading!, seenField(mapping, value, meaning).bits, meaning, machine).filter((one) => one.wrong).map((one) => one.case.readAs);
    assert.deepEqual(taken(0n, 'list-node'), []);
    assert.deepEqual(taken(0xffff888000001001n, 'anon_vma'), []);
    assert.deepEqual(taken(0xffff888000001000n, 'address_space'), []);
    assert.deepEqual(taken(0xffff888000001000n, 'list-node'), ['struct address_space *']);
  });
});
