/** Architectures: ABI facts, the arch/ directory, compiler macros, and, for those with a preset, the config symbols of an ordinary build. */
import type { ArchName, KernelConfig } from './config.js';

export interface ArchFacts {
  readonly name: ArchName;
  /** Below arch/. */
  readonly directory: string;
  readonly wordSize: 4 | 8;
  readonly int64Align: 4 | 8;
  readonly endian: 'little' | 'big';
  readonly charSigned: boolean;
  /** What the compiler defines by itself. */
  readonly compilerMacros: readonly string[];
}

const GNU = ['__GNUC__=12', '__GNUC_MINOR__=2', '__KERNEL__=1', '__STDC__=1', '__STDC_VERSION__=201112', '__CHAR_BIT__=8', '__BYTE_ORDER__=1234', '__ORDER_LITTLE_ENDIAN__=1234', '__ORDER_BIG_ENDIAN__=4321', '__SIZEOF_INT__=4', '__SIZEOF_LONG_LONG__=8', '__SIZEOF_SHORT__=2'];
const LP64 = [...GNU, '__LP64__=1', '__SIZEOF_LONG__=8', '__SIZEOF_POINTER__=8', '__SIZEOF_INT128__=16'];
const ILP32 = [...GNU, '__SIZEOF_LONG__=4', '__SIZEOF_POINTER__=4'];

/** 64-bit System V ABIs differ for struct layout only in byte order and in whether plain char is signed. */
function lp64(name: ArchName, directory: string, charSigned: boolean, macros: readonly string[], endian: 'little' | 'big' = 'little'): ArchFacts {
  return { name, directory, wordSize: 8, int64Align: 8, endian, charSigned, compilerMacros: [...LP64, ...macros] };
}

export const ARCHES: Readonly<Record<ArchName, ArchFacts>> = {
  x86_64: { name: 'x86_64', directory: 'x86', wordSize: 8, int64Align: 8, endian: 'little', charSigned: true, compilerMacros: [...LP64, '__x86_64__=1', '__x86_64=1'] },
  i386: { name: 'i386', directory: 'x86', wordSize: 4, int64Align: 4, endian: 'little', charSigned: true, compilerMacros: [...ILP32, '__i386__=1', '__i386=1'] },
  arm64: { name: 'arm64', directory: 'arm64', wordSize: 8, int64Align: 8, endian: 'little', charSigned: false, compilerMacros: [...LP64, '__aarch64__=1', '__AARCH64EL__=1'] },
  arm: { name: 'arm', directory: 'arm', wordSize: 4, int64Align: 8, endian: 'little', charSigned: false, compilerMacros: [...ILP32, '__arm__=1', '__ARMEL__=1', '__ARM_EABI__=1'] },
  riscv64: lp64('riscv64', 'riscv', false, ['__riscv=1', '__riscv_xlen=64']),
  ppc64: lp64('ppc64', 'powerpc', false, ['__powerpc__=1', '__powerpc64__=1', '__BIG_ENDIAN__=1'], 'big'),
  ppc64le: lp64('ppc64le', 'powerpc', false, ['__powerpc__=1', '__powerpc64__=1', '__LITTLE_ENDIAN__=1']),
  s390x: lp64('s390x', 's390', false, ['__s390__=1', '__s390x__=1'], 'big'),
  loongarch64: lp64('loongarch64', 'loongarch', true, ['__loongarch__=1', '__loongarch64=1', '__loongarch_grlen=64']),
};

