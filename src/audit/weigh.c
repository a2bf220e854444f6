// SPDX-License-Identifier: GPL-2.0
#include "audit/weigh.h"

#include <stdio.h>
#include <string.h>

#include "audit/same_change.h"
#include "audit/settle.h"
#include "base/str.h"
#include "history/claim.h"

enum { MAX_LIKELY = 3 };

struct weighing {
	struct branch_verdict *to;
	struct fix_case *c;
	struct history *h;
	const struct branch *b;
	const struct boundary *boundary;
	struct timeline t;
};

static void set_id(char hex[41], struct history *h, uint32_t pos)
{
	git_oid id;

	index_id(h->ix, pos, &id);
	git_oid_tostr(hex, 41, &id);
}

void evidence_add(struct branch_verdict *to, struct history *h, enum evidence_kind kind,
		  uint32_t pos, char *text)
{
	struct evidence *e = array_push(&to->evidence);

	e->kind = kind;
	e->text = text;
	if (pos != POS_NONE)
		set_id(e->commit, h, pos);
}

static const char *release_name(const struct branch *b, size_t release)
{
	return release < b->releases.n ? b->releases.item[release]->name : NULL;
}

/* "since v5.10.3", "after v5.10.200, in no release yet". */
static char *since(const struct branch *b, size_t release)
{
	const char *name = release_name(b, release);

	if (name)
		return mem_printf("since %s", name);
	return b->releases.n ? mem_printf("after %s, in no release yet",
					  b->releases.item[b->releases.n - 1]->name) :
			       mem_strdup("in no release");
}

/* ---- what brought it ---- */

static struct error *quoted(struct str *to, struct history *h, uint32_t pos, unsigned kind,
			    const git_oid *id)
{
	struct str words = STR_INIT;
	struct error *err = copies_words(&words, h, pos, kind, id);

	if (!err && words.len)
		str_addf(to, "\"%s\"", words.buf);
	str_release(&words);
	return err;
}

static struct error *text_of_claim(struct str *to, struct weighing *w, const struct copy *copy)
{
	git_oid id = w->c->fix.id;
	struct error *err;

	if (copy->via != POS_NONE)
		index_id(copy->via_upstream ? w->c->o->trees.upstream->ix : w->h->ix, copy->via,
			 &id);
	err = quoted(to, w->h, copy->pos, copy->record, &id);
	if (!err && copy->via != POS_NONE)
		str_addf(to, ", and that brings %.12s", git_oid_tostr_s(&w->c->fix.id));
	return err;
}

static struct error *text_of_copy(struct str *to, struct weighing *w, const struct copy *copy)
{
	char *date;

	switch (copy->kind) {
	case EVIDENCE_ANCESTOR:
		date = since(w->b, branch_first_with(w->b, w->h->ix, copy->pos));
		str_addf(to, "the fix itself is in this branch's history, %s", date);
		mem_free(date);
		return NULL;
	case EVIDENCE_MESSAGE:
	case EVIDENCE_PICK:
		return text_of_claim(to, w, copy);
	case EVIDENCE_PATCH_ID:
		str_add(to, "the same change (equal patch-id) under another message");
		return NULL;
	default:
		date = date_text(w->c->fix.author_date);
		str_addf(to, "the same subject, author and author date (%s)", date);
		mem_free(date);
		return NULL;
	}
}

static struct error *add_copy(struct weighing *w, const struct copy *copy)
{
	struct str text = STR_INIT;
	struct error *err = text_of_copy(&text, w, copy);

	evidence_add(w->to, w->h, copy->kind, copy->pos, str_detach(&text));
	return err;
}

static struct error *add_undo(struct weighing *w, const struct event *e)
{
	static const char *const did[] = { "brings it back", "takes it back" };
	struct str text = STR_INIT;
	struct error *err = quoted(&text, w->h, e->pos, CLAIM_REVERT, NULL);
	char *when = since(w->b, e->release);

