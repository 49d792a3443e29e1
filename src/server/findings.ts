/** Where diagnostics come from: the checker that the command line uses, on the session's tree. */
import { checkFile } from '../check/checkFile.js';
import type { Finding } from '../check/finding.js';
import { suppress } from '../check/suppressions.js';
import { toldIn } from '../check/told.js';
import type { KernelSession } from './session.js';

/** The conflicts in a file as it is now, unsaved text included; without those that a comment in it silences. */
export function findingsIn(session: KernelSession, path: string): readonly Finding[] {
  const source = session.source(path);
  if (!source) return [];
  return suppress(source, toldIn(source, checkFile(source, session.checking)), []).findings.filter(({ suppressed }) => suppressed === undefined);
}
