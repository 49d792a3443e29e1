import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LayoutSet, RecordLayout } from '../../../src/layout/record.js';

interface Stored {
  kernel: string; arch: string; config: string; wordSize: 4 | 8; int64Align: 4 | 8;
  records: Record<string, { size: number; align: number; fields: [string, number, number, string][] }>;
}

/** Layouts of 6.1.192 as pahole and clang gave them (test/data): facts, without the tree. */
export function layout61(config = 'all'): LayoutSet {
  const all = JSON.parse(readFileSync(join(projectRoot(), 'test/data/layouts-6.1.json'), 'utf8')) as Stored[];
  const stored = all.find((one) => one.config === config);
  if (stored === undefined) throw new Error(`no stored layout ${config}`);
  const records: Record<string, RecordLayout> = {};
  for (const [record, { size, align, fields }] of Object.entries(stored.records)) {
    records[record] = {
      kind: 'struct', record, size, align,
      fields: fields.map(([path, offsetBits, sizeBits, type]) => ({ path, offsetBits, sizeBits, type, bitField: sizeBits % 8 !== 0 })),
    };
  }
  return {
    kernel: stored.kernel, arch: stored.arch, config: stored.config, records,
    abi: { wordSize: stored.wordSize, int64Align: stored.int64Align, endian: 'little', charSigned: stored.arch !== 'arm' && stored.arch !== 'arm64' },
  };
}

/** The same words read as another kernel's: enough for tests of eras, where the members tested have not moved. */
export function asKernel(layout: LayoutSet, kernel: string): LayoutSet {
  return { ...layout, kernel };
}

/** Tests run from the project's root. */
export function projectRoot(): string {
  return process.cwd();
}
