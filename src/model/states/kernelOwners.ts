import { evidence } from '../evidence.js';
import type { Claim, PageState } from '../state.js';
import { claim, kernelOnly, link, origin, ownDuties, pointer, words } from './words.js';

const counts: readonly Claim[] = [claim(words.flags, { kind: 'flags' }, 'node, zone, section'), claim(words.refcount, { kind: 'refcount' }, 'references')];

function privateOwner(name: string, title: string, claims: readonly Claim[], file: string, where: string, more: Partial<PageState> = {}): PageState {
  return { name, title, position: 'single', reach: kernelOnly, duties: ownDuties, claims: [...claims, ...counts], origins: [], evidence: [evidence(file, where)], ...more };
}

/** Kernel users that keep a pointer or a list in a page of their own. */
export const kernelOwnerStates: readonly PageState[] = [
  privateOwner('percpu', 'page of a percpu chunk', [claim(words.index, pointer('pcpu_chunk'), 'its chunk')], 'mm/percpu.c', 'pcpu_set_page_chunk'),
  privateOwner('relay', 'page of a relay buffer', [claim(words.private, pointer('rchan_buf'), 'its buffer')], 'kernel/relay.c', 'relay_alloc_buf', { reach: { ...kernelOnly, userMappable: 'yes' } }),
  privateOwner('watch-queue', 'page of a watch queue', [claim(words.index, { kind: 'integer', means: 'note offset' }, 'offset of its notes')], 'kernel/watch_queue.c', 'watch_queue_set_size'),
  privateOwner('kvm-shadow', 'KVM shadow page table', [claim(words.private, pointer('kvm_mmu_page'), 'its kvm_mmu_page')], 'arch/x86/kvm/mmu/mmu.c', 'kvm_mmu_alloc_shadow_page', {
    evidence: [evidence('arch/x86/kvm/mmu/mmu.c', 'kvm_mmu_alloc_shadow_page', { since: '6.0' }), evidence('arch/x86/kvm/mmu/mmu.c', 'kvm_mmu_alloc_page', { before: '6.0' })],
  }),
  privateOwner('kexec-control', 'kexec control page', [claim(words.lru, link, 'list of the image'), claim(words.private, { kind: 'order' }, 'its order')], 'kernel/kexec_core.c', 'kimage_alloc_pages'),
  privateOwner('iommu-freelist', 'IOMMU page table on a free list', [claim(words.lru, link, 'free list')], 'drivers/iommu/dma-iommu.c', 'fq_ring_free', { era: { since: '5.15', before: '6.16' } }),
  privateOwner('ttm-pool', 'page in the TTM pool', [claim(words.lru, link, 'list of the pool'), claim(words.private, { kind: 'unknown', reason: 'order or ttm_pool_dma' }, 'order, or its ttm_pool_dma')], 'drivers/gpu/drm/ttm/ttm_pool.c', 'ttm_pool_alloc_page', { era: { since: '5.11' }, reach: { ...kernelOnly, userMappable: 'yes' } }),
  privateOwner('xen-foreign', 'page mapping a foreign grant', [claim(words.private, { kind: 'unknown', reason: 'xen_page_foreign' }, 'foreign domain and grant')], 'drivers/xen/grant-table.c', 'gnttab_pages_set_private', { origins: [origin('result', 'gnttab_alloc_pages')] }),
];
