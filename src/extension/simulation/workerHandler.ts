import { type RunOptions, runScenario } from '../../simulator/scenario/runner.js';
import type { Scenario } from '../../simulator/scenario/scenario.js';
import { bundledScenario, bundledScenarios } from '../../simulator/scenarios/index.js';
import { PanelSession } from './session.js';
import { sourceOwner } from '../../simulator/sourceOwner.js';
import { sourceConflicts } from './sourceConflicts.js';
import type { FromWorker, SourceMaterial, ToWorker } from './workerProtocol.js';

/** Answers the extension's messages: one run, played as long as the worker lives. Knows neither Node's nor the browser's workers. */
export function workerHandler(): (message: ToWorker) => FromWorker | undefined {
  let session: PanelSession | undefined;
  let conflicts: ReturnType<typeof sourceConflicts> = [];
  const shown = (): FromWorker | undefined => session && { type: 'shown', run: session.info(), frame: session.wholeFrame(), sourceConflicts: conflicts };
  const run = ({ scenario, source, restore }: Extract<ToWorker, { type: 'run' }>): FromWorker | undefined => {
    const text = 'text' in scenario ? scenario.text : bundledScenario(scenario.name);
    if (text === undefined) return { type: 'failed', errors: [{ line: 1, column: 1, message: 'this version of Pagelens has no bundled scenario of that name' }] };
    const ran = runScenario(text, source === undefined ? {} : fedBy(source));
    if (!ran.ok) return { type: 'failed', errors: ran.errors };
    conflicts = sourceConflicts(ran.findings);
    session = new PanelSession(ran);
    if (restore) session.restore(restore);
    return shown();
  };
  return (message) => {
    switch (message.type) {
      case 'list': return { type: 'listed', scenarios: Object.entries(bundledScenarios).map(([name, scenario]) => ({ name, ...titleOf(scenario as Scenario) })) };
      case 'run': return run(message);
      case 'show': return shown();
      case 'play': return session && { type: 'answer', answer: session.answer(message.request) };
    }
  };
}

function fedBy({ layout, uses }: SourceMaterial): RunOptions {
  return { layout, sources: Object.fromEntries(Object.entries(uses).map(([name, own]) => [name, sourceOwner(name, own, layout)])) };
}

function titleOf({ title, source }: Scenario): { readonly title: string; readonly source: string } {
  return { title, source: source ?? '' };
}
