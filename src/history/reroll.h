/* SPDX-License-Identifier: GPL-2.0 */
/*
 * reroll: the patches of a series that others take the place of: a later version ('[PATCH v2]',
 * git-format-patch(1): --reroll-count), the same mail once more, and what replies propose.
 */
#ifndef HISTORY_REROLL_H
#define HISTORY_REROLL_H

#include "history/series.h"

/*
 * Drops from @s
 * - what is there twice: the same subject, number, version and diff. What stands below the
 *   signature does not count, as mailing lists add words there;
 * - replies, unless there is nothing else;
 * - a patch of which there is a later version, by its subject, and with it the others of its
 *   series; if only some of a series came again, those alone, and what replaces them joins the
 *   old set (set_version). That all came again is told by a cover letter, or by the numbers;
 * - the base, where it was that of a version of which nothing is left.
 * Quadratic in the number of patches, linear in their bytes but for sorting.
 */
void reroll_drop(struct series *s);

#endif
