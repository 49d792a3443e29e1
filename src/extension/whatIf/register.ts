import * as vscode from 'vscode';
import { Methods } from '../../protocol.js';
import type { PlaceHint, WhatIfChoices, WhatIfChoicesParams, WhatIfParams, WhatIfQuestion, WhatIfResult } from '../../whatIfProtocol.js';
import { isKernelSource } from '../selector.js';
import type { AskServer } from '../simulation/sourceMaterial.js';
import { ANSWER_SCHEME, AnswerDocuments } from './answers.js';
import { QuestionHistory } from './history.js';
import { playText, registerMatrix } from './matrix.js';
import { LayoutDiffs } from './layoutDiffs.js';
import { askFit, askLeft, type Asking, askMove, askPlace, askWho } from './questions.js';

/** What a command's question is asked about. */
const QUESTIONS: Readonly<Record<string, Asking>> = {
  'pagelens.who': askWho, 'pagelens.move': askMove, 'pagelens.fit': askFit, 'pagelens.left': askLeft,
};

/** The what-if commands, their answers' documents and what can be done with an answer. */
export function registerWhatIf({ workspaceState, extensionUri }: vscode.ExtensionContext, ask: AskServer): vscode.Disposable {
  const answers = new AnswerDocuments();
  const history = new QuestionHistory(workspaceState);
  const diffs = new LayoutDiffs();
  const about: { uri?: string } = {};

  /** A question that was given (by a test, a key binding, the history) is asked as it is. */
  const put = async (given: WhatIfQuestion | undefined, asking: Asking): Promise<void> => {
    const cursor = cursorParams(about);
    const question = given ?? await askPerson(ask, cursor, asking);
    if (!question) return;
    const params: WhatIfParams = { question, ...(cursor.textDocument && { textDocument: cursor.textDocument }) };
    const result = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Pagelens: looking it up') }, () => ask<WhatIfResult | null>(Methods.whatIf, params));
    if (result && 'problem' in result) void vscode.window.showErrorMessage(`Pagelens: ${result.problem}`);
    else if (result) await show(question, result, { answers, history, diffs });
    else noTree();
  };

  return vscode.Disposable.from(
    diffs,
    vscode.workspace.registerTextDocumentContentProvider(ANSWER_SCHEME, answers),
    vscode.languages.registerDocumentLinkProvider({ scheme: ANSWER_SCHEME }, answers),
    // A finding's quick fix knows the state, and leaves the rest to the person.
    vscode.commands.registerCommand('pagelens.place', (given?: WhatIfQuestion | PlaceHint) => put(isQuestion(given) ? given : undefined, askPlace(isHint(given) ? { state: given.state } : {}))),
    ...Object.entries(QUESTIONS).map(([command, asking]) => vscode.commands.registerCommand(command, (question?: WhatIfQuestion) => put(isQuestion(question) ? question : undefined, asking))),
    registerMatrix(extensionUri, ask, () => cursorParams(about).textDocument?.uri),
    vscode.commands.registerCommand('pagelens.askAgain', () => put(undefined, () => history.pick())),
    vscode.commands.registerCommand('pagelens.copyAnswerAsMail', async () => {
      const kept = answers.active;
      if (kept) await vscode.env.clipboard.writeText(kept.answer.mail);
    }),
    vscode.commands.registerCommand('pagelens.replayAnswer', () => replay(answers)),
  );
}

async function askPerson(ask: AskServer, cursor: WhatIfChoicesParams, asking: Asking): Promise<WhatIfQuestion | undefined> {
  const choices = await ask<WhatIfChoices | null>(Methods.whatIfChoices, cursor);
  if (!choices) noTree();
  return choices ? asking(choices) : undefined;
}

async function show(question: WhatIfQuestion, answer: Exclude<WhatIfResult, { readonly problem: string }>, { answers, history, diffs }: { readonly answers: AnswerDocuments; readonly history: QuestionHistory; readonly diffs: LayoutDiffs }): Promise<void> {
  await history.add({ title: answer.title, question });
  await answers.show(question, answer);
  if (answer.layouts) await diffs.show(answer.layouts);
}

/** Plays one of the answer's placements in the simulation panel. */
async function replay(answers: AnswerDocuments): Promise<void> {
  const scenarios = answers.active?.answer.scenarios ?? [];
  if (scenarios.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Pagelens: there is nothing to replay for this answer.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(scenarios.map((scenario) => ({ label: scenario.label, scenario })), { title: vscode.l10n.t('Replay'), placeHolder: vscode.l10n.t('A placement to be played as a scenario') });
  if (!picked) return;
  await playText(picked.scenario.text);
}

/** The active C file and its cursor; an answer's document keeps the file it was asked from. */
function cursorParams(about: { uri?: string }): WhatIfChoicesParams {
  const editor = vscode.window.activeTextEditor;
  if (editor && isKernelSource(editor.document)) {
    about.uri = editor.document.uri.toString();
    const { line, character } = editor.selection.active;
    return { textDocument: { uri: about.uri }, position: { line, character } };
  }
  return about.uri === undefined ? {} : { textDocument: { uri: about.uri } };
}

function noTree(): void {
  void vscode.window.showInformationMessage(vscode.l10n.t('Pagelens has no kernel tree open: open a C file of one first.'));
}

function isQuestion(given: unknown): given is WhatIfQuestion {
  return typeof given === 'object' && given !== null && 'kind' in given;
}

/** A menu hands over a file's URI, which is neither. */
function isHint(given: unknown): given is { readonly state: string } {
  return typeof given === 'object' && given !== null && !('kind' in given) && 'state' in given && typeof given.state === 'string';
}
