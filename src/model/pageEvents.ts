import { evidence, type Evidence } from './evidence.js';
import type { Era } from './era.js';

/** What happens to a page that a function is handed: named by the functions behind which it happens, whoever calls them. */
export type PageEventKind =
  /** It goes back to the page allocator, whose checks look at its words. */
  | 'freed'
  /** A reference to each page of an array is given back: the last one where whoever owns the pages does it. */
  | 'released'
  /** A normal PTE of a user process maps it from now on. */
  | 'mapped'
  /** It becomes a fragment of a packet. */
  | 'fragment'
  /** Its struct page is computed from an address in memory. */
  | 'from-address'
  /** The address of its contents is taken: what lies there is the page's bytes, not struct page. */
  | 'contents'
  /** Its frame number is computed from where its struct page lies. */
  | 'frame-number'
  /** Memory of its own is given with the same bytes in it. */
  | 'copied'
  /** What is done to it is done to pages of one kind only: the model's states name these functions. */
  | 'tells';

export interface PageEvent extends Evidence {
  readonly event: PageEventKind;
  /** Tag of the record it gives a pointer to, `void` for memory, where its declaration does not tell: most of these are macros somewhere. */
  readonly gives?: string;
  /** It is handed the address of the page's memory, not the page: what gives the page of such an address. */
  readonly takes?: 'virt_to_page' | 'vmalloc_to_page';
}

function event(kind: PageEventKind, file: string, name: string, era?: Era, gives?: string): PageEvent {
  return { ...evidence(file, name, era), event: kind, ...(gives !== undefined && { gives }) };
}

/** Functions and macros at which a page's life changes (5.11 to 7.x). */
export const pageEvents: readonly PageEvent[] = [
  event('freed', 'mm/page_alloc.c', 'free_pages_prepare'),
  event('freed', 'mm/page_alloc.c', '__free_pages_prepare', { since: '7.0' }),
  { ...event('freed', 'mm/page_alloc.c', 'free_pages'), takes: 'virt_to_page' },
  { ...event('freed', 'include/linux/gfp.h', 'free_page'), takes: 'virt_to_page' },
  { ...event('freed', 'mm/page_alloc.c', 'free_pages_exact'), takes: 'virt_to_page' },
  { ...event('freed', 'mm/vmalloc.c', 'vfree'), takes: 'vmalloc_to_page' },
  event('freed', 'mm/mempool.c', 'mempool_free'),
  event('released', 'mm/swap.c', 'release_pages', { before: '7.3' }),
  event('released', 'mm/folio.c', 'release_pages', { since: '7.3' }),
  event('mapped', 'mm/memory.c', 'validate_page_before_insert'),
  event('mapped', 'mm/memory.c', 'vm_insert_page'),
  event('mapped', 'mm/memory.c', 'vm_insert_pages'),
  event('mapped', 'mm/memory.c', 'vm_map_pages'),
  event('mapped', 'mm/memory.c', 'vm_map_pages_zero'),
  event('mapped', 'mm/memory.c', 'vmf_insert_page_mkwrite', { since: '6.14' }),
  event('from-address', 'arch/x86/include/asm/page.h', 'virt_to_page', undefined, 'page'),
  event('from-address', 'include/linux/mm.h', 'virt_to_head_page', undefined, 'page'),
  event('from-address', 'include/linux/mm.h', 'virt_to_folio', { since: '5.17' }, 'folio'),
  event('from-address', 'mm/vmalloc.c', 'vmalloc_to_page', undefined, 'page'),
  event('fragment', 'net/core/skbuff.c', 'skb_add_rx_frag', { before: '6.9' }),
  event('fragment', 'include/linux/skbuff.h', 'skb_add_rx_frag', { since: '6.9' }),
  event('fragment', 'include/linux/skbuff.h', 'skb_fill_page_desc'),
  event('fragment', 'include/linux/skbuff.h', '__skb_fill_page_desc'),
  event('contents', 'include/linux/mm.h', 'page_address', undefined, 'void'),
  event('contents', 'include/linux/mm.h', 'lowmem_page_address', undefined, 'void'),
  event('contents', 'include/linux/mm.h', 'folio_address', { since: '5.19' }, 'void'),
  event('contents', 'include/linux/highmem.h', 'kmap', { before: '5.11' }, 'void'),
  event('contents', 'include/linux/highmem.h', 'kmap_atomic', { before: '5.11' }, 'void'),
  event('contents', 'include/linux/highmem-internal.h', 'kmap', { since: '5.11' }, 'void'),
  event('contents', 'include/linux/highmem-internal.h', 'kmap_local_page', { since: '5.11' }, 'void'),
  event('contents', 'include/linux/highmem-internal.h', 'kmap_atomic', { since: '5.11' }, 'void'),
  event('copied', 'mm/util.c', 'kmemdup', { before: '6.10' }),
  event('copied', 'mm/util.c', 'kmemdup_noprof', { since: '6.10' }),
  event('tells', 'mm/gup.c', 'unpin_user_page', { since: '5.6' }),
  event('tells', 'mm/gup.c', 'unpin_user_pages', { since: '5.6' }),
  event('tells', 'mm/gup.c', 'unpin_user_pages_dirty_lock', { since: '5.6' }),
  event('tells', 'mm/gup.c', 'unpin_user_page_range_dirty_lock', { since: '5.14' }),
  event('tells', 'mm/gup.c', 'unpin_user_folio', { since: '6.12' }),
  event('frame-number', 'include/asm-generic/memory_model.h', 'page_to_pfn'),
  event('frame-number', 'include/asm-generic/memory_model.h', '__page_to_pfn'),
];

