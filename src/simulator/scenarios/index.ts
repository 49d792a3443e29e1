import balloonDeflate from './balloon-deflate.json';
import balloonListOverwritten from './balloon-list-overwritten.json';
import buddyOneWord from './buddy-one-word.json';
import buddyPageContents from './buddy-page-contents.json';
import buddyPageContents64 from './buddy-page-contents-64.json';
import buddyTwoWords from './buddy-two-words.json';
import buddyTwoWords32 from './buddy-two-words-32.json';
import buddyTwoWordsPfn from './buddy-two-words-pfn.json';
import cmaAlloc from './cma-alloc.json';
import cmaPinned from './cma-pinned.json';
import cpuLists from './cpu-lists.json';
import cpuWriteAfterRemoteFree from './cpu-write-after-remote-free.json';
import evenWordIsNoTail from './even-word-is-no-tail.json';
import everyOwner from './every-owner.json';
import fbDefioCompoundTails from './fb-defio-compound-tails.json';
import fbDefioPageref from './fb-defio-pageref.json';
import fbDefioShmem from './fb-defio-shmem.json';
import fbDefioSplit from './fb-defio-split.json';
import flagsWordLeft from './flags-word-left.json';
import flagsWordOverwritten from './flags-word-overwritten.json';
import flushDcacheMapping from './flush-dcache-mapping.json';
import flushDcachePrivate from './flush-dcache-private.json';
import giganticCompoundNr from './gigantic-compound-nr.json';
import giganticCompoundNrCleared from './gigantic-compound-nr-cleared.json';
import giganticHeldPage from './gigantic-held-page.json';
import giganticRoundTrip from './gigantic-round-trip.json';
import hotRemoveLooksMovable from './hot-remove-looks-movable.json';
import hotRemovePrivate from './hot-remove-private.json';
import hvoDissolve from './hvo-dissolve.json';
import hvoFirstTailWrite from './hvo-first-tail-write.json';
import hvoFreeUnrestored from './hvo-free-unrestored.json';
import hvoTailWrite from './hvo-tail-write.json';
import insertPlainPage from './insert-plain-page.json';
import insertTypedPage from './insert-typed-page.json';
import listPoison2Init from './list-poison2-init.json';
import listPoison2Mapping from './list-poison2-mapping.json';
import oddWordLooksTail from './odd-word-looks-tail.json';
import pagePoolDmaAddrBe from './page-pool-dma-addr-be.json';
import pagePoolDmaAddrBe513 from './page-pool-dma-addr-be-5.13.json';
import pagePoolDmaOnIndex from './page-pool-dma-on-index.json';
import pagePoolDmaOnMapping from './page-pool-dma-on-mapping.json';
import pagePoolLeak from './page-pool-leak.json';
import pagePoolRecycled from './page-pool-recycled.json';
import pageTableFreelist from './page-table-freelist.json';
import pageTableHalvesInMapcount from './page-table-halves-in-mapcount.json';
import pageTableHalvesInAWordOfTheirOwn from './page-table-halves-in-a-word-of-their-own.json';
import pageTableOnAList from './page-table-on-a-list.json';
import pageTypeLooksBuddy from './page-type-looks-buddy.json';
import pageTypeOwn from './page-type-own.json';
import perfAuxMappingCleared from './perf-aux-mapping-cleared.json';
import perfAuxMappingKept from './perf-aux-mapping-kept.json';
import pfmemallocCleanWord from './pfmemalloc-clean-word.json';
import pfmemallocStaleWord from './pfmemalloc-stale-word.json';
import ppSignatureCollision from './pp-signature-collision.json';
import randomWorkload from './random-workload.json';
import refcountAsShareCount from './refcount-as-share-count.json';
import rfcCacheWhileMapped from './rfc-cache-while-mapped.json';
import rfcGfp from './rfc-gfp.json';
import rfcHeadlineGrouped from './rfc-headline-grouped.json';
import rfcHeadlinePlain from './rfc-headline-plain.json';
import rfcHighmem from './rfc-highmem.json';
import rfcHighmemStructPage from './rfc-highmem-struct-page.json';
import rfcHlist from './rfc-hlist.json';
import rfcIndexPrivate from './rfc-index-private.json';
import rfcIndexPrivate612 from './rfc-index-private-6.12.json';
import rfcLru from './rfc-lru.json';
import rfcLru612 from './rfc-lru-6.12.json';
import rfcMappingIndex from './rfc-mapping-index.json';
import rfcMappingIndex61 from './rfc-mapping-index-6.1.json';
import rfcMappingIndexCleared from './rfc-mapping-index-cleared.json';
import rfcPageContents from './rfc-page-contents.json';
import rfcPoisonedContents from './rfc-poisoned-contents.json';
import rfcPoisonedStructPage from './rfc-poisoned-struct-page.json';
import rfcPrivateOverrun from './rfc-private-overrun.json';
import rfcUnmappedContents from './rfc-unmapped-contents.json';
import rfcUnmappedStructPage from './rfc-unmapped-struct-page.json';
import rfcVirtToPage from './rfc-virt-to-page.json';
import rfcVirtToPageFlat from './rfc-virt-to-page-flat.json';
import rfcVirtToPageTold from './rfc-virt-to-page-told.json';
import scamemMunmapFirst from './scamem-munmap-first.json';
import scamemPinHeld from './scamem-pin-held.json';
import scamemUncounted from './scamem-uncounted.json';
import scamemVfreeFirst from './scamem-vfree-first.json';
import shareCountOfItsOwn from './share-count-of-its-own.json';
import slabRcuFunc612 from './slab-rcu-func-6.12.json';
import slabRcuFuncMovable from './slab-rcu-func-movable.json';
import swapCacheLeft from './swap-cache-left.json';
import swapEntryOverwritten from './swap-entry-overwritten.json';
import taggedPointerLooksAnon from './tagged-pointer-looks-anon.json';
import taggedPointerPrivate from './tagged-pointer-private.json';
import useAfterFree from './use-after-free.json';
import vfreeWhileMapped from './vfree-while-mapped.json';
import writeAfterFree from './write-after-free.json';
import writeBeforeFree from './write-before-free.json';
import xenLruPgmap from './xen-lru-pgmap.json';
import xenZoneDeviceData from './xen-zone-device-data.json';
import zsmalloc61 from './zsmalloc-6.1.json';
import zsmalloc61Kpagecount from './zsmalloc-6.1-kpagecount.json';
import zsmallocCompoundHead from './zsmalloc-compound-head.json';
import zsmallocCompoundHeadKept from './zsmalloc-compound-head-kept.json';
import zsmallocZpdesc from './zsmalloc-zpdesc.json';

