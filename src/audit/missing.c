// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "audit/missing.h"

#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "audit/brought.h"
#include "audit/paths.h"
#include "audit/timeline.h"
#include "history/claim.h"

/* Mainline's commit @pos says that it fixes @target. */
struct repair {
	uint32_t pos;		/* in the repository that holds mainline */
	git_oid target;
};

struct search {
	struct missing *to;
	const struct trees *t;
	struct history *mainline_in;
	const struct branch *mainline, *b;
	struct brought brought;
	const char *const *paths;
	size_t n_paths;
	ARRAY(struct repair) repairs;	/* by target */
	ARRAY(struct repair) wanted;	/* those of something the branch seems to have */
	ARRAY(uint32_t) by_subject;	/* their ids name nothing: their subjects may */
	uint32_t last;			/* the commit counted last */
};

/* Whether the branch has or had the commit, going by ids alone. */
static bool may_have(struct search *s, const git_oid *id)
{
	uint32_t pos = index_find(s->t->audited->ix, id);

	return (pos != POS_NONE && branch_holds(s->b, s->t->audited->ix, pos)) ||
	       brought_has(&s->brought, id);
}

/* Whether there is no need to look closer. */
static bool surely_has(struct search *s, const git_oid *id)
{
	return may_have(s, id) && !brought_is_doubted(&s->brought, id);
}

static void add_repair(void *ctx, const struct record *r)
{
	struct search *s = ctx;
	git_oid target;

	if (r->kind != CLAIM_FIXES || !branch_holds(s->mainline, s->mainline_in->ix, r->pos))
		return;
	if (r->pos != s->last)
		s->to->seen++;
	s->last = r->pos;
	switch (trees_find(s->t, r->key, r->nibbles, &target)) {
	case 1:
		*array_push(&s->repairs) = (struct repair){ r->pos, target };
		break;
	case 0:
		*array_push(&s->by_subject) = r->pos;
		break;
	}
}

static void add_claims_by_subject(struct search *s, const struct origin *o)
{
	struct claims claims = { 0 };

	claims_read(&claims, o->message, o->message_len);
	for (size_t k = 0; k < claims.list.n; k++) {
		bool by_subject;
		git_oid id;

		if (claims.list.item[k].kind == CLAIM_FIXES &&
		    claim_resolve(s->t, &claims.list.item[k], &id, &by_subject) && by_subject)
			*array_push(&s->repairs) = (struct repair){ o->in_pos, id };
	}
	claims_release(&claims);
}

/* Fixes: lines whose id is wrong or cut: the subject they quote decides. */
static struct error *add_by_subject(struct search *s)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < s->by_subject.n; i++) {
		struct origin o;

		err = origin_at(&o, s->t, s->mainline_in, s->by_subject.item[i]);
		if (!err)
			add_claims_by_subject(s, &o);
		origin_release(&o);
	}
	return err;
}

static int compare_repairs(const void *one, const void *two)
{
	const struct repair *a = one, *b = two;
	int order = git_oid_cmp(&a->target, &b->target);

	return order ? order : a->pos < b->pos ? -1 : a->pos > b->pos;
}

static int compare_wanted(const void *one, const void *two)
{
	const struct repair *a = one, *b = two;

	return a->pos < b->pos ? -1 : a->pos > b->pos;
}

/* Of each commit once, with the first of what it fixes that the branch has. */
static void choose_wanted(struct search *s)
{
	const struct repair *last = NULL;
	bool has = false;

	for (size_t i = 0; i < s->repairs.n; i++) {
		const struct repair *r = &s->repairs.item[i];
		git_oid id;

		if (!last || !git_oid_equal(&last->target, &r->target))
			has = may_have(s, &r->target);
		last = r;
		if (!has)
			continue;
		index_id(s->mainline_in->ix, r->pos, &id);
		if (!surely_has(s, &id))
			*array_push(&s->wanted) = *r;
	}
	if (s->wanted.n)
		qsort(s->wanted.item, s->wanted.n, sizeof(*s->wanted.item), compare_wanted);
}

/* ---- each that is wanted, looked at closely ---- */

struct standing {		/* how a commit stands on a branch */
	bool carried, ever;
	uint32_t by;		/* the commit that it is carried by */
	size_t release;		/* since which of the branch's releases */
};

