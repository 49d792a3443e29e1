/** Where diagnostics come from: the checker that the command line uses, on the session's tree. */
import { checkFile } from '../check/checkFile.js';
import type { Finding } from '../check/finding.js';
import { pathMatches } from '../check/settings/paths.js';
import { suppress } from '../check/suppressions.js';
import { toldIn } from '../check/told.js';
import type { SourceFile } from '../kernel/tree.js';
import type { KernelSession } from './session.js';
import type { Slices } from './slices.js';
import type { OpenedFile } from './workspace.js';

/** The conflicts in a file as it is now, unsaved text included; without those that a comment in it or the tree's settings silence. */
export function findingsIn(session: KernelSession, path: string): readonly Finding[] {
  const source = isChecked(session, path) ? session.source(path) : undefined;
  return source ? unsilenced(session, source, checkFile(source, session.checking)) : [];
}

/** What the file no longer does that it did before it was changed, where that is not found already. */
export async function lostIn({ session, path, tree }: OpenedFile, found: readonly Finding[], slices: Slices, isWanted: () => boolean): Promise<readonly Finding[] | undefined> {
  if (!isChecked(session, path)) return [];
  const lost = await tree.before.lostIn(path, [...tree.synced.values()].map((one) => one.path), slices, isWanted), source = session.source(path);
  if (!lost || !source) return lost;
  return unsilenced(session, source, lost.filter((one) => !found.some(({ rule, line }) => rule === one.rule && line === one.line)));
}

function isChecked({ settings }: KernelSession, path: string): boolean {
  return !settings.ignore.some((pattern) => pathMatches(path, pattern));
}

function unsilenced({ settings }: KernelSession, source: SourceFile, findings: readonly Finding[]): readonly Finding[] {
  return suppress(source, toldIn(source, findings), settings.suppressions).findings.filter(({ suppressed }) => suppressed === undefined);
}
