import { withChanges } from '../../simulator/scenario/parameters.js';
import { type RunOptions, runScenario, type ScenarioFailure, type ScenarioRun } from '../../simulator/scenario/runner.js';
import type { Scenario } from '../../simulator/scenario/scenario.js';
import { readScenarioText } from '../../simulator/scenario/schema.js';
import { bundledScenario, bundledScenarios } from '../../simulator/scenarios/index.js';
import { sourceOwner } from '../../simulator/sourceOwner.js';
import { exportedText } from './exportText.js';
import { PanelSession } from './session.js';
import { sourceConflicts } from './sourceConflicts.js';
import type { FromWorker, ScenarioToRun, SourceMaterial, ToWorker } from './workerProtocol.js';

/** Answers the extension's messages: one run, played as long as the worker lives, and one beside it. Knows neither Node's nor the browser's workers. */
export function workerHandler(): (message: ToWorker) => FromWorker | undefined {
  let session: PanelSession | undefined;
  const shown = (): FromWorker | undefined => session && { type: 'shown', run: session.info(), frame: session.wholeFrame(), sourceConflicts: sourceConflicts(session.finished.findings) };
  const run = (message: Extract<ToWorker, { type: 'run' }>): FromWorker | undefined => {
    const ran = runOf(message);
    if (!ran.ok) return { type: 'failed', errors: ran.errors };
    session = new PanelSession(ran);
    if (message.restore) session.restore(message.restore);
    return shown();
  };
  const compare = (other: ScenarioToRun | undefined): FromWorker | undefined => {
    if (!session) return undefined;
    const ran = other && runOf(other);
    if (ran && !ran.ok) return { type: 'beside', errors: ran.errors };
    const second = ran && new PanelSession(ran);
    const frame = session.compareWith(second);
    return { type: 'beside', ...(second && frame && { run: second.info(), frame }) };
  };
  return (message) => {
    switch (message.type) {
      case 'list': return { type: 'listed', scenarios: Object.entries(bundledScenarios).map(([name, scenario]) => ({ name, ...titleOf(scenario as Scenario) })) };
      case 'run': return run(message);
      case 'compare': return compare(message.run);
      case 'export': return session && { type: 'exported', what: message.what, bytes: exportedText(message.what, session.finished) };
      case 'show': return shown();
      case 'play': return session && { type: 'answer', answer: session.answer(message.request) };
    }
  };
}

function runOf({ scenario, changes = [], source }: ScenarioToRun): ScenarioRun | ScenarioFailure {
  const text = 'text' in scenario ? scenario.text : bundledScenario(scenario.name);
  if (text === undefined) return { ok: false, errors: [{ line: 1, column: 1, message: 'this version of Pagelens has no bundled scenario of that name' }] };
  return runScenario(changed(text, changes), source === undefined ? {} : fedBy(source));
}

/** A text that cannot be read stays as it is: running it tells why. */
function changed(text: string, changes: NonNullable<ScenarioToRun['changes']>): string {
  if (changes.length === 0) return text;
  const read = readScenarioText(text);
  return 'errors' in read ? text : JSON.stringify(withChanges(read.value, changes), undefined, 2);
}

function fedBy({ layout, uses }: SourceMaterial): RunOptions {
  return { layout, sources: Object.fromEntries(Object.entries(uses).map(([name, own]) => [name, sourceOwner(name, own, layout)])) };
}

function titleOf({ title, source }: Scenario): { readonly title: string; readonly source: string } {
  return { title, source: source ?? '' };
}
