/* SPDX-License-Identifier: GPL-2.0 */
/*
 * join: which joins of a function are only another value, whatever way is taken: also those
 * that by loops are nothing but joins of each other and of that one.
 */
#ifndef SPARSE_JOIN_H
#define SPARSE_JOIN_H

#include "sparse/value.h"

/*
 * Sets v->same of each join anew, from the ways of all, but of those that are .kept. One that had
 * been another value and is that no more is kept from now on. Whether any is another than before.
 */
bool joins_simplify(struct values *v);

#endif
