import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../until.js';
import { eventually, fileUri, openFile, pagelens } from '../extension.js';

/** Where a word stands in the first text of a document that holds it. */
function place(document: vscode.TextDocument, text: string, word = text): vscode.Position {
  const from = document.getText().indexOf(text);
  assert.ok(from >= 0, `${document.fileName}: no ${text}`);
  return document.positionAt(document.getText().indexOf(word, from));
}

const markdown = (hover: vscode.Hover): string => hover.contents.map((part) => (part instanceof vscode.MarkdownString ? part.value : '')).join('\n');

async function hoverAt(path: string, text: string, word: string): Promise<string> {
  const { document } = await openFile(path);
  return eventually(async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, place(document, text, word));
    return hovers.map(markdown).find((value) => value.includes('struct '));
  });
}

describe('in an editor on a kernel tree', () => {
  before(async () => {
    await pagelens().activate();
    await eventually(() => pagelens().exports.serverInfo());
  });

  it('a hover shows who else lives in the bits', async () => {
    const value = await hoverAt('include/linux/mm_types.h', 'unsigned long private;', 'private');
    assert.match(value, /word 5, bytes 40-47/);
    assert.match(value, /`counters`/);
    assert.match(value, /\[All uses of these bits\]\(command:pagelens\.findUsesOfWord/);
  });

  it('references come under every name of the word', async () => {
    const { document } = await openFile('mm/util.c');
    await until('the files', async () => {
      const locations = await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeReferenceProvider', document.uri, place(document, 'READ_ONCE(page->mapping)', 'mapping'));
      return new Set(locations.map(({ uri }) => vscode.workspace.asRelativePath(uri)));
    }, (files) => files.has('mm/vmalloc_mapping_index.c') && files.has('mm/gup.c'));
  });

  it('a member leads to its declaration', async () => {
    const { document } = await openFile('mm/vmalloc_mapping_index.c');
    const definition = await eventually(async () => (await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeDefinitionProvider', document.uri, place(document, '&page[i].mapping', 'mapping')))[0]);
    assert.equal(definition.uri.toString(), fileUri('include/linux/mm_types.h').toString());
  });

  it('records are listed with the offsets of their members', async () => {
    const { document } = await openFile('include/linux/mm_types.h');
    const page = await eventually(async () => (await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', document.uri))?.find(({ name }) => name === 'struct page'));
    assert.equal(page.children.find(({ name }) => name === 'private')?.detail, '40:8 unsigned long');
  });

  it('a conflict is flagged with the places it rests on', async () => {
    const { document } = await openFile('mm/vmalloc_mapping_index.c');
    const line = place(document, '&page[i].mapping, list').line;
    const diagnostic = await eventually(() => vscode.languages.getDiagnostics(document.uri).find(({ range }) => range.start.line === line));
    assert.equal(diagnostic.source, 'pagelens');
    const related = new Set(diagnostic.relatedInformation?.map(({ location }) => vscode.workspace.asRelativePath(location.uri)));
    assert.ok(related.has('include/linux/mm_types.h') && related.has('mm/util.c'), [...related].join(' '));
  });

  it('a conflict has quick fixes, and simulating it needs no cursor there', async () => {
    const { document } = await openFile('mm/vmalloc_mapping_index.c');
    const line = place(document, '&page[i].mapping, list').line;
    const { range } = await eventually(() => vscode.languages.getDiagnostics(document.uri).find((one) => one.source === 'pagelens' && one.range.start.line === line));
    const actions = await until('the quick fixes', async () => (await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range, vscode.CodeActionKind.QuickFix.value)).filter(({ title }) => /Suppress|place|Simulate/.test(title)),
      (found) => { assert.deepEqual(found.map(({ title }) => title.replace(/ \(.*\)$/, '')), ['Suppress node-misread with a reason', 'Find a free place', 'Simulate this']); });
    const { command, arguments: args } = actions[2]!.command!;
    await vscode.commands.executeCommand(command, ...(args as readonly unknown[]));
    await eventually(() => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label === 'replenish_grouped_pages()'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('an architecture chosen in the settings counts at once', async () => {
    const settings = vscode.workspace.getConfiguration('pagelens');
    await settings.update('kernel.arch', 'arm', vscode.ConfigurationTarget.Workspace);
    try {
      await eventually(async () => ((await hoverAt('include/linux/mm_types.h', 'unsigned long private;', 'private')).includes('bytes 20-23') ? true : undefined));
    } finally {
      await settings.update('kernel.arch', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await eventually(async () => ((await hoverAt('include/linux/mm_types.h', 'unsigned long private;', 'private')).includes('bytes 40-47') ? true : undefined));
  });

  it('offsets stand behind members when the setting is on', async () => {
    const { document } = await openFile('include/linux/mm_types.h');
    const settings = vscode.workspace.getConfiguration('pagelens');
    await settings.update('inlayHints.offsets', true, vscode.ConfigurationTarget.Workspace);
    try {
      const line = document.lineAt(place(document, 'unsigned long private;').line);
      const hints = await eventually(async () => {
        const found = await vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, line.range);
        return found.length > 0 ? found : undefined;
      });
      assert.deepEqual(hints.map(({ label }) => label), ['40:8']);
    } finally {
      await settings.update('inlayHints.offsets', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('still answers after the server was restarted', async () => {
    await vscode.commands.executeCommand('pagelens.restartServer');
    assert.match(await hoverAt('mm/gup.c', 'page->_refcount', '_refcount'), /struct page\._refcount/);
  });
});
