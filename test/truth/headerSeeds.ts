/** Sown bugs of headers: small functions that answer wrongly, numbers that meet. */
import { both, type Seed } from './seed.js';

const flags = 'include/linux/page-flags.h';

export const headerSeeds: readonly Seed[] = [
  { name: 'the tag of movable pages is no low bit', kernels: both, file: flags, rule: 'word-misread',
    bug: [{ do: 'define', name: 'PAGE_MAPPING_MOVABLE', value: '0x8' }], twin: [{ do: 'define', name: 'PAGE_MAPPING_MOVABLE', value: '(1 << 1)' }] },
  { name: 'a type is any word below a count', kernels: ['6.1'], file: flags, rule: 'word-misread',
    bug: [{ do: 'rename', in: 'page_has_type', from: 'int', to: 'unsigned long' }], twin: [{ do: 'rename', in: 'page_has_type', from: 'int', to: 's32' }] },
  { name: 'pfmemalloc is asked of the tail bit', kernels: both, file: 'include/linux/mm.h', rule: 'word-misread',
    bug: [{ do: 'replace', in: 'page_is_pfmemalloc', from: 'BIT(1)', to: 'BIT(0)' }], twin: [{ do: 'replace', in: 'page_is_pfmemalloc', from: 'BIT(1)', to: '2UL' }] },
  { name: 'an offset reaches into the page type', kernels: ['6.12'], file: 'mm/zsmalloc.c', rule: 'word-misread',
    bug: [{ do: 'define', name: 'FIRST_OBJ_PAGE_TYPE_MASK', value: '0x1ffffff' }], twin: [{ do: 'define', name: 'FIRST_OBJ_PAGE_TYPE_MASK', value: '((1U << 24) - 1)' }] },
  { name: 'the counters of a slab are no longer beside its free list', kernels: ['6.1'], file: 'mm/slab.h', rule: 'paired-words',
    bug: [{ do: 'replace', in: 'struct slab', from: 'unsigned long counters;', to: 'struct { unsigned int sown_pad; unsigned int counters; };' }],
    twin: [{ do: 'replace', in: 'struct slab', from: 'unsigned long counters;', to: 'unsigned long sown_word; unsigned long counters;' }] },
  { name: 'a count of a page table over the tags of mapping', kernels: ['6.1'], file: 'include/linux/mm_types.h', rule: 'word-misread',
    bug: [{ do: 'replace', in: 'struct page', from: 'unsigned long _pt_pad_2;', to: 'int sown_users;' }], twin: [{ do: 'replace', in: 'struct page', from: 'unsigned long _pt_pad_2;', to: 'struct mm_struct *sown_mm;' }] },
  { name: 'a count of a page table beside its mapping', kernels: ['6.12'], file: 'include/linux/mm_types.h', rule: 'word-misread',
    bug: [{ do: 'replace', in: 'struct ptdesc', from: 'unsigned long __page_mapping;', to: 'union { unsigned long __page_mapping; refcount_t sown_users; };' }], twin: [{ do: 'replace', in: 'struct ptdesc', from: 'unsigned long __page_mapping;', to: 'union { unsigned long __page_mapping; struct mm_struct *sown_mm; };' }] },
  { name: 'two marks of erofs pages are one', kernels: ['6.1'], file: 'fs/erofs/compress.h', rule: 'word-misread',
    bug: [{ do: 'define', name: 'Z_EROFS_PREALLOCATED_PAGE', value: '(~3UL)' }], twin: [{ do: 'define', name: 'Z_EROFS_PREALLOCATED_PAGE', value: '(~7UL)' }] },
  { name: 'a mark of erofs pages is a count of their parts', kernels: ['6.12'], file: 'fs/erofs/compress.h', rule: 'word-misread',
    bug: [{ do: 'define', name: 'Z_EROFS_PREALLOCATED_FOLIO', value: '((void *)2UL)' }], twin: [{ do: 'define', name: 'Z_EROFS_PREALLOCATED_FOLIO', value: '((void *)(-5UL << 2))' }] },
  { name: 'flags of f2fs pages are told from pointers by a bit of addresses', kernels: ['6.1'], file: 'fs/f2fs/f2fs.h', rule: 'word-misread',
    bug: [{ do: 'append', text: 'enum { SOWN_IS_FLAGS = 4, };\nstatic inline bool sown_is_flags(struct page *page)\n{\n\treturn test_bit(SOWN_IS_FLAGS, &page_private(page));\n}' }],
    twin: [{ do: 'append', text: 'enum { SOWN_IS_FLAGS = 2, };\nstatic inline bool sown_is_flags(struct page *page)\n{\n\treturn test_bit(SOWN_IS_FLAGS, &page_private(page));\n}' }] },
];
