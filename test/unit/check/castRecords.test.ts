/** Members of pages taken for other records by a cast of their address. */
import assert from 'node:assert/strict';
import { findingsIn, rulesIn } from './driver.js';

const tag = (members: string, at: string): string => `struct tag {\n${members}};
static struct tag *tag_of(struct page *page)
{
	return (struct tag *)&page->${at};
}
`;
const TWO = '\tunsigned short owner;\n\tunsigned int number;\n';
const THREE = `${TWO}\tunsigned int more;\n`;

describe('records over members of a page', () => {
  it('may fill the words that are the owner\'s', async () => {
    assert.deepEqual(await rulesIn(tag('\tunsigned int number;\n', 'private')), []);
    assert.deepEqual(await rulesIn(tag('\tvoid *owner;\n\tunsigned long number;\n', 'index')), []);
  });

  it('reach not over the counts behind them', async () => {
    const [found, ...more] = await findingsIn(tag(THREE, 'private'));
    assert.deepEqual(more, []);
    assert.ok(found);
    assert.equal(found.rule, 'overlay-mismatch');
    assert.match(found.message, /struct tag over page\.private has 12 bytes/);
    assert.ok(found.evidence.some(({ message }) => message.includes('more')), 'the member that lies there is shown');
    assert.deepEqual(await rulesIn(tag('\tvoid *owner;\n\tunsigned long number;\n', 'private')), ['overlay-mismatch']);
  });

  it('are measured on 32-bit machines too, where the cast is compiled there', async () => {
    const [found] = await findingsIn(tag(TWO, 'private'));
    assert.match(found?.config ?? '', /i386|arm/);
    const only64 = '#ifdef CONFIG_64BIT\n' + tag(TWO, 'private') + '#endif\n';
    assert.deepEqual(await rulesIn(only64), []);
  });

  it('are found where the address is first put into a variable', async () => {
    assert.deepEqual(await rulesIn('struct tag { void *a; void *b; };\nstatic void set(struct page *page, void *a)\n{\n\tstruct tag *tag = (void *)&page->private;\n\n\ttag->a = a;\n}\n'), ['overlay-mismatch']);
  });
});

describe('list nodes over other list nodes', () => {
  const first = (member: string): string => `struct lone_head { struct lone_node *first; };\nstatic struct llist_head *head_of(struct page *page)\n{\n\treturn (struct llist_head *)&page->${member};\n}\n`;
  const mm = { 'mm/util.c': '#include <linux/mm.h>\nint deferred(struct page *page)\n{\n\treturn !list_empty(&page->deferred_list);\n}\n' };

  it('are told where memory management asks whether the other is linked', async () => {
    const [found] = await findingsIn(first('deferred_list'), mm);
    assert.equal(found?.rule, 'node-misread');
    assert.ok(found.evidence.some(({ file }) => file === 'mm/util.c'));
  });

  it('are the owner\'s affair where nobody asks', async () => {
    assert.deepEqual(await rulesIn(first('deferred_list')), []);
    assert.deepEqual(await rulesIn(first('lru'), mm), []);
    assert.deepEqual(await rulesIn(first('mapping'), mm), []);
  });
});
