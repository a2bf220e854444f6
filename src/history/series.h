/* SPDX-License-Identifier: GPL-2.0 */
/*
 * series: the patches of some texts, in the order in which they are to be applied: files
 * of one patch each as mail.h reads them, mailboxes (mbox), or what `git log -p` and `git
 * show` print. Cover letters, replies and mails without a diff are passed over, as are a
 * mail that comes twice, and versions of a series of which there is a later one. Hostile until
 * parsed, as mails are.
 */
#ifndef HISTORY_SERIES_H
#define HISTORY_SERIES_H

#include "history/mail.h"

enum { SERIES_MAX_PATCHES = 1000, SERIES_MAX_BYTES = 128 << 20 };

struct series_patch {
	struct mail mail;
	char *of;		/* "2/5"; NULL: it has no number */
	char *path;		/* the file; NULL: none */
	unsigned text;		/* of the texts added, in which one it was */
};

struct series {
	ARRAY(struct series_patch) patches;
	char *base;		/* of a line 'base-commit: <40 hex digits>'; NULL: there is none */
	unsigned texts, mails;	/* so many were added, with so many mails in them */
};

/*
 * Adds what a text, a file, or all that can be read from @fd holds; @path is for messages, and
 * NULL where there is no file. What has no patch at all is an error.
 */
struct error *series_add(struct series *s, const char *text, size_t len, const char *path);
struct error *series_read(struct series *s, const char *path);
struct error *series_read_fd(struct series *s, int fd);

/*
 * Puts all in order: numbered ones by their numbers. A number that is missing in a mailbox is
 * an error, as are two patches of one number.
 */
struct error *series_settle(struct series *s);
void series_release(struct series *s);

#endif
