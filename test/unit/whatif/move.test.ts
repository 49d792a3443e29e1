import assert from 'node:assert/strict';
import { checkContext, type CheckContext } from '../../../src/check/context.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { type KernelSetup, openTree } from '../../../src/kernel/setup.js';
import { findOverlays } from '../../../src/layout/overlays.js';
import { moveText } from '../../../src/report/moveText.js';
import { textDiff } from '../../../src/report/textDiff.js';
import { answerMove, type MoveAnswer } from '../../../src/whatif/move/answer.js';
import { type Edit, EditError, readEdit } from '../../../src/whatif/move/edit.js';
import type { FieldUse } from '../../../src/uses/fieldUse.js';
import { changedFindings, FindingChanges } from '../../../src/whatif/move/findings.js';
import { affectedUses, filesOf } from '../../../src/whatif/move/uses.js';
import { testParser } from '../c/grammar.js';
import { MemoryFiles } from '../kernel/memoryFiles.js';
import { openReal, realRoot } from '../kernel/realTree.js';

const HEADER = `typedef unsigned int u32;
#define offsetof(type, member) __builtin_offsetof(type, member)
#define static_assert(expr, ...) _Static_assert(expr, #expr)
struct list_head { struct list_head *next, *prev; };
struct page {
	unsigned long flags;		/* flags; not a declaration */
	union {
		struct {	/* page cache */
			struct list_head lru;
			void *mapping;
			unsigned long index;
			unsigned long private;
		};
		struct {	/* pool */
			unsigned long magic;
			u32 one, two;
		};
	};
#ifdef CONFIG_MEMCG
	unsigned long memcg_data;
#endif
};
struct folio {
	unsigned long flags;
	struct list_head lru;
	void *mapping;
	unsigned long index;
};
#define FOLIO_MATCH(pg, fl) static_assert(offsetof(struct page, pg) == offsetof(struct folio, fl))
FOLIO_MATCH(flags, flags);
FOLIO_MATCH(lru, lru);
FOLIO_MATCH(mapping, mapping);
FOLIO_MATCH(index, index);
`;

async function moved(...edits: (readonly [Edit['edit'], string])[]): Promise<MoveAnswer> {
  const files = new MemoryFiles({ 'include/linux/mm_types.h': HEADER, 'include/linux/mm.h': '#include <linux/mm_types.h>\n' });
  const setups = ['x86_64', 'i386'].map((arch) => openTree(files, { arch }));
  const answer = answerMove(edits.map(([kind, text]) => readEdit(kind, text)), { setups, parser: await testParser(), overlays: findOverlays(setups[0]!.tree) });
  for (const { tree } of setups) assert.equal(tree.source('include/linux/mm_types.h')?.text, HEADER, 'the tree is left as it was');
  return answer;
}

const places = (answer: MoveAnswer, arch: string): Record<string, number> => Object.fromEntries((answer.rows.find((row) => row.arch === arch)?.after.records['page']?.fields ?? []).map(({ path, offsetBits }) => [path, offsetBits / 8]));

