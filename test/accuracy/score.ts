/** Compares the uses that were reported with what a compiler saw (test/data/oracle/README.md has the rules). */

/** A row of the ground truth. */
export interface TrueUse {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly record: string;
  readonly field: string;
  readonly access: readonly string[];
  readonly inMacro: boolean;
}

/** What the compiler read of a file: line ranges, first and last, 1-based. */
export interface ReadFile {
  readonly header: boolean;
  readonly skipped: readonly (readonly [number, number])[];
  readonly defines: readonly (readonly [number, number])[];
}

/** A line of `pagelens uses --json`. */
export interface ReportedUse {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly record: string;
  readonly field: string;
  readonly access: string;
}

/** Counts of one group of uses. */
export interface Tally {
  /** Rows that should be found, and those that were. */
  rows: number;
  found: number;
  /** Reported where the truth has an opinion, and those of them that it does not confirm. */
  reported: number;
  wrong: number;
  /** Found rows whose access is among the truth's. */
  accessRight: number;
}

export interface Score {
  readonly total: Tally;
  readonly byRecord: ReadonlyMap<string, Tally>;
  readonly byDirectory: ReadonlyMap<string, Tally>;
  readonly misses: readonly TrueUse[];
  readonly falsePositives: readonly ReportedUse[];
  readonly wrongAccess: readonly { readonly row: TrueUse; readonly use: ReportedUse }[];
}

const keyOf = (use: { readonly file: string; readonly line: number; readonly column: number; readonly record: string; readonly field: string }): string =>
  `${use.file}:${use.line}:${use.column}:${use.record}:${use.field}`;

const inside = (line: number, ranges: readonly (readonly [number, number])[]): boolean => ranges.some(([first, last]) => first <= line && line <= last);

/** `sizeof` and `typeof` only look at the place, which we call offsetof. */
const agrees = (use: ReportedUse, row: TrueUse): boolean => row.access.includes(use.access) || (use.access === 'offsetof' && row.access.includes('unevaluated'));

export function score(truth: readonly TrueUse[], files: Readonly<Record<string, ReadFile>>, uses: readonly ReportedUse[]): Score {
  const total = emptyTally();
  const byRecord = new Map<string, Tally>(), byDirectory = new Map<string, Tally>();
  const tallies = (use: { readonly file: string; readonly record: string }): Tally[] => [total, tallyOf(byRecord, use.record), tallyOf(byDirectory, topDirectory(use.file))];
  const misses: TrueUse[] = [], falsePositives: ReportedUse[] = [], wrongAccess: { row: TrueUse; use: ReportedUse }[] = [];

  const reported = new Map(uses.map((use) => [keyOf(use), use]));
  for (const row of truth) {
    if (row.inMacro) continue;
    const use = reported.get(keyOf(row));
    const right = use !== undefined && agrees(use, row);
    for (const tally of tallies(row)) {
      tally.rows++;
      if (use) tally.found++;
      if (right) tally.accessRight++;
    }
    if (!use) misses.push(row);
    else if (!right) wrongAccess.push({ row, use });
  }

  const rows = new Set(truth.map(keyOf));
  for (const use of reported.values()) {
    const file = files[use.file];
    if (!file || file.header || inside(use.line, file.skipped) || inside(use.line, file.defines)) continue;
    const wrong = !rows.has(keyOf(use));
    for (const tally of tallies(use)) {
      tally.reported++;
      if (wrong) tally.wrong++;
    }
    if (wrong) falsePositives.push(use);
  }
  return { total, byRecord, byDirectory, misses, falsePositives, wrongAccess };
}

export const recall = (tally: Tally): number => ratio(tally.found, tally.rows);
export const precision = (tally: Tally): number => ratio(tally.reported - tally.wrong, tally.reported);
export const accessAgreement = (tally: Tally): number => ratio(tally.accessRight, tally.found);

const ratio = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

const emptyTally = (): Tally => ({ rows: 0, found: 0, reported: 0, wrong: 0, accessRight: 0 });

function tallyOf(map: Map<string, Tally>, key: string): Tally {
  let tally = map.get(key);
  if (!tally) map.set(key, (tally = emptyTally()));
  return tally;
}

/** `mm`, `drivers/net`, `arch/x86`: two levels where the first says little. */
function topDirectory(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return /^(arch|drivers|include|net|fs)$/.test(first) && path.split('/').length > 2 ? `${first}/${second}` : first;
}
