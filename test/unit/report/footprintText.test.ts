import * as assert from 'node:assert/strict';
import type { Footprint, FootprintRange } from '../../../src/footprint/footprint.js';
import { footprintSentence } from '../../../src/report/footprintText.js';

const pageRecords = new Set(['page', 'folio']);
const range = (access: FootprintRange['access'], offset: number, size: number, via: string): FootprintRange => ({ access, offset, size, via, may: false, sites: [] });
const sentence = (...ranges: FootprintRange[]): string => footprintSentence({ record: 'page', ranges, reaches: [] } satisfies Footprint, pageRecords, 3);

describe('a footprint in words', () => {
  it('names the members of the page, whatever view they are seen through', () => {
    assert.equal(sentence(range('read', 24, 8, 'folio.page.mapping'), range('write', 8, 8, 'page.lru.next')), 'reads mapping; writes lru.next');
  });

  it('names the member whose address a helper was handed, not the helper\'s view of it', () => {
    assert.equal(sentence(range('address', 144, 16, 'folio._deferred_list'), range('write', 144, 8, 'list_head.next')), 'writes _deferred_list.next');
    assert.equal(sentence(range('address', 0, 64, 'folio.page'), range('address', 0, 8, 'page.flags'), range('readwrite', 0, 8, '*')), 'changes flags');
  });

  it('says where it is what no name is known of', () => {
    assert.equal(sentence(range('readwrite', 0, 8, '*'), range('read', 0, 64, 'page')), 'reads the whole page; changes bytes 0-7');
  });

  it('tells both halves of a list node as the node', () => {
    assert.equal(sentence(range('write', 40, 8, 'page.private'), range('write', 8, 8, 'page.lru.next'), range('write', 16, 8, 'page.lru.prev')), 'writes private, lru');
    assert.equal(sentence(range('write', 16, 8, 'page.lru.prev')), 'writes lru.prev');
    assert.equal(sentence(range('write', 8, 16, 'page.lru'), range('write', 8, 8, 'page.lru.next'), range('write', 16, 8, 'page.lru.prev')), 'writes lru');
  });

  it('counts what is more than a line takes', () => {
    assert.equal(sentence(...['a', 'b', 'c', 'd', 'e'].map((name, i) => range('write', i, 1, `page.${name}`))), 'writes a, b, c and 2 more');
  });
});
