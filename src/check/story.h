/* SPDX-License-Identifier: GPL-2.0 */
/*
 * story: a hit told in words and places, as a finding.
 */
#ifndef CHECK_STORY_H
#define CHECK_STORY_H

#include "check/finding.h"
#include "check/walk.h"

/* Adds the finding of @h to @r; @callback says through what it is called, or is NULL. */
void story_tell(struct walk *w, const struct hit *h, const char *device,
		const struct callback *callback, struct report *r);

#endif
