import assert from 'node:assert/strict';
import { runScenario } from '../../../src/simulator/scenario/runner.js';
import { traceLine } from '../../../src/simulator/scenario/trace.js';

/** The four releases that were read beside these tables. */
const kernels = ['5.10.223', '6.1.192', '6.12.117', '7.2.13'] as const;
type Kernel = (typeof kernels)[number];

interface Happened {
  /** `page:member=value function`, in their order; only operations that match. */
  readonly writes: readonly string[];
  readonly findings: readonly string[];
}

/** What is written into some pages while steps are run on a machine of 4,096 pages. */
function happens(kernel: string, steps: readonly object[], pages: readonly number[], during = /./, arch = 'x86_64'): Happened {
  const run = runScenario(JSON.stringify({ title: 'era', kernel, arch, machine: { zones: [{ node: 0, type: 'NORMAL', pages: 4096 }] }, steps }));
  assert.ok(run.ok);
  const { simulation } = run;
  const writes = Array.from({ length: simulation.events }, (_, event) => traceLine(simulation, event))
    .filter(({ page, operation }) => pages.includes(page) && during.test(operation))
    .map((line) => `${line.page}:${line.member}=${line.new} ${line.by}`);
  return { writes, findings: run.findings.map((finding) => ('reason' in finding ? finding.reason : 'fault' in finding ? finding.fault : finding.kind)) };
}

/** Member and function of each write, one after the other, repetitions told once. */
function order(writes: readonly string[]): readonly string[] {
  return writes.map((line) => line.replace(/=0x[0-9a-f]+/, '')).filter((line, i, all) => line !== all[i - 1]);
}

const block = (order: number, compound: boolean): readonly object[] => [{ do: 'alloc', as: 'b', order, compound }, { do: 'free', what: 'b', order }];

