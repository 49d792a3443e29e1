import * as vscode from 'vscode';
import type { TreeStatus } from '../../protocol.js';
import type { AskServer } from '../simulation/sourceMaterial.js';
import { isKernelSource } from '../selector.js';
import type { ServerEvents } from '../serverEvents.js';
import { EVERYTHING, filterText, isEverything, pickFilter } from './filter.js';
import type { Node } from './nodes.js';
import { StructPageData } from './treeData.js';

const VIEW = 'pagelens.structPage';
/** Counts are asked for anew so often while a tree is read. */
const COUNTED_MS = 2000;

/** The view "Struct Page": the words of struct page, who names them how, and where. */
export function registerStructPageTree(ask: AskServer, fileOfTree: () => Promise<vscode.Uri | undefined>, events: ServerEvents): vscode.Disposable {
  const data = new StructPageData(ask, fileOfTree);
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: data, showCollapseAll: true });
  // What changes while nobody looks is asked for when somebody does.
  let stale = false;
  const refresh = (): void => {
    stale = !view.visible;
    if (view.visible) data.refresh();
  };
  // Not the view's description: a view alone in its container shows none.
  const say = (tree: TreeStatus | undefined): void => {
    const only = isEverything(data.filter) ? '' : vscode.l10n.t('Only: {0}', filterText(data.filter));
    view.message = [only, tree ? describeProgress(tree, data.answer?.complete ?? true) : ''].filter((part) => part !== '').join(' \u00b7 ');
  };
  let isReading = false;
  /** Reading can be stopped where it can be begun. */
  const showReading = (now: boolean): void => {
    if (now !== isReading) void vscode.commands.executeCommand('setContext', 'pagelens.readingTree', now);
    isReading = now;
  };
  let counting: ReturnType<typeof setTimeout> | undefined;
  const countSoon = (): void => {
    counting ??= setTimeout(() => {
      counting = undefined;
      refresh();
    }, COUNTED_MS);
  };
  const setFilter = (filter: typeof EVERYTHING): void => {
    data.filter = filter;
    void vscode.commands.executeCommand('setContext', 'pagelens.structPageFiltered', !isEverything(filter));
    say(data.answer?.tree);
  };

  return vscode.Disposable.from(
    data, view, { dispose: () => { clearTimeout(counting); } },
    data.onAnswer((answer) => { say(answer?.tree); }),
    events.status.event((tree) => {
      showReading(tree?.index.state === 'reading');
      if (tree?.index.state !== 'reading') refresh();
      else if (tree.root === data.answer?.tree.root) {
        say(tree);
        countSoon();
      }
    }),
    events.usesChanged.event(refresh),
    view.onDidChangeVisibility(({ visible }) => { if (visible && stale) refresh(); }),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      const shown = data.answer && vscode.Uri.file(`${data.answer.tree.root}/`).path;
      if (editor && isKernelSource(editor.document) && (shown === undefined || !editor.document.uri.path.startsWith(shown))) refresh();
    }),
    vscode.commands.registerCommand('pagelens.showStructPage', () => vscode.commands.executeCommand(`${VIEW}.focus`)),
    vscode.commands.registerCommand('pagelens.refreshStructPage', () => { data.refresh({ readTree: true }); }),
    vscode.commands.registerCommand('pagelens.filterStructPage', async () => {
      await vscode.commands.executeCommand(`${VIEW}.focus`);
      const filter = data.answer && await pickFilter(data.answer.choices, data.filter);
      if (filter) setFilter(filter);
    }),
    vscode.commands.registerCommand('pagelens.clearStructPageFilter', () => { setFilter(EVERYTHING); }),
    vscode.commands.registerCommand('pagelens.openMemberDeclaration', async (node?: Node) => {
      if (node?.kind !== 'member' || !node.member.declared) return;
      const { uri, range: { start, end } } = node.member.declared;
      await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection: new vscode.Range(start.line, start.character, end.line, end.character) });
    }),
  );
}

/** Counts that are not of the whole tree say so. */
function describeProgress({ index }: TreeStatus, complete: boolean): string {
  switch (index.state) {
    case 'none': return vscode.l10n.t('Counts are of open files only: the tree was not read. Refresh reads it.');
    case 'reading': return index.of === 0 ? vscode.l10n.t('Reading the tree. Counts are of open files so far.')
      : vscode.l10n.t('Reading the tree: {0} of {1} files, mm/ first. Counts are of those read so far.', index.done, index.of);
    case 'ready': return complete ? '' : vscode.l10n.t('Some files could not be read: counts are partial.');
  }
}
