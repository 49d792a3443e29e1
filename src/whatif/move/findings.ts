import { checkFile } from '../../check/checkFile.js';
import type { CheckContext } from '../../check/context.js';
import type { Finding } from '../../check/finding.js';

/** Findings that came and went. */
export interface ChangedFindings {
  readonly appeared: readonly Finding[];
  readonly vanished: readonly Finding[];
}

/** Findings of the checker that an edit of the layout brings and takes away, and the files that were not checked yet. */
export class FindingChanges implements ChangedFindings {
  readonly #left: string[];
  readonly #appeared: Finding[] = [];
  readonly #vanished: Finding[] = [];
  #checked = 0;

  /** @param files where the members are used that change their meaning */
  constructor(files: readonly string[]) {
    this.#left = [...files].reverse();
  }

  get appeared(): readonly Finding[] {
    return this.#appeared;
  }

  get vanished(): readonly Finding[] {
    return this.#vanished;
  }

  /** Files that were checked. */
  get checked(): number {
    return this.#checked;
  }

  /** Files that are still to be checked. */
  get left(): number {
    return this.#left.length;
  }

  /** Takes the next files to be checked. */
  take(count: number): readonly string[] {
    const taken = this.#left.splice(-count).reverse();
    this.#checked += taken.length;
    return taken;
  }

  add({ appeared, vanished }: ChangedFindings): void {
    this.#appeared.push(...appeared);
    this.#vanished.push(...vanished);
  }
}

/** What changes in files whose own text stays as it is: findings are told apart by place, rule and the member, not by offsets. */
export function changedFindings(files: readonly string[], before: CheckContext, after: CheckContext): ChangedFindings {
  const found = (context: CheckContext): ReadonlyMap<string, Finding> => new Map(files.flatMap((path) => {
    const file = context.tree.source(path);
    const findings = file ? checkFile(file, context) : [];
    if (file) context.footprints.release(file);
    return findings.map((one) => [`${path}:${one.line}:${one.column}:${one.rule}:${one.words.map(({ members }) => members[0]).join()}`, one] as const);
  }));
  const old = found(before), now = found(after);
  return { appeared: [...now].flatMap(([key, one]) => (old.has(key) ? [] : [one])), vanished: [...old].flatMap(([key, one]) => (now.has(key) ? [] : [one])) };
}
