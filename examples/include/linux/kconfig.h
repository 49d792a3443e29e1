/* SPDX-License-Identifier: MIT */
#ifndef __LINUX_KCONFIG_H
#define __LINUX_KCONFIG_H

/* This tree is never built: its symbols come from -D, or stay unset. */
#if __has_include(<generated/autoconf.h>)
#include <generated/autoconf.h>
#endif

#define __ARG_PLACEHOLDER_1		0,
#define __take_second_arg(a, val, ...)	val
#define __is_defined(x)			___is_defined(x)
#define ___is_defined(val)		____is_defined(__ARG_PLACEHOLDER_##val)
#define ____is_defined(junk)		__take_second_arg(junk 1, 0, 0)

/* IS_ENABLED(CONFIG_FOO): 1 or 0, in C and in #if alike. */
#define IS_ENABLED(option)		__is_defined(option)

#endif
