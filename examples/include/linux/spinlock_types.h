/* SPDX-License-Identifier: MIT */
#ifndef __LINUX_SPINLOCK_TYPES_H
#define __LINUX_SPINLOCK_TYPES_H

#include <linux/types.h>

typedef struct spinlock {
	volatile unsigned int slock;
#ifdef CONFIG_DEBUG_SPINLOCK
	unsigned int magic, owner_cpu;
	void *owner;
#endif
} spinlock_t;

#ifdef CONFIG_DEBUG_SPINLOCK
#define SPINLOCK_SIZE	(BITS_PER_LONG == 64 ? 24 : 16)
#else
#define SPINLOCK_SIZE	4
#endif

#define DEFINE_SPINLOCK(x)	spinlock_t x = { .slock = 0 }

static inline void spin_lock_init(spinlock_t *lock)
{
	lock->slock = 0;
}

static inline void spin_lock(spinlock_t *lock) __acquires(lock)
{
	while (__atomic_exchange_n(&lock->slock, 1, __ATOMIC_ACQUIRE))
		barrier();
}

static inline void spin_unlock(spinlock_t *lock) __releases(lock)
{
	__atomic_store_n(&lock->slock, 0, __ATOMIC_RELEASE);
}

#endif
