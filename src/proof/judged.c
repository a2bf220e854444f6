// SPDX-License-Identifier: GPL-2.0
#include "proof/judged.h"

#include <stdlib.h>
#include <string.h>

#include "check/alike.h"
#include "check/effect.h"
#include "check/judge.h"
#include "check/packed.h"

struct step {			/* a file that both revisions have, and that matters */
	size_t old, new;	/* its sources */
	struct unit *was, *is;	/* NULL where it is not read */
	bool callbacks;		/* they are others */
};

struct steps {
	struct judged *j;
	struct revision *now;
	ARRAY(struct step) list;
};

void judged_release(struct judged *j)
{
	if (!j->has)
		return;
	reading_release(&j->reading);
	revision_close(&j->revision);
	report_release(&j->report);
	asks_release(&j->asks);
	j->has = false;
}

void judged_read(struct judged *j, struct revision *now, struct coverage *coverage)
{
	const struct check_options *o = j->options;

	judged_release(j);
	j->revision = *now;
	*now = (struct revision){ 0 };
	revision_moved(&j->revision);
	j->report = (struct report){ .coverage = *coverage };
	*coverage = (struct coverage){ 0 };
	reading_open(&j->reading, o, &j->revision.supply, &j->report.coverage);
	reading_count(&j->reading);
	for (size_t k = 0; k < o->rules.n; k++)
		judge_rule(&j->reading.program, o->rules.item[k], 1u << k, &j->report);
	for (size_t k = 0; k < o->rules.n; k++)
		asks_add(&j->asks, &j->reading, o->rules.item[k]);
	j->has = true;
}

void judged_copy(const struct judged *j, struct report *to)
{
	struct str bytes = STR_INIT;

	report_pack(&bytes, &j->report);
	report_unpack(to, bytes.buf, bytes.len, j->options->rules.item, j->options->rules.n);
	str_release(&bytes);
}

/* ---- in what they differ ---- */

static const char *path_of(const struct revision *r, size_t source)
{
	return r->tree.sources.all.item[source].path;
}

/* False where a file that matters came or went. */
static bool list_steps(struct steps *s, const bool held[])
{
	const struct revision *a = &s->j->revision, *b = s->now;
	size_t i = 0, k = 0, n = a->tree.sources.all.n, m = b->tree.sources.all.n;

	while (i < n || k < m) {
		int cmp = i == n ? 1 : k == m ? -1 : strcmp(path_of(a, i), path_of(b, k));
		bool matters = (cmp <= 0 && held[a->number[i]]) ||
			       (cmp >= 0 && held[b->number[k]]);

		if (cmp && matters)
			return false;
		if (!cmp && matters && a->number[i] != b->number[k])
			*array_push(&s->list) = (struct step){ .old = i, .new = k,
							       .was = s->j->reading.unit[i] };
		i += cmp <= 0;
		k += cmp >= 0;
	}
	return true;
}

static bool has_function(const struct unit *u, const struct function *f)
{
	for (size_t i = 0; i < u->functions.n; i++)
		if (!strcmp(u->functions.item[i].name, f->name) &&
		    function_same(&u->functions.item[i], f))
			return true;
	return false;
}

/* Whether its callers are left as they are: @g is it in the file's other state, or NULL. */
static bool does_the_same(const struct steps *s, struct function *f, struct function *g)
{
	const struct check_options *o = s->j->options;
	const struct program *p = &s->j->reading.program;

	for (size_t k = 0; k < o->rules.n; k++)
		if (!effects_none(p, f, o->rules.item[k]) &&
		    !(g && function_alike(p, f, g, o->rules.item[k])))
			return false;
	return true;
}

static bool same_callbacks(const struct unit *a, const struct unit *b)
{
	if (a->callbacks.n != b->callbacks.n)
		return false;
	for (size_t i = 0; i < a->callbacks.n; i++) {
		const struct callback *c = &a->callbacks.item[i], *d = &b->callbacks.item[i];

		if (strcmp(c->field, d->field) || strcmp(c->function, d->function) ||
		    strcmp(c->table, d->table) || strcmp(c->within, d->within) ||
		    c->assigned != d->assigned)
			return false;
	}
	return true;
}

static bool same_members(const struct map *a, const struct map *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->entry[i].key, b->entry[i].key) ||
		    strcmp(a->entry[i].value, b->entry[i].value))
			return false;
	return true;
}

static bool hold_the_same(const struct steps *s)
{
	const struct revision *r = &s->j->revision;

	for (size_t i = 0; i < s->list.n; i++)
		if (!blobs_alike(r->blobs, &r->words, &r->names, r->number[s->list.item[i].old],
				 s->now->number[s->list.item[i].new]))
			return false;
	return true;
}

