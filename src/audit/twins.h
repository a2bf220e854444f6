/* SPDX-License-Identifier: GPL-2.0 */
/*
 * twins: which of many commits a branch has under another name: as one with the
 * same subject, author and author date, or as a copy of such a one. Going by hashes
 * it is quick for all of them at once; audit/copies.h looks closely at one.
 */
#ifndef AUDIT_TWINS_H
#define AUDIT_TWINS_H

#include <stdbool.h>
#include <stddef.h>

#include "audit/brought.h"
#include "audit/origin.h"
#include "audit/repairs.h"

/*
 * @has: which of the targets of @repairs branch @b has by their ids or by messages,
 * as @brought knows them. Sets it for those that it seems to have a twin of.
 */
void twins_find(bool has[], const struct repair repairs[], size_t n, const struct trees *t,
		const struct branch *b, const struct brought *brought);

#endif
