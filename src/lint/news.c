// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/news.h"

#include <string.h>

#include "base/str.h"

struct match {			/* of the findings before a patch and after it */
	struct news *news;
	size_t patch;
	const struct report *before, *after;
	size_t *was;		/* of each one after: the same before, or NOWHERE */
	bool *stays;		/* of each one before */
};

/* The path that @old has after the patch at hand. */
static const char *renamed(const struct match *m, const char *old)
{
	const struct one_patch *o = &m->news->patches->all.item[m->patch];

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

static bool is_same(const struct match *m, const struct finding *a,
		    const struct finding *b)
{
	return same_place(m, a, b) && !strcmp(a->message, b->message) && a->line == b->line;
}

static bool has_drifted(const struct match *m, const struct finding *a,
		    const struct finding *b)
{
	return same_place(m, a, b) && !strcmp(a->message, b->message);
}

static bool tells_alike(const struct match *m, const struct finding *a,
		    const struct finding *b)
{
	return same_place(m, a, b) && same_teardown(a, b);
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

static bool is_wrapped(const struct match *m, const struct finding *a,
		    const struct finding *b)
{
	size_t n = 0, k = 0;
	const char *x = deepest(a, &n), *y = deepest(b, &k);

	return same_place(m, a, b) && x && y && n == k && !memcmp(x, y, n);
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
static bool has_moved(const struct match *m, const struct finding *a, const struct finding *b)
{
	char *x, *y;
	bool same;

	if (!same_teardown(a, b))
		return false;
	x = passage(m, a, m->patch);
	y = passage(m, b, m->patch + 1);
	same = x && y && !strcmp(x, y);
	mem_free(x);
	mem_free(y);
	return same;
}

/* ---- one patch ---- */

static void match_one(struct match *m, size_t k, bool (*same)(const struct match *m,
							      const struct finding *a,
							      const struct finding *b))
{
	const struct finding *b = &m->after->findings.item[k];

	for (size_t i = 0; i < m->before->findings.n; i++) {
		const struct finding *a = &m->before->findings.item[i];

		if (m->stays[i] || a->rule != b->rule || !same(m, a, b))
			continue;
		m->was[k] = i;
		m->stays[i] = true;
		return;
	}
}

static void match_by(struct match *m, bool (*same)(const struct match *m,
						   const struct finding *a,
						   const struct finding *b))
{
	for (size_t k = 0; k < m->after->findings.n; k++)
		if (m->was[k] == NOWHERE)
			match_one(m, k, same);
}

/* The item of a finding that an earlier patch brought; NULL: none did. */
static struct item *find_item(struct news *n, const struct finding *f)
{
	for (size_t i = 0; i < n->all.n; i++) {
		struct item *item = &n->all.item[i];
		const struct finding *g = item->finding;

		if (item->gone == NOWHERE && item->brought != NOWHERE && g->rule == f->rule &&
		    !strcmp(g->path, f->path) && !strcmp(g->function, f->function) &&
		    !strcmp(g->message, f->message) && g->line == f->line)
			return item;
	}
	return NULL;
}

static void note_after(struct match *m, size_t k)
{
	const struct finding *f = &m->after->findings.item[k];
	struct item *item;

	if (m->was[k] == NOWHERE) {
		*array_push(&m->news->all) = (struct item){
			.finding = f, .state = m->patch + 1, .brought = m->patch,
			.gone = NOWHERE,
		};
		return;
	}
	item = find_item(m->news, &m->before->findings.item[m->was[k]]);
	if (!item)
		return;
	item->finding = f;
	item->state = m->patch + 1;
}

static void note_gone(struct match *m, const struct finding *f)
{
	struct item *item = find_item(m->news, f);

	if (!item) {
		item = array_push(&m->news->all);
		*item = (struct item){ .finding = f, .state = m->patch, .brought = NOWHERE };
	}
	item->gone = m->patch;
}

void news_add(struct news *n, size_t k, const struct report *before, const struct report *after)
{
	struct match m = { .news = n, .patch = k, .before = before, .after = after };

	m.was = mem_alloc((after->findings.n + 1) * sizeof(*m.was));
	m.stays = mem_alloc(before->findings.n + 1);
	for (size_t i = 0; i < after->findings.n; i++)
		m.was[i] = NOWHERE;
	match_by(&m, is_same);
	match_by(&m, has_drifted);
	match_by(&m, tells_alike);
	match_by(&m, is_wrapped);
	match_by(&m, has_moved);
	for (size_t i = 0; i < before->findings.n; i++)
		if (!m.stays[i])
			note_gone(&m, &before->findings.item[i]);
	for (size_t i = 0; i < after->findings.n; i++)
		note_after(&m, i);
	mem_free(m.was);
	mem_free(m.stays);
}

void news_release(struct news *n)
{
	array_free(&n->all);
}