static bool read_units(struct steps *s)
{
	for (size_t i = 0; i < s->list.n; i++) {
		struct step *step = &s->list.item[i];
		struct error *err;

		if (!step->was)
			continue;
		err = s->now->supply.unit(&s->now->supply, step->new, &step->is);
		error_free(err);
		if (err)
			return false;
		step->is->rules = step->was->rules;
	}
	return true;
}

/* ---- going on ---- */

static const struct step *step_at(const struct steps *s, size_t old)
{
	for (size_t i = 0; i < s->list.n; i++)
		if (s->list.item[i].old == old)
			return &s->list.item[i];
	return NULL;
}

/* The reading's arrays for the sources of the new revision; where old ones are now in @to. */
static void move_arrays(struct steps *s, size_t to[])
{
	struct reading *r = &s->j->reading;
	const struct revision *a = &s->j->revision, *b = s->now;
	size_t n = a->tree.sources.all.n, m = b->tree.sources.all.n, k = 0;
	bool *candidate = mem_alloc(m + 1);
	struct unit **unit = mem_alloc((m + 1) * sizeof(struct unit *));

	for (size_t i = 0; i < n; i++) {
		const struct step *step = r->unit[i] ? step_at(s, i) : NULL;

		while (k < m && strcmp(path_of(b, k), path_of(a, i)) < 0)
			k++;
		to[i] = k;
		if (k == m || strcmp(path_of(b, k), path_of(a, i)))
			continue;
		candidate[k] = r->candidate[i];
		unit[k] = step ? step->is : r->unit[i];
		if (unit[k] && !step)
			units_keep(b->units, b->number[k], path_of(b, k));
	}
	mem_free(r->candidate);
	mem_free(r->unit);
	r->candidate = candidate;
	r->unit = unit;
}

/* ---- what leans on what changed ---- */

struct hashes {
	ARRAY(uint32_t) list;
};

static void add_hash(struct hashes *h, const char *word)
{
	*array_push(&h->list) = map_hash(word, strlen(word));
}

static void sort_hashes(struct hashes *h)
{
	if (h->list.n)
		qsort(h->list.item, h->list.n, sizeof(*h->list.item), map_hash_compare);
}

/* Marks the functions of @u that the file's other state has not, and whose callers may tell. */
static void mark_changed(const struct steps *s, struct unit *u, const struct unit *other,
			 bool all, struct hashes *names)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = &u->functions.item[i];

		f->stale = all || (!has_function(other, f) &&
				   !does_the_same(s, f, map_get(&other->by_name, f->name)));
		if (f->stale || !map_has(&other->by_name, f->name))
			add_hash(names, f->name);
	}
}

static void add_fields(struct hashes *fields, const struct unit *u)
{
	for (size_t i = 0; i < u->callbacks.n; i++)
		add_hash(fields, u->callbacks.item[i].field);
}

struct lean {			/* what may lean on the changed files */
	struct hashes names;	/* of functions that changed, came or went */
	struct hashes fields;	/* of tables that changed */
};

static void mark_steps(struct steps *s, struct lean *l)
{
	for (size_t i = 0; i < s->list.n; i++) {
		struct step *step = &s->list.item[i];
		bool all;

		if (!step->is)
			continue;
		all = step->was->broken != step->is->broken ||
		      !same_members(&step->was->own_members, &step->is->own_members);
		mark_changed(s, step->was, step->is, all, &l->names);
		mark_changed(s, step->is, step->was, all, &l->names);
		step->callbacks = !same_callbacks(step->was, step->is);
		if (step->callbacks) {
			add_fields(&l->fields, step->was);
			add_fields(&l->fields, step->is);
		}
	}
	sort_hashes(&l->names);
	sort_hashes(&l->fields);
}

static void mark_through(struct program *p, const struct lean *l)
{
	for (size_t i = 0; i < p->units.n && l->fields.list.n; i++)
		for (size_t k = 0; k < p->units.item[i]->functions.n; k++) {
			struct function *f = &p->units.item[i]->functions.item[k];

			f->stale |= effects_through(f, l->fields.list.item, l->fields.list.n);
		}
}

static bool has_stale(const struct unit *u)
{
	for (size_t i = 0; i < u->functions.n; i++)
		if (u->functions.item[i].stale)
			return true;
	return false;
}

