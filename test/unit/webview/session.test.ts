import * as assert from 'node:assert/strict';
import { PanelSession } from '../../../src/extension/simulation/session.js';
import { exportedText } from '../../../src/extension/simulation/exportText.js';
import { workerHandler } from '../../../src/extension/simulation/workerHandler.js';
import type { CellsUpdate, Frame, ListRow, MapUpdate, PlayerQuestion } from '../../../src/panelProtocol.js';
import { runScenario } from '../../../src/simulator/scenario/runner.js';
import { bundledScenario, bundledScenarios } from '../../../src/simulator/scenarios/index.js';

function session(name: string): PanelSession {
  const run = runScenario(bundledScenario(name) ?? '');
  assert.ok(run.ok);
  return new PanelSession(run);
}

function ask(one: PanelSession, question: Exclude<PlayerQuestion, { type: 'film' | 'rows' }>): Frame {
  const answer = one.answer({ ...question, id: 1 });
  return answer.type === 'frame' ? answer.frame : assert.fail();
}

function rows(one: PanelSession, list: 'story' | 'conflicts', from: number, wanted: number): readonly ListRow[] {
  const answer = one.answer({ type: 'rows', list, from, count: wanted, id: 2 });
  return answer.type === 'rows' ? answer.rows : assert.fail();
}

function wholeCells(one: PanelSession): Uint8Array {
  const { map } = one.wholeFrame();
  return map.kind === 'whole' ? map.cells : assert.fail();
}

/** As the panel does it. */
function patch(cells: Uint8Array, update: CellsUpdate): void {
  if (update.kind === 'whole') cells.set(update.cells);
  else update.at.forEach((cell, i) => { cells[cell] = update.cells[i]!; });
}

