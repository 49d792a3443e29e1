import assert from 'node:assert/strict';
import { Journal } from '../../../src/simulator/journal.js';
import { randomFrom } from '../../../src/simulator/random.js';
import { sameBits } from './bytes.js';

const UNITS = 1 << 20;

/** A memory of units and writers whose changes are recorded before they are made. */
function recorded(): { readonly journal: Journal; readonly units: Uint32Array; readonly shadow: Uint16Array; readonly write: (unit: number, wide: boolean, value: number, site: number) => void } {
  const units = new Uint32Array(UNITS);
  const shadow = new Uint16Array(UNITS);
  const journal = new Journal(units, shadow);
  return { journal, units, shadow, write: (unit, wide, value, site) => {
    journal.record(unit, wide, value, ~value >>> 0, site);
    units[unit] = value;
    shadow[unit] = site;
    if (!wide) return;
    units[unit + 1] = ~value;
    shadow[unit + 1] = site;
  } };
}

describe('simulator: journal', () => {
  it('comes from anywhere to anywhere: through summaries of few units, and where so many change that there are none', function () {
    this.timeout(600_000);
    const { journal, units, shadow, write } = recorded();
    const random = randomFrom(5);
    const kept: { at: number; units: Uint32Array; shadow: Uint16Array }[] = [];
    journal.begin('start', -1);
    // Intervals of 65,536 events have summaries; then only those of a million, in the order of the units where they are many; then none; then all again.
    for (const spread of [500, 20_000, 260_000, UNITS - 2, 500]) {
      for (const end = journal.length + 1_200_000; journal.length < end;) {
        if (journal.length % 299_993 < 2) kept.push({ at: journal.length, units: units.slice(), shadow: shadow.slice() });
        write(random.below(spread), random.below(2) === 0, random.below(0x7fffffff), 1 + random.below(9));
      }
    }
    for (let turn = 0; turn < 60; turn++) {
      const there = kept[random.below(kept.length)]!;
      journal.seek(there.at);
      assert.equal(journal.position, there.at);
      assert.ok(sameBits(units, there.units) && sameBits(shadow, there.shadow), `event ${there.at}`);
    }
  });

  it('knows what an event changed, and the operation it belongs to: the last that began before it', () => {
    const { journal, write } = recorded();
    journal.begin('first', 1);
    write(10, true, 7, 3);
    journal.begin('without events', 2);
    journal.begin('second', 3);
    write(10, true, 8, 4);
    write(20, false, 9, 4);
    assert.deepEqual([0, 1, 2].map((event) => journal.operation(journal.event(event).operation).text), ['first', 'second', 'second']);
    assert.deepEqual(journal.event(1), { unit: 10, wide: true, operation: 2, old0: 7, old1: ~7 >>> 0, new0: 8, new1: ~8 >>> 0, site: 4, previousSite: 3 });
    assert.deepEqual([journal.event(2).wide, journal.event(2).old0, journal.event(2).new0], [false, 0, 9]);
    assert.throws(() => journal.event(3), /no event 3: there are 3/);
  });
});
