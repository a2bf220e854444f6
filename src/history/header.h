/* SPDX-License-Identifier: GPL-2.0 */
/*
 * header: the lines at the head of a message's body by which vendors tell where a
 * commit is from: 'mainline inclusion' and its category and bug (openEuler),
 * 'Bugzilla: …' and 'Upstream status: …' (RHEL), 'commit-author …' (CIQ). There,
 * and only there, 'commit A' alone is a claim.
 */
#ifndef HISTORY_HEADER_H
#define HISTORY_HEADER_H

#include "history/claim.h"
#include "history/text.h"

/* What is known of the lines from @begin up to @at: they are read when one is asked for. */
struct header {
	const char *begin, *at, *end;
	bool broken;		/* prose came */
	bool any;		/* a header line came before the first 'commit A' */
	bool commit;		/* 'commit A' came */
	bool inside;		/* a paragraph */
	bool announced;		/* the last words end with a colon */
	enum claim_kind kind;	/* what 'commit A' is in this paragraph */
	enum { HEADER_UNKNOWN, HEADER_QUOTED, HEADER_PROSE } rest;	/* behind 'commit A' */
};

/* The header of the message whose title is @title; its body is from @body to @end. */
void header_start(struct header *h, struct text title, const char *body, const char *end);

/* Whether @l may stand in a header. */
bool header_is_line(struct text l);

/*
 * Whether @line, 'commit A' without 'upstream', between @prev (the title's line is
 * not of the header) and @below (trimmed), is of the header; if so, @h->kind tells
 * what it claims. Lines must be asked for in their order; all questions together
 * are linear in the body.
 */
bool header_holds(struct header *h, struct text line, struct text prev, struct text below);

#endif
