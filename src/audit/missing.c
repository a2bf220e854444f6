// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "audit/missing.h"

#include <stdlib.h>
#include <string.h>

#include "audit/boundary.h"
#include "audit/brought.h"
#include "audit/copies.h"
#include "audit/line.h"
#include "audit/paths.h"
#include "audit/repairs.h"
#include "audit/same_change.h"
#include "audit/timeline.h"
#include "audit/twins.h"
#include "audit/unseen.h"
#include "base/term.h"

struct search {
	struct missing *to;
	const struct trees *t;
	const struct missing_options *o;
	struct history *mainline_in;
	const struct branch *mainline, *b;
	struct brought brought;
	struct repairs repairs;
	struct same_change *same;
	ARRAY(struct repair) wanted;	/* by position, then target; of what it seems to have */
	struct marks listed;		/* in the repository that holds mainline */
};

/*
 * Whether the branch has or had the commit, going by ids alone. @at: where it is in
 * the repository that holds mainline, if it is.
 */
static bool may_have(struct search *s, const git_oid *id, uint32_t at)
{
	uint32_t pos = s->t->upstream ? index_find(s->t->audited->ix, id) : at;

	return (pos != POS_NONE && branch_holds(s->b, s->t->audited->ix, pos)) ||
	       brought_has(&s->brought, id);
}

/* Whether there is no need to look closer. */
static bool surely_has(struct search *s, const git_oid *id, uint32_t at)
{
	return may_have(s, id, at) && !brought_is_doubted(&s->brought, id);
}

static int compare_wanted(const void *one, const void *two)
{
	const struct repair *a = one, *b = two;

	if (a->pos != b->pos)
		return a->pos < b->pos ? -1 : 1;
	return git_oid_cmp(&a->target, &b->target);
}

/* What mainline fixes, each once. */
struct targets {
	ARRAY(struct repair) list;
	bool *has;		/* whether the branch seems to have them */
};

static void find_targets(struct search *s, struct targets *to)
{
	const struct repair *r = s->repairs.all.item;

	for (size_t i = 0; i < s->repairs.all.n; i++)
		if (!i || !git_oid_equal(&r[i - 1].target, &r[i].target))
			*array_push(&to->list) = r[i];
	to->has = mem_alloc(to->list.n + 1);
	for (size_t i = 0; i < to->list.n; i++)
		to->has[i] = may_have(s, &to->list.item[i].target, to->list.item[i].at);
	twins_find(to->has, to->list.item, to->list.n, s->t, s->b, &s->brought);
}

static void choose_wanted(struct search *s)
{
	struct targets targets = { 0 };
	size_t at = 0;

	find_targets(s, &targets);
	for (size_t i = 0; i < s->repairs.all.n; i++) {
		const struct repair *r = &s->repairs.all.item[i];
		git_oid id;

		while (!git_oid_equal(&targets.list.item[at].target, &r->target))
			at++;
		if (!targets.has[at])
			continue;
		index_id(s->mainline_in->ix, r->pos, &id);
		if (!surely_has(s, &id, r->pos))
			*array_push(&s->wanted) = *r;
	}
	if (s->wanted.n)
		qsort(s->wanted.item, s->wanted.n, sizeof(*s->wanted.item), compare_wanted);
	mem_free(targets.has);
	array_free(&targets.list);
}

/* ---- each that is wanted, looked at closely ---- */

struct standing {		/* how a commit stands on a branch */
	bool carried, ever;
	uint32_t by;		/* the commit that it is carried by */
	size_t release;		/* since which of the branch's releases */
};

/* The copies of @o in one of the repositories. */
static struct error *copies_in(struct copies *to, struct search *s, struct history *in,
			       const struct origin *o)
{
	struct trees trees = { .audited = in };
	struct origin there = *o;

	*to = (struct copies){ 0 };
	if (in == s->t->audited)
		return copies_find(to, s->t, o);
	there.pos = o->in_pos;
	return copies_find(to, &trees, &there);
}

