import assert from 'node:assert/strict';
import { readers } from '../../../src/simulator/readers.js';
import { runScenario, type ScenarioRun } from '../../../src/simulator/scenario/runner.js';
import { traceLine } from '../../../src/simulator/scenario/trace.js';

/** The four releases that were read beside these tables. */
const kernels = ['5.10.223', '6.1.192', '6.12.117', '7.2.13'] as const;
type Kernel = (typeof kernels)[number];

function run(kernel: string, steps: readonly object[], arch = 'x86_64'): ScenarioRun {
  const done = runScenario(JSON.stringify({ title: 'readers', kernel, arch, machine: { zones: [{ type: 'NORMAL', pages: 4096 }] }, steps }));
  assert.ok(done.ok, done.ok ? '' : JSON.stringify(done.errors));
  return done;
}

/** The readers that misread what the steps leave in page `p`, each with the function that reads it last. */
function deceived(kernel: string, given: readonly object[], arch?: string): readonly string[] {
  const steps = given.map((step) => (step === dirty ? store('flags', { kind: 'flags', raw: kernel.startsWith('5.') || kernel.startsWith('6.1.') ? '0x8000000000008' : '0x8000000000010' }) : step));
  const { findings } = run(kernel, [...steps, ...readers.map(({ name }) => ({ do: 'read', what: 'p', by: name }))], arch);
  const told = findings.flatMap((finding) => {
    const reader = readers[finding.step - steps.length - 1];
    return finding.kind === 'misread' && reader !== undefined ? [`${reader.name}: ${finding.path.at(-1)!}`] : [];
  });
  return [...new Set(told)];
}

const page = { do: 'alloc', as: 'p' };
const mapped = { do: 'map-page', what: 'p' };
const store = (member: string, value: object, size?: number): object => ({ do: 'store', what: 'p', member, owner: 'driver', value, ...(size !== undefined && { size }) });
const pointer = store('mapping', { kind: 'pointer', to: 'frame' });
/** PG_dirty, wherever that release has it. */
const dirty = {};
const movable = store('mapping', { kind: 'pointer', to: 'frame', tag: 2 });
const number = (raw: string): object => ({ kind: 'integer', means: 'number', raw });

interface Trap {
  readonly says: string;
  readonly code: string;
  readonly steps: readonly object[];
  readonly arch?: string;
  readonly deceives: Readonly<Record<Kernel, readonly string[]>>;
}

