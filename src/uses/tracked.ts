/** The records whose members are looked for: struct page and its overlays, or what the user asks for. */
import type { OverlayRecords } from '../layout/overlays.js';
import { MacroMembers } from './macroMembers.js';
import type { RecordHomes, RecordMembers } from './types.js';

export class TrackedRecords implements RecordHomes {
  readonly tags: ReadonlySet<string>;
  /** Every member name of the tracked records: only expressions that mention one are worth typing. */
  readonly fields: ReadonlySet<string>;
  readonly headers: readonly string[];
  /** Which macros spell these members in their bodies. */
  readonly macroMembers: MacroMembers;
  readonly #definedIn: ReadonlyMap<string, readonly string[]>;

  /**
   * @param tags which records to report
   * @param fields their member names, all arms
   */
  constructor(tags: readonly string[], fields: Iterable<string>, overlays: OverlayRecords | undefined) {
    this.tags = new Set(tags);
    this.fields = new Set(fields);
    this.macroMembers = new MacroMembers(this.fields);
    this.#definedIn = overlays?.definedIn ?? new Map<string, readonly string[]>();
    this.headers = [...new Set([...this.#definedIn.values()].flat().filter((path) => path.endsWith('.h')))];
  }

  /** These records and one more, defined in `file`: a file's own view of the same memory. */
  withView(tag: string, file: string, fields: Iterable<string>): TrackedRecords {
    const definedIn = new Map(this.#definedIn).set(tag, [file]);
    return new TrackedRecords([...this.tags, tag], [...this.fields, ...fields], { tags: [], descriptors: [], definedIn, assertedIn: [] });
  }

  homesOf(tag: string): readonly string[] {
    return this.#definedIn.get(tag) ?? [];
  }

  /** Whether members of this record are reported: its tag is wanted, and it is the kernel's own record of that name. */
  isTracked(record: RecordMembers): boolean {
    if (!this.tags.has(record.tag) || !record.file) return false;
    const homes = this.#definedIn.get(record.tag);
    return homes === undefined || homes.includes(record.file.path);
  }
}
