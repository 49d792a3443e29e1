import * as vscode from 'vscode';
import type { FromPanel, ScenarioRef, ToPanel } from '../../panelProtocol.js';
import { chooseScenario } from './chooseScenario.js';
import { chooseExport, saveExport } from './exportRun.js';
import { panelHtml } from './html.js';
import type { ConflictDiagnostics } from './conflictDiagnostics.js';
import { SimulatorWorker } from './nodeWorker.js';
import { openFunction, openLine, openScenario } from './openSource.js';
import { resolveScenario } from './resolveScenario.js';
import type { AskServer } from './sourceMaterial.js';
import type { FromWorker, PlaceInRun, ScenarioToRun } from './workerProtocol.js';

/** What the panel's tab says before a run has a title of its own, and whence its text comes. */
export interface OpenedScenario {
  readonly ref: ScenarioRef;
  readonly title: string;
  readonly restore?: PlaceInRun;
  /** A second run that was beside it. */
  readonly beside?: ScenarioRef;
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
  private scenario: OpenedScenario;
  private readonly services: PanelServices;
  private readonly disposables: vscode.Disposable[] = [];
  private listening = false;
  /** The last thing the panel must know when it begins to listen; undefined once the worker has the run. */
  private pending: ToPanel | undefined;
  /** Top of the tree that the run's source owners lie in. */
  private root: vscode.Uri | undefined;
  /** What is compared with, once it has run. */
  private beside: ScenarioRef | undefined;
  private twin: string | undefined;

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
    const { ref, restore, beside } = this.scenario;
    const over = this.untilAnswered();
    this.services.conflicts.clear(this);
    try {
      const run = await this.resolve(ref);
      this.worker.post({ type: 'run', ...run, ...(restore && { restore }) });
      if (beside) this.compareWith(beside);
    } catch (error) {
      this.fail([{ line: 1, column: 1, message: messageOf(error) }]);
      return;
    }
    const quick = await Promise.race([over.then(() => true), new Promise<boolean>((resolve) => { setTimeout(resolve, 700, false); })]);
    if (quick) return;
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Simulating: {0}', this.scenario.title), cancellable: true }, (_, token) => {
      token.onCancellationRequested(() => { this.panel.dispose(); });
      return over;
    });
  }

  private untilAnswered(): Promise<void> {
    return new Promise((resolve) => {
      const listeners = [this.worker.onMessage(({ type }) => { if (type === 'shown' || type === 'failed') end(); }), this.worker.onFailure(() => { end(); }), this.panel.onDidDispose(() => { end(); })];
      const end = (): void => {
        listeners.forEach((one) => { one.dispose(); });
        resolve();
      };
    });
  }

  private async resolve(ref: ScenarioRef): Promise<ScenarioToRun> {
    const { scenario, found } = await resolveScenario(ref, this.services.ask);
    this.root = found?.root ?? this.root;
    return { scenario, ...(ref.changes && { changes: ref.changes }), ...(found && { source: found.material }) };
  }

  private received(message: FromPanel): void {
    switch (message.type) {
      case 'ready':
        this.listening = true;
        if (this.pending) this.post(this.pending);
        else this.worker.post({ type: 'show' });
        return;
      case 'source': this.telling(openLine(message.source, this.root)); return;
      case 'scenario': this.telling(openScenario(this.scenario.ref, message)); return;
      case 'function': this.telling(openFunction(message.name, this.root, this.services.ask)); return;
      case 'rerun': this.rerun({ ...this.scenario.ref, changes: message.changes }); return;
      case 'compare': this.telling(this.compare(message.with)); return;
      case 'export': this.telling(this.export()); return;
      case 'drawn': this.telling(saveExport(this.scenario.title, message.format, message.bytes)); return;
      case 'seek': case 'move': case 'film': case 'conflict': case 'select': case 'follow': case 'view': case 'history': case 'rows':
        this.worker.post({ type: 'play', request: message });
        return;
    }
  }

  /** The same scenario with other values, from its start. */
  private rerun(ref: ScenarioRef): void {
    const { title } = this.scenario;
    this.scenario = { ref, title, ...(this.beside && { beside: this.beside }) };
    this.telling(this.run());
  }

  private async compare(what: Extract<FromPanel, { type: 'compare' }>['with']): Promise<void> {
    const { ref } = this.scenario;
    switch (what) {
      case 'off':
        this.beside = undefined;
        this.worker.post({ type: 'compare' });
        return;
      case 'unchanged': {
        const { changes, ...own } = ref;
        if (changes) this.compareWith(own);
        return;
      }
      case 'twin': if (this.twin !== undefined) this.compareWith({ kind: 'bundled', name: this.twin }); return;
      case 'chosen': {
        const asker = new SimulatorWorker(this.services.extensionUri);
        try {
          const chosen = await chooseScenario(asker);
          if (chosen) this.compareWith(chosen.ref);
        } finally {
          asker.dispose();
        }
      }
    }
  }

  private compareWith(ref: ScenarioRef): void {
    this.beside = ref;
    this.telling(this.resolve(ref).then((run) => { this.worker.post({ type: 'compare', run }); }));
  }

  private async export(): Promise<void> {
    const chosen = await chooseExport();
    if (chosen?.from === 'panel') this.post({ type: 'draw', format: chosen.format });
    else if (chosen) this.worker.post({ type: 'export', what: chosen.what });
  }

  private answered(message: FromWorker): void {
    switch (message.type) {
      case 'listed': return;
      case 'failed': this.fail(message.errors); return;
      case 'shown':
        this.pending = undefined;
        this.twin = message.run.twin;
        if (this.root) this.telling(this.services.conflicts.show(this, message.sourceConflicts, this.root));
        if (this.listening) this.post({ type: 'opened', scenario: this.scenario.ref, run: message.run, frame: message.frame });
        return;
      case 'beside': {
        const { run, frame, errors } = message;
        const scenario = this.beside;
        this.post({ type: 'beside', ...(scenario && run && frame && { scenario, run, frame }), ...(errors && { errors }) });
        return;
      }
      case 'exported': this.telling(saveExport(this.scenario.title, message.what, message.bytes)); return;
      case 'answer': this.post(message.answer);
    }
  }

  /** Work that a person asked for: what goes wrong is said to them. */
  private telling(work: Promise<void>): void {
    work.catch((error: unknown) => { void vscode.window.showErrorMessage(messageOf(error)); });
  }

  private fail(errors: Extract<ToPanel, { type: 'failed' }>['errors']): void {
    this.pending = { type: 'failed', title: this.scenario.title, errors };
    if (this.listening) this.post(this.pending);
  }

  private post(message: ToPanel): void {
    void this.panel.webview.postMessage(message);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