/** The bundled scenarios by name, as their files hold them. Each states its source and what must come of it. */
export const bundledScenarios: Readonly<Record<string, unknown>> = {
  'balloon-deflate': balloonDeflate,
  'balloon-list-overwritten': balloonListOverwritten,
  'buddy-one-word': buddyOneWord,
  'buddy-page-contents': buddyPageContents,
  'buddy-page-contents-64': buddyPageContents64,
  'buddy-two-words': buddyTwoWords,
  'buddy-two-words-32': buddyTwoWords32,
  'buddy-two-words-pfn': buddyTwoWordsPfn,
  'cma-alloc': cmaAlloc,
  'cma-pinned': cmaPinned,
  'cpu-lists': cpuLists,
  'cpu-write-after-remote-free': cpuWriteAfterRemoteFree,
  'even-word-is-no-tail': evenWordIsNoTail,
  'every-owner': everyOwner,
  'fb-defio-compound-tails': fbDefioCompoundTails,
  'fb-defio-pageref': fbDefioPageref,
  'fb-defio-shmem': fbDefioShmem,
  'fb-defio-split': fbDefioSplit,
  'flags-word-left': flagsWordLeft,
  'flags-word-overwritten': flagsWordOverwritten,
  'flush-dcache-mapping': flushDcacheMapping,
  'flush-dcache-private': flushDcachePrivate,
  'gigantic-compound-nr': giganticCompoundNr,
  'gigantic-compound-nr-cleared': giganticCompoundNrCleared,
  'gigantic-held-page': giganticHeldPage,
  'gigantic-round-trip': giganticRoundTrip,
  'hot-remove-looks-movable': hotRemoveLooksMovable,
  'hot-remove-private': hotRemovePrivate,
  'hvo-dissolve': hvoDissolve,
  'hvo-first-tail-write': hvoFirstTailWrite,
  'hvo-free-unrestored': hvoFreeUnrestored,
  'hvo-tail-write': hvoTailWrite,
  'insert-plain-page': insertPlainPage,
  'insert-typed-page': insertTypedPage,
  'list-poison2-init': listPoison2Init,
  'list-poison2-mapping': listPoison2Mapping,
  'odd-word-looks-tail': oddWordLooksTail,
  'page-pool-dma-addr-be': pagePoolDmaAddrBe,
  'page-pool-dma-addr-be-5.13': pagePoolDmaAddrBe513,
  'page-pool-dma-on-index': pagePoolDmaOnIndex,
  'page-pool-dma-on-mapping': pagePoolDmaOnMapping,
  'page-pool-leak': pagePoolLeak,
  'page-pool-recycled': pagePoolRecycled,
  'page-table-freelist': pageTableFreelist,
  'page-table-halves-in-mapcount': pageTableHalvesInMapcount,
  'page-table-halves-in-a-word-of-their-own': pageTableHalvesInAWordOfTheirOwn,
  'page-table-on-a-list': pageTableOnAList,
  'page-type-looks-buddy': pageTypeLooksBuddy,
  'page-type-own': pageTypeOwn,
  'perf-aux-mapping-cleared': perfAuxMappingCleared,
  'perf-aux-mapping-kept': perfAuxMappingKept,
  'pfmemalloc-clean-word': pfmemallocCleanWord,
  'pfmemalloc-stale-word': pfmemallocStaleWord,
  'pp-signature-collision': ppSignatureCollision,
  'random-workload': randomWorkload,
  'refcount-as-share-count': refcountAsShareCount,
  'rfc-cache-while-mapped': rfcCacheWhileMapped,
  'rfc-gfp': rfcGfp,
  'rfc-headline-grouped': rfcHeadlineGrouped,
  'rfc-headline-plain': rfcHeadlinePlain,
  'rfc-highmem': rfcHighmem,
  'rfc-highmem-struct-page': rfcHighmemStructPage,
  'rfc-hlist': rfcHlist,
  'rfc-index-private': rfcIndexPrivate,
  'rfc-index-private-6.12': rfcIndexPrivate612,
  'rfc-lru': rfcLru,
  'rfc-lru-6.12': rfcLru612,
  'rfc-mapping-index': rfcMappingIndex,
  'rfc-mapping-index-6.1': rfcMappingIndex61,
  'rfc-mapping-index-cleared': rfcMappingIndexCleared,
  'rfc-page-contents': rfcPageContents,
  'rfc-poisoned-contents': rfcPoisonedContents,
  'rfc-poisoned-struct-page': rfcPoisonedStructPage,
  'rfc-private-overrun': rfcPrivateOverrun,
  'rfc-unmapped-contents': rfcUnmappedContents,
  'rfc-unmapped-struct-page': rfcUnmappedStructPage,
  'rfc-virt-to-page': rfcVirtToPage,
  'rfc-virt-to-page-flat': rfcVirtToPageFlat,
  'rfc-virt-to-page-told': rfcVirtToPageTold,
  'scamem-munmap-first': scamemMunmapFirst,
  'scamem-pin-held': scamemPinHeld,
  'scamem-uncounted': scamemUncounted,
  'scamem-vfree-first': scamemVfreeFirst,
  'share-count-of-its-own': shareCountOfItsOwn,
  'slab-rcu-func-6.12': slabRcuFunc612,
  'slab-rcu-func-movable': slabRcuFuncMovable,
  'swap-cache-left': swapCacheLeft,
  'swap-entry-overwritten': swapEntryOverwritten,
  'tagged-pointer-looks-anon': taggedPointerLooksAnon,
  'tagged-pointer-private': taggedPointerPrivate,
  'use-after-free': useAfterFree,
  'vfree-while-mapped': vfreeWhileMapped,
  'write-after-free': writeAfterFree,
  'write-before-free': writeBeforeFree,
  'xen-lru-pgmap': xenLruPgmap,
  'xen-zone-device-data': xenZoneDeviceData,
  'zsmalloc-6.1': zsmalloc61,
  'zsmalloc-6.1-kpagecount': zsmalloc61Kpagecount,
  'zsmalloc-compound-head': zsmallocCompoundHead,
  'zsmalloc-compound-head-kept': zsmallocCompoundHeadKept,
  'zsmalloc-zpdesc': zsmallocZpdesc,
};

/** The text of a bundled scenario, for runScenario(); undefined for an unknown name. */
export function bundledScenario(name: string): string | undefined {
  const scenario = Object.hasOwn(bundledScenarios, name) ? bundledScenarios[name] : undefined;
  return scenario === undefined ? undefined : JSON.stringify(scenario, undefined, 2);
}