const COMMON = ['MMU', 'SMP', 'TREE_RCU', 'SLUB', 'MEMCG', 'MEMCG_KMEM', 'SWAP', 'SHMEM', 'COMPACTION', 'MIGRATION', 'TRANSPARENT_HUGEPAGE', 'HUGETLB_PAGE', 'HUGETLBFS', 'FUTEX', 'EPOLL', 'NET', 'INET', 'BLOCK', 'MODULES', 'KSM', 'ZSMALLOC', 'ZSWAP', 'PAGE_POOL', 'BALLOON_COMPACTION', 'MEMORY_BALLOON', 'PAGE_REPORTING', 'CMA', 'PROC_FS', 'SYSFS', 'PRINTK', 'BUG', 'PERF_EVENTS', 'CGROUPS', 'RMAP_WALK', 'GENERIC_BUG', 'SLUB_CPU_PARTIAL', 'SLAB_OBJ_EXT', 'SPLIT_PTE_PTLOCKS', 'HAS_DMA', 'HAS_IOMEM', 'PCI', 'IOMMU_API', 'MEMORY_ISOLATION', 'MMU_NOTIFIER', 'VM_EVENT_COUNTERS', 'TMPFS', 'FS_DAX'];
/** Selected by the architecture; the second name since 6.10. */
const FAST_GUP = ['HAVE_FAST_GUP', 'HAVE_GUP_FAST'];
const BIG = ['64BIT', 'NUMA', 'NUMA_BALANCING', 'SPARSEMEM', 'SPARSEMEM_VMEMMAP', 'SPARSEMEM_EXTREME', 'ZONE_DMA', 'ZONE_DMA32', 'ZONE_DEVICE', 'DEVICE_PRIVATE', 'PCI_P2PDMA', 'MEMORY_HOTPLUG', 'MEMORY_HOTREMOVE', 'MEMORY_FAILURE', 'PHYS_ADDR_T_64BIT', 'ARCH_DMA_ADDR_T_64BIT', 'ARCH_USES_HIGH_VMA_FLAGS', 'PAGE_IDLE_FLAG', 'PAGE_EXTENSION', 'HUGETLB_PAGE_OPTIMIZE_VMEMMAP', 'ARCH_ENABLE_THP_MIGRATION', 'HAVE_ALIGNED_STRUCT_PAGE', 'HAVE_CMPXCHG_DOUBLE', 'SECRETMEM', 'USERFAULTFD', 'LRU_GEN', 'ARCH_HAS_PTE_SPECIAL', 'ARCH_WANT_HUGE_PMD_SHARE', 'HUGETLB_PMD_PAGE_TABLE_SHARING', 'ARCH_ENABLE_SPLIT_PMD_PTLOCK', 'SPLIT_PMD_PTLOCKS', ...FAST_GUP];

const on = (...names: readonly string[]): [string, string][] => names.map((name) => [name, 'y']);

