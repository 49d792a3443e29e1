import { evidence, type Evidence } from '../../model/evidence.js';
import type { LayoutSet } from '../../layout/record.js';
import { citedIn, type Reason, type ReasonContext } from './reasons.js';
import { isFree, type PlaceQuestion, reachOf } from './question.js';
import type { PageState } from '../../model/state.js';

/** CONFIG_ symbols of the configuration, without the prefix; undefined where no configuration is known. */
export type Symbols = ReadonlyMap<string, string> | undefined;

/** What the memory behind a page is, in a state. */
type Contents =
  /** The owner's data. */
  | 'data'
  /** Nobody's until the page is given out. */
  | 'unused'
  /** Not to be touched: unmapped, or in another's hands. */
  | 'out-of-reach';

/** States whose contents are not simply their owner's data. */
const contentsOfStates: Readonly<Record<string, { readonly contents: Contents; readonly why: string; readonly evidence: Evidence }>> = {
  'grouped-vmalloc-cache': { contents: 'unused', why: 'the cached page waits for its next user', evidence: evidence('mm/vmalloc.c', '__vunmap', undefined, 'the pages were unmapped before they came to the cache') },
  guard: { contents: 'out-of-reach', why: 'a guard page is not mapped at all', evidence: evidence('mm/page_alloc.c', 'set_page_guard') },
  balloon: { contents: 'out-of-reach', why: 'the memory was given to the hypervisor', evidence: evidence('include/linux/balloon_compaction.h', 'balloon_page_insert') },
  offline: { contents: 'out-of-reach', why: 'the memory was given to the hypervisor', evidence: evidence('include/linux/page-flags.h', 'PageOffline') },
  secretmem: { contents: 'out-of-reach', why: 'secretmem takes its pages out of the direct map', evidence: evidence('mm/secretmem.c', 'secretmem_fault') },
  'zone-device': { contents: 'out-of-reach', why: 'private device memory is not for the CPU', evidence: evidence('mm/memremap.c', 'memremap_pages') },
  'xen-foreign': { contents: 'out-of-reach', why: 'the memory is another domain\'s', evidence: evidence('drivers/xen/grant-table.c', 'gnttab_pages_set_private') },
};

/** States whose pages never come from highmem: the kernel uses them by their address in the direct map. */
const lowmemOnly: ReadonlySet<string> = new Set(['slab', 'percpu', 'kvm-shadow']);

/** States whose pages have a second mapping in the vmalloc area, the permissions of which may have changed. */
const vmallocAlias: ReadonlySet<string> = new Set(['vmalloc', 'grouped-vmalloc-cache', 'swap-map', 'fb-defio']);

/** Keeping the thing in the page itself, as the RFC of April 2021 did: what stands against it, rule by rule. */
export function contentsReasons(question: PlaceQuestion, layout: LayoutSet, symbols: Symbols, context: ReasonContext): readonly Reason[] {
  const states = question.then === undefined ? [question.state] : [question.state, question.then];
  const reasons: Reason[] = [];
  const add = (weight: Reason['weight'], certain: boolean, text: string, ...facts: readonly Evidence[]): void => { reasons.push({ weight, certain, text, evidence: citedIn(facts, context) }); };
  const on = (name: string): boolean => symbols?.get(name) === 'y';
  for (const state of states) {
    const { contents, why, fact } = contentsOf(state);
    if (contents === 'data') add('claimed', true, `${state.name}: ${why}`, ...fact);
    if (contents === 'out-of-reach') add('conflict', true, `${state.name}: ${why}`, ...fact);
    if (reachOf(state, question).userMappable !== 'no' && !isFree(state)) {
      add('conflict', reachOf(state, question).userMappable === 'yes', `${state.name}: a user process that maps the page reads and overwrites what is kept in it`, evidence('mm/memory.c', 'vm_insert_page'));
    }
    if (isFree(state)) freePageReasons(state, on, add);
  }
  if (states.some((state) => !lowmemOnly.has(state.name))) highmem(layout, on, symbols, add);
  if (states.some((state) => vmallocAlias.has(state.name))) add('duty', true, 'the direct map must still map the page, and writable: set_memory_ro() and set_direct_map_invalid_noflush() on a vmalloc alias change it there too, so permissions go back first',
    evidence('arch/x86/mm/pat/set_memory.c', 'cpa_process_alias'), evidence('mm/vmalloc.c', 'set_area_direct_map'));
  add('duty', true, 'the way back is virt_to_page() of the node: right for an address of the direct map, wrong page for one of a vmalloc mapping or of struct page itself', evidence('mm/vmalloc.c', 'vmalloc_to_page', undefined, 'what a vmalloc address needs instead'));
  return reasons;
}

type Add = (weight: Reason['weight'], certain: boolean, text: string, ...facts: readonly Evidence[]) => void;

function contentsOf(state: PageState): { readonly contents: Contents; readonly why: string; readonly fact: readonly Evidence[] } {
  const told = contentsOfStates[state.name];
  if (told) return { contents: told.contents, why: told.why, fact: [told.evidence] };
  return isFree(state)
    ? { contents: 'unused', why: 'free memory', fact: [] }
    : { contents: 'data', why: `the contents are what the page is there for (${state.title})`, fact: state.evidence };
}

/** Debugging and hardening that look at, overwrite or unmap free memory. Their boot options work in any kernel that has them built in. */
function freePageReasons(state: PageState, on: (name: string) => boolean, add: Add): void {
  const prepare = evidence('mm/page_alloc.c', 'free_pages_prepare');
  const rule = (symbol: string, text: string, fact: Evidence): void => { add(on(symbol) ? 'conflict' : 'duty', on(symbol), `${state.name}: ${on(symbol) ? '' : `not with CONFIG_${symbol}: `}${text}`, fact); };
  rule('DEBUG_PAGEALLOC', 'free pages are taken out of the direct map: writing the node faults', prepare);
  rule('PAGE_POISONING', 'the poison of free memory is checked at the next allocation: the node is reported as corruption', evidence('mm/page_poison.c', 'check_poison_mem'));
  rule('KASAN', 'free pages are poisoned: every access to the node is reported as a use after free', prepare);
  add('duty', true, `${state.name}: with init_on_free=1 the next owner counts on zeroed memory: the bytes must be cleared again`, prepare);
  add('duty', true, `${state.name}: merging and unlinking touch the cold memory of the neighbours; memory reported to the hypervisor, not yet accepted or hit by an error must not be touched`, evidence('mm/page_reporting.c', 'page_reporting_cycle'));
}

function highmem(layout: LayoutSet, on: (name: string) => boolean, symbols: Symbols, add: Add): void {
  const fact = evidence('mm/highmem.c', 'page_address');
  if (on('HIGHMEM')) add('conflict', true, 'CONFIG_HIGHMEM: page_address() of a highmem page is NULL, so a node in it has no address that a list could hold', fact);
  else if (symbols === undefined && layout.abi.wordSize === 4) add('conflict', false, 'if CONFIG_HIGHMEM is on, page_address() of a highmem page is NULL', fact);
}
