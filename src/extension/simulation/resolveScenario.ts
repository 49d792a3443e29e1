import * as vscode from 'vscode';
import type { ScenarioRef } from '../../panelProtocol.js';
import { selectedUses } from '../../simulator/sourceOwner.js';
import { mapsPages, sourceOwnerName, sourceScenario } from '../../simulator/sourceScenario.js';
import { type AskServer, type FoundMaterial, sourceMaterial, typedUsesOf } from './sourceMaterial.js';

/** What the worker is given to run, and whence its source owners come. */
export interface ResolvedScenario {
  readonly scenario: { readonly name: string } | { readonly text: string };
  readonly found?: FoundMaterial;
}

/** Reads what a reference means now: unsaved text of open files included. @throws Error with a sentence for a person */
export async function resolveScenario(ref: ScenarioRef, ask: AskServer): Promise<ResolvedScenario> {
  switch (ref.kind) {
    case 'bundled': return { scenario: { name: ref.name } };
    case 'file': {
      const uri = vscode.Uri.parse(ref.uri);
      const text = await readText(uri);
      const found = await sourceMaterial(text, uri, ask);
      return { scenario: { text }, ...(found && { found }) };
    }
    case 'source': return fromSource(ref, ask);
  }
}

async function fromSource({ uri: where, function: only, lines }: Extract<ScenarioRef, { kind: 'source' }>, ask: AskServer): Promise<ResolvedScenario> {
  const uri = vscode.Uri.parse(where);
  const file = await typedUsesOf(uri, ask);
  const part = { ...(only !== undefined && { function: only }), ...(lines !== undefined && { lines }) };
  const uses = selectedUses(file.uses, part);
  if (uses.length === 0) throw new Error(`${only !== undefined ? `${only}() of ` : ''}${file.path}${lines !== undefined ? `, lines ${lines},` : ''} does not touch struct page: there is nothing to simulate.`);
  const text = sourceScenario({ path: file.path, ...part, kernel: file.layout.kernel, mapped: mapsPages(await readText(uri)) });
  const root = uri.with({ path: uri.path.slice(0, uri.path.length - file.path.length - 1) });
  return { scenario: { text }, found: { material: { layout: file.layout, uses: { [sourceOwnerName(file.path, only)]: uses } }, root } };
}

async function readText(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return open ? open.getText() : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
