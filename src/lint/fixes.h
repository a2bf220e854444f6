/* SPDX-License-Identifier: GPL-2.0 */
/* fixes: the checks of the 'Fixes:' lines of a message; message.h lists them. */
#ifndef LINT_FIXES_H
#define LINT_FIXES_H

#include "lint/review.h"

/* What the patch brings must be known by then: see upstream.h. */
struct error *fixes_review(struct review *r);

#endif
