/* SPDX-License-Identifier: GPL-2.0 */
/*
 * boundary: where the history of a branch begins before which there was more: the
 * cut of a shallow clone, the import that a vendor's tree starts with. What came
 * in before can't be seen.
 */
#ifndef AUDIT_BOUNDARY_H
#define AUDIT_BOUNDARY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/mem.h"
#include "audit/origin.h"

struct boundary {
	uint32_t pos;		/* the newest such commit; POS_NONE: there is none */
	long long date;		/* its committer's */
	bool shallow;
};

struct boundaries {
	ARRAY(struct boundary) of;	/* by branch, as in h->branches */
};

struct error *boundary_find(struct boundary *to, const struct trees *t, const struct branch *b);
struct error *boundaries_find(struct boundaries *to, const struct trees *t);
void boundaries_release(struct boundaries *b);

/* Whether a change that came to be at @date (0: not known) may have come in unseen. */
bool boundary_hides(const struct boundary *b, long long date);

/* "2019-03-05", UTC, of seconds since 1970; caller frees. */
char *date_text(long long date);

#endif
