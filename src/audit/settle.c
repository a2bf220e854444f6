// SPDX-License-Identifier: GPL-2.0
#include "audit/settle.h"

#include <string.h>

#include "audit/audit.h"
#include "audit/points.h"
#include "audit/turn.h"
#include "audit/weigh.h"
#include "base/str.h"

enum { MAX_TOLD = 4 };		/* sites in a sentence */

static void note(const struct settling *s, char *text)
{
	note_add(&s->to->notes, text);
}

/* ---- what is told ---- */

static void add_site(struct str *to, const struct code_site *site)
{
	str_add(to, to->len ? ", " : "");
	if (*site->function)
		str_addf(to, "%s() in ", site->function);
	str_add(to, site->path);
	if (site->line)
		str_addf(to, ":%u", site->line);
}

/* "really_probe() in drivers/base/dd.c:1012, …": those that are mended, or are not. */
static char *tell_sites(const struct code_site *item, size_t n, bool fixed)
{
	struct str text = STR_INIT;
	size_t told = 0, all = 0;

	for (size_t i = 0; i < n; i++) {
		if (item[i].fixed != fixed)
			continue;
		all++;
		if (told < MAX_TOLD) {
			add_site(&text, &item[i]);
			told++;
		}
	}
	if (all > told)
		str_addf(&text, " and %zu more", all - told);
	return str_detach(&text);
}

static char *sites_of(const struct settling *s, const struct points *p, size_t point)
{
	const struct code *c = prover_code(s->prover, p->pos[point]);

	return tell_sites(c->sites.item, c->sites.n, false);
}

static void set_proof(const struct settling *s, const struct points *p)
{
	const struct code *c = prover_code(s->prover, p->pos[p->tip]);
	struct proof *to = &s->to->proof;
	git_oid id;

	to->state = c->state;
	to->by = mem_strdup(prover_by(s->prover, NULL));
	if (p->tip < s->b->releases.n)
		to->release = mem_strdup(s->b->releases.item[p->tip]->name);
	index_id(s->h->ix, p->pos[p->tip], &id);
	git_oid_tostr(to->commit, sizeof(to->commit), &id);
	to->why = mem_strdup(c->why);
	for (size_t i = 0; i < c->sites.n; i++) {
		const struct code_site *site = &c->sites.item[i];

		*array_push(&to->sites) = (struct code_site){
			mem_strdup(site->path), site->line, mem_strdup(site->function),
			site->fixed
		};
	}
}

/* ---- the commit that did it ---- */

static struct error *subject_of(const struct settling *s, uint32_t pos, struct str *to,
				long long *date)
{
	struct commit c;
	struct error *err = history_commit(s->h, pos, &c);

	if (!err) {
		commit_subject(to, &c);
		*date = c.committer.date;
	}
	return err;
}

static void set_commit(const struct settling *s, uint32_t pos, long long date)
{
	git_oid id;

	index_id(s->h->ix, pos, &id);
	git_oid_tostr(s->to->commit, sizeof(s->to->commit), &id);
	s->to->date = date;
}

struct turned {
	const struct settling *s;
	unsigned states;
};

static struct error *is_one_of(void *ctx, uint32_t pos, bool *so)
{
	const struct turned *t = ctx;
	struct error *err = prover_ask(t->s->prover, &pos, 1, t->s->b->tip);

	*so = !err && state_in(prover_code(t->s->prover, pos)->state, t->states);
	return err;
}

