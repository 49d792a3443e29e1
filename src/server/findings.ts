/** Where diagnostics come from: the checker that the command line uses, on the session's tree. */
import { checkFile } from '../check/checkFile.js';
import type { Finding } from '../check/finding.js';
import { pathMatches } from '../check/settings/paths.js';
import { suppress } from '../check/suppressions.js';
import { toldIn } from '../check/told.js';
import type { KernelSession } from './session.js';

/** The conflicts in a file as it is now, unsaved text included; without those that a comment in it or the tree's settings silence. */
export function findingsIn(session: KernelSession, path: string): readonly Finding[] {
  const source = session.source(path), { ignore, suppressions } = session.settings;
  if (!source || ignore.some((pattern) => pathMatches(path, pattern))) return [];
  return suppress(source, toldIn(source, checkFile(source, session.checking)), suppressions).findings.filter(({ suppressed }) => suppressed === undefined);
}
