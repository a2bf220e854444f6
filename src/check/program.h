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
	ARRAY(struct unit *) units;	/* program_release() frees them, program_leave() does not */
	struct map functions;		/* name -> struct function *, those other files see */
	struct map members;		/* field -> struct member_functions * */
};

struct member_functions {
	ARRAY(struct function *) list;	/* each once */
};

/* program_link() afterwards. */
void program_add(struct program *p, struct unit *u);
/*
 * Puts @u in the place of unit @i, which stays with who has it. True where the maps are
 * right: both define the same functions and make the same callbacks of them; else
 * program_link() afterwards.
 */
bool program_replace(struct program *p, size_t i, struct unit *u);
/* Takes unit @i out, which stays with who has it; program_link() afterwards. */
void program_drop(struct program *p, size_t i);
/* Makes the maps anew: after program_add() and before the next look-up. */
void program_link(struct program *p);
void program_release(struct program *p);
/* Forgets the units, which stay with who else has them. */
void program_leave(struct program *p);

/*
 * What @name means in @u: its own function unless that is weak; else any file's that is
 * not static, a weak one last; else a header's static one; or NULL.
 */
struct function *program_function(const struct program *p, const struct unit *u, const char *name,
				  size_t len);

/*
 * The one function that x->@field(…) in @u can reach: of those that the program
 * puts into such members the only one that @u defines, else the only one at all; NULL
 * when there are several or none, and for fields so common that one proves
 * nothing (probe, remove, release, …).
 */
struct function *program_member(const struct program *p, const struct unit *u, const char *field,
				size_t len);

/* Whether the field is one of those. */
bool program_is_common(const char *field, size_t len);

#endif