static struct standing stand_on(struct history *h, const struct branch *b,
				const struct copies *copies)
{
	struct standing to = { .by = POS_NONE, .release = b->releases.n };
	struct timeline t;

	timeline_of(&t, h, b, copies);
	to.carried = t.carried;
	to.ever = t.ever;
	if (t.carried) {
		to.by = t.brought->pos;
		to.release = t.spans.item[t.spans.n - 1].from;
	}
	timeline_release(&t);
	return to;
}

/* A commit that fixes something the branch has: both commits, and how they stand there. */
struct lack {
	struct origin fix, bug;
	struct standing fix_here, bug_here;
	struct ids ids;		/* of the fix in mainline: more where it came in twice */
	char *note;		/* what else is to be known; NULL */
	bool is;
};

static void lack_release(struct lack *l)
{
	origin_release(&l->fix);
	origin_release(&l->bug);
	array_free(&l->ids.list);
	mem_free(l->note);
}

static void set_note(struct lack *l, char *note)
{
	mem_free(l->note);
	l->note = note;
}

static char *why(const struct missing_fix *f, const char *branch)
{
	bool same = !strcmp(f->fixes.commit, f->fixes.on_branch_as);
	const char *since = f->fixes.on_branch_in;

	return mem_printf("it fixes %.12s, which %s has%s%.12s%s%s%s%s", f->fixes.commit, branch,
			  same ? " as " : " as its backport ", f->fixes.on_branch_as,
			  since ? " since " : "", since ? since : "", f->note ? "; " : "",
			  f->note ? f->note : "");
}

static void describe(struct search *s, struct missing_fix *to, struct lack *l)
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
	to->note = l->note;
	l->note = NULL;
	to->why = why(to, s->b->name);
}

/* ---- whether it is lacking ---- */

/* Whether mainline has it; its ids there are put behind what is in @ids. */
static struct error *stands_upstream(struct search *s, const struct origin *fix, struct ids *ids,
				     bool *stands)
{
	struct history *in = s->mainline_in;
	struct copies copies;
	struct error *err = copies_in(&copies, s, in, fix);

	*stands = !err && stand_on(in, s->mainline, &copies).carried;
	for (size_t i = 0; i < copies.list.n && *stands; i++)
		if (copies.list.item[i].kind == EVIDENCE_ANCESTOR || copies.list.item[i].parallel)
			index_id(in->ix, copies.list.item[i].pos, array_push(&ids->list));
	copies_release(&copies);
	return err;
}

/* The same change under another message. */
static void find_same(struct search *s, struct lack *l, struct copies *copies)
{
	struct same_answer same;

	same_change_find(s->same, &l->fix, s->b, &same);
	for (size_t i = 0; i < same.found.n; i++) {
		struct copy copy = { .pos = same.found.item[i],
				     .kind = EVIDENCE_PATCH_ID, .via = POS_NONE };

		copies_add(copies, s->t, &copy);
	}
	if (same.found.n)
		l->fix_here = stand_on(s->t->audited, s->b, copies);
	else if (same.result == SAME_UNSEEN)
		set_note(l, mem_printf("the change itself could not be compared: %s", same.why));
	same_answer_release(&same);
}

static void note_likely(struct search *s, struct lack *l, const struct copies *copies)
{
	for (size_t i = 0; i < copies->likely.n; i++) {
		git_oid id;

		if (!branch_holds(s->b, s->t->audited->ix, copies->likely.item[i]))
			continue;
		index_id(s->t->audited->ix, copies->likely.item[i], &id);
		set_note(l, mem_printf("%.12s on the branch has its subject, and nothing else that "
				       "says it is the fix", git_oid_tostr_s(&id)));
		return;
	}
	if (copies->notes.n)
		set_note(l, mem_strdup(copies->notes.item[0]));
}

static struct error *weigh_fix(struct search *s, struct lack *l)
{
	struct copies copies;
	struct error *err = copies_in(&copies, s, s->t->audited, &l->fix);

