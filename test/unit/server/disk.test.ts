import * as assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DidChangeWatchedFilesNotification, FileChangeType, HoverRequest, type Location, type MarkupContent, ReferencesRequest } from 'vscode-languageserver/node';
import type { ServerHost } from '../../../src/server/host.js';
import type { PageWords } from '../../../src/pageWordsProtocol.js';
import { Methods } from '../../../src/protocol.js';
import { type OpenFile, TestClient } from './testClient.js';
import { examples, testHost } from './testHost.js';

describe('language server over files that change on disk', () => {
  let folder: string, client: TestClient;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pagelens-'));
    cpSync(examples, folder, { recursive: true });
    client = await TestClient.start();
  });

  afterEach(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  const inFolder = (path: string): string => join(folder, path);

  async function changed(path: string, type: FileChangeType): Promise<void> {
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [{ uri: pathToFileURL(inFolder(path)).href, type }] });
  }

  async function referencesIn(file: OpenFile, path: string): Promise<number> {
    const params = { textDocument: file.textDocument, position: file.at('READ_ONCE(page->mapping)', 'mapping'), context: { includeDeclaration: false } };
    const found: readonly Location[] = await client.connection.sendRequest(ReferencesRequest.type, params) ?? [];
    return found.filter(({ uri }) => uri.endsWith(path)).length;
  }

  it('keeps references fresh as files change, come and go', async () => {
    const file = await client.open(inFolder('mm/util.c'));
    const before = await referencesIn(file, 'mm/gup.c');
    appendFileSync(inFolder('mm/gup.c'), '\nvoid later(struct page *page)\n{\n\tpage->mapping = NULL;\n}\n');
    await changed('mm/gup.c', FileChangeType.Changed);
    assert.equal(await referencesIn(file, 'mm/gup.c'), before + 1);
    writeFileSync(inFolder('mm/new.c'), '#include <linux/mm.h>\nvoid fresh(struct page *page)\n{\n\tpage->mapping = NULL;\n}\n');
    await changed('mm/new.c', FileChangeType.Created);
    assert.equal(await referencesIn(file, 'mm/new.c'), 1);
    rmSync(inFolder('mm/gup.c'));
    await changed('mm/gup.c', FileChangeType.Deleted);
    assert.equal(await referencesIn(file, 'mm/gup.c'), 0);
  });

  it("keeps to the tree's settings as they come, change and go", async () => {
    const file = await client.open(inFolder('mm/vmalloc_mapping_index.c'));
    const count = async (wanted: (n: number) => boolean): Promise<number> => {
      for (;;) {
        const found = client.diagnostics.get(file.uri)?.diagnostics.length;
        if (found !== undefined && wanted(found)) return found;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const all = await count((n) => n > 0);
    const settings = (entries: object): void => { writeFileSync(inFolder('.pagelens.json'), JSON.stringify(entries)); };
    settings({ suppressions: [{ rule: 'node-misread', file: 'mm/vmalloc_mapping_index.c', reason: 'a test' }] });
    await changed('.pagelens.json', FileChangeType.Created);
    const left = await count((n) => n < all);
    settings({ ignore: ['mm/vmalloc_*'] });
    await changed('.pagelens.json', FileChangeType.Changed);
    await count((n) => n === 0);
    assert.ok(left < all);
    rmSync(inFolder('.pagelens.json'));
    await changed('.pagelens.json', FileChangeType.Deleted);
    assert.equal(await count((n) => n > left), all);
  });

  it('goes on with a file that was deleted under its editor', async () => {
    const file = await client.open(inFolder('mm/util.c'));
    rmSync(inFolder('mm/util.c'));
    await changed('mm/util.c', FileChangeType.Deleted);
    assert.ok(await client.connection.sendRequest(HoverRequest.type, { textDocument: file.textDocument, position: file.at('READ_ONCE(page->mapping)', 'mapping') }));
    await client.close(file);
    assert.equal(await client.connection.sendRequest(HoverRequest.type, { textDocument: file.textDocument, position: { line: 24, character: 40 } }), null);
    assert.deepEqual(client.messages, []);
  });

  it('reads the tree anew when it gets a configuration', async () => {
    const file = await client.open(inFolder('include/linux/mm_types.h'));
    const hover = async (): Promise<string> => {
      const answer = await client.connection.sendRequest(HoverRequest.type, { textDocument: file.textDocument, position: file.at('unsigned long private;', 'private') });
      return (answer?.contents as MarkupContent).value;
    };
    assert.match(await hover(), /bytes 40-47.*x86_64 preset/);
    writeFileSync(inFolder('.config'), 'CONFIG_ARM=y\nCONFIG_MMU=y\nthis is no line\n');
    await changed('.config', FileChangeType.Created);
    while (!/bytes 20-23.*arm, \.config/.test(await hover()));
    assert.deepEqual(client.messages.map((message) => message.includes('.config:3')), [true]);
    assert.equal(client.statuses.at(-1)?.config, '.config');
  });

  it('sees members that an open header gets', async () => {
    const types = await client.open(inFolder('include/linux/mm_types.h'));
    const at = types.offset('unsigned long private;');
    await client.edit(types, at, at, 'unsigned long brand_new;\n\t\t\t');
    const file = await client.open(inFolder('mm/util.c'), '#include <linux/mm.h>\nvoid f(struct page *page)\n{\n\tpage->brand_new = 1;\n}\n');
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: file.textDocument, position: file.at('brand_new') });
    assert.match((hover?.contents as MarkupContent).value, /struct page\.brand_new.*word 5/);
  });
});

