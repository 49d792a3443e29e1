import * as assert from 'node:assert/strict';
import { cellAt, layoutMap, neighbour, rectOf, rectsOf, type ZoneCells } from '../../../webview/map/layout.js';
import { runsOf } from '../../../webview/map/runs.js';
import { colourOf, colours } from '../../../webview/map/stateColours.js';

const zone = (first: number, cells: number): ZoneCells => ({ name: `zone at ${first}`, first, cells });
const twoNodes = [zone(0, 4096), zone(4096, 4096)];

describe('memory map: layout', () => {
  it('gives 8192 pages the largest cells that fit', () => {
    const map = layoutMap(twoNodes, { width: 620, height: 320, label: 16 });
    assert.deepEqual({ columns: map.columns, cell: map.cell, width: map.width }, { columns: 128, cell: 4, width: 512 });
    assert.ok(map.height <= 320);
  });

  it('draws 262,144 pages one pixel each, higher than the room rather than fewer', () => {
    const map = layoutMap([zone(0, 262_144)], { width: 620, height: 320, label: 16 });
    assert.deepEqual({ columns: map.columns, cell: map.cell }, { columns: 512, cell: 1 });
    assert.equal(map.height, 16 + 512);
  });

  it('finds each cell where it is drawn', () => {
    const map = layoutMap(twoNodes, { width: 620, height: 320, label: 16 });
    for (const cell of [0, 127, 128, 4095, 4096, 8191]) {
      const rect = rectOf(cell, map);
      assert.ok(rect);
      assert.equal(cellAt(rect.x, rect.y, map), cell);
      assert.equal(cellAt(rect.x + rect.width - 1, rect.y + rect.height - 1, map), cell);
    }
    assert.equal(cellAt(0, 0, map), -1, 'a zone\u2019s name is no cell');
    assert.equal(cellAt(map.width, 20, map), -1);
    assert.equal(rectOf(8192, map), undefined);
  });

  it('makes an aligned block one rectangle, and other stretches up to three', () => {
    const map = layoutMap(twoNodes, { width: 620, height: 320, label: 16 });
    assert.equal(rectsOf(1024, 1024, map).length, 1);
    assert.equal(rectsOf(64, 64, map).length, 1);
    const rects = rectsOf(100, 400, map);
    assert.equal(rects.length, 3);
    assert.equal(rects.reduce((sum, { width, height }) => sum + (width * height) / 16, 0), 400);
    assert.deepEqual(rectsOf(9000, 4, map), []);
  });

  it('survives a room without width and zones without cells', () => {
    assert.ok(layoutMap(twoNodes, { width: 0, height: 0, label: 16 }).cell >= 1);
    assert.equal(layoutMap([], { width: 600, height: 300, label: 16 }).height, 1);
  });

  it('goes from page to page by arrow keys and stops at the edge', () => {
    const map = layoutMap(twoNodes, { width: 620, height: 320, label: 16 });
    assert.equal(neighbour(5, 'ArrowRight', map), 6);
    assert.equal(neighbour(5, 'ArrowDown', map), 5 + map.columns);
    assert.equal(neighbour(5, 'ArrowUp', map), 5);
    assert.equal(neighbour(0, 'ArrowLeft', map), 0);
  });
});

describe('memory map: colours', () => {
  it('gives a state the same colour always, an unknown one too', () => {
    assert.equal(colourOf('vmalloc'), 'blue');
    assert.equal(colourOf('my-own-state'), colourOf('my-own-state'));
    assert.ok(colours.includes(colourOf('my-own-state')));
  });

  it('tells kinds of owners apart that scenarios show together', () => {
    const together = ['buddy-free', 'pcp-free', 'vmalloc', 'grouped-vmalloc-cache', 'allocated', 'leaked'];
    assert.equal(new Set(together.map(colourOf)).size, together.length);
  });
});

describe('memory map: pieces', () => {
  const states = ['vmalloc', 'buddy-free', 'buddy-free-rest'];

  it('draws a free block in one piece, another page by itself', () => {
    const cells = Uint8Array.from([1, 2, 2, 2, 1, 0, 0, 1, 2]);
    assert.deepEqual([...runsOf(cells, 0, cells.length, states)], [
      { first: 0, length: 4, state: 1 }, { first: 4, length: 1, state: 1 }, { first: 5, length: 1, state: 0 }, { first: 6, length: 1, state: 0 }, { first: 7, length: 2, state: 1 },
    ]);
  });

  it('joins the rest of blocks whose heads it does not see', () => {
    assert.deepEqual([...runsOf(Uint8Array.from([2, 2, 0]), 0, 3, states)], [{ first: 0, length: 2, state: 2 }, { first: 2, length: 1, state: 0 }]);
  });
});
