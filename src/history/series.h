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
	unsigned set_version;	/* of the set it is in: its own, or that of what it replaces */
	bool replaces_all;	/* it takes the place of a whole earlier series */
	char *path;		/* the file; NULL: none */
	unsigned text;		/* of the texts added, in which one it was */
};

struct series {
	ARRAY(struct series_patch) patches;
	/*
	 * Of a line 'base-commit: <40 hex digits>' (git-format-patch(1): BASE TREE INFORMATION)
	 * in the first mail of the latest version that has one; NULL: there is none. Replies
	 * count where they are alone in their text.
	 */
	char *base;
	unsigned base_version;
	unsigned cover_version;	/* the latest that has a cover letter; 0: none has */
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
 * Puts all in order: numbered ones by their numbers, at the place of the first of their set; what
 * git log printed, the oldest first. Where only some patches of a series were sent again as a
 * later version ('[PATCH v2 2/3]' alone, without a cover letter), they take the place of those
 * of their subject and number. A number that is missing in a mailbox is an error, as are two
 * patches of one number, but for a patch that is alone of its series and replaces no whole one.
 */
struct error *series_settle(struct series *s);
void series_release(struct series *s);

void series_patch_release(struct series_patch *p);
/* Whether both have numbers, of as many patches and of one version. */
bool series_same_set(const struct series_patch *a, const struct series_patch *b);

#endif