describe('move: "If I add member M to arm A, what does it now overlap?"', () => {
  it('an added member at the end of an arm makes the record larger, everywhere', async () => {
    const answer = await moved(['add', 'u32 foo after private']);
    assert.equal(places(answer, 'x86_64')['foo'], 48);
    assert.deepEqual(answer.rows.map(({ changes }) => changes.find(({ record }) => record === 'page')).map((change) => [change?.sizeBefore, change?.sizeAfter]), [[56, 64], [28, 32]]);
  });

  it('a member beside others becomes an arm of its own, and shares their bits', async () => {
    const answer = await moved(['add', 'void *foo beside magic']);
    assert.equal(places(answer, 'x86_64')['foo'], 8);
    assert.ok(answer.rows[0]?.overlaps.some((pair) => pair.join() === 'page.lru,page.foo'));
    assert.deepEqual(answer.rows[0]?.broken, []);
  });

  it('a moved member shifts those behind it, and the overlay asserts break', async () => {
    const answer = await moved(['move', 'mapping before lru']);
    assert.deepEqual([places(answer, 'x86_64')['mapping'], places(answer, 'x86_64')['lru']], [8, 16]);
    assert.deepEqual(answer.rows[0]?.broken.map(({ text }) => text), ['FOLIO_MATCH(lru, lru);', 'FOLIO_MATCH(mapping, mapping);']);
  });

  it('a dropped member breaks the asserts that name it', async () => {
    const answer = await moved(['drop', 'index']);
    assert.deepEqual(answer.rows[0]?.broken.map(({ text, value }) => [text, value]), [['FOLIO_MATCH(index, index);', 'unknown']]);
  });

  it('another type: only on 64 bits is it smaller', async () => {
    const answer = await moved(['retype', 'private u32']);
    assert.deepEqual(answer.rows.map(({ changes }) => changes[0]?.members.map(({ path, before, after }) => [path, before?.size, after?.size])), [[['private', 64, 32]], [['private', 32, 32]]]);
  });

  it('a member of a view is edited as RECORD.MEMBER', async () => {
    const answer = await moved(['add', 'u32 extra before folio.mapping']);
    assert.deepEqual(answer.rows[0]?.changes.map(({ record }) => record), ['folio']);
    assert.equal(answer.rows[0].broken.length, 2);
  });

  it('several edits are done one after the other', async () => {
    const answer = await moved(['drop', 'private'], ['add', 'u32 a after index'], ['add', 'u32 b after a']);
    assert.deepEqual([places(answer, 'x86_64')['a'], places(answer, 'x86_64')['b']], [40, 44]);
  });

  it('the text shows sizes, asserts and a diff', async () => {
    const text = moveText(await moved(['move', 'mapping before lru']), undefined, 120);
    assert.match(text, /Overlay asserts that break:\n {2}- include\/linux\/mm_types\.h:\d+: FOLIO_MATCH\(lru, lru\);/);
    assert.match(text, /^-\t.*\blru;.*\n/m);
    assert.match(text, /^\+\t.*\blru;.*\n/m);
  });

  const refused: Readonly<Record<string, readonly [Edit['edit'], string, RegExp]>> = {
    'a member that is not there': ['drop', 'indx', /struct page: unknown member "indx"; nearest: index/],
    'a record that is not there': ['drop', 'folia.index', /no definition of struct folia in this tree; struct page and its views here: .*folio/],
    'an edit of no form': ['add', 'foo', /expected 'TYPE NAME after\|before\|beside MEMBER'/],
    'a member declared with others': ['drop', 'one', /declared together with others \(u32 one, two;\)/],
    'a place beside what is in no union': ['add', 'u32 x beside flags', /flags lies in no union/],
    'a move to another record': ['move', 'index after folio.lru', /cannot move/],
  };
  for (const [title, [kind, text, message]] of Object.entries(refused)) {
    it(`refuses ${title}`, async () => {
      await assert.rejects(moved([kind, text]), (error) => error instanceof EditError && message.test(error.message));
    });
  }
});

