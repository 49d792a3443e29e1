import * as assert from 'node:assert/strict';
import { type CodeLens, CodeLensRequest, CodeLensResolveRequest, HoverRequest, type MarkupContent } from 'vscode-languageserver/node';
import { inExamples, type OpenFile, TestClient } from './testClient.js';

const calls = [
  '#include <linux/mm.h>', 'void (*hook)(struct page *page);', 'void opaque(struct page *page);',
  'static void fill(int n, struct page *to, struct page *from)', '{', '\tto->index = from->index;', '\thook(to);', '}',
  'static int count(int n)', '{', '\treturn n;', '}',
  'void run(struct page *page)', '{', '\tfill(count(1), page, page);', '}',
  'static struct page *kept[4];', 'void obtain(unsigned int gfp, void *owner)', '{', '\tstruct page *page = alloc_pages(gfp, 0);', '\tpage->private = (unsigned long)owner;', '\tkept[0]->index = 1;', '}',
  'void all(int n, int (*each)(struct page *page))', '{', '}', '',
].join('\n');

describe('language server: what functions do to pages', () => {
  let client: TestClient, lensed: TestClient;

  before(async () => {
    client = await TestClient.start();
    lensed = await TestClient.start({ settings: { index: { background: false }, codeLens: { footprints: true } } });
  });
  after(async () => {
    await client.stop();
    await lensed.stop();
  });

  async function hoverAt(file: OpenFile, text: string, word: string): Promise<string> {
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: file.textDocument, position: file.at(text, word) });
    if (hover?.range) assert.equal(file.slice(hover.range), word);
    return hover ? (hover.contents as MarkupContent).value : '';
  }

  async function lensesOf(by: TestClient, file: OpenFile): Promise<readonly CodeLens[] | null> {
    return by.connection.sendRequest(CodeLensRequest.type, { textDocument: file.textDocument });
  }

  it('hovers over a definition and over a call, a table a page', async () => {
    const file = await client.open(inExamples('mm/compaction.c'), calls);
    const definition = await hoverAt(file, 'fill(int n', 'fill');
    assert.match(definition, /^\*\*`fill\(\)`\*\* and the pages it handles \u00b7 \*5\.11\.0 x86_64, x86_64 preset\*$/m);
    assert.match(definition, /^\| `to` \| \|\n\|:--\|:--\|\n\| writes \| `index` \|$/m);
    assert.match(definition, /^\| `from` \| \|\n\|:--\|:--\|\n\| reads \| `index` \|$/m);
    assert.match(definition, /^What Pagelens could not follow: `hook`$/m);
    assert.equal(await hoverAt(file, 'fill(count', 'fill'), definition);
    await client.close(file);
  });

  it('tells of the pages that a function obtains itself how it came by them', async () => {
    const file = await client.open(inExamples('mm/compaction.c'), calls);
    const told = await hoverAt(file, 'obtain(unsigned', 'obtain');
    assert.match(told, /^\| `from alloc_pages\w*\(\)` \| \|\n\|:--\|:--\|\n\| writes \| `private` \|$/m);
    assert.match(told, /^\| `from kept\[\]` \| \|\n\|:--\|:--\|\n\| writes \| `index` \|$/m);
    await client.close(file);
  });

  it('keeps the underscores of members, and follows a header', async () => {
    const file = await client.open(inExamples('include/linux/mm.h'));
    assert.match(await hoverAt(file, 'void get_page(struct', 'get_page'), /^\| changes \| .*`_refcount`/m);
    await client.close(file);
  });

  it('is silent on functions without pages, without a body, and on other names', async () => {
    const file = await client.open(inExamples('mm/compaction.c'), calls);
    assert.equal(await hoverAt(file, 'count(1)', 'count'), '');
    assert.equal(await hoverAt(file, 'opaque(struct', 'opaque'), '');
    assert.equal(await hoverAt(file, 'return n', 'n'), '');
    await client.close(file);
  });

  it('shows no lenses unless asked to', async () => {
    assert.equal(await lensesOf(client, await client.open(inExamples('mm/compaction.c'), calls)), null);
  });

  it('shows above functions that are handed pages what they do, when asked to', async () => {
    const file = await lensed.open(inExamples('mm/compaction.c'), calls);
    const lenses = await lensesOf(lensed, file) ?? [];
    assert.deepEqual(lenses.map(({ range }) => file.slice(range)), ['fill', 'run']);
    assert.ok(lenses.every(({ command }) => command === undefined), 'looked up once they are on the screen');
    const titles: (string | undefined)[] = [];
    for (const lens of lenses) titles.push((await lensed.connection.sendRequest(CodeLensResolveRequest.type, lens)).command?.title);
    assert.deepEqual(titles, ['to: writes index \u00b7 from: reads index \u00b7 1 call not followed', 'page: writes index; reads index']);
    await lensed.close(file);
  });

  it('follows unsaved text', async () => {
    const file = await lensed.open(inExamples('mm/compaction.c'), calls);
    const at = file.offset('to->index = from->index');
    await lensed.edit(file, at, at, 'to->private = 1; ');
    const [lens] = await lensesOf(lensed, file) ?? [];
    assert.match((await lensed.connection.sendRequest(CodeLensResolveRequest.type, lens!)).command?.title ?? '', /to: writes .*private/);
    await lensed.close(file);
  });
});
