import type { Abi, FieldLayout, LayoutSet, RecordLayout } from '../layout/record.js';
import { compareVersions, inEra } from '../model/era.js';

/** Architectures with a standard layout here. `armeb` is arm in big-endian order, with LPAE's 64-bit dma_addr_t. */
export type StandardArch = 'x86_64' | 'arm64' | 's390x' | 'i386' | 'arm' | 'armeb';

/** A member: its word, then either a C type or bytes within the word. */
type Member = readonly [path: string, word: number, type: 'word' | 'list' | 'u8' | 'u32' | 'u64', byte?: number];

const cache: readonly Member[] = [['flags', 0, 'word'], ['lru', 1, 'list'], ['mapping', 3, 'word'], ['index', 4, 'word'], ['private', 5, 'word'], ['compound_head', 1, 'word'],
  ['zone_device_data', 2, 'word'], ['rcu_head', 1, 'list']];
/** These and mlock's words are members of struct folio alone since 6.15. */
const pgmap: readonly Member[] = [['pgmap', 1, 'word']];
/** Page tables: members of struct page up to 6.5, of struct ptdesc since. */
const pageTable: readonly Member[] = [['pmd_huge_pte', 2, 'word'], ['pt_mm', 4, 'word'], ['ptl', 5, 'u32']];
const mlock: readonly Member[] = [['__filler', 1, 'word'], ['mlock_count', 2, 'u32']];
const lists: readonly Member[] = [['buddy_list', 1, 'list'], ['pcp_list', 1, 'list']];
const tails: readonly Member[] = [['compound_dtor', 2, 'u8'], ['compound_order', 2, 'u8', 1]];
const poolIn514: readonly Member[] = [['pp_magic', 1, 'word'], ['pp', 2, 'word'], ['_pp_mapping_pad', 3, 'word'], ['dma_addr', 4, 'word']];
const slabIn511: readonly Member[] = [['slab_list', 1, 'list'], ['slab_cache', 3, 'word'], ['freelist', 4, 'word'], ['counters', 5, 'word']];

/** struct page's members by era (include/linux/mm_types.h of the releases; 6.1 and 6.12 checked against the trees). */
function pageMembers(kernel: string, wide: boolean): readonly Member[] {
  const since = (version: string): boolean => compareVersions(kernel, version) >= 0;
  // In the second tail before 5.18.
  const pinned: readonly Member[] = since('5.18') ? [] : [['hpage_pinned_refcount', 2, 'u32']];
  const compound: readonly Member[] = since('6.3') ? [] : wide
    ? [...tails, ['compound_mapcount', 2, 'u32', 4], ...(since('5.18') ? [['compound_pincount', 3, 'u32'], ['compound_nr', 3, 'u32', 4]] as const : [['compound_nr', 3, 'u32']] as const), ['deferred_list', 3, 'list'], ...pinned]
    : [...tails, ['compound_mapcount', 3, 'u32'], ...(since('5.18') ? [['compound_pincount', 4, 'u32']] as const : [['compound_nr', 4, 'u32']] as const), ['deferred_list', 3, 'list'], ...pinned];
  const pool: readonly Member[] = since('6.8') ? [...poolIn514, ['pp_ref_count', 5, 'word']]
    : since('5.14') ? [...poolIn514, ['dma_addr_upper', 5, 'word'], ['pp_frag_count', 5, 'word']]
      : hasDmaWords(kernel) ? [['dma_addr[0]', 1, 'word'], ['dma_addr[1]', 2, 'word']] : [['dma_addr', 1, wide ? 'word' : 'u64']];
  return [...cache.map(([path, ...rest]): Member => [renamed(path, since), ...rest]), ...(since('6.6') ? [] : pageTable), ...(since('6.15') ? [] : pgmap), ...(since('5.18') && !since('6.15') ? mlock : []), ...(since('6.0') ? lists : []), ...compound, ...pool, ...(since('5.17') ? [] : slabIn511)];
}

