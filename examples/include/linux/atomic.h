/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_ATOMIC_H
#define _LINUX_ATOMIC_H

#include <linux/types.h>

#define ATOMIC_INIT(i)	{ (i) }

static __always_inline int atomic_read(const atomic_t *v)
{
	return READ_ONCE(v->counter);
}

static __always_inline void atomic_set(atomic_t *v, int i)
{
	WRITE_ONCE(v->counter, i);
}

static __always_inline int atomic_add_return(int i, atomic_t *v)
{
	return __atomic_add_fetch(&v->counter, i, __ATOMIC_SEQ_CST);
}

static __always_inline bool atomic_add_unless(atomic_t *v, int a, int u)
{
	int old = atomic_read(v);

	do {
		if (old == u)
			return false;
	} while (!__atomic_compare_exchange_n(&v->counter, &old, old + a, false,
					      __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
	return true;
}

#define atomic_add(i, v)		((void)atomic_add_return((i), (v)))
#define atomic_inc(v)			atomic_add(1, (v))
#define atomic_dec(v)			atomic_add(-1, (v))
#define atomic_fetch_inc(v)		(atomic_add_return(1, (v)) - 1)
#define atomic_dec_and_test(v)		(atomic_add_return(-1, (v)) == 0)
#define atomic_sub_and_test(i, v)	(atomic_add_return(-(i), (v)) == 0)
#define atomic_inc_not_zero(v)		atomic_add_unless((v), 1, 0)

#endif
