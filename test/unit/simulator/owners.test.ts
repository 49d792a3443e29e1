import assert from 'node:assert/strict';
import { runScenario } from '../../../src/simulator/scenario/runner.js';
import { traceLine } from '../../../src/simulator/scenario/trace.js';

/** The four releases that were read beside these tables. */
const kernels = ['5.10.223', '6.1.192', '6.12.117', '7.2.13'] as const;
type Kernel = (typeof kernels)[number];

/** What an owner writes when it takes a page and when it lets it go, in four releases: `member function`, a member of a tail as `+n.member`; values where they tell something. */
interface Table {
  readonly state: string;
  /** Where in the kernel. */
  readonly code: string;
  readonly order?: number;
  readonly takes: Readonly<Record<Kernel, string>>;
  readonly releases: Readonly<Record<Kernel, string>>;
}

interface Happened {
  readonly takes: string;
  readonly releases: string;
  readonly findings: readonly string[];
}

function lives({ state, order = 0 }: Pick<Table, 'state' | 'order'>, kernel: string, arch = 'x86_64'): Happened {
  const device = state === 'zone-device';
  const what = order > 0 ? 'p[0]' : 'p';
  const run = runScenario(JSON.stringify({
    title: state, kernel, arch, machine: { zones: [{ type: 'NORMAL', pages: 4096 }, ...(device ? [{ type: 'DEVICE', pages: 1024 }] : [])] },
    steps: [
      ...(device ? [{ do: 'device', as: 'p' }] : [{ do: 'alloc', as: 'p', order, compound: order > 0 }, { do: 'own', what, state }]),
      { do: 'release', what }, ...(device ? [] : [{ do: 'free', what: 'p', order }]), { do: 'drain' }, { do: 'check' },
    ],
  }));
  assert.ok(run.ok);
  const { simulation } = run;
  const first = device ? 4096 : 0;
  const during = (operation: RegExp): string => {
    const words: string[] = [];
    for (let event = 0; event < simulation.events; event++) {
      const line = traceLine(simulation, event);
      if (!operation.test(line.operation) || line.page < first || /Poison|^post_alloc|_hook$/.test(line.by)) continue;
      const value = /^(counters|pp_magic|compound_dtor|_refcount|dma_addr.*|_nr_pages_mapped)$/.test(line.member) ? `=${line.new}` : '';
      const link = /^(.*)\.(next|prev)$/.exec(line.member)?.[1];
      const word = `${line.page > first ? `+${line.page - first}.` : ''}${link ?? line.member}${value} ${line.by}`;
      if (words.at(-1) !== word) words.push(word);
    }
    return words.join(', ');
  };
  const findings = run.findings.map((finding) => ('says' in finding ? finding.says : 'reason' in finding ? finding.reason : finding.kind));
  return { takes: during(/becomes|memremap/), releases: during(/lets the page go/), findings };
}

