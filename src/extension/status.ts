import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import type { TreeStatus } from '../protocol.js';
import { kernelSources } from './selector.js';
import type { ServerEvents } from './serverEvents.js';

/**
 * The one language-status item: which kernel is read, under which architecture and configuration. It shows for C files and headers only,
 * behind the braces of the status bar.
 */
export function showStatus(client: LanguageClient, events: ServerEvents): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('pagelens.server', kernelSources);
  item.name = 'Pagelens';
  let tree: TreeStatus | undefined;
  const update = (): void => {
    const running = client.state === State.Running;
    item.busy = client.state === State.Starting || (running && tree?.index.state === 'reading');
    item.severity = client.state === State.Stopped ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    item.command = !running ? { command: 'pagelens.restartServer', title: vscode.l10n.t('Restart') }
      : tree?.index.state === 'reading' ? { command: 'pagelens.cancelIndexing', title: vscode.l10n.t('Stop Reading') }
      : { command: 'pagelens.selectConfiguration', title: vscode.l10n.t('Change') };
    if (!running) item.text = client.state === State.Starting ? vscode.l10n.t('Pagelens: starting') : vscode.l10n.t('Pagelens: stopped');
    else item.text = tree ? `Pagelens: ${describeTree(tree)}` : vscode.l10n.t('Pagelens: no kernel tree opened yet');
    item.detail = running && tree ? describeIndex(tree) : '';
  };
  update();
  return vscode.Disposable.from(
    item,
    events.status.event((status) => {
      tree = status;
      update();
    }),
    client.onDidChangeState(update),
  );
}

/** `6.1.192 x86_64, .config` */
function describeTree({ kernel, arch, config }: TreeStatus): string {
  return `${kernel} ${arch}, ${config === `${arch} preset` ? vscode.l10n.t('preset') : config}`;
}

function describeIndex({ index }: TreeStatus): string {
  switch (index.state) {
    case 'none': return vscode.l10n.t('references read the tree first');
    case 'reading': return index.of === 0 ? vscode.l10n.t('reading the tree') : vscode.l10n.t('{0} of {1} files read', index.done, index.of);
    case 'ready': return vscode.l10n.t('{0} uses', index.uses);
  }
}