static struct error *stand_on(struct standing *to, struct search *s, struct history *on,
			      const struct branch *b, const struct origin *o)
{
	struct trees trees = { .audited = on };
	struct copies copies = { 0 };
	struct origin here = *o;
	struct timeline t;
	struct error *err;

	if (on == s->t->audited)
		trees = *s->t;
	else
		here.pos = o->in_pos;
	err = copies_find(&copies, &trees, &here);
	timeline_of(&t, on, b, &copies);
	*to = (struct standing){ t.carried, t.ever, POS_NONE, b->releases.n };
	if (t.carried) {
		to->by = t.brought->pos;
		to->release = t.spans.item[t.spans.n - 1].from;
	}
	timeline_release(&t);
	copies_release(&copies);
	return err;
}

/* A commit that fixes something the branch has: both commits, and how they stand there. */
struct lack {
	struct origin fix, bug;
	struct standing fix_here, bug_here;
	bool is;
};

static char *why(const struct missing_fix *f, const struct lack *l, const char *branch)
{
	bool same = !strcmp(f->fixes.commit, f->fixes.on_branch_as);
	const char *since = f->fixes.on_branch_in;

	return mem_printf("it fixes %.12s, which %s has%s%.12s%s%s%s", f->fixes.commit, branch,
			  same ? " as " : " as its backport ", f->fixes.on_branch_as,
			  since ? " since " : "", since ? since : "",
			  l->fix_here.ever ? "; the branch had the fix and took it back" : "");
}

static void describe(struct search *s, struct missing_fix *to, const struct lack *l)
{
	const struct release *first = origin_release_of(&l->fix, s->t);
	size_t since = l->bug_here.release;
	git_oid id;

	git_oid_tostr(to->id, sizeof(to->id), &l->fix.id);
	to->subject = mem_strdup(l->fix.subject);
	to->release = first ? mem_strdup(first->name) : NULL;
	to->date = l->fix.date;
	git_oid_tostr(to->fixes.commit, sizeof(to->fixes.commit), &l->bug.id);
	to->fixes.subject = mem_strdup(l->bug.subject);
	index_id(s->t->audited->ix, l->bug_here.by, &id);
	git_oid_tostr(to->fixes.on_branch_as, sizeof(to->fixes.on_branch_as), &id);
	if (since < s->b->releases.n)
		to->fixes.on_branch_in = mem_strdup(s->b->releases.item[since]->name);
	to->why = why(to, l, s->b->name);
}

/* Fixes to the fix itself: whoever takes it needs them too. */
static struct error *add_followers(struct search *s, struct missing_fix *to,
				   const struct origin *fix)
{
	struct repair key = { 0, fix->id };
	size_t from = 0, until = s->repairs.n;
	struct error *err = NULL;

	while (from < until) {
		size_t middle = from + (until - from) / 2;

		if (compare_repairs(&s->repairs.item[middle], &key) < 0)
			from = middle + 1;
		else
			until = middle;
	}
	for (; !err && from < s->repairs.n &&
	       git_oid_equal(&s->repairs.item[from].target, &fix->id); from++) {
		struct origin o;

		err = origin_at(&o, s->t, s->mainline_in, s->repairs.item[from].pos);
		if (!err && !surely_has(s, &o.id))
			*array_push(&to->followers) =
				mem_printf("%.12s (\"%s\")", git_oid_tostr_s(&o.id), o.subject);
		origin_release(&o);
	}
	return err;
}

static bool is_listed(const struct search *s, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	for (size_t i = s->to->fixes.n; i-- > 0;)
		if (!strcmp(s->to->fixes.item[i].id, hex))
			return true;
	return false;
}

/* Not taken back upstream, not on the branch in any form, what it fixes really there. */
static struct error *weigh(struct search *s, struct lack *l)
{
	struct standing upstream;
	struct error *err = stand_on(&upstream, s, s->mainline_in, s->mainline, &l->fix);

	if (err || !upstream.carried)
		return err;
	err = stand_on(&l->fix_here, s, s->t->audited, s->b, &l->fix);
	if (err || l->fix_here.carried)
		return err;
	err = stand_on(&l->bug_here, s, s->t->audited, s->b, &l->bug);
	l->is = !err && l->bug_here.carried;
	return err;
}

