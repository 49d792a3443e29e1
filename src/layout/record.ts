/** How a C record lies in memory: the plain data every other room reads. */

/** One named member, or a member of a named member (`lru.next`), at its place in the record. */
export interface FieldLayout {
  /** As a C expression would name it from the record: `lru`, `lru.next`, `dma_addr[0]`. Anonymous structs and unions leave no trace. */
  readonly path: string;
  /** From the start of the record, in bits, counting from bit 0 of byte 0 on little endian. */
  readonly offsetBits: number;
  readonly sizeBits: number;
  /** The declared type, as C spells it. */
  readonly type: string;
  readonly bitField: boolean;
  /** The comment or anonymous struct it was declared in, told as the 0-based number of the arm of the outermost union that holds it. */
  readonly arm?: number;
  /** The `#if` condition of the declaration, as C spells it; absent when it is always there. */
  readonly when?: string;
  /** Where it is declared: path from the tree's root, 1-based line, 1-based byte column. */
  readonly declared?: SourcePlace;
}

export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface RecordLayout {
  readonly kind: 'struct' | 'union';
  /** The tag, or the typedef's name for a record without one. */
  readonly record: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes. */
  readonly align: number;
  /** Declaration order; a member is followed by its own members (`lru`, `lru.next`, `lru.prev`). */
  readonly fields: readonly FieldLayout[];
  readonly declared?: SourcePlace;
}

/** The machine facts a layout is computed for. */
export interface Abi {
  /** Size of `unsigned long` and of a pointer, in bytes. */
  readonly wordSize: 4 | 8;
  /** Alignment of a 64-bit integer inside a struct, in bytes: 4 on i386, else 8. */
  readonly int64Align: 4 | 8;
  readonly endian: 'little' | 'big';
  /** Whether plain `char` is signed. */
  readonly charSigned: boolean;
}

/** Layouts of one kernel under one config: what the model, the judge and the simulator work on. */
export interface LayoutSet {
  /** `6.1.192`, or what the tree says. */
  readonly kernel: string;
  readonly arch: string;
  /** Path or preset name the configuration came from. */
  readonly config: string;
  readonly abi: Abi;
  /** By record tag: `page`, `folio`, `slab`, `ptdesc` ... */
  readonly records: Readonly<Record<string, RecordLayout>>;
}
