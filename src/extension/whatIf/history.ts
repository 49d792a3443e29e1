import * as vscode from 'vscode';
import type { WhatIfQuestion } from '../../whatIfProtocol.js';

const KEY = 'pagelens.whatIf.history';
const KEPT = 30;

/** A question that was asked in this workspace. */
export interface Asked {
  readonly title: string;
  readonly question: WhatIfQuestion;
}

/** Questions asked in this workspace, the last one first, each once. */
export class QuestionHistory {
  private readonly memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.memory = memory;
  }

  get all(): readonly Asked[] {
    return this.memory.get<readonly Asked[]>(KEY, []);
  }

  async add(asked: Asked): Promise<void> {
    const same = JSON.stringify(asked.question);
    await this.memory.update(KEY, [asked, ...this.all.filter(({ question }) => JSON.stringify(question) !== same)].slice(0, KEPT));
  }

  async pick(): Promise<WhatIfQuestion | undefined> {
    const { all } = this;
    if (all.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Pagelens: nothing was asked in this workspace yet.'));
      return undefined;
    }
    const picked = await vscode.window.showQuickPick(all.map((asked) => ({ label: asked.title, asked })), { title: vscode.l10n.t('Ask Again'), placeHolder: vscode.l10n.t('A question asked before') });
    return picked?.asked.question;
  }
}
