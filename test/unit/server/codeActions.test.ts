import * as assert from 'node:assert/strict';
import { type CodeAction, CodeActionRequest, type Diagnostic, type TextEdit } from 'vscode-languageserver/node';
import { rulePage } from '../../../src/server/rulePage.js';
import { inExamples, type OpenFile, TestClient } from './testClient.js';

const list = '&page[i].mapping, list';

describe('language server: quick fixes of a finding', () => {
  let client: TestClient, plain: TestClient;

  before(async () => {
    client = await TestClient.start({ commandLinks: true });
    plain = await TestClient.start();
  });
  after(async () => {
    await client.stop();
    await plain.stop();
  });

  /** The findings on the line of some text, once there are any; or none, once they are gone. */
  async function findingsAt(file: OpenFile, text: string, some = true): Promise<readonly Diagnostic[]> {
    for (;;) {
      const told = client.diagnostics.get(file.uri)?.diagnostics;
      const here = told?.filter(({ range }) => range.start.line === file.at(text).line);
      if (here && (here.length > 0) === some) return here;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const actionsFor = async (file: OpenFile, diagnostics: readonly Diagnostic[], { by = client, only }: { readonly by?: TestClient; readonly only?: string[] } = {}): Promise<readonly CodeAction[]> =>
    (await by.connection.sendRequest(CodeActionRequest.type, { textDocument: file.textDocument, range: diagnostics[0]!.range, context: { diagnostics: [...diagnostics], ...(only && { only }) } }) ?? []) as CodeAction[];

  /** Applies the suppression of a finding on a line, and gives its text. */
  async function suppressed(file: OpenFile, text: string, diagnostic: Diagnostic): Promise<string> {
    const line = file.at(text).line;
    const found = await actionsFor(file, [{ ...diagnostic, range: { start: { line, character: 2 }, end: { line, character: 3 } } }]);
    const [edit] = found[0]?.edit?.changes?.[file.uri] ?? [];
    assert.ok(edit);
    const lines = file.text.split('\n');
    const offset = lines.slice(0, edit.range.start.line).join('\n').length + (edit.range.start.line > 0 ? 1 : 0) + edit.range.start.character;
    await client.edit(file, offset, offset, edit.newText);
    return edit.newText;
  }

  it('offers a comment, a search for a place and a simulation', async () => {
    const file = await client.open(inExamples('mm/vmalloc_mapping_index.c'));
    const [finding] = await findingsAt(file, list);
    assert.ok(finding);
    const actions = await actionsFor(file, [finding]);
    assert.deepEqual(actions.map(({ kind }) => kind), ['quickfix', 'quickfix', 'quickfix']);
    assert.equal(actions[0]?.title, 'Suppress node-misread with a reason');
    const start = { line: finding.range.start.line, character: 0 };
    assert.deepEqual(actions[0].edit?.changes?.[file.uri], [{ range: { start, end: start }, newText: '\t\t/* pagelens-ignore node-misread: why this is right here */\n' }] satisfies TextEdit[]);
    const { state } = finding.data as { readonly state: string };
    assert.deepEqual(actions[1]?.command, { title: 'Find a free place', command: 'pagelens.place', arguments: [{ state }] });
    assert.deepEqual(actions[2]?.command, { title: 'Simulate this', command: 'pagelens.simulateFunction', arguments: [{ uri: file.uri, position: finding.range.start }] });
    await client.close(file);
  });

  it('a suppressed finding is gone', async () => {
    const file = await client.open(inExamples('mm/vmalloc_mapping_index.c'));
    const [finding] = await findingsAt(file, list);
    await suppressed(file, list, finding!);
    await findingsAt(file, list, false);
    await client.close(file);
  });

  it('a second rule joins the comment that is there, and a comment in a macro goes on', async () => {
    const file = await client.open(inExamples('mm/compaction.c'), '#include <linux/mm.h>\n#define F(p) \\\n\tdo { f(p); } while (0)\n\t/* pagelens-ignore page-copy: known */\n\tg(p);\n');
    const finding: Diagnostic = { source: 'pagelens', code: 'tail-page', message: '', range: { start: file.position(0), end: file.position(1) } };
    assert.equal(await suppressed(file, 'g(p)', finding), ', tail-page');
    assert.ok(file.text.includes('/* pagelens-ignore page-copy, tail-page: known */'), file.text);
    assert.equal(await suppressed(file, 'do {', finding), '\t/* pagelens-ignore tail-page: why this is right here */ \\\n');
    await client.close(file);
  });

  it('asks for no place where another one is no cure, and names no state the model does not have', async () => {
    const file = await client.open(inExamples('mm/util.c'));
    const range = { start: file.position(0), end: file.position(1) };
    const titles = async (code: string, data: unknown): Promise<readonly string[]> => (await actionsFor(file, [{ source: 'pagelens', code, message: '', range, data }])).map(({ title }) => title);
    assert.deepEqual(await titles('tail-page', { state: 'tail' }), ['Suppress tail-page with a reason', 'Simulate this']);
    assert.deepEqual(await titles('foreign-word', { state: 'any' }), ['Suppress foreign-word with a reason', 'Find a free place', 'Simulate this']);
    assert.deepEqual(await titles('foreign-word', undefined), ['Suppress foreign-word with a reason', 'Find a free place', 'Simulate this']);
    assert.deepEqual(await titles('unused-variable', undefined), []);
    await client.close(file);
  });

  it('offers no commands to a client that runs none, and nothing where other kinds are asked for', async () => {
    const file = await client.open(inExamples('mm/vmalloc_mapping_index.c'));
    const findings = await findingsAt(file, list);
    await plain.open(inExamples('mm/vmalloc_mapping_index.c'));
    assert.deepEqual((await actionsFor(file, findings, { by: plain })).map(({ title }) => title), ['Suppress node-misread with a reason']);
    assert.deepEqual(await actionsFor(file, findings, { only: ['refactor'] }), []);
    assert.equal((await actionsFor(file, findings, { only: ['quickfix'] })).length, 3);
    await client.close(file);
  });
});

describe('language server: pages of rules', () => {
  it('lie where the manifest says the project lives, or nowhere', () => {
    const page = (home: object): string | undefined => rulePage({ name: 'pagelens', ...home }, 'tail-page');
    assert.equal(page({}), undefined);
    const onGithub = 'https://github.com/a/b/blob/HEAD/docs/rules/tail-page.md';
    for (const repository of ['a/b', 'github:a/b', 'https://github.com/a/b', { url: 'git+https://github.com/a/b.git' }, { url: 'git+ssh://git@github.com/a/b.git' }]) assert.equal(page({ repository }), onGithub);
    assert.equal(page({ homepage: 'https://github.com/a/b#readme' }), onGithub);
    assert.equal(page({ homepage: 'https://example.org/lens/' }), 'https://example.org/lens/docs/rules/tail-page.md');
  });
});
