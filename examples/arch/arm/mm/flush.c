// SPDX-License-Identifier: MIT
/*
 * A reader that exists on some architectures only. GUP and vm_insert_page()
 * both call flush_dcache_page(), and here that follows page->mapping.
 */
#include <linux/mm.h>
#include <linux/fs.h>
#include <linux/page-flags.h>

static void flush_kernel_alias(struct page *page)
{
	char *line = page_address(page);
	char *end = line + PAGE_SIZE;

	for (; line && line < end; line += 32)
		__asm__ volatile("" : : "r"(line) : "memory");
}

static void flush_user_aliases(struct address_space *mapping, pgoff_t pgoff)
{
	struct vm_area_struct *vma;

	list_for_each_entry(vma, &mapping->i_mmap, shared) {
		if (vma->vm_pgoff > pgoff)
			continue;
		vma->vm_flags |= VM_FLUSHED;
	}
}

/**
 * flush_dcache_page - make the kernel's and the users' view of a page agree
 * @page: any page that may be mapped by a process
 *
 * A page without users can wait: it is marked, and flushed when it is mapped.
 */
void flush_dcache_page(struct page *page)
{
	struct address_space *mapping;

	mapping = page_mapping(page);
	if (mapping && !page_mapcount(page)) {
		clear_bit(PG_arch_1, &page->flags);
		return;
	}

	flush_kernel_alias(page);
	if (mapping)
		flush_user_aliases(mapping, page->index);
	set_bit(PG_arch_1, &page->flags);
}
