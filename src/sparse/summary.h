/* SPDX-License-Identifier: GPL-2.0 */
/*
 * summary: what callers in other files must know of a function: for each device that it is
 * handed, or that is reached from what it is handed, what it does to it. As text it
 * can be kept.
 */
#ifndef SPARSE_SUMMARY_H
#define SPARSE_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "check/unit.h"
#include "sparse/value.h"

struct summary_place {		/* "" and 0 where there is none */
	char *text;		/* "arch_teardown_dma_ops(dev)" */
	char *path;
	unsigned line;
};

struct summary_device {		/* under one rule */
	char *rule;
	/*
	 * The device, from the arguments: "1" is the first, "1+16" what stands 16 bytes behind,
	 * "1*8" what is loaded from there.
	 */
	char *device;
	/* By the state on entry, filled | torn << 1: those on return, a bit each. */
	unsigned char out[4];
	bool hit;		/* what is torn down on entry may be released */
	bool probes;		/* it has a driver's probe called on it, first of all */
	unsigned words;		/* which teardowns it may leave behind: WALK_… bits of walk.h */
	struct summary_place teardown, release;
};

struct summary {
	char *function;
	char *path;		/* its file */
	bool calls_driver;
	ARRAY(struct summary_device) devices;
};

/* A function that is made a callback in a file that does not define it. */
struct summary_callback {
	char *path;		/* the file that does */
	struct callback callback;
};

struct summaries {
	ARRAY(struct summary *) list;
	struct map by_function;	/* -> struct summary * */
	ARRAY(struct summary_callback) callbacks;
};

/* Takes @s over; of two of one function the later one counts. */
void summaries_add(struct summaries *all, struct summary *s);
void summaries_release(struct summaries *all);
void summary_free(struct summary *s);
void summary_callback_release(struct summary_callback *c);

/* Whether both tell the same, in the same order. */
bool summaries_equal(const struct summaries *a, const struct summaries *b);

/* How a value is told from the arguments; NULL where it can't be, or takes too many steps. The
 * caller frees it. */
char *summary_device_text(const struct values *v, int value);

/*
 * The value in @v that @device is for a call at instruction @insn with the arguments @args (-1:
 * not known); or -1.
 */
int summary_device_value(struct values *v, size_t insn, const char *device, const int args[],
			 size_t n);

#endif
