import type { LayoutSet } from '../layout/record.js';
import { findField, type Field } from './fields.js';
import type { Memory } from './memory.js';

/** A field that prep_compound_head() sets. */
export interface HeadField {
  readonly name: string;
  /** From the head's first unit to the one that holds it. */
  readonly unit: number;
  readonly field: Field;
  readonly site: number;
  readonly made: (order: number) => number;
  /** What it must be when the page is freed, for those that free_tail_page_prepare() looks at. */
  readonly clean?: number;
}

interface Plan {
  readonly record: 'page' | 'folio';
  readonly name: string;
  readonly made: (order: number) => number;
  readonly clean?: number;
  /** Struct pages from the head to the one whose member it is; overlay members count from the head themselves. */
  readonly tail?: 1 | 2;
}

/** A count of nothing, in each of its 32 bits or more. */
const NONE = -1;

/** In the order they are written: prep_compound_page() of 5.10, prep_compound_head() of 6.1, 6.12 and 7.2. */
const plans: readonly Plan[] = [
  { record: 'page', name: 'compound_dtor', made: () => 1, tail: 1 },
  { record: 'page', name: 'compound_order', made: (order) => order, tail: 1 },
  { record: 'page', name: 'compound_nr', made: (order) => 1 << order, tail: 1 },
  { record: 'page', name: 'compound_mapcount', made: () => NONE, clean: NONE, tail: 1 },
  { record: 'page', name: 'compound_pincount', made: () => 0, tail: 1 },
  { record: 'page', name: 'hpage_pinned_refcount', made: () => 0, tail: 2 },
  { record: 'folio', name: '_flags_1', made: (order) => order },
  { record: 'folio', name: '_folio_nr_pages', made: (order) => 1 << order },
  { record: 'folio', name: '_nr_pages', made: (order) => 1 << order },
  { record: 'folio', name: '_large_mapcount', made: () => NONE, clean: NONE },
  { record: 'folio', name: '_entire_mapcount', made: () => NONE, clean: NONE },
  { record: 'folio', name: '_nr_pages_mapped', made: () => 0, clean: 0 },
  { record: 'folio', name: '_mm_ids', made: () => 0 },
  { record: 'folio', name: '_mm_id_mapcount', made: () => NONE, clean: NONE },
  { record: 'folio', name: '_pincount', made: () => 0, clean: 0 },
];

/** The fields of this layout: members of struct page for a tail where it has them (up to 6.2), else of struct folio. */
export function headFields(layout: LayoutSet, memory: Memory, by: string): readonly HeadField[] {
  const inPage = layout.records.page?.fields.some(({ path }) => path === 'compound_order') === true;
  return plans.filter(({ record }) => (record === 'page') === inPage).flatMap(({ record, name, made, clean, tail = 0 }) => {
    const field = findField({ record, names: [name] }, layout, memory);
    if (field === undefined) return [];
    // The order shares a word with node and zone.
    const site = memory.sites.intern('compound', name, name === '_flags_1' ? { kind: 'flags' } : { kind: 'integer', means: name }, by);
    return [{ name, unit: field.unit + tail * memory.pageUnits, field, site, made, ...(clean !== undefined && { clean }) }];
  });
}
