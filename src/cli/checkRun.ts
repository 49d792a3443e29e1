/** Runs the checker over what a change makes of a tree's files. */
import { type CheckContext, checkContext } from '../check/context.js';
import { factsOfChange, lostBy } from '../check/changes/index.js';
import { checkFile } from '../check/checkFile.js';
import type { ChangedFile } from '../check/patch/apply.js';
import { pathMatches } from '../check/settings/paths.js';
import type { TreeSettings } from '../check/settings/treeSettings.js';
import { suppress } from '../check/suppressions.js';
import { broughtIn, toldIn, type ToldFinding } from '../check/told.js';
import type { CParser } from '../c/syntax.js';
import type { KernelSetup } from '../kernel/setup.js';
import type { SourceFile } from '../kernel/tree.js';

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
export function contextOf(setup: KernelSetup, { parser, settings }: Pick<CheckWork, 'parser' | 'settings'>): CheckContext {
  return checkContext(setup, parser, { owners: settings.owners });
}

/** Claims of the tree's own owners that no member answers to. */
export function unknownMembers({ model }: CheckContext, { owners }: TreeSettings): readonly string[] {
  const own = new Set(owners.map(({ name }) => name));
  return model.absent.filter(({ of }) => own.has(of)).map(({ of, member }) => `owner ${of}: struct page has no member ${member.names.join(', ')} here`);
}

function checked(source: SourceFile | undefined, context: CheckContext): readonly ToldFinding[] {
  return source ? toldIn(source, checkFile(source, context)) : [];
}

/**
 * Checks what a change makes of the tree's files and keeps what it brings in. Disk is not touched.
 * @param only paths or folders of the tree; empty: everything the change touches
 */
export function checkChange(changes: readonly ChangedFile[], only: readonly string[], work: CheckWork): CheckRun {
  const setup = work.open();
  for (const { path, after } of changes) setup.tree.overlay(path, after ?? '');
  const context = contextOf(setup, work);
  const notes = [...unknownMembers(context, work.settings)];
  const touched = changes.filter(({ path, after }) => after !== undefined && /\.[ch]$/.test(path) && (only.length === 0 || only.some((one) => one === '' || pathMatches(path, one))) && !work.settings.ignore.some((pattern) => pathMatches(path, pattern)));
  const old = work.open();
  for (const change of changes) old.tree.overlay(change.oldPath ?? change.path, change.before ?? '');
  const base = contextOf(old, work);
  const sides = touched.flatMap(({ path, oldPath, before }) => {
    const now = setup.tree.source(path), was = before === undefined ? undefined : old.tree.source(oldPath ?? path);
    return now ? [{ now, was, changed: was && factsOfChange({ file: was, context: base }, { file: now, context }) }] : [];
  });
  const all = sides.flatMap(({ changed }) => changed ?? []);
  const findings = sides.flatMap(({ now, was, changed }, index) => {
    work.onProgress(`${index} of ${sides.length} changed files`);
    const after = checked(now, context), known = after.length === 0 ? [] : checked(was, base);
    const found = broughtIn(after, known), told = new Set(found.map(({ rule, line }) => `${rule}:${line}`));
    const lost = changed ? lostBy(changed, all).filter(({ rule, line }) => !told.has(`${rule}:${line}`)) : [];
    const outcome = suppress(now, [...found, ...broughtIn(toldIn(now, lost), [])], work.settings.suppressions);
    notes.push(...outcome.problems);
    return outcome.findings;
  });
  return { findings, failures: [], notes };
}
