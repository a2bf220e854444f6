// SPDX-License-Identifier: GPL-2.0
#include "audit/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "audit/turn.h"
#include "audit/unseen.h"
#include "base/map.h"
#include "base/str.h"
#include "base/term.h"
#include "proof/survey.h"

struct stop {			/* a commit whose tree is looked at */
	uint32_t pos;
	const struct version *version;	/* of the release; NULL: a tip */
	size_t number;			/* in the survey */
};

struct sweeping {
	struct sweep *to;
	const struct sweep_options *o;
	struct history *h;
	struct survey_options options;
	struct survey *survey;
	ARRAY(struct stop) stops;	/* by position once they are looked at */
	struct map turns;		/* "KEY OLD NEW IS" -> struct swept_commit * */
	struct map unseen;		/* path -> struct unseen_at * */
};

struct unseen_at {
	char *why;
	char *release;		/* one of them */
	size_t n;
};

/* ---- the trees ---- */

static bool is_wanted(const struct sweeping *s, const struct release *r)
{
	return !s->o->since || version_compare(&r->version, s->o->since) >= 0;
}

static int by_pos(const void *one, const void *two)
{
	const struct stop *a = one, *b = two;

	return a->pos < b->pos ? -1 : a->pos > b->pos;
}

/* Releases in the order of their versions: a series behind the release that it comes from. */
static int by_version(const void *one, const void *two)
{
	const struct stop *a = one, *b = two;
	int cmp = a->version && b->version ? version_compare(a->version, b->version) :
					     (a->version != NULL) - (b->version != NULL);

	return cmp ? cmp : by_pos(one, two);
}

static void list_stops(struct sweeping *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->h->branches.all.n; i++) {
		const struct branch *b = &s->h->branches.all.item[i];
		const struct version *last = NULL;

		for (size_t k = 0; k < b->releases.n; k++) {
			last = &b->releases.item[k]->version;
			if (is_wanted(s, b->releases.item[k]))
				*array_push(&s->stops) = (struct stop){ b->releases.item[k]->pos,
									last, 0 };
		}
		*array_push(&s->stops) = (struct stop){ b->tip, last, 0 };
	}
	if (s->stops.n)
		qsort(s->stops.item, s->stops.n, sizeof(*s->stops.item), by_pos);
	for (size_t i = 0; i < s->stops.n; i++)
		if (!kept || s->stops.item[kept - 1].pos != s->stops.item[i].pos)
			s->stops.item[kept++] = s->stops.item[i];
	s->stops.n = kept;
}

static struct error *look_at_stops(struct sweeping *s)
{
	struct progress progress = { 0 };
	struct error *err = NULL;

	progress_start(&progress, "releases", s->stops.n, s->o->check->quiet);
	if (s->stops.n)
		qsort(s->stops.item, s->stops.n, sizeof(*s->stops.item), by_version);
	for (size_t i = 0; i < s->stops.n && !err; i++) {
		struct stop *stop = &s->stops.item[i];
		git_oid tree;

		err = history_tree(s->h, stop->pos, &tree);
		if (!err)
			err = survey_add(s->survey, &tree, &stop->number);
		progress_step(&progress, i + 1);
	}
	progress_stop(&progress);
	if (s->stops.n)
		qsort(s->stops.item, s->stops.n, sizeof(*s->stops.item), by_pos);
	return err ? err : survey_finish(s->survey);
}

static const struct report *report_of(const struct sweeping *s, uint32_t pos)
{
	const struct stop key = { .pos = pos };
	const struct stop *stop = bsearch(&key, s->stops.item, s->stops.n, sizeof(key), by_pos);

	return survey_report(s->survey, stop->number);
}

/* ---- one branch ---- */

struct point {			/* a release, or at last the tip */
	uint32_t pos;
	const char *name;	/* NULL: the tip */
	const struct report *report;
};

struct kind {			/* a finding as it is known again */
	char *key;
	const struct finding *newest;
	const char *at;
	ARRAY(bool) stands;	/* at each point */
};

struct along {			/* a branch */
	struct sweeping *s;
	const struct branch *b;
	ARRAY(struct point) points;
	ARRAY(struct kind) kinds;
};