const tables: readonly Table[] = [
  {
    state: 'slab', code: 'mm/slub.c:allocate_slab(), deactivate_slab(), __free_slab()',
    takes: {
      '5.10.223': 'counters=0x200000 allocate_slab, slab_cache allocate_slab, flags __SetPageSlab, freelist allocate_slab, counters=0x80200020 allocate_slab, freelist new_slab_objects, freelist deactivate_slab, counters=0x200001 deactivate_slab, slab_list __add_partial',
      '6.1.192': 'flags __folio_set_slab, counters=0x200000 allocate_slab, slab_cache allocate_slab, freelist allocate_slab, freelist ___slab_alloc, counters=0x80200020 ___slab_alloc, freelist deactivate_slab, counters=0x200001 deactivate_slab, slab_list __add_partial',
      '6.12.117': 'page_type __folio_set_slab, counters=0x200000 allocate_slab, slab_cache allocate_slab, freelist allocate_slab, freelist ___slab_alloc, counters=0x80200020 ___slab_alloc, freelist deactivate_slab, counters=0x200001 deactivate_slab, slab_list __add_partial, flags slab_set_node_partial',
      '7.2.13': '_refcount=0x0 __alloc_frozen_pages_noprof, page_type __SetPageSlab, counters=0x200000 allocate_slab, slab_cache allocate_slab, counters=0x200001 alloc_from_new_slab, freelist build_slab_freelist, slab_list __add_partial, flags set_node_partial_state',
    },
    releases: {
      '5.10.223': 'slab_list remove_partial, flags __ClearPageSlab, mapping __free_slab',
      '6.1.192': 'slab_list remove_partial, flags __folio_clear_slab, mapping __free_slab',
      '6.12.117': 'slab_list remove_partial, flags slab_clear_node_partial, mapping __free_slab, page_type __folio_clear_slab',
      '7.2.13': 'slab_list remove_partial, flags clear_node_partial_state, mapping __free_slab, page_type __ClearPageSlab, _refcount=0x1 free_frozen_pages',
    },
  },
  {
    state: 'page-table', code: 'include/linux/mm.h:pgtable_pmd_page_ctor(), pagetable_pmd_ctor() since 6.6',
    takes: {
      '5.10.223': 'pmd_huge_pte pmd_ptlock_init, ptl ptlock_init, page_type __SetPageTable',
      '6.1.192': 'as 5.10.223',
      '6.12.117': 'pmd_huge_pte pmd_ptlock_init, ptl ptlock_init, page_type __folio_set_pgtable',
      '7.2.13': 'as 6.12.117',
    },
    releases: {
      '5.10.223': 'page_type __ClearPageTable',
      '6.1.192': 'as 5.10.223',
      '6.12.117': 'page_type __folio_clear_pgtable',
      '7.2.13': 'as 6.12.117',
    },
  },
  {
    state: 'page-cache', code: 'mm/filemap.c:__filemap_add_folio(), page_cache_delete(); mm/swap.c:lru_add_fn()',
    takes: {
      '5.10.223': 'flags __SetPageLocked, _refcount=0x2 __add_to_page_cache_locked, mapping __add_to_page_cache_locked, index __add_to_page_cache_locked, flags SetPageLRU, lru add_page_to_lru_list, flags SetPageUptodate, flags unlock_page, _mapcount page_add_file_rmap',
      '6.1.192': 'flags __folio_set_locked, _refcount=0x2 __filemap_add_folio, mapping __filemap_add_folio, index __filemap_add_folio, lru lruvec_add_folio, flags folio_set_lru, flags folio_mark_uptodate, flags folio_unlock, _mapcount page_add_file_rmap',
      '6.12.117': 'flags __folio_set_locked, _refcount=0x2 __filemap_add_folio, mapping __filemap_add_folio, index __filemap_add_folio, lru lruvec_add_folio, flags folio_set_lru, flags folio_mark_uptodate, flags folio_unlock, _mapcount folio_add_file_rmap_ptes',
      '7.2.13': 'flags __folio_set_locked, _refcount=0x2 __filemap_add_folio, mapping __filemap_add_folio, __folio_index __filemap_add_folio, lru lruvec_add_folio, flags folio_set_lru, flags folio_mark_uptodate, flags folio_unlock, _mapcount folio_add_file_rmap_ptes',
    },
    releases: {
      '5.10.223': '_mapcount page_remove_rmap, mapping page_cache_delete, _refcount=0x1 page_cache_free_page, flags __ClearPageLRU, lru del_page_from_lru_list',
      '6.1.192': '_mapcount page_remove_rmap, mapping page_cache_delete, _refcount=0x1 filemap_free_folio, lru lruvec_del_folio, flags __folio_clear_lru',
      '6.12.117': '_mapcount folio_remove_rmap_ptes, mapping page_cache_delete, _refcount=0x1 filemap_free_folio, lru lruvec_del_folio, flags __folio_clear_lru',
      '7.2.13': 'as 6.12.117',
    },
  },
  {
    state: 'anon', code: 'mm/memory.c:do_anonymous_page(), mm/rmap.c:folio_add_new_anon_rmap()',
    takes: {
      '5.10.223': 'flags __SetPageUptodate, flags __SetPageSwapBacked, _mapcount page_add_new_anon_rmap, mapping __page_set_anon_rmap, index __page_set_anon_rmap, flags SetPageLRU, lru add_page_to_lru_list',
      '6.1.192': 'flags __SetPageUptodate, flags __SetPageSwapBacked, _mapcount page_add_new_anon_rmap, mapping __page_set_anon_rmap, index __page_set_anon_rmap, flags SetPageAnonExclusive, lru lruvec_add_folio, flags folio_set_lru',
      '6.12.117': 'flags __folio_mark_uptodate, flags __folio_set_swapbacked, mapping __folio_set_anon, index __folio_set_anon, _mapcount folio_add_new_anon_rmap, flags SetPageAnonExclusive, lru lruvec_add_folio, flags folio_set_lru',
      '7.2.13': 'flags __folio_mark_uptodate, flags __folio_set_swapbacked, mapping __folio_set_anon, __folio_index __folio_set_anon, _mapcount folio_add_new_anon_rmap, flags SetPageAnonExclusive, lru lruvec_add_folio, flags folio_set_lru',
    },
    releases: {
      '5.10.223': '_mapcount page_remove_rmap, flags __ClearPageLRU, lru del_page_from_lru_list',
      '6.1.192': '_mapcount page_remove_rmap, lru lruvec_del_folio, flags __folio_clear_lru',
      '6.12.117': '_mapcount folio_remove_rmap_ptes, lru lruvec_del_folio, flags __folio_clear_lru',
      '7.2.13': 'as 6.12.117',
    },
  },
  {
    state: 'anon', code: 'mm/huge_memory.c:prep_transhuge_page(), mm/rmap.c:folio_add_new_anon_rmap()', order: 9,
    takes: {
      '5.10.223': '+2.deferred_list prep_transhuge_page, +1.compound_dtor=0x903 prep_transhuge_page, flags __SetPageUptodate, flags __SetPageSwapBacked, +1.compound_mapcount page_add_new_anon_rmap, +2.hpage_pinned_refcount page_add_new_anon_rmap, mapping __page_set_anon_rmap, index __page_set_anon_rmap, flags SetPageLRU, lru add_page_to_lru_list',
      '6.1.192': '+2.deferred_list prep_transhuge_page, +1.compound_dtor=0x903 prep_transhuge_page, flags __SetPageUptodate, flags __SetPageSwapBacked, +1.compound_mapcount page_add_new_anon_rmap, +1.compound_pincount page_add_new_anon_rmap, mapping __page_set_anon_rmap, index __page_set_anon_rmap, flags SetPageAnonExclusive, lru lruvec_add_folio, flags folio_set_lru',
      '6.12.117': '+1.flags folio_set_large_rmappable, flags __folio_mark_uptodate, flags __folio_set_swapbacked, mapping __folio_set_anon, index __folio_set_anon, +1._entire_mapcount folio_add_new_anon_rmap, +1._large_mapcount folio_add_new_anon_rmap, +1._nr_pages_mapped=0x800000 folio_add_new_anon_rmap, flags SetPageAnonExclusive, lru lruvec_add_folio, flags folio_set_lru',
      '7.2.13': '+1.flags folio_set_large_rmappable, flags __folio_mark_uptodate, flags __folio_set_swapbacked, mapping __folio_set_anon, __folio_index __folio_set_anon, +1._entire_mapcount folio_add_new_anon_rmap, +1._large_mapcount folio_set_large_mapcount, +1._nr_pages_mapped=0x800000 folio_add_new_anon_rmap, flags SetPageAnonExclusive, lru lruvec_add_folio, flags folio_set_lru',
    },
    releases: {
      '5.10.223': '+1.compound_mapcount page_remove_rmap, flags __ClearPageLRU, lru del_page_from_lru_list',
      '6.1.192': '+1.compound_mapcount page_remove_rmap, lru lruvec_del_folio, flags __folio_clear_lru',
      '6.12.117': '+1._large_mapcount folio_remove_rmap_pmd, +1._entire_mapcount folio_remove_rmap_pmd, +1._nr_pages_mapped=0x0 folio_remove_rmap_pmd, lru lruvec_del_folio, flags __folio_clear_lru',
      '7.2.13': 'as 6.12.117',
    },
  },
  {
    state: 'swap-cache', code: 'mm/swap_state.c:add_to_swap_cache(), delete_from_swap_cache()',
    takes: {
      '5.10.223': 'flags __SetPageUptodate, flags __SetPageSwapBacked, _mapcount page_add_new_anon_rmap, mapping __page_set_anon_rmap, index __page_set_anon_rmap, flags SetPageLRU, lru add_page_to_lru_list, _refcount=0x2 add_to_swap_cache, flags SetPageSwapCache, private add_to_swap_cache',
      '6.1.192': 'flags __SetPageUptodate, flags __SetPageSwapBacked, _mapcount page_add_new_anon_rmap, mapping __page_set_anon_rmap, index __page_set_anon_rmap, flags SetPageAnonExclusive, lru lruvec_add_folio, flags folio_set_lru, _refcount=0x2 add_to_swap_cache, flags folio_set_swapcache, private add_to_swap_cache',
      '6.12.117': 'flags __folio_mark_uptodate, flags __folio_set_swapbacked, mapping __folio_set_anon, index __folio_set_anon, _mapcount folio_add_new_anon_rmap, flags SetPageAnonExclusive, lru lruvec_add_folio, flags folio_set_lru, _refcount=0x2 add_to_swap_cache, flags folio_set_swapcache, private add_to_swap_cache',
      '7.2.13': 'flags __folio_mark_uptodate, flags __folio_set_swapbacked, mapping __folio_set_anon, __folio_index __folio_set_anon, _mapcount folio_add_new_anon_rmap, flags SetPageAnonExclusive, lru lruvec_add_folio, flags folio_set_lru, _refcount=0x2 __swap_cache_do_add_folio, flags folio_set_swapcache, private __swap_cache_do_add_folio',
    },
    releases: {
      '5.10.223': 'private __delete_from_swap_cache, flags ClearPageSwapCache, _refcount=0x1 delete_from_swap_cache, _mapcount page_remove_rmap, flags __ClearPageLRU, lru del_page_from_lru_list',
      '6.1.192': 'private __delete_from_swap_cache, flags folio_clear_swapcache, _refcount=0x1 delete_from_swap_cache, _mapcount page_remove_rmap, lru lruvec_del_folio, flags __folio_clear_lru',
      '6.12.117': 'private __delete_from_swap_cache, flags folio_clear_swapcache, _refcount=0x1 delete_from_swap_cache, _mapcount folio_remove_rmap_ptes, lru lruvec_del_folio, flags __folio_clear_lru',
      '7.2.13': 'private __swap_cache_do_del_folio, flags folio_clear_swapcache, _refcount=0x1 swap_cache_del_folio, _mapcount folio_remove_rmap_ptes, lru lruvec_del_folio, flags __folio_clear_lru',
    },
  },
  {
    state: 'page-pool', code: 'net/core/page_pool.c:page_pool_dma_map(), page_pool_set_pp_info(), page_pool_clear_pp_info()',
    takes: {
      '5.10.223': 'dma_addr[0]=0x12345000 page_pool_set_dma_addr, _refcount=0x2 insert_page_into_pte_locked, _mapcount page_add_file_rmap',
      '6.1.192': 'dma_addr=0x12345000 page_pool_set_dma_addr, pp page_pool_set_pp_info, pp_magic=0xdead000000000040 page_pool_set_pp_info, _refcount=0x2 insert_page_into_pte_locked, _mapcount page_add_file_rmap',
      '6.12.117': 'dma_addr=0x12345000 page_pool_set_dma_addr_netmem, pp_magic=0x80 netmem_set_dma_index, pp page_pool_set_pp_info, pp_magic=0xdead0000000000c0 page_pool_set_pp_info, pp_ref_count page_pool_fragment_netmem, _refcount=0x2 insert_page_into_pte_locked, _mapcount folio_add_file_rmap_pte',
      '7.2.13': 'as 6.12.117',
    },
    releases: {
      '5.10.223': '_mapcount page_remove_rmap, _refcount=0x1 release_pages, dma_addr[0]=0x0 page_pool_set_dma_addr',
      '6.1.192': '_mapcount page_remove_rmap, _refcount=0x1 release_pages, dma_addr=0x0 page_pool_set_dma_addr, pp_magic=0x0 page_pool_clear_pp_info, pp page_pool_clear_pp_info',
      '6.12.117': '_mapcount folio_remove_rmap_ptes, _refcount=0x1 folios_put_refs, dma_addr=0x0 page_pool_set_dma_addr_netmem, pp_magic=0xdead000000000040 netmem_set_dma_index, pp_magic=0x0 page_pool_clear_pp_info, pp page_pool_clear_pp_info',
      '7.2.13': 'as 6.12.117',
    },
  },
  {
    state: 'zone-device', code: 'mm/mm_init.c:__init_zone_device_page(), mm/memremap.c:zone_device_page_init()',
    takes: {
      '5.10.223': '_refcount=0x1 __init_single_page, flags __SetPageReserved, pgmap memmap_init_zone_device, zone_device_data memmap_init_zone_device, _mapcount page_add_file_rmap',
      '6.1.192': 'flags __SetPageReserved, pgmap __init_zone_device_page, zone_device_data __init_zone_device_page, _refcount=0x1 zone_device_page_init, flags lock_page, flags unlock_page, _mapcount page_add_file_rmap',
      '6.12.117': 'flags __SetPageReserved, pgmap __init_zone_device_page, zone_device_data __init_zone_device_page, _refcount=0x1 zone_device_page_init, flags lock_page, flags folio_unlock, _mapcount folio_add_file_rmap_ptes',
      '7.2.13': 'as 6.12.117',
    },
    releases: {
      '5.10.223': '_mapcount page_remove_rmap',
      '6.1.192': 'as 5.10.223',
      '6.12.117': '_mapcount folio_remove_rmap_ptes',
      '7.2.13': 'as 6.12.117',
    },
  },
  {
    state: 'balloon', code: 'include/linux/balloon_compaction.h:balloon_page_insert(), mm/balloon.c since 7.2',
    takes: {
      '5.10.223': 'flags trylock_page, page_type __SetPageOffline, mapping __SetPageMovable, private balloon_page_insert, lru balloon_page_insert, flags unlock_page',
      '6.1.192': 'as 5.10.223',
      '6.12.117': 'as 5.10.223',
      '7.2.13': 'page_type __SetPageOffline, flags SetPageMovableOps, private balloon_page_insert, lru balloon_page_insert',
    },
    releases: {
      '5.10.223': 'page_type __ClearPageOffline, mapping __ClearPageMovable, private balloon_page_delete, lru balloon_page_delete',
      '6.1.192': 'lru balloon_page_list_dequeue, mapping __ClearPageMovable, private balloon_page_finalize, page_type __ClearPageOffline',
      '6.12.117': 'as 6.1.192',
      '7.2.13': 'lru balloon_page_list_dequeue, private balloon_page_finalize',
    },
  },
  {
    state: 'fb-defio', code: 'drivers/video/fbdev/core/fb_defio.c:fb_deferred_io_fault()',
    takes: {
      '5.10.223': '_refcount=0x2 fb_deferred_io_fault, mapping fb_deferred_io_fault, index fb_deferred_io_fault, _mapcount page_add_file_rmap, lru fb_deferred_io_mkwrite',
      '6.1.192': '_refcount=0x2 fb_deferred_io_fault, mapping fb_deferred_io_fault, index fb_deferred_io_fault, _mapcount page_add_file_rmap',
      '6.12.117': '_refcount=0x2 fb_deferred_io_get_page, mapping fb_deferred_io_fault, index fb_deferred_io_fault, _mapcount folio_add_file_rmap_ptes',
      '7.2.13': '_refcount=0x2 fb_deferred_io_get_page, _mapcount folio_add_file_rmap_ptes',
    },
    releases: {
      '5.10.223': 'lru fb_deferred_io_work, _mapcount page_remove_rmap, _refcount=0x1 release_pages, mapping fb_deferred_io_cleanup',
      '6.1.192': '_mapcount page_remove_rmap, _refcount=0x1 release_pages, mapping fb_deferred_io_lastclose',
      '6.12.117': '_mapcount folio_remove_rmap_ptes, _refcount=0x1 folios_put_refs, mapping fb_deferred_io_pageref_clear',
      '7.2.13': '_mapcount folio_remove_rmap_ptes, _refcount=0x1 folios_put_refs',
    },
  },
  {
    state: 'perf-aux', code: 'kernel/events/ring_buffer.c:rb_alloc_aux_page(), kernel/events/core.c:perf_mmap_fault()',
    takes: {
      '5.10.223': 'flags SetPagePrivate, private rb_alloc_aux_page, _refcount=0x2 perf_mmap_fault, mapping perf_mmap_fault, index perf_mmap_fault, _mapcount page_add_file_rmap',
      '6.1.192': 'as 5.10.223',
      '6.12.117': 'flags SetPagePrivate, private rb_alloc_aux_page, _refcount=0x2 perf_mmap_fault, mapping perf_mmap_fault, index perf_mmap_fault, _mapcount folio_add_file_rmap_ptes',
      '7.2.13': 'flags SetPagePrivate, private rb_alloc_aux_page',
    },
    releases: {
      '5.10.223': '_mapcount page_remove_rmap, _refcount=0x1 release_pages, flags ClearPagePrivate, mapping rb_free_aux_page',
      '6.1.192': 'as 5.10.223',
      '6.12.117': '_mapcount folio_remove_rmap_ptes, _refcount=0x1 folios_put_refs, flags ClearPagePrivate, mapping rb_free_aux_page',
      '7.2.13': 'flags ClearPagePrivate',
    },
  },
  {
    state: 'hugetlb', code: 'mm/hugetlb.c:__prep_new_huge_page(), remove_hugetlb_page()', order: 9,
    takes: {
      '5.10.223': 'lru prep_new_huge_page, +1.compound_dtor=0x902 set_compound_page_dtor, +2.private __set_hugetlb_cgroup, +3.private __set_hugetlb_cgroup, +4.private SetPageHugeFreed, lru dequeue_huge_page_node_exact, +4.private ClearPageHugeFreed',
      '6.1.192': 'lru __prep_new_huge_page, +1.compound_dtor=0x902 set_compound_page_dtor, +1.private hugetlb_set_page_subpool, +2.private __set_hugetlb_cgroup, +3.private __set_hugetlb_cgroup, private SetHPageFreed, lru dequeue_huge_page_node_exact, private ClearHPageFreed',
      '6.12.117': 'page_type __folio_set_hugetlb, lru init_new_hugetlb_folio, +3._hugetlb_subpool hugetlb_set_folio_subpool, +3._hugetlb_cgroup __set_hugetlb_cgroup, +3._hugetlb_cgroup_rsvd __set_hugetlb_cgroup, private folio_set_hugetlb_freed, lru dequeue_hugetlb_folio_node_exact, private folio_clear_hugetlb_freed',
      '7.2.13': 'as 6.12.117',
    },
    releases: {
      '5.10.223': 'mapping free_huge_page, lru __free_huge_page, +1.compound_dtor=0x900 set_compound_page_dtor',
      '6.1.192': '+1.private hugetlb_set_page_subpool, mapping free_huge_page, lru remove_hugetlb_page, +1.compound_dtor=0x901 set_compound_page_dtor',
      '6.12.117': '+3._hugetlb_subpool hugetlb_set_folio_subpool, mapping free_huge_folio, lru remove_hugetlb_folio, page_type __folio_clear_hugetlb',
      '7.2.13': 'as 6.12.117',
    },
  },
];

