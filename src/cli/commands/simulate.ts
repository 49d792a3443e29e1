import { readFileSync, writeFileSync } from 'node:fs';
import { describeFinding } from '../../simulator/finding.js';
import { runScenario, type ScenarioRun } from '../../simulator/scenario/runner.js';
import { formatFailure, formatRun } from '../../simulator/scenario/story.js';
import { traceLines } from '../../simulator/scenario/trace.js';
import { bundledScenario, bundledScenarios } from '../../simulator/scenarios/index.js';
import { type Command, type OptionValues, stringOption, TREE_OPTIONS, treeOptions } from '../command.js';
import { UserError } from '../errors.js';
import type { Output } from '../output.js';
import { scenarioSources } from '../scenarioSources.js';

export const simulate: Command = {
  name: 'simulate',
  usage: 'simulate SCENARIO',
  summary: 'run a scenario (a JSON file or a bundled one) and tell what happened to each word',
  options: {
    ...TREE_OPTIONS,
    list: { type: 'boolean', help: 'list the bundled scenarios' },
    trace: { type: 'string', value: 'OUT', help: 'write every event of the journal to a file, a JSON object a line' },
    seed: { type: 'string', value: 'N', help: 'another seed for random workloads' },
    until: { type: 'string', value: 'STEP', help: 'stop after this many steps' },
  },
  async run(args, options, output) {
    if (options['list']) {
      for (const name of Object.keys(bundledScenarios)) output.line(name);
      return 0;
    }
    const [given] = args;
    if (given === undefined || args.length > 1) throw new UserError('simulate: give one scenario, a file or a bundled name; --list names those');
    const seed = numberOption(options, 'seed'), until = numberOption(options, 'until');
    const text = scenarioText(given);
    const fed = await scenarioSources(text, treeOptions(options), (warning) => { output.warn(warning); });
    for (const note of fed?.notes ?? []) output.warn(`left out: ${note}`);
    const run = runScenario(text, {
      ...(seed !== undefined ? { seed } : {}), ...(until !== undefined ? { until } : {}), ...(fed ? { layout: fed.layout, sources: fed.sources } : {}),
    });
    if (!run.ok) {
      process.stderr.write(formatFailure(run, given));
      throw new UserError(`${given}: the scenario cannot be run`);
    }
    if (run.partial) output.warn(`${given}:${run.partial.line}:${run.partial.column}: the run is partial: ${run.partial.says}`);
    const trace = stringOption(options, 'trace');
    if (trace !== undefined) writeTrace(trace, run);
    if (options['json']) tellJson(run, output);
    else output.line(formatRun(run).trimEnd());
    return run.held ? 0 : 1;
  },
};

function scenarioText(given: string): string {
  const bundled = bundledScenario(given);
  if (bundled !== undefined) return bundled;
  try {
    return readFileSync(given, 'utf8');
  } catch (error) {
    throw new UserError(`${given}: no bundled scenario of that name (--list names them), and no file: ${(error as Error).message}`);
  }
}

function numberOption(options: OptionValues, name: string): number | undefined {
  const text = stringOption(options, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new UserError(`simulate: --${name} ${text}: expected a whole number`);
  return value;
}

function writeTrace(path: string, run: ScenarioRun): void {
  try {
    writeFileSync(path, [...traceLines(run.simulation)].map((line) => `${line}\n`).join(''));
  } catch (error) {
    throw new UserError(`${path}: cannot write the trace: ${(error as Error).message}`);
  }
}

function tellJson(run: ScenarioRun, output: Output): void {
  for (const finding of run.findings) output.json({ ...finding, message: describeFinding(finding) });
  if (run.partial) output.json({ partial: run.partial });
  output.json({ measures: run.measures });
  for (const one of run.checked) output.json(one);
}
