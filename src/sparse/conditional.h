/* SPDX-License-Identifier: GPL-2.0 */
/*
 * conditional: the #if that a line of a source stands behind.
 */
#ifndef SPARSE_CONDITIONAL_H
#define SPARSE_CONDITIONAL_H

#include <stddef.h>

/*
 * The innermost #if, #ifdef, #ifndef, #elif or #else around line @line of @text, as it is
 * written ("#else" with what it is the other side of), and where (*@at, from 1). One that
 * stands before line @from does not count, nor does the guard that goes around a whole
 * header. NULL: there is none. The caller frees it.
 */
char *conditional_around(const char *text, size_t len, unsigned line, unsigned from, unsigned *at);

#endif
