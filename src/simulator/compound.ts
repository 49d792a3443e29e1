import type { LayoutSet } from '../layout/record.js';
import { magicValue } from '../model/magic.js';
import type { Machine } from '../model/machine.js';
import { pageFlagBit } from '../model/pageFlags.js';
import { words } from '../model/states/words.js';
import { findField, unitOf, type CommonUnits, type Field } from './fields.js';
import { halves } from './list.js';
import type { Memory } from './memory.js';
import type { PageMeta } from './pageMeta.js';

/** A field that prep_compound_head() sets, counted in units from the head page. */
interface HeadField {
  readonly field: Field;
  readonly site: number;
  readonly value: (order: number) => number;
}

/** Told when a tail is not as prep_compound_tail() left it. */
export type BadTail = (pfn: number, reason: string) => void;

/** Compound pages: prep_compound_page() and the tail checks of free_pages_prepare(), in the fields this layout has. */
export class CompoundPages {
  private readonly memory: Memory;
  private readonly meta: PageMeta;
  private readonly units: CommonUnits;
  private readonly badTail: BadTail;
  private readonly headWord: number;
  private readonly headBit: number;
  private readonly tailMapping: readonly [lo: number, hi: number];
  private readonly fields: readonly HeadField[];
  private readonly orderField: Field | undefined;
  private readonly site: { readonly flags: number; readonly mapping: number; readonly head: number; readonly private: number; readonly clear: number };

  constructor(parts: { memory: Memory; meta: PageMeta; units: CommonUnits; layout: LayoutSet; machine: Machine; badTail: BadTail }) {
    const { memory, meta, units, layout, machine, badTail } = parts;
    this.memory = memory;
    this.meta = meta;
    this.units = units;
    this.badTail = badTail;
    this.headWord = unitOf(words.compoundHead, layout);
    this.headBit = 1 << (pageFlagBit('head', layout.kernel) ?? 16);
    this.tailMapping = halves(magicValue('TAIL_MAPPING', machine));
    const intern = memory.sites.intern.bind(memory.sites);
    this.site = {
      flags: intern('compound', 'flags', { kind: 'flags' }, '__SetPageHead'),
      mapping: intern('compound', 'mapping', { kind: 'magic', magic: 'TAIL_MAPPING' }, 'prep_compound_tail'),
      head: intern('compound', 'compound_head', { kind: 'compound-head' }, 'prep_compound_tail'),
      private: intern('compound', 'private', { kind: 'null' }, 'prep_compound_tail'),
      clear: intern('compound', 'mapping', { kind: 'null' }, 'free_tail_page_prepare'),
    };
    this.fields = headFields(layout, memory);
    this.orderField = findField({ names: ['compound_order'] }, layout, memory) ?? findField({ record: 'folio', names: ['_flags_1'] }, layout, memory);
  }

  isHead(pfn: number): boolean {
    return (this.memory.low(this.memory.pageAt(pfn) + this.units.flags) & this.headBit) !== 0;
  }

  /** prep_compound_page(). */
  make(pfn: number, order: number): void {
    const { memory } = this;
    const head = memory.pageAt(pfn);
    this.setFlag(head, true);
    this.meta.setStateNamed(pfn, 'compound-head');
    for (let i = 1; i < 1 << order; i++) {
      const at = memory.pageAt(pfn + i);
      memory.setWord(at + this.units.mapping, this.tailMapping[0], this.tailMapping[1], this.site.mapping);
      memory.setPointer(at + this.headWord, head, 1, this.site.head);
      memory.setWord(at + this.units.private, 0, 0, this.site.private);
      this.meta.setStateNamed(pfn + i, i === 1 ? 'tail-1' : i === 2 ? 'tail-2' : 'tail');
    }
    for (const { field, site, value } of this.fields) {
      if (field.unit >= this.memory.pageUnits << order) continue;
      this.setField(this.base(field, pfn) + field.unit, field, value(order), site);
    }
  }

