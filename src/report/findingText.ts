/** Findings as text: for a terminal in checkpatch's manner, one line each for scripts and for Emacs. */
import type { Finding } from '../check/finding.js';

const WORDS = { error: 'ERROR', warning: 'WARNING', check: 'CHECK' } as const;

/** `ERROR:node-misread: message`, the place, and the chain of evidence. */
export function findingText(finding: Finding): string {
  const lines = [`${WORDS[finding.severity]}:${finding.rule}: ${finding.message}`, `#FILE: ${finding.file}:${finding.line}:${finding.column}:`];
  for (const link of finding.evidence) lines.push(`    ${link.file}:${link.line}:${link.column}: ${link.function === '' ? '' : `${link.function}(): `}${link.message}`);
  lines.push(`    state ${finding.state}; ${finding.config}`, '');
  return lines.join('\n');
}

export function findingTerse(finding: Finding): string {
  return `${finding.file}:${finding.line}: ${WORDS[finding.severity]}: ${finding.rule}: ${finding.message}`;
}

/** As compilers print: compile-mode and quickfix jump to every line of it. */
export function findingEmacs(finding: Finding): string {
  const lines = [`${finding.file}:${finding.line}:${finding.column}: ${finding.severity === 'check' ? 'info' : finding.severity}: ${finding.message} [${finding.rule}]`];
  for (const link of finding.evidence) lines.push(`${link.file}:${link.line}:${link.column}: note: ${link.message}`);
  return lines.join('\n');
}

/** `total: 1 errors, 0 warnings, 0 checks`. */
export function findingTotals(findings: readonly Finding[]): string {
  const count = (severity: Finding['severity']): number => findings.filter((finding) => finding.severity === severity).length;
  return `total: ${count('error')} errors, ${count('warning')} warnings, ${count('check')} checks`;
}
