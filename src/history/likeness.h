/* SPDX-License-Identifier: GPL-2.0 */
/*
 * likeness: which of some texts are the same. They are sorted for it: n log n comparisons,
 * whoever wrote the texts (comparing each with each, or hashing, he could make slow).
 */
#ifndef HISTORY_LIKENESS_H
#define HISTORY_LIKENESS_H

#include "history/mime.h"

/* Of each of the @n @texts, the place of the first that is the same; to be freed. */
size_t *likeness_find(const struct span *texts, size_t n);

#endif
