/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tail: what follows an id: 'upstream', further ids, 'which is commit A upstream',
 * the end of the form or of the sentence that it turns out to be.
 */
#ifndef HISTORY_TAIL_H
#define HISTORY_TAIL_H

#include "history/cursor.h"

/* 'upstream', 'in mainline': what makes 'commit A' a claim; not below where something ended. */
bool tail_take_upstream(struct cursor *c);
/*
 * From behind an id to the next one of a list; @over_lines: the end of a line may be
 * all that stands between them.
 */
bool tail_take_separator(struct cursor *c, bool over_lines);
/*
 * 'which is', 'a backport of': the words from what was reverted to what that came
 * from; @upstream becomes true where they say so. False, with @c anywhere: none.
 */
bool tail_take_relation(struct cursor *c, bool *upstream);

/* Whether a revert is one of a part only, as the words right behind its id tell. */
bool tail_is_partial(const struct cursor *c);

/*
 * Whether the rest of the line holds nothing that would make a sentence of it, and
 * what ends there does not go on in the line below. @quoted: it ends with a subject
 * and stands in no bracket, so that any word below goes on. @c is moved over marks.
 */
bool tail_is_clean(struct cursor *c, bool quoted);

#endif