const PRESETS: Readonly<Record<string, { readonly arch: ArchName; readonly symbols: readonly (readonly [string, string])[] }>> = {
  x86_64: { arch: 'x86_64', symbols: [...on(...COMMON, ...BIG, 'X86', 'X86_64'), ['PGTABLE_LEVELS', '4'], ['NR_CPUS', '8192'], ['NODES_SHIFT', '10'], ['SPLIT_PTLOCK_CPUS', '4'], ['ILLEGAL_POINTER_VALUE', '0xdead000000000000'], ['X86_L1_CACHE_SHIFT', '6'], ['X86_INTERNODE_CACHE_SHIFT', '6'], ['HZ', '250'], ['BASE_SMALL', '0'], ['PAGE_SHIFT', '12']] },
  arm64: { arch: 'arm64', symbols: [...on(...COMMON, ...BIG.filter((name) => name !== 'ZONE_DMA' && name !== 'DEVICE_PRIVATE'), 'ZONE_DMA', 'ARM64', 'ARM64_4K_PAGES', 'ARM64_VA_BITS_48', 'HAVE_PAGE_SIZE_4KB', 'PAGE_SIZE_4KB'), ['PGTABLE_LEVELS', '4'], ['NR_CPUS', '256'], ['NODES_SHIFT', '4'], ['SPLIT_PTLOCK_CPUS', '4'], ['ILLEGAL_POINTER_VALUE', '0xdead000000000000'], ['ARM64_PAGE_SHIFT', '12'], ['PAGE_SHIFT', '12'], ['ARM64_VA_BITS', '48'], ['ARM64_PA_BITS', '48'], ['HZ', '250'], ['BASE_SMALL', '0']] },
  i386: { arch: 'i386', symbols: [...on(...COMMON, ...FAST_GUP, 'X86', 'X86_32', 'HAVE_ALIGNED_STRUCT_PAGE', 'HAVE_CMPXCHG_DOUBLE', 'HIGHMEM', 'HIGHMEM4G', 'FLATMEM', 'ZONE_DMA', 'PAGE_SIZE_4KB', 'KMAP_LOCAL'), ['PGTABLE_LEVELS', '2'], ['NR_CPUS', '8'], ['NODES_SHIFT', '0'], ['SPLIT_PTLOCK_CPUS', '4'], ['ILLEGAL_POINTER_VALUE', '0'], ['X86_L1_CACHE_SHIFT', '6'], ['X86_INTERNODE_CACHE_SHIFT', '6'], ['PAGE_OFFSET', '0xC0000000'], ['HZ', '250'], ['BASE_SMALL', '0'], ['PAGE_SHIFT', '12']] },
  'i386-pae': { arch: 'i386', symbols: [...on(...COMMON, ...FAST_GUP, 'X86', 'X86_32', 'HAVE_ALIGNED_STRUCT_PAGE', 'HAVE_CMPXCHG_DOUBLE', 'X86_PAE', 'HIGHMEM', 'HIGHMEM64G', 'PHYS_ADDR_T_64BIT', 'ARCH_DMA_ADDR_T_64BIT', 'SPARSEMEM', 'ZONE_DMA', 'KMAP_LOCAL'), ['PGTABLE_LEVELS', '3'], ['NR_CPUS', '8'], ['NODES_SHIFT', '0'], ['SPLIT_PTLOCK_CPUS', '4'], ['ILLEGAL_POINTER_VALUE', '0'], ['X86_L1_CACHE_SHIFT', '6'], ['X86_INTERNODE_CACHE_SHIFT', '6'], ['PAGE_OFFSET', '0xC0000000'], ['HZ', '250'], ['BASE_SMALL', '0'], ['PAGE_SHIFT', '12']] },
  arm: { arch: 'arm', symbols: [...on(...COMMON, 'ARM', 'CPU_V7', 'CPU_32v7', 'FLATMEM', 'HIGHMEM', 'AEABI', 'KMAP_LOCAL'), ['PGTABLE_LEVELS', '2'], ['NR_CPUS', '4'], ['NODES_SHIFT', '0'], ['SPLIT_PTLOCK_CPUS', '4'], ['ARM_L1_CACHE_SHIFT', '6'], ['PAGE_OFFSET', '0xC0000000'], ['HZ', '100'], ['BASE_SMALL', '0'], ['PAGE_SHIFT', '12']] },
  'arm-lpae': { arch: 'arm', symbols: [...on(...COMMON, ...FAST_GUP, 'ARM', 'ARM_LPAE', 'CPU_V7', 'CPU_32v7', 'FLATMEM', 'HIGHMEM', 'AEABI', 'PHYS_ADDR_T_64BIT', 'ARCH_DMA_ADDR_T_64BIT', 'KMAP_LOCAL'), ['PGTABLE_LEVELS', '3'], ['NR_CPUS', '4'], ['NODES_SHIFT', '0'], ['SPLIT_PTLOCK_CPUS', '4'], ['ARM_L1_CACHE_SHIFT', '6'], ['PAGE_OFFSET', '0xC0000000'], ['HZ', '100'], ['BASE_SMALL', '0'], ['PAGE_SHIFT', '12']] },
};

/** The presets `--arch` knows. The -pae and -lpae ones have a 64-bit dma_addr_t on a 32-bit machine. */
export const PRESET_NAMES: readonly string[] = Object.keys(PRESETS);

export function archPreset(name: string): { readonly arch: ArchFacts; readonly config: KernelConfig } | undefined {
  const preset = PRESETS[name];
  if (!preset) return undefined;
  return { arch: ARCHES[preset.arch], config: { name: `${name} preset`, symbols: new Map(preset.symbols), defines: new Map() } };
}
