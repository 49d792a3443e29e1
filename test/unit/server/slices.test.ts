import * as assert from 'node:assert/strict';
import type { Progress } from '../../../src/footprint/summaries.js';
import { Slices } from '../../../src/server/slices.js';

/** A session in which each question takes some slices. */
function session(): { readonly checking: { readonly footprints: { until<T>(isLate: () => boolean, ask: () => T): Progress<T> } } } {
  return { checking: { footprints: { until: (_, ask) => {
    const value = ask();
    return value === undefined ? { isDone: false } : { isDone: true, value };
  } } } };
}

const always = (): boolean => true;

/** Answers with a name in its third slice, and notes each. */
function slow(name: string, log: string[]): () => string | undefined {
  let slices = 0;
  return () => {
    log.push(name);
    return ++slices === 3 ? name : undefined;
  };
}

describe('work in slices', () => {
  it('does first what a person waits for, whenever it is asked', async () => {
    const slices = new Slices(), log: string[] = [];
    const check = slices.ask(session(), 'later', slow('check', log), always);
    const lens = slow('lens 1', log);
    let late: Promise<string | undefined> | undefined;
    const lenses = [
      slices.ask(session(), 'soon', () => {
        // Asked while the first lens is worked on.
        late ??= slices.ask(session(), 'now', slow('hover', log), always);
        return lens();
      }, always),
      slices.ask(session(), 'soon', slow('lens 2', log), always),
    ];
    assert.deepEqual(await Promise.all([check, ...lenses]), ['check', 'lens 1', 'lens 2']);
    assert.equal(await late, 'hover');
    assert.equal(log[0], 'lens 1', 'what is on the screen comes before what comes by itself');
    assert.deepEqual(log.slice(1, 4), ['hover', 'hover', 'hover'], log.join(', '));
    assert.deepEqual(log.slice(-3), ['check', 'check', 'check']);
  });

  it('sees messages that wait in a row before it goes on', async () => {
    const slices = new Slices(), log: string[] = [];
    const check = slices.ask(session(), 'later', slow('check', log), always);
    // As the connection does it: each message has a turn of its own.
    const message = (left: number): void => { setImmediate(() => { log.push('message'); if (left > 1) message(left - 1); }); };
    message(8);
    await check;
    assert.deepEqual(log, [...Array<string>(8).fill('message'), 'check', 'check', 'check']);
  });

  it('leaves what nobody wants any more, and tells what goes wrong', async () => {
    const slices = new Slices();
    assert.equal(await slices.ask(session(), 'now', () => 1, () => false), undefined);
    await assert.rejects(slices.ask(session(), 'now', () => { throw new RangeError('of the asker'); }, always), RangeError);
    assert.equal(await slices.ask(session(), 'soon', () => 2, always), 2);
  });
});