describe('panel session: the RFC\u2019s list node over mapping + index', () => {
  const one = session('rfc-mapping-index');

  it('starts after boot, on the first page that something happens to', () => {
    const frame = one.wholeFrame();
    assert.deepEqual([frame.step, frame.page.page, frame.conflicts, frame.map.kind], [0, 0, 0, 'whole']);
    assert.equal(frame.map.states.reduce((sum, { pages }) => sum + pages, 0), 8192);
  });

  it('the next conflict shows writer and reader of the word', () => {
    const frame = ask(one, { type: 'conflict', to: 'next' });
    assert.deepEqual([frame.step, frame.page.page, frame.page.state, frame.conflicts], [15, 511, 'vmalloc', 1]);
    const { conflict } = frame.now;
    assert.equal(conflict?.writer?.member, 'mapping.next');
    assert.equal(conflict.reader?.readAs, 'struct address_space *');
    const [mapping, ...others] = frame.page.words.filter(({ read }) => read?.conflict);
    assert.deepEqual(others, []);
    assert.deepEqual([mapping?.offset, mapping?.decoded, mapping?.writer.owner, mapping?.read?.observer, mapping?.writtenAt], [24, 'itself, mapping', 'grouped vmalloc', 'page_mapping', 2]);
  });

  it('a conflict tells how the reader decides, bit by bit', () => {
    const { conflict } = ask(one, { type: 'conflict', to: 0 }).now;
    assert.deepEqual([conflict?.bits?.digits.length, conflict?.bits?.tested, conflict?.bits?.written, conflict?.bits?.right], [64, [0], 'list-node', ['address_space']]);
    assert.ok(conflict?.bits && conflict.reader);
    assert.equal(BigInt(`0b${conflict.bits.digits}`), BigInt(conflict.reader.value));
  });

  it('a word has a history of all its writes', () => {
    const answer = one.answer({ type: 'history', page: 511, offset: 24, size: 8, id: 3 });
    assert.ok(answer.type === 'history');
    assert.ok(answer.writes.length > 2);
    assert.deepEqual([answer.writes[0]?.owner, answer.writes[0]?.step, answer.leftOut], ['grouped vmalloc', 2, 0]);
    assert.ok(answer.writes.every((write, i) => i === 0 || write.old === answer.writes[i - 1]?.new), 'each write finds what the one before has left');
  });

  it('counts free blocks by order as the allocator keeps them', () => {
    const { memory } = ask(one, { type: 'seek', step: 0 });
    assert.deepEqual(memory.zones.map(({ free, freePages }) => [free[10], freePages]), [[4, 4096], [4, 4096]]);
    const later = ask(one, { type: 'seek', step: 20 }).memory.zones[0]!;
    assert.equal(later.free.reduce((sum, blocks, order) => sum + blocks * 2 ** order, 0), later.freePages);
    ask(one, { type: 'conflict', to: 0 });
  });

  it('a step back is the same memory without the conflict', () => {
    const frame = ask(one, { type: 'move', by: -1, unit: 'step' });
    assert.deepEqual([frame.step, frame.conflicts, frame.now.text], [14, 0, 'get_user_pages() with FOLL_TOUCH | FOLL_WRITE']);
    assert.ok(frame.page.words.every(({ read }) => read?.conflict !== true));
  });

  it('goes by single changes of words', () => {
    const step2 = ask(one, { type: 'seek', step: 2 });
    assert.ok(step2.changes > 100);
    assert.equal(step2.change, step2.changes);
    const back = ask(one, { type: 'move', by: -1, unit: 'change' });
    assert.deepEqual([back.step, back.change], [2, step2.changes - 1]);
    assert.deepEqual(ask(one, { type: 'move', by: 1, unit: 'change' }).page, step2.page);
  });

  it('every step back from every step forward is the step it was', () => {
    let frame = ask(one, { type: 'seek', step: 0 });
    for (let step = 1; step < 60; step++) {
      const next = ask(one, { type: 'move', by: 1, unit: 'step' });
      assert.equal(next.step, step);
      assert.equal(ask(one, { type: 'move', by: -1, unit: 'step' }).now.text, frame.now.text);
      frame = ask(one, { type: 'move', by: 1, unit: 'step' });
    }
  });

  it('ends where it ends, and begins where it begins', () => {
    assert.equal(ask(one, { type: 'seek', step: 1e9 }).step, one.info().lastStep);
    assert.equal(ask(one, { type: 'move', by: 1, unit: 'change' }).step, one.info().lastStep);
    assert.equal(ask(one, { type: 'seek', step: -5 }).step, 0);
    assert.equal(ask(one, { type: 'conflict', to: 'previous' }).step, 0);
    assert.equal(ask(one, { type: 'select', page: 1e9 }).page.page, 8191);
    assert.equal(ask(one, { type: 'conflict', to: 1e6 }).step, 0);
  });

  it('a map patched by updates equals the whole one', () => {
    ask(one, { type: 'seek', step: 0 });
    const cells = wholeCells(one);
    let states: MapUpdate['states'] = [];
    const kinds = new Set<string>();
    for (const step of [2, 300, 301, 302, 301, 40, 39, one.info().lastStep]) {
      const { map } = ask(one, { type: 'seek', step });
      kinds.add(map.kind);
      states = map.states;
      patch(cells, map);
    }
    const end = one.wholeFrame().map;
    assert.deepEqual(end.kind === 'whole' ? end.cells : undefined, cells);
    assert.deepEqual(end.states, states);
    assert.deepEqual([...kinds].sort(), ['changed', 'whole']);
  });

  it('a film is the frames that single moves give', () => {
    const moved = [0, 0, 0].map((_, i) => ask(one, { type: 'seek', step: 2 + 7 * (i + 1) }));
    ask(one, { type: 'seek', step: 2 });
    const cells = wholeCells(one);
    const film = one.answer({ type: 'film', frames: 3, by: 7, id: 4 });
    assert.ok(film.type === 'film');
    for (const { map } of [...film.glances, film.frame]) patch(cells, map);
    assert.deepEqual(film.glances.map(({ step, conflicts, page }) => [step, conflicts, page]), moved.slice(0, 2).map(({ step, conflicts, page }) => [step, conflicts, page.page]));
    assert.deepEqual([film.frame.step, film.frame.page, film.frame.now], [moved[2]?.step, moved[2]?.page, moved[2]?.now]);
    assert.deepEqual(wholeCells(one), cells);
  });

  it('a film ends where the run does', () => {
    const { lastStep } = one.info();
    ask(one, { type: 'seek', step: lastStep - 3 });
    const film = one.answer({ type: 'film', frames: 8, by: 2, id: 5 });
    assert.ok(film.type === 'film');
    assert.deepEqual([film.glances.map(({ step }) => step), film.frame.step], [[lastStep - 1], lastStep]);
    ask(one, { type: 'seek', step: 0 });
  });

  it('a page that was chosen stays when the step\u2019s page is not followed', () => {
    assert.equal(ask(one, { type: 'select', page: 7 }).follow, false);
    assert.equal(ask(one, { type: 'seek', step: 14 }).page.page, 7);
    assert.equal(ask(one, { type: 'follow', on: true }).page.page, 511);
  });

  it('lists conflicts and the story by rows', () => {
    assert.deepEqual(rows(one, 'conflicts', 0, 2).map(({ step, page }) => [step, page]), [[15, 511], [18, 510]]);
    assert.equal(rows(one, 'story', 15, 1)[0]?.conflict, true);
    assert.equal(rows(one, 'conflicts', 556, 100).length, 1);
    assert.deepEqual(rows(one, 'story', 1e9, 10), []);
  });
});

describe('panel session: every bundled scenario', () => {
  // These two have ten million events each and a million pages: the simulator's own tests run them.
  const large = ['rfc-headline-grouped', 'rfc-headline-plain'];
  for (const name of Object.keys(bundledScenarios).filter((one) => !large.includes(one))) {
    it(`${name} is played to its end, each conflict in its order`, () => {
      const one = session(name);
      const { lastStep, conflicts } = one.info();
      const end = ask(one, { type: 'seek', step: lastStep });
      assert.equal(end.conflicts, conflicts);
      const steps = rows(one, 'conflicts', 0, 500).map(({ step }) => step);
      assert.deepEqual(steps, [...steps].sort((a, b) => a - b));
      assert.equal(new Set(steps).size, steps.length);
    });
  }
});

