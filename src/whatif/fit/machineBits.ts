import type { ArchFacts } from '../../kernel/arch.js';
import type { KernelConfig } from '../../kernel/config.js';

/** How many bits a machine needs for what the page allocator knows of a page. */
export interface MachineBits {
  /** The configuration's name: `x86_64 preset`. */
  readonly name: string;
  readonly word: 32 | 64;
  /** Links as page frame numbers: physical address bits less the bits within a page. */
  readonly pfn: number;
  readonly order: number;
  readonly node: number;
  readonly zone: number;
  readonly section: number;
  /** Where the widths come from, in words. */
  readonly says: string;
}

/** Physical address bits and section size by architecture: arch/x86/include/asm/sparsemem.h (five-level paging: 52), arch/arm64 (CONFIG_ARM64_PA_BITS), arch/arm (LPAE: 40). */
interface Physical {
  readonly bits: number;
  readonly section: number;
}

function physical(arch: ArchFacts['name'], on: (name: string) => boolean, number: (name: string) => number | undefined): Physical {
  switch (arch) {
    case 'x86_64': return { bits: 52, section: 27 };
    case 'i386': return on('X86_PAE') ? { bits: 36, section: 29 } : { bits: 32, section: 26 };
    case 'arm64': return { bits: number('ARM64_PA_BITS') ?? 48, section: 27 };
    case 'arm': return on('ARM_LPAE') ? { bits: 40, section: 28 } : { bits: 32, section: 28 };
    case 'riscv64': return { bits: 56, section: 27 };
    case 'ppc64': case 'ppc64le': return { bits: 51, section: 24 };
    case 's390x': return { bits: 46, section: 28 };
    case 'loongarch64': return { bits: 48, section: 29 };
  }
}

/**
 * The widths under a configuration, by the rules of include/linux/page-flags-layout.h (ZONES_SHIFT, NODES_SHIFT, SECTIONS_WIDTH) and
 * enum zone_type (mmzone.h). 5.11 to 7.x agree in them.
 */
export function machineBits(arch: ArchFacts, config: KernelConfig): MachineBits {
  const on = (name: string): boolean => config.symbols.get(name) === 'y';
  const number = (name: string): number | undefined => {
    const text = config.symbols.get(name);
    return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
  };
  const { bits, section } = physical(arch.name, on, number);
  const zones = 2 + ['ZONE_DMA', 'ZONE_DMA32', 'HIGHMEM', 'ZONE_DEVICE'].filter(on).length;
  const sparse = on('SPARSEMEM') && !on('SPARSEMEM_VMEMMAP');
  const pageShift = number('PAGE_SHIFT') ?? 12;
  const maxOrder = (number('ARCH_FORCE_MAX_ORDER') ?? 10);
  return {
    name: config.name, word: arch.wordSize === 8 ? 64 : 32, pfn: bits - pageShift, order: bitsFor(maxOrder + 1), node: number('NODES_SHIFT') ?? 0, zone: bitsFor(zones),
    section: sparse ? Math.max(0, bits - section) : 0,
    says: `${config.name}: ${zones} zones, NODES_SHIFT ${number('NODES_SHIFT') ?? 0}, ${sparse ? 'sections in flags' : 'no section bits'}, ${bits} physical address bits`,
  };
}

function bitsFor(count: number): number {
  return count <= 1 ? 0 : Math.ceil(Math.log2(count));
}
