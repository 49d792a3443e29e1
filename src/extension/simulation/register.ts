import * as vscode from 'vscode';
import type { PanelState, ScenarioRef } from '../../panelProtocol.js';
import { chooseScenario } from './chooseScenario.js';
import { ConflictDiagnostics } from './conflictDiagnostics.js';
import { SimulatorWorker } from './nodeWorker.js';
import { type OpenedScenario, SimulationPanel } from './panel.js';
import { checkScenarioFiles } from './scenarioDiagnostics.js';
import { fileToSimulate, functionToSimulate, isSourceAt } from './simulateSource.js';
import type { AskServer } from './sourceMaterial.js';

const viewType = 'pagelens.simulation';

/** The commands that simulate, the restorer of their panels after a reload of the window, and what is said of scenario files. */
export function registerSimulation({ extensionUri }: vscode.ExtensionContext, ask: AskServer): vscode.Disposable {
  const conflicts = new ConflictDiagnostics();
  const play = (panel: vscode.WebviewPanel, worker: SimulatorWorker, scenario: OpenedScenario): Promise<void> =>
    new SimulationPanel(panel, worker, scenario, { extensionUri, conflicts, ask }).run();

  /** `given`: a scenario, or the file whose menu the command stands in. */
  const simulate = async (from?: ScenarioRef | vscode.Uri): Promise<void> => {
    const given = from instanceof vscode.Uri ? { kind: 'file' as const, uri: from.toString() } : from;
    const worker = new SimulatorWorker(extensionUri);
    const chosen = given ? { ref: given, title: nameOf(given) } : await chooseScenario(worker);
    if (!chosen) {
      worker.dispose();
      return;
    }
    const panel = vscode.window.createWebviewPanel(viewType, nameOf(chosen.ref), vscode.ViewColumn.Active);
    await play(panel, worker, chosen);
  };

  /** For commands that a person gave: what stands in the way is said once. */
  const telling = async (run: () => Promise<ScenarioRef | undefined> | ScenarioRef | undefined): Promise<void> => {
    try {
      const ref = await run();
      if (ref) await simulate(ref);
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  };

  return vscode.Disposable.from(
    conflicts,
    checkScenarioFiles(),
    vscode.commands.registerCommand('pagelens.simulate', simulate),
    vscode.commands.registerCommand('pagelens.simulateFile', (uri?: vscode.Uri) => telling(() => fileToSimulate(uri))),
    vscode.commands.registerCommand('pagelens.simulateFunction', (given?: unknown) => telling(() => functionToSimulate(ask, isSourceAt(given) ? given : undefined))),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: PanelState | undefined) {
        if (!state) {
          // Closed before its run was over: there is nothing to go back to.
          panel.dispose();
          return;
        }
        const { scenario, beside, ...restore } = state;
        await play(panel, new SimulatorWorker(extensionUri), { ref: scenario, title: panel.title, restore, ...(beside && { beside }) });
      },
    }),
  );
}

function nameOf(ref: ScenarioRef): string {
  if (ref.kind === 'bundled') return ref.name;
  const file = vscode.workspace.asRelativePath(vscode.Uri.parse(ref.uri));
  if (ref.kind === 'file') return file;
  return ref.function !== undefined ? `${ref.function}()` : ref.lines !== undefined ? `${file}:${ref.lines}` : file;
}