/* The sources of @r whose units have marked functions, or are those of a step. */
static bool *list_stale(const struct steps *s, bool now)
{
	const struct reading *r = &s->j->reading;
	size_t n = (now ? s->now : &s->j->revision)->tree.sources.all.n;
	bool *stale = mem_alloc(n + 1);

	for (size_t i = 0; i < n; i++)
		stale[i] = r->unit[i] && has_stale(r->unit[i]);
	for (size_t i = 0; i < s->list.n; i++)
		if (s->list.item[i].is)
			stale[now ? s->list.item[i].new : s->list.item[i].old] = true;
	return stale;
}

/* But those of the files that are replaced. */
static void clear_marks(const struct steps *s)
{
	const struct program *p = &s->j->reading.program;

	for (size_t i = 0; i < p->units.n; i++) {
		struct unit *u = p->units.item[i];
		bool replaced = false;

		for (size_t k = 0; k < s->list.n; k++)
			replaced |= s->list.item[k].was == u && s->list.item[k].is;
		for (size_t k = 0; !replaced && k < u->functions.n; k++)
			u->functions.item[k].stale = false;
	}
}

/* What its effects were found to be may lean on files that are replaced too. */
static void forget_own(struct unit *u)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		effects_free(u->functions.item[i].effects);
		u->functions.item[i].effects = NULL;
	}
}

static void replace_unit(struct program *p, const struct step *step)
{
	forget_own(step->is);
	for (size_t i = 0; i < p->units.n; i++) {
		struct unit *u = p->units.item[i];

		if (u == step->was)
			p->units.item[i] = step->is;
		for (size_t k = 0; u != step->was && k < u->functions.n; k++)
			effects_forget_calls(&u->functions.item[k], step->was);
	}
}

/* Names and members may mean something else now. */
static void forget_outdated(struct program *p, const struct lean *l)
{
	for (size_t i = 0; i < p->units.n; i++)
		for (size_t k = 0; k < p->units.item[i]->functions.n; k++) {
			struct function *f = &p->units.item[i]->functions.item[k];
			bool through = l->fields.list.n &&
				       effects_through(f, l->fields.list.item, l->fields.list.n);

			f->stale |= effects_outdated(f, l->names.list.item, l->names.list.n) |
				    effects_outdated(f, l->fields.list.item, l->fields.list.n) |
				    through;
			if (through) {
				effects_free(f->effects);
				f->effects = NULL;
			}
		}
}

/* ---- going on ---- */

static void want_told(const struct steps *s, const char *path, bool wanted[])
{
	const struct report *r = &s->j->report;

	for (size_t i = 0; i < r->findings.n; i++)
		for (size_t k = 0; k < r->findings.item[i].related.n; k++)
			if (!strcmp(r->findings.item[i].related.item[k].path, path))
				wanted[sources_find(&s->now->tree.sources,
						    r->findings.item[i].path)] = true;
}

static void want_named(const struct steps *s, const struct unit *u, bool wanted[])
{
	const struct program *p = &s->j->reading.program;

	for (size_t i = 0; i < u->callbacks.n; i++) {
		const char *name = u->callbacks.item[i].function;
		const struct function *f = program_function(p, u, name, strlen(name));

		if (f)
			wanted[sources_find(&s->now->tree.sources, f->unit->path)] = true;
	}
}

/* The files to judge again, by their sources in the new revision. */
static bool *list_wanted(const struct steps *s)
{
	bool *wanted = list_stale(s, true);

	for (size_t i = 0; i < s->list.n; i++) {
		const struct step *step = &s->list.item[i];

		if (!step->is)
			continue;
		want_told(s, step->is->path, wanted);
		if (!step->callbacks)
			continue;
		want_named(s, step->is, wanted);
	}
	return wanted;
}

static void drop_findings(struct steps *s, const bool wanted[])
{
	struct report *r = &s->j->report;
	size_t kept = 0;

	for (size_t i = 0; i < r->findings.n; i++)
		if (wanted[sources_find(&s->now->tree.sources, r->findings.item[i].path)])
			finding_release(&r->findings.item[i]);
		else
			r->findings.item[kept++] = r->findings.item[i];
	r->findings.n = kept;
}

static void move_asks(struct steps *s, const size_t to[], const bool wanted[])
{
	struct asks *a = &s->j->asks;
	size_t kept = 0;

	for (size_t i = 0; i < a->list.n; i++) {
		struct ask *ask = &a->list.item[i];

		ask->source = to[ask->source];
		if (wanted[ask->source])
			array_free(&ask->known.list);
		else
			a->list.item[kept++] = *ask;
	}
	a->list.n = kept;
}

/* Findings are wanted in these files only; NULL: in all that were asked for. */
static void want(struct reading *r, const bool wanted[])
{
	for (size_t i = 0; i < r->sources->all.n; i++)
		if (r->unit[i])
			r->unit[i]->asked = r->sources->all.item[i].asked &&
					    (!wanted || wanted[i]);
}