/* The commit between two points that made the state one of @states, as evidence. */
static struct error *tell_turn(const struct settling *s, const struct points *p, uint32_t old,
			       size_t new, unsigned states, const char *what, bool brings)
{
	struct str subject = STR_INIT;
	struct turned turned = { s, states };
	long long date = 0;
	uint32_t pos;
	struct error *err = turn_find(s->h, old, p->pos[new], is_one_of, &turned, &pos);

	if (!err && pos != POS_NONE)
		err = subject_of(s, pos, &subject, &date);
	if (!err && pos != POS_NONE) {
		evidence_add(s->to, s->h, EVIDENCE_CODE, pos,
			     mem_printf("%s, %s%s: \"%s\"", what,
					new < s->b->releases.n ? "in " : "after the last release",
					new < s->b->releases.n ? point_name(s, new) : "",
					subject.buf));
		if (brings)
			set_commit(s, pos, date);
	}
	str_release(&subject);
	return err;
}

/* ---- claim and code ---- */

static const char *claim_words(enum verdict v)
{
	switch (v) {
	case VERDICT_CARRIES:
		return "carried";
	case VERDICT_REVERTED:
		return "was reverted";
	case VERDICT_NOT_AFFECTED:
		return "not affected";
	case VERDICT_MISSING:
		return "missing";
	default:
		return "unknown";
	}
}

/* No claim, but it is mended from a point on: which commit did it? */
static struct error *silent_fix(const struct settling *s, const struct points *p, uint32_t old,
				size_t since)
{
	const char *what = s->to->claim == VERDICT_MISSING || s->to->claim == VERDICT_UNKNOWN ?
			   "it mends the code without naming the fix" : "it mends the code";

	s->to->verdict = VERDICT_CARRIES;
	points_set_intervals(s, p);
	return tell_turn(s, p, old, since, MENDED, what, true);
}

/*
 * The point from which on the code is mended, and the last one before that at which it
 * was not; .old is POS_NONE where it was so from the beginning.
 */
struct mended {
	size_t since;
	uint32_t old;
	enum code_state was;
};

/* The commit before the one from which on it is mended up to @new: it may have the bug. */
static struct error *find_before(const struct settling *s, uint32_t new, uint32_t *pos)
{
	struct turned turned = { s, MENDED };
	uint32_t first, parent;
	struct error *err = turn_find(s->h, POS_NONE, new, is_one_of, &turned, &first);

	if (err || first == POS_NONE)
		return err;
	parent = index_parent(s->h->ix, first, 0);
	if (parent >= first)
		return NULL;
	*pos = parent;
	return prover_ask(s->prover, pos, 1, s->b->tip);
}

static struct error *find_mended(const struct settling *s, const struct points *p,
				 struct mended *m)
{
	size_t before = p->tip;
	struct error *err;
	uint32_t root;

	while (before && p->state[before - 1] != CODE_HAS_BUG &&
	       p->state[before - 1] != CODE_PARTIAL)
		before--;
	*m = (struct mended){ .old = before ? p->pos[before - 1] : POS_NONE,
			      .was = before ? p->state[before - 1] : CODE_FIXED };
	m->since = points_first(p, before, MENDED);
	if (before)
		return NULL;
	root = turn_root(s->h, p->pos[m->since]);
	err = prover_ask(s->prover, &root, 1, s->b->tip);
	if (!err && !state_in(prover_code(s->prover, root)->state, BROKEN | MENDED))
		err = find_before(s, p->pos[m->since], &root);
	if (!err && state_in(prover_code(s->prover, root)->state, BROKEN)) {
		m->old = root;
		m->was = prover_code(s->prover, root)->state;
	}
	return err;
}

/* The code decides against what history says: by this, @text, which is taken over. */
static void decide(const struct settling *s, const struct points *p, enum verdict v, char *text)
{
	s->to->verdict = v;
	if (v == VERDICT_MISSING || v == VERDICT_NOT_AFFECTED) {
		s->to->commit[0] = '\0';
		s->to->date = 0;
	}
	points_set_intervals(s, p);
	evidence_add(s->to, s->h, EVIDENCE_CODE, p->pos[p->tip], text);
}