/* The path, the function, and of several findings in it which one: reports are sorted. */
static char *key_of(const struct report *r, size_t number)
{
	const struct finding *f = &r->findings.item[number];
	unsigned nth = 0;

	for (size_t i = 0; i < number; i++)
		nth += !strcmp(r->findings.item[i].path, f->path) &&
		       !strcmp(r->findings.item[i].function, f->function);
	return mem_printf("%s\n%s\n%u", f->path, f->function, nth);
}

static void add_point(struct along *a, uint32_t pos, const char *name)
{
	*array_push(&a->points) = (struct point){ pos, name, report_of(a->s, pos) };
}

static void list_points(struct along *a)
{
	for (size_t i = 0; i < a->b->releases.n; i++)
		if (is_wanted(a->s, a->b->releases.item[i]))
			add_point(a, a->b->releases.item[i]->pos, a->b->releases.item[i]->name);
	if (!a->points.n || a->points.item[a->points.n - 1].pos != a->b->tip)
		add_point(a, a->b->tip, NULL);
}

/* Takes @key over. */
static struct kind *kind_of(struct along *a, char *key)
{
	struct kind *k;

	for (size_t i = 0; i < a->kinds.n; i++)
		if (!strcmp(a->kinds.item[i].key, key)) {
			mem_free(key);
			return &a->kinds.item[i];
		}
	k = array_push(&a->kinds);
	k->key = key;
	for (size_t i = 0; i < a->points.n; i++)
		array_push(&k->stands);
	return k;
}

static void list_kinds(struct along *a)
{
	for (size_t i = 0; i < a->points.n; i++) {
		const struct point *p = &a->points.item[i];

		for (size_t k = 0; k < p->report->findings.n; k++) {
			struct kind *kind = kind_of(a, key_of(p->report, k));

			kind->newest = &p->report->findings.item[k];
			kind->at = p->name;
			kind->stands.item[i] = true;
		}
	}
}

/* ---- the commits that did it ---- */

struct turning {
	struct along *a;
	const char *key;
	bool stands;		/* what it came to */
	struct survey *survey;	/* of the finding's file alone, or of what is swept */
};

static bool has(const struct report *r, const char *key)
{
	bool found = false;

	for (size_t i = 0; i < r->findings.n && !found; i++) {
		char *other = key_of(r, i);

		found = !strcmp(other, key);
		mem_free(other);
	}
	return found;
}

static struct error *is_so(void *ctx, uint32_t pos, bool *so)
{
	const struct turning *t = ctx;
	size_t number = 0;
	git_oid tree;
	struct error *err = history_tree(t->a->s->h, pos, &tree);

	if (!err)
		err = survey_add(t->survey, &tree, &number);
	if (!err)
		err = survey_finish(t->survey);
	*so = !err && has(survey_report(t->survey, number), t->key) == t->stands;
	return err;
}

/* Whether the finding's file alone shows the turn. */
static struct error *is_shown(struct turning *t, uint32_t old, uint32_t new, bool *shown)
{
	bool before, after = false;
	struct error *err = is_so(t, old, &before);

	if (!err && !before)
		err = is_so(t, new, &after);
	*shown = !err && after;
	return err;
}

static struct error *find_turn(struct along *a, const struct kind *k, uint32_t old, uint32_t new,
			       bool stands, uint32_t *pos)
{
	const char *paths[] = { k->newest->path };
	struct survey_options alone = a->s->options;
	struct turning t = { a, k->key, stands, NULL };
	struct survey *own;
	struct error *err;
	bool shown;

	alone.paths = paths;
	alone.n_paths = 1;
	alone.spare_spatch = true;
	t.survey = own = survey_new(a->s->h->repository.objects, &alone);
	err = is_shown(&t, old, new, &shown);
	if (!shown)	/* it takes other files: a wrapper in one of them came or went */
		t.survey = a->s->survey;
	if (!err)
		err = turn_find(a->s->h, old, new, is_so, &t, pos);
	survey_free(own);
	return err;
}

static struct error *tell_commit(struct sweeping *s, uint32_t pos, struct swept_commit *to)
{
	struct str subject = STR_INIT;
	struct commit c;
	struct error *err = history_commit(s->h, pos, &c);
	git_oid id;