	if (!text.len)
		str_add(&text, e->undo->copy_of != POS_NONE ? "a backport of the revert" :
							      "its title is that of a revert");
	else if (e->undo->titled)
		str_add(&text, " (told by its title: it gives no id that a commit here has)");
	str_addf(&text, " %s%s, %s", did[e->undo->level % 2],
		 e->changed ? "" : " (it was not there then)", when);
	evidence_add(w->to, w->h, EVIDENCE_REVERT, e->pos, str_detach(&text));
	mem_free(when);
	return err;
}

static struct error *add_events(struct weighing *w)
{
	struct error *err = w->t.brought ? add_copy(w, w->t.brought) : NULL;

	for (size_t i = 0; !err && i < w->t.events.n; i++) {
		const struct event *e = &w->t.events.item[i];

		if (e->undo && e->changed)
			err = add_undo(w, e);
		else if (e->copy && e->copy != w->t.brought)
			err = add_copy(w, e->copy);
	}
	return err;
}

static void set_releases(struct weighing *w)
{
	const struct branch *b = w->b;
	const struct timeline *t = &w->t;

	for (size_t i = 0; i < t->spans.n; i++) {
		struct interval *to = array_push(&w->to->intervals);
		const struct span *s = &t->spans.item[i];
		bool open = i == t->spans.n - 1 && t->carried;
		const char *until = open ? NULL : release_name(b, s->until);

		to->from = mem_strdup(release_name(b, s->from));
		to->until = until ? mem_strdup(until) :
			    open  ? NULL :
				    mem_strdup("(unreleased)");
	}
	if (t->spans.n)
		w->to->first_release = mem_strdup(release_name(b, t->spans.item[0].from));
}

static struct error *set_commit(struct weighing *w)
{
	struct commit c;
	struct error *err;

	if (!w->t.brought)
		return NULL;
	set_id(w->to->commit, w->h, w->t.brought->pos);
	err = history_commit(w->h, w->t.brought->pos, &c);
	if (!err)
		w->to->date = c.committer.date;
	return err;
}

/* Fills in what the timeline shows; the verdict says the rest. */
static struct error *show_timeline(struct weighing *w)
{
	struct error *err = set_commit(w);

	if (!err)
		err = add_events(w);
	set_releases(w);
	return err;
}

/* ---- whether it is affected ---- */

enum affected { AFFECTED, NOT_AFFECTED, AFFECTED_UNKNOWN };

static const char *name_of(const struct origin *o, char *to, size_t size, const struct trees *t)
{
	const struct release *r = origin_release_of(o, t);

	snprintf(to, size, "%.12s%s%s%s", git_oid_tostr_s(&o->id), r ? " (" : "", r ? r->name : "",
		 r ? ")" : "");
	return to;
}

static struct error *add_had(struct weighing *w, const struct timeline *t, const char *name)
{
	struct str text = STR_INIT;
	const struct event *last = NULL;
	struct error *err = NULL;
	char *when;

	for (size_t i = 0; i < t->events.n; i++)
		if (t->events.item[i].undo && t->events.item[i].changed)
			last = &t->events.item[i];
	if (t->carried) {
		when = since(w->b, t->spans.item[t->spans.n - 1].from);
		str_addf(&text, "the bug came with %s, which it has %s", name, when);
		evidence_add(w->to, w->h, EVIDENCE_INTRODUCER, t->brought->pos, str_detach(&text));
	} else {
		when = since(w->b, last ? last->release : w->b->releases.n);
		err = last ? quoted(&text, w->h, last->pos, CLAIM_REVERT, NULL) : NULL;
		str_addf(&text, " took back %s, with which the bug came, %s", name, when);
		evidence_add(w->to, w->h, EVIDENCE_INTRODUCER, last ? last->pos : POS_NONE,
			     str_detach(&text));
	}
	mem_free(when);
	return err;
}

