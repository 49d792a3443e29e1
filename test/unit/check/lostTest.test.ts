/** Readers that meet anybody's pages, and the tests by which they turn away. */
import assert from 'node:assert/strict';
import { inEra } from '../../../src/model/era.js';
import { guards } from '../../../src/model/guards.js';
import { allObservers } from '../../../src/model/observers/index.js';
import { allStates } from '../../../src/model/states/index.js';
import { findingsAt } from './driver.js';

const MAPPING = 'mm/util.c';
const mapping = (test: string): string => `struct address_space *page_mapping(struct page *page)
{
	unsigned long word;

${test}	word = (unsigned long)page->mapping;
	return (word & PAGE_MAPPING_FLAGS) ? NULL : (struct address_space *)word;
}
`;
const SLAB = '\tif (PageSlab(page))\n\t\treturn NULL;\n';
const told = async (body: string, path = MAPPING): Promise<readonly string[]> => (await findingsAt(path, body)).map(({ rule, message }) => `${rule}: ${message}`);

describe('readers that turn away', () => {
  it('are told when they no longer do, with what the owner keeps there', async () => {
    const [found, ...more] = await findingsAt(MAPPING, mapping(''));
    assert.deepEqual(more, []);
    assert.equal(found?.rule, 'word-misread');
    assert.match(found.message, /^page_mapping\(\) reads page\.mapping as struct address_space and does not ask for PageSlab: in state slab the word is page\.slab_cache/);
    assert.ok(found.evidence.some(({ message }) => message.includes('slab_cache')));
    assert.equal(found.words[0]?.members.includes('mapping'), true);
  });

  it('may ask in any form', async () => {
    assert.deepEqual(await told(mapping(SLAB)), []);
    assert.deepEqual(await told(`static int is_odd(struct page *page)\n{\n\treturn PageSlab(page);\n}\n${mapping('\tif (is_odd(page))\n\t\treturn NULL;\n')}`), []);
    assert.deepEqual(await told(mapping('\tif (unlikely(test_bit(0, &page->flags)) || PageSlab(compound_head(page)))\n\t\treturn NULL;\n')), []);
  });

  it('do not turn away by an assertion or a comment', async () => {
    assert.equal((await told(mapping('\tVM_BUG_ON_PAGE(PageSlab(page), page);\n'))).length, 1);
    assert.equal((await told(mapping('\t/* PageSlab(page) is not asked */\n'))).length, 1);
  });

  it('are known by file and name: another function of that name is somebody else\'s', async () => {
    assert.deepEqual(await told(mapping(''), 'drivers/misc/other.c'), []);
  });

  it('read the word as their tag says, or not at all', async () => {
    assert.match((await told(mapping(SLAB).replace('(word & PAGE_MAPPING_FLAGS) ? NULL : ', ''))).join('\n'), /in state anon the word is page\.mapping \(struct anon_vma pointer \| 1\)/);
  });
});

describe('guards of the model', () => {
  it('name states and readers that there are, in their eras', () => {
    for (const { state, observer, era, function: name } of guards) {
      assert.ok(allStates.some((one) => one.name === state), name);
      const reader = allObservers.find((one) => one.name === observer);
      assert.ok(observer === undefined || reader, name);
      if (era?.since !== undefined && reader) assert.ok(inEra(reader.era, era.since), `${name}: ${observer ?? ''}`);
    }
  });
});