	if (err)
		return err;
	commit_subject(&subject, &c);
	to->subject = str_detach(&subject);
	index_id(s->h->ix, pos, &id);
	git_oid_tostr(to->id, sizeof(to->id), &id);
	return NULL;
}

/* What stands at the first point may have come after an import, which no release is. */
static struct error *find_start(struct along *a, const struct kind *k, uint32_t root,
				uint32_t first, uint32_t *pos)
{
	const char *paths[] = { k->newest->path };
	struct survey_options alone = a->s->options;
	struct turning t = { a, k->key, true, NULL };
	struct error *err;
	bool shown;

	alone.paths = paths;
	alone.n_paths = 1;
	alone.spare_spatch = true;
	t.survey = survey_new(a->s->h->repository.objects, &alone);
	err = is_shown(&t, root, first, &shown);
	if (!err && shown)
		err = turn_find(a->s->h, root, first, is_so, &t, pos);
	survey_free(t.survey);
	return err;
}

/*
 * The commit between a point (NOWHERE: the beginning) and another one. Branches share
 * releases: each turn is looked for once.
 */
static struct error *turn_between(struct along *a, const struct kind *k, size_t old, size_t new,
				  bool stands, struct swept_commit *to)
{
	uint32_t until = a->points.item[new].pos, pos = POS_NONE;
	uint32_t from = old == NOWHERE ? turn_root(a->s->h, until) : a->points.item[old].pos;
	char *key = mem_printf("%s %u %u %d", k->key, from, until, stands);
	struct swept_commit **at = (struct swept_commit **)map_put(&a->s->turns, key);
	struct error *err = NULL;

	mem_free(key);
	if (!*at) {
		*at = mem_alloc(sizeof(**at));
		if (old != NOWHERE)
			err = find_turn(a, k, from, until, stands, &pos);
		else if (from != until)
			err = find_start(a, k, from, until, &pos);
		if (!err && pos != POS_NONE)
			err = tell_commit(a->s, pos, *at);
	}
	*to = **at;
	to->subject = mem_strdup(to->subject);
	return err;
}

static struct error *add_intervals(struct along *a, const struct kind *k, struct swept_finding *to)
{
	struct swept_interval *open = NULL;
	struct error *err = NULL;

	for (size_t i = 0; i < a->points.n && !err; i++) {
		bool stands = k->stands.item[i];

		if (stands && !open) {
			open = array_push(&to->intervals);
			open->from = mem_strdup(a->points.item[i].name);
			err = turn_between(a, k, i ? i - 1 : NOWHERE, i, true, &open->appeared);
		} else if (!stands && open) {
			open->until = mem_strdup(a->points.item[i].name ?
						 a->points.item[i].name : "(unreleased)");
			err = turn_between(a, k, i - 1, i, false, &open->gone);
			open = NULL;
		}
	}
	return err;
}

static int by_place(const void *one, const void *two)
{
	const struct swept_finding *a = one, *b = two;
	int cmp = strcmp(a->path, b->path);

	if (!cmp)
		cmp = (a->line > b->line) - (a->line < b->line);
	return cmp ? cmp : strcmp(a->message, b->message);
}

static struct error *tell_kinds(struct along *a, struct swept_branch *to)
{
	struct error *err = NULL;

	for (size_t i = 0; i < a->kinds.n && !err; i++) {
		const struct kind *k = &a->kinds.item[i];
		struct swept_finding *f = array_push(&to->findings);

		*f = (struct swept_finding){
			.path = mem_strdup(k->newest->path),
			.function = mem_strdup(k->newest->function),
			.message = mem_strdup(k->newest->message),
			.line = k->newest->line,
			.confidence = k->newest->confidence,
			.at = mem_strdup(k->at),
		};
		err = add_intervals(a, k, f);
	}
	if (to->findings.n)
		qsort(to->findings.item, to->findings.n, sizeof(*to->findings.item), by_place);
	return err;
}

static void along_release(struct along *a)
{
	for (size_t i = 0; i < a->kinds.n; i++) {
		mem_free(a->kinds.item[i].key);
		array_free(&a->kinds.item[i].stands);
	}
	array_free(&a->kinds);
	array_free(&a->points);
}

