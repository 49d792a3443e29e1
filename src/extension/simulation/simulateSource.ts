import * as vscode from 'vscode';
import type { SourceAt, TypedUses } from '../../protocol.js';
import type { ScenarioRef } from '../../panelProtocol.js';
import { typedUsesOf, type AskServer } from './sourceMaterial.js';

/** Which file "Simulate This File" means: the one given by a menu, else the active editor's. */
export function fileToSimulate(given?: vscode.Uri): ScenarioRef | undefined {
  const uri = given ?? vscode.window.activeTextEditor?.document.uri;
  return uri && { kind: 'source', uri: uri.toString() };
}

/** The function at a given place; else what is selected, the function around the cursor, or one of the file's that touch struct page, by choice. */
export async function functionToSimulate(ask: AskServer, given?: SourceAt): Promise<ScenarioRef | undefined> {
  if (given) return functionAround(vscode.Uri.parse(given.uri), given.position.line + 1, ask);
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { uri } = editor.document;
  const { start, end, isEmpty } = editor.selection;
  if (!isEmpty) return { kind: 'source', uri: uri.toString(), lines: `${start.line + 1}-${end.character === 0 && end.line > start.line ? end.line : end.line + 1}` };
  return functionAround(uri, editor.selection.active.line + 1, ask);
}

/** @param line 1-based */
async function functionAround(uri: vscode.Uri, line: number, ask: AskServer): Promise<ScenarioRef | undefined> {
  const file = await typedUsesOf(uri, ask);
  const touching = functionsWithUses(file);
  const here = file.functions.find((one) => one.line <= line && line <= one.endLine && touching.has(one.name));
  const name = here?.name ?? await vscode.window.showQuickPick([...touching].sort(), { title: vscode.l10n.t('Simulate a function'), placeHolder: vscode.l10n.t('A function of this file that touches struct page') });
  return name === undefined ? undefined : { kind: 'source', uri: uri.toString(), function: name };
}

/** What a finding's quick fix hands over; a menu's file URI has no position. */
export function isSourceAt(given: unknown): given is SourceAt {
  return typeof given === 'object' && given !== null && 'uri' in given && typeof given.uri === 'string' && 'position' in given;
}

function functionsWithUses({ uses }: TypedUses): ReadonlySet<string> {
  return new Set(uses.map((use) => use.function).filter((name) => name !== ''));
}