static struct error *weigh_introducer(struct weighing *w, const struct introduced *in,
				      enum affected *is)
{
	char name[80];
	struct timeline t;
	struct error *err = NULL;

	name_of(&in->origin, name, sizeof(name), &w->c->o->trees);
	timeline_of(&t, w->h, w->b, &in->copies);
	*is = t.carried ? AFFECTED : NOT_AFFECTED;
	if (t.ever) {
		err = add_had(w, &t, name);
	} else if (boundary_hides(w->boundary, in->origin.date)) {
		*is = AFFECTED_UNKNOWN;
	} else {
		evidence_add(w->to, w->h, EVIDENCE_INTRODUCER, POS_NONE,
			     mem_printf("the bug came with %s, which this branch never had", name));
	}
	timeline_release(&t);
	return err;
}

/* One of several introducers is enough. */
static struct error *weigh_affected(struct weighing *w, enum affected *is)
{
	struct error *err = NULL;

	*is = w->c->introduced.n ? NOT_AFFECTED : AFFECTED_UNKNOWN;
	for (size_t i = 0; !err && i < w->c->introduced.n; i++) {
		enum affected this;

		err = weigh_introducer(w, &w->c->introduced.item[i], &this);
		if (this == AFFECTED || (this == AFFECTED_UNKNOWN && *is != AFFECTED))
			*is = this;
	}
	return err;
}

/* ---- what does not carry it ---- */

static void note(struct weighing *w, char *text)
{
	note_add(&w->to->notes, text);
}

static void add_boundary(struct weighing *w)
{
	const struct boundary *b = w->boundary;
	char *date = date_text(b->date);

	evidence_add(w->to, w->h, EVIDENCE_BOUNDARY, b->pos,
		     mem_printf(b->shallow ? "the clone is shallow: its history is cut off on %s" :
					     "its history begins with an import on %s", date));
	mem_free(date);
}

/* An id that no commit has is shown, not taken for an answer. */
static void text_of_likely(struct str *to, const struct commit *c)
{
	char *date = date_text(c->author.date);
	struct claims claims = { 0 };

	str_add(to, "the same subject alone (by ");
	str_addn(to, c->author.text ? c->author.text : "", c->author.len);
	str_addf(to, ", %s)", date);
	claims_read(&claims, c->message, c->message_len);
	for (size_t i = 0; i < claims.list.n; i++) {
		const struct claim *claim = &claims.list.item[i];

		if (!claim_brings(claim->kind))
			continue;
		str_add(to, "; \"");
		str_addn(to, claim->line, claim->line_len);
		str_add(to, "\" names no commit that is known here");
	}
	claims_release(&claims);
	mem_free(date);
}

static struct error *add_likely(struct weighing *w, bool *found)
{
	const struct copies *c = &w->c->copies;
	struct error *err = NULL;
	size_t n = 0;

	for (size_t i = 0; !err && i < c->likely.n && n < MAX_LIKELY; i++) {
		struct str text = STR_INIT;
		struct commit commit;

		if (!branch_holds(w->b, w->h->ix, c->likely.item[i]))
			continue;
		n++;
		err = history_commit(w->h, c->likely.item[i], &commit);
		if (!err)
			text_of_likely(&text, &commit);
		evidence_add(w->to, w->h, EVIDENCE_SUBJECT, c->likely.item[i], str_detach(&text));
	}
	*found = n;
	return err;
}

/* What was asked of the branch in vain; @same: also the same change under another name. */
static void add_absence(struct weighing *w, enum same_result same)
{
	const struct branch *b = w->b;
	const char *last = b->releases.n ? b->releases.item[b->releases.n - 1]->name : NULL;

	evidence_add(w->to, w->h, EVIDENCE_ABSENCE, b->tip,
		     mem_printf("no commit up to %s%s names the fix%s or has its subject, author "
				"and date", last ? last : b->name,
				last && b->releases.item[b->releases.n - 1]->pos != b->tip ?
					" and its tip" : "",
				same == SAME_NONE ? ", is its change," : ""));
}

