import assert from 'node:assert/strict';
import { RULES } from '../../../src/check/finding.js';
import type { ToldFinding } from '../../../src/check/told.js';
import { rdjsonDiagnostic } from '../../../src/report/rdjsonl.js';
import { sarifLog } from '../../../src/report/sarif.js';

const finding: ToldFinding = {
  file: 'mm/a b.c', line: 7, column: 2, endColumn: 9, rule: 'node-misread', severity: 'warning', message: 'a node', state: 'vmalloc', config: '6.1 x86_64', function: 'f',
  words: [{ offset: 24, size: 8, members: ['mapping'] }],
  evidence: [{ file: 'mm/a b.c', line: 7, column: 2, function: 'f', message: 'stored' }, { file: 'mm/util.c', line: 9, column: 1, function: 'folio_mapping', message: 'read' }],
};
const help = (rule: string): string => `https://example.org/${rule}.md`;

interface Log {
  readonly runs: readonly [{
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly helpUri: string }[] } };
    readonly invocations: readonly [{ readonly toolExecutionNotifications?: readonly { readonly message: { readonly text: string } }[] }];
    readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number; readonly level: string; readonly message: { readonly text: string }; readonly partialFingerprints: { readonly primaryLocationLineHash: string } }[];
  }];
}
const log = (findings: readonly ToldFinding[]): Log['runs'][0] => (sarifLog(findings, { version: '1.2.3', ruleHelp: help }) as Log).runs[0];

describe('SARIF', () => {
  it('tells a finding with its place, its chain of evidence as related locations and as a flow, and its rule\'s page', () => {
    const [result] = log([finding]).results;
    const place = (uri: string, region: object, name: string): object => ({ physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region }, logicalLocations: [{ name, kind: 'function' }] });
    const chain = [{ ...place('mm/a%20b.c', { startLine: 7, startColumn: 2 }, 'f'), message: { text: 'stored' } }, { ...place('mm/util.c', { startLine: 9, startColumn: 1 }, 'folio_mapping'), message: { text: 'read' } }];
    assert.deepEqual(result, {
      ruleId: 'node-misread', ruleIndex: RULES.findIndex(({ name }) => name === 'node-misread'), level: 'warning', message: { text: 'a node (state vmalloc; 6.1 x86_64)' },
      locations: [place('mm/a%20b.c', { startLine: 7, startColumn: 2, endLine: 7, endColumn: 9 }, 'f')],
      relatedLocations: chain.map((one, id) => ({ id, ...one })), codeFlows: [{ threadFlows: [{ locations: chain.map((location) => ({ location })) }] }],
      partialFingerprints: { primaryLocationLineHash: result?.partialFingerprints.primaryLocationLineHash },
    });
    assert.deepEqual(log([]).tool.driver.rules.map(({ id, helpUri }) => [id, helpUri]), RULES.map(({ name }) => [name, help(name)]));
  });

  it('gives a finding the same fingerprint wherever its lines go, and two of a kind different ones', () => {
    const prints = (findings: readonly ToldFinding[]): readonly string[] => log(findings).results.map((result) => result.partialFingerprints.primaryLocationLineHash);
    const [first] = prints([finding]);
    assert.match(first ?? '', /^[0-9a-f]{16}:1$/);
    assert.deepEqual(prints([{ ...finding, line: 99 }]), [first]);
    assert.equal(new Set(prints([finding, finding, { ...finding, function: 'g' }, { ...finding, file: 'mm/c.c' }])).size, 4);
  });

  it('keeps to GitHub\'s limits: the most severe first, long messages cut, what is left out told', () => {
    const many = Array.from({ length: 25_010 }, (_, i): ToldFinding => ({ ...finding, line: i + 1, severity: i < 5 ? 'check' : i === 25_009 ? 'error' : 'warning', message: 'm'.repeat(2000) }));
    const run = log(many);
    assert.equal(run.results.length, 25_000);
    assert.equal(run.results[0]?.level, 'error');
    assert.ok(run.results.every(({ message }) => message.text.length <= 1000));
    assert.match(run.invocations[0].toolExecutionNotifications?.[0]?.message.text ?? '', /^10 more findings/);
  });

  it('marks what was silenced, and by what', () => {
    const suppressions = (by: string): unknown => (log([{ ...finding, suppressed: { reason: 'why', by } }]).results[0] as { readonly suppressions?: unknown }).suppressions;
    assert.deepEqual(suppressions('mm/a b.c:6'), [{ kind: 'inSource', justification: 'why' }]);
    assert.deepEqual(suppressions('.pagelens.json:3'), [{ kind: 'external', justification: 'why' }]);
  });
});

describe('reviewdog diagnostics', () => {
  it('hold place, severity, rule and related places', () => {
    assert.deepEqual(rdjsonDiagnostic(finding, help), {
      message: 'a node', location: { path: 'mm/a b.c', range: { start: { line: 7, column: 2 }, end: { line: 7, column: 9 } } }, severity: 'WARNING', source: { name: 'pagelens' },
      code: { value: 'node-misread', url: 'https://example.org/node-misread.md' },
      related_locations: [
        { message: 'f(): stored', location: { path: 'mm/a b.c', range: { start: { line: 7, column: 2 } } } },
        { message: 'folio_mapping(): read', location: { path: 'mm/util.c', range: { start: { line: 9, column: 1 } } } },
      ],
    });
  });
});
