/* SPDX-License-Identifier: GPL-2.0 */
/* upstream: the checks of where a patch is from; message.h lists them. */
#ifndef LINT_UPSTREAM_H
#define LINT_UPSTREAM_H

#include "lint/review.h"

/* The commits that the message says that the patch brings; the review learns of them. */
struct error *upstream_review(struct review *r);
/* What only a patch for a stable branch is asked for. */
struct error *upstream_review_stable(struct review *r, const char *diff, size_t len);

#endif
