/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <linux/types.h>
#include <linux/build_bug.h>

#define ARRAY_SIZE(arr)		(sizeof(arr) / sizeof((arr)[0]))

#define container_of(ptr, type, member) ({				\
	const __typeof__(((type *)0)->member) *__mptr = (ptr);		\
	(type *)((char *)__mptr - offsetof(type, member)); })

#define min(a, b) ({ __typeof__(a) __a = (a); __typeof__(b) __b = (b);	\
	__a < __b ? __a : __b; })

#define BUG()			__builtin_trap()
#define BUG_ON(cond)		do { if (unlikely(cond)) BUG(); } while (0)
#define WARN_ON_ONCE(cond)	unlikely(!!(cond))

#define EFAULT		14
#define EBUSY		16
#define EINVAL		22
#define ENOMEM		12

int printk(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
#define pr_alert(fmt, ...)	printk("<1>" fmt, ##__VA_ARGS__)

#endif
