import assert from 'node:assert/strict';
import { factsOfChange, lostBy } from '../../../src/check/changes/index.js';
import { checkContext } from '../../../src/check/context.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { directoryOf } from '../../../src/kernel/files.js';
import { openTree } from '../../../src/kernel/setup.js';
import { testParser } from '../c/grammar.js';

const HEADER = 'include/linux/marks.h', USER = 'mm/marks.c';

/** Who marks pages and looks for the marks. */
const user = (word: string, name = 'MARK_USED'): string => `#include <linux/mm.h>\n#include <linux/marks.h>\nvoid mark(struct page *page)\n{\n\tpage->${word} = (unsigned long)${name};\n}\nint is_marked(struct page *page)\n{\n\tunsigned long mark = (unsigned long)page->${word};\n\n\tif (page_to_nid(page) && mark == ${name})\n\t\treturn 1;\n\treturn mark == MARK_OTHER;\n}\n`;
const header = (marks: string): string => `#include <linux/mm_types.h>\n${marks}\nvoid mark(struct page *page);\n`;

/** What a change of the header's constants alone does to the files that name them: messages, each at its line. */
async function toldOfMarks(before: string, after: string, text: string): Promise<readonly string[]> {
  const parser = await testParser();
  const side = (marks: string): Parameters<typeof factsOfChange>[0] => {
    const files = new NodeFiles('examples'), stored = files.list.bind(files);
    files.list = (directory) => [...stored(directory), ...[HEADER, USER].filter((path) => directoryOf(path) === directory).map((path) => path.slice(directory.length + 1))];
    const setup = openTree(files);
    setup.tree.overlay(USER, text);
    setup.tree.overlay(HEADER, header(marks));
    return { file: setup.tree.source(HEADER)!, context: checkContext(setup, parser) };
  };
  const changed = factsOfChange(side(before), side(after));
  return changed ? lostBy(changed, [changed]).map(({ file, line, message }) => `${file}:${line}: ${message}`) : [];
}

const list = (first: string): string => `enum {\n\tMARK_FIRST = ${first},\n\tMARK_USED = MARK_FIRST,\n\tMARK_OTHER,\n};`;
const macros = (used: string, other: string): string => `#define MARK_USED ${used}\n#define MARK_OTHER ${other}`;

describe('a constant of a header', () => {
  it('that becomes 0 is told where it is defined, when pages are asked for it', async () => {
    const [found, ...more] = await toldOfMarks(list('12'), list('0'), user('index'));
    assert.match(found ?? '', /^include\/linux\/marks\.h:4: MARK_USED is 0 now .*page\.index/);
    assert.deepEqual(more, []);
    assert.deepEqual(await toldOfMarks(list('12'), list('0x20'), user('index')), []);
  });

  it('that no page is asked for, or that says there is no mark, may be 0', async () => {
    assert.deepEqual(await toldOfMarks(list('12'), list('0'), 'int mark(int kind)\n{\n\treturn kind == 12;\n}\n'), []);
    assert.deepEqual(await toldOfMarks('#define MARK_NONE 7\n#define MARK_OTHER 9', '#define MARK_NONE 0\n#define MARK_OTHER 9', user('private', 'MARK_NONE')), []);
  });

  it('that gets bit 0 is told where compound_head lies only', async () => {
    const [found] = await toldOfMarks(macros('0x40', '0x80'), macros('0x41', '0x80'), user('lru.next'));
    assert.match(found ?? '', /^include\/linux\/marks\.h:2: MARK_USED is 0x41 now, with bit 0 set/);
    assert.deepEqual(await toldOfMarks(macros('0x40', '0x80'), macros('0x41', '0x80'), user('private')), []);
    assert.deepEqual(await toldOfMarks(macros('0x40', '0x80'), macros('0x44', '0x80'), user('lru.next')), []);
  });

  it('that becomes what another one of the same word is is told, a second name of it is not', async () => {
    const [found] = await toldOfMarks(macros('0x40', '0x80'), macros('0x80', '0x80'), user('private'));
    assert.match(found ?? '', /MARK_USED is 0x80 now, as MARK_OTHER is/);
    assert.deepEqual(await toldOfMarks(macros('0x40', '0x80'), macros('MARK_OTHER', '0x80'), user('private')), []);
  });
});
