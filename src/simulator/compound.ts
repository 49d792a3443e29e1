import type { LayoutSet } from '../layout/record.js';
import { compareVersions } from '../model/era.js';
import { magicValue } from '../model/magic.js';
import type { Machine } from '../model/machine.js';
import { resolveMember } from '../model/memberRange.js';
import { pageFlagBit } from '../model/pageFlags.js';
import { headFields, type HeadField } from './compoundFields.js';
import type { CommonUnits } from './fields.js';
import type { HeadWord } from './headWord.js';
import { halves, type Lists, type ListSites } from './list.js';
import type { Memory } from './memory.js';
import type { PageMeta } from './pageMeta.js';
import { writerName } from './writerNames.js';

/** Told when a tail is not as prep_compound_tail() left it. */
export type BadTail = (pfn: number, reason: string) => void;

/** Compound pages: prep_compound_page() and the tail checks of free_pages_prepare(), in the fields this layout has (5.10, 6.1, 6.12 and 7.2). */
export class CompoundPages {
  private readonly memory: Memory;
  private readonly meta: PageMeta;
  private readonly units: CommonUnits;
  private readonly lists: Lists;
  private readonly badTail: BadTail;
  private readonly headWord: HeadWord;
  private readonly headBit: number;
  private readonly tailMapping: readonly [lo: number, hi: number];
  private readonly fields: readonly HeadField[];
  /** From the head's first unit to folio->_deferred_list, where prep_compound_head() begins it. */
  private readonly deferredList: number | undefined;
  /** hugetlb keeps pointers in the third tail (6.15, and 6.12.117). */
  private readonly hugetlbInThird: boolean;
  private readonly clearsTailPrivate: boolean;
  /** Gigantic pages are compound pages like others (6.12); before, hugetlb put them together and took them apart by hand. */
  readonly gigantic: 'by hand' | 'compound';
  private readonly site: { readonly flags: number; readonly mapping: number; readonly head: number; readonly private: number; readonly clear: number; readonly unhead: number; readonly deferred: ListSites };

  constructor(parts: { memory: Memory; meta: PageMeta; units: CommonUnits; lists: Lists; headWord: HeadWord; layout: LayoutSet; machine: Machine; badTail: BadTail }) {
    const { memory, meta, units, lists, headWord, layout, machine, badTail } = parts;
    const { kernel } = layout;
    this.memory = memory;
    this.meta = meta;
    this.units = units;
    this.lists = lists;
    this.headWord = headWord;
    this.badTail = badTail;
    this.headBit = 1 << (pageFlagBit('head', kernel) ?? 16);
    this.tailMapping = halves(magicValue('TAIL_MAPPING', machine));
    const intern = memory.sites.intern.bind(memory.sites);
    const headWordName = resolveMember({ names: ['compound_head', 'compound_info'] }, layout)?.path ?? 'compound_head';
    const [made, unmade, headed] = [writerName('makeTail', kernel), writerName('unmakeTail', kernel), writerName('makeHead', kernel)];
    this.site = {
      flags: intern('compound', 'flags', { kind: 'flags' }, '__SetPageHead'),
      mapping: intern('compound', 'mapping', { kind: 'magic', magic: 'TAIL_MAPPING' }, made),
      head: intern('compound', headWordName, { kind: 'compound-head' }, made),
      private: intern('compound', 'private', { kind: 'null' }, made),
      clear: intern('compound', 'mapping', { kind: 'null' }, unmade),
      unhead: intern('compound', headWordName, { kind: 'null' }, unmade),
      deferred: lists.sites('compound', '_deferred_list', headed),
    };
    this.fields = headFields(layout, memory, headed);
    const deferred = resolveMember({ record: 'folio', names: ['_deferred_list'] }, layout);
    this.deferredList = compareVersions(kernel, '6.10') < 0 || deferred === undefined ? undefined : deferred.offset / 4;
    this.hugetlbInThird = compareVersions(kernel, '6.15') >= 0 || (kernel.startsWith('6.12.') && compareVersions(kernel, '6.12.117') >= 0);
    this.clearsTailPrivate = compareVersions(kernel, '6.1') >= 0;
    this.gigantic = compareVersions(kernel, '6.12') < 0 ? 'by hand' : 'compound';
  }

  isHead(pfn: number): boolean {
    return (this.memory.low(this.memory.pageAt(pfn) + this.units.flags) & this.headBit) !== 0;
  }

  /** prep_compound_page(). */
  make(pfn: number, order: number): void {
    const { memory } = this;
    this.setHead(pfn, true);
    for (let i = 1; i < 1 << order; i++) {
      const at = memory.pageAt(pfn + i);
      memory.setWord(at + this.units.mapping, this.tailMapping[0], this.tailMapping[1], this.site.mapping);
      this.headWord.set(pfn + i, pfn, order, this.site.head);
      if (this.clearsTailPrivate) memory.setWord(at + this.units.private, 0, 0, this.site.private);
    }
    for (const field of this.fields) this.setField(pfn, order, field, field.made(order));
    if (this.deferredList !== undefined && order > 1) this.lists.init(memory.pageAt(pfn) + this.deferredList, this.site.deferred.linked);
    this.name(pfn, order);
  }

  /** prep_compound_gigantic_page() up to 6.11: TAIL_MAPPING is for others, and hugetlb's own destructor is set later. `refcount`: the site under which it takes the references away. */
  makeByHand(pfn: number, order: number, refcount: number): void {
    const { memory, units } = this;
    const byOrder = (field: HeadField): boolean => field.name === 'compound_order' || field.name === 'compound_nr' || field.name === '_flags_1';
    for (const field of this.fields) if (byOrder(field)) this.setField(pfn, order, field, field.made(order));
    this.setHead(pfn, true);
    for (let i = 1; i < 1 << order; i++) {
      memory.setUnit(memory.pageAt(pfn + i) + units.refcount, 0, refcount);
      this.headWord.set(pfn + i, pfn, order, this.site.head);
    }
    for (const field of this.fields) if (!byOrder(field)) this.setField(pfn, order, field, field.made(order));
    this.name(pfn, order);
  }