static void never_affected(const struct settling *s, const struct points *p, const char *what)
{
	size_t since = points_first(p, 0, MENDED | 1u << CODE_CLEAN | 1u << CODE_UNCLEAR);
	char *when = since == NOWHERE ? mem_strdup("") :
					mem_printf(", since %s", point_name(s, since));

	decide(s, p, VERDICT_NOT_AFFECTED, mem_printf("%s%s", what, when));
	intervals_forget(s->to);
	mem_free(when);
}

static struct error *settle_mended(const struct settling *s, const struct points *p)
{
	struct branch_verdict *to = s->to;
	struct mended m;
	struct error *err;

	if ((to->claim == VERDICT_CARRIES && points_agree(s, p)) ||
	    (to->claim == VERDICT_NOT_AFFECTED && !p->by_rule))
		return NULL;
	err = find_mended(s, p, &m);
	if (err)
		return err;
	if (m.was != CODE_FIXED) {
		if (to->claim == VERDICT_REVERTED)
			note(s, mem_printf("history says that it was reverted, but %s has it",
					   point_name(s, p->tip)));
		else if (to->claim == VERDICT_CARRIES)
			note(s, mem_printf("%s still had the bug, whatever history says",
					   m.since ? point_name(s, m.since - 1) :
						     "the first commit"));
		return silent_fix(s, p, m.old, m.since);
	}
	switch (to->claim) {
	case VERDICT_CARRIES:
		break;
	case VERDICT_REVERTED:
		note(s, mem_printf("history says that it was reverted, but %s has it",
				   point_name(s, p->tip)));
		decide(s, p, VERDICT_CARRIES, mem_printf("%s is mended", point_name(s, p->tip)));
		break;
	case VERDICT_NOT_AFFECTED:
		break;
	case VERDICT_UNKNOWN:
		decide(s, p, VERDICT_CARRIES,
		       mem_printf("the code is as the fix leaves it, since %s",
				  point_name(s, m.since)));
		break;
	default:
		never_affected(s, p, "the code never was as the fix found it");
	}
	return NULL;
}

/* Mainline's code is rewritten on purpose, a series' is not. */
static bool is_mainlines(const struct settling *s, uint32_t pos)
{
	const struct branch *mainline = history_mainline(s->h);

	return mainline && branch_holds(mainline, s->h->ix, pos);
}

/*
 * It was there at @had, in words @name; it is not any more at a point from @from on. Where
 * only the fix's own lines tell, what mainline made of them since is no loss.
 */
static struct error *lost_again(const struct settling *s, const struct points *p, uint32_t had,
				size_t from, const char *name)
{
	size_t lost = from;
	char *sites = sites_of(s, p, p->tip);
	bool silent = s->to->claim != VERDICT_REVERTED;

	while (lost < p->tip && (!state_in(p->state[lost], BROKEN) ||
				 !index_is_ancestor(s->h->ix, had, p->pos[lost])))
		lost++;
	if (!p->by_rule && s->to->claim == VERDICT_CARRIES && is_mainlines(s, p->pos[lost])) {
		note(s, mem_printf("mainline changed that code: it looks as before the fix again "
				   "since %s%s%s", point_name(s, lost), *sites ? ": " : "", sites));
		mem_free(sites);
		return tell_turn(s, p, had, lost, BROKEN,
				 "it makes the code look as before the fix", false);
	}
	s->to->verdict = VERDICT_REVERTED;
	points_set_intervals(s, p);
	note(s, mem_printf("%s had it, %s has the bug again%s%s", name, point_name(s, lost),
			   *sites ? ": " : "", sites));
	mem_free(sites);
	return silent ? tell_turn(s, p, had, lost, BROKEN,
				  "it brings the bug back", false) : NULL;
}

static void broken_backport(const struct settling *s, const struct points *p)
{
	char *sites = sites_of(s, p, p->tip);

	note(s, mem_printf("broken backport: history names the fix, but %s still has the bug%s%s",
			   point_name(s, p->tip), *sites ? ": " : "", sites));
	decide(s, p, VERDICT_MISSING, mem_printf("%s still has the bug%s%s", point_name(s, p->tip),
						 *sites ? ": " : "", sites));
	mem_free(sites);
}

