import * as vscode from 'vscode';
import { Methods, type TypedUses } from '../../protocol.js';
import type { Scenario } from '../../simulator/scenario/scenario.js';
import { readScenarioText } from '../../simulator/scenario/schema.js';
import { selectedUses, type SourceUse } from '../../simulator/sourceOwner.js';
import { isKernelTree, kernelTreeAbove } from '../kernelTree.js';
import type { SourceMaterial } from './workerProtocol.js';

/** The uses, and the top of the tree they lie in. */
export interface FoundMaterial {
  readonly material: SourceMaterial;
  readonly root: vscode.Uri;
}

/** Asks the language server; undefined where none runs. */
export type AskServer = <T>(method: string, params: object) => Promise<T | undefined>;

/** What a file of the opened tree does with struct page. @throws Error when no kernel tree is served, or the file is not in it */
export async function typedUsesOf(uri: vscode.Uri, ask: AskServer): Promise<TypedUses> {
  const answer = await ask<TypedUses | null>(Methods.typedUses, { textDocument: { uri: uri.toString() } });
  if (!answer) throw new Error(`${vscode.workspace.asRelativePath(uri)} is not in an opened kernel tree, or cannot be read.`);
  return answer;
}

/**
 * The uses that a scenario's owners are made of; undefined for a scenario without such owners, or one that cannot be read (running it
 * tells why). @throws Error for an owner without a file or without a use
 */
export async function sourceMaterial(text: string, near: vscode.Uri | undefined, ask: AskServer): Promise<FoundMaterial | undefined> {
  const read = readScenarioText(text);
  if ('errors' in read) return undefined;
  const owners = Object.entries((read.value as Scenario).owners ?? {});
  if (owners.length === 0) return undefined;
  const root = await treeNear(near);
  if (!root) throw new Error(vscode.l10n.t('An owner of this scenario comes from source, and no kernel tree is open.'));
  const uses: Record<string, readonly SourceUse[]> = {};
  let layout: SourceMaterial['layout'] | undefined;
  for (const [name, ref] of owners) {
    const file = await typedUsesOf(vscode.Uri.joinPath(root, ref.from), ask);
    const own = selectedUses(file.uses, ref);
    if (own.length === 0) throw new Error(`Owner "${name}": no use of struct page in ${ref.from}${ref.function === undefined ? '' : `, function ${ref.function}`}${ref.lines === undefined ? '' : `, lines ${ref.lines}`}.`);
    uses[name] = own;
    layout = { ...file.layout, records: { ...layout?.records, ...file.layout.records } };
  }
  return layout && { material: { layout, uses }, root };
}

/** The kernel tree that a scenario means: the one it lies in, else the workspace's. */
export async function treeNear(uri: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const above = uri && await kernelTreeAbove(vscode.Uri.joinPath(uri, '..'));
  if (above) return above;
  const configured = vscode.workspace.getConfiguration('pagelens').get<string>('kernel.root', '');
  if (configured !== '') return vscode.Uri.file(configured);
  for (const { uri: folder } of vscode.workspace.workspaceFolders ?? []) if (await isKernelTree(folder)) return folder;
  return undefined;
}
