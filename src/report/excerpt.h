/* SPDX-License-Identifier: GPL-2.0 */
/*
 * excerpt: source lines for the writers, read again from the checked files. A
 * file that has vanished, is no regular file, is binary or over 64 MiB has no
 * lines: a report is whole without them.
 */
#ifndef REPORT_EXCERPT_H
#define REPORT_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "base/mem.h"
#include "check/finding.h"

struct excerpts {		/* the files read so far */
	const char *root;
	const struct report *report;	/* NULL: they are files below .root */
	unsigned state;		/* of .report: which state of its files is meant */
	struct map files;
};

void excerpts_open(struct excerpts *x, const char *root);
/* Likewise of the files of @r, wherever they are. */
void excerpts_open_report(struct excerpts *x, const struct report *r);
/* From now on lines are those of the files as @f tells them. */
void excerpts_turn(struct excerpts *x, const struct finding *f);
void excerpts_close(struct excerpts *x);

/* Line @number (from 1) of @path, without its newline; false when there is none. */
bool excerpt_line(struct excerpts *x, const char *path, unsigned number,
		  const char **text, size_t *len);

/* One step of a finding's way, numbered from 1 in the order in which they are reached. */
struct step {
	unsigned number;
	const struct place *place;	/* NULL for the teardown the finding names */
	enum place_kind kind;
	const char *path;
	unsigned line;
	const char *message;
};

struct steps {
	ARRAY(struct step) all;
};

/*
 * The way of @f: those related places that are reached, and the teardown itself.
 * It stands where a PLACE_TEARDOWN of the finding's own line stands, and takes its
 * message; else it is the first step, or the second after a goto that leads there
 * from above. Callbacks and managed memory are no steps.
 */
void steps_of(struct steps *s, const struct finding *f);
void steps_release(struct steps *s);

/*
 * What to say of @s beside its source line: its message, or less where that only
 * repeats the line. It lives as long as @s does.
 */
const char *step_note(struct excerpts *x, const struct step *s);

/* Whether places of kind @k are steps of the way. */
bool place_is_step(enum place_kind k);
/* What people are told that another one is: "hurt", "change", "callback". */
const char *place_word(enum place_kind k);

/*
 * The lines of @path to show so that all of marks[] (line numbers) stand in
 * their surroundings: @context lines around each but none of another function's,
 * no gap shorter than three lines, and the head of the function (or of the
 * initialiser) that each stands in. Marks outside the file are passed over.
 */
struct shown_line {
	unsigned number;
	unsigned folded;	/* lines left out just before it */
};

struct shown {
	ARRAY(struct shown_line) all;
};

void excerpt_show(struct excerpts *x, struct shown *lines, const char *path,
		  const unsigned marks[], size_t n, unsigned context);
void shown_release(struct shown *lines);

#endif
