/* SPDX-License-Identifier: GPL-2.0 */
/*
 * members: which member of which struct stands where in a file, as its configuration lays
 * them out: what `semind` of the sparse package tells of it (semind(1)), in the positions of
 * the source.
 *
 * What it doesn't tell is not there: code that the configuration leaves out, inline functions
 * (semind 0.6.4 passes over all of them), uses in the text of a macro. Of an argument of a
 * macro it only tells that a member is used somewhere in the macro's call: any x.member or
 * x->member between its parentheses is then taken for that use.
 */
#ifndef SPARSE_MEMBERS_H
#define SPARSE_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/mem.h"

struct member_use {
	unsigned line, column;	/* of the member's name; from 1, in bytes */
	/*
	 * "bus_type". A struct without a name has that of its typedef, or "outer:member" as the
	 * type of a member; as a member without a name it is the outer one. "" where it has
	 * none at all, or several are possible.
	 */
	char *record;
	char *member;		/* "dma_cleanup" */
	bool written;		/* it, or a part of it, is set there: x.a in x.a.b = 1 too */
};

struct members {
	ARRAY(struct member_use) list;	/* by line and column, no two at one place */
};

/*
 * Asks $SEMIND, else "semind", about the source @path with sparse's own @flags (NULL-terminated,
 * without the program's name, @path the last of them), run in @dir (NULL: here). Uses in other
 * files, headers among them, are left out. Nothing is written but in a private folder, even with
 * -o among the flags. An error where there is no semind, or it fails, or its database isn't
 * one; errors in the code are none: what it understood is told. members_release() in any case.
 * To be called before there are threads.
 */
struct error *members_read(struct members *m, const char *const flags[], const char *dir,
			   const char *path);
void members_release(struct members *m);

/* The use whose member's name begins at that place, or NULL. */
const struct member_use *members_at(const struct members *m, unsigned line, unsigned column);

#endif
