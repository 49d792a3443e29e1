/** Findings as reviewdog reads them: one Diagnostic of the Reviewdog Diagnostic Format a line. Its columns count bytes, as ours do. */
import type { RuleName } from '../check/finding.js';
import type { ToldFinding } from '../check/told.js';

const SEVERITY = { error: 'ERROR', warning: 'WARNING', check: 'INFO' } as const;

/** @param ruleHelp where a rule's page is found, when it is published anywhere */
export function rdjsonDiagnostic(finding: ToldFinding, ruleHelp?: (rule: RuleName) => string): object {
  const { line, column, endColumn } = finding;
  return {
    message: finding.message,
    location: { path: finding.file, range: { start: { line, column }, end: { line, column: endColumn } } },
    severity: SEVERITY[finding.severity],
    source: { name: 'pagelens' },
    code: { value: finding.rule, ...(ruleHelp && { url: ruleHelp(finding.rule) }) },
    related_locations: finding.evidence.map((link) => ({
      message: link.function === '' ? link.message : `${link.function}(): ${link.message}`,
      location: { path: link.file, range: { start: { line: link.line, column: link.column } } },
    })),
  };
}
