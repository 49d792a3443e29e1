import * as vscode from 'vscode';
import type { TypedUses } from '../../protocol.js';
import type { ScenarioRef } from '../../panelProtocol.js';
import { typedUsesOf, type AskServer } from './sourceMaterial.js';

/** Which file "Simulate This File" means: the one given by a menu, else the active editor's. */
export function fileToSimulate(given?: vscode.Uri): ScenarioRef | undefined {
  const uri = given ?? vscode.window.activeTextEditor?.document.uri;
  return uri && { kind: 'source', uri: uri.toString() };
}

/** What is selected; else the function around the cursor, or one of the file's that touch struct page, by choice. */
export async function functionToSimulate(ask: AskServer): Promise<ScenarioRef | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { uri } = editor.document;
  const { start, end, isEmpty } = editor.selection;
  if (!isEmpty) return { kind: 'source', uri: uri.toString(), lines: `${start.line + 1}-${end.character === 0 && end.line > start.line ? end.line : end.line + 1}` };
  const file = await typedUsesOf(uri, ask);
  const line = editor.selection.active.line + 1;
  const touching = functionsWithUses(file);
  const here = file.functions.find((one) => one.line <= line && line <= one.endLine && touching.has(one.name));
  const name = here?.name ?? await vscode.window.showQuickPick([...touching].sort(), { title: 'Simulate a function', placeHolder: 'A function of this file that touches struct page' });
  return name === undefined ? undefined : { kind: 'source', uri: uri.toString(), function: name };
}

function functionsWithUses({ uses }: TypedUses): ReadonlySet<string> {
  return new Set(uses.map((use) => use.function).filter((name) => name !== ''));
}
