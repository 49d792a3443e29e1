/** Runs the checker over what a change makes of a tree's files. */
import { type CheckContext, checkContext } from '../check/context.js';
import type { ChangedFacts } from '../check/changes/changedFunctions.js';
import { besideChange } from '../check/changes/beside.js';
import { factsOfChange, lostBy } from '../check/changes/index.js';
import { checkFile } from '../check/checkFile.js';
import type { Finding } from '../check/finding.js';
import type { ChangedFile } from '../check/patch/apply.js';
import { pathMatches } from '../check/settings/paths.js';
import type { TreeSettings } from '../check/settings/treeSettings.js';
import { suppress } from '../check/suppressions.js';
import { broughtIn, toldIn, type ToldFinding } from '../check/told.js';
import type { CParser } from '../c/syntax.js';
import type { KernelSetup } from '../kernel/setup.js';
import type { SourceFile } from '../kernel/tree.js';
import type { CheckedPaths } from './pathChecker.js';

export interface CheckRun {
  readonly findings: readonly ToldFinding[];
  /** What could not be read: the result is partial. */
  readonly failures: readonly string[];
  /** What is odd and takes nothing from the result. */
  readonly notes: readonly string[];
}

/** What is checked: everything that does not change from file to file. */
export interface CheckWork {
  /** Opens the tree anew. */
  readonly open: () => KernelSetup;
  readonly parser: CParser;
  readonly root: string;
  readonly settings: TreeSettings;
  readonly onProgress: (message: string) => void;
}

/** What checking the tree's files rests on: the built-in model and the tree's own owners. */
export function contextOf(setup: KernelSetup, { parser, settings }: Pick<CheckWork, 'parser' | 'settings'>, isHeldAgainst = false): CheckContext {
  return checkContext(setup, parser, { owners: settings.owners, isHeldAgainst });
}

/** Claims of the tree's own owners that no member answers to. */
export function unknownMembers({ model }: CheckContext, { owners }: TreeSettings): readonly string[] {
  const own = new Set(owners.map(({ name }) => name));
  return model.absent.filter(({ of }) => own.has(of)).map(({ of, member }) => `owner ${of}: struct page has no member ${member.names.join(', ')} here`);
}

function checked(source: SourceFile | undefined, context: CheckContext): readonly ToldFinding[] {
  return source ? toldIn(source, checkFile(source, context)) : [];
}

/** A file on both sides of a change; without `was` it is new, and without `changed` one side handles no pages, or it only stands beside. */
interface Side {
  readonly now: SourceFile;
  readonly was: SourceFile | undefined;
  readonly changed: ChangedFacts | undefined;
}

/** What a change makes of the tree, beside the tree as it was. Disk is not touched. */
interface Sides {
  /** Whether a file of the tree is asked about, and not ignored. */
  readonly isAsked: (path: string) => boolean;
  readonly context: CheckContext;
  readonly base: CheckContext;
  readonly files: readonly Side[];
  /** Every changed file of both sides: what one loses another may have gained. */
  readonly all: readonly ChangedFacts[];
}

function sidesOf(changes: readonly ChangedFile[], isWanted: (path: string) => boolean, work: CheckWork): Sides {
  const setup = work.open(), old = work.open();
  for (const { path, after } of changes) setup.tree.overlay(path, after ?? '');
  for (const change of changes) old.tree.overlay(change.oldPath ?? change.path, change.before ?? '');
  const context = contextOf(setup, work, true), base = contextOf(old, work, true);
  const isAsked = (path: string): boolean => /\.[ch]$/.test(path) && isWanted(path) && !work.settings.ignore.some((pattern) => pathMatches(path, pattern));
  const touched = changes.filter(({ path, after }) => after !== undefined && isAsked(path));
  const files = touched.flatMap(({ path, oldPath, before }): Side[] => {
    const now = setup.tree.source(path), was = before === undefined ? undefined : old.tree.source(oldPath ?? path);
    return now ? [{ now, was, changed: was && factsOfChange({ file: was, context: base }, { file: now, context }) }] : [];
  });
  return { isAsked, context, base, files, all: files.flatMap(({ changed }) => changed ?? []) };
}

/** The files beside changed headers, on both sides. */
function besideOf(changes: readonly ChangedFile[], { isAsked, context, base }: Sides): readonly Side[] {
  return besideChange(changes.map(({ path }) => path), context).filter(isAsked).flatMap((path): Side[] => {
    const now = context.tree.source(path), was = base.tree.source(path);
    return now ? [{ now, was, changed: undefined }] : [];
  });
}

/**
 * Checks what a change makes of the tree's files and keeps what it brings in.
 * @param only paths or folders of the tree; empty: everything the change touches
 */
export function checkChange(changes: readonly ChangedFile[], only: readonly string[], work: CheckWork): CheckRun {
  const sides = sidesOf(changes, (path) => only.length === 0 || only.some((one) => one === '' || pathMatches(path, one)), work);
  const { context } = sides, files = [...sides.files, ...besideOf(changes, sides)];
  const notes = [...unknownMembers(context, work.settings)];
  const touched = new Set(changes.map(({ path }) => path));
  const findings = files.flatMap((side, index) => {
    work.onProgress(`${index} of ${files.length} changed files`);
    const outcome = suppress(side.now, broughtInto(side, sides, touched), work.settings.suppressions);
    notes.push(...outcome.problems);
    return outcome.findings;
  });
  return { findings, failures: [], notes };
}

/** What is found in a file now and was not before, and what the change takes away of what its functions did. */
function broughtInto({ now, was, changed }: Side, { context, base, all }: Sides, touched: ReadonlySet<string>): readonly ToldFinding[] {
  // What is found in a file beside has to do with the change where the change stands in its evidence.
  const after = checked(now, context).filter(({ evidence }) => touched.has(now.path) || evidence.some(({ file }) => touched.has(file))), known = after.length === 0 ? [] : checked(was, base);
  const found = broughtIn(after, known), told = new Set(found.map(placeOf));
  const lost = changed ? lostBy(changed, all).filter((finding) => !told.has(placeOf(finding))) : [];
  return [...found, ...broughtIn(toldIn(now, lost), [])];
}

/**
 * What a change makes of files beside what is found in them as they are.
 * @param paths the files that are asked about: what one of them loses another file may have gained
 * @param found what is told of them already
 */
export function broughtByChange(changes: readonly ChangedFile[], paths: ReadonlySet<string>, found: readonly ToldFinding[], work: CheckWork): Pick<CheckedPaths, 'findings' | 'used'> {
  const touched = new Set(changes.map(({ path }) => path));
  if (![...touched].some((path) => paths.has(path))) return { findings: [], used: [] };
  const { suppressions } = work.settings, told = new Set(found.map((finding) => `${finding.file}:${placeOf(finding)}`));
  const sides = sidesOf(changes, () => true, work);
  const outcomes = sides.files.filter(({ now }) => paths.has(now.path)).map((side) => suppress(side.now, broughtInto(side, sides, touched).filter((finding) => !told.has(`${finding.file}:${placeOf(finding)}`)), suppressions));
  return { findings: outcomes.flatMap(({ findings }) => findings), used: outcomes.flatMap(({ used }) => [...used].map((entry) => suppressions.indexOf(entry))) };
}

function placeOf({ rule, line }: Finding): string {
  return `${rule}:${line}`;
}
