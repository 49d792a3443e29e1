import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../until.js';
import { eventually, openFile, pagelens } from '../extension.js';

const SCHEME = 'pagelens-answer';

/** Asks, and waits for the answer's document. */
async function answered(command: string, question: object, expected = /^./): Promise<vscode.TextDocument> {
  await openFile('mm/vmalloc.c');
  await vscode.commands.executeCommand(command, question);
  const document = await until(`an answer with ${expected.source}`, () => vscode.window.activeTextEditor?.document, (one) => one?.uri.scheme === SCHEME && expected.test(one.getText()));
  assert.ok(document);
  return document;
}

describe('what-if commands on a kernel tree', () => {
  before(async () => {
    await pagelens().activate();
    await eventually(() => pagelens().exports.serverInfo());
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const place = { kind: 'place', type: 'list_head', state: 'vmalloc', mappable: 'yes' };

  it('an answer is a document with links to the source it cites', async () => {
    const document = await answered('pagelens.place', place, /CONFLICT: bytes 24-39: mapping/);
    const link = await eventually(async () => (await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', document.uri)).find(({ target }) => target?.path.endsWith('/mm/util.c')));
    assert.ok(link.target);
    assert.match(link.target.fragment, /^L\d+$/);
    assert.match(document.getText(link.range), /^mm\/util\.c:\d+$/);
    await vscode.workspace.fs.stat(link.target.with({ fragment: '' }));
  });

  it('Copy as Mail Text puts 75 columns on the clipboard', async () => {
    await answered('pagelens.place', place);
    await vscode.commands.executeCommand('pagelens.copyAnswerAsMail');
    const mail = await until('the mail', () => vscode.env.clipboard.readText(), (text) => text.startsWith('Where to keep list_head (16 bytes)'));
    assert.deepEqual(mail.split('\n').filter((line) => line.length > 75), []);
  });

  it('a layout that was edited opens as the editor\'s diff', async () => {
    await openFile('mm/vmalloc.c');
    await vscode.commands.executeCommand('pagelens.move', { kind: 'move', edits: [{ edit: 'add', text: 'u32 foo after private' }] });
    const tab = await eventually(() => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ input }) => input).find((input) => input instanceof vscode.TabInputTextDiff));
    const [before, after] = await Promise.all([tab.original, tab.modified].map((uri) => vscode.workspace.openTextDocument(uri)));
    assert.doesNotMatch(before!.getText(), /\bfoo;/);
    assert.match(after!.getText(), /\bfoo;/);
  });

  /** Puts the cursor on a word, asks, and takes what each list suggests first until the answer is there. */
  async function suggested(command: string, path: string, text: string, word: string): Promise<string> {
    const editor = await openFile(path);
    const all = editor.document.getText(), at = editor.document.positionAt(all.indexOf(word, all.indexOf(text)));
    editor.selection = new vscode.Selection(at, at);
    const asked = vscode.commands.executeCommand(command);
    const answer = await eventually(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      const { activeTextEditor } = vscode.window;
      return activeTextEditor?.document.uri.scheme === SCHEME ? activeTextEditor.document : undefined;
    });
    await asked;
    return answer.getText();
  }

  it('the lists suggest the member under the cursor and the state of its file\'s owner', async () => {
    assert.match(await suggested('pagelens.who', 'drivers/video/fbdev/core/fb_defio.c', 'page->mapping', 'mapping'), /Who touches bytes 24-31 \(mapping,[^]*?\sstate\s+fb-defio/);
  });

  it('the state of the pages that the function at the cursor works on', async () => {
    assert.match(await suggested('pagelens.place', 'mm/vmalloc_mapping_index.c', 'split_page(page, HUGETLB_PAGE_ORDER)', 'split_page'), /Where to keep list_head \(16 bytes\) in a page in\s+state allocated /);
  });

  it('Ask Again begins with the question asked last', async () => {
    await answered('pagelens.who', { kind: 'who', member: 'private', state: 'slab' });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.match(await suggested('pagelens.askAgain', 'mm/vmalloc.c', 'vmalloc', 'vmalloc'), /Who touches bytes 40-47[^]*state slab/);
  });

  it('placements in every state open as a panel', async () => {
    await openFile('mm/vmalloc.c');
    await vscode.commands.executeCommand('pagelens.placements', { type: 'hlist_node' });
    await eventually(() => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ input, label }) => input instanceof vscode.TabInputWebview && label === 'Placements of hlist_node'));
  });

  it('the others answer too', async () => {
    await answered('pagelens.fit', { kind: 'fit', proposal: { name: 'two-words' } }, /146\/128!/);
    await answered('pagelens.who', { kind: 'who', member: 'private', state: 'slab' }, /Who touches bytes 40-47/);
    await answered('pagelens.left', { kind: 'left', members: ['page.mapping'] }, /typed uses/);
  });
});
