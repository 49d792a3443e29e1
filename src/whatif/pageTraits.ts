/** What the page model does not say of a state's pages: where their memory lies and who sees it. Held against the opened tree like the model's own facts. */
import { evidence, type Evidence } from '../model/evidence.js';

/** What is true of the pages of one state. */
export interface PageTrait {
  readonly state: string;
  readonly why: string;
  readonly evidence: readonly Evidence[];
}

/** What the memory behind a page is. */
export type Contents =
  /** The owner's data. */
  | 'data'
  /** Nobody's until the page is given out. */
  | 'unused'
  /** Not to be touched: unmapped, or in another's hands. */
  | 'out-of-reach';

/** States whose contents are not simply their owner's data. */
export const contentsOfStates: readonly (PageTrait & { readonly contents: Contents })[] = [
  { state: 'grouped-vmalloc-cache', contents: 'unused', why: 'the cached page waits for its next user', evidence: [evidence('mm/vmalloc.c', 'vfree', undefined, 'the pages were unmapped before they came to the cache')] },
  { state: 'guard', contents: 'out-of-reach', why: 'a guard page is not mapped at all', evidence: [evidence('mm/page_alloc.c', 'set_page_guard', { before: '6.5' }), evidence('mm/debug_page_alloc.c', '__set_page_guard', { since: '6.5' })] },
  { state: 'balloon', contents: 'out-of-reach', why: 'the memory was given to the hypervisor', evidence: [evidence('include/linux/balloon_compaction.h', 'balloon_page_insert', { before: '7.2' }), evidence('mm/balloon.c', 'balloon_page_insert', { since: '7.2' })] },
  { state: 'offline', contents: 'out-of-reach', why: 'the memory was given to the hypervisor', evidence: [evidence('include/linux/page-flags.h', 'PageOffline')] },
  { state: 'secretmem', contents: 'out-of-reach', why: 'secretmem takes its pages out of the direct map', evidence: [evidence('mm/secretmem.c', 'secretmem_fault', { since: '5.14' })] },
  { state: 'zone-device', contents: 'out-of-reach', why: 'private device memory is not for the CPU', evidence: [evidence('mm/memremap.c', 'memremap_pages')] },
  { state: 'xen-foreign', contents: 'out-of-reach', why: 'the memory is another domain\'s', evidence: [evidence('drivers/xen/grant-table.c', 'gnttab_pages_set_private')] },
];

/** States whose pages never come from highmem: the kernel uses them by their address in the direct map. */
export const lowmemOnly: readonly PageTrait[] = [
  { state: 'slab', why: 'objects are used by their address in the direct map', evidence: [evidence('mm/slub.c', 'allocate_slab')] },
  { state: 'kvm-shadow', why: 'allocated by address, with __get_free_page()', evidence: [evidence('virt/kvm/kvm_main.c', 'mmu_memory_cache_alloc_obj')] },
];

/** States whose pages have a second mapping in the vmalloc area, the permissions of which may have changed. */
export const vmallocAlias: readonly PageTrait[] = [
  { state: 'vmalloc', why: 'that is what the page is there for', evidence: [evidence('mm/vmalloc.c', 'vmalloc_to_page')] },
  { state: 'grouped-vmalloc-cache', why: 'the page comes from a vmalloc area', evidence: [evidence('mm/vmalloc.c', 'vfree')] },
  { state: 'swap-map', why: 'the map of a swap device is vzalloc()ed', evidence: [evidence('mm/swapfile.c', 'add_swap_count_continuation', { before: '7.2' }, 'vmalloc_to_page() of the map')] },
  { state: 'fb-defio', why: 'framebuffers in memory are vmalloc()ed', evidence: [evidence('drivers/video/fbdev/core/fb_defio.c', 'fb_deferred_io_fault', undefined, 'its page comes from vmalloc_to_page()')] },
];

/** States whose object spans pages from anywhere: node, zone and section differ from page to page, so one object cannot hold them (mail of 6 December 2024). */
export const scattered: readonly PageTrait[] = [
  ...vmallocAlias,
  { state: 'perf-aux', why: 'a buffer is put together of blocks as they come', evidence: [evidence('kernel/events/ring_buffer.c', 'rb_alloc_aux')] },
  { state: 'relay', why: 'a buffer is put together of single pages', evidence: [evidence('kernel/relay.c', 'relay_alloc_buf')] },
  { state: 'percpu', why: 'a chunk is put together of single pages', evidence: [evidence('mm/percpu-vm.c', 'pcpu_alloc_pages')] },
  { state: 'zsmalloc', why: 'a zspage is put together of single pages', evidence: [evidence('mm/zsmalloc.c', 'alloc_zspage')] },
];

export function traitOf<T extends PageTrait>(state: string, traits: readonly T[]): T | undefined {
  return traits.find((one) => one.state === state);
}