static struct error *sweep_branch(struct sweeping *s, const struct branch *b)
{
	struct swept_branch *to = array_push(&s->to->branches);
	struct along a = { .s = s, .b = b };
	struct error *err;
	git_oid id;

	to->branch = mem_strdup(b->name);
	to->ref = mem_strdup(b->ref);
	index_id(s->h->ix, b->tip, &id);
	git_oid_tostr(to->tip, sizeof(to->tip), &id);
	list_points(&a);
	to->releases = a.points.n - (a.points.item[a.points.n - 1].name == NULL);
	list_kinds(&a);
	err = tell_kinds(&a, to);
	along_release(&a);
	return err;
}

/* ---- what was not seen ---- */

static void note_unseen(struct sweeping *s, const char *path, const char *why, const char *release)
{
	void **at = map_put(&s->unseen, path);
	struct unseen_at *u = *at;

	if (!u) {
		*at = u = mem_alloc(sizeof(*u));
		u->why = mem_strdup(why);
		u->release = mem_strdup(release);
	}
	u->n++;
}

static void list_unseen(struct sweeping *s)
{
	for (size_t i = 0; i < s->stops.n; i++) {
		const struct stop *stop = &s->stops.item[i];
		const struct coverage *c = &survey_report(s->survey, stop->number)->coverage;
		char *name = stop->version ? version_name(stop->version) : mem_strdup("a tip");

		for (size_t k = 0; k < c->unseen.n; k++)
			note_unseen(s, c->unseen.item[k].path, c->unseen.item[k].why, name);
		mem_free(name);
	}
	for (size_t i = 0; i < s->unseen.n; i++) {
		struct unseen_at *u = s->unseen.entry[i].value;
		char *more = u->n > 1 ? mem_printf(" and %zu more", u->n - 1) : mem_strdup("");

		*array_push(&s->to->unknown) = (struct unknown){
			mem_strdup(s->unseen.entry[i].key),
			mem_printf("not seen in %s%s: %s", u->release, more, u->why)
		};
		mem_free(more);
		mem_free(u->release);
		mem_free(u->why);
		mem_free(u);
	}
}

struct error *sweep_run(struct sweep *to, const struct sweep_options *o)
{
	struct sweeping s = { .to = to, .o = o, .h = o->trees->audited,
			      .options = { .check = o->check, .paths = o->paths,
					   .n_paths = o->n_paths } };
	struct error *err;

	to->rule = o->check->rules.item[0]->name;
	s.survey = survey_new(s.h->repository.objects, &s.options);
	unseen_tell(&to->unknown, o->trees);
	list_stops(&s);
	err = look_at_stops(&s);
	for (size_t i = 0; i < s.h->branches.all.n && !err; i++)
		err = sweep_branch(&s, &s.h->branches.all.item[i]);
	if (!err)
		list_unseen(&s);
	for (size_t i = 0; i < s.turns.n; i++) {
		mem_free(((struct swept_commit *)s.turns.entry[i].value)->subject);
		mem_free(s.turns.entry[i].value);
	}
	map_release(&s.turns);
	map_release(&s.unseen);
	array_free(&s.stops);
	survey_free(s.survey);
	return err;
}

static void finding_free(struct swept_finding *f)
{
	for (size_t i = 0; i < f->intervals.n; i++) {
		mem_free(f->intervals.item[i].from);
		mem_free(f->intervals.item[i].until);
		mem_free(f->intervals.item[i].appeared.subject);
		mem_free(f->intervals.item[i].gone.subject);
	}
	array_free(&f->intervals);
	mem_free(f->path);
	mem_free(f->function);
	mem_free(f->message);
	mem_free(f->at);
}

void sweep_release(struct sweep *s)
{
	for (size_t i = 0; i < s->branches.n; i++) {
		struct swept_branch *b = &s->branches.item[i];

		for (size_t k = 0; k < b->findings.n; k++)
			finding_free(&b->findings.item[k]);
		array_free(&b->findings);
		mem_free(b->branch);
		mem_free(b->ref);
	}
	array_free(&s->branches);
	for (size_t i = 0; i < s->unknown.n; i++) {
		mem_free(s->unknown.item[i].what);
		mem_free(s->unknown.item[i].why);
	}
	array_free((&s->unknown));
}
