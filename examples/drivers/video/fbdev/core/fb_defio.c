// SPDX-License-Identifier: MIT
/*
 * A framebuffer in vmalloc memory. Faults hand its pages to user space, with
 * ->mapping and ->index set as if they were in the page cache: a real
 * address_space this time, so set_page_dirty() is welcome to it.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

struct fb_info {
	char *screen_buffer;
	unsigned long smem_len;
	struct list_head pagelist;	/* page->lru of what was written to */
	spinlock_t lock;
};

static struct page *fb_deferred_io_page(struct fb_info *info, unsigned long offs)
{
	return vmalloc_to_page(info->screen_buffer + offs);
}

int fb_deferred_io_fault(struct vm_fault *vmf)
{
	struct fb_info *info = vmf->vma->vm_private_data;
	unsigned long offset = vmf->pgoff << PAGE_SHIFT;
	struct page *page;

	if (offset >= info->smem_len)
		return -EFAULT;
	page = fb_deferred_io_page(info, offset);
	if (!page)
		return -EFAULT;

	get_page(page);
	if (vmf->vma->vm_file)
		page->mapping = vmf->vma->vm_file->f_mapping;
	page->index = vmf->pgoff;
	vmf->page = page;

	return 0;
}

/* First write to a page: remember it, in the order of the screen. */
int fb_deferred_io_mkwrite(struct vm_fault *vmf)
{
	struct fb_info *info = vmf->vma->vm_private_data;
	struct page *cur;

	spin_lock(&info->lock);
	list_for_each_entry(cur, &info->pagelist, lru) {
		if (cur == vmf->page)
			goto already_there;
		if (cur->index > vmf->page->index)
			break;
	}
	list_add_tail(&vmf->page->lru, &cur->lru);
already_there:
	spin_unlock(&info->lock);

	return 0;
}

/* The pages go back to vmalloc, which knows nothing of ->mapping. */
void fb_deferred_io_cleanup(struct fb_info *info)
{
	for (unsigned long offs = 0; offs < info->smem_len; offs += PAGE_SIZE)
		fb_deferred_io_page(info, offs)->mapping = NULL;
}
