// SPDX-License-Identifier: GPL-2.0
#include "lint/cause.h"

#include <string.h>

#include "check/unit.h"

struct range {			/* lines after the patch; none: some were taken out before .from */
	unsigned from, n;
};

struct changed {		/* of one file */
	const char *path;
	char *text;
	struct unit unit;
	bool read;
	ARRAY(struct range) ranges;
};

static int add_range(const git_diff_delta *delta, const git_diff_hunk *hunk, void *ctx)
{
	struct changed *c = ctx;
	bool none = !hunk->new_lines;

	(void)delta;
	*array_push(&c->ranges) = (struct range){ (unsigned)hunk->new_start + none,
						  (unsigned)hunk->new_lines };
	return 0;
}

static void compare(struct changed *c, const char *before, size_t n, size_t m)
{
	git_diff_options o;

	git_diff_options_init(&o, GIT_DIFF_OPTIONS_VERSION);
	o.context_lines = 0;
	git_diff_buffers(before ? before : "", before ? n : 0, NULL, c->text, m, NULL, &o, NULL,
			 NULL, add_range, NULL, c);
}

/* Whether patch @k changes @path. */
static bool read_changed(struct changed *c, const struct states *s, size_t k, const char *path)
{
	const struct one_patch *o = &s->patches->all.item[k];
	size_t n = 0, m = 0, i = 0;
	char *before;

	*c = (struct changed){ .path = path };
	while (i < o->files.n && strcmp(o->files.item[i].path, path))
		i++;
	if (i == o->files.n)
		return false;
	c->text = states_text(s, k + 1, path, &m);
	if (!c->text)
		return false;
	before = states_text(s, k, o->files.item[i].from ? o->files.item[i].from : path, &n);
	unit_read(&c->unit, path, c->text, m);
	c->read = true;
	compare(c, before, n, m);
	mem_free(before);
	return true;
}

static void changed_release(struct changed *c)
{
	if (c->read)
		unit_release(&c->unit);
	array_free(&c->ranges);
	mem_free(c->text);
}

static bool is_changed(const struct changed *c, unsigned line)
{
	for (size_t i = 0; i < c->ranges.n; i++)
		if (line >= c->ranges.item[i].from &&
		    line - c->ranges.item[i].from < c->ranges.item[i].n)
			return true;
	return false;
}

/* The first line that is changed in the function of @line; 0: none is. */
static unsigned near_line(const struct changed *c, unsigned line)
{
	const struct function *f = unit_function_at(&c->unit, line);

	for (size_t i = 0; f && i < c->ranges.n; i++)
		if (c->ranges.item[i].from + c->ranges.item[i].n >= f->line &&
		    c->ranges.item[i].from <= f->end_line)
			return c->ranges.item[i].from > f->line ? c->ranges.item[i].from : f->line;
	return 0;
}

struct spot {
	const char *path;
	unsigned line;
};

static unsigned line_in(const struct states *s, size_t k, const char *path, unsigned line,
			bool near)
{
	struct changed c;
	unsigned found = 0;

	if (read_changed(&c, s, k, path))
		found = near ? near_line(&c, line) : is_changed(&c, line) ? line : 0;
	changed_release(&c);
	return found;
}

/* Whether the function of @f names the one that @line of @c stands in. */
static bool is_named(const struct finding *f, const struct states *s, size_t state,
		     const struct changed *c, unsigned line)
{
	const struct function *changed = unit_function_at(&c->unit, line), *own;
	struct unit u;
	size_t len;
	char *text = changed ? states_text(s, state, f->path, &len) : NULL;
	bool named = false;

	if (!text)
		return false;
	unit_read(&u, f->path, text, len);
	own = unit_function_at(&u, f->line);
	for (size_t i = own ? own->first : 0; own && i < own->last && !named; i++)
		named = token_is_word(&u.tokens, i, changed->name);
	unit_release(&u);
	mem_free(text);
	return named;
}

/* What is called between the places changed: it has no place itself. */
static struct spot find_called(const struct finding *f, const struct states *s, size_t k)
{
	const struct one_patch *o = &s->patches->all.item[k];
	struct spot found = { NULL, 0 };

	for (size_t i = 0; i < o->files.n && !found.path; i++) {
		struct changed c;

		if (read_changed(&c, s, k, o->files.item[i].path))
			for (size_t n = 0; n < c.ranges.n && !found.path; n++)
				if (is_named(f, s, k + 1, &c, c.ranges.item[n].from))
					found = (struct spot){ o->files.item[i].path,
							       c.ranges.item[n].from };
		changed_release(&c);
	}
	return found;
}

static struct spot find_spot(const struct finding *f, const struct states *s, size_t k, bool near)
{
	for (size_t i = 0; i < f->related.n; i++) {
		const struct place *p = &f->related.item[i];
		unsigned line = line_in(s, k, p->path, p->line, near);

		if (line)
			return (struct spot){ p->path, line };
	}
	return (struct spot){ NULL, 0 };
}

void cause_add(struct finding *f, const struct states *s, size_t k, size_t state)
{
	struct spot at;

	/* Later patches may have moved its lines. */
	if (state != k + 1 || line_in(s, k, f->path, f->line, true))
		return;
	at = find_spot(f, s, k, false);
	if (!at.path)
		at = find_spot(f, s, k, true);
	if (!at.path)
		at = find_called(f, s, k);
	if (at.path)
		finding_add_place(f, PLACE_CHANGE, at.path, at.line, 0,
				  mem_strdup("the change that makes it a bug"));
}