describe('simulator worker', () => {
  it('says what is wrong with a scenario, with its place', () => {
    const answer = workerHandler()({ type: 'run', scenario: { text: '{ "title": }' } });
    assert.equal(answer?.type, 'failed');
    assert.deepEqual(answer.errors[0]?.line, 1);
    assert.equal(workerHandler()({ type: 'run', scenario: { name: 'no-such' } })?.type, 'failed');
  });

  it('lists what is bundled, and restores a place', () => {
    const handle = workerHandler();
    const listed = handle({ type: 'list' });
    assert.ok(listed?.type === 'listed' && listed.scenarios.some(({ name, source }) => name === 'rfc-lru' && source !== ''));
    assert.equal(handle({ type: 'show' }), undefined);
    const shown = handle({ type: 'run', scenario: { name: 'rfc-mapping-index' }, restore: { step: 15, page: 509, follow: false } });
    assert.ok(shown?.type === 'shown');
    assert.deepEqual([shown.frame.step, shown.frame.page.page, shown.frame.follow], [15, 509, false]);
  });
});

describe('panel session: views, parameters, a run beside', () => {
  it('names and reads the words by any record laid over struct page', () => {
    const one = session('slab-rcu-func-movable');
    assert.deepEqual(one.info().views[0], 'page');
    assert.ok(one.info().views.includes('slab'));
    const asPage = ask(one, { type: 'seek', step: 3 }).page;
    assert.ok(asPage.words.some(({ overlays }) => overlays.some(({ record }) => record === 'slab')));
    const { page } = ask(one, { type: 'view', record: 'slab' });
    assert.equal(page.view, 'slab');
    assert.ok(page.words.some(({ members }) => members.includes('freelist')));
    assert.equal(ask(one, { type: 'view', record: 'no such record' }).page.view, 'page');
  });

  it('plays a twin in step, each on its own memory, from the same operation to the same', () => {
    const one = session('rfc-mapping-index'), twin = session('rfc-index-private');
    one.wholeFrame();
    assert.ok(one.compareWith(twin));
    let frame = ask(one, { type: 'seek', step: 0 });
    while (frame.step < one.info().lastStep) {
      // A conflict is a step of the first run alone: the twin waits at the operation it was found in.
      if (frame.now.conflict === undefined) assert.equal(frame.beside?.text, frame.now.text.replace(' goes on', ''), `step ${frame.step}`);
      frame = ask(one, { type: 'move', by: 1, unit: 'step' });
    }
    assert.deepEqual([frame.conflicts > 0, frame.beside?.conflicts, frame.beside?.step], [true, 0, twin.info().lastStep]);
    one.compareWith(undefined);
    assert.equal(ask(one, { type: 'seek', step: 1 }).beside, undefined);
  });

  it('the worker runs with changed values, compares, and gives away run, trace and scenario', () => {
    const handle = workerHandler();
    const shown = handle({ type: 'run', scenario: { name: 'rfc-mapping-index' }, changes: [{ pointer: '/grouped/at', value: 'index' }] });
    assert.ok(shown?.type === 'shown' && shown.run.conflicts === 0);
    assert.equal(shown.run.parameters.find(({ pointer }) => pointer === '/grouped/at')?.value, 'index');
    const beside = handle({ type: 'compare', run: { scenario: { name: 'rfc-mapping-index' } } });
    assert.ok(beside?.type === 'beside' && (beside.run?.conflicts ?? 0) > 0);
    const broken = handle({ type: 'compare', run: { scenario: { text: '{' } } });
    assert.ok(broken?.type === 'beside' && (broken.errors?.length ?? 0) > 0);
    const text = (what: 'run' | 'trace' | 'scenario'): string => {
      const answer = handle({ type: 'export', what });
      return answer?.type === 'exported' ? new TextDecoder().decode(answer.bytes) : assert.fail();
    };
    assert.deepEqual((JSON.parse(text('run')) as { conflicts: unknown[] }).conflicts, []);
    assert.equal((JSON.parse(text('scenario')) as { grouped: { at: string } }).grouped.at, 'index');
    const lines = text('trace').trimEnd().split('\n');
    assert.ok(lines.length > 1000);
    assert.deepEqual(Object.keys(JSON.parse(lines[0]!) as object).slice(0, 3), ['event', 'operation', 'page']);
  });
});

describe('panel session: a run that ended early', () => {
  const run = runScenario('{"title": "x", "kernel": "6.1", "machine": {"zones": [{"type": "NORMAL", "pages": 2048}]}, "steps": [{"do": "workload", "kind": "allocator", "steps": 10000000}]}', { workLimit: 5000 });
  const partial = { line: 1, column: 102, says: 'as much was done as a run may do, 5,000 pages looked at or what costs as much' };

  it('tells the panel, and who keeps it, where and why', () => {
    assert.ok(run.ok);
    assert.deepEqual(new PanelSession(run).info().partial, partial);
    assert.deepEqual((JSON.parse(new TextDecoder().decode(exportedText('run', run))) as { readonly partial: unknown }).partial, partial);
  });
});
