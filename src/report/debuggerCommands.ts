/** What to type into a debugger to see a member of a live or crashed kernel. */
import type { FieldLayout, RecordLayout } from '../layout/record.js';

/** Tools that kernel people look at structures with. */
export type DebuggerTool = 'drgn' | 'pahole' | 'crash';

/** Stands where the person puts the address of the record. */
const ADDRESS = 'ADDRESS';
/** Sizes that crash's `rd` reads at once, in bits. */
const READABLE = [8, 16, 32, 64];

/**
 * A line a command. drgn: an expression; pahole: the record as debug info has it; crash: the member formatted, then its raw memory
 * (`rd -SIZE -o OFFSET`, offset in bytes).
 */
export function debuggerCommand(tool: DebuggerTool, { kind, record }: RecordLayout, field: FieldLayout, wordSize: number): string {
  switch (tool) {
    case 'drgn': return `Object(prog, "${kind} ${record} *", ${ADDRESS}).${field.path}`;
    case 'pahole': return `pahole -C ${record} vmlinux`;
    case 'crash': return `${kind} ${record}.${field.path} ${ADDRESS}\n${rawRead(field, wordSize)}`;
  }
}

/** A bit-field is read with the bytes it lies in; what is no power of two, word by word. */
function rawRead({ offsetBits, sizeBits }: FieldLayout, wordSize: number): string {
  const first = Math.floor(offsetBits / 8);
  const bits = Math.ceil((offsetBits + sizeBits) / 8) * 8 - first * 8;
  const unit = READABLE.includes(bits) && bits <= wordSize * 8 ? bits : bits % (wordSize * 8) === 0 ? wordSize * 8 : 8;
  const count = bits / unit;
  return `rd -${unit} -o ${first} ${ADDRESS}${count > 1 ? ` ${count}` : ''}`;
}
