import * as assert from 'node:assert/strict';
import type { FieldLayout, RecordLayout } from '../../../src/layout/record.js';
import { debuggerCommand } from '../../../src/report/debuggerCommands.js';

const field = (path: string, offset: number, size: number, bits = false): FieldLayout => ({ path, offsetBits: bits ? offset : offset * 8, sizeBits: bits ? size : size * 8, type: '', bitField: bits });
const page: RecordLayout = { kind: 'struct', record: 'page', size: 64, align: 16, fields: [] };

describe('commands for debuggers', () => {
  it('drgn: an expression on a pointer to the record', () => {
    assert.equal(debuggerCommand('drgn', page, field('lru.next', 8, 8), 8), 'Object(prog, "struct page *", ADDRESS).lru.next');
  });

  it('pahole: the record', () => {
    assert.equal(debuggerCommand('pahole', { ...page, record: 'folio' }, field('mapping', 24, 8), 8), 'pahole -C folio vmlinux');
  });

  it('crash: the member and its bytes', () => {
    assert.equal(debuggerCommand('crash', page, field('private', 40, 8), 8), 'struct page.private ADDRESS\nrd -64 -o 40 ADDRESS');
    assert.equal(debuggerCommand('crash', page, field('_refcount', 52, 4), 8), 'struct page._refcount ADDRESS\nrd -32 -o 52 ADDRESS');
    assert.equal(debuggerCommand('crash', page, field('private', 20, 4), 4), 'struct page.private ADDRESS\nrd -32 -o 20 ADDRESS');
  });

  it('crash: a list_head as two words, a 64-bit member of a 32-bit kernel too', () => {
    assert.match(debuggerCommand('crash', page, field('lru', 8, 16), 8), /\nrd -64 -o 8 ADDRESS 2$/);
    assert.match(debuggerCommand('crash', page, field('dma_addr', 16, 8), 4), /\nrd -32 -o 16 ADDRESS 2$/);
  });

  it('crash: a bit-field with the bytes it lies in', () => {
    assert.match(debuggerCommand('crash', { ...page, record: 'slab' }, field('objects', 336, 15, true), 8), /\nrd -16 -o 42 ADDRESS$/);
    assert.match(debuggerCommand('crash', { ...page, record: 'slab' }, field('frozen', 351, 1, true), 8), /\nrd -8 -o 43 ADDRESS$/);
  });
});
