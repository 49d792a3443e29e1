/** Zone types in the order of their addresses (include/linux/mmzone.h). */
export type ZoneType = 'DMA32' | 'NORMAL' | 'HIGHMEM' | 'MOVABLE' | 'DEVICE';

/** MAX_ORDER - 1 up to 6.3, MAX_PAGE_ORDER later: 4 MiB blocks. */
export const MAX_PAGE_ORDER = 10;
/** NR_PAGE_ORDERS. */
export const ORDERS = MAX_PAGE_ORDER + 1;
/** pageblock_order on x86-64 with hugetlb: 2 MiB. */
export const PAGEBLOCK_ORDER = 9;

/** enum migratetype in the kernel's order (include/linux/mmzone.h, CONFIG_CMA and CONFIG_MEMORY_ISOLATION). */
export const migrateTypes = ['UNMOVABLE', 'MOVABLE', 'RECLAIMABLE', 'HIGHATOMIC', 'CMA', 'ISOLATE'] as const;
export type PageblockType = (typeof migrateTypes)[number];
/** MIGRATE_PCPTYPES: the first of them, which pages are asked for by and per-CPU lists are kept for. */
export const PCP_TYPES = 3;
export type MigrateType = 'UNMOVABLE' | 'MOVABLE' | 'RECLAIMABLE';

/** A type's number: its place in {@link migrateTypes}. */
export const migrateNumber: Readonly<Record<PageblockType, number>> = { UNMOVABLE: 0, MOVABLE: 1, RECLAIMABLE: 2, HIGHATOMIC: 3, CMA: 4, ISOLATE: 5 };

/** Orders that per-CPU lists are kept for: up to PAGE_ALLOC_COSTLY_ORDER. */
export const PCP_ORDERS = 4;

/** struct per_cpu_pages of one zone and CPU, by units of the simulated memory. */
export interface PerCpuPages {
  /** First list head, by order and migratetype. */
  readonly lists: number;
  /** Pages on them. */
  readonly count: number;
}

/** A stretch of page frames of one node, [start, end). Both ends lie on a multiple of the largest block. */
export interface ZoneSpec {
  readonly node: number;
  readonly type: ZoneType;
  readonly start: number;
  readonly end: number;
}

/** A zone of the simulated machine. Units name words of the simulated memory. */
export interface Zone extends ZoneSpec {
  readonly id: number;
  readonly name: string;
  /** First list head of free_area[order].free_list[migratetype]. */
  readonly freeLists: number;
  /** By CPU. */
  readonly pcps: readonly PerCpuPages[];
  /** nr_free by order. */
  readonly nrFree: number;
  /** NR_FREE_PAGES: pages of the buddy lists, isolated ones left out. */
  readonly freePages: number;
  /** NR_FREE_CMA_PAGES: those of them in CMA pageblocks. */
  readonly freeCma: number;
}

const zoneNumber: Readonly<Record<ZoneType, number>> = { DMA32: 0, NORMAL: 1, HIGHMEM: 2, MOVABLE: 3, DEVICE: 4 };

/** Where page->flags keeps node and zone: the top 10 bits and the 3 below on 64 bits, the top 2 and the 3 below on 32 bits (as set_page_links() packs them; widths of x86 defconfig). */
export function zoneBits(zone: { node: number; type: ZoneType }, wide: boolean): readonly [lo: number, hi: number] {
  const packed = wide ? ((zone.node & 0x3ff) << 22) | (zoneNumber[zone.type] << 19) : ((zone.node & 3) << 30) | (zoneNumber[zone.type] << 27);
  return wide ? [0, packed >>> 0] : [packed >>> 0, 0];
}

/** The node page_to_nid() reads from flags. */
export function nodeOfFlags(lo: number, hi: number, wide: boolean): number {
  return wide ? hi >>> 22 : lo >>> 30;
}

/** Whether two pages' flags name the same node and zone (page_zone_id()). */
export function zoneMask(wide: boolean): readonly [lo: number, hi: number] {
  return wide ? [0, 0xfff80000] : [0xf8000000, 0];
}
