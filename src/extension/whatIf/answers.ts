import * as vscode from 'vscode';
import type { WhatIfQuestion, WhatIfResult } from '../../whatIfProtocol.js';

/** What an answer's documents are named by. */
export const ANSWER_SCHEME = 'pagelens-answer';

/** Answers that are kept while their documents may be open. */
const KEPT = 40;
/** `mm/util.c:767`, as answers cite source. */
const PLACE = /(?:^|[\s[(])([\w.+-]+(?:\/[\w.+-]+)*\.[chS]):(\d+)\b/g;

export type Answered = Extract<WhatIfResult, { readonly text: string }>;

/** An answer and the question it is to. */
export interface KeptAnswer {
  readonly question: WhatIfQuestion;
  readonly answer: Answered;
}

/** Answers as read-only documents: text with links to the source it cites. */
export class AnswerDocuments implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider {
  private readonly kept = new Map<string, KeptAnswer>();
  private next = 1;

  /** Opens the answer's document beside what was asked about. */
  async show(question: WhatIfQuestion, answer: Answered): Promise<void> {
    const name = answer.title.replace(/[^\w .,()=|-]/g, ' ').slice(0, 80).trim();
    const uri = vscode.Uri.from({ scheme: ANSWER_SCHEME, path: `/${this.next++}/${name}.txt` });
    this.kept.set(uri.toString(), { question, answer });
    for (const old of [...this.kept.keys()].slice(0, Math.max(0, this.kept.size - KEPT))) this.kept.delete(old);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }

  /** The answer in the active editor. */
  get active(): KeptAnswer | undefined {
    const uri = vscode.window.activeTextEditor?.document.uri;
    return uri && this.kept.get(uri.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.kept.get(uri.toString())?.answer.text ?? vscode.l10n.t('This answer is gone: ask again (Pagelens: Ask Again ...).');
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const kept = this.kept.get(document.uri.toString());
    if (!kept) return [];
    return [...document.getText().matchAll(PLACE)].map((hit) => {
      const start = hit.index + hit[0].indexOf(hit[1]!);
      const range = new vscode.Range(document.positionAt(start), document.positionAt(hit.index + hit[0].length));
      return new vscode.DocumentLink(range, vscode.Uri.joinPath(vscode.Uri.file(kept.answer.root), hit[1]!).with({ fragment: `L${hit[2]!}` }));
    });
  }
}
