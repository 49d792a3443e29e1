/** Where diagnostics come from: the checker that the command line uses, on the session's tree. */
import { checkFile } from '../check/checkFile.js';
import type { OverlayRecords } from '../layout/overlays.js';
import { trackRecords } from '../uses/track.js';
import type { TrackedRecords } from '../uses/tracked.js';
import type { KernelSession } from './session.js';

/** A place that a finding rests on. */
export interface FindingEvidence {
  readonly file: string;
  /** 1-based, columns in bytes; a line alone where the column is not known. */
  readonly line: number;
  readonly column?: number;
  readonly function?: string;
  readonly message: string;
}

/** One conflict, as `pagelens check` tells it. Lines and columns 1-based, columns in bytes, `endColumn` exclusive. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn?: number;
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** The page state it holds in. */
  readonly state?: string;
  readonly evidence: readonly FindingEvidence[];
}

/** Findings of a file as it is now, unsaved text included. */
export type Checker = (session: KernelSession, path: string) => readonly Finding[];

const tracked = new WeakMap<OverlayRecords, TrackedRecords>();

export const checker: Checker = (session, path) => {
  const source = session.source(path);
  if (!source) return [];
  const { overlays, parser } = session;
  let records = tracked.get(overlays);
  if (!records) tracked.set(overlays, (records = trackRecords(session.setup.tree, parser, overlays).tracked));
  const found = checkFile(source, {
    tree: session.setup.tree, parser, tracked: records, model: session.model,
    layoutOf: (record, file) => session.layoutsIn(file).records[record],
  });
  return found.map((finding) => ({ ...finding, severity: finding.severity === 'check' ? 'info' : finding.severity }));
};