static bool is_under(const char *path, const char *const paths[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(paths[i]);

		if (!strncmp(path, paths[i], len) && (!path[len] || path[len] == '/'))
			return true;
	}
	return !n;
}

/* Those that were asked for first: the first one's folder is what it is listed under. */
static void list_paths(struct search *s, struct missing_fix *to, const struct paths *paths)
{
	for (int asked = 1; asked >= 0; asked--)
		for (size_t i = 0; i < paths->list.n; i++)
			if (is_under(paths->list.item[i], s->paths, s->n_paths) == asked)
				*array_push(&to->paths) = mem_strdup(paths->list.item[i]);
}

static struct error *list(struct search *s, const struct repair *r, const struct lack *l)
{
	struct paths paths = { 0 };
	struct error *err = paths_changed(&paths, s->mainline_in, r->pos);
	struct missing_fix *to = array_push(&s->to->fixes);

	describe(s, to, l);
	list_paths(s, to, &paths);
	paths_release(&paths);
	return err ? err : add_followers(s, to, &l->fix);
}

static struct error *look_at(struct search *s, const struct repair *r)
{
	struct lack l = { 0 };
	struct error *err;
	bool touches;

	err = paths_touched(s->mainline_in, r->pos, s->paths, s->n_paths, &touches);
	if (err || !touches)
		return err;
	err = origin_at(&l.fix, s->t, s->mainline_in, r->pos);
	if (!err && !is_listed(s, &l.fix.id)) {
		err = origin_of_id(&l.bug, s->t, &r->target);
		if (!err)
			err = weigh(s, &l);
	}
	if (!err && l.is)
		err = list(s, r, &l);
	origin_release(&l.fix);
	origin_release(&l.bug);
	return err;
}

static size_t folder_length(const struct missing_fix *f)
{
	const char *slash = f->paths.n ? strrchr(f->paths.item[0], '/') : NULL;

	return slash ? (size_t)(slash - f->paths.item[0]) : 0;
}

static int compare_missing(const void *one, const void *two)
{
	const struct missing_fix *a = one, *b = two;
	size_t n = folder_length(a), m = folder_length(b);
	int order = memcmp(a->paths.n ? a->paths.item[0] : "", b->paths.n ? b->paths.item[0] : "",
			   n < m ? n : m);

	if (order || n != m)
		return order ? order : n < m ? -1 : 1;
	if (a->date != b->date)
		return a->date < b->date ? -1 : 1;
	return strcmp(a->id, b->id);
}

static struct error *search(struct search *s)
{
	struct error *err;

	brought_find(&s->brought, s->t, s->b);
	index_each_record(s->mainline_in->ix, add_repair, s);
	err = add_by_subject(s);
	if (s->repairs.n)
		qsort(s->repairs.item, s->repairs.n, sizeof(*s->repairs.item), compare_repairs);
	choose_wanted(s);
	for (size_t i = 0; !err && i < s->wanted.n; i++)
		err = look_at(s, &s->wanted.item[i]);
	if (s->to->fixes.n)
		qsort(s->to->fixes.item, s->to->fixes.n, sizeof(*s->to->fixes.item),
		      compare_missing);
	return err;
}

struct error *missing_find(struct missing *to, const struct trees *t, const struct branch *b,
			   const char *const paths[], size_t n)
{
	struct search s = { .to = to, .t = t, .b = b, .paths = paths, .n_paths = n,
			    .mainline_in = trees_mainline(t), .last = POS_NONE };
	struct error *err;
	git_oid tip;

	to->branch = mem_strdup(b->name);
	to->ref = mem_strdup(b->ref);
	index_id(t->audited->ix, b->tip, &tip);
	git_oid_tostr(to->tip, sizeof(to->tip), &tip);
	s.mainline = history_mainline(s.mainline_in);
	if (!s.mainline)
		return error_new("%s holds no mainline: no branch master or main, no tag of a "
				 "release; name a repository that does with --upstream",
				 t->audited->repository.name);
	err = search(&s);
	brought_release(&s.brought);
	array_free(&s.repairs);
	array_free(&s.wanted);
	array_free(&s.by_subject);
	return err;
}
