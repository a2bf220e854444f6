// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/seeds.h"

#include <string.h>

#include "lint/seem.h"

enum { MAX_LEVELS = 3, MAX_HOLDERS = 150, MIN_WORD = 4, MAX_WORD = 64 };

#define DRIVER_CORE "drivers/base"

struct side {			/* a file before a patch, or after it */
	char *text;
	struct unit unit;
	bool there;
};

static void side_read(struct side *s, struct blobs *b, const git_oid *id, const char *path,
		      bool there)
{
	uint32_t number = blobs_number(b, id, path[strlen(path) - 1] == 'h');
	size_t len;

	*s = (struct side){ 0 };
	if (!there)
		return;
	error_free(blob_text(b, number, &s->text, &len));
	s->there = s->text;
	if (s->there)
		unit_read(&s->unit, path, s->text, len);
}

static void side_release(struct side *s)
{
	if (s->there)
		unit_release(&s->unit);
	mem_free(s->text);
}

static void read_touched(struct seeds *s, const struct side *of, const struct side *other)
{
	struct touched t;

	if (!of->there)
		return;
	touched_read(&t, &of->unit, other->there ? &other->unit : NULL);
	s->touches |= t.any;
	s->found |= touched_reach(&t, &of->unit, s->words, &s->calls);
	touched_release(&t);
}

void seeds_open(struct seeds *s, const struct check_options *o, const struct filter *words,
		const struct one_patch *patch, struct blobs *blobs, struct map *functions)
{
	*s = (struct seeds){ .options = o, .patch = patch, .words = words };
	for (size_t i = 0; i < patch->files.n; i++) {
		const struct file_change *c = &patch->files.item[i];
		struct side before, after;

		side_read(&before, blobs, &c->old, c->path, c->was);
		side_read(&after, blobs, &c->new, c->path, c->is);
		read_touched(s, &before, &after);
		read_touched(s, &after, &before);
		*map_put(functions, c->path) =
			(void *)(after.there ? after.unit.n_functions : 0);
		side_release(&before);
		side_release(&after);
	}
}

void seeds_release(struct seeds *s)
{
	map_release(&s->calls);
	map_release(&s->altered);
	mem_free(s->of);
	*s = (struct seeds){ 0 };
}

/* ---- what is called ---- */

static size_t folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

static void add_folders(const struct seeds *s, struct map *to)
{
	for (size_t i = 0; i < s->patch->files.n; i++) {
		const char *path = s->patch->files.item[i].path;

		*map_putn(to, path, folder_of(path)) = to;
	}
	*map_put(to, DRIVER_CORE) = to;
}

/* What a rule says it means need not be looked into. */
static bool is_word(const struct check_options *o, const char *name)
{
	for (size_t k = 0; k < o->rules.n; k++)
		if (rule_means(o->rules.item[k], name))
			return true;
	return false;
}

struct definers {
	struct seeds *s;
	struct blobs *blobs;
	const struct sources *sources;
	const uint32_t *number;		/* of each source; NOT_READ: it is not looked at */
	struct map near;		/* folders whose functions are followed further */
	struct map asked, names;	/* all names so far; those of this level */
	bool *of;			/* set for those that come to a word of a rule */
	bool any;
};

#define NOT_READ UINT32_MAX

static void ask_names(struct definers *d, const struct map *names)
{
	for (size_t i = 0; i < names->n; i++) {
		void **at = map_put(&d->asked, names->entry[i].key);

		if (!*at && !is_word(d->s->options, names->entry[i].key))
			*map_put(&d->names, names->entry[i].key) = d;
		*at = d;
	}
}

static void look_into(struct definers *d, size_t i, struct map *further)
{
	const char *path = d->sources->all.item[i].path;
	bool near = map_getn(&d->near, path, folder_of(path));
	struct touched t;
	struct unit u;
	char *text;
	size_t len;

	error_free(blob_text(d->blobs, d->number[i], &text, &len));
	if (text && (near || (d->s->words && filter_match(d->s->words, text, len)))) {
		struct map calls = MAP_INIT;

		unit_read(&u, path, text, len);
		touched_named(&t, &u, &d->names);
		if (touched_reach(&t, &u, d->s->words, &calls))
			d->any = d->of[i] = true;
		for (size_t k = 0; near && k < calls.n; k++)
			*map_put(further, calls.entry[k].key) = d;
		map_release(&calls);
		touched_release(&t);
		unit_release(&u);
	}
	mem_free(text);
}

