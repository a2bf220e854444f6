/* SPDX-License-Identifier: GPL-2.0 */
/*
 * same_change: a commit on a branch that makes the same change as a fix, whatever
 * its message says: one with an equal patch-id (git-patch-id(1), the stable form).
 */
#ifndef AUDIT_SAME_CHANGE_H
#define AUDIT_SAME_CHANGE_H

#include <stdint.h>

#include "audit/origin.h"
#include "base/error.h"

/*
 * Looks for it on branch @b of the audited repository, among the commits that
 * mainline does not have and that are not older than the fix (its author's date).
 * *@pos is POS_NONE when there is none. What was found is kept in the index.
 */
struct error *same_change_find(const struct trees *t, const struct origin *fix,
			       const struct branch *b, uint32_t *pos);

#endif
