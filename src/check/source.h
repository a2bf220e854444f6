/* SPDX-License-Identifier: GPL-2.0 */
/*
 * source: the C files of a check. Paths are bytes, any bytes but NUL. Folders
 * are walked whole, tracked by git or not; symbolic links to folders and .git
 * are not followed, a symbolic link to a file counts when it was named.
 */
#ifndef CHECK_SOURCE_H
#define CHECK_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/mem.h"
#include "check/finding.h"

/* Whether the @n bytes of a name or path are a C file's: *.c, *.h. */
bool source_is_c(const char *name, size_t n);

struct source {			/* one C file */
	char *path;		/* relative to the root when in it, else as given */
	char *file;		/* what to open(2) */
	bool header;		/* *.h */
	bool asked;		/* named, or its folder; else read for its wrappers only */
};

struct sources {
	char *root;		/* absolute: the kernel tree, else the current folder */
	bool kernel;		/* root is a kernel tree */
	ARRAY(struct source) all;	/* sorted by path, no file twice */
};

/*
 * Lists *.c and *.h of @n paths (files or folders); none given: the kernel tree
 * that the current folder stands in, an error when it stands in none. A kernel
 * tree is told by Kbuild, Makefile with VERSION = and drivers/base. A path that
 * does not exist, a file that is no .c or .h, is an error; an unreadable folder
 * goes to @coverage as unseen. When paths lie inside a kernel tree, the .c files of
 * that tree's drivers/base (not of folders below it) are added with asked false.
 */
struct error *sources_list(struct sources *s, const char *const paths[], size_t n,
			   struct coverage *coverage);
void sources_release(struct sources *s);

/* The place of the source with this path; s->all.n when there is none. */
size_t sources_find(const struct sources *s, const char *path);

/*
 * Reads @src's bytes into pages of their own; *@text is NUL-terminated. It is no map
 * of the file: one that shrinks meanwhile does no harm. Errors as text for struct
 * unseen: unreadable, not a regular file, over 64 MiB.
 */
struct error *source_map(const struct source *src, const char **text, size_t *len);
void source_unmap(const char *text, size_t len);

#endif
