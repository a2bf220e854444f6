/* SPDX-License-Identifier: GPL-2.0 */
/*
 * paths: what files a commit changes against its first parent. Paths are as in
 * git: slashes, no leading one, any bytes but NUL.
 */
#ifndef AUDIT_PATHS_H
#define AUDIT_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/mem.h"
#include "history/history.h"

struct paths {
	ARRAY(char *) list;	/* sorted */
};

/* Whether the commit changes one of the @n files or folders; none: true. Reads few trees. */
struct error *paths_touched(struct history *h, uint32_t pos, const char *const paths[], size_t n,
			    bool *touches);
/* Whether the tree of the commit has the file or folder. */
struct error *path_exists(struct history *h, uint32_t pos, const char *path, bool *exists);
struct error *paths_changed(struct paths *to, struct history *h, uint32_t pos);
void paths_release(struct paths *p);

#endif
