/** Findings as a SARIF 2.1.0 log within what GitHub's code scanning takes (25,000 results, of which 5,000 are shown; 1,000 steps of a flow). */
import { type Finding, type FindingEvidence, type RuleName, RULES } from '../check/finding.js';
import { identity, type ToldFinding } from '../check/told.js';
import { fingerprint } from './fingerprint.js';

/** What GitHub stores at most; the most severe come first, so that they are the ones that are shown. */
const MAX_RESULTS = 25_000;
const MAX_FLOW = 1000;
const MAX_RELATED = 100;
/** Messages longer than this are cut: whole chains of evidence follow as locations. */
const MAX_MESSAGE = 1000;
const LEVEL = { error: 'error', warning: 'warning', check: 'note' } as const;
const RANK = { error: 0, warning: 1, check: 2 } as const;

export interface SarifOptions {
  readonly version: string;
  /** Where a rule's page is found. */
  readonly ruleHelp?: (rule: RuleName) => string;
}

/** The whole log, one run. */
export function sarifLog(findings: readonly ToldFinding[], { version, ruleHelp }: SarifOptions): object {
  const told = [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]).slice(0, MAX_RESULTS);
  const left = findings.length - told.length;
  const seen = new Map<string, number>();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'pagelens', semanticVersion: version, rules: RULES.map(({ name, title }) => ({ id: name, name, shortDescription: { text: title }, ...(ruleHelp && { helpUri: ruleHelp(name) }) })) } },
      columnKind: 'utf16CodeUnits',
      invocations: [{ executionSuccessful: true, ...(left > 0 && { toolExecutionNotifications: [{ level: 'warning', message: { text: `${left} more findings of lower severity are left out: ${MAX_RESULTS} is the limit.` } }] }) }],
      results: told.map((finding) => result(finding, seen)),
    }],
  };
}

function result(finding: ToldFinding, seen: Map<string, number>): object {
  const { rule, severity, message, evidence, suppressed } = finding;
  const key = fingerprint(`${finding.file}\n${identity(finding)}`);
  const count = (seen.get(key) ?? 0) + 1;
  seen.set(key, count);
  return {
    ruleId: rule, ruleIndex: RULES.findIndex(({ name }) => name === rule), level: LEVEL[severity], message: { text: cut(`${message} (state ${finding.state}; ${finding.config})`) },
    locations: [{ physicalLocation: { artifactLocation: artifact(finding.file), region: { startLine: finding.line, startColumn: finding.column, endLine: finding.line, endColumn: finding.endColumn } }, ...logical(finding.function) }],
    ...(evidence.length > 0 && {
      relatedLocations: evidence.slice(0, MAX_RELATED).map((link, id) => ({ id, ...location(link) })),
      codeFlows: [{ threadFlows: [{ locations: evidence.slice(0, MAX_FLOW).map((link) => ({ location: location(link) })) }] }],
    }),
    // Lines may move: what the finding says and in which function stays.
    partialFingerprints: { primaryLocationLineHash: `${key}:${count}` },
    ...(finding.isNew && { baselineState: 'new' }),
    ...(suppressed && { suppressions: [{ kind: suppressed.by.startsWith(finding.file) ? 'inSource' : 'external', justification: suppressed.reason }] }),
  };
}

function location(link: FindingEvidence): object {
  return { physicalLocation: { artifactLocation: artifact(link.file), region: { startLine: link.line, startColumn: link.column } }, ...logical(link.function), message: { text: cut(link.message) } };
}

function logical(name: string): object {
  return name === '' ? {} : { logicalLocations: [{ name, kind: 'function' }] };
}

/** A path of the tree as a relative reference. */
function artifact(file: Finding['file']): object {
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

function cut(text: string): string {
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE - 3)}...` : text;
}