/** page_pool's dma_addr is an array of words, not a dma_addr_t: 5.13, and stable trees of 5.10 (5.10.223; commit c25fff7171be). */
function hasDmaWords(kernel: string): boolean {
  return inEra({ since: '5.13' }, kernel) || inEra({ since: '5.10.223', before: '5.11' }, kernel);
}

/** Names that changed: index in 6.16, compound_head in 7.0. */
function renamed(path: string, since: (version: string) => boolean): string {
  if (path === 'index' && since('6.16')) return '__folio_index';
  return path === 'compound_head' && since('7.0') ? 'compound_info' : path;
}

/** struct slab (mm/slab.h), 5.17 on. 6.2 moved slab_cache to the first union word. */
function slabMembers(kernel: string): readonly Member[] | undefined {
  if (compareVersions(kernel, '5.17') < 0) return undefined;
  return compareVersions(kernel, '6.2') < 0
    ? [['__page_flags', 0, 'word'], ['slab_list', 1, 'list'], ['rcu_head', 1, 'list'], ['slab_cache', 3, 'word'], ['freelist', 4, 'word'], ['counters', 5, 'word']]
    : [[compareVersions(kernel, '6.18') < 0 ? '__page_flags' : 'flags', 0, 'word'], ['slab_cache', 1, 'word'], ['slab_list', 2, 'list'], ['rcu_head', 2, 'list'], ['freelist', 4, 'word'], ['counters', 5, 'word']];
}

/** struct ptdesc (6.6 on): its own places for what page tables keep. */
const ptdesc: readonly Member[] = [['pmd_huge_pte', 2, 'word'], ['pt_mm', 4, 'word'], ['ptl', 5, 'u32']];

/** Where hugetlb keeps its pointers: in the second tail, in the third since 6.15 and in 6.12.117. */
function hugetlbTail(kernel: string): number {
  return inEra({ since: '6.15' }, kernel) || inEra({ since: '6.12.117', before: '6.13' }, kernel) ? 3 : 2;
}

const hugetlb: readonly Member[] = [['_hugetlb_subpool', 2, 'word'], ['_hugetlb_cgroup', 3, 'word'], ['_hugetlb_cgroup_rsvd', 4, 'word'], ['_hugetlb_hwpoison', 5, 'word']];

/** struct folio's members beyond the head page that the simulator writes (6.10 on): by the tail and its word. Since 6.15 it counts the mm's that map it. */
function folioMembers(kernel: string, wide: boolean, pageWords: number): readonly Member[] {
  const first: readonly Member[] = compareVersions(kernel, '6.15') < 0
    ? wide ? [['_large_mapcount', 2, 'u32'], ['_entire_mapcount', 2, 'u32', 4], ['_nr_pages_mapped', 3, 'u32'], ['_pincount', 3, 'u32', 4], ['_folio_nr_pages', 4, 'u32']]
      : [['_large_mapcount', 2, 'u32'], ['_entire_mapcount', 3, 'u32'], ['_nr_pages_mapped', 4, 'u32'], ['_pincount', 5, 'u32']]
    : wide ? [['_large_mapcount', 2, 'u32'], ['_nr_pages_mapped', 2, 'u32', 4], ['_entire_mapcount', 3, 'u32'], ['_pincount', 3, 'u32', 4], ['_mm_id_mapcount', 4, 'word'], ['_mm_ids', 5, 'word'], ['_nr_pages', 7, 'u32']]
      : [['_large_mapcount', 2, 'u32'], ['_nr_pages_mapped', 3, 'u32'], ['_mm_id_mapcount', 4, 'u32'], ['_mm_ids', 5, 'word']];
  const second: readonly Member[] = compareVersions(kernel, '6.15') < 0 || wide ? [] : [['_entire_mapcount', 4, 'u32'], ['_pincount', 5, 'u32']];
  const at = (tail: number, members: readonly Member[]): readonly Member[] => members.map(([path, word, ...rest]): Member => [path, word + tail * pageWords, ...rest]);
  return [...(compareVersions(kernel, '6.15') < 0 ? [] : [...pgmap, ...mlock]), ...at(1, [['_flags_1', 0, 'word'], ['_head_1', 1, 'word'], ...first]), ...at(2, [['_flags_2', 0, 'word'], ['_head_2', 1, 'word'], ['_deferred_list', 2, 'list'], ...second]), ...at(hugetlbTail(kernel), hugetlb)];
}