describe('simulator: the words each release writes', () => {
  const free: Readonly<Record<Kernel, readonly [link: string, listed: string, unlisted: string, type: string]>> = {
    '5.10.223': ['lru', 'add_to_free_list', 'del_page_from_free_list', '0xffffff7f'],
    '6.1.192': ['buddy_list', 'add_to_free_list', 'del_page_from_free_list', '0xffffff7f'],
    '6.12.117': ['buddy_list', '__add_to_free_list', '__del_page_from_free_list', '0xf0000000'],
    '7.2.13': ['buddy_list', '__add_to_free_list', '__del_page_from_free_list', '0xf0000000'],
  };
  for (const kernel of kernels) {
    const [link, listed, unlisted, type] = free[kernel];
    it(`a block is split: the rest is listed, then marked; merged: marked, then listed (mm/page_alloc.c:expand(), __free_one_page(), ${kernel})`, () => {
      const { writes, findings } = happens(kernel, block(4, false), [16]);
      assert.deepEqual(order(writes), [
        `16:${link}.next ${listed}`, `16:${link}.prev ${listed}`, '16:private set_buddy_order', '16:page_type __SetPageBuddy',
        `16:${link}.next ${unlisted}`, `16:${link}.prev ${unlisted}`, '16:page_type __ClearPageBuddy', `16:private ${unlisted}`,
      ]);
      assert.ok(writes.includes('16:private=0x4 set_buddy_order') && writes.includes(`16:page_type=${type} __SetPageBuddy`));
      assert.deepEqual(findings, []);
    });

    it(`every block that leaves the free lists has its migratetype in index up to 6.6, none after (set_pcppage_migratetype(), ${kernel})`, () => {
      const { writes } = happens(kernel, [{ do: 'alloc', as: 'b', order: 8, type: 'MOVABLE' }], [0]);
      assert.equal(writes.includes('0:index=0x1 set_pcppage_migratetype'), kernel.startsWith('5.') || kernel.startsWith('6.1.'));
    });
  }

  const tails: Readonly<Record<Kernel, readonly string[]>> = {
    '5.10.223': [
      '1:mapping=0xdead000000000400 prep_compound_page', '1:compound_head=0xffffea0000000001 prep_compound_page',
      '1:compound_dtor=0x1 prep_compound_page', '1:compound_order=0x401 prep_compound_page', '1:compound_nr=0x10 prep_compound_page', '1:compound_mapcount=0xffffffff prep_compound_page',
    ],
    '6.1.192': [
      '1:mapping=0xdead000000000400 prep_compound_tail', '1:compound_head=0xffffea0000000001 prep_compound_tail', '1:private=0x0 prep_compound_tail',
      '1:compound_dtor=0x1 prep_compound_head', '1:compound_order=0x401 prep_compound_head', '1:compound_nr=0x10 prep_compound_head', '1:compound_mapcount=0xffffffff prep_compound_head', '1:compound_pincount=0x0 prep_compound_head',
    ],
    '6.12.117': [
      '1:mapping=0xdead000000000400 prep_compound_tail', '1:compound_head=0xffffea0000000001 prep_compound_tail', '1:private=0x0 prep_compound_tail',
      '1:_flags_1=0x8000000000004 prep_compound_head', '1:_folio_nr_pages=0x10 prep_compound_head', '1:_large_mapcount=0xffffffff prep_compound_head', '1:_entire_mapcount=0xffffffff prep_compound_head',
      '1:_nr_pages_mapped=0x0 prep_compound_head', '1:_pincount=0x0 prep_compound_head',
    ],
    '7.2.13': [
      '1:mapping=0xdead000000000400 prep_compound_tail', '1:compound_info=0xfffffffffffffc01 prep_compound_tail', '1:private=0x0 prep_compound_tail',
      '1:_flags_1=0x8000000000004 prep_compound_head', '1:_nr_pages=0x10 prep_compound_head', '1:_large_mapcount=0xffffffff prep_compound_head', '1:_entire_mapcount=0xffffffff prep_compound_head',
      '1:_nr_pages_mapped=0x0 prep_compound_head', '1:_mm_ids=0x0 prep_compound_head', '1:_mm_id_mapcount=0xffffffffffffffff prep_compound_head', '1:_pincount=0x0 prep_compound_head',
    ],
  };
  for (const kernel of kernels) {
    it(`the first tail of a compound page of 16 (prep_compound_page(), ${kernel})`, () => {
      assert.deepEqual(happens(kernel, block(4, true).slice(0, 1), [1]).writes.filter((line) => line.includes('prep_compound')), tails[kernel]);
    });

    it(`a compound page leaves nothing behind but what free_pages_prepare() leaves (${kernel})`, () => {
      const steps = [...block(4, true), { do: 'drain' }, { do: 'check' }, ...block(4, false)];
      for (const arch of ['x86_64', 's390x', 'i386', 'armeb']) assert.deepEqual(happens(kernel, steps, [], /./, arch).findings, [], arch);
    });

    it(`a tail whose counts, list or mapping are not as they were made is bad, and the block is lost (free_tail_pages_check(), free_tail_page_prepare(), ${kernel})`, () => {
      const spoilt = (member: string | number, page: number, size = 8): readonly string[] => happens(kernel, [
        { do: 'alloc', as: 'b', order: 4, compound: true }, { do: 'store', what: `b[${page}]`, member, size, owner: 'compound', value: { kind: 'integer', raw: '0x5a5a5a58' } }, { do: 'free', what: 'b', order: 4 },
      ], []).findings.filter((reason) => reason !== 'foreign-word');
      const folio = kernel.startsWith('6.12') || kernel.startsWith('7.');
      assert.deepEqual(spoilt('mapping', 5), ['corrupted mapping in tail page']);
      assert.deepEqual(spoilt('mapping', 3), folio ? [] : ['corrupted mapping in tail page'], 'hugetlb keeps pointers there since 6.15, and in 6.12.117');
      assert.deepEqual([spoilt('mapping', 2), spoilt('zone_device_data', 2)], [[], folio ? ['on deferred list'] : []]);
      assert.deepEqual(spoilt('compound_head', 5), ['PageTail not set']);
      assert.deepEqual(spoilt(folio ? 16 : 20, 1, 4), [folio ? 'nonzero large_mapcount' : 'nonzero compound_mapcount']);
    });

    it(`flags are cleared when a page is freed, and looked for when it is allocated (PAGE_FLAGS_CHECK_AT_PREP, ${kernel})`, () => {
      // PG_swapbacked or PG_reclaim, PG_uptodate or PG_dirty: none of those that may not be set at free.
      const set = { do: 'store', what: 'p', member: 'flags', owner: 'anon', value: { kind: 'flags', raw: kernel.startsWith('5.') || kernel.startsWith('6.1.') ? '0x8000000080004' : '0x8000000020008' } };
      const left = happens(kernel, [{ do: 'alloc', as: 'p' }, set, { do: 'free', what: 'p' }], [0]);
      assert.deepEqual(left.findings, ['foreign-word']);
      assert.ok(left.writes.includes('0:flags=0x8000000000000 free_pages_prepare'));
      const late = happens(kernel, [{ do: 'alloc', as: 'p' }, { do: 'free', what: 'p' }, set, { do: 'alloc', as: 'q' }], []);
      assert.deepEqual(late.findings.filter((reason) => reason.startsWith('PAGE_FLAGS')), ['PAGE_FLAGS_CHECK_AT_PREP flag(s) set']);
    });

    it(`a tag in mapping at free: any up to 6.16, PAGE_MAPPING_ANON alone later (free_pages_prepare(), ${kernel})`, () => {
      const tagged = (raw: string): readonly string[] => happens(kernel, [{ do: 'alloc', as: 'p' }, { do: 'store', what: 'p', member: 'mapping', owner: 'x', value: { kind: 'integer', raw } }, { do: 'free', what: 'p' }], []).findings;
      assert.deepEqual(tagged('0x1001'), []);
      assert.deepEqual(tagged('0x1002'), kernel.startsWith('7.') ? ['non-NULL mapping'] : []);
    });

    it(`a page type at free: bad up to 6.13, cleared later (${kernel})`, () => {
      const typed = happens(kernel, [{ do: 'alloc', as: 'p' }, { do: 'store', what: 'p', member: 'page_type', owner: 'x', value: { kind: 'page-type', type: 'offline' } }, { do: 'free', what: 'p' }], []);
      assert.deepEqual(typed.findings.filter((reason) => reason.startsWith('nonzero')), kernel.startsWith('7.') ? [] : ['nonzero mapcount']);
    });
  }

  const zspage: Readonly<Record<Kernel, readonly string[]>> = {
    '5.10.223': [
      'private=0xffffffff82004558 create_page_chain', 'freelist=0x0 create_page_chain', 'flags=0x8000000002400 set_page_flags', 'units=0x0 set_first_obj_offset', 'index=0x12341 obj_malloc',
      'flags=0x8000000002401 set_page_flags', 'mapping=0xffffffff8200459a __SetPageMovable', 'flags=0x8000000002400 set_page_flags', 'flags=0x8000000002401 set_page_flags', 'flags=0x8000000002400 set_page_flags',
      'mapping=0x2 __ClearPageMovable', 'flags=0x8000000000000 set_page_flags', 'private=0x0 reset_page', 'freelist=0x0 reset_page', 'units=0xffffffff page_mapcount_reset',
    ],
    '6.1.192': [
      'private=0xffffffff82004558 create_page_chain', 'index=0x0 create_page_chain', 'flags=0x8000000002000 set_page_flags', 'page_type=0x0 set_first_obj_offset', 'index=0x12341 obj_malloc',
      'flags=0x8000000002001 set_page_flags', 'mapping=0xffffffff8200459a __SetPageMovable', 'flags=0x8000000002000 set_page_flags', 'index=0x0 obj_free', 'flags=0x8000000002001 set_page_flags', 'flags=0x8000000002000 set_page_flags',
      'mapping=0x2 __ClearPageMovable', 'flags=0x8000000000000 set_page_flags', 'private=0x0 reset_page', 'index=0x0 reset_page', 'page_type=0xffffffff page_mapcount_reset',
    ],
    '6.12.117': [
      'page_type=0xf6000000 __SetPageZsmalloc', 'private=0xffffffff82004558 create_page_chain', 'index=0x0 create_page_chain', 'flags=0x8000000004000 set_page_flags', 'page_type=0xf6000000 set_first_obj_offset', 'index=0x12341 obj_malloc',
      'flags=0x8000000004001 set_page_flags', 'mapping=0xffffffff8200459a __SetPageMovable', 'flags=0x8000000004000 set_page_flags', 'index=0x0 obj_free', 'flags=0x8000000004001 set_page_flags', 'flags=0x8000000004000 set_page_flags',
      'mapping=0x2 __ClearPageMovable', 'flags=0x8000000000000 set_page_flags', 'private=0x0 reset_page', 'index=0x0 reset_page', 'page_type=0xffffffff __ClearPageZsmalloc',
    ],
    '7.2.13': [
      'page_type=0xf6000000 __SetPageZsmalloc', 'private=0xffffffff82004558 create_page_chain', '__folio_index=0x0 create_page_chain', 'flags=0x8000000004000 set_page_flags', 'page_type=0xf6000000 set_first_obj_offset', '__folio_index=0x12341 obj_malloc',
      'flags=0x8000000004001 set_page_flags', 'flags=0x8000000004009 set_page_flags', 'flags=0x8000000004008 set_page_flags', '__folio_index=0x0 obj_free', 'flags=0x8000000004009 set_page_flags', 'flags=0x8000000004008 set_page_flags',
      'flags=0x8000000000008 set_page_flags', 'private=0x0 reset_zpdesc', '__folio_index=0x0 reset_zpdesc',
    ],
  };
  for (const kernel of kernels) {
    it(`a zspage of one huge object, from zs_malloc() to zs_free() (mm/zsmalloc.c, ${kernel})`, () => {
      const { writes, findings } = happens(kernel, [{ do: 'zs-alloc', as: 'o', size: 4096 }, { do: 'zs-free', what: 'o' }], [0], /zs_/);
      const first = writes.findIndex((line) => /Zsmalloc|create_page_chain/.test(line));
      const freed = writes.findIndex((line) => line.endsWith('__free_pages'));
      assert.deepEqual(writes.slice(first, freed).map((line) => line.slice(2)), zspage[kernel]);
      assert.deepEqual(findings, []);
    });

    it(`a page of a zspage migrates: the chain is written anew, the words of the others beside it stay (replace_sub_page(), ${kernel})`, () => {
      const steps = [{ do: 'zs-alloc', as: 'o', size: 3000 }, { do: 'zs-migrate', what: 'o', page: 1 }];
      const others = happens(kernel, steps, [0, 2], /compaction|migrat/).writes.filter((line) => !/pcp_list|lru|flags/.test(line));
      assert.ok(others.length > 0 && others.every((line) => line.endsWith('create_page_chain')), others.join('\n'));
      assert.deepEqual(happens(kernel, [...steps, { do: 'zs-free', what: 'o' }, { do: 'drain' }, { do: 'check' }], []).findings, []);
    });

    it(`gigantic pages: put together and taken apart by hand up to 6.11, a compound page like others later (${kernel})`, () => {
      const steps = [{ do: 'gigantic-alloc', as: 'g', start: 2048, order: 11 }, { do: 'read', what: 'g[9]', by: 'compaction' }, { do: 'gigantic-free', what: 'g', order: 11, clearFirstTail: true }, { do: 'drain' }, { do: 'check' }];
      const { writes, findings } = happens(kernel, steps, [2052], /gigantic|prep_compound/);
      assert.equal(writes.some((line) => line.includes('mapping=0xdead000000000400')), kernel.startsWith('6.12') || kernel.startsWith('7.'));
      assert.deepEqual(findings, []);
    });
  }

  it('up to 5.17 pageblocks of any type but isolated ones merge, later only those that fall back on each other (1dd214b8f21c)', () => {
    const largest = (kernel: string): number => {
      const run = runScenario(JSON.stringify({ title: 'merge', kernel, machine: { zones: [{ node: 0, type: 'NORMAL', pages: 2048 }], cma: [{ start: 512, pages: 512 }] }, steps: [{ do: 'alloc', as: 'b', order: 8 }, { do: 'free', what: 'b', order: 8 }] }));
      assert.ok(run.ok);
      const { allocator } = run.simulation.machine;
      return allocator.buddy.order(allocator.buddy.freeBlockOf(0));
    };
    assert.deepEqual([largest('5.10.223'), largest('6.1.192')], [10, 9]);
  });
});
