import type { CParser } from '../../../src/c/syntax.js';
import { configuredScope, openTree } from '../../../src/kernel/setup.js';
import { LayoutEngine } from '../../../src/layout/compute.js';
import { MemoryFiles } from '../kernel/memoryFiles.js';

/** Layouts of records written in a test, as one header of a tree in memory. */
export function layoutsOf(parser: CParser, text: string, options: { readonly arch?: string; readonly config?: string; readonly defines?: readonly string[] } = {}): LayoutEngine {
  const files = new MemoryFiles({ 'include/linux/mm_types.h': text });
  const { arch, config, defines } = options;
  const setup = openTree(files, { arch: arch ?? 'x86_64', defines, ...(config === undefined ? {} : { config: { name: 'test.config', text: config } }) });
  return new LayoutEngine(configuredScope(setup, 'include/linux/mm_types.h', parser)!);
}

/** A record in a line: `a@0 b@32:30 size 8 align 4`: members at byte offsets, bit-fields at `bit:width`. */
export function sketch(engine: LayoutEngine, record: string): string {
  const { fields, size, align } = engine.record(record);
  const places = fields.map((field) => (field.bitField ? `${field.path}@bit${field.offsetBits}:${field.sizeBits}` : `${field.path}@${field.offsetBits / 8}`));
  return `${places.join(' ')} size ${size} align ${align}`;
}
