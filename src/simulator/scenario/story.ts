import { describeFinding, type Finding } from '../finding.js';
import { shapeOf, withoutRepetitions } from './repetitions.js';
import type { ScenarioFailure, ScenarioRun } from './runner.js';

/** The run as text: the story, the findings with the reader's way to the word, whether the expectations held. `lines` bounds the story (default 200; the middle is left out). */
export function formatRun(run: ScenarioRun, lines = 200): string {
  const { scenario, simulation } = run;
  const { layout } = simulation.machine;
  const out = [scenario.title];
  if (scenario.source !== undefined) out.push(`source: ${scenario.source}`);
  out.push(`machine: ${simulation.machine.memory.pages} pages, struct page of ${layout.kernel} ${layout.config} (${simulation.machine.memory.pageSize} bytes)`, '');
  out.push(...shortened(withoutRepetitions(run.story.map((line) => `${line.finding ? '! ' : '  '}${line.text}`)), lines), '');
  const counted = new Map<string, number>();
  for (const finding of run.findings) counted.set(summary(finding), (counted.get(summary(finding)) ?? 0) + 1);
  out.push(run.findings.length === 0 ? 'No conflict.' : `${run.findings.length} ${run.findings.length === 1 ? 'finding' : 'findings'}:`);
  for (const [text, count] of counted) out.push(`  ${count > 1 ? `${count} times: ` : ''}${text}`);
  const measures = Object.entries(run.measures).filter(([, value]) => value !== 0);
  out.push('', `measured: ${measures.map(([name, value]) => `${name} ${value}`).join(', ')}`);
  if (run.partial !== undefined) out.push(`PARTIAL: the run ended at line ${run.partial.line}, column ${run.partial.column} of the scenario: ${run.partial.says}. What follows was not run.`);
  for (const one of run.checked) out.push(`${one.held ? 'ok' : 'NOT HELD'}: ${one.says}`);
  return `${out.join('\n')}\n`;
}

/** A finding wherever it was found, and the way by which its reader came. */
function summary(finding: Finding): string {
  const way = finding.kind === 'misread' && finding.path.length > 1 ? `\n      by ${finding.path.join(' -> ')}` : '';
  return `${shapeOf(describeFinding(finding)).replace(/^page N: /, '')}${way}`;
}

/** `file:line:column: error: message` for each error of a scenario file. */
export function formatFailure(failure: ScenarioFailure, file: string): string {
  return failure.errors.map((error) => `${file}:${error.line}:${error.column}: error: ${error.message}\n`).join('');
}

function shortened(lines: readonly string[], limit: number): readonly string[] {
  if (lines.length <= limit) return lines;
  const half = Math.floor(limit / 2);
  return [...lines.slice(0, half), `  … ${lines.length - 2 * half} lines left out …`, ...lines.slice(-half)];
}
