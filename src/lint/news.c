// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/news.h"

#include <string.h>

#include "base/str.h"

struct match {			/* of the findings of a state */
	struct news *news;
	const struct report *report;
	size_t state;
	bool *taken;
	size_t open;		/* so many are not */
};

static bool is_open(const struct item *i, const struct match *m)
{
	return i->gone == NOWHERE && i->state != m->state;
}

/* The path that @old has after the patch at hand. */
static const char *renamed(const struct match *m, const char *old)
{
	const struct one_patch *o = &m->news->patches->all.item[m->state - 1];

	for (size_t i = 0; i < o->files.n; i++)
		if (o->files.item[i].from && !strcmp(o->files.item[i].from, old))
			return o->files.item[i].path;
	return old;
}

static bool same_teardown(const struct finding *a, const struct finding *b)
{
	size_t n = 0, k = 0;
	const char *x = finding_teardown(a, &n), *y = finding_teardown(b, &k);

	return x && y ? n == k && !memcmp(x, y, n) : x == y;
}

static bool same_place(const struct match *m, const struct finding *a, const struct finding *b)
{
	return !strcmp(renamed(m, a->path), b->path) && !strcmp(a->function, b->function);
}

/* ---- what makes two findings one ---- */

static bool is_same(const struct match *m, const struct item *i, const struct finding *b)
{
	const struct finding *a = i->finding;

	return same_place(m, a, b) && !strcmp(a->message, b->message) && a->line == b->line;
}

static bool has_drifted(const struct match *m, const struct item *i, const struct finding *b)
{
	return same_place(m, i->finding, b) && !strcmp(i->finding->message, b->message);
}

static bool tells_alike(const struct match *m, const struct item *i, const struct finding *b)
{
	return same_place(m, i->finding, b) && same_teardown(i->finding, b);
}

/* The name of what tears down in the end, through however many wrappers. */
static const char *deepest(const struct finding *f, size_t *len)
{
	const char *text = finding_teardown(f, len), *open;

	for (size_t i = 0; i < f->related.n; i++) {
		const struct place *p = &f->related.item[i];
		struct finding inside = { .message = p->message };
		size_t n;
		const char *at = p->kind == PLACE_INSIDE ? finding_teardown(&inside, &n) : NULL;

		if (!at || strstr(p->message, "releas"))
			continue;
		text = at;
		*len = n;
	}
	open = text ? memchr(text, '(', *len) : NULL;
	if (open)
		*len = (size_t)(open - text);
	return text;
}

static bool is_wrapped(const struct match *m, const struct item *i, const struct finding *b)
{
	size_t n = 0, k = 0;
	const char *x = deepest(i->finding, &n), *y = deepest(b, &k);

	return same_place(m, i->finding, b) && x && y && n == k && !memcmp(x, y, n);
}

static unsigned last_line(const struct finding *f)
{
	for (size_t i = 0; i < f->related.n; i++)
		if (f->related.item[i].kind == PLACE_RELEASE &&
		    !strcmp(f->related.item[i].path, f->path) &&
		    f->related.item[i].line > f->line)
			return f->related.item[i].line;
	return f->line;
}

/* The lines from the teardown to the release, blanks aside; NULL: they can't be read. */
static char *passage(const struct match *m, const struct finding *f, size_t state)
{
	struct str to = STR_INIT;
	size_t len;
	char *text = m->news->text(m->news->ctx, (unsigned)state, f->path, &len);
	unsigned line = 1, last = last_line(f);

	for (size_t i = 0; text && i < len && line <= last; i++) {
		if (line >= f->line && !strchr(" \t\r\n", text[i]))
			str_addc(&to, text[i]);
		line += text[i] == '\n';
	}
	mem_free(text);
	return text ? str_detach(&to) : NULL;
}

/* In another function or file, with all that it is made of. */
static bool has_moved(const struct match *m, const struct item *i, const struct finding *b)
{
	char *x, *y;
	bool same;

	if (!same_teardown(i->finding, b))
		return false;
	x = passage(m, i->finding, i->state);
	y = passage(m, b, m->state);
	same = x && y && !strcmp(x, y);
	mem_free(x);
	mem_free(y);
	return same;
}

/* ---- one state ---- */

static void match_by(struct match *m, bool (*same)(const struct match *m, const struct item *i,
						   const struct finding *b))
{
	for (size_t k = 0; k < m->report->findings.n && m->open; k++) {
		const struct finding *f = &m->report->findings.item[k];

		for (size_t i = 0; i < m->news->all.n && !m->taken[k]; i++) {
			struct item *item = &m->news->all.item[i];

			if (!is_open(item, m) || item->finding->rule != f->rule ||
			    !same(m, item, f))
				continue;
			item->finding = f;
			item->state = m->state;
			m->taken[k] = true;
			m->open--;
		}
	}
}

void news_add(struct news *n, const struct report *r, size_t state)
{
	struct match m = { .news = n, .report = r, .state = state,
			   .taken = mem_alloc(r->findings.n + 1), .open = r->findings.n };

	if (state) {
		match_by(&m, is_same);
		match_by(&m, has_drifted);
		match_by(&m, tells_alike);
		match_by(&m, is_wrapped);
		match_by(&m, has_moved);
		for (size_t i = 0; i < n->all.n; i++)
			if (is_open(&n->all.item[i], &m))
				n->all.item[i].gone = state - 1;
	}
	for (size_t k = 0; k < r->findings.n; k++)
		if (!m.taken[k])
			*array_push(&n->all) = (struct item){
				.finding = &r->findings.item[k], .state = state,
				.brought = state ? state - 1 : NOWHERE, .gone = NOWHERE,
			};
	mem_free(m.taken);
}

void news_release(struct news *n)
{
	array_free(&n->all);
}