  /** PAGE_FLAGS_SECOND and, since 6.15, the number of pages leave the first tail before it is looked at: that lies over memcg_data. */
  clearSecond(pfn: number): void {
    for (const field of this.fields) {
      if (field.name === '_flags_1' || field.name === '_nr_pages') this.setField(pfn, 1, field, 0);
    }
  }

  /** free_tail_page_prepare() of the tail numbered `i`: whether it was as it must be; its mapping and compound_head are cleared either way. */
  unmakeTail(pfn: number, i: number): boolean {
    const { memory } = this;
    const at = memory.pageAt(pfn + i);
    const reason = this.badReason(pfn, i);
    if (reason !== undefined) this.badTail(pfn + i, reason);
    memory.setWord(at + this.units.mapping, 0, 0, this.site.clear);
    this.headWord.clear(pfn + i, this.site.unhead);
    return reason === undefined;
  }

  /** destroy_compound_gigantic_page() up to 6.11; before 5.10 the number of pages, by then 1, stayed on the first tail. Later kernels clear every tail's mapping (6.1). */
  takeApart(pfn: number, order: number, clearFirstTail: boolean, refcount: number): void {
    const { memory, units } = this;
    for (const field of this.fields) if (field.name === 'compound_mapcount' || field.name === 'compound_pincount') this.setField(pfn, order, field, 0);
    for (let i = 1; i < 1 << order; i++) {
      if (this.clearsTailPrivate) memory.setWord(memory.pageAt(pfn + i) + units.mapping, 0, 0, this.site.clear);
      this.headWord.clear(pfn + i, this.site.unhead);
      memory.setUnit(memory.pageAt(pfn + i) + units.refcount, 1, refcount);
    }
    for (const field of this.fields) {
      if (field.name === 'compound_order' || field.name === '_flags_1') this.setField(pfn, order, field, 0);
      if (field.name === 'compound_nr') this.setField(pfn, order, field, clearFirstTail ? 0 : 1);
    }
    this.setHead(pfn, false);
  }

  /** The order stored beside the head: compound_order, or the low byte of _flags_1 since 6.6. */
  orderOf(pfn: number): number {
    const stored = this.fields.find(({ name }) => name === 'compound_order' || name === '_flags_1');
    if (!this.isHead(pfn) || stored === undefined) return 0;
    return this.fieldOf(pfn, stored) & 0xff;
  }

  private badReason(pfn: number, i: number): string | undefined {
    const { memory } = this;
    const at = memory.pageAt(pfn + i);
    const dirty = i > 2 ? undefined : this.fields.find((field) => field.clean !== undefined && Math.floor(field.unit / memory.pageUnits) === i && (this.fieldOf(pfn, field) | 0) !== field.clean);
    if (dirty !== undefined) return `nonzero ${dirty.name.replace(/^_/, '')}`;
    if (i === 2 && this.deferredList !== undefined && !this.lists.isEmpty(memory.pageAt(pfn) + this.deferredList)) return 'on deferred list';
    const mapping = (memory.low(at + this.units.mapping) | 0) === this.tailMapping[0] && (memory.high(at + this.units.mapping) | 0) === this.tailMapping[1];
    if (i > (this.hugetlbInThird ? 3 : 2) && !mapping) return 'corrupted mapping in tail page';
    if (!this.headWord.isTail(pfn + i)) return 'PageTail not set';
    return this.headWord.headOf(pfn + i) === pfn ? undefined : 'compound_head not consistent';
  }

  private name(pfn: number, order: number): void {
    this.meta.setStateNamed(pfn, 'compound-head');
    for (let i = 1; i < 1 << order; i++) this.meta.setStateNamed(pfn + i, i === 1 ? 'tail-1' : i === 2 ? 'tail-2' : 'tail');
  }

  private setHead(pfn: number, on: boolean): void {
    const unit = this.memory.pageAt(pfn) + this.units.flags;
    const low = this.memory.low(unit);
    this.memory.setWord(unit, (on ? low | this.headBit : low & ~this.headBit) >>> 0, this.memory.high(unit), this.site.flags);
  }

  private fieldOf(pfn: number, { unit, field }: HeadField): number {
    const at = this.memory.pageAt(pfn) + unit;
    if (field.bits > 32) return this.memory.low(at);
    return field.bits === 32 ? this.memory.units[at]! : (this.memory.units[at]! >>> field.shift) & ((1 << field.bits) - 1);
  }

  /** Fields that lie in a page behind the block are left alone. */
  private setField(pfn: number, order: number, { name, unit, field, site }: HeadField, value: number): void {
    if (unit >= this.memory.pageUnits << order) return;
    const at = this.memory.pageAt(pfn) + unit;
    if (name === '_flags_1') {
      // folio_set_order(): the order in the low byte of the first tail's flags; its node and zone stay.
      this.memory.setWord(at, ((this.memory.low(at) & ~0xff) | value) >>> 0, this.memory.high(at), site);
      return;
    }
    if (field.bits > 32) {
      this.memory.setWord(at, value, value < 0 ? -1 : 0, site);
      return;
    }
    const mask = field.bits === 32 ? 0xffffffff : ((1 << field.bits) - 1) << field.shift;
    this.memory.setUnit(at, ((this.memory.units[at]! & ~mask) | (value << field.shift)) >>> 0, site);
  }
}
