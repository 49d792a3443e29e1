/** How layouts are kept in the JSON files beside: the same facts as LayoutSet, in little space. */
import type { Abi, FieldLayout, LayoutSet, RecordLayout } from '../record.js';

/** Path, offset and size in bits, type; then what only some members have. */
export type StoredField = readonly [path: string, offsetBits: number, sizeBits: number, type: string, extra?: { readonly bits?: 1; readonly arm?: number; readonly when?: string }];

export interface StoredRecord {
  readonly kind: 'struct' | 'union';
  readonly size: number;
  readonly align: number;
  readonly fields: readonly StoredField[];
}

export interface StoredSet {
  readonly arch: string;
  readonly config: string;
  readonly abi: Abi;
  readonly records: Readonly<Record<string, StoredRecord>>;
}

/** One file: a kernel release under some presets. */
export interface StoredKernel {
  readonly kernel: string;
  /** What it was computed from, in words for people. */
  readonly source: string;
  readonly sets: readonly StoredSet[];
}

export function store(set: LayoutSet): StoredSet {
  const records = Object.fromEntries(Object.entries(set.records).map(([tag, { kind, size, align, fields }]) => [tag, { kind, size, align, fields: fields.map(storeField) }]));
  return { arch: set.arch, config: set.config, abi: set.abi, records };
}

export function restore(kernel: string, set: StoredSet): LayoutSet {
  const records: Record<string, RecordLayout> = {};
  for (const [record, { kind, size, align, fields }] of Object.entries(set.records)) records[record] = { kind, record, size, align, fields: fields.map(restoreField) };
  return { kernel, arch: set.arch, config: set.config, abi: set.abi, records };
}

function storeField({ path, offsetBits, sizeBits, type, bitField, arm, when }: FieldLayout): StoredField {
  const extra = { ...(bitField ? { bits: 1 as const } : {}), ...(arm === undefined ? {} : { arm }), ...(when === undefined ? {} : { when }) };
  return Object.keys(extra).length === 0 ? [path, offsetBits, sizeBits, type] : [path, offsetBits, sizeBits, type, extra];
}

function restoreField([path, offsetBits, sizeBits, type, extra]: StoredField): FieldLayout {
  return {
    path, offsetBits, sizeBits, type, bitField: extra?.bits === 1,
    ...(extra?.arm === undefined ? {} : { arm: extra.arm }), ...(extra?.when === undefined ? {} : { when: extra.when }),
  };
}