  /** free_tail_page_prepare() on each tail: what must hold, then mapping and compound_head are cleared. Only for compound pages. */
  unmake(pfn: number, order: number): void {
    if (!this.isHead(pfn)) return;
    const { memory } = this;
    const head = memory.pageAt(pfn);
    this.setFlag(head, false);
    const second = this.fields.find(({ field }) => field.path === '_flags_1');
    if (second !== undefined) this.setField(this.base(second.field, pfn) + second.field.unit, second.field, 0, second.site);
    for (let i = 1; i < 1 << order; i++) {
      const at = memory.pageAt(pfn + i);
      const mapping = (memory.low(at + this.units.mapping) | 0) === this.tailMapping[0] && (memory.high(at + this.units.mapping) | 0) === this.tailMapping[1];
      if (i > 2 && !mapping) this.badTail(pfn + i, 'corrupted mapping in tail page');
      if ((memory.low(at + this.headWord) & 1) === 0) this.badTail(pfn + i, 'PageTail not set');
      else if (memory.pointedUnit(at + this.headWord) !== head) this.badTail(pfn + i, 'compound_head not consistent');
      memory.setWord(at + this.units.mapping, 0, 0, this.site.clear);
      memory.setWord(at + this.headWord, 0, 0, this.site.clear);
    }
  }

  /** What the gigantic path of hugetlb takes apart by hand: the tails become plain pages; fields on the first tail stay unless cleared. */
  takeApart(pfn: number, order: number, clearFirstTail: boolean): void {
    const { memory } = this;
    for (let i = 1; i < 1 << order; i++) {
      const at = memory.pageAt(pfn + i);
      if (i > 1 || clearFirstTail) memory.setWord(at + this.units.mapping, 0, 0, this.site.clear);
      memory.setWord(at + this.headWord, 0, 0, this.site.clear);
    }
    const second = this.fields.find(({ field }) => field.path === '_flags_1');
    if (second !== undefined) this.setField(this.base(second.field, pfn) + second.field.unit, second.field, 0, second.site);
    this.setFlag(memory.pageAt(pfn), false);
  }

  /** The order stored beside the head: compound_order, or the low byte of _flags_1 since 6.6. */
  orderOf(pfn: number): number {
    if (!this.isHead(pfn) || this.orderField === undefined) return 0;
    const { field, at } = { field: this.orderField, at: this.base(this.orderField, pfn) + this.orderField.unit };
    const value = field.bits > 32 ? this.memory.low(at) : this.memory.units[at]! >>> field.shift;
    return value & 0xff;
  }

  private setFlag(head: number, on: boolean): void {
    const unit = head + this.units.flags;
    const low = this.memory.low(unit);
    this.memory.setWord(unit, (on ? low | this.headBit : low & ~this.headBit) >>> 0, this.memory.high(unit), this.site.flags);
  }

  /** Members of struct page named for a tail lie in the first tail, deferred_list in the second; overlay members count from the head. */
  private base(field: Field, pfn: number): number {
    return this.memory.pageAt(field.unit < this.memory.pageUnits ? (field.path.startsWith('deferred_list') ? pfn + 2 : pfn + 1) : pfn);
  }

  private setField(unit: number, field: Field, value: number, site: number): void {
    if (field.path === '_flags_1') {
      // folio_set_order(): the order in the low byte of the first tail's flags; its node and zone stay.
      this.memory.setWord(unit, ((this.memory.low(unit) & ~0xff) | value) >>> 0, this.memory.high(unit), site);
      return;
    }
    const mask = field.bits === 32 ? 0xffffffff : ((1 << field.bits) - 1) << field.shift;
    this.memory.setUnit(unit, ((this.memory.units[unit]! & ~mask) | (value << field.shift)) >>> 0, site);
  }
}

function headFields(layout: LayoutSet, memory: Memory): readonly HeadField[] {
  const plans: readonly (readonly [record: string, name: string, value: (order: number) => number])[] = [
    ['page', 'compound_dtor', () => 1], ['page', 'compound_order', (order) => order], ['page', 'compound_mapcount', () => 0xffffffff],
    ['page', 'compound_pincount', () => 0], ['page', 'compound_nr', (order) => 1 << order],
    ['folio', '_flags_1', (order) => order], ['folio', '_large_mapcount', () => 0xffffffff], ['folio', '_entire_mapcount', () => 0xffffffff],
    ['folio', '_nr_pages_mapped', () => 0], ['folio', '_pincount', () => 0], ['folio', '_folio_nr_pages', (order) => 1 << order],
  ];
  return plans.flatMap(([record, name, value]) => {
    const field = record === 'folio' && layout.records.page?.fields.some((known) => known.path === 'compound_order') === true ? undefined : findField({ record, names: [name] }, layout, memory);
    return field === undefined ? [] : [{ field, value, site: memory.sites.intern('compound', name, { kind: 'integer', means: name }, 'prep_compound_head') }];
  });
}
