/**
 * AssemblyScript, compiled to WebAssembly at build time (scripts/lib/assembly.mjs): a clean single page from and to its per-CPU list, the
 * common case of a common operation, on 64-bit little-endian memory that nobody records. Both functions look first and write only what the
 * long way (src/simulator/pageAllocator.ts) would write, under the same sites; whatever is out of the ordinary (an empty or full list, a
 * page that fails a check, a broken link) they leave to it untouched. Addresses are bytes of the simulated memory.
 */

// The machine, set once at boot (src/simulator/orderZero.ts).
declare const pages: u32;
/** Address of page 0, bytes of a page, and their binary logarithm; -1 where they are no power of two. */
declare const pagesAt: u32;
declare const pageBytes: u32;
declare const pageShift: i32;
/** Bytes of all struct pages. */
declare const pagesBytes: u64;
/** Address of the first writer: two bytes for each four of the memory before it. */
declare const writersAt: u32;
/** Address of page 0's state: four bytes a page, the state in the lowest. */
declare const statesAt: u32;
/** Address of pageblock 0's entry and of zone 0's lists (src/simulator/pageblocks.ts), and of those of the zone that is tried first. */
declare const blocksAt: u32;
declare const pcpAt: u32;
declare const preferred: u32;
/** From a CPU's lists to their count. */
declare const countAt: u32;
/** Kernel addresses of page 0 and of the first kernel object, as the simulated kernel knows them. */
declare const pagesLink: u64;
declare const objectsLink: u64;

// Members, in bytes from a page's start. Without memory cgroups memcg is mapping, which is looked at anyway.
declare const flags: u32;
declare const lru: u32;
declare const mapping: u32;
declare const index: u32;
declare const own: u32;
declare const mapcount: u32;
declare const refcount: u32;
declare const memcg: u32;

// The kernel's rules.
declare const checkedFlags: u32;
declare const keepsTypeInIndex: bool;
declare const clearsPrivate: bool;
declare const high: i32;
declare const poison1: u64;
declare const poison2: u64;
declare const freeState: u32;

// Writers' numbers, one for each four bytes: those of words twice, those of a node's two words together.
declare const nextWriter: u32;
declare const prevWriter: u32;
declare const nodeWriters: u64;
declare const poisonWriters: u64;
declare const typeWriter: u32;
declare const privateWriter: u32;
declare const freePrivateWriter: u32;
declare const getWriter: u32;
declare const putWriter: u32;

/** pageblock_order, and bytes of a list_head. */
const PAGEBLOCK_ORDER: u32 = 9;
const LIST: u32 = 16;
/** Migratetypes that have per-CPU lists. */
const PCP_TYPES: u32 = 3;

/** A page from the front of the preferred zone's per-CPU list of the type, made ready as post_alloc_hook() does; -1: take the long way. */
export function alloc(type: u32, state: u32): i32 {
  const pcp = load<u32>(preferred);
  const head = pcp + type * LIST;
  const first = load<u64>(head) - pagesLink;
  if (first >= pagesBytes) return -1;
  const offset = <u32>first - lru;
  const pfn = pageShift >= 0 ? offset >> pageShift : offset / pageBytes;
  if (pfn * pageBytes != offset) return -1;
  const page = pagesAt + offset;
  const node = page + lru;
  const headLink = objectsLink + head;
  if (load<u32>(page + refcount) != 0 || isDirty(page) || load<u64>(node, 8) != headLink) return -1;
  const next = load<u64>(node);
  const after = addressOf(next);
  if (after == 0) return -1;
  putWord(after + 8, headLink, prevWriter);
  putWord(head, next, nextWriter);
  putNode(node, poison1, poison2, poisonWriters);
  store<i32>(pcp + countAt, load<i32>(pcp + countAt) - 1);
  putWord(page + own, 0, privateWriter);
  store<u32>(page + refcount, 1);
  store<u16>(writersAt + ((page + refcount) >> 1), <u16>getWriter);
  store<u8>(statesAt + (pfn << 2), <u8>state);
  return pfn;
}

/** The last reference to a page goes and the page to the front of its per-CPU list; false: take the long way. */
export function free(pfn: u32): bool {
  if (pfn >= pages) return false;
  const block = load<u32>(blocksAt + (pfn >> PAGEBLOCK_ORDER << 2));
  const type = block & 0xff;
  const zone = block >> 8;
  if (type >= PCP_TYPES || zone == 0) return false;
  const pcp = load<u32>(pcpAt + (zone << 2) - 4);
  const head = pcp + type * LIST;
  const count = pcp + countAt;
  const page = pagesAt + pfn * pageBytes;
  const references = page + refcount;
  if (load<u32>(references) != 1 || isDirty(page)) return false;
  const next = load<u64>(head);
  const after = addressOf(next);
  const counted = load<i32>(count) + 1;
  if (after == 0 || counted >= high) return false;
  store<u32>(references, 0);
  store<u16>(writersAt + (references >> 1), <u16>putWriter);
  if (clearsPrivate && load<u64>(page + own) != 0) putWord(page + own, 0, freePrivateWriter);
  if (keepsTypeInIndex) putWord(page + index, type, typeWriter);
  store<u8>(statesAt + (pfn << 2), <u8>freeState);
  const node = page + lru;
  const link = pagesLink + (node - pagesAt);
  putWord(after + 8, link, prevWriter);
  putNode(node, next, objectsLink + head, nodeWriters);
  putWord(head, link, nextWriter);
  store<i32>(count, counted);
  return true;
}

/** page_expected_state() without the reference count, PageTail and a possible page_pool signature: anything the long way should see. */
@inline
function isDirty(page: u32): bool {
  const next = load<u64>(page + lru);
  return (load<u64>(page + mapping) | load<u32>(page + memcg) | (load<u32>(page + flags) & checkedFlags) | (next & 1) | ~load<i32>(page + mapcount)) != 0
    || ((next & 0x7c) == 0x40 && next >> 48 == 0xdead);
}

/** The address a link leads to, in the struct pages or among the kernel objects; 0 for one that no list writes. */
@inline
function addressOf(link: u64): u32 {
  const page = link - pagesLink;
  if (page < pagesBytes) return (page & 3) == 0 ? pagesAt + <u32>page : 0;
  const object = link - objectsLink;
  return object < pagesAt && (object & 3) == 0 ? <u32>object : 0;
}

@inline
function putWord(at: u32, value: u64, writer: u32): void {
  store<u64>(at, value);
  store<u32>(writersAt + (at >> 1), writer);
}

/** Both words of a list_head. */
@inline
function putNode(at: u32, next: u64, prev: u64, writers: u64): void {
  store<u64>(at, next);
  store<u64>(at, prev, 8);
  store<u64>(writersAt + (at >> 1), writers);
}
