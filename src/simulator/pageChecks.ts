/** What the page allocator looks at when a page changes its owner: page_expected_state(), bad_page() and what is cleared without a word. */
import { compareVersions } from '../model/era.js';
import { checkedAtFree, flagMask, flagsClearedAtFree } from '../model/pageFlags.js';
import { pageHasType } from '../model/pageType.js';
import type { Buddy } from './buddy.js';
import type { CommonUnits } from './fields.js';
import type { Memory } from './memory.js';
import { writerName } from './writerNames.js';

/** A reason bad_page() gives, found on a page that changes its owner. */
export type BadPage = (pfn: number, reason: 'nonzero mapcount' | 'non-NULL mapping' | 'page still charged to cgroup' | 'PAGE_FLAGS_CHECK_AT_FREE flag(s) set' | 'PAGE_FLAGS_CHECK_AT_PREP flag(s) set' | 'nonzero _refcount' | 'page_pool leak', at: 'free' | 'alloc') => void;

const NO_TYPE = -1;

export class PageChecks {
  /** PAGE_FLAGS_CHECK_AT_PREP. */
  readonly clearedFlags: number;
  /** free_pages_prepare() sets private to 0 (stable trees of 6.1 and 6.12, and 7.0). */
  readonly clearsPrivate: boolean;
  readonly freePrivateSite: number;
  private readonly flagsSite: number;
  private readonly memory: Memory;
  private readonly units: CommonUnits;
  private readonly buddy: Buddy;
  private readonly kernel: string;
  private readonly badPage: BadPage;
  private readonly checkedFlags: number;
  /** free_pages_prepare() clears a page type before it looks (6.14). */
  private readonly clearsType: boolean;
  /** Low bits of mapping with which it is set to NULL without a word: PageMappingFlags(), folio_test_anon() once nothing but anonymous pages has them (6.17). */
  private readonly silentTags: number;
  /** bad_page() puts -1 into _mapcount whatever stands there; later it only takes PageBuddy away. */
  private readonly clearsAnyBadMapcount: boolean;
  private readonly checksPagePool: boolean;
  private readonly mappingSite: number;
  private readonly clearTypeSite: number;
  private readonly badTypeSite: number;

  constructor(parts: { memory: Memory; units: CommonUnits; buddy: Buddy; kernel: string; badPage: BadPage }) {
    const { memory, units, buddy, kernel, badPage } = parts, { sites } = memory;
    this.memory = memory;
    this.units = units;
    this.buddy = buddy;
    this.kernel = kernel;
    this.badPage = badPage;
    this.freePrivateSite = sites.intern('page allocator', 'private', { kind: 'null' }, 'free_pages_prepare');
    this.mappingSite = sites.intern('page allocator', 'mapping', { kind: 'null' }, 'free_pages_prepare');
    this.flagsSite = sites.intern('page allocator', 'flags', { kind: 'flags' }, 'free_pages_prepare');
    this.clearTypeSite = sites.intern('page allocator', 'page_type', { kind: 'constant', value: 0xffffffffn, means: '-1' }, 'free_pages_prepare');
    this.badTypeSite = sites.intern('page allocator', 'page_type', { kind: 'constant', value: 0xffffffffn, means: '-1' }, writerName('clearTypeOfBadPage', kernel));
    this.checkedFlags = flagMask(checkedAtFree, kernel);
    this.clearedFlags = flagsClearedAtFree(kernel);
    this.clearsPrivate = ['6.1.', '6.12.'].some((stable) => kernel.startsWith(stable)) || compareVersions(kernel, '7.0') >= 0;
    this.clearsType = compareVersions(kernel, '6.14') >= 0;
    this.silentTags = compareVersions(kernel, '6.17') < 0 ? 3 : 1;
    this.clearsAnyBadMapcount = compareVersions(kernel, '6.11') < 0;
    this.checksPagePool = compareVersions(kernel, '6.12') >= 0;
  }

