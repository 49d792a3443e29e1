import type { LayoutSet } from '../layout/record.js';
import { SimulatedFault } from './fault.js';
import { Journal } from './journal.js';
import { SiteTable } from './site.js';
import { SharedVmemmap } from './vmemmap.js';

/** A 64-bit kernel address as its two halves; on 32-bit machines `hi` is 0. */
export interface Address {
  readonly hi: number;
  readonly lo: number;
}

/** Where things lie in the simulated kernel's address space. 64-bit: as on x86-64 without KASLR. */
interface AddressPlan {
  readonly kernelHi: number;
  readonly kernelLo: number;
  readonly pagesHi: number;
  readonly pagesLo: number;
  readonly directHi: number;
  readonly directLo: number;
  /** First page frame without an address in the direct map. */
  readonly highmemPfn: number;
}

const plan64: AddressPlan = { kernelHi: 0xffffffff, kernelLo: 0x82000000, pagesHi: 0xffffea00, pagesLo: 0, directHi: 0xffff8880, directLo: 0, highmemPfn: Infinity };
/** 3 GiB / 1 GiB split, 896 MiB of lowmem; kernel objects and mem_map stand above it so that no address has two meanings. */
const plan32: AddressPlan = { kernelHi: 0, kernelLo: 0xfe000000, pagesHi: 0, pagesLo: 0xf8000000, directHi: 0, directLo: 0xc0000000, highmemPfn: 0x38000 };

/**
 * The simulated memory: kernel objects (list heads, counters), then the struct pages, bit by bit as the layout has them.
 * Kept as 32-bit units in the host's order; a 64-bit word is two units in the machine's order, so every field of the layout has one
 * place and both byte orders run at the same speed. Beside each unit stands the number of the site that wrote it last.
 */
export class Memory {
  readonly units: Uint32Array;
  /** The same units as signed numbers: small integers to the engine, which the hot paths need. */
  readonly ints: Int32Array;
  readonly shadow: Uint16Array;
  /** Units and shadow as WebAssembly sees them: only of memory that was made for it. */
  readonly assembly: WebAssembly.Memory | undefined;
  readonly sites = new SiteTable();
  /** Undefined while nothing is recorded. */
  journal: Journal | undefined = undefined;
  /** 1 on 32-bit machines, else 2. */
  readonly wordUnits: 1 | 2;
  /** Units of a struct page. */
  readonly pageUnits: number;
  readonly pageSize: number;
  /** First unit of the struct pages; kernel objects lie below. */
  readonly pagesAt: number;
  readonly pages: number;
  readonly wide: boolean;
  readonly bigEndian: boolean;
  private readonly lowAt: 0 | 1;
  private readonly plan: AddressPlan;
  readonly pagesLo: number;
  readonly pagesHi: number;
  readonly kernelLo: number;
  readonly kernelHi: number;
  private readonly memmapInDirectMap: boolean;
  private nextObject = 2;
  /** Undefined until a folio's struct pages are shared. */
  private sharedVmemmap: SharedVmemmap | undefined = undefined;

  /** `assembly`: made for WebAssembly too, where words are of 64 bits and little-endian. */
  constructor(layout: LayoutSet, pages: number, objectUnits: number, options: { readonly memmapInDirectMap?: boolean; readonly assembly?: boolean } = {}) {
    const page = layout.records.page;
    this.memmapInDirectMap = options.memmapInDirectMap ?? false;
    if (page === undefined) throw new Error('the layout has no struct page');
    this.wide = layout.abi.wordSize === 8;
    this.bigEndian = layout.abi.endian === 'big';
    this.wordUnits = this.wide ? 2 : 1;
    this.lowAt = this.wide && this.bigEndian ? 1 : 0;
    this.pageSize = page.size;
    this.pageUnits = page.size / 4;
    this.pages = pages;
    this.pagesAt = objectUnits + (objectUnits % 2);
    this.plan = this.wide ? plan64 : plan32;
    this.pagesLo = this.plan.pagesLo | 0;
    this.pagesHi = this.plan.pagesHi | 0;
    this.kernelLo = this.plan.kernelLo | 0;
    this.kernelHi = this.plan.kernelHi | 0;
    const total = this.pagesAt + pages * this.pageUnits;
    if (pages * page.size > 0x80000000) throw new RangeError(`${pages} pages: the simulated struct pages may take 2 GiB at most`);
    const even = total + (total % 2);
    this.assembly = options.assembly === true && this.wide && !this.bigEndian ? assemblyMemory(even * 6) : undefined;
    const buffer = this.assembly?.buffer ?? new ArrayBuffer(even * 6);
    this.units = new Uint32Array(buffer, 0, total);
    this.ints = new Int32Array(buffer, 0, total);
    this.shadow = new Uint16Array(buffer, even * 4, total);
  }

  /** Starts recording at the present state. `limit` in events. */
  startJournal(limit?: number): Journal {
    this.journal = new Journal(this.units, this.shadow, limit);
    this.journal.begin('start', -1);
    return this.journal;
  }

  /** Room for a kernel object, in units; zeroed. */
  allocateObject(units: number): number {
    const at = this.nextObject;
    this.nextObject += units + (units % 2);
    if (this.nextObject > this.pagesAt) throw new SimulatedFault('no-room', 'no room for more kernel objects in the simulated memory');
    return at;
  }

  /** The page's first unit. */
  pageAt(pfn: number): number {
    return this.pagesAt + pfn * this.pageUnits;
  }

  /** The page whose words hold the unit, or -1. */
  pageOf(unit: number): number {
    return unit < this.pagesAt ? -1 : Math.floor((unit - this.pagesAt) / this.pageUnits);
  }

