import * as assert from 'node:assert/strict';
import { ConflictCells } from '../../../webview/map/conflictCells.js';
import { cellAt, layoutMap, neighbour, nextSide, rectOf, rectsOf, withCell, type ZoneCells } from '../../../webview/map/layout.js';
import { directMapText, stretches, stretchesOf, stretchText } from '../../../webview/map/stretches.js';
import { clampedTo, revealing, zoomedAt } from '../../../webview/map/viewport.js';
import { runsOf } from '../../../webview/map/runs.js';
import { joined, stripesOf } from '../../../webview/map/stripes.js';
import { colourOf, colours } from '../../../webview/map/stateColours.js';

const zone = (first: number, cells: number): ZoneCells => ({ name: `zone at ${first}`, first, cells });
const twoNodes = [zone(0, 4096), zone(4096, 4096)];

describe('memory map: layout', () => {
  it('gives 8192 pages the largest cells that fit', () => {
    const map = layoutMap(twoNodes, { width: 620, height: 320, label: 16 });
    assert.deepEqual({ columns: map.columns, cell: map.cell, width: map.width }, { columns: 128, cell: 4, width: 512 });
    assert.ok(map.height <= 320);
  });

  it('shows 262,144 pages whole where there is less than a pixel for each, and zooms by whole pixels', () => {
    const zones = [zone(0, 262_144)];
    const map = layoutMap(zones, { width: 620, height: 320, label: 16 });
    assert.ok(map.cell > 0.5 && map.cell < 1, String(map.cell));
    assert.ok(map.width <= 620 && map.height <= 320);
    const sides = [map.cell];
    for (let side = nextSide(map.cell, true, map.cell); side !== sides.at(-1); side = nextSide(side, true, map.cell)) sides.push(side);
    assert.deepEqual(sides.slice(1), [1, 2, 3, 4, 6, 8, 12, 16, 24, 32]);
    assert.equal(nextSide(1, false, map.cell), map.cell);
    const large = withCell(zones, map, 8, 16);
    assert.deepEqual([large.columns, large.width], [map.columns, map.columns * 8]);
  });

  it('zooms around a point, moves within the map and brings a page into sight', () => {
    const view = { x: 100, y: 50, width: 200, height: 100 };
    assert.deepEqual(zoomedAt(view, 2, 10, 20), { x: 210, y: 120, width: 200, height: 100 });
    assert.deepEqual(clampedTo({ width: 250, height: 120 }, { ...view, x: -5, y: 900 }), { x: 0, y: 20, width: 200, height: 100 });
    assert.deepEqual(clampedTo({ width: 20, height: 20 }, view), { x: 0, y: 0, width: 200, height: 100 });
    assert.deepEqual(revealing(view, { x: 120, y: 60, width: 4, height: 4 }, 10), view);
    assert.equal(revealing(view, { x: 400, y: 60, width: 4, height: 4 }, 10).x, 214);
    assert.equal(revealing(view, { x: 20, y: 60, width: 4, height: 4 }, 10).x, 10);
  });

  it('tells stretches of pages in one state and blocks, zone by zone, as its table shows them', () => {
    const names = ['vmalloc', 'buddy-free', 'buddy-free-rest'];
    const cells = Uint8Array.of(0, 0, 1, 2, 1, 2, 0, 0);
    const zones = [{ name: 'a', start: 0, end: 7 }, { name: 'b', start: 7, end: 8 }];
    const found = stretchesOf(cells, names, { zones, pagesPerCell: 1 });
    assert.deepEqual(found, [{ first: 0, end: 2, state: 0 }, { first: 2, end: 4, state: 1 }, { first: 4, end: 6, state: 1 }, { first: 6, end: 7, state: 0 }, { first: 7, end: 8, state: 0 }]);
    const states = names.map((name) => ({ name, title: `a page: ${name}` }));
    assert.deepEqual(found.slice(0, 2).map((stretch) => stretchText(stretch, states)), ['a page: vmalloc', 'free block of order 1']);
  });

  it('shows the direct map by stretches of entries, every split region for itself', () => {
    assert.deepEqual(stretches(Uint8Array.of(0, 0, 1, 1, 2, 2)), [{ state: 0, length: 2 }, { state: 1, length: 2 }, { state: 2, length: 1 }, { state: 2, length: 1 }]);
    assert.equal(directMapText({ entries1G: 1, entries2M: 510, entries4K: 1024, regions: new Uint8Array(0) }), '1 entries of 1 GiB, 510 entries of 2 MiB, 1\u202f024 entries of 4 KiB');
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

  it('paints anew the rows of cells that changed, those that touch at once', () => {
    const map = layoutMap(twoNodes, { width: 620, height: 320, label: 16 });
    assert.deepEqual(stripesOf([0, 5, 127, -1, 9000], 2, map), [{ top: 14, bottom: 22 }]);
    assert.deepEqual(joined(stripesOf([4096, 128, 0], 2, map)), [{ top: 14, bottom: 26 }, { top: 166, bottom: 174 }]);
    assert.deepEqual(joined([{ top: 0, bottom: 90 }, { top: 10, bottom: 20 }, { top: 90, bottom: 91 }]), [{ top: 0, bottom: 91 }]);
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

describe('memory map: cells that met a conflict', () => {
  it('are those of the first conflicts, forward and back; what no cell shows is none', () => {
    const cells = new ConflictCells(Int32Array.of(7, -1, 7, 9));
    const upTo = (conflicts: number): number[] => [...cells.upTo(conflicts)];
    assert.deepEqual([upTo(0), upTo(2), upTo(4), upTo(3), upTo(0)], [[], [7], [7, 9], [7], []]);
  });
});
