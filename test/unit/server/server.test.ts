import * as assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DefinitionRequest, type Diagnostic, DocumentSymbolRequest, type DocumentSymbol, HoverRequest, InlayHintRequest, type Location, type MarkupContent, ReferencesRequest,
} from 'vscode-languageserver/node';
import { type Configurations, type FunctionPlace, type TypedUses, Methods, type UsesOfWord } from '../../../src/protocol.js';
import { inExamples, type OpenFile, TestClient } from './testClient.js';

describe('language server over a pair of streams', () => {
  let client: TestClient;

  before(async () => { client = await TestClient.start(); });
  after(() => client.stop());

  async function hoverAt(file: OpenFile, text: string, word: string): Promise<string> {
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: file.textDocument, position: file.at(text, word) });
    return hover ? (hover.contents as MarkupContent).value : '';
  }

  const definitionOf = async (file: OpenFile, text: string, word: string): Promise<readonly Location[]> =>
    (await client.connection.sendRequest(DefinitionRequest.type, { textDocument: file.textDocument, position: file.at(text, word) }) ?? []) as Location[];

  const referencesOf = async (file: OpenFile, text: string, word: string): Promise<readonly Location[]> =>
    await client.connection.sendRequest(ReferencesRequest.type, { textDocument: file.textDocument, position: file.at(text, word), context: { includeDeclaration: false } }) ?? [];

  it('says what it is', () => {
    assert.equal(client.initialized.serverInfo?.name, 'pagelens');
    assert.equal(client.initialized.capabilities.positionEncoding, 'utf-16');
  });

  it('hovers over a declaration with the place, the other names and the owners of the bits', async () => {
    const text = await hoverAt(await client.open(inExamples('include/linux/mm_types.h')), 'unsigned long private;', 'private');
    assert.match(text, /^\*\*`struct page\.private`\*\* word 5, bytes 40-47 · \*5\.11\.0 x86_64, x86_64 preset\*$/m);
    assert.match(text, /^\| page \| .*`counters`.*`ptl` \*if !ALLOC_SPLIT_PTLOCKS\* \|$/m);
    assert.match(text, /^\| folio \| `private` \|$/m);
    assert.match(text, /the order of the block/);
  });

  it('hovers over a use with what is done there', async () => {
    const text = await hoverAt(await client.open(inExamples('mm/vmalloc_mapping_index.c')), '&page[i].mapping', 'mapping');
    assert.match(text, /word 3, bytes 24-31/);
    assert.match(text, /bit 0 set: /);
    assert.match(text, /here: address taken in `replenish_grouped_pages\(\)`/);
  });

  it('hovers over the view of an overlay struct', async () => {
    const text = await hoverAt(await client.open(inExamples('mm/vmalloc_mapping_index.c')), '&gp->node, &grouped', 'node');
    assert.match(text, /`struct grouped_page\.node`\*\* words 3-4, bytes 24-39/);
    assert.match(text, /^\| page \| `mapping`, `index`/m);
  });

  it('says of a member that the configuration leaves out what it needs', async () => {
    const text = await hoverAt(await client.open(inExamples('include/linux/mm_types.h')), 'void *virtual', 'virtual');
    assert.match(text, /not in this configuration: needs `WANT_PAGE_VIRTUAL`/);
  });

  it('has nothing to say of a struct that only uses the same names', async () => {
    const file = await client.open(inExamples('drivers/misc/epc.c'));
    assert.equal(await hoverAt(file, '->private', 'private'), '');
  });

  it('finds every use of a word under all its names', async () => {
    const file = await client.open(inExamples('mm/util.c'));
    const found = await referencesOf(file, 'READ_ONCE(page->mapping)', 'mapping');
    const files = new Set(found.map(({ uri }) => uri.slice(uri.lastIndexOf('/examples/') + 10)));
    assert.ok(files.has('mm/util.c'));
    assert.ok(files.has('mm/vmalloc_mapping_index.c'), [...files].join(' '));
    const other = await client.open(inExamples('mm/vmalloc_mapping_index.c'));
    const words = found.filter(({ uri }) => uri === other.uri).map(({ range }) => other.slice(range));
    assert.deepEqual([...new Set(words)].sort(), ['mapping', 'node']);
  });

  it('tells uses of a word to other tools, typed', async () => {
    const file = await client.open(inExamples('mm/util.c'));
    const answer = await client.connection.sendRequest<UsesOfWord>(Methods.usesOfWord, { textDocument: file.textDocument, position: file.at('READ_ONCE(page->mapping)', 'mapping') });
    assert.deepEqual([answer.record, answer.path, answer.offsetBits, answer.sizeBits, answer.complete], ['page', 'mapping', 192, 64, true]);
    assert.ok(answer.uses.some((use) => use.record === 'grouped_page' && use.path.startsWith('node')));
  });

  it('goes to the declaration of a member, also from a macro argument', async () => {
    const file = await client.open(inExamples('mm/vmalloc_mapping_index.c'));
    const types = await client.open(inExamples('include/linux/mm_types.h'));
    const [mapping] = await definitionOf(file, '&page[i].mapping', 'mapping');
    assert.equal(mapping?.uri, types.uri);
    assert.equal(types.slice(mapping.range), 'mapping');
    const [node] = await definitionOf(file, 'struct grouped_page, node)', 'node');
    assert.equal(node?.uri, file.uri);
    assert.deepEqual(node.range.start, file.at('struct list_head node;', 'node'));
    assert.equal((await definitionOf(types, 'void *virtual', 'virtual')).length, 1);
  });

  it('lists records and members with offsets', async () => {
    const file = await client.open(inExamples('include/linux/mm_types.h'));
    const symbols = await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument: file.textDocument }) as DocumentSymbol[];
    const page = symbols.find(({ name }) => name === 'struct page');
    assert.equal(page?.detail, '64 bytes');
    const detail = (name: string): string | undefined => page.children?.find((member) => member.name === name)?.detail;
    assert.equal(detail('private'), '40:8 unsigned long');
    assert.equal(detail('lru'), '8:16 struct list_head');
    assert.equal(detail('objects'), '40.16:15 unsigned');
    assert.equal(detail('virtual'), 'void *, if WANT_PAGE_VIRTUAL');
    assert.ok(symbols.some(({ name }) => name === 'struct mm_struct'));
  });

  it('shows no inlay hints unless asked to', async () => {
    const file = await client.open(inExamples('include/linux/mm_types.h'));
    const range = { start: { line: 0, character: 0 }, end: { line: 300, character: 0 } };
    assert.equal(await client.connection.sendRequest(InlayHintRequest.type, { textDocument: file.textDocument, range }), null);
  });

  it('follows unsaved text', async () => {
    const file = await client.open(inExamples('mm/migrate.c'));
    const body = file.offset('{\n', '\n');
    await client.edit(file, body, body, '\n\t/* gr\u00fc\u00df \ud83d\ude00 */ struct page *p = 0; p->index = 1;');
    assert.match(await hoverAt(file, 'p->index = 1', 'index'), /struct page\.index.*word 4[^]*here: written/);
    const found = await client.connection.sendRequest(ReferencesRequest.type, { textDocument: file.textDocument, position: file.at('p->index = 1', 'index'), context: { includeDeclaration: true } });
    const own = found?.filter(({ uri }) => uri === file.uri).map(({ range }) => range.start);
    assert.ok(own?.some((start) => start.line === file.at('p->index = 1').line && start.character === file.at('p->index = 1', 'index').character), JSON.stringify(own));
    await client.close(file);
    const again = await client.open(inExamples('mm/migrate.c'));
    assert.equal((await referencesOf(again, 'to->index', 'index')).filter(({ uri }) => uri === again.uri).length, (own?.length ?? 0) - 1, 'closed without saving');
  });

  it('reads a function whose end is not written yet', async () => {
    const file = await client.open(inExamples('mm/compaction.c'), '#include <linux/mm.h>\nvoid f(struct page *page)\n{\n\tpage->private = 1;\n\tif (page->index == ');
    assert.match(await hoverAt(file, 'page->private', 'private'), /struct page\.private/);
    assert.match(await hoverAt(file, 'page->index', 'index'), /struct page\.index/);
    await client.close(file);
  });

  it('reads half-written code', async () => {
    const file = await client.open(inExamples('mm/compaction.c'), '#include <linux/mm.h>\nvoid f(struct page *page)\n{\n\tif (page->private == \n\tpage->\n}\n');
    assert.match(await hoverAt(file, 'page->private', 'private'), /struct page\.private/);
    await client.close(file);
  });

  it('tells the conflict with its reader and the overlaid word, and takes it back when it is gone', async () => {
    const file = await client.open(inExamples('mm/vmalloc_mapping_index.c'));
    const told = async (count: (n: number) => boolean): Promise<readonly Diagnostic[]> => {
      for (;;) {
        const found = client.diagnostics.get(file.uri)?.diagnostics;
        if (found && count(found.length)) return found;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const before = await told((n) => n > 0);
    const cast = before.find(({ range }) => range.start.line === file.at('&page[i].mapping, list').line);
    assert.ok(cast, JSON.stringify(before.map(({ range, message }) => [range.start.line, message])));
    assert.equal(cast.source, 'pagelens');
    assert.equal(cast.code, 'node-misread');
    const related = cast.relatedInformation?.map(({ location: { uri } }) => uri.slice(uri.lastIndexOf('/examples/') + 10)) ?? [];
    assert.ok(related.includes('include/linux/mm_types.h') && related.includes('mm/util.c'), related.join(' '));
    const at = file.offset('(struct list_head *)&page[i].mapping');
    await client.edit(file, at, at + '(struct list_head *)&page[i].mapping'.length, '&contents[i]');
    const after = await told((n) => n < before.length);
    assert.equal(after.length, before.length - 1);
    await client.close(file);
    await told((n) => n === 0);
  });

  it('tells what a file no longer does that it did in the last commit, unsaved text included', async () => {
    const file = await client.open(inExamples('mm/page_alloc.c'));
    const told = async (isWanted: (found: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> => {
      for (;;) {
        const found = client.diagnostics.get(file.uri)?.diagnostics ?? [];
        if (isWanted(found)) return found;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const reset = 'page->mapping = NULL;', at = file.offset(reset);
    await client.edit(file, at, at + reset.length, '');
    const [lost] = await told((found) => found.length > 0);
    assert.equal(lost?.code, 'stale-at-free');
    assert.match(JSON.stringify(lost), /nothing does so behind this change/);
    await client.edit(file, at, at, reset);
    await told((found) => found.length === 0);
    await client.close(file);
  });

  it('tells what the tree can be read under', async () => {
    const file = await client.open(inExamples('mm/util.c'));
    const answer = await client.connection.sendRequest<Configurations>(Methods.configurations, { textDocument: file.textDocument });
    assert.equal(answer.arch, 'x86_64');
    assert.ok(answer.presets.includes('arm-lpae'));
    const status = client.statuses.at(-1);
    assert.deepEqual([status?.kernel, status?.arch, status?.config], ['5.11.0', 'x86_64', 'x86_64 preset']);
  });

  it('gives a simulation the typed uses of a file, unsaved text included, with functions and layouts', async () => {
    const file = await client.open(inExamples('mm/vmalloc_mapping_index.c'));
    const before = await client.connection.sendRequest<TypedUses>(Methods.typedUses, { textDocument: file.textDocument });
    assert.equal(before.path, 'mm/vmalloc_mapping_index.c');
    assert.equal(before.layout.kernel, '5.11.0');
    assert.ok(before.layout.records['page']);
    assert.ok(before.layout.records['grouped_page']);
    const node = before.uses.find(({ path }) => path === 'node');
    const around = before.functions.find(({ name }) => name === node?.function);
    assert.ok(node && around && around.line <= node.line && node.line <= around.endLine);
    const at = file.text.lastIndexOf('}') + 1;
    await client.edit(file, at, at, '\nvoid more(struct page *page)\n{\n\tpage->private = 1;\n}\n');
    const after = await client.connection.sendRequest<TypedUses>(Methods.typedUses, { textDocument: file.textDocument });
    assert.equal(after.uses.filter((use) => use.function === 'more').length, 1);
    await client.close(file);
    const outside = await client.connection.sendRequest<TypedUses | null>(Methods.typedUses, { textDocument: { uri: 'file:///nowhere/a.c' } });
    assert.equal(outside, null);
  });

  it('finds a function by its name alone, and says where there is none', async () => {
    const { textDocument } = await client.open(inExamples('mm/util.c'));
    const place = await client.connection.sendRequest<FunctionPlace>(Methods.functionPlace, { textDocument, name: 'free_grouped_page' });
    assert.match(place.uri, /mm\/vmalloc\w*\.c$/);
    const line = readFileSync(fileURLToPath(place.uri), 'utf8').split('\n')[place.line - 1];
    assert.match(line ?? '', /^void free_grouped_page\(/);
    assert.equal(await client.connection.sendRequest<FunctionPlace | null>(Methods.functionPlace, { textDocument, name: 'no_such_function' }), null);
  });

  it('stays silent outside of a kernel tree', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pagelens-'));
    try {
      writeFileSync(join(folder, 'a.c'), 'struct page { int private; };\nint f(struct page *page) { return page->private; }\n');
      const file = await client.open(join(folder, 'a.c'));
      assert.equal(await hoverAt(file, 'page->private', 'private'), '');
      assert.deepEqual(client.messages, []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('language server under settings', () => {
  it('reads the tree for another architecture', async () => {
    const client = await TestClient.start({ settings: { 'pagelens.kernel.arch': 'arm', 'pagelens.index.background': false } });
    const file = await client.open(inExamples('include/linux/mm_types.h'));
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: file.textDocument, position: file.at('unsigned long private;', 'private') });
    assert.match((hover?.contents as MarkupContent).value, /word 5, bytes 20-23 · \*5\.11\.0 arm, arm preset\*/);
    await client.stop();
  });

  it('names a setting that is wrong once, and works without it', async () => {
    const client = await TestClient.start({ settings: { kernel: { arch: 'vax', config: '/no/such/.config', root: '/no/such/tree' }, index: { background: false } } });
    const file = await client.open(inExamples('mm/util.c'));
    for (let i = 0; i < 2; i++) {
      const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: file.textDocument, position: file.at('READ_ONCE(page->mapping)', 'mapping') });
      assert.ok(hover);
    }
    assert.deepEqual(client.messages.map((message) => /^pagelens\.kernel\.\w+/.exec(message)?.[0]), ['pagelens.kernel.root', 'pagelens.kernel.config', 'pagelens.kernel.arch']);
    await client.stop();
  });

  it('shows offsets behind members when asked to', async () => {
    const client = await TestClient.start({ settings: { inlayHints: { offsets: true }, index: { background: false } } });
    const file = await client.open(inExamples('include/linux/mm_types.h'));
    const line = file.at('unsigned long private;').line;
    const hints = await client.connection.sendRequest(InlayHintRequest.type, { textDocument: file.textDocument, range: { start: { line, character: 0 }, end: { line: line + 1, character: 0 } } });
    assert.deepEqual(hints?.map(({ label }) => label), ['40:8']);
    await client.stop();
  });

  it('counts bytes for a client that can', async () => {
    const client = await TestClient.start({ encodings: ['utf-8', 'utf-16'] });
    assert.equal(client.initialized.capabilities.positionEncoding, 'utf-8');
    const file = await client.open(inExamples('mm/migrate.c'), '#include <linux/mm.h>\nint f(struct page *p)\n{\n\t/* \u00fc */ return p->private;\n}\n');
    const at = file.at('p->private', 'private');
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: file.textDocument, position: { ...at, character: at.character + 1 } });
    assert.deepEqual(hover?.range?.start, { ...at, character: at.character + 1 });
    await client.stop();
  });

  it('tells of a file that is too large once, and goes on', async () => {
    const client = await TestClient.start();
    const large = await client.open(inExamples('mm/gup.c'), `int x;\n${'/* filling */\n'.repeat(4_000_000)}`);
    for (let i = 0; i < 2; i++) assert.equal(await client.connection.sendRequest(HoverRequest.type, { textDocument: large.textDocument, position: { line: 0, character: 4 } }), null);
    assert.equal(client.messages.length, 1);
    assert.match(client.messages[0]!, /gup\.c: 5\d MB are more than Pagelens reads/);
    await client.stop();
  });

  it('indexes in the background and says how far it is', async () => {
    const client = await TestClient.start({ settings: {} });
    await client.open(inExamples('mm/util.c'));
    while (client.statuses.at(-1)?.index.state !== 'ready') await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual([...new Set(client.statuses.map(({ index }) => index.state))], ['none', 'reading', 'ready']);
    await client.stop();
  });
});
