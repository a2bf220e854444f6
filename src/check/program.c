// SPDX-License-Identifier: GPL-2.0
#include "check/program.h"

#include <string.h>

void program_add(struct program *p, struct unit *u)
{
	*array_push(&p->units) = u;
}

static bool same_names(const struct unit *a, const struct unit *b)
{
	if (a->by_name.n != b->by_name.n || a->functions.n != b->functions.n ||
	    a->header != b->header)
		return false;
	for (size_t i = 0; i < a->functions.n; i++) {
		const struct function *f = &a->functions.item[i], *g = &b->functions.item[i];

		if (strcmp(f->name, g->name) || f->is_static != g->is_static ||
		    f->is_weak != g->is_weak)
			return false;
	}
	return true;
}

static bool same_callbacks(const struct unit *a, const struct unit *b)
{
	if (a->callbacks.n != b->callbacks.n)
		return false;
	for (size_t i = 0; i < a->callbacks.n; i++)
		if (strcmp(a->callbacks.item[i].field, b->callbacks.item[i].field) ||
		    strcmp(a->callbacks.item[i].function, b->callbacks.item[i].function))
			return false;
	return true;
}

/* The function of @u in the place of that of @old. */
static void put_in_place(struct function **at, const struct unit *old, const struct unit *u)
{
	if (*at && (*at)->unit == old)
		*at = map_get(&u->by_name, (*at)->name);
}

bool program_replace(struct program *p, size_t i, struct unit *u)
{
	const struct unit *old = p->units.item[i];

	p->units.item[i] = u;
	if (!same_names(old, u) || !same_callbacks(old, u))
		return false;
	for (size_t k = 0; k < old->by_name.n; k++)
		if (map_has(&p->functions, old->by_name.entry[k].key))
			put_in_place((struct function **)map_put(&p->functions,
								old->by_name.entry[k].key), old, u);
	for (size_t k = 0; k < p->members.n; k++) {
		struct member_functions *m = p->members.entry[k].value;

		for (size_t f = 0; f < m->list.n; f++)
			put_in_place(&m->list.item[f], old, u);
	}
	return true;
}

void program_drop(struct program *p, size_t i)
{
	memmove(&p->units.item[i], &p->units.item[i + 1],
		(p->units.n - i - 1) * sizeof(*p->units.item));
	p->units.n--;
}

static void release_maps(struct program *p)
{
	for (size_t i = 0; i < p->members.n; i++) {
		struct member_functions *m = p->members.entry[i].value;

		array_free(&m->list);
		mem_free(m);
	}
	map_release(&p->members);
	map_release(&p->functions);
}

static void link_callback(struct program *p, const struct unit *u, const struct callback *c)
{
	struct function *f = program_function(p, u, c->function, strlen(c->function));
	void **at;
	struct member_functions *m;

	if (!f)
		return;
	at = map_put(&p->members, c->field);
	if (!*at)
		*at = mem_alloc(sizeof(*m));
	m = *at;
	for (size_t i = 0; i < m->list.n; i++)
		if (m->list.item[i] == f)
			return;
	*array_push(&m->list) = f;
}

static void link_functions(struct program *p, struct unit *u, bool is_static)
{
	for (size_t k = 0; k < u->functions.n; k++) {
		struct function *f = &u->functions.item[k];
		void **at = f->is_static == is_static ? map_put(&p->functions, f->name) : NULL;

		if (at && (!*at || ((struct function *)*at)->is_weak))
			*at = map_get(&u->by_name, f->name);
	}
}

void program_link(struct program *p)
{
	release_maps(p);
	for (size_t i = 0; i < p->units.n; i++)
		link_functions(p, p->units.item[i], false);
	for (size_t i = 0; i < p->units.n; i++)	/* what has a real body is no stub of a header */
		if (p->units.item[i]->header)
			link_functions(p, p->units.item[i], true);
	for (size_t i = 0; i < p->units.n; i++) {
		struct unit *u = p->units.item[i];

		for (size_t k = 0; k < u->callbacks.n; k++)
			link_callback(p, u, &u->callbacks.item[k]);
	}
}

void program_leave(struct program *p)
{
	release_maps(p);
	array_free(&p->units);
}

void program_release(struct program *p)
{
	for (size_t i = 0; i < p->units.n; i++) {
		unit_release(p->units.item[i]);
		mem_free(p->units.item[i]);
	}
	program_leave(p);
}

struct function *program_function(const struct program *p, const struct unit *u, const char *name,
				  size_t len)
{
	struct function *f = map_getn(&u->by_name, name, len);

	return f && !f->is_weak ? f : map_getn(&p->functions, name, len);
}

bool program_is_common(const char *field, size_t len)
{
	static const char *const fields[] = { "probe",	  "remove", "remove_new", "release",
					      "shutdown", "init",   "exit",	  "bind",
					      "unbind",	  "open",   "close",	  "free" };

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strlen(fields[i]) == len && !memcmp(fields[i], field, len))
			return true;
	return false;
}

struct function *program_member(const struct program *p, const struct unit *u, const char *field,
				size_t len)
{
	const struct member_functions *m = map_getn(&p->members, field, len);
	struct function *own = NULL;
	size_t owns = 0;

	if (!m || program_is_common(field, len))
		return NULL;
	for (size_t i = 0; i < m->list.n; i++)
		if (m->list.item[i]->unit == u) {
			own = m->list.item[i];
			owns++;
		}
	if (owns)
		return owns == 1 ? own : NULL;
	return m->list.n == 1 ? m->list.item[0] : NULL;
}
