import * as vscode from 'vscode';
import type { DebuggerCommand, DebuggerCommandParams } from '../layoutProtocol.js';
import { Methods } from '../protocol.js';
import type { DebuggerTool } from '../report/debuggerCommands.js';
import { isKernelSource } from './selector.js';
import type { AskServer } from './simulation/sourceMaterial.js';
import type { Node } from './structPageTree/nodes.js';

const COMMANDS: Readonly<Record<string, DebuggerTool>> = { 'pagelens.copyAsDrgn': 'drgn', 'pagelens.copyAsPahole': 'pahole', 'pagelens.copyAsCrash': 'crash' };

/** Copies the member under the cursor, or of a row of the Struct Page view, as commands of a debugger. */
export function registerCopyMember(ask: AskServer): vscode.Disposable {
  return vscode.Disposable.from(...Object.entries(COMMANDS).map(([command, tool]) => vscode.commands.registerCommand(command, async (from?: unknown) => {
    const member = memberOf(from);
    const found = member && await ask<DebuggerCommand | null>(Methods.debuggerCommand, { ...member, tool } satisfies DebuggerCommandParams);
    if (!found) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Pagelens: no member of struct page or of a view of it stands here.'));
      return;
    }
    await vscode.env.clipboard.writeText(found.text);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', found.text.replaceAll('\n', '; ')), 4000);
  })));
}

function memberOf(from: unknown): Omit<DebuggerCommandParams, 'tool'> | undefined {
  if (isMemberNode(from)) return { member: { record: from.member.record, path: from.member.member } };
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isKernelSource(editor.document)) return undefined;
  const { line, character } = editor.selection.active;
  return { textDocument: { uri: editor.document.uri.toString() }, member: { at: { line, character } } };
}

/** The editor's menu hands over a file's URI, the palette nothing. */
function isMemberNode(from: unknown): from is Extract<Node, { kind: 'member' }> {
  return typeof from === 'object' && from !== null && 'kind' in from && from.kind === 'member';
}
