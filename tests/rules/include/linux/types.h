/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FIXTURE_TYPES_H
#define FIXTURE_TYPES_H

typedef unsigned int u32;
typedef unsigned long long u64;
typedef unsigned long size_t;
typedef u64 dma_addr_t;
typedef unsigned int gfp_t;
typedef _Bool bool;

enum {
	false,
	true,
};

#define NULL ((void *)0)
#define GFP_KERNEL ((gfp_t)0xcc0)
#define __GFP_ZERO ((gfp_t)0x100)

#define offsetof(type, member) __builtin_offsetof(type, member)
#define container_of(ptr, type, member) ({				\
	const typeof(((type *)0)->member) *__mptr = (ptr);		\
	(type *)((char *)__mptr - offsetof(type, member)); })

#endif
