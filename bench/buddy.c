/* The same page allocator as src/simulator, in C: 64-byte struct pages of 6.1's word order, per-CPU lists over a buddy allocator, the same
 * checks at every change of owner, the same words written in the same order of events. With -DWRITERS it also keeps, as the simulator does,
 * 16 bits beside every 32 that say who wrote them last. Our own code, for the ratios that bench/simulator.ts prints.
 * Usage: buddy PAGES PAIRS; prints two lines of "name milliseconds", of CPU time. */
#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* A zone as the allocator meets it: the page's block names it. */
struct zone { struct list pcp[4][TYPES]; uint32_t pcp_count; };
/* All memory in one piece, as the simulator has it: kernel objects, a word of state a page, the struct pages. */
static struct objects { struct zone zones[1]; struct list free_list[ORDERS][TYPES]; uint32_t nr_free[ORDERS], free_pages; } *objects;
static uint32_t *meta;
static struct page *pages;
static uint8_t *block_type;
static int16_t *zone_of_block;
static long nr_pages;

/* Who wrote what last: numbers as the simulator's sites. */
enum writer { LINK_NEXT = 1, LINK_PREV, FREE_NEXT, FREE_PREV, POISON_NEXT, POISON_PREV, ORDER, NO_ORDER, BUDDY, NO_BUDDY, TYPE, CLEAR, GET, PUT, COUNT, STATE };
#ifdef WRITERS
static uint16_t *writers;
static size_t unit(void *at) { return ((char *)at - (char *)objects) / 4; }
static void wrote64(void *at, enum writer who) { ((uint32_t *)writers)[unit(at) / 2] = who | (uint32_t)who << 16; }
static void wrote32(void *at, enum writer who) { writers[unit(at)] = who; }
#else
static void wrote64(void *at, enum writer who) { (void)at, (void)who; }
static void wrote32(void *at, enum writer who) { (void)at, (void)who; }
#endif
static void set_state(long pfn, uint32_t state)
{
	meta[pfn] = (meta[pfn] & ~0xffu) | state;
	wrote32(&meta[pfn], STATE);
}
static void count(uint32_t *at, int by)
{
	*at += by;
	wrote32(at, COUNT);
}

