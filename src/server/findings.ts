/** Where diagnostics come from: the checker that the command line uses, on the session's tree. */
import { checkFile } from '../check/checkFile.js';
import type { Finding } from '../check/finding.js';
import type { KernelSession } from './session.js';

/** The conflicts in a file as it is now, unsaved text included. */
export function findingsIn(session: KernelSession, path: string): readonly Finding[] {
  const source = session.source(path);
  return source ? checkFile(source, session.checking) : [];
}
