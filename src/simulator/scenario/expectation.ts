import { describeFinding, type Finding, readerOf } from '../finding.js';
import type { Expectation, ExpectedFinding } from './scenario.js';

/** An expectation that was held against the run. */
export interface Checked {
  readonly says: string;
  readonly held: boolean;
}

/** Numbers of a run by name: `directMap.entries4K`. */
export type Measures = Readonly<Record<string, number>>;

/** Holds what a scenario expects against what was found and measured; nothing where it expects nothing. */
export function checkExpectation(expected: Expectation | undefined, findings: readonly Finding[], measures: Measures): readonly Checked[] {
  if (expected === undefined) return [];
  const checked: Checked[] = [];
  if (expected.silent === true) {
    checked.push({ held: findings.length === 0, says: findings.length === 0 ? 'nothing was found' : `nothing should be found, but ${findings.length} were: ${describeFinding(findings[0]!)}` });
  }
  for (const one of expected.findings ?? []) {
    const count = findings.filter((finding) => fits(finding, one)).length;
    const wanted = one.atLeast ?? 1;
    checked.push({ held: count >= wanted, says: `${describeExpected(one)}: ${count} found${wanted > 1 ? `, ${wanted} wanted` : ''}` });
  }
  if (expected.findings !== undefined && expected.others !== true) {
    const others = findings.filter((finding) => !(expected.findings ?? []).some((one) => fits(finding, one)));
    checked.push({ held: others.length === 0, says: others.length === 0 ? 'nothing else was found' : `${others.length} further findings, the first: ${describeFinding(others[0]!)}` });
  }
  for (const [name, limit] of Object.entries(expected.measures ?? {})) {
    const value = measures[name];
    const held = value !== undefined && value >= (limit.atLeast ?? -Infinity) && value <= (limit.atMost ?? Infinity);
    const bounds = [limit.atLeast !== undefined ? `at least ${limit.atLeast}` : '', limit.atMost !== undefined ? `at most ${limit.atMost}` : ''].filter((text) => text !== '').join(' and ');
    checked.push({ held, says: `${name} ${value === undefined ? 'was not measured' : `is ${value}`}, ${bounds} expected` });
  }
  return checked;
}

function fits(finding: Finding, expected: ExpectedFinding): boolean {
  return finding.kind === expected.kind
    && (expected.observer === undefined || (finding.kind === 'misread' && [finding.observer, readerOf(finding)].includes(expected.observer)))
    && (expected.member === undefined || ('member' in finding && finding.member === expected.member))
    && (expected.reason === undefined || ('reason' in finding && finding.reason === expected.reason))
    && (expected.fault === undefined || ('fault' in finding && finding.fault === expected.fault))
    && (expected.says === undefined || describeFinding(finding).includes(expected.says));
}

function describeExpected(expected: ExpectedFinding): string {
  return [expected.kind, expected.observer, expected.member, expected.reason, expected.fault, expected.says].filter((part) => part !== undefined).join(' ');
}