/**
 * The struct page of a release in its usual configuration (MEMCG, no KMSAN, no WANT_PAGE_VIRTUAL), for scenarios that name a kernel
 * and have no tree. Offsets are those of `pagelens layout` for the members listed; other members are left out, not guessed.
 */
export function standardLayout(kernel: string, arch: StandardArch): LayoutSet {
  const wide = arch === 'x86_64' || arch === 'arm64' || arch === 's390x';
  const abi: Abi = { wordSize: wide ? 8 : 4, int64Align: arch === 'i386' ? 4 : 8, endian: arch === 'armeb' || arch === 's390x' ? 'big' : 'little', charSigned: arch === 'x86_64' || arch === 'i386' };
  const { wordSize } = abi;
  // Up to 5.12 a 64-bit dma_addr_t aligned the union of a 32-bit page: four bytes of padding after flags (commit c25fff7171be).
  const padding = !wide && abi.int64Align === 8 && !hasDmaWords(kernel) ? 4 : 0;
  const size = wide ? 64 : arch === 'i386' || padding > 0 ? 40 : 36;
  const tail = 6 * wordSize + padding;
  const counts: readonly FieldLayout[] = [
    field('_mapcount', tail, 4, 'atomic_t'), field('page_type', tail, 4, 'unsigned int'), field('_refcount', tail + 4, 4, 'atomic_t'),
    ...(compareVersions(kernel, '5.17') < 0 ? [field('units', tail, 4, 'int')] : []), field('memcg_data', tail + 8, wordSize, 'unsigned long'),
  ];
  const slab = slabMembers(kernel);
  const records: Record<string, RecordLayout> = {
    page: record('page', size, wordSize, [...layOut(pageMembers(kernel, wide), wordSize, padding), ...counts]),
    list_head: record('list_head', 2 * wordSize, wordSize, layOut([['next', 0, 'word'], ['prev', 1, 'word']], wordSize)),
    callback_head: record('callback_head', 2 * wordSize, wordSize, layOut([['next', 0, 'word'], ['func', 1, 'word']], wordSize)),
    ...(slab !== undefined && { slab: record('slab', size, wordSize, layOut(slab, wordSize)) }),
    ...(compareVersions(kernel, '6.6') >= 0 && { ptdesc: record('ptdesc', size, wordSize, layOut(ptdesc, wordSize)) }),
    ...(compareVersions(kernel, '6.10') >= 0 && { folio: record('folio', 4 * size, wordSize, layOut(folioMembers(kernel, wide, size / wordSize), wordSize)) }),
  };
  return { kernel, arch: arch === 'armeb' ? 'arm' : arch, config: `standard ${arch}`, abi, records };
}

function layOut(members: readonly Member[], wordSize: number, padding = 0): readonly FieldLayout[] {
  return members.flatMap(([path, word, type, byte = 0]): FieldLayout[] => {
    const offset = word * wordSize + byte + (word > 0 ? padding : 0);
    switch (type) {
      case 'word': return [field(path, offset, wordSize, 'unsigned long')];
      case 'u8': return [field(path, offset, 1, 'unsigned char')];
      case 'u32': return [field(path, offset, 4, 'unsigned int')];
      case 'u64': return [field(path, offset, 8, 'unsigned long long')];
      case 'list': return [field(path, offset, 2 * wordSize, path === 'rcu_head' ? 'struct callback_head' : 'struct list_head')];
    }
  });
}

function field(path: string, offset: number, size: number, type: string): FieldLayout {
  return { path, offsetBits: offset * 8, sizeBits: size * 8, type, bitField: false };
}

function record(name: string, size: number, align: number, fields: readonly FieldLayout[]): RecordLayout {
  return { kind: 'struct', record: name, size, align, fields };
}