	l->fix_here = stand_on(s->t->audited, s->b, &copies);
	if (!err && !l->fix_here.ever)
		find_same(s, l, &copies);
	if (l->fix_here.ever)
		set_note(l, mem_strdup("the branch had the fix and took it back"));
	else if (!l->note)
		note_likely(s, l, &copies);
	copies_release(&copies);
	return err;
}

static struct error *weigh_bug(struct search *s, struct lack *l)
{
	struct copies copies;
	struct error *err = copies_in(&copies, s, s->t->audited, &l->bug);

	l->bug_here = stand_on(s->t->audited, s->b, &copies);
	copies_release(&copies);
	return err;
}

/*
 * What it fixes is really there, it was not taken back upstream, it is not on the
 * branch in any form: the cheapest question first.
 */
static struct error *weigh(struct search *s, struct lack *l)
{
	bool stands;
	struct error *err = weigh_bug(s, l);

	if (err || !l->bug_here.carried)
		return err;
	err = stands_upstream(s, &l->fix, &l->ids, &stands);
	if (err || !stands)
		return err;
	err = weigh_fix(s, l);
	l->is = !err && !l->fix_here.carried;
	return err;
}

/* ---- what follows it ---- */

static bool holds(const struct ids *ids, const git_oid *id)
{
	for (size_t i = 0; i < ids->list.n; i++)
		if (git_oid_equal(&ids->list.item[i], id))
			return true;
	return false;
}

static struct error *add_follower(struct search *s, struct missing_fix *to, uint32_t pos,
				  struct ids *chain)
{
	struct lack l = { 0 };
	bool stands = false;
	struct error *err = origin_at(&l.fix, s->t, s->mainline_in, pos);

	if (!err && !surely_has(s, &l.fix.id, pos) && !holds(chain, &l.fix.id))
		err = stands_upstream(s, &l.fix, &l.ids, &stands);
	if (!err && stands)
		err = weigh_fix(s, &l);
	if (!err && stands && !l.fix_here.carried) {
		*array_push(&to->followers) =
			mem_printf("%.12s (\"%s\")", git_oid_tostr_s(&l.fix.id), l.fix.subject);
		for (size_t i = 0; i < l.ids.list.n; i++)
			*array_push(&chain->list) = l.ids.list.item[i];
	}
	lack_release(&l);
	return err;
}

/* Fixes to the fix itself, and to those: who takes it needs them. @chain: its ids; grows. */
static struct error *add_followers(struct search *s, struct missing_fix *to, struct ids *chain)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < chain->list.n; i++) {
		git_oid id = chain->list.item[i];
		size_t at = repairs_of(&s->repairs, &id);

		for (; !err && at < s->repairs.all.n &&
		       git_oid_equal(&s->repairs.all.item[at].target, &id); at++)
			err = add_follower(s, to, s->repairs.all.item[at].pos, chain);
	}
	return err;
}

/* ---- the list ---- */

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
			if (is_under(paths->list.item[i], s->o->paths, s->o->n_paths) == asked)
				*array_push(&to->paths) = mem_strdup(paths->list.item[i]);
}

static bool is_listed(struct search *s, const struct ids *ids)
{
	bool is = false;

	for (size_t i = 0; i < ids->list.n && !is; i++)
		is = marks_has(&s->listed, index_find(s->mainline_in->ix, &ids->list.item[i]));
	return is;
}

static struct error *list(struct search *s, const struct repair *r, struct lack *l)
{
	struct paths paths = { 0 };
	struct error *err = paths_changed(&paths, s->mainline_in, r->pos);
	struct missing_fix *to = array_push(&s->to->fixes);

	describe(s, to, l);
	list_paths(s, to, &paths);
	paths_release(&paths);
	marks_add(&s->listed, r->pos);
	return err ? err : add_followers(s, to, &l->ids);
}

static struct error *look_at(struct search *s, const struct repair *r)
{
	struct lack l = { 0 };
	struct error *err;
	bool touches;

