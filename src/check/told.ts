/** Findings as they are told: with the function they lie in, whether a change brought them in, and who silenced them. */
import { LineIndex } from '../c/position.js';
import type { SourceFile } from '../kernel/tree.js';
import type { Finding } from './finding.js';

/** Why a finding is not told unless it is asked for. */
export interface Suppressed {
  readonly reason: string;
  /** The comment's place in the source, or the entry's in the tree's settings: `file:line`. */
  readonly by: string;
}

export interface ToldFinding extends Finding {
  /** The function the finding lies in; empty outside of one. */
  readonly function: string;
  /** A patch or a range of commits brought it in. */
  readonly isNew?: true;
  readonly suppressed?: Suppressed;
}

/** Adds the function that each finding of a file lies in. */
export function toldIn(file: SourceFile, findings: readonly Finding[]): readonly ToldFinding[] {
  if (findings.length === 0) return [];
  const lines = new LineIndex(file.text);
  return findings.map((finding) => {
    const at = lines.offset(finding.line, finding.column);
    const item = file.outline.items.find(({ start, end }) => start <= at && at < end);
    return { ...finding, function: item?.kind === 'function' ? item.name : '' };
  });
}

/**
 * What makes two findings the same, wherever the lines have moved: rule, function, message and words.
 * Line numbers inside the message do not count.
 */
export function identity(finding: ToldFinding): string {
  return JSON.stringify([finding.rule, finding.function, finding.message.replace(/:\d+/g, ''), finding.words.map(({ offset, size }) => [offset, size])]);
}

/** The findings of a file that were not there before, marked; the same finding a second time is a new one, and one whose lines went to another function is none. */
export function broughtIn(after: readonly ToldFinding[], before: readonly ToldFinding[]): readonly ToldFinding[] {
  const { left, gone } = matched(after, before, identity);
  return matched(left, gone, (finding) => identity({ ...finding, function: '' })).left.map((finding) => ({ ...finding, isNew: true as const }));
}

/** Finds for each finding one of before; `gone` are those of before that none answers to. */
function matched(after: readonly ToldFinding[], before: readonly ToldFinding[], nameOf: (finding: ToldFinding) => string): { readonly left: readonly ToldFinding[]; readonly gone: readonly ToldFinding[] } {
  const gone = [...before];
  const left = after.filter((finding) => {
    const index = gone.findIndex((one) => nameOf(one) === nameOf(finding));
    if (index >= 0) gone.splice(index, 1);
    return index < 0;
  });
  return { left, gone };
}
