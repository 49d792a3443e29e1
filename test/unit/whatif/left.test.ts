import assert from 'node:assert/strict';
import { BUNDLED_KERNELS } from '../../../src/layout/bundled/index.js';
import { pageModel } from '../../../src/model/pageModel.js';
import { leftSvg } from '../../../src/report/leftSvg.js';
import { leftText } from '../../../src/report/leftText.js';
import type { FieldUse } from '../../../src/uses/fieldUse.js';
import { fileOwners } from '../../../src/whatif/fileOwner.js';
import { countUses, unknownMembers, wants } from '../../../src/whatif/left/count.js';
import { describeChange, trend } from '../../../src/whatif/left/trend.js';

function use(file: string, field: string, access: FieldUse['access'], more: Partial<FieldUse> = {}): FieldUse {
  return { file, line: 1, column: 1, record: 'page', field, path: field, access, function: 'f', active: true, macro: '', inMacroBody: false, ...more };
}

const owner = (file: string): string => file.split('/')[0] ?? '';
const before = [use('fs/a.c', 'index', 'read'), use('fs/a.c', 'index', 'write'), use('mm/b.c', 'index', 'read'), use('mm/b.c', 'private', 'read'), use('mm/c.c', 'index', 'read', { record: 'folio' })];
const now = [use('mm/b.c', '__folio_index', 'readwrite', { active: false }), use('net/d.c', '__folio_index', 'address')];

describe('left: "Removing page->index"', () => {
  it('counts by member, file, directory and owner, with how they are used', () => {
    const index = before.filter(wants(['page.index']));
    assert.deepEqual(countUses(index, 'member', owner).map(({ key, count, reads, writes }) => [key, count, reads, writes]), [['page.index', 3, 2, 1]]);
    assert.deepEqual(countUses(index, 'directory', owner).map(({ key, count }) => [key, count]), [['fs', 2], ['mm', 1]]);
    assert.deepEqual(countUses(index, 'file', owner).map(({ key, count }) => [key, count]), [['fs/a.c', 2], ['mm/b.c', 1]]);
  });

  it('a bare name asks for the member in every view, no name for all of struct page', () => {
    assert.equal(before.filter(wants(['index'])).length, 4);
    assert.equal(before.filter(wants([])).length, 4);
  });

  it('a member that was renamed is the same one: index and __folio_index', () => {
    assert.equal(now.filter(wants(['page.index'])).length, 2);
    const rows = trend(countUses(now, 'directory', owner), countUses(before.filter(wants(['page.index'])), 'directory', owner));
    assert.deepEqual(rows.map((row) => [row.key, row.before, row.count, describeChange(row)]), [['mm', 1, 1, '0'], ['net', 0, 1, '+1 (new)'], ['fs', 2, 0, '-2 (gone)']]);
    assert.equal(rows[0]?.inactive, 1);
  });

  it('owners come from the model where it knows the file', async () => {
    const layout = (await BUNDLED_KERNELS.find(({ name }) => name === '6.12')?.load())?.sets[0];
    assert.ok(layout);
    const of = fileOwners(pageModel(layout));
    assert.deepEqual(['mm/zsmalloc.c', 'mm/slub.c', 'fs/btrfs/extent_io.c', 'drivers/net/ethernet/x.c', 'kernel/relay.c'].map(of), ['zsmalloc', 'slab', 'fs/btrfs', 'drivers/net', 'relay']);
  });

  it('an unknown member gets the nearest names', () => {
    assert.match(unknownMembers(['indx'], ['page.index', 'folio.mapping']) ?? '', /unknown member "indx"; nearest: index/);
    assert.equal(unknownMembers(['index', 'folio.mapping'], ['page.index', 'folio.mapping']), undefined);
  });

  it('tables say what they leave out; the picture stands alone', () => {
    const rows = countUses(before.filter(wants(['page.index'])), 'file', owner);
    assert.match(leftText([{ by: 'file', rows }], 1), /fs\/a\.c[^]*\.\.\. and 1 more with 1 uses/);
    const svg = leftSvg({ by: 'file', rows }, 'Uses <left>', 'index');
    assert.match(svg, /^<svg [^]*&#60;left&#62;[^]*<\/svg>\n$/);
    assert.equal(svg.match(/class="now"/g)?.length, 2);
  });
});