const traps: readonly Trap[] = [
  {
    says: 'a pointer with bit 1 in mapping of a page in use', code: 'mm/compaction.c:isolate_migratepages_block(), mm/migrate.c:isolate_movable_page(), mm/util.c:page_mapping()',
    steps: [page, movable],
    deceives: {
      '5.10.223': ['compaction: isolate_movable_page', 'hot-remove: isolate_movable_page', 'memory-failure: isolate_movable_page', 'dump-page: page_mapping'],
      '6.1.192': ['compaction: isolate_movable_page', 'hot-remove: isolate_movable_page', 'memory-failure: isolate_movable_page'],
      '6.12.117': ['compaction: isolate_movable_page', 'hot-remove: isolate_movable_page', 'memory-failure: isolate_movable_page'],
      '7.2.13': [],
    },
  },
  {
    says: 'the same on the head of a compound page', code: 'compaction leaves those alone',
    steps: [{ ...page, order: 2, compound: true }, { ...movable, what: 'p[0]' }],
    deceives: {
      '5.10.223': ['hot-remove: isolate_movable_page', 'memory-failure: isolate_movable_page', 'dump-page: page_mapping'],
      '6.1.192': ['hot-remove: isolate_movable_page', 'memory-failure: isolate_movable_page'],
      '6.12.117': ['hot-remove: isolate_movable_page', 'memory-failure: isolate_movable_page'],
      '7.2.13': [],
    },
  },
  {
    says: 'the same while the page is locked', code: 'isolate_movable_page() tries to lock it',
    steps: [page, movable, store('flags', { kind: 'flags', raw: '0x8000000000001' })],
    deceives: {
      '5.10.223': ['dump-page: page_mapping'],
      '6.1.192': [],
      '6.12.117': [],
      '7.2.13': [],
    },
  },
  {
    says: 'the same on a page without a reference', code: 'isolate_movable_page() needs one',
    steps: [page, movable, store('_refcount', { kind: 'refcount', raw: '0' }, 4)],
    deceives: {
      '5.10.223': ['dump-page: page_mapping'],
      '6.1.192': [],
      '6.12.117': [],
      '7.2.13': [],
    },
  },
  {
    says: "a pointer in mapping of a page of the kernel's own", code: "mm/debug.c:__dump_page()",
    steps: [page, pointer],
    deceives: {
      '5.10.223': ['dump-page: page_mapping'],
      '6.1.192': ['dump-page: page_mapping'],
      '6.12.117': ['dump-page: folio_mapping'],
      '7.2.13': ['dump-page: folio_mapping'],
    },
  },
  {
    says: 'a pointer in mapping of a page that a process maps', code: 'mm/gup.c:follow_page_pte(), gup_fast_folio_allowed(), mm/memory.c:zap_pte_range()',
    steps: [page, mapped, pointer],
    deceives: {
      '5.10.223': ['gup-slow: page_mapping', 'unpin-dirty: page_mapping', 'munmap: page_mapping', 'set-page-dirty: page_mapping', 'dump-page: page_mapping'],
      '6.1.192': ['gup-slow: folio_mapping', 'gup-fast: page_is_secretmem', 'unpin-dirty: folio_mapping', 'munmap: folio_mapping', 'set-page-dirty: folio_mapping', 'dump-page: page_mapping'],
      '6.12.117': ['gup-slow: folio_mapping', 'gup-fast: gup_fast_folio_allowed', 'unpin-dirty: folio_mapping', 'munmap: folio_mapping', 'set-page-dirty: folio_mapping', 'dump-page: folio_mapping'],
      '7.2.13': ['gup-slow: folio_mapping', 'gup-fast: gup_fast_folio_allowed', 'unpin-dirty: folio_mapping', 'munmap: folio_mapping', 'set-page-dirty: folio_mapping', 'dump-page: folio_mapping'],
    },
  },
  {
    says: 'the same on an architecture whose caches alias', code: 'arch/arm/mm/flush.c:flush_dcache_page()',
    steps: [page, mapped, pointer], arch: 'arm',
    deceives: {
      '5.10.223': ['gup-slow: page_mapping', 'unpin-dirty: page_mapping', 'munmap: page_mapping', 'set-page-dirty: page_mapping', 'flush-dcache: page_mapping', 'dump-page: page_mapping'],
      '6.1.192': ['gup-slow: folio_mapping', 'gup-fast: page_is_secretmem', 'unpin-dirty: folio_mapping', 'munmap: folio_mapping', 'set-page-dirty: folio_mapping', 'flush-dcache: folio_mapping', 'dump-page: page_mapping'],
      '6.12.117': ['gup-slow: folio_mapping', 'gup-fast: gup_fast_folio_allowed', 'unpin-dirty: folio_mapping', 'munmap: folio_mapping', 'set-page-dirty: folio_mapping', 'flush-dcache: folio_mapping', 'dump-page: folio_mapping'],
      '7.2.13': ['gup-slow: folio_mapping', 'gup-fast: gup_fast_folio_allowed', 'unpin-dirty: folio_mapping', 'munmap: folio_mapping', 'set-page-dirty: folio_mapping', 'flush-dcache: folio_mapping', 'dump-page: folio_mapping'],
    },
  },
  {
    says: 'the same while the page is dirty', code: 'who dirties it asks first: unpin_user_pages_dirty_lock(), follow_page_pte()',
    steps: [page, mapped, dirty, pointer],
    deceives: {
      '5.10.223': ['munmap: page_mapping', 'set-page-dirty: page_mapping', 'dump-page: page_mapping'],
      '6.1.192': ['gup-fast: page_is_secretmem', 'munmap: folio_mapping', 'set-page-dirty: folio_mapping', 'dump-page: page_mapping'],
      '6.12.117': ['gup-fast: gup_fast_folio_allowed', 'munmap: folio_mapping', 'set-page-dirty: folio_mapping', 'dump-page: folio_mapping'],
      '7.2.13': ['gup-fast: gup_fast_folio_allowed', 'munmap: folio_mapping', 'set-page-dirty: folio_mapping', 'dump-page: folio_mapping'],
    },
  },
  {
    says: 'a pointer with bit 0 in mapping of a mapped page', code: 'include/linux/page-flags.h:PageAnon(), folio_test_anon()',
    steps: [page, mapped, store('mapping', { kind: 'pointer', to: 'frame', tag: 1 })],
    deceives: {
      '5.10.223': ['munmap: PageAnon', 'vm-insert-page: PageAnon', 'kpageflags: PageAnon'],
      '6.1.192': ['munmap: PageAnon', 'vm-insert-page: PageAnon', 'kpageflags: PageAnon'],
      '6.12.117': ['munmap: folio_test_anon', 'vm-insert-page: folio_test_anon', 'kpageflags: stable_page_flags'],
      '7.2.13': ['munmap: folio_test_anon', 'vm-insert-page: folio_test_anon', 'kpageflags: stable_page_flags'],
    },
  },
  {
    says: 'a pointer in private of a page in the swap cache', code: 'mm/util.c:folio_mapping(); the entry is not looked at since the swap table',
    steps: [page, { do: 'own', what: 'p', state: 'swap-cache' }, store('private', { kind: 'pointer', to: 'frame' })],
    deceives: {
      '5.10.223': ['gup-slow: swap_address_space', 'unpin-dirty: swap_address_space', 'munmap: swap_address_space', 'set-page-dirty: swap_address_space', 'compaction: page_mapping', 'migrate: swap_address_space', 'dump-page: page_mapping'],
      '6.1.192': ['gup-slow: swap_address_space', 'unpin-dirty: swap_address_space', 'munmap: swap_address_space', 'set-page-dirty: swap_address_space', 'compaction: folio_mapping', 'migrate: swap_address_space', 'dump-page: folio_mapping'],
      '6.12.117': ['gup-slow: swap_address_space', 'unpin-dirty: swap_address_space', 'munmap: swap_address_space', 'set-page-dirty: swap_address_space', 'compaction: folio_mapping', 'migrate: swap_address_space', 'dump-page: folio_mapping'],
      '7.2.13': [],
    },
  },
  {
    says: 'a number in page_type that looks like a free block of the order in private', code: 'mm/internal.h:page_is_buddy(), fs/proc/page.c, kernel/power/snapshot.c:saveable_page(), mm/memory_hotplug.c:scan_movable_pages()',
    steps: [page, store('page_type', number('0xf0000000'), 4), store('private', number('0x3'))],
    deceives: {
      '5.10.223': ['vm-insert-page: page_has_type', 'hot-remove: page_has_type', 'kpageflags: stable_page_flags', 'kpagecount: page_has_type', 'buddy-merge: page_is_buddy', 'hibernation: page_has_type'],
      '6.1.192': ['vm-insert-page: page_has_type', 'hot-remove: page_has_type', 'kpageflags: stable_page_flags', 'kpagecount: page_has_type', 'buddy-merge: page_is_buddy', 'hibernation: page_has_type'],
      '6.12.117': ['vm-insert-page: page_has_type', 'kpageflags: stable_page_flags', 'kpagecount: page_has_type', 'buddy-merge: page_is_buddy'],
      '7.2.13': ['vm-insert-page: page_has_type', 'kpageflags: stable_page_flags', 'kpagecount: page_has_type', 'buddy-merge: page_is_buddy'],
    },
  },
  {
    says: 'the same, and private is no order', code: 'page_is_buddy() compares it',
    steps: [page, store('page_type', number('0xf0000000'), 4), store('private', { kind: 'pointer', to: 'frame' })],
    deceives: {
      '5.10.223': ['vm-insert-page: page_has_type', 'hot-remove: page_has_type', 'kpageflags: stable_page_flags', 'kpagecount: page_has_type', 'hibernation: page_has_type'],
      '6.1.192': ['vm-insert-page: page_has_type', 'hot-remove: page_has_type', 'kpageflags: stable_page_flags', 'kpagecount: page_has_type', 'hibernation: page_has_type'],
      '6.12.117': ['vm-insert-page: page_has_type', 'kpageflags: stable_page_flags', 'kpagecount: page_has_type'],
      '7.2.13': ['vm-insert-page: page_has_type', 'kpageflags: stable_page_flags', 'kpagecount: page_has_type'],
    },
  },
  {
    says: "a share count in _refcount of a page of the kernel's own", code: "mm/memory-failure.c:get_hwpoison_page(), HWPoisonHandlable() since 5.13",
    steps: [page, store('_refcount', number('0x3'), 4)],
    deceives: {
      '5.10.223': ['memory-failure: get_hwpoison_page', 'speculative-get: page_ref_add_unless'],
      '6.1.192': ['speculative-get: page_ref_add_unless'],
      '6.12.117': ['speculative-get: page_ref_add_unless'],
      '7.2.13': ['speculative-get: page_ref_add_unless_zero'],
    },
  },
  {
    says: 'the same on a page that processes map', code: 'mm/gup.c:try_grab_page(), try_grab_folio(), try_get_folio()',
    steps: [page, { do: 'own', what: 'p', state: 'page-cache' }, store('_refcount', number('0x3'), 4)],
    deceives: {
      '5.10.223': ['gup-slow: try_grab_page', 'gup-fast: try_get_compound_head', 'memory-failure: get_hwpoison_page', 'speculative-get: page_ref_add_unless'],
      '6.1.192': ['gup-slow: try_grab_page', 'gup-fast: try_get_folio', 'memory-failure: get_hwpoison_page', 'speculative-get: page_ref_add_unless'],
      '6.12.117': ['gup-slow: try_grab_folio', 'gup-fast: try_get_folio', 'memory-failure: get_hwpoison_page', 'speculative-get: page_ref_add_unless'],
      '7.2.13': ['gup-slow: try_grab_folio', 'gup-fast: try_get_folio', 'memory-failure: get_hwpoison_page', 'speculative-get: page_ref_add_unless_zero'],
    },
  },
  {
    says: 'a number in _mapcount', code: 'fs/proc/page.c:kpagecount_read(), stable_page_flags()',
    steps: [page, store('_mapcount', number('0x10'), 4)],
    deceives: {
      '5.10.223': ['kpageflags: page_mapped', 'kpagecount: page_mapcount'],
      '6.1.192': ['kpageflags: page_mapped', 'kpagecount: page_mapcount'],
      '6.12.117': ['kpageflags: page_mapped', 'kpagecount: folio_precise_page_mapcount'],
      '7.2.13': ['kpageflags: folio_mapped', 'kpagecount: folio_precise_page_mapcount'],
    },
  },
  {
    says: 'all bits of index set', code: 'include/linux/mm.h:page_is_pfmemalloc() up to 5.13',
    steps: [page, store('index', number('0xffffffffffffffff'))],
    deceives: {
      '5.10.223': ['pfmemalloc: page_is_pfmemalloc'],
      '6.1.192': [],
      '6.12.117': [],
      '7.2.13': [],
    },
  },
  {
    says: 'bit 1 of lru.next', code: 'include/linux/mm.h:page_is_pfmemalloc() since 5.14',
    steps: [page, store('lru.next', number('0x1002'))],
    deceives: {
      '5.10.223': [],
      '6.1.192': ['pfmemalloc: page_is_pfmemalloc'],
      '6.12.117': ['pfmemalloc: page_is_pfmemalloc'],
      '7.2.13': ['pfmemalloc: page_is_pfmemalloc'],
    },
  },
  {
    says: 'PP_SIGNATURE in lru.next', code: 'net/core/page_pool.c:page_pool_return_skb_page(), net/core/skbuff.c:napi_pp_put_page()',
    steps: [page, store('lru.next', number('0xdead000000000040'))],
    deceives: {
      '5.10.223': [],
      '6.1.192': ['page-pool-recycle: page_pool_return_skb_page'],
      '6.12.117': ['page-pool-recycle: napi_pp_put_page'],
      '7.2.13': ['page-pool-recycle: napi_pp_put_page'],
    },
  },
  {
    says: 'PP_SIGNATURE with bits of a DMA index', code: 'include/linux/mm.h:PP_MAGIC_MASK',
    steps: [page, store('lru.next', number('0xdead0000000000c0'))],
    deceives: {
      '5.10.223': [],
      '6.1.192': [],
      '6.12.117': ['page-pool-recycle: napi_pp_put_page'],
      '7.2.13': ['page-pool-recycle: napi_pp_put_page'],
    },
  },
  {
    says: 'bit 0 of lru.next', code: 'include/linux/page-flags.h:compound_head(), _compound_head()',
    steps: [page, store('lru.next', number('0x1001'))],
    deceives: {
      '5.10.223': ['put-page: compound_head', 'vm-insert-page: compound_head', 'compaction: PageCompound', 'hot-remove: compound_head', 'memory-failure: compound_head', 'kpageflags: compound_head', 'kpagecount: compound_head', 'dump-page: compound_head', 'pfmemalloc: compound_head', 'speculative-get: compound_head'],
      '6.1.192': ['put-page: page_folio', 'vm-insert-page: _compound_head', 'compaction: PageCompound', 'hot-remove: _compound_head', 'memory-failure: _compound_head', 'kpageflags: _compound_head', 'kpagecount: _compound_head', 'dump-page: _compound_head', 'pfmemalloc: _compound_head', 'page-pool-recycle: _compound_head', 'speculative-get: _compound_head'],
      '6.12.117': ['put-page: page_folio', 'vm-insert-page: _compound_head', 'compaction: PageCompound', 'hot-remove: _compound_head', 'memory-failure: _compound_head', 'kpageflags: _compound_head', 'kpagecount: _compound_head', 'dump-page: _compound_head', 'pfmemalloc: _compound_head', 'page-pool-recycle: _compound_head', 'speculative-get: _compound_head'],
      '7.2.13': ['put-page: page_folio', 'vm-insert-page: _compound_head', 'compaction: PageCompound', 'hot-remove: _compound_head', 'memory-failure: _compound_head', 'kpageflags: _compound_head', 'kpagecount: _compound_head', 'dump-page: _compound_head', 'pfmemalloc: _compound_head', 'page-pool-recycle: _compound_head', 'speculative-get: _compound_head'],
    },
  },
];

