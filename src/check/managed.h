/* SPDX-License-Identifier: GPL-2.0 */
/*
 * managed: whether a file allocates managed memory of the kind that a rule
 * speaks of on its own device, and where.
 */
#ifndef CHECK_MANAGED_H
#define CHECK_MANAGED_H

#include "check/effect.h"

struct managed_place {
	struct function *function;
	const struct effect *effect;
};

/* Up to @max places in @u; returns how many. */
size_t managed_places(const struct program *p, struct unit *u, const struct rule *rule,
		      struct managed_place places[], size_t max);

/* Whether the device of this name (device.h) in @f is one that the file drives itself. */
bool managed_is_own(const struct function *f, const char *name);

#endif