/** `as 6.1.192`: what that release does. */
function rowOf(rows: Readonly<Record<Kernel, string>>, kernel: Kernel): string {
  const row = rows[kernel];
  return row.startsWith('as ') ? rows[row.slice(3) as Kernel] : row;
}

describe('simulator: what owners write, release by release', () => {
  for (const table of tables) {
    for (const kernel of kernels) {
      it(`${table.state}${table.order === undefined ? '' : ` of order ${table.order}`} (${table.code}, ${kernel})`, () => {
        const { takes, releases, findings } = lives(table, kernel);
        assert.equal(takes, rowOf(table.takes, kernel));
        assert.equal(releases, rowOf(table.releases, kernel));
        assert.deepEqual(findings, []);
      });
    }
  }

  it('whatever the machine, an owner that lets go leaves nothing behind', () => {
    for (const { state, order } of tables) {
      for (const kernel of kernels) for (const arch of ['arm64', 's390x', 'i386', 'armeb']) assert.deepEqual(lives({ state, ...(order !== undefined && { order }) }, kernel, arch).findings, [], `${state} ${kernel} ${arch}`);
    }
  });

  const dma: readonly (readonly [kernel: string, words: string])[] = [
    ['5.12', 'dma_addr=0x12345000 dma_addr=0x0'], ['5.13', 'dma_addr[0]=0x12345000 dma_addr[1]=0x0'], ['5.10.223', 'dma_addr[0]=0x12345000 dma_addr[1]=0x0'],
    ['5.14', 'dma_addr=0x12345000 dma_addr_upper=0x0 pp pp_magic=0x40'], ['6.1.192', 'dma_addr=0x12345000 dma_addr_upper=0x0 pp pp_magic=0x40'],
    // The number of its page, and above the signature the number in the pool's array.
    ['6.12.117', 'dma_addr=0x12345 pp_magic=0x80 pp pp_magic=0xc0 pp_ref_count'],
  ];
  for (const [kernel, words] of dma) {
    it(`page_pool on a 32-bit big-endian machine with a 64-bit dma_addr_t (page_pool_set_dma_addr(), ${kernel})`, () => {
      const { takes, findings } = lives({ state: 'page-pool' }, kernel, 'armeb');
      assert.deepEqual(takes.split(', ').filter((word) => /dma|pp_/.test(word)).map((word) => word.split(' ')[0]), words.split(' '));
      assert.deepEqual(findings, []);
    });
  }

  for (const kernel of kernels) {
    it(`split_page() gives every page but the first a reference, and takes no compound page (mm/page_alloc.c:split_page(), ${kernel})`, () => {
      const split = (compound: boolean): readonly string[] => {
        const run = runScenario(JSON.stringify({ title: 'split', kernel, machine: { zones: [{ type: 'NORMAL', pages: 4096 }] }, steps: [{ do: 'alloc', as: 'b', order: 2, compound }, { do: 'split', what: 'b', as: 'p' }, { do: 'free', what: 'p' }] }));
        assert.ok(run.ok);
        const { simulation } = run;
        const written = Array.from({ length: simulation.events }, (_, event) => traceLine(simulation, event)).filter(({ operation, page }) => operation.startsWith('split_page') && page >= 0);
        return [...written.map((line) => `${line.page}.${line.member}=${line.new}`), ...run.findings.map((finding) => ('says' in finding ? finding.says : finding.kind)).slice(0, 1)];
      };
      assert.deepEqual(split(false), ['1._refcount=0x1', '2._refcount=0x1', '3._refcount=0x1']);
      assert.deepEqual(split(true), ['split_page() of a compound page (page 0)']);
    });
  }
});
