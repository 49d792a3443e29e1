import * as vscode from 'vscode';
import type { ScenarioRef } from '../../panelProtocol.js';
import { SCENARIO_FILES } from './scenarioFiles.js';
import type { SimulatorWorker } from './nodeWorker.js';

interface Choice extends vscode.QuickPickItem {
  readonly ref?: ScenarioRef;
}

/** Scenario files of the workspace that are listed. */
const FILES = 200;

/** Asks which scenario to run: one of the workspace's files or a bundled one. */
export async function chooseScenario(worker: SimulatorWorker): Promise<{ readonly ref: ScenarioRef; readonly title: string } | undefined> {
  const picked = await vscode.window.showQuickPick<Choice>(choices(worker), {
    title: vscode.l10n.t('Simulate'), placeHolder: vscode.l10n.t('A scenario: what happens to pages, and who misreads their words'), matchOnDescription: true, matchOnDetail: true,
  });
  return picked?.ref && { ref: picked.ref, title: picked.label };
}

async function choices(worker: SimulatorWorker): Promise<readonly Choice[]> {
  const listed = worker.next();
  worker.post({ type: 'list' });
  const [files, answer] = await Promise.all([vscode.workspace.findFiles(SCENARIO_FILES, '**/node_modules/**', FILES), listed]);
  const separator = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    ...(files.length > 0 ? [separator(vscode.l10n.t('in this workspace'))] : []),
    ...files.map((uri): Choice => ({ label: vscode.workspace.asRelativePath(uri), ref: { kind: 'file', uri: uri.toString() } })),
    separator(vscode.l10n.t('bundled')),
    ...(answer.type === 'listed' ? answer.scenarios : []).map(({ name, title, source }): Choice => ({ label: title, description: name, detail: source, ref: { kind: 'bundled', name } })),
  ];
}
