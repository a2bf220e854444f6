/* SPDX-License-Identifier: GPL-2.0 */
/* code: what the code of a tree is found to be, in respect of a fix (enum code_state). */
#ifndef AUDIT_CODE_H
#define AUDIT_CODE_H

#include "audit/verdict.h"
#include "base/str.h"

struct code_sites {
	struct code_site *item;
	size_t n, cap;
};

struct code {
	enum code_state state;
	struct code_sites sites;	/* of CODE_HAS_BUG, CODE_PARTIAL; may be none */
	char *why;			/* of CODE_MISSING, CODE_UNREAD */
};

void code_release(struct code *c);

/* Adds a site; copies what it is given. @function may be NULL. */
void code_add_site(struct code *c, const char *path, unsigned line, const char *function,
		   size_t function_len, bool fixed);

/* As bytes, and back; false, and @c is empty, where they are none. */
struct bytes_reader;
void code_pack(struct str *to, const struct code *c);
bool code_unpack(struct code *c, struct bytes_reader *in);

/* Whether it says that the bug is there, or that it is mended: the others leave it open. */
bool code_is_decisive(enum code_state s);

#endif
