/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/mm_types.h>

struct address_space_operations {
	int (*set_page_dirty)(struct page *page);
	bool (*isolate_page)(struct page *page, int mode);
	int (*migratepage)(struct address_space *mapping, struct page *to,
			   struct page *from);
	void (*putback_page)(struct page *page);
};

/* The pages of a file, or of a driver that pretends to be one. */
struct address_space {
	void *host;
	struct list_head i_mmap;	/* vm_area_struct.shared */
	unsigned long nrpages;
	const struct address_space_operations *a_ops;
	unsigned long flags;
} __aligned(sizeof(long));

struct file {
	struct address_space *f_mapping;
	void *private_data;
};

extern const struct address_space_operations secretmem_aops;
struct address_space *swap_address_space(unsigned long entry);

#endif