static void find_definers(struct definers *d)
{
	ask_names(d, &d->s->calls);
	for (unsigned level = 0; level < MAX_LEVELS && d->names.n; level++) {
		bool *defines = mem_alloc(blobs_count(d->blobs) + 1);
		struct map further = MAP_INIT;

		blobs_define(d->blobs, &d->names, defines);
		for (size_t i = 0; i < d->sources->all.n; i++)
			if (d->number[i] != NOT_READ && defines[d->number[i]] && !d->of[i])
				look_into(d, i, &further);
		map_release(&d->names);
		d->names = (struct map)MAP_INIT;
		ask_names(d, &further);
		map_release(&further);
		mem_free(defines);
	}
	map_release(&d->names);
	map_release(&d->asked);
}

/* ---- whether it matters ---- */

static void read_near(struct definers *d, const struct tree_sources *t, uint32_t number[])
{
	uint32_t *todo = mem_alloc((t->id.n + 1) * sizeof(*todo));
	size_t n = 0;

	for (size_t i = 0; i < t->id.n; i++) {
		const struct source *src = &t->sources.all.item[i];

		number[i] = NOT_READ;
		if (map_getn(&d->near, src->path, folder_of(src->path)))
			todo[n++] = number[i] = blobs_number(d->blobs, &t->id.item[i], src->header);
	}
	blobs_read(d->blobs, todo, n);
	mem_free(todo);
}

static bool calls_matter(struct seeds *s, struct blobs *blobs, const struct tree_sources *t)
{
	struct definers d = { .s = s, .blobs = blobs, .sources = &t->sources };
	uint32_t *number = mem_alloc((t->id.n + 1) * sizeof(*number));

	d.of = mem_alloc(t->id.n + 1);
	d.number = number;
	add_folders(s, &d.near);
	read_near(&d, t, number);
	find_definers(&d);
	map_release(&d.near);
	mem_free(d.of);
	mem_free(number);
	return d.any;
}

static bool has_texts(const struct check_options *o)
{
	for (size_t k = 0; k < o->rules.n; k++)
		if (!o->rules.item[k]->patterns.n)
			return true;
	return false;
}

bool seeds_matter(struct seeds *s, struct blobs *blobs, struct tree_reader *trees,
		  const git_oid *base)
{
	struct coverage coverage = { 0 };
	struct map folders = MAP_INIT;
	struct tree_sources t;
	struct error *err;
	bool matter = false;

	if (has_texts(s->options) || (s->touches && s->found))
		return true;
	if (!s->touches || git_oid_is_zero(base))
		return false;
	add_folders(s, &folders);
	for (size_t i = 0; i < folders.n && !matter; i++) {
		const char *path = folders.entry[i].key;

		err = tree_list(&t, trees, base, &path, 1, &coverage);
		matter = err || calls_matter(s, blobs, &t);
		error_free(err);
		tree_sources_release(&t);
	}
	coverage_release(&coverage);
	map_release(&folders);
	return matter;
}

/* ---- the files ---- */

static void add_changed(struct seeds *s, const struct sources *sources)
{
	for (size_t i = 0; i < s->patch->files.n; i++) {
		size_t at = sources_find(sources, s->patch->files.item[i].path);

		if (at < sources->all.n)
			s->of[at] = true;
	}
}

void seeds_find(struct seeds *s, const struct revision *r)
{
	const struct sources *sources = &r->tree.sources;
	struct definers d = { .s = s, .blobs = r->blobs, .sources = sources, .number = r->number };

	d.of = s->of = mem_alloc(sources->all.n + 1);
	add_changed(s, sources);
	add_folders(s, &d.near);
	find_definers(&d);
	map_release(&d.near);
}

/* ---- what calls what does other things now ---- */

struct pair {			/* what was read before a patch and after it */
	struct seeds *s;
	struct reading *before, *after;
	struct map news;	/* names of functions that seem others */
	struct seem seem;
};

