import * as assert from 'node:assert/strict';
import { Methods } from '../../../src/protocol.js';
import type { MemberFiles, MemberUses, PageWord, PageWords, UseFilter, WordMember } from '../../../src/pageWordsProtocol.js';
import { inExamples, type OpenFile, TestClient } from './testClient.js';

const everything: UseFilter = { access: [], records: [], owners: [], members: [] };

describe('struct page by words, over the protocol', () => {
  let client: TestClient;
  let file: OpenFile;

  before(async () => {
    client = await TestClient.start();
    file = await client.open(inExamples('mm/vmalloc_mapping_index.c'));
  });
  after(() => client.stop());

  const words = async (filter: Partial<UseFilter> = {}, read = false): Promise<PageWords> => {
    const answer = await client.connection.sendRequest<PageWords | null>(Methods.pageWords, { textDocument: file.textDocument, filter: { ...everything, ...filter }, read });
    assert.ok(answer);
    return answer;
  };
  const read = async (filter: Partial<UseFilter> = {}): Promise<PageWords> => {
    for (;;) {
      const answer = await words(filter, true);
      if (answer.tree.index.state === 'ready') return answer;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const member = (word: PageWord | undefined, record: string, name: string): WordMember | undefined => word?.members.find((one) => one.record === record && one.member === name);

  it('counts open files alone, and says so, before the tree is read', async () => {
    const answer = await words();
    assert.equal(answer.complete, false);
    assert.equal(answer.tree.index.state, 'none');
    assert.equal(member(answer.words[3], 'grouped_page', 'node')?.pageNumber, 0);
  });

  it('has every word with its members by record, their places and declarations', async () => {
    const answer = await read();
    assert.equal(answer.complete, true);
    assert.deepEqual(answer.words.map(({ offset }) => offset), [0, 8, 16, 24, 32, 40, 48, 56]);
    const mapping = member(answer.words[3], 'page', 'mapping');
    assert.equal(mapping?.place, 'bytes 24-31');
    assert.ok(mapping.declared?.uri.endsWith('/include/linux/mm_types.h'));
    assert.deepEqual(answer.words.filter((word) => member(word, 'page', 'lru')).map(({ offset }) => offset), [8, 16]);
  });

  it('lists files and lines of a member whose sums are the counts', async () => {
    const all = await read();
    let checked = 0;
    for (const { offset, members } of all.words) {
      for (const { record, member: name, uses } of members.filter((one) => one.uses > 0)) {
        const asked = { textDocument: file.textDocument, filter: everything, word: offset, record, member: name };
        const { files } = await client.connection.sendRequest<MemberFiles>(Methods.memberFiles, asked);
        assert.equal(files.reduce((sum, one) => sum + one.uses, 0), uses, `${record}.${name} in byte ${offset}`);
        const { uses: lines } = await client.connection.sendRequest<MemberUses>(Methods.memberUses, { ...asked, path: files[0]!.path });
        assert.equal(lines.length, files[0]!.uses, `${record}.${name} in ${files[0]!.path}`);
        assert.ok(lines.every(({ text }) => text.includes(name)), `${record}.${name}: ${lines.map(({ text }) => text).join('\n')}`);
        checked++;
      }
    }
    assert.ok(checked > 20, `${checked} members`);
  });

  it('counts a use of lru.next in the first word of lru alone', async () => {
    const text = file.text;
    await client.edit(file, text.length, text.length, '\nstatic void *first(struct page *page)\n{\n\treturn page->lru.next;\n}\n');
    const before = await words({ members: ['lru'], access: ['read'] });
    const [first, second] = [before.words[1]!.uses, before.words[2]!.uses];
    await client.edit(file, 0, file.text.length, text);
    const after = await words({ members: ['lru'], access: ['read'] });
    assert.deepEqual([first - after.words[1]!.uses, second - after.words[2]!.uses], [1, 0]);
  });

  it('filters by access, record, owner and member, and offers what there is', async () => {
    const all = await read();
    const sum = (answer: PageWords): number => answer.words.reduce((total, { uses }) => total + uses, 0);
    const writes = await words({ access: ['write'] });
    assert.ok(sum(writes) > 0 && sum(writes) < sum(all));
    const owned = await words({ owners: [all.choices.owners[0]!.name] });
    assert.ok(sum(owned) > 0 && sum(owned) < sum(all));
    const grouped = await words({ records: ['grouped_page'] });
    assert.ok(grouped.words.flatMap(({ members }) => members).every(({ record }) => record === 'grouped_page'));
    const mapping = await words({ members: ['mapping'] });
    assert.deepEqual(mapping.words.filter(({ uses }) => uses > 0).map(({ offset }) => offset), [24]);
  });
});