  low(unit: number): number {
    return this.units[unit + this.lowAt]!;
  }

  high(unit: number): number {
    return this.wide ? this.units[unit + 1 - this.lowAt]! : 0;
  }

  /** Writes a machine word. Halves may be given as signed or unsigned numbers. */
  setWord(unit: number, lo: number, hi: number, site: number): void {
    if (!this.wide) {
      this.setUnit(unit, lo, site);
      return;
    }
    const copies = this.sharedVmemmap?.copiesOf(unit);
    const { ints, shadow, journal } = this;
    const first = this.bigEndian ? hi : lo;
    const second = this.bigEndian ? lo : hi;
    if (journal !== undefined) journal.record(unit, true, first, second, site);
    ints[unit] = first;
    ints[unit + 1] = second;
    shadow[unit] = site;
    shadow[unit + 1] = site;
    for (const copy of copies ?? []) {
      this.putUnit(copy, first, site);
      this.putUnit(copy + 1, second, site);
    }
  }

  /** Writes a 32-bit field. */
  setUnit(unit: number, value: number, site: number): void {
    const copies = this.sharedVmemmap?.copiesOf(unit);
    this.putUnit(unit, value, site);
    for (const copy of copies ?? []) this.putUnit(copy, value, site);
  }

  /** hugetlb_vmemmap_optimize(): the struct pages of a folio behind the first 4 KiB of them are those again, read-only. */
  shareVmemmap(head: number, pages: number): void {
    const shared = this.sharedVmemmap ?? new SharedVmemmap(this);
    shared.share(head, pages);
    this.sharedVmemmap = shared;
  }

  /** hugetlb_vmemmap_restore(). */
  restoreVmemmap(head: number): void {
    (this.sharedVmemmap ?? new SharedVmemmap(this)).restore(head);
  }

  /** page_fixed_fake_head(). */
  realHead(pfn: number): number {
    return this.sharedVmemmap?.realHead(pfn) ?? pfn;
  }

  private putUnit(unit: number, value: number, site: number): void {
    if (this.journal !== undefined) this.journal.record(unit, false, value, 0, site);
    this.ints[unit] = value;
    this.shadow[unit] = site;
  }

  /** Writes the address of a unit into a word: a pointer to a member of a struct page, or to a kernel object. */
  setPointer(unit: number, target: number, tag: number, site: number): void {
    if (target >= this.pagesAt) this.setWord(unit, (this.pagesLo + ((target - this.pagesAt) << 2) + tag) | 0, this.pagesHi, site);
    else this.setWord(unit, (this.kernelLo + (target << 2) + tag) | 0, this.kernelHi, site);
  }

  /** The unit a word points to, low tag bits ignored; -1 for NULL, poison and addresses of nothing simulated. */
  pointedUnit(unit: number): number {
    return this.wide ? this.unitAtAddress(this.ints[unit + this.lowAt]!, this.ints[unit + 1 - this.lowAt]!) : this.unitAtAddress(this.ints[unit]!, 0);
  }

  /** Halves as signed numbers. */
  unitAtAddress(lo: number, hi: number): number {
    if (hi === this.pagesHi) {
      const unit = this.pagesAt + (((lo - this.pagesLo) | 0) >>> 2);
      if (unit < this.ints.length) return unit;
    }
    if (hi === this.kernelHi) {
      const unit = ((lo - this.kernelLo) | 0) >>> 2;
      if (unit < this.pagesAt) return unit;
    }
    return -1;
  }

  addressOf(unit: number): Address {
    const isObject = unit < this.pagesAt;
    const lo = (isObject ? this.plan.kernelLo : this.plan.pagesLo) + (isObject ? unit : unit - this.pagesAt) * 4;
    return { lo: lo >>> 0, hi: (isObject ? this.plan.kernelHi : this.plan.pagesHi) + Math.floor(lo / 0x100000000) };
  }

  /** page_address(): where the direct map shows the page's contents; undefined for highmem. */
  contentsAddress(pfn: number): Address | undefined {
    if (pfn >= this.plan.highmemPfn) return undefined;
    const lo = this.plan.directLo + pfn * 4096;
    return { lo: lo >>> 0, hi: this.plan.directHi + Math.floor(lo / 0x100000000) };
  }

  /** virt_to_page() done on any address: the page frame number it works out, right or wrong, and whether the address lies in the direct map of a simulated page at all. */
  virtToPage(address: Address): { readonly pfn: number; readonly inDirectMap: boolean } {
    const memmap = this.unitAtAddress(address.lo | 0, address.hi | 0);
    if (this.memmapInDirectMap && memmap >= this.pagesAt) return { pfn: Math.floor(((memmap - this.pagesAt) * 4) / 4096), inDirectMap: true };
    const offset = (address.hi - this.plan.directHi) * 0x100000000 + address.lo - this.plan.directLo;
    const pfn = Math.floor(offset / 4096);
    return { pfn, inDirectMap: pfn >= 0 && pfn < Math.min(this.pages, this.plan.highmemPfn) };
  }

  isHighmem(pfn: number): boolean {
    return pfn >= this.plan.highmemPfn;
  }

  get highmemPfn(): number {
    return this.plan.highmemPfn;
  }
}

/** Memory that WebAssembly can work on; undefined where the host refuses: it reserves far more address space than it takes. */
function assemblyMemory(bytes: number): WebAssembly.Memory | undefined {
  const pieces = Math.ceil(bytes / 0x10000);
  try {
    return new WebAssembly.Memory({ initial: pieces, maximum: pieces });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
