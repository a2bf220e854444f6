/* SPDX-License-Identifier: GPL-2.0 */
/*
 * program: the units of a check together: which function a name means in
 * which file, and which functions a call through a member may reach.
 */
#ifndef CHECK_PROGRAM_H
#define CHECK_PROGRAM_H

#include "base/map.h"
#include "check/unit.h"

struct program {
	ARRAY(struct unit *) units;	/* owned */
	struct map functions;		/* name -> struct function *, those that other files see */
	struct map members;		/* field -> struct member_functions * */
};

struct member_functions {
	ARRAY(struct function *) list;	/* each once */
};

/* Takes over @u; program_link() afterwards. */
void program_add(struct program *p, struct unit *u);
/* Makes the maps anew; after the last program_add() and before any look-up. */
void program_link(struct program *p);
void program_release(struct program *p);

/* What @name means in @u: its own function first, else another file's that is not static; or NULL. */
struct function *program_function(const struct program *p, const struct unit *u, const char *name,
				  size_t len);

/*
 * The one function that x->@field(…) in @u can reach: the only one that the
 * file itself, else the whole program, puts into such a member; NULL when there
 * are several or none, and for fields so common that one proves nothing
 * (probe, remove, release, …).
 */
struct function *program_member(const struct program *p, const struct unit *u, const char *field,
				size_t len);

/* Whether the field is one of those. */
bool program_is_common(const char *field, size_t len);

#endif
