// SPDX-License-Identifier: GPL-2.0
#include "base/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SHOW_AFTER_MS 1000
#define REDRAW_MS 100

static bool term_is_dumb(void)
{
	const char *term = getenv("TERM");

	return !term || !*term || !strcmp(term, "dumb");
}

bool term_color_parse(const char *word, enum term_color *when)
{
	if (!strcmp(word, "auto"))
		*when = TERM_COLOR_AUTO;
	else if (!strcmp(word, "always"))
		*when = TERM_COLOR_ALWAYS;
	else if (!strcmp(word, "never"))
		*when = TERM_COLOR_NEVER;
	else
		return false;
	return true;
}

bool term_use_color(enum term_color when, int fd)
{
	const char *no_color = getenv("NO_COLOR");

	if (when != TERM_COLOR_AUTO)
		return when == TERM_COLOR_ALWAYS;
	return !(no_color && *no_color) && !term_is_dumb() && isatty(fd);
}

long long clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

void progress_start(struct progress *p, const char *what, size_t total, bool quiet)
{
	*p = (struct progress){
		.what = what,
		.total = total,
		.on = !quiet && !term_is_dumb() && isatty(STDERR_FILENO),
		.start_ms = clock_ms(),
	};
}

void progress_step(struct progress *p, size_t done)
{
	if (p->on)
		progress_step_at(p, done, clock_ms());
}

void progress_step_at(struct progress *p, size_t done, long long now)
{
	long long left;

	if (!p->on)
		return;
	if (now - p->start_ms < SHOW_AFTER_MS || now - p->drawn_ms < REDRAW_MS)
		return;
	p->drawn_ms = now;
	p->shown = true;
	fprintf(stderr, "\r\033[Kteardown: %zu ", done);
	if (p->total)
		fprintf(stderr, "of %zu ", p->total);
	fprintf(stderr, "%s, %lld/s", p->what, (long long)done * 1000 / (now - p->start_ms));
	if (done && done <= p->total) {
		left = (now - p->start_ms) * (long long)(p->total - done) / (long long)done;
		fprintf(stderr, ", %lld s left", (left + 999) / 1000);
	}
	fflush(stderr);
}

void progress_stop(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->on = p->shown = false;
}