/* The first point that history says carries it, at the end; NOWHERE: none. */
static size_t first_claimed(const struct settling *s, const struct points *p)
{
	size_t first = NOWHERE;

	for (size_t i = p->n; i-- && s->claimed[i];)
		first = i;
	return first;
}

/*
 * Where only the fix's own lines tell: code that was rewritten since may look as it was
 * before the fix. It has to look so where the claim begins, too.
 */
static bool is_broken_from_start(const struct settling *s, const struct points *p)
{
	size_t first = first_claimed(s, p);

	return p->by_rule || first == NOWHERE || state_in(p->state[first], BROKEN);
}

/* The commit that history says brought it, in *@pos, where it did: else POS_NONE. */
static struct error *find_brought(const struct settling *s, uint32_t *pos)
{
	struct error *err;
	git_oid id;

	if (!*s->to->commit || git_oid_fromstr(&id, s->to->commit))
		return NULL;
	*pos = index_find(s->h->ix, &id);
	if (*pos == POS_NONE)
		return NULL;
	err = prover_ask(s->prover, pos, 1, s->b->tip);
	if (err || prover_code(s->prover, *pos)->state != CODE_FIXED)
		*pos = POS_NONE;
	return err;
}

/* Whether releases were to carry it, by history, of which none did. */
static bool is_never_mended(const struct settling *s, const struct points *p)
{
	bool any = false;

	for (size_t i = 0; i < p->n; i++) {
		if (s->claimed[i] && !state_in(p->state[i], BROKEN))
			return false;
		any |= s->claimed[i];
	}
	return any;
}

static struct error *settle_bug(const struct settling *s, const struct points *p)
{
	struct branch_verdict *to = s->to;
	size_t had = points_last_mended(s, p);
	uint32_t brought = POS_NONE;
	struct error *err;

	if (to->claim == VERDICT_NOT_AFFECTED && !p->by_rule)
		return NULL;
	if (had != NOWHERE)
		return lost_again(s, p, p->pos[had], had + 1, point_name(s, had));
	err = to->claim == VERDICT_CARRIES ? find_brought(s, &brought) : NULL;
	if (err)
		return err;
	if (brought != POS_NONE)
		return lost_again(s, p, brought, 0, "the commit that brought it");
	switch (to->claim) {
	case VERDICT_CARRIES:
		if (is_broken_from_start(s, p))
			broken_backport(s, p);
		else
			note(s, mem_printf("%s looks as before the fix: look at it",
					   point_name(s, p->tip)));
		break;
	case VERDICT_REVERTED:
		if (is_never_mended(s, p))
			decide(s, p, VERDICT_MISSING, mem_printf("what names the fix never "
				"mended it: %s has the bug", point_name(s, p->tip)));
		break;
	case VERDICT_NOT_AFFECTED:
	case VERDICT_UNKNOWN:
		decide(s, p, VERDICT_MISSING, mem_printf("%s has the bug%s", point_name(s, p->tip),
				to->claim == VERDICT_UNKNOWN ? "" :
				", though history never had what brought it"));
		break;
	default:
		break;
	}
	return NULL;
}

/*
 * Lines like those after the fix may have been there before the bug came: where only
 * the fix's own lines tell and nothing claims it, the code must have had all of it.
 */
static bool is_mended_in_part(const struct settling *s, const struct points *p)
{
	return p->by_rule || s->to->claim == VERDICT_CARRIES ||
	       s->to->claim == VERDICT_REVERTED ||
	       points_last(p, p->tip, 1u << CODE_HAS_BUG) != NOWHERE;
}

/* Whether it is a release of this branch alone. */
static bool is_own(const struct settling *s, size_t point)
{
	return point < s->b->releases.n &&
	       !is_mainlines(s, s->b->releases.item[point]->pos);
}

