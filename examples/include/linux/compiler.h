/* SPDX-License-Identifier: MIT */
#ifndef __LINUX_COMPILER_H
#define __LINUX_COMPILER_H

#define __always_inline		inline __attribute__((__always_inline__))
#define __maybe_unused		__attribute__((__unused__))
#define __must_check		__attribute__((__warn_unused_result__))
#define __packed		__attribute__((__packed__))
#define __aligned(x)		__attribute__((__aligned__(x)))
#define __init			__attribute__((__cold__))
#define fallthrough		__attribute__((__fallthrough__))
#define __rcu
#define __user
#define __acquires(x)
#define __releases(x)

#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)

#define barrier()		__asm__ __volatile__("" : : : "memory")
#define smp_rmb()		barrier()
#define smp_wmb()		barrier()

/* One access, whole: neither torn, nor repeated, nor left out. */
#define READ_ONCE(x)		(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, val)				\
do {							\
	*(volatile __typeof__(x) *)&(x) = (val);	\
} while (0)

#define EXPORT_SYMBOL(sym)	extern __typeof__(sym) sym
#define EXPORT_SYMBOL_GPL(sym)	EXPORT_SYMBOL(sym)

#endif