	if (marks_has(&s->listed, r->pos))
		return NULL;
	err = paths_touched(s->mainline_in, r->pos, s->o->paths, s->o->n_paths, &touches);
	if (err || !touches)
		return err;
	err = origin_at(&l.fix, s->t, s->mainline_in, r->pos);
	if (!err)
		err = origin_of_id(&l.bug, s->t, &r->target);
	if (!err)
		err = weigh(s, &l);
	if (!err && l.is && !is_listed(s, &l.ids))
		err = list(s, r, &l);
	lack_release(&l);
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
	if (!a->paths.n != !b->paths.n)
		return !a->paths.n ? -1 : 1;
	if (a->date != b->date)
		return a->date < b->date ? -1 : 1;
	return strcmp(a->id, b->id);
}

static struct error *look_at_wanted(struct search *s)
{
	struct error *err = NULL;
	struct progress p;

	progress_start(&p, "fixes", s->wanted.n, s->o->quiet);
	for (size_t i = 0; !err && i < s->wanted.n; i++) {
		err = look_at(s, &s->wanted.item[i]);
		progress_step(&p, i + 1);
	}
	progress_stop(&p);
	if (s->to->fixes.n)
		qsort(s->to->fixes.item, s->to->fixes.n, sizeof(*s->to->fixes.item),
		      compare_missing);
	return err;
}

/* ---- what can't be seen ---- */

static struct error *tell_path(struct search *s, const char *path)
{
	bool here, upstream = false;
	struct error *err = path_exists(s->t->audited, s->b->tip, path, &here);

	if (!err)
		err = path_exists(s->mainline_in, s->mainline->tip, path, &upstream);
	if (err || upstream)
		return err;
	unknown_add(&s->to->unknown, mem_strdup(path),
		    here ? mem_strdup("mainline has it no longer: what fixes its code under "
				      "another name is not listed") :
			   mem_printf("neither mainline nor %s has it; paths are those from the "
				      "top folder of the repository on", s->b->name));
	return NULL;
}

static struct error *tell_boundary(struct search *s)
{
	struct boundary b;
	struct error *err = boundary_find(&b, s->t, s->b);
	char *date;

	if (err || b.pos == POS_NONE)
		return err;
	date = date_text(b.date);
	unknown_add(&s->to->unknown, mem_strdup(s->b->name),
		    mem_printf(b.shallow ? "its history is cut off on %s: fixes of what it got "
					   "before are not listed" :
					   "its history begins with an import on %s: fixes of what "
					   "came with that are not listed", date));
	mem_free(date);
	return NULL;
}

static struct error *tell_unseen(struct search *s)
{
	struct error *err = tell_boundary(s);

	unseen_tell(&s->to->unknown, s->t);
	for (size_t i = 0; !err && i < s->o->n_paths; i++)
		err = tell_path(s, s->o->paths[i]);
	return err;
}

static struct error *search(struct search *s)
{
	struct error *err = tell_unseen(s);

	if (!err)
		err = repairs_find(&s->repairs, s->t);
	s->to->seen = s->repairs.commits;
	if (err)
		return err;
	brought_find(&s->brought, s->t, s->b);
	choose_wanted(s);
	return look_at_wanted(s);
}

struct error *missing_find(struct missing *to, const struct trees *t,
			   const struct missing_options *o)
{
	struct search s = { .to = to, .t = t, .o = o, .b = o->branch,
			    .mainline_in = trees_mainline(t) };
	struct error *err;
	git_oid tip;

	to->branch = mem_strdup(s.b->name);
	to->ref = mem_strdup(s.b->ref);
	index_id(t->audited->ix, s.b->tip, &tip);
	git_oid_tostr(to->tip, sizeof(to->tip), &tip);
	s.mainline = history_mainline(s.mainline_in);
	if (!s.mainline)
		return error_new("%s holds no mainline: no branch master or main, no tag of a "
				 "release; name a repository that does with --upstream",
				 t->audited->repository.name);
	s.same = same_change_new(t);
	marks_start(&s.listed, index_count(s.mainline_in->ix));
	err = search(&s);
	same_change_free(s.same);
	marks_release(&s.listed);
	brought_release(&s.brought);
	repairs_release(&s.repairs);
	array_free(&s.wanted);
	return err;
}