describe('move: what happens to code', function () {
  this.timeout(30_000);

  async function example(...edits: (readonly [Edit['edit'], string])[]): Promise<{ readonly answer: MoveAnswer; readonly before: CheckContext; readonly after: CheckContext }> {
    const open = (): KernelSetup => openTree(new NodeFiles('examples'), { arch: 'x86_64' });
    const parser = await testParser(), setup = open(), edited = open();
    const answer = answerMove(edits.map(([kind, text]) => readEdit(kind, text)), { setups: [setup], parser, overlays: findOverlays(setup.tree) });
    for (const [file, text] of answer.texts) edited.tree.overlay(file, text);
    return { answer, before: checkContext(open(), parser), after: checkContext(edited, parser) };
  }

  it('mapping behind index: the variant that was right over index and private is misread from then on', async () => {
    const { before, after } = await example(['move', 'mapping after index']);
    const { appeared, vanished } = changedFindings(['mm/vmalloc_index_private.c', 'mm/util.c'], before, after);
    assert.ok(appeared.some(({ file, rule, message }) => file === 'mm/vmalloc_index_private.c' && rule === 'node-misread' && /page\.mapping: page_mapping\(\) takes/.test(message)));
    assert.deepEqual(vanished, []);
  });

  it('a word more between the node and mapping: what was misread no longer is', async () => {
    const { before, after } = await example(['add', 'unsigned long room[2] before mapping']);
    const { vanished } = changedFindings(['mm/vmalloc_mapping_index.c'], after, before);
    assert.deepEqual(vanished.map(({ rule }) => rule).includes('overlay-mismatch'), true, 'its asserts hold today and not then');
  });

  it('an edit that moves nothing changes nothing', async () => {
    const { before, after } = await example(['add', 'void *foo beside index']);
    assert.deepEqual(changedFindings(['mm/vmalloc_mapping_index.c', 'mm/vmalloc_index_private.c'], before, after), { appeared: [], vanished: [] });
  });

  it('uses of the moved member, and of those that an assert kept beside it, with what becomes of them', async () => {
    const { answer } = await example(['move', 'mapping after index']);
    const use = (file: string, record: string, field: string): FieldUse => ({ file, line: 1, column: 1, record, field, path: field, access: 'read', function: 'f', active: true, macro: '', inMacroBody: false });
    const affected = affectedUses(answer.edits, answer.rows, [use('mm/a.c', 'page', 'mapping'), use('mm/b.c', 'folio', 'mapping'), use('mm/b.c', 'folio', 'index'), use('mm/c.c', 'page', 'private')], String);
    assert.deepEqual(affected.map(({ member, count, why }) => [member, count, why]), [
      ['page.mapping', 1, 'mean other bits'], ['folio.mapping', 1, 'no longer the same bits as page.mapping'], ['folio.index', 1, 'no longer the same bits as page.index'],
    ]);
    assert.deepEqual(filesOf(affected), ['mm/a.c', 'mm/b.c']);
  });

  it('the text says how many files were not checked', async () => {
    const { answer } = await example(['drop', 'private']);
    const findings = new FindingChanges(['mm/a.c', 'mm/b.c', 'mm/c.c']);
    assert.deepEqual(findings.take(2), ['mm/a.c', 'mm/b.c']);
    assert.match(moveText(answer, { uses: [], findings }, 120), /No finding of pagelens check appears or vanishes: 2 files that use these members were checked, 1 more not yet/);
  });
});

describe('move: real kernels', function () {
  this.timeout(60_000);
  for (const version of ['6.1', '6.12']) {
    it(`${version}: one more u32 behind private costs 16 bytes on x86_64 and breaks the asserts of what lies behind`, async function () {
      const setups = ['x86_64', 'i386'].map((arch) => openReal(realRoot(this, version), { arch }));
      const answer = answerMove([readEdit('add', 'u32 foo after private')], { setups, parser: await testParser(), overlays: findOverlays(setups[0]!.tree) });
      assert.deepEqual(answer.rows.map(({ changes }) => changes.find(({ record }) => record === 'page')).map((change) => change && [change.sizeBefore, change.sizeAfter]), [[64, 80], [40, 40]]);
      assert.ok(answer.rows[0]?.broken.some(({ text }) => text.includes('_refcount')));
    });
  }
});

describe('text diffs', () => {
  it('keep some lines around a change', () => {
    assert.equal(textDiff('a\nb\nc\nd\ne', 'a\nb\nx\nd\ne', 1), '@@\n b\n-c\n+x\n d\n@@');
    assert.equal(textDiff('a', 'a'), '@@');
  });
});
