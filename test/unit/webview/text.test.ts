import * as assert from 'node:assert/strict';
import type { StateInfo, WordInfo } from '../../../src/panelProtocol.js';
import { bitList, bytes, changeText, conflictsText, count, decidesText, functionName, memberNames, overlayText, pageTitle, readAsText, stepText, writtenText } from '../../../webview/format.js';
import { legendRows } from '../../../webview/legendRows.js';
import { differenceText, measureRows } from '../../../webview/measures.js';
import { filmOf, frameInterval, speeds, transportKey } from '../../../webview/pace.js';
import { chunksOf, rowWindow, scrollFor } from '../../../webview/rowWindow.js';

const word: WordInfo = {
  offset: 24, size: 8, members: ['mapping', 'compound_nr', 'deferred_list', 'slab_cache'], overlays: [], value: '0x1', decoded: '1', writtenAt: 1219,
  writer: { owner: 'grouped vmalloc', member: 'mapping.next', by: 'list_lru_add', means: 'list-node' },
};

describe('panel: words for what it shows', () => {
  it('numbers, bytes, members', () => {
    assert.equal(count(262144), '262\u202f144');
    assert.equal(count(999), '999');
    assert.equal(bytes(word), '24\u201331');
    assert.equal(memberNames(word.members), 'mapping, compound_nr, deferred_list +1');
    assert.equal(memberNames([]), 'padding');
    assert.equal(stepText(3, 1219), 'step 3 of 1\u202f219');
    assert.equal(changeText({ old: '0x0', new: '0x2' }), '0x0 \u2192 0x2');
  });

  it('writers and readers', () => {
    assert.equal(writtenText(word), 'mapping.next, step 1\u202f219');
    assert.equal(writtenText({ ...word, writtenAt: -1 }), 'list_lru_add()');
    assert.equal(functionName('x86 boot'), 'x86 boot');
    assert.equal(functionName(''), '');
    assert.equal(readAsText({ observer: 'folio_mapping', member: 'mapping', readAs: 'struct address_space *', step: 15, conflict: true }), 'as struct address_space *, step 15');
    assert.equal(pageTitle({ page: 1, state: 'vmalloc', stateTitle: 'page of a vmalloc area', userMappings: 2, view: 'page', words: [] }), 'vmalloc, mapped 2 times');
  });

  it('the legend: free blocks are one row, conflicts come last, absent states not at all', () => {
    const state = (name: string, pages: number): StateInfo => ({ name, title: name, pages });
    const rows = legendRows([state('', 0), state('buddy-free', 8), state('buddy-free-rest', 7672), state('vmalloc', 8), state('leaked', 0)], 1);
    assert.deepEqual(rows.map(({ name, pages }) => [name, pages]), [['free, in 8 blocks', 7680], ['vmalloc', 8], ['met a conflict', 1]]);
    const compound = legendRows([state('compound-head', 2), state('tail-1', 2), state('tail-2', 2), state('tail', 10)], 0);
    assert.deepEqual(compound.map(({ name, pages }) => [name, pages]), [['compound, in 2 blocks', 16]]);
  });

  it('bits, how a reader decides, what other views call the bytes', () => {
    assert.equal(bitList([0]), 'bit 0');
    assert.equal(bitList([16, 1, 0]), 'bits 0\u20131, 16');
    assert.equal(decidesText({ digits: '0110', tested: [1, 2], written: 'list-node', right: ['address_space', 'null'] }), 'It tests bits 1\u20132 (11), which does not tell list-node from address_space or null.');
    assert.equal(decidesText({ digits: '0', tested: [], written: 'index', right: [] }), 'Whatever an owner keeps there is misread; it is index.');
    assert.equal(decidesText({ digits: '0', tested: [], written: 'index', right: ['null'] }), 'It tests no bit: whatever is kept there is taken for null, and it is index.');
    assert.equal(overlayText([{ record: 'slab', members: ['freelist'] }, { record: 'ptdesc', members: ['pt_mm', 'pt_index'] }]), 'slab: freelist\nptdesc: pt_mm, pt_index');
    assert.deepEqual([conflictsText(0), conflictsText(1), conflictsText(2000)], ['No conflict', '1 conflict', '2\u202f000 conflicts']);
  });

  it('numbers of two runs beside each other, what is nothing in both left out', () => {
    const rows = measureRows({ conflicts: 0, measures: { 'directMap.entries4K': 512, 'zsmalloc.freed': 0 } }, { conflicts: 3, measures: { 'directMap.entries4K': 25_600, 'zsmalloc.freed': 0, 'grouped.cached': 9 } });
    assert.deepEqual(rows, [{ name: 'conflicts', mine: 0, theirs: 3 }, { name: 'directMap.entries4K', mine: 512, theirs: 25_600 }, { name: 'grouped.cached', mine: undefined, theirs: 9 }]);
    assert.equal(differenceText(512, 25_600), '\u221225\u202f088 (\u221298 %)');
    assert.deepEqual([differenceText(3, 3), differenceText(3, undefined), differenceText(3, 0)], ['=', '', '+3']);
    assert.equal(differenceText(1000, 1001), '\u22121 (< 1 %)');
    assert.equal(differenceText(1099, 100), '+999 (+999 %)');
    assert.equal(differenceText(1100, 100), '+1\u202f000 (11\u00d7)');
  });
});

describe('panel: lists of any length', () => {
  it('makes the rows in sight and some around', () => {
    assert.deepEqual(rowWindow(0, 220, 22, 1_000_000), { first: 0, end: 18 });
    assert.deepEqual(rowWindow(2200, 220, 22, 1_000_000), { first: 92, end: 118 });
    assert.deepEqual(rowWindow(2200, 220, 22, 5), { first: 5, end: 5 });
    assert.deepEqual(chunksOf({ first: 92, end: 118 }, 100), [0, 1]);
  });

  it('scrolls only to rows out of sight', () => {
    assert.equal(scrollFor(5, 0, 220, 22), undefined);
    assert.equal(scrollFor(100, 0, 220, 22), 2101);
    assert.equal(scrollFor(0, 500, 220, 22), 0);
  });
});

describe('panel: playing', () => {
  it('goes at the speed that was chosen', () => {
    for (const speed of speeds) {
      const interval = frameInterval(speed);
      assert.ok(interval >= 16);
      const { frames, by } = filmOf(speed);
      assert.ok(Math.abs((by * 1000) / interval / speed - 1) < 0.25, `${speed}: ${by} steps in ${interval} ms`);
      assert.ok(frames * interval <= Math.max(interval, 200), `${speed}: words are told at least five times a second, or at each step`);
    }
  });

  it('by the keyboard', () => {
    assert.deepEqual([' ', 'ArrowRight', 'ArrowLeft', 'n', 'p', 'Home', 'End', 'x'].map((key) => transportKey(key, false)),
      ['play', 'step', 'back', 'next-conflict', 'previous-conflict', 'start', 'end', undefined]);
    assert.equal(transportKey('ArrowRight', true), 'change');
  });
});
