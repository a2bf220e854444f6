/* SPDX-License-Identifier: GPL-2.0 */
/*
 * term: what depends on standing before a terminal: colour, and the progress
 * line on stderr.
 */
#ifndef BASE_TERM_H
#define BASE_TERM_H

#include <stdbool.h>
#include <stddef.h>

enum term_color { TERM_COLOR_AUTO, TERM_COLOR_ALWAYS, TERM_COLOR_NEVER };

/* auto, always, never; false for anything else. */
bool term_color_parse(const char *word, enum term_color *when);

/* Whether to colour what goes to @fd: NO_COLOR and TERM=dumb are respected on auto. */
bool term_use_color(enum term_color when, int fd);

/*
 * A progress line "teardown: 120 of 300 files, 45/s, 4 s left". Nothing is shown
 * unless stderr is a terminal and more than a second has passed since the start;
 * it is redrawn at most ten times a second.
 */
struct progress {
	const char *what;	/* of what: "files" */
	size_t total;		/* about; 0: not known, then neither it nor the time left is told */
	bool on;
	bool shown;
	long long start_ms, drawn_ms;
};

void progress_start(struct progress *p, const char *what, size_t total, bool quiet);
void progress_step(struct progress *p, size_t done);
/* The same at the moment @now, on clock_ms()'s clock. */
void progress_step_at(struct progress *p, size_t done, long long now);
void progress_stop(struct progress *p);	/* wipes the line */

/* Milliseconds on CLOCK_MONOTONIC. */
long long clock_ms(void);

#endif
