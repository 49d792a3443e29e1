/* The same page allocator as src/simulator, in C: 64-byte struct pages of 6.1's word order, per-CPU lists over a buddy allocator.
 * Our own code, for the ratio that bench/simulator.ts prints. Usage: buddy PAGES PAIRS; prints two lines of "name milliseconds". */
#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct list { struct list *next, *prev; };
struct page {
	uint64_t flags;
	struct list lru;
	uint64_t mapping, index, private;
	uint32_t mapcount, refcount;
	uint64_t memcg;
};

enum { MAX_ORDER = 10, ORDERS = 11, TYPES = 3, BATCH = 63, HIGH = 6 * BATCH, BLOCK = 9 };
static const uint32_t buddy_word = 0xffffff7f, none = 0xffffffff;
static const uint64_t zone_mask = 0xfff8000000000000ull;

static struct page *pages;
static uint32_t *meta;
static uint8_t *block_type;
static long nr_pages;
static struct list free_list[ORDERS][TYPES], pcp[4][TYPES];
static uint32_t nr_free[ORDERS], free_pages, pcp_count;

static void init(struct list *l) { l->next = l->prev = l; }
static void insert(struct list *n, struct list *before, struct list *after)
{
	after->prev = n;
	n->next = after;
	n->prev = before;
	before->next = n;
}
static void unlink_node(struct list *n)
{
	n->next->prev = n->prev;
	n->prev->next = n->next;
	n->next = (struct list *)0xdead000000000100ull;
	n->prev = (struct list *)0xdead000000000122ull;
}
static struct page *owner(struct list *l) { return (struct page *)((char *)l - offsetof(struct page, lru)); }

static int may_merge(long pfn, long buddy, unsigned order)
{
	if (buddy >= nr_pages)
		return 0;
	struct page *b = pages + buddy;
	if ((b->mapcount & 0xf0000080u) != 0xf0000000u || b->private != order)
		return 0;
	return ((b->flags ^ pages[pfn].flags) & zone_mask) == 0;
}
static void unlist(struct page *p, unsigned order)
{
	unlink_node(&p->lru);
	p->mapcount = none;
	p->private = 0;
	meta[p - pages] = 2;
	nr_free[order]--;
}
static void list_block(struct page *p, unsigned order, unsigned type, int tail)
{
	struct list *h = &free_list[order][type];
	if (tail)
		insert(&p->lru, h->prev, h);
	else
		insert(&p->lru, h, h->next);
	nr_free[order]++;
}
static void mark(struct page *p, unsigned order)
{
	p->private = order;
	p->mapcount = buddy_word;
	meta[p - pages] = 1;
}
static void put(long pfn, unsigned order, unsigned type)
{
	unsigned current = order;
	free_pages += 1u << order;
	while (current < MAX_ORDER) {
		long buddy = pfn ^ (1l << current);
		if (!may_merge(pfn, buddy, current))
			break;
		unlist(pages + buddy, current);
		if (buddy < pfn) {
			meta[pfn] = 2;
			pfn = buddy;
		} else
			meta[buddy] = 2;
		current++;
	}
	mark(pages + pfn, current);
	int tail = 0;
	if (current < MAX_ORDER - 1) {
		long larger = pfn & ~(1l << current);
		tail = may_merge(larger, larger ^ (1l << (current + 1)), current + 1);
	}
	list_block(pages + pfn, current, type, tail);
}
static long take(unsigned order, unsigned type)
{
	for (unsigned current = order; current <= MAX_ORDER; current++) {
		struct list *h = &free_list[current][type];
		if (h->next == h)
			continue;
		struct page *p = owner(h->next);
		unlist(p, current);
		free_pages -= 1u << order;
		for (int half = (int)current - 1; half >= (int)order; half--) {
			struct page *rest = p + (1l << half);
			mark(rest, half);
			list_block(rest, half, type, 0);
		}
		return p - pages;
	}
	return -1;
}
static void drain(int left)
{
	for (unsigned order = 0; order < 4; order++)
		for (unsigned type = 0; type < TYPES; type++)
			while (left > 0 && pcp[order][type].prev != &pcp[order][type]) {
				struct page *p = owner(pcp[order][type].prev);
				unlink_node(&p->lru);
				pcp_count -= 1u << order;
				meta[p - pages] = 2;
				put(p - pages, order, block_type[(p - pages) >> BLOCK]);
				left -= 1 << order;
			}
}
static int bad(struct page *p)
{
	return p->mapcount != none || p->mapping || p->refcount || p->memcg || (p->flags & 0x30f221);
}
static __attribute__((noinline)) long page_alloc(unsigned type)
{
	struct list *h = &pcp[0][type];
	if (h->next == h)
		for (int i = 0; i < BATCH; i++) {
			long pfn = take(0, type);
			if (pfn < 0)
				break;
			meta[pfn] = 3;
			pages[pfn].index = type;
			insert(&pages[pfn].lru, h->prev, h);
			pcp_count++;
		}
	if (h->next == h)
		return -1;
	struct page *p = owner(h->next);
	unlink_node(&p->lru);
	pcp_count--;
	if (bad(p))
		abort();
	p->private = 0;
	p->refcount = 1;
	meta[p - pages] = 4;
	return p - pages;
}
static __attribute__((noinline)) void page_free(long pfn)
{
	struct page *p = pages + pfn;
	if (!p->refcount || --p->refcount)
		abort();
	if (p->mapping & 3)
		p->mapping = 0;
	if (bad(p))
		abort();
	p->private = 0;
	unsigned type = block_type[pfn >> BLOCK];
	p->index = type;
	meta[pfn] = 3;
	insert(&p->lru, &pcp[0][type], pcp[0][type].next);
	if (++pcp_count >= HIGH)
		drain(BATCH);
}
static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
	nr_pages = argc > 1 ? atol(argv[1]) : 1048576;
	long pairs = argc > 2 ? atol(argv[2]) : 5000000;
	double start = now();
	pages = calloc(nr_pages, sizeof(*pages));
	meta = calloc(nr_pages, sizeof(*meta));
	block_type = calloc((nr_pages >> BLOCK) + 1, 1);
	if (!pages || !meta || !block_type)
		return 1;
	for (int o = 0; o < ORDERS; o++)
		for (int t = 0; t < TYPES; t++)
			init(&free_list[o][t]);
	for (int o = 0; o < 4; o++)
		for (int t = 0; t < TYPES; t++)
			init(&pcp[o][t]);
	for (long i = 0; i < nr_pages; i++) {
		pages[i].flags = 1ull << 51;
		init(&pages[i].lru);
		pages[i].mapcount = none;
		meta[i] = 2;
	}
	for (long i = nr_pages - 1024; i >= 0; i -= 1024)
		put(i, MAX_ORDER, 0);
	printf("setup %.2f\n", now() - start);

	enum { HELD = 1024 };
	static long held[HELD];
	uint32_t random = 1;
	for (int i = 0; i < HELD; i++)
		held[i] = page_alloc(0);
	start = now();
	for (long i = 0; i < pairs; i++) {
		random = random * 1664525u + 1013904223u;
		uint32_t slot = random >> 22;
		page_free(held[slot]);
		held[slot] = page_alloc(0);
	}
	printf("pairs %.2f\n", now() - start);
	return free_pages == 0xffffffff;
}
