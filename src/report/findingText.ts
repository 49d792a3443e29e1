/** Findings as text: for a terminal in checkpatch's manner, one line each for scripts and for Emacs. */
import type { Finding, Severity } from '../check/finding.js';
import type { ToldFinding } from '../check/told.js';

/** A finding, and what is known of it besides. */
type Printable = Finding & Pick<ToldFinding, 'isNew' | 'suppressed'>;

const WORDS = { error: 'ERROR', warning: 'WARNING', check: 'CHECK' } as const;

/** `ERROR:node-misread: message`, the place, and the chain of evidence; `>> ` before it says that a change brought it in. */
export function findingText(finding: Printable): string {
  const { file, line, column, rule, severity, message, suppressed } = finding;
  const lines = [`${finding.isNew ? '>> ' : ''}${WORDS[severity]}:${rule}: ${message}`, `#FILE: ${file}:${line}:${column}:`];
  for (const link of finding.evidence) lines.push(`    ${link.file}:${link.line}:${link.column}: ${link.function === '' ? '' : `${link.function}(): `}${link.message}`);
  lines.push(`    state ${finding.state}; ${finding.config}`);
  if (suppressed) lines.push(`    suppressed by ${suppressed.by}: ${suppressed.reason}`);
  return `${lines.join('\n')}\n`;
}

export function findingTerse(finding: Printable): string {
  return `${finding.file}:${finding.line}: ${WORDS[finding.severity]}: ${finding.rule}: ${finding.message}`;
}

/** As compilers print: compile-mode and quickfix jump to every line of it. */
export function findingEmacs(finding: Printable): string {
  const lines = [`${finding.file}:${finding.line}:${finding.column}: ${finding.severity === 'check' ? 'info' : finding.severity}: ${finding.message} [${finding.rule}]`];
  for (const link of finding.evidence) lines.push(`${link.file}:${link.line}:${link.column}: note: ${link.message}`);
  return lines.join('\n');
}

/** `total: 1 errors, 0 warnings, 0 checks`, and how many of them are suppressed, where some are. */
export function findingTotals(findings: readonly Printable[]): string {
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity && !finding.suppressed).length;
  const silent = findings.filter((finding) => finding.suppressed).length;
  return `total: ${count('error')} errors, ${count('warning')} warnings, ${count('check')} checks${silent > 0 ? `, ${silent} suppressed` : ''}`;
}
