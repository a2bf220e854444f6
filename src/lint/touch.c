// SPDX-License-Identifier: GPL-2.0
#include "lint/touch.h"

#include <string.h>

#include "check/alike.h"

struct words_of {
	ARRAY(const char *) list;
};

static void add_word(struct words_of *w, const char *word)
{
	if (word && strlen(word) >= 4)
		*array_push(&w->list) = word;
}

struct filter *touch_words(const struct check_options *o)
{
	struct words_of w = { 0 };
	struct filter *f;

	for (size_t k = 0; k < o->rules.n; k++)
		for (size_t i = 0; i < o->rules.item[k]->patterns.n; i++) {
			const struct pattern *p = &o->rules.item[k]->patterns.item[i];

			if (p->kind == PATTERN_CALLBACK)
				continue;
			if (p->reach == REACH_MEMBER || p->kind == PATTERN_ASSIGN_NULL)
				add_word(&w, p->member);
			else
				add_word(&w, p->name);
		}
	f = w.list.n ? filter_new(w.list.item, w.list.n) : NULL;
	array_free(&w.list);
	return f;
}

void touched_start(struct touched *t, const struct unit *u)
{
	*t = (struct touched){ .function = mem_alloc(u->functions.n + 1) };
}

void touched_release(struct touched *t)
{
	mem_free(t->function);
	map_release(&t->elsewhere);
	*t = (struct touched){ 0 };
}

static void mark(struct touched *t, const struct unit *u, const struct function *f)
{
	if (!f)
		return;
	t->function[f - u->functions.item] = true;
	t->any = true;
}

static bool has_callback(const struct unit *u, const struct callback *c)
{
	for (size_t i = 0; i < u->callbacks.n; i++)
		if (callback_same(&u->callbacks.item[i], c))
			return true;
	return false;
}

/* Its function may be another file's. */
static void mark_callback(struct touched *t, const struct unit *u, const struct callback *c)
{
	const struct function *own = map_get(&u->by_name, c->function);

	if (own)
		mark(t, u, own);
	else
		*map_put(&t->elsewhere, c->function) = t;
}

void touched_read(struct touched *t, const struct unit *u, const struct unit *other)
{
	bool all = !other || u->broken || other->broken ||
		   !members_same(&u->own_members, &other->own_members);

	touched_start(t, u);
	for (size_t i = 0; i < u->functions.n; i++)
		if (all || !unit_has_function(other, &u->functions.item[i]))
			mark(t, u, &u->functions.item[i]);
	for (size_t i = 0; i < u->callbacks.n; i++)
		if (all || !has_callback(other, &u->callbacks.item[i])) {
			t->any = true;
			mark_callback(t, u, &u->callbacks.item[i]);
		}
}

void touched_named(struct touched *t, const struct unit *u, const struct map *names)
{
	touched_start(t, u);
	for (size_t i = 0; i < u->functions.n; i++)
		if (map_has(names, u->functions.item[i].name))
			mark(t, u, &u->functions.item[i]);
}

static bool is_call(const struct tokens *t, size_t i)
{
	return t->list.item[i].kind == TOKEN_WORD && token_is(t, i + 1, '(');
}

static bool is_member(const struct tokens *t, size_t i)
{
	return i && (token_is(t, i - 1, PUNCT2('-', '>')) || token_is(t, i - 1, '.'));
}

static bool calls_driver(const struct token *w)
{
	return (w->len == 5 && !memcmp(w->start, "probe", 5)) ||
	       (w->len == 6 && !memcmp(w->start, "remove", 6));
}

struct reach {
	const struct unit *u;
	const struct filter *words;
	struct map *calls;
	struct touched seen;
	ARRAY(const struct function *) todo;
	bool found;
};

static void reach_function(struct reach *r, const struct function *f)
{
	size_t i = f - r->u->functions.item;

	if (r->seen.function[i])
		return;
	r->seen.function[i] = true;
	*array_push(&r->todo) = f;
}

static void read_body(struct reach *r, const struct function *f)
{
	const struct tokens *t = &f->unit->tokens;

	for (size_t i = f->first; i < f->last; i++) {
		const struct token *w = &t->list.item[i];
		const struct function *own;

		if (!is_call(t, i))
			continue;
		if (is_member(t, i)) {
			r->found |= calls_driver(w);
			continue;
		}
		own = map_getn(&r->u->by_name, w->start, w->len);
		if (own)
			reach_function(r, own);
		else
			*map_putn(r->calls, w->start, w->len) = r;
	}
	if (!r->found && r->words && f->first < f->last) {
		const struct token *from = &t->list.item[f->first];
		const struct token *last = &t->list.item[f->last - 1];

		if (last->start + last->len > from->start)
			r->found = filter_match(r->words, from->start,
						(size_t)(last->start + last->len - from->start));
	}
}

bool touched_reach(const struct touched *t, const struct unit *u, const struct filter *words,
		   struct map *calls)
{
	struct reach r = { .u = u, .words = words, .calls = calls };

	if (u->broken && t->any && words && filter_match(words, u->text, u->len))
		r.found = true;
	touched_start(&r.seen, u);
	for (size_t i = 0; i < u->functions.n; i++)
		if (t->function[i])
			reach_function(&r, &u->functions.item[i]);
	for (size_t i = 0; i < r.todo.n; i++)
		read_body(&r, r.todo.item[i]);
	for (size_t i = 0; i < t->elsewhere.n; i++)
		*map_put(calls, t->elsewhere.entry[i].key) = calls;
	array_free(&r.todo);
	touched_release(&r.seen);
	return r.found;
}

static bool calls_marked(const struct touched *t, const struct unit *u, const struct function *f)
{
	const struct tokens *list = &u->tokens;

	for (size_t i = f->first; i < f->last; i++) {
		const struct token *w = &list->list.item[i];
		const struct function *own;

		if (w->kind != TOKEN_WORD || is_member(list, i))
			continue;
		own = map_getn(&u->by_name, w->start, w->len);
		if (own && t->function[own - u->functions.item])
			return true;
	}
	return false;
}

void touched_spread(struct touched *t, const struct unit *u)
{
	bool more = t->any;

	while (more) {
		more = false;
		for (size_t i = 0; i < u->functions.n; i++)
			if (!t->function[i] && calls_marked(t, u, &u->functions.item[i]))
				t->function[i] = more = true;
	}
}

bool touched_callers(struct touched *t, const struct unit *u, const struct map *names)
{
	const struct tokens *list = &u->tokens;

	touched_start(t, u);
	for (size_t k = 0; k < u->functions.n; k++) {
		const struct function *f = &u->functions.item[k];

		for (size_t i = f->first; i < f->last && !t->function[k]; i++) {
			const struct token *w = &list->list.item[i];

			if (w->kind == TOKEN_WORD && !is_member(list, i) &&
			    map_getn(names, w->start, w->len))
				mark(t, u, f);
		}
	}
	return t->any;
}