describe('simulator: what readers take words for, release by release', () => {
  for (const { says, code, steps, arch, deceives } of traps) {
    for (const kernel of kernels) {
      it(`${says} (${code}, ${kernel})`, () => { assert.deepEqual(deceived(kernel, steps, arch), deceives[kernel]); });
    }
  }

  /** What the steps write into page `p` and its tails: `+n.member=value function`. */
  const writes = (kernel: string, steps: readonly object[], during: RegExp): readonly string[] => {
    const { simulation } = run(kernel, steps);
    return Array.from({ length: simulation.events }, (_, event) => traceLine(simulation, event)).filter(({ operation, page: pfn }) => during.test(operation) && pfn >= 0)
      .map((line) => `${line.page > 0 ? `+${line.page}.` : ''}${line.member}=${line.new} ${line.by}`);
  };
  const counted: Readonly<Record<Kernel, readonly [inserted: readonly string[], pinned: readonly string[], pinnedCompound: readonly string[]]>> = {
    '5.10.223': [['_refcount=0x2 get_page', '_mapcount=0x0 page_add_file_rmap'], ['_refcount=0x402 try_grab_page'], ['+2.hpage_pinned_refcount=0x1 try_grab_page', '_refcount=0x3 try_grab_page']],
    '6.1.192': [['_refcount=0x2 get_page', '_mapcount=0x0 page_add_file_rmap'], ['_refcount=0x402 try_grab_page'], ['+1.compound_pincount=0x1 try_grab_page', '_refcount=0x3 try_grab_page']],
    '6.12.117': [['_refcount=0x2 folio_get', '_mapcount=0x0 folio_add_file_rmap_pte'], ['_refcount=0x402 try_grab_folio'], ['+1._pincount=0x1 try_grab_folio', '_refcount=0x3 try_grab_folio']],
    '7.2.13': [['_refcount=0x2 folio_get', '_mapcount=0x0 folio_add_file_rmap_pte'], ['_refcount=0x402 try_grab_folio'], ['+1._pincount=0x1 try_grab_folio', '_refcount=0x3 try_grab_folio']],
  };
  for (const kernel of kernels) {
    it(`who maps and pins a page counts so (mm/memory.c:insert_page_into_pte_locked(), mm/gup.c:try_grab_page(), try_grab_folio(), ${kernel})`, () => {
      const [inserted, pinned, pinnedCompound] = counted[kernel];
      const pin = { do: 'gup', what: 'p', pin: true };
      const block = { ...page, order: 3, compound: true };
      assert.deepEqual(writes(kernel, [page, mapped], /vm_insert_page/), inserted);
      assert.deepEqual(writes(kernel, [page, mapped, pin], /get_user_pages/), pinned);
      assert.deepEqual(writes(kernel, [block, { ...mapped, what: 'p[0]' }, { ...pin, what: 'p[0]' }], /get_user_pages/), pinnedCompound);
      const back = [block, { ...mapped, what: 'p[0]' }, { ...pin, what: 'p[0]' }, { do: 'unpin', what: 'p[0]', pin: true, dirty: true }, { do: 'unmap-page', what: 'p[0]' }, { do: 'free', what: 'p', order: 3 }, { do: 'drain' }, { do: 'check' }];
      assert.deepEqual(run(kernel, back).findings, []);
    });

    it(`vm_insert_page() refuses anonymous pages, slabs and pages that have a type (mm/memory.c:validate_page_before_insert(), ${kernel})`, () => {
      for (const state of ['anon', 'slab', 'page-table']) {
        const { story } = run(kernel, [page, { do: 'own', what: 'p', state }, mapped]);
        assert.match(story.at(-1)!.text, /vm_insert_page\(\) says -EINVAL/, state);
      }
    });
  }
});
