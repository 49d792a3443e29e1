/** Where diagnostics come from: whatever decides conflicts in a file of an opened tree. */
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

/** Findings of a file as it is now, unsaved text included; undefined while nothing decides conflicts. */
export type Checker = (session: KernelSession, path: string) => readonly Finding[];

export const checker: Checker | undefined = undefined;
