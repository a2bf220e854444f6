/* SPDX-License-Identifier: GPL-2.0 */
/*
 * quote: the subject of a commit, quoted beside its id: '("subject")' and its like.
 */
#ifndef HISTORY_QUOTE_H
#define HISTORY_QUOTE_H

#include "history/cursor.h"

enum { QUOTE_MAX_LINES = 4 };	/* that a subject may be wrapped to, besides its first */

/*
 * Takes the subject quoted at @c, perhaps in the line below; @plain: or one in mere
 * parentheses in this line. It may run over lines; one that was cut, so that nothing
 * closes it, ends with its first. @subject stays as it is where there is none.
 */
bool quote_take(struct cursor *c, bool plain, struct text *subject);

#endif
