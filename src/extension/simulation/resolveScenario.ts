import * as vscode from 'vscode';
import type { ScenarioRef } from '../../panelProtocol.js';
import { selectedUses } from '../../simulator/sourceOwner.js';
import { mapsPages, sourceScenario } from '../../simulator/sourceScenario.js';
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
    case 'source': return fromSource(vscode.Uri.parse(ref.uri), ref.function, ask);
  }
}

async function fromSource(uri: vscode.Uri, only: string | undefined, ask: AskServer): Promise<ResolvedScenario> {
  const file = await typedUsesOf(uri, ask);
  const uses = selectedUses(file.uses, only === undefined ? {} : { function: only });
  if (uses.length === 0) throw new Error(`${only === undefined ? file.path : `${only}() of ${file.path}`} does not touch struct page: there is nothing to simulate.`);
  const text = sourceScenario({ path: file.path, ...(only !== undefined && { function: only }), kernel: file.layout.kernel, mapped: mapsPages(await readText(uri)) });
  const owner = only ?? file.path.split('/').at(-1) ?? file.path;
  const root = uri.with({ path: uri.path.slice(0, uri.path.length - file.path.length - 1) });
  return { scenario: { text }, found: { material: { layout: file.layout, uses: { [owner]: uses } }, root } };
}

async function readText(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return open ? open.getText() : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
