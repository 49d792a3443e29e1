import { arithmeticSize } from '../../layout/arithmetic.js';
import type { FieldLayout, LayoutSet, RecordLayout } from '../../layout/record.js';
import { storedRecord, storedRecords, type Stage } from '../../model/lifeStage.js';
import type { ValueKind } from '../../model/valueKind.js';
import { nearest } from '../../json/nearest.js';

/** A field of what is to be kept: bytes from its own start, and what it holds in each stage of its life. */
export interface StoredPart {
  readonly offset: number;
  readonly size: number;
  readonly stages: readonly (readonly [Stage, ValueKind])[];
}

/** What somebody wants to keep in a page. Sizes in bytes. */
export type Stored =
  | { readonly kind: 'parts'; readonly label: string; readonly size: number; readonly align: number; readonly parts: readonly StoredPart[] }
  /** So many bits next to each other, at any bit of a word. */
  | { readonly kind: 'bits'; readonly label: string; readonly count: number };

export interface UnknownType {
  readonly problem: string;
}

/** The types a question may name; for `struct X` and `atomic_t` any record and any typedef of one. */
export const STORED_TYPES: readonly string[] = ['list_head', 'hlist_node', 'llist_node', 'rcu_head', 'pointer', 'u8', 'u16', 'u32', 'u64', 'unsigned long', 'bits:N', 'struct X', 'atomic_t'];

/** @param recordOf the layout of any record of the tree; undefined for one it does not have */
export function storedType(type: string, layout: LayoutSet, recordOf: (name: string) => RecordLayout | undefined): Stored | UnknownType {
  const wordSize = layout.abi.wordSize;
  const bits = /^bits:(\d+)$/.exec(type);
  if (bits) {
    const count = Number(bits[1]);
    if (count < 1 || count > wordSize * 8) return { problem: `bits:${bits[1]!}: from 1 to ${wordSize * 8} bits fit a word of ${layout.arch}` };
    return { kind: 'bits', label: `${count} bit${count === 1 ? '' : 's'}`, count };
  }
  if (type === 'pointer') return value('pointer', wordSize, { kind: 'pointer', to: 'object of yours' });
  const number = numberSize(type, layout);
  if (number !== undefined) return value(type, number.size, { kind: 'integer', means: 'number of yours' }, number.align);
  const known = storedRecord(type);
  if (known) {
    const parts = known.map((word, i) => ({ offset: i * wordSize, size: wordSize, stages: Object.entries(word.stages) as [Stage, ValueKind][] }));
    return { kind: 'parts', label: type.replace(/^struct\s+/, ''), size: parts.length * wordSize, align: wordSize, parts };
  }
  const record = recordOf(type);
  if (!record) {
    const names = [...STORED_TYPES.filter((one) => !/[NX]$/.test(one)), ...Object.keys(layout.records).map((tag) => `struct ${tag}`)];
    const near = nearest(type, names);
    return { problem: `unknown type "${type}"${near.length > 0 ? `; nearest: ${near.join(', ')}` : ''}; a type is one of ${STORED_TYPES.join(', ')}` };
  }
  return { kind: 'parts', label: type, size: record.size, align: record.align, parts: partsOf(record, wordSize) };
}

/** Bytes of the kernel's integers of fixed size, and of C's own. */
function numberSize(type: string, { abi }: LayoutSet): { readonly size: number; readonly align: number } | undefined {
  const fixed = /^(?:__)?([us])(8|16|32|64)$/.exec(type);
  const bits = arithmeticSize(fixed ? `${fixed[1] === 'u' ? 'u' : ''}int${fixed[2]!}_t` : type, abi);
  return bits && { size: bits.size / 8, align: bits.align / 8 };
}

function value(label: string, size: number, holds: ValueKind, align = size): Stored {
  return { kind: 'parts', label, size, align, parts: [{ offset: 0, size, stages: [['stored', holds]] }] };
}

/** A record's members as parts: list nodes with their stages, pointers as pointers, everything else as any number. */
function partsOf(record: RecordLayout, wordSize: number): readonly StoredPart[] {
  const parts: StoredPart[] = [];
  const whole: string[] = [];
  for (const field of record.fields) {
    if (whole.some((path) => field.path.startsWith(`${path}.`)) || field.sizeBits === 0) continue;
    const offset = Math.floor(field.offsetBits / 8);
    const node = storedRecord(field.type);
    if (node) {
      whole.push(field.path);
      node.forEach((word, i) => parts.push({ offset: offset + i * wordSize, size: wordSize, stages: Object.entries(word.stages) as [Stage, ValueKind][] }));
    } else if (!record.fields.some((other) => other.path.startsWith(`${field.path}.`))) {
      parts.push({ offset, size: Math.ceil((field.offsetBits % 8 + field.sizeBits) / 8), stages: [['stored', leafValue(field)]] });
    }
  }
  return parts;
}

function leafValue(field: FieldLayout): ValueKind {
  const target = /^(?:const )?struct (\w+) \*$/.exec(field.type)?.[1];
  if (target !== undefined) return { kind: 'pointer', to: target in storedRecords ? 'list-node' : target, mayBeNull: true };
  return field.type.endsWith('*') ? { kind: 'pointer', to: 'object of yours', mayBeNull: true } : { kind: 'integer', means: `${field.path} of yours` };
}

/** What stays in place for good: the stages in which the thing is there, not those in which it was taken away. */
export function whileThere(parts: readonly StoredPart[]): readonly StoredPart[] {
  return parts.map((part) => ({ ...part, stages: part.stages.filter(([stage]) => stage !== 'deleted' && stage !== 'unhashed') }));
}
