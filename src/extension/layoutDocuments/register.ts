import * as vscode from 'vscode';
import type { LayoutAnswer, LayoutChoices, LayoutUnder } from '../../layoutProtocol.js';
import { type Configurations, Methods } from '../../protocol.js';
import { pickName } from '../pickName.js';
import { isKernelSource } from '../selector.js';
import type { AskServer } from '../simulation/sourceMaterial.js';
import { describeUnder, LAYOUT_SCHEME, layoutOf, type LayoutOf, layoutUri } from './layoutUri.js';
import { pickUnder } from './pickUnder.js';

/** The layout of any record under any configuration, as a read-only C document, and two of them side by side. */
export function registerLayoutDocuments(ask: AskServer, fileOfTree: () => Promise<vscode.Uri | undefined>): vscode.Disposable {
  const provider: vscode.TextDocumentContentProvider = {
    async provideTextDocumentContent(uri) {
      const { record, under, file } = layoutOf(uri);
      const answer = await ask<LayoutAnswer | null>(Methods.layout, { textDocument: { uri: file }, record, under });
      if (!answer) return `/* ${vscode.l10n.t('no kernel tree is open')} */\n`;
      return 'text' in answer ? `${answer.text}\n` : `/* ${answer.problem} */\n`;
    },
  };

  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(LAYOUT_SCHEME, provider),
    // A test or a key binding gives the answers; a person is asked.
    vscode.commands.registerCommand('pagelens.layout', async (record?: unknown, under?: LayoutUnder) => {
      const asking = await begin(ask, fileOfTree, record);
      const chosen = asking && (under ?? await pickUnder(vscode.l10n.t('Layout Under Configuration ... (2/2)'), asking.configurations, asking.choices.bundled));
      if (chosen) await vscode.window.showTextDocument(layoutUri({ ...asking.of, under: chosen }), { preview: true });
    }),
    vscode.commands.registerCommand('pagelens.compareLayouts', async (record?: unknown, first?: LayoutUnder, second?: LayoutUnder) => {
      const shown = shownLayout();
      const asking = await begin(ask, fileOfTree, shown?.record ?? record);
      if (!asking) return;
      const { configurations, choices, of } = asking;
      const title = (left?: LayoutUnder): string => (left ? vscode.l10n.t('Compare Layouts: {0} with ...', describeUnder(left)) : vscode.l10n.t('Compare Layouts: the First'));
      const left = shown?.under ?? first ?? await pickUnder(title(), configurations, choices.bundled);
      const right = left && (second ?? await pickUnder(title(left), configurations, choices.bundled, left));
      if (right) await vscode.commands.executeCommand('vscode.diff', layoutUri({ ...of, under: left }), layoutUri({ ...of, under: right }), `${of.record}: ${describeUnder(left)} \u2194 ${describeUnder(right)}`);
    }),
  );
}

interface Asking {
  readonly of: Omit<LayoutOf, 'under'>;
  readonly configurations: Configurations;
  readonly choices: LayoutChoices;
}

/** What is asked about: the given record, else one that the person picks, the cursor's first. */
async function begin(ask: AskServer, fileOfTree: () => Promise<vscode.Uri | undefined>, given: unknown): Promise<Asking | undefined> {
  const file = await fileOfTree();
  const textDocument = file && { uri: file.toString() };
  const editor = vscode.window.activeTextEditor;
  const position = editor && isKernelSource(editor.document) && editor.document.uri.toString() === textDocument?.uri ? { line: editor.selection.active.line, character: editor.selection.active.character } : undefined;
  const choices = textDocument && await ask<LayoutChoices | null>(Methods.layoutChoices, { textDocument, position });
  const configurations = textDocument && await ask<Configurations | null>(Methods.configurations, { textDocument });
  if (!textDocument || !choices || !configurations) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Pagelens has no kernel tree open: open a C file of one first.'));
    return undefined;
  }
  // A menu hands over a file's URI, which is no record.
  const record = typeof given === 'string' ? given
    : await pickName(vscode.l10n.t('Layout Under Configuration ... (1/2)'), vscode.l10n.t('A record: struct page, a view of it, or any other of the tree as typed'), choices.records.map((name) => ({ name })), choices.record, true);
  return record === undefined ? undefined : { of: { record, file: textDocument.uri }, configurations, choices };
}

/** The layout in the active editor, if that shows one. */
function shownLayout(): LayoutOf | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === LAYOUT_SCHEME ? layoutOf(uri) : undefined;
}
