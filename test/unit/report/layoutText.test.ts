import * as assert from 'node:assert/strict';
import type { FieldLayout, RecordLayout } from '../../../src/layout/record.js';
import { layoutText } from '../../../src/report/layoutText.js';

const member = (path: string, type: string, byte: number): FieldLayout => ({ path, type, offsetBits: byte * 8, sizeBits: 64, bitField: false });
const record = (fields: readonly FieldLayout[]): RecordLayout => ({ kind: 'struct', record: 'page', size: 16, align: 8, fields });

describe('layout as text', () => {
  it('has the same line for a member of two layouts, whatever the others are called', () => {
    const flags = member('flags', 'unsigned long', 0);
    const [short, long] = [member('lru', 'void *', 8), member('hpage_pinned_refcount', 'struct address_space *', 8)]
      .map((other) => layoutText(record([flags, other]), '6.1 x86_64', 8).split('\n'));
    const lineOfFlags = (lines: readonly string[] | undefined): string | undefined => lines?.find((line) => line.includes('flags;'));
    assert.match(lineOfFlags(short) ?? '', /^\tunsigned long +flags; +\/\* +0 +8 \*\/$/);
    assert.equal(lineOfFlags(short), lineOfFlags(long));
  });
});
