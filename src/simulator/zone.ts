/** Zone types in the order of their addresses (include/linux/mmzone.h). */
export type ZoneType = 'DMA32' | 'NORMAL' | 'HIGHMEM' | 'MOVABLE' | 'DEVICE';

/** MAX_ORDER - 1 up to 6.3, MAX_PAGE_ORDER later: 4 MiB blocks. */
export const MAX_PAGE_ORDER = 10;
export const ORDERS = MAX_PAGE_ORDER + 1;
/** pageblock_order on x86-64 with hugetlb: 2 MiB. */
export const PAGEBLOCK_ORDER = 9;

export const migrateTypes = ['UNMOVABLE', 'MOVABLE', 'RECLAIMABLE'] as const;
export type MigrateType = (typeof migrateTypes)[number];

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
  /** First per-CPU list head. */
  readonly pcpLists: number;
  /** Pages on the per-CPU lists. */
  readonly pcpCount: number;
  /** nr_free by order. */
  readonly nrFree: number;
  /** Free pages in the buddy lists. */
  readonly freePages: number;
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