describe('language server reading a tree', () => {
  it('can be told to stop, and begins again when somebody asks', async () => {
    let begun = 0;
    const host: ServerHost = {
      ...testHost,
      readTree(request) {
        begun++;
        if (begun > 1) return testHost.readTree(request);
        request.onProgress(0, 100);
        return new Promise((_, reject) => { request.signal.addEventListener('abort', () => { reject(request.signal.reason as Error); }); });
      },
    };
    const client = await TestClient.start({ host });
    const file = await client.open(join(examples, 'mm/util.c'));
    const params = { textDocument: file.textDocument, position: file.at('READ_ONCE(page->mapping)', 'mapping'), context: { includeDeclaration: false } };
    const first = client.connection.sendRequest(ReferencesRequest.type, params);
    while (begun === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await client.connection.sendNotification(Methods.cancelIndex);
    const own = await first ?? [];
    assert.ok(own.length > 0 && own.every(({ uri }) => uri === file.uri), 'an index that was stopped leaves the open files');
    assert.deepEqual(client.messages, []);
    assert.ok((await client.connection.sendRequest(ReferencesRequest.type, params) ?? []).length > own.length);
    await client.stop();
  });

  it('tells the words of struct page at once, and counts while files are read', async () => {
    const host: ServerHost = {
      ...testHost,
      async readTree(request) {
        const read = await testHost.readTree({ ...request, onProgress: () => undefined });
        request.onUses(read.uses.filter(({ file }) => file.startsWith('mm/')));
        request.onProgress(50, 100);
        return new Promise((_, reject) => { request.signal.addEventListener('abort', () => { reject(request.signal.reason as Error); }); });
      },
    };
    const client = await TestClient.start({ host });
    const file = await client.open(join(examples, 'mm/util.c'));
    const everything = { access: [], records: [], owners: [], members: [] };
    const words = async (): Promise<{ readonly all: number; readonly complete: boolean }> => {
      const answer = await client.connection.sendRequest<PageWords>(Methods.pageWords, { textDocument: file.textDocument, filter: everything, read: true });
      return { all: answer.words.reduce((sum, { uses }) => sum + uses, 0), complete: answer.complete };
    };
    const state = (): string => JSON.stringify(client.statuses.at(-1)?.index);
    const first = await words();
    while (!state().includes('50')) await new Promise((resolve) => setTimeout(resolve, 10));
    const early = await words();
    assert.ok(early.all > first.all && !early.complete, `${first.all} uses in the open file, ${early.all} in mm/`);
    await client.connection.sendNotification(Methods.cancelIndex);
    while (!state().includes('none')) await new Promise((resolve) => setTimeout(resolve, 10));
    await client.stop();
  });
});
