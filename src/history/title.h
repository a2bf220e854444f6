/* SPDX-License-Identifier: GPL-2.0 */
/*
 * title: the title of a message, for what it reverts.
 */
#ifndef HISTORY_TITLE_H
#define HISTORY_TITLE_H

#include "history/text.h"

/*
 * The title of the message whose first line is @first and which ends at @end, with
 * the lines that it was wrapped to if it quotes something.
 */
struct text title_read(struct text first, const char *end);
/* The subject that a title 'Revert "subject"' quotes; .p is NULL: none. */
struct text title_reverted(struct text title);

#endif
