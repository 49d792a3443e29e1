/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_BUILD_BUG_H
#define _LINUX_BUILD_BUG_H

/* static_assert() with or without a message, as the kernel has it. */
#define static_assert(expr, ...)	__static_assert(expr, ##__VA_ARGS__, #expr)
#define __static_assert(expr, msg, ...)	_Static_assert(expr, msg)

#define BUILD_BUG_ON(cond)		_Static_assert(!(cond), "BUILD_BUG_ON: " #cond)

#endif
