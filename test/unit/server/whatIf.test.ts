import * as assert from 'node:assert/strict';
import { Methods } from '../../../src/protocol.js';
import type { Placements, WhatIfChoices, WhatIfQuestion, WhatIfResult } from '../../../src/whatIfProtocol.js';
import { inExamples, TestClient } from './testClient.js';

describe('what-if questions over the protocol', function () {
  this.timeout(30_000);
  let client: TestClient;

  before(async () => {
    client = await TestClient.start();
    await client.open(inExamples('mm/vmalloc_mapping_index.c'));
  });
  after(() => client.stop());

  async function ask(question: WhatIfQuestion): Promise<Exclude<WhatIfResult, { readonly problem: string }>> {
    const file = await client.open(inExamples('mm/vmalloc.c'));
    const result = await client.connection.sendRequest<WhatIfResult | null>(Methods.whatIf, { textDocument: file.textDocument, question });
    assert.ok(result && 'text' in result, JSON.stringify(result));
    assert.ok(result.mail.split('\n').every((line) => line.length <= 75 || !line.trim().includes(' ')), `75 columns:\n${result.mail.split('\n').filter((line) => line.length > 75).join('\n')}`);
    return result;
  }

  it('place: an answer with source lines of the tree, a mail text, and scenarios to replay', async () => {
    const answer = await ask({ kind: 'place', type: 'list_head', state: 'vmalloc', mappable: 'yes' });
    assert.match(answer.text, /CONFLICT: bytes 24-39: mapping/);
    assert.match(answer.text, /\[mm\/util\.c:\d+ page_mapping\]/);
    assert.ok(answer.scenarios.some(({ label }) => label === 'mapping (byte 24): conflict'));
    assert.ok(answer.root.endsWith('/examples'));
  });

  it('who: owners of the tree with their lines', async () => {
    assert.match((await ask({ kind: 'who', member: 'mapping', state: 'vmalloc' })).text, /Code that touches these bits, by owner:[^]*mm\/vmalloc_mapping_index/);
  });

  it('move: two layouts to be shown side by side', async () => {
    const { layouts, text } = await ask({ kind: 'move', edits: [{ edit: 'add', text: 'u32 foo after private' }] });
    assert.match(layouts?.after ?? '', /\bfoo;/);
    assert.doesNotMatch(layouts?.before ?? '', /\bfoo;/);
    assert.match(text, /page +64 -> 80 \(1 -> 2\)/);
  });

  it('fit: a proposal by name, and one that is wrong', async () => {
    assert.match((await ask({ kind: 'fit', proposal: { name: 'two-words' } })).text, /146\/128!/);
    const result = await client.connection.sendRequest<WhatIfResult | null>(Methods.whatIf, { question: { kind: 'fit', proposal: { text: '{}' } } });
    assert.ok(result && 'problem' in result);
    assert.match(result.problem, /1:1: proposal needs "title"/);
  });

  it('left: counts of the whole tree', async () => {
    assert.match((await ask({ kind: 'left', members: ['page.mapping'] })).text, /^page\.mapping: \d+ typed uses; Linux 5\.11/);
  });

  it('tells what is wrong with a question', async () => {
    const result = await client.connection.sendRequest<WhatIfResult | null>(Methods.whatIf, { question: { kind: 'who', member: 'indx', state: 'vmalloc' } });
    assert.ok(result && 'problem' in result);
    assert.match(result.problem, /nearest: index/);
  });

  it('a file that is one owner\'s suggests its state, a function the state of the pages it works on', async () => {
    const suggested = async (path: string, text: string, word: string): Promise<string | undefined> => {
      const file = await client.open(inExamples(path));
      return (await client.connection.sendRequest<WhatIfChoices | null>(Methods.whatIfChoices, { textDocument: file.textDocument, position: file.at(text, word) }))?.state;
    };
    assert.equal(await suggested('drivers/video/fbdev/core/fb_defio.c', 'page->mapping', 'mapping'), 'fb-defio');
    assert.equal(await suggested('mm/vmalloc_mapping_index.c', 'split_page(page, HUGETLB_PAGE_ORDER)', 'split_page'), 'allocated');
    assert.equal(await suggested('mm/util.c', 'struct address_space *folio_mapping', 'folio_mapping'), undefined);
  });

  it('placements: a verdict for each place in each state', async () => {
    const file = await client.open(inExamples('mm/vmalloc.c'));
    const found = await client.connection.sendRequest<Placements | null>(Methods.placements, { textDocument: file.textDocument, type: 'list_head', mappable: 'yes' });
    assert.ok(found && 'rows' in found);
    const cell = found.rows.find(({ state }) => state === 'vmalloc')?.cells.find(({ begins }) => begins === 'mapping');
    assert.equal(cell?.verdict, 'conflict');
    assert.ok(cell.replays && cell.reasons[0]!.evidence.some(({ file: path, line }) => path === 'mm/util.c' && line !== undefined));
    assert.match(found.heading, /list_head, user processes may map the page; struct page of 5\.11/);
  });

  it('says what can be asked, and what the cursor suggests', async () => {
    const file = await client.open(inExamples('include/linux/mm_types.h'));
    const choices = await client.connection.sendRequest<WhatIfChoices | null>(Methods.whatIfChoices, { textDocument: file.textDocument, position: file.at('unsigned long private;', 'private') });
    assert.equal(choices?.member, 'private');
    assert.ok(choices.states.some(({ name }) => name === 'vmalloc'));
    assert.ok(choices.members.includes('private') && choices.proposals[0]?.name === 'today');
  });
});
