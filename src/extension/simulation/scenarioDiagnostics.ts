import * as vscode from 'vscode';
import { SCENARIO_FILES } from './scenarioFiles.js';
import { readScenarioText } from '../../simulator/scenario/schema.js';

/** After the last keystroke, in milliseconds. */
const PAUSE = 200;
const scenarios: vscode.DocumentFilter = { pattern: SCENARIO_FILES };

/** What is wrong in a scenario file, with its place, while it is edited. */
export function checkScenarioFiles(): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('pagelens scenario');
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const check = (document: vscode.TextDocument): void => { collection.set(document.uri, scenarioErrors(document)); };
  const schedule = (document: vscode.TextDocument): void => {
    if (vscode.languages.match(scenarios, document) === 0) return;
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(() => {
      timers.delete(key);
      if (!document.isClosed) check(document);
    }, PAUSE));
  };
  vscode.workspace.textDocuments.forEach(schedule);
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument(schedule),
    vscode.workspace.onDidChangeTextDocument(({ document }) => { schedule(document); }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => { collection.delete(uri); }),
    new vscode.Disposable(() => { timers.forEach((timer) => { clearTimeout(timer); }); }),
  );
}

function scenarioErrors(document: vscode.TextDocument): vscode.Diagnostic[] {
  const read = readScenarioText(document.getText());
  if (!('errors' in read)) return [];
  return read.errors.map(({ line, column, message }) => {
    const start = new vscode.Position(line - 1, column - 1);
    const range = document.getWordRangeAtPosition(start, /"[^"\n]*"|[^\s,:[\]{}]+/) ?? new vscode.Range(start, start.translate(0, 1));
    const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
    diagnostic.source = 'pagelens scenario';
    return diagnostic;
  });
}