static bool is_seen(const struct function *f)
{
	return !f->is_static || f->unit->header;
}

/* Leaves marked those whose callers can tell. */
static void drop_same(struct pair *p, struct touched *t, struct unit *u, struct unit *v)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = &u->functions.item[i];
		struct function *g = t->function[i] ? map_get(&v->by_name, f->name) : NULL;

		if (g && seem_the_same(&p->seem, f, g))
			t->function[i] = false;
	}
}

/* Marks in @u what @v, its other state, has otherwise. */
static void mark_changed(struct pair *p, struct touched *t, struct unit *u, struct unit *v)
{
	struct touched after;

	touched_read(t, u, v);
	touched_read(&after, v, u);
	for (size_t i = 0; i < v->functions.n; i++) {
		struct function *f = after.function[i] ?
				     map_get(&u->by_name, v->functions.item[i].name) : NULL;

		if (f)
			t->function[f - u->functions.item] = t->any = true;
	}
	touched_release(&after);
	drop_same(p, t, u, v);
}

static bool same_text(const struct unit *u, const struct unit *v)
{
	return u->len == v->len && !memcmp(u->text, v->text, u->len);
}

/* Marks in @u all that changed, or calls what did, over any number of its functions. */
static void mark_leaning(struct pair *p, struct touched *t, struct unit *u, struct unit *v)
{
	struct touched callers;

	if (same_text(u, v))
		touched_start(t, u);
	else
		mark_changed(p, t, u, v);
	touched_callers(&callers, u, &p->news);
	for (size_t i = 0; i < u->functions.n; i++)
		t->function[i] |= callers.function[i];
	t->any |= callers.any;
	touched_release(&callers);
	touched_spread(t, u);
}

static void compare_units(struct pair *p, struct unit *u, struct unit *v)
{
	struct touched t;

	if (!p->news.n && same_text(u, v))
		return;
	mark_leaning(p, &t, u, v);
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = &u->functions.item[i];
		struct function *g = t.function[i] && is_seen(f) ?
				     map_get(&v->by_name, f->name) : NULL;

		if (g && !map_has(&p->news, f->name) &&
		    !seem_the_same(&p->seem, f, g))
			*map_put(&p->news, f->name) = p;
	}
	touched_release(&t);
}

static void compare_programs(struct pair *p)
{
	size_t known;

	do {
		known = p->news.n;
		for (size_t i = 0; i < p->before->sources->all.n; i++)
			if (p->before->unit[i] && p->after->unit[i])
				compare_units(p, p->before->unit[i], p->after->unit[i]);
	} while (p->news.n > known);
}

static bool add_seed(struct seeds *s, size_t i)
{
	bool more = !s->of[i];

	s->of[i] = true;
	return more;
}

static bool add_holders(struct seeds *s, const struct revision *r, const char *name)
{
	size_t n = 0, len = strlen(name);
	bool *holds, more = false;

	if (len < MIN_WORD || len > MAX_WORD || map_has(&s->altered, name))
		return false;
	*map_put(&s->altered, name) = s;
	holds = mem_alloc(blobs_count(r->blobs) + 1);
	blobs_find(r->blobs, &name, 1, holds);
	for (size_t i = 0; i < r->tree.sources.all.n; i++)
		if (holds[r->number[i]]) {
			more |= add_seed(s, i);
			n++;
		}
	mem_free(holds);
	s->all |= n > MAX_HOLDERS;
	return more;
}

bool seeds_compare(struct seeds *s, struct reading *before, struct reading *after,
		   const struct revision *r)
{
	struct pair p = { .s = s, .before = before, .after = after };
	bool more = false;

	for (size_t i = 0; i < before->sources->all.n; i++)
		if (before->candidate[i] != after->candidate[i])
			more |= add_seed(s, i);
	seem_open(&p.seem, s->options, &before->program, &after->program);
	compare_programs(&p);
	seem_release(&p.seem);
	for (size_t i = 0; i < p.news.n && !s->all; i++)
		more |= add_holders(s, r, p.news.entry[i].key);
	map_release(&p.news);
	return more || s->all;
}