static void init(struct list *l) { l->next = l->prev = l; }
static void insert(struct list *n, struct list *before, struct list *after, enum writer next)
{
	after->prev = n;
	wrote64(&after->prev, next + 1);
	n->next = after;
	wrote64(&n->next, next);
	n->prev = before;
	wrote64(&n->prev, next + 1);
	before->next = n;
	wrote64(&before->next, next);
}
static void unlink_node(struct list *n, enum writer next)
{
	n->next->prev = n->prev;
	wrote64(&n->next->prev, next + 1);
	n->prev->next = n->next;
	wrote64(&n->prev->next, next);
	n->next = (struct list *)0xdead000000000100ull;
	wrote64(&n->next, POISON_NEXT);
	n->prev = (struct list *)0xdead000000000122ull;
	wrote64(&n->prev, POISON_PREV);
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
	unlink_node(&p->lru, FREE_NEXT);
	p->mapcount = none;
	wrote32(&p->mapcount, NO_BUDDY);
	p->private = 0;
	wrote64(&p->private, NO_ORDER);
	set_state(p - pages, 2);
	count(&objects->nr_free[order], -1);
}
static void list_block(struct page *p, unsigned order, unsigned type, int tail)
{
	struct list *h = &objects->free_list[order][type];
	if (tail)
		insert(&p->lru, h->prev, h, FREE_NEXT);
	else
		insert(&p->lru, h, h->next, FREE_NEXT);
	count(&objects->nr_free[order], 1);
}
static void mark(struct page *p, unsigned order)
{
	p->private = order;
	wrote64(&p->private, ORDER);
	p->mapcount = buddy_word;
	wrote32(&p->mapcount, BUDDY);
	set_state(p - pages, 1);
}
static void put(long pfn, unsigned order, unsigned type)
{
	unsigned current = order;
	count(&objects->free_pages, 1 << order);
	while (current < MAX_ORDER) {
		long buddy = pfn ^ (1l << current);
		if (!may_merge(pfn, buddy, current))
			break;
		unlist(pages + buddy, current);
		if (buddy < pfn) {
			set_state(pfn, 2);
			pfn = buddy;
		} else
			set_state(buddy, 2);
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
		struct list *h = &objects->free_list[current][type];
		if (h->next == h)
			continue;
		struct page *p = owner(h->next);
		unlist(p, current);
		count(&objects->free_pages, -(1 << order));
		for (int half = (int)current - 1; half >= (int)order; half--) {
			struct page *rest = p + (1l << half);
			mark(rest, half);
			list_block(rest, half, type, 0);
		}
		return p - pages;
	}
	return -1;
}
static void drain(struct zone *zone, int left)
{
	for (unsigned order = 0; order < 4; order++)
		for (unsigned type = 0; type < TYPES; type++)
			while (left > 0 && zone->pcp[order][type].prev != &zone->pcp[order][type]) {
				struct page *p = owner(zone->pcp[order][type].prev);
				unlink_node(&p->lru, LINK_NEXT);
				count(&zone->pcp_count, -(1 << order));
				set_state(p - pages, 2);
				put(p - pages, order, block_type[(p - pages) >> BLOCK]);
				left -= 1 << order;
			}
}
static int bad(struct page *p)
{
	return p->mapcount != none || p->mapping || p->refcount || p->memcg || (p->flags & 0x30f221);
}
static void refill(struct zone *zone, struct list *h, unsigned type)
{
	for (int i = 0; i < BATCH; i++) {
		long pfn = take(0, type);
		if (pfn < 0)
			break;
		set_state(pfn, 3);
		pages[pfn].index = type;
		wrote64(&pages[pfn].index, TYPE);
		insert(&pages[pfn].lru, h->prev, h, LINK_NEXT);
		count(&zone->pcp_count, 1);
	}
}
static __attribute__((noinline)) long page_alloc(unsigned order, unsigned type)
{
	struct zone *zone = &objects->zones[0];
	struct list *h = &zone->pcp[0][type];
	if (order != 0 || type >= TYPES)
		abort();
	if (h->next == h)
		refill(zone, h, type);
	if (h->next == h)
		return -1;
	struct page *p = owner(h->next);
	long pfn = p - pages;
	unlink_node(&p->lru, LINK_NEXT);
	count(&zone->pcp_count, -1);
	if (bad(p))
		abort();
	p->private = 0;
	wrote64(&p->private, CLEAR);
	p->refcount = 1;
	wrote32(&p->refcount, GET);
	set_state(pfn, 4);
	return pfn;
}
static __attribute__((noinline)) void page_free(long pfn, unsigned order)
{
	if (pfn < 0 || pfn >= nr_pages || order != 0)
		abort();
	struct page *p = pages + pfn;
	if (!p->refcount)
		abort();
	wrote32(&p->refcount, PUT);
	if (--p->refcount)
		return;
	if ((uintptr_t)p->lru.next & 1)
		abort();
	if (p->mapping & 3)
		p->mapping = 0;
	if (bad(p))
		abort();
	if (p->private) {
		p->private = 0;
		wrote64(&p->private, CLEAR);
	}
	struct zone *zone = &objects->zones[zone_of_block[pfn >> BLOCK]];
	unsigned type = block_type[pfn >> BLOCK];
	p->index = type;
	wrote64(&p->index, TYPE);
	set_state(pfn, 3);
	insert(&p->lru, &zone->pcp[0][type], zone->pcp[0][type].next, LINK_NEXT);
	count(&zone->pcp_count, 1);
	if (zone->pcp_count >= HIGH)
		drain(zone, BATCH);
}
static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
	nr_pages = argc > 1 ? atol(argv[1]) : 1048576;
	long pairs = argc > 2 ? atol(argv[2]) : 5000000;
	double start = now();
	size_t before = (sizeof(*objects) + nr_pages * sizeof(*meta) + 63) & ~(size_t)63;
	char *memory = aligned_alloc(64, before + nr_pages * sizeof(*pages));
	block_type = calloc((nr_pages >> BLOCK) + 1, 1);
	zone_of_block = calloc((nr_pages >> BLOCK) + 1, sizeof(*zone_of_block));
	if (!memory || !block_type || !zone_of_block)
		return 1;
	memset(memory, 0, before + nr_pages * sizeof(*pages));
	objects = (struct objects *)memory;
	meta = (uint32_t *)(objects + 1);
	pages = (struct page *)(memory + before);
#ifdef WRITERS
	writers = calloc(before / 4 + nr_pages * (sizeof(*pages) / 4), sizeof(*writers));
	if (!writers)
		return 1;
#endif
	for (int o = 0; o < ORDERS; o++)
		for (int t = 0; t < TYPES; t++)
			init(&objects->free_list[o][t]);
	for (int o = 0; o < 4; o++)
		for (int t = 0; t < TYPES; t++)
			init(&objects->zones[0].pcp[o][t]);
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
		held[i] = page_alloc(0, 0);
	start = now();
	for (long i = 0; i < pairs; i++) {
		random = random * 1664525u + 1013904223u;
		uint32_t slot = random >> 22;
		page_free(held[slot], 0);
		held[slot] = page_alloc(0, 0);
	}
	printf("pairs %.2f\n", now() - start);
	return objects->free_pages == 0xffffffff;
}
