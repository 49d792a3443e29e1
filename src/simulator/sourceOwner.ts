import type { LayoutSet } from '../layout/record.js';
import type { ValueKind } from '../model/valueKind.js';
import { resolveMember } from '../model/memberRange.js';
import { storedRecord, type Stage } from '../model/lifeStage.js';

/** A typed use of a member in source: what `pagelens uses` gives (src/uses/fieldUse.ts), of which this needs these parts. */
export interface SourceUse {
  readonly file: string;
  readonly line: number;
  readonly record: string;
  readonly path: string;
  readonly access: 'read' | 'write' | 'readwrite' | 'address' | 'offsetof';
  /** What it writes is a literal NULL, 0 or false. */
  readonly clears?: true;
  readonly function: string;
  readonly active: boolean | 'unknown';
}

/** When a source owner writes a word: as something stored there comes and goes, or, of a literal 0, when it lets the page go. */
export type SourceStage = Stage | 'cleared';

/** A word a source owner writes, and where. Bytes from the start of the struct page. */
export interface SourceWrite {
  /** The view it is written through: `page`, `slab`. */
  readonly record: string;
  readonly member: string;
  readonly offset: number;
  readonly size: number;
  readonly value: ValueKind;
  readonly stage: SourceStage;
  readonly by: string;
  readonly source: { readonly file: string; readonly line: number };
}

/** An owner made of source: the words it writes, in the order of its lines, and the words it only reads. */
export interface SourceOwner {
  readonly name: string;
  readonly writes: readonly SourceWrite[];
  readonly reads: readonly { readonly member: string; readonly source: { readonly file: string; readonly line: number } }[];
  /** Uses left out, and why. */
  readonly unknown: readonly { readonly use: SourceUse; readonly reason: string }[];
}

/** The uses that a scenario's owner means: all of the file, or those of a function or of lines (`12` or `12-40`). */
export function selectedUses<Use extends SourceUse>(uses: readonly Use[], ref: { readonly function?: string; readonly lines?: string }): readonly Use[] {
  const [, first = '1', last] = /^(\d+)(?:-(\d+))?$/.exec(ref.lines ?? '') ?? [];
  const from = Number(first), to = ref.lines === undefined ? Infinity : Number(last ?? first);
  return uses.filter((use) => (ref.function === undefined || use.function === ref.function) && use.line >= from && use.line <= to);
}

/** Memory descriptors that a page's word points to: laid out beside struct page's views, but memory of their own. */
const descriptors: ReadonlySet<string> = new Set(['zspage']);

/**
 * Turns the typed uses of a file, function or selection into what its owner does to a page's words. A written member gets a value of
 * its declared type; the address of a list node counts as putting it on a list and taking it off. What cannot be placed is left out
 * with a reason, never guessed.
 */
export function sourceOwner(name: string, uses: readonly SourceUse[], layout: LayoutSet): SourceOwner {
  const writes: SourceWrite[] = [];
  const reads: { member: string; source: { file: string; line: number } }[] = [];
  const unknown: { use: SourceUse; reason: string }[] = [];
  const pageSize = layout.records.page?.size ?? 0;
  for (const use of uses) {
    if (descriptors.has(use.record) || layout.records[use.record] === undefined) continue;
    if (use.active === false) {
      unknown.push({ use, reason: 'not compiled in this configuration' });
      continue;
    }
    const range = resolveMember({ record: use.record, names: [use.path] }, layout);
    if (range === undefined || range.offset >= pageSize) {
      unknown.push({ use, reason: `struct ${use.record} has no ${use.path} in this layout, or it lies in a tail page` });
      continue;
    }
    const source = { file: use.file, line: use.line };
    const record = storedRecord(range.field.type);
    if (use.access === 'read' || use.access === 'offsetof') {
      reads.push({ member: use.path, source });
    } else if (use.access === 'address' && record === undefined) {
      unknown.push({ use, reason: 'its address is taken: what is written through it is not known' });
    } else if (record !== undefined) {
      writes.push(...recordWrites(use, range.offset, record, layout.abi.wordSize));
    } else if (use.clears === true) {
      writes.push({ record: use.record, member: use.path, offset: range.offset, size: range.size, value: { kind: 'null' }, stage: 'cleared', by: use.function, source });
    } else if (use.access === 'readwrite') {
      unknown.push({ use, reason: 'it changes some of the bits that are there: which is not known' });
    } else {
      writes.push({ record: use.record, member: use.path, offset: range.offset, size: range.size, value: kindOf(range.field.type, use.path, layout), stage: 'stored', by: use.function, source });
    }
  }
  return { name, writes, reads, unknown };
}

function recordWrites(use: SourceUse, offset: number, record: NonNullable<ReturnType<typeof storedRecord>>, word: number): SourceWrite[] {
  return record.flatMap(({ member, stages }, i) => (Object.entries(stages) as [Stage, ValueKind][]).map(([stage, value]) => ({
    record: use.record, member: `${use.path}.${member}`, offset: offset + i * word, size: word, value, stage, by: use.function, source: { file: use.file, line: use.line },
  })));
}

/** The value a member of that type holds, as far as the type tells. */
function kindOf(type: string, path: string, layout: LayoutSet): ValueKind {
  const pointer = /^(?:const\s+)?(?:struct|union)\s+(\w+)\s*\*$/.exec(type);
  if (pointer?.[1] !== undefined) return { kind: 'pointer', to: pointer[1] };
  if (/\(\s*\*/.test(type)) return { kind: 'function' };
  if (/\*\s*$/.test(type)) return { kind: 'pointer', to: 'data', align: 1 };
  if (path === '_refcount') return { kind: 'refcount' };
  if (path === '_mapcount') return { kind: 'mapcount' };
  if (path.includes('dma_addr')) return { kind: 'dma-address', part: layout.abi.wordSize === 4 && path.includes('upper') ? 'high' : 'whole' };
  if (path === 'flags') return { kind: 'flags' };
  return { kind: 'integer', means: path };
}

/** The stages a source owner's words go through, in order: each a set of writes that stand together. */
export function sourceSteps(owner: SourceOwner): readonly { readonly stage: SourceStage; readonly writes: readonly SourceWrite[] }[] {
  const order: readonly SourceStage[] = ['stored', 'linked', 'last', 'self-linked', 'unhashed', 'deleted', 'cleared'];
  return order.map((stage) => ({ stage, writes: owner.writes.filter((write) => write.stage === stage) })).filter((step) => step.writes.length > 0);
}
