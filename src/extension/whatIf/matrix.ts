import * as vscode from 'vscode';
import type { FromMatrix, MatrixQuestion, MatrixState, ToMatrix } from '../../matrixProtocol.js';
import { Methods } from '../../protocol.js';
import type { Placements, PlacementsParams, WhatIfChoices, WhatIfParams, WhatIfResult } from '../../whatIfProtocol.js';
import { panelHtml } from '../simulation/html.js';
import { openLine } from '../simulation/openSource.js';
import type { AskServer } from '../simulation/sourceMaterial.js';
import { namedTypes, pickType } from './questions.js';

const viewType = 'pagelens.placements';

/** The command that shows placements by states in a panel, and the restorer of such panels. */
export function registerMatrix(extensionUri: vscode.Uri, ask: AskServer, fileAsked: () => string | undefined): vscode.Disposable {
  const choicesFor = (uri: string | undefined): Promise<WhatIfChoices | null | undefined> => ask<WhatIfChoices | null>(Methods.whatIfChoices, uri === undefined ? {} : { textDocument: { uri } });
  const open = async (panel: vscode.WebviewPanel, question: MatrixQuestion): Promise<void> => {
    new MatrixPanel(panel, question, { extensionUri, ask, types: namedTypes((await choicesFor(question.uri))?.types ?? []) });
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('pagelens.placements', async (given?: MatrixQuestion | vscode.Uri) => {
      const uri = fileAsked();
      const choices = await choicesFor(uri);
      if (!choices) {
        void vscode.window.showInformationMessage(vscode.l10n.t('Pagelens has no kernel tree open: open a C file of one first.'));
        return;
      }
      const type = isQuestion(given) ? given.type : await pickType(vscode.l10n.t('Placements in Every State'), choices);
      if (type === undefined) return;
      await open(vscode.window.createWebviewPanel(viewType, vscode.l10n.t('Placements of {0}', type), vscode.ViewColumn.Active), { ...(isQuestion(given) && given), type, ...(uri !== undefined && { uri }) });
    }),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: MatrixState | undefined) {
        if (state) await open(panel, state.matrix);
        else panel.dispose();
      },
    }),
  );
}

/** A menu hands over a file's URI. */
function isQuestion(given: unknown): given is MatrixQuestion {
  return typeof given === 'object' && given !== null && 'type' in given && typeof given.type === 'string';
}

/** Opens a scenario's text, so that it can be looked at and changed, and plays it. */
export async function playText(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'json', content });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('pagelens.simulate', document.uri);
}

interface MatrixServices {
  readonly extensionUri: vscode.Uri;
  readonly ask: AskServer;
  readonly types: readonly string[];
}

/** A panel of placements: asks the server what the panel wants to know, and opens what is clicked. */
class MatrixPanel {
  private readonly panel: vscode.WebviewPanel;
  private readonly services: MatrixServices;
  private question: MatrixQuestion;
  private placements: Placements | undefined;

  constructor(panel: vscode.WebviewPanel, question: MatrixQuestion, services: MatrixServices) {
    [this.panel, this.question, this.services] = [panel, question, services];
    const { extensionUri } = services;
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
    panel.webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')] };
    const listening = panel.webview.onDidReceiveMessage((message: FromMatrix) => {
      this.received(message).catch((error: unknown) => { void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error)); });
    });
    panel.onDidDispose(() => { listening.dispose(); });
    panel.webview.html = panelHtml(panel.webview, extensionUri, vscode.l10n.t('Pagelens placements'));
  }

  private async received(message: FromMatrix): Promise<void> {
    switch (message.type) {
      case 'ready':
        if (this.placements) this.post();
        else await this.ask(this.question);
        return;
      case 'ask': await this.ask(message.question); return;
      case 'replay': await this.replay(message.state, message.offset); return;
      case 'source': await openLine(message.source, this.root); return;
    }
  }

  private async ask(question: MatrixQuestion): Promise<void> {
    this.question = question;
    this.placements = undefined;
    this.panel.title = vscode.l10n.t('Placements of {0}', question.type);
    this.post();
    const { type, mappable } = question;
    const placements = await this.services.ask<Placements | null>(Methods.placements, { type, ...(mappable && { mappable }), ...this.textDocument } satisfies PlacementsParams);
    // Another question was asked in the meantime.
    if (this.question !== question) return;
    this.placements = placements ?? { problem: 'no kernel tree is open' };
    this.post();
  }

  /** Plays what the panel shows: the same question, asked of one state. */
  private async replay(state: string, offset: number): Promise<void> {
    const { type, mappable } = this.question;
    const question = { kind: 'place' as const, type, state, ...(mappable && { mappable }) };
    const answer = await this.services.ask<WhatIfResult | null>(Methods.whatIf, { question, ...this.textDocument } satisfies WhatIfParams);
    const scenario = answer && 'scenarios' in answer ? answer.scenarios.find((one) => one.offset === offset) : undefined;
    if (scenario) await playText(scenario.text);
  }

  private get textDocument(): { readonly textDocument?: { readonly uri: string } } {
    return this.question.uri === undefined ? {} : { textDocument: { uri: this.question.uri } };
  }

  private get root(): vscode.Uri | undefined {
    return this.placements && 'root' in this.placements ? vscode.Uri.file(this.placements.root) : undefined;
  }

  private post(): void {
    const message: ToMatrix = { type: 'placements', question: this.question, types: this.services.types, ...(this.placements && { placements: this.placements }) };
    void this.panel.webview.postMessage(message);
  }
}