static struct error *weigh_anew(struct weighing *w, const struct same_answer *same)
{
	for (size_t i = 0; i < same->found.n; i++) {
		struct copy copy = { .pos = same->found.item[i],
				     .kind = EVIDENCE_PATCH_ID, .via = POS_NONE };

		copies_add(&w->c->copies, &w->c->o->trees, &copy);
	}
	timeline_release(&w->t);
	timeline_of(&w->t, w->h, w->b, &w->c->copies);
	w->to->verdict = w->t.carried ? VERDICT_CARRIES : VERDICT_REVERTED;
	return show_timeline(w);
}

/* The same change under another message, if any: then the branch is weighed anew with it. */
static struct error *find_same_change(struct weighing *w, enum same_result *result)
{
	struct same_answer same;
	struct error *err = NULL;

	same_change_find(w->c->same, &w->c->fix, w->b, &same);
	*result = same.result;
	if (same.result == SAME_FOUND)
		err = weigh_anew(w, &same);
	else if (same.result == SAME_UNSEEN)
		note(w, mem_printf("the change itself could not be compared: %s", same.why));
	same_answer_release(&same);
	return err;
}

static struct error *weigh_absent(struct weighing *w, enum affected is)
{
	enum same_result same;
	bool likely = false;
	struct error *err = find_same_change(w, &same);

	if (err || same == SAME_FOUND)
		return err;
	err = add_likely(w, &likely);
	w->to->verdict = VERDICT_UNKNOWN;
	if (likely) {
		note(w, mem_strdup("likely carried, but only a subject says so"));
	} else if (boundary_hides(w->boundary, w->c->fix.date)) {
		add_boundary(w);
		note(w, mem_printf("%s: it may be there unseen",
				   w->c->fix.date ? "the fix is older than that" :
						    "how old the fix is can't be known here"));
	} else if (!w->c->fix.in) {
		add_absence(w, same);
		note(w, mem_strdup("no commit here has the fix's id: whether it is there under "
				   "another name can't be told (see --upstream)"));
	} else {
		w->to->verdict = VERDICT_MISSING;
		add_absence(w, same);
	}
	if (!w->c->introduced.n)
		note(w, mem_strdup("nothing says when the bug came in: it may never have been "
				   "affected"));
	else if (is == AFFECTED_UNKNOWN)
		note(w, mem_strdup("the bug came in before this branch's history begins: taken as "
				   "affected"));
	return err;
}

static struct error *weigh_not_carried(struct weighing *w)
{
	enum affected is;
	struct error *err = weigh_affected(w, &is);

	if (err)
		return err;
	w->to->verdict = is == NOT_AFFECTED ? VERDICT_NOT_AFFECTED : VERDICT_REVERTED;
	if (w->t.ever)
		return show_timeline(w);
	return is == NOT_AFFECTED ? NULL : weigh_absent(w, is);
}

/* ---- release by release ---- */

/* Whether a release has the bug, as far as what introduced it tells. */
static bool is_affected(const struct weighing *w, const struct timeline introduced[],
			size_t release)
{
	for (size_t i = 0; i < w->c->introduced.n; i++)
		if (timeline_carried_in(&introduced[i], release) ||
		    (!introduced[i].ever &&
		     boundary_hides(w->boundary, w->c->introduced.item[i].origin.date)))
			return true;
	return !w->c->introduced.n;
}

static enum verdict verdict_in(const struct weighing *w, const struct timeline introduced[],
			       size_t release)
{
	if (timeline_carried_in(&w->t, release))
		return VERDICT_CARRIES;
	if (!is_affected(w, introduced, release))
		return VERDICT_NOT_AFFECTED;
	if (w->t.spans.n && release >= w->t.spans.item[0].until)
		return VERDICT_REVERTED;
	return w->to->verdict == VERDICT_UNKNOWN ? VERDICT_UNKNOWN : VERDICT_MISSING;
}