/** What a call tells of the page it is handed, without being followed. */
type PageCallKind =
  /** It takes a page back whoever may hold references to it: who calls it has the page from the allocator, by whatever way. */
  | 'gives-back'
  /** It gives a reference back: a page of which the caller has no other is not its any more. */
  | 'drops-reference'
  /** It tells how many references there are to a page. */
  | 'asks-count'
  /** It makes single pages of a block, each with a reference of its own. */
  | 'takes-apart'
  /** It tells how many pages a compound page has, and of any other page that it is one. */
  | 'asks-order'
  /** It gives the page that a page table maps, which has a reference for that. */
  | 'gives-mapped'
  /** It pins pages of users: each has many references at once, or a count of its own, which only what unpins it takes back. */
  | 'pins'
  /** It takes back what a pin added. */
  | 'unpins'
  /** It is handed an array of pages and gives the address under which they lie one behind the other. */
  | 'maps-pages';

function call(kind: PageCallKind, file: string, name: string, era?: Era): Evidence & { readonly call: PageCallKind } {
  return { ...evidence(file, name, era), call: kind };
}

export const pageCalls = [
  call('gives-back', 'mm/page_alloc.c', '__free_pages'),
  call('gives-back', 'mm/page_alloc.c', 'free_pages'),
  call('gives-back', 'include/linux/gfp.h', 'free_page'),
  call('gives-back', 'mm/page_alloc.c', 'free_pages_exact'),
  call('gives-back', 'mm/mempool.c', 'mempool_free'),
  call('drops-reference', 'include/linux/mm.h', 'put_page'),
  call('drops-reference', 'include/linux/mm.h', 'folio_put', { since: '5.16' }),
  call('drops-reference', 'mm/page_alloc.c', 'free_unref_page', { before: '6.14' }),
  call('drops-reference', 'mm/page_alloc.c', 'free_frozen_pages', { since: '6.14' }),
  call('asks-count', 'include/linux/page_ref.h', 'page_ref_count'),
  call('asks-count', 'include/linux/page_ref.h', 'page_count'),
  call('asks-count', 'include/linux/page_ref.h', 'folio_ref_count', { since: '5.16' }),
  call('takes-apart', 'mm/page_alloc.c', 'split_page'),
  call('gives-mapped', 'mm/memory.c', 'vm_normal_page'),
  call('gives-mapped', 'mm/memory.c', 'vm_normal_folio', { since: '5.18' }),
  call('gives-mapped', 'mm/memory.c', 'vm_normal_page_pmd'),
  ...['compound_order', 'compound_nr', 'page_size'].map((name) => call('asks-order', 'include/linux/mm.h', name)),
  ...['folio_order', 'folio_nr_pages', 'folio_size'].map((name) => call('asks-order', 'include/linux/mm.h', name, { since: '5.16' })),
  ...['pin_user_pages', 'pin_user_pages_fast', 'pin_user_pages_remote', 'pin_user_pages_unlocked'].map((name) => call('pins', 'mm/gup.c', name)),
  ...['unpin_user_page', 'unpin_user_pages', 'unpin_user_pages_dirty_lock'].map((name) => call('unpins', 'mm/gup.c', name, { since: '5.6' })),
  call('unpins', 'mm/gup.c', 'unpin_user_page_range_dirty_lock', { since: '5.14' }),
  call('unpins', 'mm/gup.c', 'unpin_user_folio', { since: '6.12' }),
  call('unpins', 'mm/gup.c', 'unpin_folio', { since: '6.11' }),
  call('unpins', 'mm/gup.c', 'unpin_folios', { since: '6.11' }),
  call('maps-pages', 'mm/vmalloc.c', 'vmap'),
  call('maps-pages', 'mm/vmalloc.c', 'vm_map_ram'),
] as const;

/** Functions that do one of these to a page. */
export function callsThat(...kinds: readonly PageCallKind[]): ReadonlySet<string> {
  return new Set(pageCalls.filter((one) => kinds.includes(one.call)).map((one) => one.function));
}

/** Members whose assignment is an event of its own: a fault handler gives the page to be mapped by `vmf->page`. */
export const mappingMembers: readonly string[] = ['vm_fault.page'];

export function eventsNamed(kind: PageEventKind): ReadonlySet<string> {
  return new Set(pageEvents.filter((one) => one.event === kind).map((one) => one.function));
}
