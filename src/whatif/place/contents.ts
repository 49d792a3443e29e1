import { evidence, type Evidence } from '../../model/evidence.js';
import type { LayoutSet } from '../../layout/record.js';
import { type Contents, contentsOfStates, lowmemOnly, traitOf, vmallocAlias } from '../pageTraits.js';
import { citedIn, type Reason, type ReasonContext } from './reasons.js';
import { isFree, type PlaceQuestion, reachOf } from './question.js';
import type { PageState } from '../../model/state.js';

/** CONFIG_ symbols of the configuration, without the prefix; undefined where no configuration is known. */
export type Symbols = ReadonlyMap<string, string> | undefined;

/** Where the rules below can be read. */
export const contentsFacts = {
  mapped: evidence('mm/memory.c', 'vm_insert_page'), alias: evidence('arch/x86/mm/pat/set_memory.c', 'cpa_process_alias'), areaPermissions: evidence('mm/vmalloc.c', 'set_area_direct_map'),
  wayBack: evidence('mm/vmalloc.c', 'vmalloc_to_page', undefined, 'what a vmalloc address needs instead'), prepare: evidence('mm/page_alloc.c', 'free_pages_prepare'),
  poison: evidence('mm/page_poison.c', 'check_poison_mem'), reporting: evidence('mm/page_reporting.c', 'page_reporting_cycle'), highmem: evidence('mm/highmem.c', 'page_address'),
} as const satisfies Readonly<Record<string, Evidence>>;

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
      add('conflict', reachOf(state, question).userMappable === 'yes', `${state.name}: a user process that maps the page reads and overwrites what is kept in it`, contentsFacts.mapped);
    }
    if (isFree(state)) freePageReasons(state, on, add);
  }
  if (states.some(({ name }) => !traitOf(name, lowmemOnly))) highmem(layout, on, symbols, add);
  if (states.some(({ name }) => traitOf(name, vmallocAlias))) add('duty', true, 'the direct map must still map the page, and writable: set_memory_ro() and set_direct_map_invalid_noflush() on a vmalloc alias change it there too, so permissions go back first',
    contentsFacts.alias, contentsFacts.areaPermissions);
  add('duty', true, 'the way back is virt_to_page() of the node: right for an address of the direct map, wrong page for one of a vmalloc mapping or of struct page itself', contentsFacts.wayBack);
  return reasons;
}

type Add = (weight: Reason['weight'], certain: boolean, text: string, ...facts: readonly Evidence[]) => void;

function contentsOf(state: PageState): { readonly contents: Contents; readonly why: string; readonly fact: readonly Evidence[] } {
  const told = traitOf(state.name, contentsOfStates);
  if (told) return { contents: told.contents, why: told.why, fact: told.evidence };
  return isFree(state)
    ? { contents: 'unused', why: 'free memory', fact: [] }
    : { contents: 'data', why: `the contents are what the page is there for (${state.title})`, fact: state.evidence };
}

/** Debugging and hardening that look at, overwrite or unmap free memory. Their boot options work in any kernel that has them built in. */
function freePageReasons(state: PageState, on: (name: string) => boolean, add: Add): void {
  const { prepare } = contentsFacts;
  const rule = (symbol: string, text: string, fact: Evidence): void => { add(on(symbol) ? 'conflict' : 'duty', on(symbol), `${state.name}: ${on(symbol) ? '' : `not with CONFIG_${symbol}: `}${text}`, fact); };
  rule('DEBUG_PAGEALLOC', 'free pages are taken out of the direct map: writing the node faults', prepare);
  rule('PAGE_POISONING', 'the poison of free memory is checked at the next allocation: the node is reported as corruption', contentsFacts.poison);
  rule('KASAN', 'free pages are poisoned: every access to the node is reported as a use after free', prepare);
  add('duty', true, `${state.name}: with init_on_free=1 the next owner counts on zeroed memory: the bytes must be cleared again`, prepare);
  add('duty', true, `${state.name}: merging and unlinking touch the cold memory of the neighbours; memory reported to the hypervisor, not yet accepted or hit by an error must not be touched`, contentsFacts.reporting);
}

function highmem(layout: LayoutSet, on: (name: string) => boolean, symbols: Symbols, add: Add): void {
  const fact = contentsFacts.highmem;
  if (on('HIGHMEM')) add('conflict', true, 'CONFIG_HIGHMEM: page_address() of a highmem page is NULL, so a node in it has no address that a list could hold', fact);
  else if (symbols === undefined && layout.abi.wordSize === 4) add('conflict', false, 'if CONFIG_HIGHMEM is on, page_address() of a highmem page is NULL', fact);
}