static struct error *settle_partial(const struct settling *s, const struct points *p)
{
	size_t had = points_last_mended(s, p);
	struct error *taken = NULL;
	char *left, *done;

	if (s->to->claim == VERDICT_NOT_AFFECTED && !p->by_rule)
		return NULL;
	left = sites_of(s, p, p->tip);
	if (had != NOWHERE && (p->by_rule || is_own(s, had))) {
		taken = tell_turn(s, p, p->pos[had], points_first(p, had + 1, BROKEN), BROKEN,
				  "it takes a part of the fix back", false);
		decide(s, p, VERDICT_PARTIAL,
		       mem_printf("%s has it in part", point_name(s, p->tip)));
		note(s, mem_printf("%s had it, left since: %s", point_name(s, had), left));
	} else if (s->to->claim == VERDICT_CARRIES &&
		   (had != NOWHERE || !is_broken_from_start(s, p))) {
		note(s, mem_printf("%s has a part of what was before the fix again: %s",
				   point_name(s, p->tip), left));
	} else if (!is_mended_in_part(s, p)) {
		note(s, mem_printf("%s has always looked in part as after the fix",
				   point_name(s, p->tip)));
	} else {
		done = tell_sites(s->to->proof.sites.item, s->to->proof.sites.n, true);
		note(s, mem_printf("left: %s; mended: %s", left, done));
		decide(s, p, VERDICT_PARTIAL,
		       mem_printf("%s has it in part", point_name(s, p->tip)));
		mem_free(done);
	}
	mem_free(left);
	return taken;
}

/* No bug, and nothing that could be it: a rule finds nothing to look at, or there is no file. */
static struct error *settle_gone(const struct settling *s, const struct points *p)
{
	struct branch_verdict *to = s->to;
	bool absent = p->state[p->tip] == CODE_ABSENT;
	size_t had = points_last(p, p->tip, BROKEN), since;

	if (to->claim == VERDICT_CARRIES || to->claim == VERDICT_NOT_AFFECTED)
		return NULL;
	if (had != NOWHERE && p->by_rule && !absent) {
		since = points_first(p, had + 1, MENDED | 1u << CODE_CLEAN);
		to->verdict = VERDICT_CARRIES;
		points_set_intervals(s, p);
		return tell_turn(s, p, p->pos[had], since, MENDED | 1u << CODE_CLEAN,
				 "it takes away what had the bug", true);
	}
	if (had != NOWHERE) {
		decide(s, p, VERDICT_NOT_AFFECTED,
		       mem_printf("%s had the bug, but its files are gone since",
				  point_name(s, had)));
		intervals_forget(to);
	} else if (absent && (s->introduced || to->claim == VERDICT_UNKNOWN)) {
		note(s, mem_strdup("the files that the fix changes are not there"));
	} else {
		never_affected(s, p, absent ? "the files that the fix changes are not there" :
					      "the rule never finds anything");
	}
	return NULL;
}

/* Neither side of the change is there: what was there last, or history, decides. */
static struct error *settle_unclear(const struct settling *s, const struct points *p)
{
	size_t last = points_last(p, p->tip, MENDED | BROKEN);
	struct branch_verdict *to = s->to;
	struct mended m;
	struct error *err;

	if (last == NOWHERE || to->claim == VERDICT_CARRIES ||
	    to->claim == VERDICT_NOT_AFFECTED || to->claim == VERDICT_REVERTED)
		return NULL;
	if (p->state[last] != CODE_FIXED) {
		note(s, mem_printf("%s had the bug; the code has changed since",
				   point_name(s, last)));
		return NULL;
	}
	err = find_mended(s, p, &m);
	if (err || m.was == CODE_FIXED)
		return err;
	note(s, mem_printf("the code has changed since %s", point_name(s, last)));
	return silent_fix(s, p, m.old, m.since);
}

