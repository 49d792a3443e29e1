import * as vscode from 'vscode';
import type { FromPanel, ScenarioRef, SourceLine, ToPanel } from '../../panelProtocol.js';
import { panelHtml } from './html.js';
import type { ConflictDiagnostics } from './conflictDiagnostics.js';
import type { SimulatorWorker } from './nodeWorker.js';
import { resolveScenario } from './resolveScenario.js';
import type { AskServer } from './sourceMaterial.js';
import type { FromWorker, PlaceInRun } from './workerProtocol.js';

/** What the panel's tab says before a run has a title of its own, and whence its text comes. */
export interface OpenedScenario {
  readonly ref: ScenarioRef;
  readonly title: string;
  readonly restore?: PlaceInRun;
}

/** What all panels share. */
export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  readonly conflicts: ConflictDiagnostics;
  readonly ask: AskServer;
}

/** A panel and the worker behind it: passes messages on, and lives as long as the tab does. */
export class SimulationPanel {
  private readonly panel: vscode.WebviewPanel;
  private readonly worker: SimulatorWorker;
  private readonly scenario: OpenedScenario;
  private readonly services: PanelServices;
  private readonly disposables: vscode.Disposable[] = [];
  private listening = false;
  /** The last thing the panel must know when it begins to listen; undefined once the worker has the run. */
  private pending: ToPanel | undefined;
  /** Top of the tree that the run's source owners lie in. */
  private root: vscode.Uri | undefined;

  constructor(panel: vscode.WebviewPanel, worker: SimulatorWorker, scenario: OpenedScenario, services: PanelServices) {
    [this.panel, this.worker, this.scenario, this.services] = [panel, worker, scenario, services];
    const { extensionUri } = services;
    this.pending = { type: 'running', title: scenario.title };
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
    panel.webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')] };
    this.disposables.push(
      panel.webview.onDidReceiveMessage((message: FromPanel) => { this.received(message); }),
      worker.onMessage((message) => { this.answered(message); }),
      worker.onFailure((error) => { this.fail([{ line: 1, column: 1, message: error.message }]); }),
      panel.onDidDispose(() => {
        this.disposables.forEach((one) => { one.dispose(); });
        services.conflicts.clear(this);
        worker.dispose();
      }),
    );
    panel.webview.html = panelHtml(panel.webview, extensionUri);
  }

  /** Runs the scenario; a run that takes long shows that it does, and can be cancelled. */
  async run(): Promise<void> {
    const { ref, restore } = this.scenario;
    const over = new Promise<void>((resolve) => {
      this.disposables.push(this.worker.onMessage(({ type }) => { if (type === 'shown' || type === 'failed') resolve(); }), this.worker.onFailure(() => { resolve(); }), new vscode.Disposable(resolve));
    });
    this.services.conflicts.clear(this);
    try {
      const { scenario, found } = await resolveScenario(ref, this.services.ask);
      this.root = found?.root;
      this.worker.post({ type: 'run', scenario, ...(found && { source: found.material }), ...(restore && { restore }) });
    } catch (error) {
      this.fail([{ line: 1, column: 1, message: error instanceof Error ? error.message : String(error) }]);
      return;
    }
    const quick = await Promise.race([over.then(() => true), new Promise<boolean>((resolve) => { setTimeout(resolve, 700, false); })]);
    if (quick) return;
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: `Simulating: ${this.scenario.title}`, cancellable: true }, (_, token) => {
      token.onCancellationRequested(() => { this.panel.dispose(); });
      return over;
    });
  }

  private received(message: FromPanel): void {
    switch (message.type) {
      case 'ready':
        this.listening = true;
        if (this.pending) this.post(this.pending);
        else this.worker.post({ type: 'show' });
        return;
      case 'source': void openSource(message.source); return;
      case 'seek': case 'move': case 'conflict': case 'select': case 'follow': case 'rows': this.worker.post({ type: 'play', request: message }); return;
    }
  }

  private answered(message: FromWorker): void {
    switch (message.type) {
      case 'listed': return;
      case 'failed': this.fail(message.errors); return;
      case 'shown':
        this.pending = undefined;
        if (this.root) void this.services.conflicts.show(this, message.sourceConflicts, this.root);
        if (this.listening) this.post({ type: 'opened', scenario: this.scenario.ref, run: message.run, frame: message.frame });
        return;
      case 'answer': this.post(message.answer);
    }
  }

  private fail(errors: Extract<ToPanel, { type: 'failed' }>['errors']): void {
    this.pending = { type: 'failed', title: this.scenario.title, errors };
    if (this.listening) this.post(this.pending);
  }

  private post(message: ToPanel): void {
    void this.panel.webview.postMessage(message);
  }
}

/** Shows a line of the opened tree beside the panel. */
async function openSource({ file, line }: SourceLine): Promise<void> {
  const [uri] = await vscode.workspace.findFiles(file, undefined, 1);
  if (!uri) return;
  const place = new vscode.Range(line - 1, 0, line - 1, 0);
  await vscode.window.showTextDocument(uri, { selection: place, viewColumn: vscode.ViewColumn.Beside });
}