static void judge_again(struct judged *j, const bool wanted[])
{
	const struct check_options *o = j->options;

	want(&j->reading, wanted);
	for (size_t k = 0; k < o->rules.n; k++)
		judge_rule(&j->reading.program, o->rules.item[k], 1u << k, &j->report);
	for (size_t k = 0; k < o->rules.n; k++)
		asks_add(&j->asks, &j->reading, o->rules.item[k]);
	want(&j->reading, NULL);
}

static void move_revision(struct steps *s)
{
	struct judged *j = s->j;
	struct map words = j->revision.words, names = j->revision.names;

	j->revision.words = j->revision.names = (struct map)MAP_INIT;
	revision_close(&j->revision);
	j->revision = *s->now;
	*s->now = (struct revision){ 0 };
	map_release(&j->revision.words);
	map_release(&j->revision.names);
	j->revision.words = words;
	j->revision.names = names;
	revision_moved(&j->revision);
	j->reading.supply = &j->revision.supply;
	j->reading.sources = &j->revision.tree.sources;
	j->reading.coverage = &j->report.coverage;
}

struct wants {			/* what files have a reading ask for */
	struct map words, names;
};

static void wants_release(struct wants *w)
{
	map_release(&w->words);
	map_release(&w->names);
}

static bool are_among(const struct map *few, const struct map *asked, const struct map *before)
{
	for (size_t i = 0; i < few->n; i++)
		if (!map_has(asked, few->entry[i].key) && !map_has(before, few->entry[i].key))
			return false;
	return true;
}

/* What the files that lean on the changed ones ask for, in the old revision. */
static void add_old_wants(struct steps *s, const struct lean *l, struct wants *to)
{
	struct program *p = &s->j->reading.program;
	bool *stale;

	mark_through(p, l);
	effects_spread_stale(p);
	stale = list_stale(s, false);
	clear_marks(s);
	reading_asks(&s->j->reading, stale, &to->words, &to->names);
	mem_free(stale);
}

/* The functions that changed, of the new revision's files, are marked before and after. */
static void replace_units(struct steps *s, const struct lean *l)
{
	struct program *p = &s->j->reading.program;

	for (size_t i = 0; i < s->list.n; i++)
		if (s->list.item[i].is)
			replace_unit(p, &s->list.item[i]);
	program_link(p);
	forget_outdated(p, l);
	effects_spread_stale(p);
}

/* False where the files to judge would ask for more; then the reading is spoilt. */
static bool go_on(struct steps *s, bool **wanted)
{
	struct judged *j = s->j;
	size_t *to = mem_alloc((j->revision.tree.sources.all.n + 1) * sizeof(*to));
	struct wants before = { MAP_INIT, MAP_INIT }, after = { MAP_INIT, MAP_INIT };
	struct lean lean = { 0 };
	bool only;

	mark_steps(s, &lean);
	add_old_wants(s, &lean, &before);
	move_arrays(s, to);
	j->reading.sources = &s->now->tree.sources;
	replace_units(s, &lean);
	*wanted = list_wanted(s);
	clear_marks(s);
	reading_asks(&j->reading, *wanted, &after.words, &after.names);
	only = are_among(&after.words, &j->revision.words, &before.words) &&
	       are_among(&after.names, &j->revision.names, &before.names);
	if (only) {
		drop_findings(s, *wanted);
		move_asks(s, to, *wanted);
	}
	wants_release(&before);
	wants_release(&after);
	array_free(&lean.names.list);
	array_free(&lean.fields.list);
	mem_free(to);
	return only;
}

bool judged_follow(struct judged *j, struct revision *now)
{
	struct steps s = { .j = j, .now = now };
	struct coverage *c = &j->report.coverage;
	bool *held, *wanted = NULL, follows;

	if (!j->has || c->unseen.n || c->unparsed.n ||
	    j->revision.tree.sources.kernel != now->tree.sources.kernel) {
		judged_release(j);
		return false;
	}
	held = revision_held(&j->revision);
	follows = list_steps(&s, held) && hold_the_same(&s) && read_units(&s) &&
		  go_on(&s, &wanted);
	mem_free(held);
	if (follows) {
		move_revision(&s);
		*c = (struct coverage){ 0 };
		reading_count(&j->reading);
		judge_again(j, wanted);
	} else {
		judged_release(j);
		units_start(now->units);	/* none is as it was read */
	}
	mem_free(wanted);
	array_free(&s.list);
	return follows;
}