/* A reading that failed is no answer; objects that are not here leave what history says. */
static struct error *settle_unread(const struct settling *s, const struct points *p)
{
	struct branch_verdict *to = s->to;
	const char *why = to->proof.why ? to->proof.why : "no reason is known";

	if (p->state[p->tip] == CODE_MISSING) {
		note(s, mem_printf("not proved: %s", why));
		return NULL;
	}
	note(s, mem_printf("the code can't be read (%s): history alone says: %s", why,
			   claim_words(to->claim)));
	to->verdict = VERDICT_UNKNOWN;
	return NULL;
}

/* What history could not tell the code does. */
static void forget_doubts(const struct settling *s)
{
	for (size_t i = 0; i < s->to->notes.n; i++)
		mem_free(s->to->notes.item[i]);
	s->to->notes.n = 0;
}

static struct error *settle(const struct settling *s, const struct points *p)
{
	if (code_is_decisive(p->state[p->tip]))
		forget_doubts(s);
	switch (p->state[p->tip]) {
	case CODE_FIXED:
		return settle_mended(s, p);
	case CODE_HAS_BUG:
		return settle_bug(s, p);
	case CODE_PARTIAL:
		return settle_partial(s, p);
	case CODE_CLEAN:
	case CODE_ABSENT:
		return settle_gone(s, p);
	case CODE_UNCLEAR:
		return settle_unclear(s, p);
	case CODE_MISSING:
	case CODE_UNREAD:
		return settle_unread(s, p);
	case CODE_UNASKED:
		break;
	}
	return NULL;
}

/* What the fix changes can't be read. */
static void set_unproved(const struct settling *s, const char *why)
{
	struct proof *to = &s->to->proof;

	to->state = CODE_MISSING;
	to->why = mem_strdup(why);
	memcpy(to->commit, s->to->tip, sizeof(to->commit));
	note(s, mem_printf("not proved: %s", why));
}

struct error *settle_branch(const struct settling *s)
{
	const char *why;
	struct points p;
	struct error *err;

	if (!prover_by(s->prover, &why)) {
		if (why)
			set_unproved(s, why);
		return NULL;
	}
	err = points_read(s, &p);
	if (!err) {
		set_proof(s, &p);
		err = settle(s, &p);
	}
	points_release(&p);
	return err;
}

/* Whether an earlier release had the bug. */
static bool was_broken(const struct settling *s, size_t release)
{
	while (release--) {
		uint32_t pos = s->b->releases.item[release]->pos;

		if (state_in(prover_code(s->prover, pos)->state, BROKEN))
			return true;
	}
	return false;
}

enum verdict settle_release(const struct settling *s, size_t release, enum verdict claim)
{
	uint32_t pos = s->b->releases.item[release]->pos;
	bool by_rule;

	if (!s->prover || !prover_by(s->prover, NULL))
		return claim;
	by_rule = str_starts(prover_by(s->prover, NULL), "rule ");
	switch (prover_code(s->prover, pos)->state) {
	case CODE_FIXED:
		if (claim == VERDICT_NOT_AFFECTED || claim == VERDICT_CARRIES)
			return claim;
		return was_broken(s, release) ? VERDICT_CARRIES : VERDICT_NOT_AFFECTED;
	case CODE_PARTIAL:
		return claim == VERDICT_NOT_AFFECTED && !by_rule ? claim : VERDICT_PARTIAL;
	case CODE_HAS_BUG:
		if (claim == VERDICT_REVERTED || (claim == VERDICT_NOT_AFFECTED && !by_rule))
			return claim;
		return VERDICT_MISSING;
	case CODE_CLEAN:
		return claim == VERDICT_CARRIES ? claim : VERDICT_NOT_AFFECTED;
	case CODE_UNREAD:
		return VERDICT_UNKNOWN;
	default:
		return claim;
	}
}
