// SPDX-License-Identifier: GPL-2.0
#include "proof/judged.h"

#include <stdlib.h>
#include <string.h>

#include "check/alike.h"
#include "check/effect.h"
#include "check/judge.h"
#include "check/packed.h"

struct step {			/* a file that is another in both revisions, and matters */
	size_t old, new;	/* its sources; NOWHERE: it came, it went */
	unsigned bits;		/* READING_…, of the new one */
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

static void judge_rules(struct judged *j)
{
	const struct check_options *o = j->options;

	for (size_t k = 0; k < o->rules.n; k++)
		judge_rule(&j->reading.program, o->rules.item[k], 1u << k, &j->report);
	for (size_t k = 0; k < o->rules.n; k++)
		asks_add(&j->asks, &j->reading, o->rules.item[k]);
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
	judge_rules(j);
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

/* The blobs that hold what the reading asked for. */
static bool *list_held(const struct judged *j)
{
	const struct map *w = &j->reading.words;
	const char **words = mem_alloc((w->n + 1) * sizeof(*words));
	bool *held = mem_alloc(blobs_count(j->revision.blobs) + 1);
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		if (w->entry[i].value)
			words[n++] = w->entry[i].key;
	blobs_find(j->revision.blobs, words, n, held);
	blobs_define(j->revision.blobs, &j->reading.names, held);
	mem_free(words);
	return held;
}

static bool is_seed(const struct revision *r, size_t source)
{
	return r->supply.seeds && r->supply.seeds[source];
}

static void add_step(struct steps *s, size_t old, size_t new)
{
	const struct reading *r = &s->j->reading;
	struct step *step = array_push(&s->list);

	*step = (struct step){ .old = old, .new = new,
			       .was = old == NOWHERE ? NULL : r->unit[old] };
	if (new == NOWHERE)
		return;
	step->bits = blob_bits(s->now->blobs, s->now->number[new], &r->words, &r->names);
	if (is_seed(s->now, new))
		step->bits |= READING_CALLS;
}

static void list_steps(struct steps *s)
{
	const struct revision *a = &s->j->revision, *b = s->now;
	size_t i = 0, k = 0, n = a->tree.sources.all.n, m = b->tree.sources.all.n;
	bool *held = list_held(s->j);

	while (i < n || k < m) {
		int cmp = i == n ? 1 : k == m ? -1 : strcmp(path_of(a, i), path_of(b, k));
		bool old = cmp <= 0, new = cmp >= 0;
		bool matters = (old && (held[a->number[i]] || is_seed(a, i))) ||
			       (new && (held[b->number[k]] || is_seed(b, k)));

		if (matters && (cmp || a->number[i] != b->number[k]))
			add_step(s, old ? i : NOWHERE, new ? k : NOWHERE);
		i += old;
		k += new;
	}
	mem_free(held);
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
	for (size_t i = 0; i < a->callbacks.n; i++)
		if (!callback_same(&a->callbacks.item[i], &b->callbacks.item[i]))
			return false;
	return true;
}

static bool read_units(struct steps *s)
{
	for (size_t i = 0; i < s->list.n; i++) {
		struct step *step = &s->list.item[i];
		struct error *err;

		if (!step->bits)
			continue;
		err = s->now->supply.unit(&s->now->supply, step->new, &step->is);
		error_free(err);
		if (err)
			return false;
		step->is->rules = reading_rules(&s->j->reading, step->is, step->bits);
	}
	return true;
}

/* ---- going on ---- */

/* The reading's arrays for the sources of the new revision; where old ones are now in @to. */
static void move_arrays(struct steps *s, size_t to[])
{
	struct reading *r = &s->j->reading;
	const struct revision *a = &s->j->revision, *b = s->now;
	size_t n = a->tree.sources.all.n, m = b->tree.sources.all.n, k = 0;
	bool *candidate = mem_alloc(m + 1);
	struct unit **unit = mem_alloc((m + 1) * sizeof(struct unit *));

	for (size_t i = 0; i < n; i++) {
		while (k < m && strcmp(path_of(b, k), path_of(a, i)) < 0)
			k++;
		to[i] = k < m && !strcmp(path_of(b, k), path_of(a, i)) ? k : NOWHERE;
		if (to[i] == NOWHERE)
			continue;
		candidate[k] = r->candidate[i];
		unit[k] = r->unit[i];
	}
	for (size_t i = 0; i < s->list.n; i++) {
		const struct step *step = &s->list.item[i];

		if (step->new == NOWHERE)
			continue;
		candidate[step->new] = step->bits & (READING_FIRST | READING_CALLS);
		unit[step->new] = step->is;
	}
	for (k = 0; k < m; k++)
		if (unit[k])
			units_keep(b->units, b->number[k], path_of(b, k));
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

/*
 * Marks the functions of @u that the file's other state (NULL: there is none) has not, and
 * whose callers may tell.
 */
static void mark_changed(const struct steps *s, struct unit *u, const struct unit *other,
			 bool all, struct hashes *names)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = &u->functions.item[i];
		struct function *g = other ? map_get(&other->by_name, f->name) : NULL;

		f->stale = all || !g || (!unit_has_function(other, f) && !does_the_same(s, f, g));
		if (f->stale)
			add_hash(names, f->name);
	}
}

static void add_fields(struct hashes *fields, const struct unit *u)
{
	for (size_t i = 0; u && i < u->callbacks.n; i++)
		add_hash(fields, u->callbacks.item[i].field);
}

struct lean {			/* what may lean on the changed files */
	struct hashes names;	/* of functions that changed, came or went */
	struct hashes fields;	/* of tables that changed */
};

static void mark_step(struct steps *s, struct step *step, struct lean *l)
{
	const struct unit *was = step->was, *is = step->is;
	bool all = !was || !is || was->broken != is->broken ||
		   !members_same(&was->own_members, &is->own_members);

	if (was)
		mark_changed(s, step->was, is, all, &l->names);
	if (is)
		mark_changed(s, step->is, was, all, &l->names);
	step->callbacks = !was || !is || !same_callbacks(was, is);
	if (step->callbacks) {
		add_fields(&l->fields, was);
		add_fields(&l->fields, is);
	}
}

static void mark_steps(struct steps *s, struct lean *l)
{
	for (size_t i = 0; i < s->list.n; i++)
		mark_step(s, &s->list.item[i], l);
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
	for (size_t i = 0; i < s->list.n; i++) {
		size_t at = now ? s->list.item[i].new : s->list.item[i].old;

		if (at != NOWHERE)
			stale[at] = true;
	}
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
			replaced |= s->list.item[k].was == u;
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

static void forget_calls(const struct steps *s)
{
	struct program *p = &s->j->reading.program;

	for (size_t i = 0; i < s->list.n; i++)
		if (s->list.item[i].was)
			s->list.item[i].was->replaced = true;
	for (size_t i = 0; i < p->units.n; i++) {
		struct unit *u = p->units.item[i];

		for (size_t k = 0; !u->replaced && k < u->functions.n; k++)
			effects_forget_calls(&u->functions.item[k]);
	}
	for (size_t i = 0; i < s->list.n; i++)
		if (s->list.item[i].was)
			s->list.item[i].was->replaced = false;
}

/* Whether the program is linked still. */
static bool replace_unit(struct program *p, const struct step *step)
{
	size_t i = 0;

	if (step->is)
		forget_own(step->is);
	while (i < p->units.n && p->units.item[i] != step->was)
		i++;
	if (i < p->units.n && step->is)
		return program_replace(p, i, step->is);
	if (step->is)
		program_add(p, step->is);
	else if (i < p->units.n)
		program_drop(p, i);
	return false;
}

static void forget_function(struct function *f, const struct hashes *open,
			    const struct hashes *fields)
{
	bool through = fields->list.n && effects_through(f, fields->list.item, fields->list.n);

	f->stale |= effects_outdated(f, open->list.item, open->list.n) | through;
	if (through) {
		effects_free(f->effects);
		f->effects = NULL;
	}
}

/* Names and members may mean something else now. */
static void forget_outdated(struct program *p, const struct lean *l)
{
	struct hashes open = { 0 };

	for (size_t i = 0; i < l->names.list.n; i++)
		*array_push(&open.list) = l->names.list.item[i];
	for (size_t i = 0; i < l->fields.list.n; i++)
		*array_push(&open.list) = l->fields.list.item[i];
	sort_hashes(&open);
	for (size_t i = 0; i < p->units.n && open.list.n; i++)
		for (size_t k = 0; k < p->units.item[i]->functions.n; k++)
			forget_function(&p->units.item[i]->functions.item[k], &open, &l->fields);
	array_free(&open.list);
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

/* To judge again beside those that are marked. */
static void want_more(const struct steps *s, bool wanted[])
{
	for (size_t i = 0; i < s->list.n; i++) {
		const struct step *step = &s->list.item[i];

		if (step->was)
			want_told(s, step->was->path, wanted);
		if (step->callbacks && step->was)
			want_named(s, step->was, wanted);
		if (step->callbacks && step->is)
			want_named(s, step->is, wanted);
	}
}

/* What is no more is wanted: to be dropped. */
static bool is_wanted(const struct steps *s, const char *path, const bool wanted[])
{
	size_t at = sources_find(&s->now->tree.sources, path);

	return at == s->now->tree.sources.all.n || wanted[at];
}

static void drop_findings(struct steps *s, const bool wanted[])
{
	struct report *r = &s->j->report;
	size_t kept = 0;

	for (size_t i = 0; i < r->findings.n; i++)
		if (is_wanted(s, r->findings.item[i].path, wanted))
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
		if (ask->source == NOWHERE || wanted[ask->source])
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
	want(&j->reading, wanted);
	judge_rules(j);
	want(&j->reading, NULL);
}

static void move_revision(struct steps *s)
{
	struct judged *j = s->j;

	revision_close(&j->revision);
	j->revision = *s->now;
	*s->now = (struct revision){ 0 };
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

/* Those of @few that neither the reading nor the same files before asked for. */
static void list_more(const struct map *few, const struct map *asked, const struct map *before,
		      struct map *to)
{
	for (size_t i = 0; i < few->n; i++)
		if (!map_has(asked, few->entry[i].key) && !map_has(before, few->entry[i].key))
			*map_put(to, few->entry[i].key) = to;
}

/* Whether files that are not read hold or define what is asked for more. */
static bool reads_more(const struct steps *s, const struct wants *more)
{
	const char **words = mem_alloc((more->words.n + 1) * sizeof(*words));
	bool *held = mem_alloc(blobs_count(s->now->blobs) + 1), any = false;

	for (size_t i = 0; i < more->words.n; i++)
		words[i] = more->words.entry[i].key;
	blobs_find(s->now->blobs, words, more->words.n, held);
	blobs_define(s->now->blobs, &more->names, held);
	for (size_t i = 0; i < s->now->tree.sources.all.n && !any; i++)
		any = held[s->now->number[i]] && !s->j->reading.unit[i];
	mem_free(words);
	mem_free(held);
	return any;
}

static bool asks_more(const struct steps *s, const struct wants *before,
		      const struct wants *after)
{
	struct wants more = { MAP_INIT, MAP_INIT };
	bool any;

	list_more(&after->words, &s->j->reading.words, &before->words, &more.words);
	list_more(&after->names, &s->j->reading.names, &before->names, &more.names);
	any = (more.words.n || more.names.n) && reads_more(s, &more);
	wants_release(&more);
	return any;
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
	reading_asks(&s->j->reading, stale, true, &to->words, &to->names);
	mem_free(stale);
}

/* The functions that changed, of the new revision's files, are marked before and after. */
static void replace_units(struct steps *s, const struct lean *l)
{
	struct program *p = &s->j->reading.program;
	bool linked = true;

	forget_calls(s);
	for (size_t i = 0; i < s->list.n; i++)
		if (s->list.item[i].was || s->list.item[i].is)
			linked &= replace_unit(p, &s->list.item[i]);
	if (!linked)
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
	*wanted = list_stale(s, true);
	clear_marks(s);
	reading_asks(&j->reading, *wanted, false, &after.words, &after.names);
	want_more(s, *wanted);
	only = !asks_more(s, &before, &after);
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
	bool *wanted = NULL, follows;

	if (!j->has || c->unseen.n || c->unparsed.n ||
	    j->revision.tree.sources.kernel != now->tree.sources.kernel) {
		judged_release(j);
		return false;
	}
	list_steps(&s);
	follows = read_units(&s) && go_on(&s, &wanted);
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
