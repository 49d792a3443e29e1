import { describeFinding } from '../../simulator/finding.js';
import type { ScenarioRun } from '../../simulator/scenario/runner.js';
import { traceLine } from '../../simulator/scenario/trace.js';
import type { ExportedText } from './workerProtocol.js';

/** Changes that a trace made in the panel holds at most; the command line writes them all. */
const TRACE_LINES = 1_000_000;

/** What a person keeps of a run, as the bytes of a file. */
export function exportedText(what: ExportedText, run: ScenarioRun): Uint8Array {
  switch (what) {
    case 'run': return encode(JSON.stringify(summary(run), (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value), 2));
    case 'scenario': return encode(`${JSON.stringify(run.scenario, undefined, 2)}\n`);
    case 'trace': return trace(run);
  }
}

function summary({ scenario, findings, measures, checked, story, held, partial }: ScenarioRun): object {
  return {
    title: scenario.title, kernel: scenario.kernel, held, ...(partial && { partial }), expectations: checked, measures,
    conflicts: findings.map((finding) => ({ ...finding, message: describeFinding(finding) })), story: story.map(({ step, event, text, finding }) => ({ step, event, text, finding })),
  };
}

function trace({ simulation }: ScenarioRun): Uint8Array {
  const length = simulation.machine.memory.journal?.length ?? 0;
  const parts: Uint8Array[] = [];
  for (let number = 0; number < Math.min(length, TRACE_LINES); number++) parts.push(encode(`${JSON.stringify(traceLine(simulation, number))}\n`));
  if (length > TRACE_LINES) parts.push(encode(`${JSON.stringify({ leftOut: length - TRACE_LINES })}\n`));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const encoder = new TextEncoder();
const encode = (text: string): Uint8Array => encoder.encode(text);
