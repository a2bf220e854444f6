/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mail: the patch in a file: `git format-patch` output, a mail as saved or an
 * mbox (its first mail), `git show` or `git log -p` output (the first commit), or
 * a bare diff. Quoted-printable and base64 bodies and encoded words (RFC 2045,
 * 2047) are decoded; of a multipart mail the first text part is the message, and
 * the first text part that has a diff gives the diff. Headers that the body
 * begins with override the mail's. Hostile until parsed: sizes are bounded, NULs
 * refused; bytes that are no UTF-8 may be left in any string.
 */
#ifndef HISTORY_MAIL_H
#define HISTORY_MAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "history/mime.h"

enum { MAIL_MAX_BYTES = 64 << 20 };

struct mail {
	char *id;		/* what 'From <40 hex> ' or 'commit <40 hex>' names; NULL: none */
	char *subject;		/* one line without [PATCH …]; may be "" */
	unsigned number, total;	/* of '[PATCH 2/5]'; 0: it does not say; a cover letter is 0 */
	unsigned version;	/* of '[PATCH v2 2/5]'; 1 where it does not say */
	bool reply;		/* Re: … */
	char *author;		/* "Name <address>"; may be "" */
	long long author_date;	/* seconds since 1970; -1: none or not readable */
	char *message;		/* as a commit has it: subject, empty line, body up to '---' */
	char *base;		/* of a line 'base-commit: <40 hex digits>' in a mail; NULL: none */
	char *diff;		/* from 'diff -…' or '--- ' and '+++ ' on to the end; "": none */
};

/*
 * Reads the @len bytes of @text. The error tells what is wrong, without the file's
 * name; @m is then empty. A subject without a diff is no error.
 */
struct error *mail_parse(struct mail *m, const char *text, size_t len);
/* Likewise of the file @path; the error names it. */
struct error *mail_read(struct mail *m, const char *path);
void mail_release(struct mail *m);

/* Whether @line begins a mail of an mbox; a commit as git log and git show print it. */
bool mail_is_from_line(struct span line);
bool mail_is_commit_line(struct span line);

#endif