static struct error *list_releases(struct weighing *w, const struct settling *s)
{
	const struct audit_options *o = w->c->o;
	size_t n = w->c->introduced.n;
	struct timeline *introduced = mem_realloc(NULL, n + 1, sizeof(*introduced));
	struct error *err = NULL;

	for (size_t i = 0; i < n; i++)
		timeline_of(&introduced[i], w->h, w->b, &w->c->introduced.item[i].copies);
	for (size_t i = 0; !err && i < w->b->releases.n; i++) {
		const struct release *r = w->b->releases.item[i];
		struct release_verdict *to;
		struct commit c;

		if (o->since && version_compare(&r->version, o->since) < 0)
			continue;
		err = history_commit(w->h, r->pos, &c);
		to = array_push(&w->to->releases);
		to->release = mem_strdup(r->name);
		to->date = err ? 0 : c.committer.date;
		to->verdict = settle_release(s, i, verdict_in(w, introduced, i));
	}
	for (size_t i = 0; i < n; i++)
		timeline_release(&introduced[i]);
	mem_free(introduced);
	return err;
}

/* What is left of a fix that was taken back in part can't be told from history. */
static struct error *add_parts(struct weighing *w)
{
	const struct copies *c = &w->c->copies;
	struct error *err = NULL;

	for (size_t i = 0; !err && i < c->parts.n; i++) {
		uint32_t pos = c->parts.item[i];
		struct str text = STR_INIT;
		char *when;

		if (!branch_holds(w->b, w->h->ix, pos))
			continue;
		when = since(w->b, branch_first_with(w->b, w->h->ix, pos));
		err = quoted(&text, w->h, pos, CLAIM_REVERT_PART, NULL);
		str_addf(&text, " takes a part of it back, %s", when);
		evidence_add(w->to, w->h, EVIDENCE_REVERT, pos, str_detach(&text));
		note(w, mem_printf("a part of the fix was taken back %s: look at what is left",
				   when));
		mem_free(when);
	}
	return err;
}

static struct error *weigh(struct weighing *w)
{
	struct error *err;

	timeline_of(&w->t, w->h, w->b, &w->c->copies);
	if (!w->t.carried)
		return weigh_not_carried(w);
	w->to->verdict = VERDICT_CARRIES;
	err = show_timeline(w);
	return err ? err : add_parts(w);
}

/* Release by release, then the tip. */
static bool *list_claimed(const struct weighing *w)
{
	bool *claimed = mem_alloc(w->b->releases.n + 1);

	for (size_t i = 0; i < w->b->releases.n; i++)
		claimed[i] = timeline_carried_in(&w->t, i);
	claimed[w->b->releases.n] = w->t.carried;
	return claimed;
}

static struct error *prove(struct weighing *w)
{
	bool *claimed = list_claimed(w);
	struct settling s = { .to = w->to, .h = w->h, .b = w->b, .prover = w->c->prover,
			      .claimed = claimed, .introduced = w->c->introduced.n };
	struct error *err = NULL;

	w->to->claim = w->to->verdict;
	if (s.prover)
		err = settle_branch(&s);
	if (!err && w->c->o->releases)
		err = list_releases(w, &s);
	mem_free(claimed);
	return err;
}

struct error *weigh_branch(struct branch_verdict *to, struct fix_case *c, size_t i)
{
	struct history *h = c->o->trees.audited;
	struct weighing w = { .to = to, .c = c, .h = h, .b = &h->branches.all.item[i],
			      .boundary = &c->boundaries->of.item[i] };
	struct error *err;

	to->branch = mem_strdup(w.b->name);
	to->ref = mem_strdup(w.b->ref);
	set_id(to->tip, h, w.b->tip);
	if (w.b->releases.n)
		to->last_release = mem_strdup(w.b->releases.item[w.b->releases.n - 1]->name);
	err = weigh(&w);
	if (!err)
		err = prove(&w);
	timeline_release(&w.t);
	return err;
}
