import * as vscode from 'vscode';
import type { PanelState, ScenarioRef } from '../../panelProtocol.js';
import { chooseScenario } from './chooseScenario.js';
import { SimulatorWorker } from './nodeWorker.js';
import { type OpenedScenario, SimulationPanel } from './panel.js';

const viewType = 'pagelens.simulation';

/** The command that simulates a scenario, and the restorer of its panels after a reload of the window. */
export function registerSimulation({ extensionUri }: vscode.ExtensionContext): vscode.Disposable {
  const play = (panel: vscode.WebviewPanel, worker: SimulatorWorker, scenario: OpenedScenario): Promise<void> => new SimulationPanel(panel, worker, scenario, extensionUri).run();

  const simulate = async (given?: ScenarioRef): Promise<void> => {
    const worker = new SimulatorWorker(extensionUri);
    const chosen = given ? { ref: given, title: nameOf(given) } : await chooseScenario(worker);
    if (!chosen) {
      worker.dispose();
      return;
    }
    const panel = vscode.window.createWebviewPanel(viewType, nameOf(chosen.ref), vscode.ViewColumn.Active);
    await play(panel, worker, chosen);
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand('pagelens.simulate', simulate),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: PanelState | undefined) {
        if (!state) {
          // Closed before its run was over: there is nothing to go back to.
          panel.dispose();
          return;
        }
        const { scenario, ...restore } = state;
        await play(panel, new SimulatorWorker(extensionUri), { ref: scenario, title: panel.title, restore });
      },
    }),
  );
}

function nameOf(ref: ScenarioRef): string {
  return ref.kind === 'bundled' ? ref.name : vscode.workspace.asRelativePath(vscode.Uri.parse(ref.uri));
}
