/* SPDX-License-Identifier: GPL-2.0 */
/*
 * scratch: a private folder under $TMPDIR (else /tmp) that does not outlive the
 * program. A small process of its own waits for the program's end, whatever
 * ends it, and removes the folder where the program did not.
 */
#ifndef CHECK_SCRATCH_H
#define CHECK_SCRATCH_H

#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

struct scratch {
	char *path;	/* absolute, mode 0700; NULL when there is none */
	int alive_fd;	/* open as long as the program lives */
	pid_t keeper;
};

/* To be called before there are threads. */
struct error *scratch_make(struct scratch *s);
/* Removes the folder and all in it. Fine on a zeroed @s. */
void scratch_remove(struct scratch *s);

/* Makes or replaces the file @name in the folder. */
struct error *scratch_write(const struct scratch *s, const char *name, const void *bytes,
			    size_t len);
void scratch_unlink(const struct scratch *s, const char *name);

#endif