  /** The words of a page that is freed: what is cleared without a word, then one look at the rest. False when something is bad; `others`: whether something on the pages behind it was. */
  firstAtFree(pfn: number, others: boolean): boolean {
    const memory = this.memory, units = this.units, at = memory.pageAt(pfn);
    if ((memory.low(at + units.mapping) & this.silentTags) !== 0) memory.setWord(at + units.mapping, 0, 0, this.mappingSite);
    if (this.clearsType && pageHasType(memory.ints[at + units.mapcount]!, this.kernel)) memory.setUnit(at + units.mapcount, NO_TYPE, this.clearTypeSite);
    if (this.looksBad(pfn, 'free') || others) return false;
    this.clearFlags(at);
    if (this.clearsPrivate && (memory.low(at + units.private) | memory.high(at + units.private)) !== 0) memory.setWord(at + units.private, 0, 0, this.freePrivateSite);
    return true;
  }

  /** PAGE_FLAGS_CHECK_AT_PREP go. `at`: the page's first unit. */
  clearFlags(at: number): void {
    const memory = this.memory;
    const unit = at + this.units.flags;
    const low = memory.low(unit);
    if ((low & this.clearedFlags) !== 0) memory.setWord(unit, low & ~this.clearedFlags, memory.high(unit), this.flagsSite);
  }

  /** page_expected_state(): one look at all the words. Tells the reason when something is left. */
  looksBad(pfn: number, when: 'free' | 'alloc'): boolean {
    const memory = this.memory, units = this.units;
    const { ints } = memory;
    const at = memory.pageAt(pfn);
    let left = ints[at + units.mapping]! | ints[at + units.refcount]! | (memory.low(at + units.flags) & (when === 'free' ? this.checkedFlags : this.clearedFlags));
    if (memory.wide) left |= ints[at + units.mapping + 1]!;
    if (units.memcg !== undefined) left |= memory.low(at + units.memcg);
    if (left === 0 && ints[at + units.mapcount] === NO_TYPE && !(this.checksPagePool && this.isPagePool(at))) return false;
    this.tellBad(pfn, when);
    return true;
  }

  /** page_bad_reason(): the last reason that holds is the one printed. */
  private tellBad(pfn: number, when: 'free' | 'alloc'): void {
    const memory = this.memory, units = this.units;
    const at = memory.pageAt(pfn);
    const mapping = memory.low(at + units.mapping) !== 0 || memory.high(at + units.mapping) !== 0;
    const held = memory.units[at + units.refcount] !== 0;
    const charged = units.memcg !== undefined && memory.low(at + units.memcg) !== 0;
    const flagged = (memory.low(at + units.flags) & (when === 'free' ? this.checkedFlags : this.clearedFlags)) !== 0;
    this.badPage(pfn, this.checksPagePool && this.isPagePool(at) ? 'page_pool leak' : charged ? 'page still charged to cgroup' : flagged ? `PAGE_FLAGS_CHECK_AT_${when === 'free' ? 'FREE' : 'PREP'} flag(s) set`
      : held ? 'nonzero _refcount' : mapping ? 'non-NULL mapping' : 'nonzero mapcount', when);
    if (this.clearsAnyBadMapcount || this.buddy.isBuddy(pfn)) memory.setUnit(at + units.mapcount, NO_TYPE, this.badTypeSite);
  }

  /** page_pool_page_is_pp(): PP_SIGNATURE under PP_MAGIC_MASK, the DMA index bits left out. */
  private isPagePool(at: number): boolean {
    const unit = at + this.units.lru;
    return this.memory.wide && this.memory.high(unit) >>> 16 === 0xdead && (this.memory.low(unit) & 0x7c) === 0x40 && (this.memory.low(unit) & 0x100) === 0 && this.memory.sites.at(this.memory.shadow[unit]!).value.kind === 'pp-magic';
  }
}
