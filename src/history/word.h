/* SPDX-License-Identifier: GPL-2.0 */
/*
 * word: the words that claims are made of, whichever way people spell them. Each
 * is read as the one word that stands for all of its spellings; articles and the
 * like are read as "", nothing.
 */
#ifndef HISTORY_WORD_H
#define HISTORY_WORD_H

#include "history/cursor.h"

/*
 * What the word at @c is read as; NULL: one that no form has. @len: its letters as
 * they are spelled there.
 */
const char *word_at(const struct cursor *c, size_t *len);
/* Takes the word at @c when it is read as @means; 'upstream-diff' is no 'upstream'. */
bool word_take(struct cursor *c, const char *means);

#endif
