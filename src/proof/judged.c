// SPDX-License-Identifier: GPL-2.0
#include "proof/judged.h"

#include <string.h>

#include "check/alike.h"
#include "check/effect.h"
#include "check/judge.h"
#include "check/packed.h"

struct step {			/* a file that both revisions have, and that matters */
	size_t old, new;	/* its sources */
	struct unit *was, *is;	/* NULL where it is not read */
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

/* Whether another file that was read names @word. */
static bool is_named(const struct steps *s, size_t but, const char *word)
{
	const struct judged *j = s->j;
	uint32_t hash = map_hash(word, strlen(word));

	for (size_t i = 0; i < j->revision.tree.sources.all.n; i++)
		if (i != but && j->reading.unit[i] &&
		    blob_names(j->revision.blobs, j->revision.number[i], hash))
			return true;
	return false;
}

/* Whether a call through a member in another file may reach it, and it alone. */
static bool is_member(const struct steps *s, size_t source, const struct unit *u, const char *name)
{
	for (size_t i = 0; i < u->callbacks.n; i++) {
		const struct callback *c = &u->callbacks.item[i];

		if (!strcmp(c->function, name) &&
		    !program_is_common(c->field, strlen(c->field)) &&
		    is_named(s, source, c->field))
			return true;
	}
	return false;
}

static bool is_leant_on(const struct steps *s, const struct step *step, const struct unit *u,
			size_t number)
{
	const struct function *f = &u->functions.item[number];
	bool macro = number >= u->n_functions;
	bool visible = u->header || (!f->is_static && !macro);

	return (visible && is_named(s, step->old, f->name)) ||
	       is_member(s, step->old, u, f->name);
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

/* Functions of @u that the other state of the file has not, or otherwise, and others' use. */
static bool leaves_others(const struct steps *s, const struct step *step, struct unit *u,
			  const struct unit *other)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = &u->functions.item[i];

		if (!has_function(other, f) && is_leant_on(s, step, u, i) &&
		    !does_the_same(s, f, map_get(&other->by_name, f->name)))
			return false;
	}
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

/* A finding elsewhere that tells a line of it tells another one now. */
static bool is_told_elsewhere(const struct report *r, const char *path)
{
	for (size_t i = 0; i < r->findings.n; i++) {
		const struct finding *f = &r->findings.item[i];

		for (size_t k = 0; k < f->related.n && strcmp(f->path, path); k++)
			if (!strcmp(f->related.item[k].path, path))
				return true;
	}
	return false;
}

static bool is_apart(const struct steps *s, const struct step *step)
{
	const struct judged *j = s->j;

	if (!blobs_alike(j->revision.blobs, &j->revision.words, &j->revision.names,
			 j->revision.number[step->old], s->now->number[step->new]))
		return false;
	if (!step->was)
		return true;
	return step->was->broken == step->is->broken && same_callbacks(step->was, step->is) &&
	       same_members(&step->was->own_members, &step->is->own_members) &&
	       leaves_others(s, step, step->was, step->is) &&
	       leaves_others(s, step, step->is, step->was) &&
	       !is_told_elsewhere(&j->report, path_of(s->now, step->new));
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

static bool is_step(const struct steps *s, const char *path)
{
	for (size_t i = 0; i < s->list.n; i++)
		if (s->list.item[i].is && !strcmp(path_of(s->now, s->list.item[i].new), path))
			return true;
	return false;
}

static void drop_findings(struct steps *s)
{
	struct report *r = &s->j->report;
	size_t kept = 0;

	for (size_t i = 0; i < r->findings.n; i++)
		if (is_step(s, r->findings.item[i].path))
			finding_release(&r->findings.item[i]);
		else
			r->findings.item[kept++] = r->findings.item[i];
	r->findings.n = kept;
}

static void move_asks(struct steps *s, const size_t to[])
{
	struct asks *a = &s->j->asks;
	size_t kept = 0;

	for (size_t i = 0; i < a->list.n; i++) {
		struct ask *ask = &a->list.item[i];
		const struct step *step = step_at(s, ask->source);

		if (step && step->is) {
			array_free(&ask->known.list);
			continue;
		}
		ask->source = to[ask->source];
		a->list.item[kept++] = *ask;
	}
	a->list.n = kept;
}

/* Findings are wanted in the changed files only, then in all again. */
static void want_only(struct steps *s, bool only)
{
	struct reading *r = &s->j->reading;

	for (size_t i = 0; i < r->sources->all.n; i++)
		if (r->unit[i])
			r->unit[i]->asked = r->sources->all.item[i].asked && !only;
	for (size_t i = 0; i < s->list.n; i++)
		if (s->list.item[i].is)
			s->list.item[i].is->asked = r->sources->all.item[s->list.item[i].new].asked;
}

static void judge_steps(struct steps *s)
{
	struct judged *j = s->j;
	const struct check_options *o = j->options;

	want_only(s, true);
	for (size_t k = 0; k < o->rules.n; k++)
		judge_rule(&j->reading.program, o->rules.item[k], 1u << k, &j->report);
	for (size_t k = 0; k < o->rules.n; k++)
		asks_add(&j->asks, &j->reading, o->rules.item[k]);
	want_only(s, false);
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

static void add_wants(struct steps *s, struct wants *to, bool now)
{
	for (size_t i = 0; i < s->list.n; i++) {
		struct step *step = &s->list.item[i];

		if (step->is)
			reading_asks(&s->j->reading, now ? step->is : step->was, &to->words,
				     &to->names);
	}
}

static bool are_among(const struct map *few, const struct map *asked, const struct map *before)
{
	for (size_t i = 0; i < few->n; i++)
		if (!map_has(asked, few->entry[i].key) && !map_has(before, few->entry[i].key))
			return false;
	return true;
}

/* False where a changed file asks for more; then the reading is spoilt. */
static bool go_on(struct steps *s)
{
	struct judged *j = s->j;
	size_t *to = mem_alloc((j->revision.tree.sources.all.n + 1) * sizeof(*to));
	struct wants before = { MAP_INIT, MAP_INIT }, after = { MAP_INIT, MAP_INIT };
	bool only;

	add_wants(s, &before, false);
	move_arrays(s, to);
	for (size_t i = 0; i < s->list.n; i++)
		if (s->list.item[i].is)
			replace_unit(&j->reading.program, &s->list.item[i]);
	program_link(&j->reading.program);
	add_wants(s, &after, true);
	only = are_among(&after.words, &j->revision.words, &before.words) &&
	       are_among(&after.names, &j->revision.names, &before.names);
	wants_release(&before);
	wants_release(&after);
	if (only) {
		drop_findings(s);
		move_asks(s, to);
	}
	mem_free(to);
	return only;
}

static bool are_apart(const struct steps *s)
{
	for (size_t i = 0; i < s->list.n; i++)
		if (!is_apart(s, &s->list.item[i]))
			return false;
	return true;
}

bool judged_follow(struct judged *j, struct revision *now)
{
	struct steps s = { .j = j, .now = now };
	struct coverage *c = &j->report.coverage;
	bool *held, follows;

	if (!j->has || c->unseen.n || c->unparsed.n ||
	    j->revision.tree.sources.kernel != now->tree.sources.kernel) {
		judged_release(j);
		return false;
	}
	held = revision_held(&j->revision);
	follows = list_steps(&s, held) && read_units(&s) && are_apart(&s) && go_on(&s);
	mem_free(held);
	if (follows) {
		move_revision(&s);
		*c = (struct coverage){ 0 };
		reading_count(&j->reading);
		s.now = &j->revision;
		judge_steps(&s);
	} else {
		judged_release(j);
	}
	array_free(&s.list);
	return follows;
}
