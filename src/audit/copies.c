// SPDX-License-Identifier: GPL-2.0
#include "audit/copies.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "history/claim.h"

enum {
	MAX_LEVEL = 8,
	MAX_THROUGH = 1000,	/* commits of the upstream repository that name it */
};

static int compare_copies(const void *one, const void *two)
{
	const struct copy *a = one, *b = two;

	return a->pos < b->pos ? -1 : a->pos > b->pos;
}

static int compare_undos(const void *one, const void *two)
{
	const struct undo *a = one, *b = two;

	return a->pos < b->pos ? -1 : a->pos > b->pos;
}

static struct copy *find_copy(const struct copies *c, uint32_t pos)
{
	for (size_t i = 0; i < c->list.n; i++)
		if (c->list.item[i].pos == pos)
			return &c->list.item[i];
	return NULL;
}

static struct undo *find_undo(const struct copies *c, uint32_t pos)
{
	for (size_t i = 0; i < c->undos.n; i++)
		if (c->undos.item[i].pos == pos)
			return &c->undos.item[i];
	return NULL;
}

/*
 * Whether a record of so many digits names @id and nothing else that is known. A
 * short id that also begins another commit's names neither.
 */
static bool names_it(struct copies *to, const struct trees *t, const struct record *r,
		     const git_oid *id, struct history *in)
{
	git_oid found, by;
	unsigned n;

	if (r->nibbles == GIT_OID_HEXSZ)
		return true;
	n = trees_find(t, r->key, r->nibbles, &found);
	if (n == 1)
		return git_oid_equal(&found, id);
	if (n == 2) {
		index_id(in->ix, r->pos, &by);
		*array_push(&to->notes) =
			mem_printf("%.12s names a commit by %u digits that more than one has",
				   git_oid_tostr_s(&by), r->nibbles);
	}
	return n == 0;
}

/* ---- what brings it ---- */

static void push_copy(struct copies *to, uint32_t pos, enum evidence_kind kind, uint32_t via,
		      uint8_t record)
{
	if (!find_copy(to, pos))
		*array_push(&to->list) = (struct copy){ .pos = pos, .kind = kind, .via = via,
						       .record = record };
}

static void add_claimed(struct copies *to, const struct trees *t, const git_oid *id, uint32_t via)
{
	struct records found = { 0 };

	index_naming(t->audited->ix, id, &found);
	for (size_t i = 0; i < found.list.n; i++) {
		const struct record *r = &found.list.item[i];
		bool pick = r->kind == CLAIM_PICK || via != POS_NONE;

		if (claim_brings(r->kind) && r->pos != via &&
		    names_it(to, t, r, id, t->audited))
			push_copy(to, r->pos, pick ? EVIDENCE_PICK : EVIDENCE_MESSAGE, via,
				  r->kind);
	}
	array_free(&found.list);
}

static void add_met(struct copies *to, const struct trees *t, const git_oid *id,
		    struct positions *met)
{
	struct records found = { 0 };

	index_naming(t->upstream->ix, id, &found);
	for (size_t i = 0; i < found.list.n; i++) {
		const struct record *r = &found.list.item[i];
		bool known = false;

		for (size_t k = 0; k < met->list.n && !known; k++)
			known = met->list.item[k] == r->pos;
		if (!known && claim_brings(r->kind) &&
		    names_it(to, t, r, id, t->upstream))
			*array_push(&met->list) = r->pos;
	}
	array_free(&found.list);
}

/* Copies of those copies that only the upstream repository has, as of its stable branches. */
static void add_claimed_through(struct copies *to, const struct trees *t, const git_oid *id)
{
	struct positions met = { 0 };

	if (t->upstream)
		add_met(to, t, id, &met);
	for (size_t i = 0; i < met.list.n && i < MAX_THROUGH; i++) {
		size_t n = to->list.n;
		git_oid at;

		index_id(t->upstream->ix, met.list.item[i], &at);
		add_claimed(to, t, &at, POS_NONE);
		for (; n < to->list.n; n++) {
			to->list.item[n].kind = EVIDENCE_PICK;
			to->list.item[n].via = met.list.item[i];
			to->list.item[n].via_upstream = true;
		}
		add_met(to, t, &at, &met);
	}
	array_free(&met.list);
}

/* A subject alone may be the origin's on a commit of a branch that is no older than it. */
static bool may_be_it(const struct trees *t, const struct origin *o, uint32_t pos,
		      const struct commit *c)
{
	const struct branch *mainline = history_mainline(t->audited);
	git_oid source;

	return c->committer.date >= o->author_date &&
	       !trees_find_source(t, c->message, c->message_len, &o->id, &source) &&
	       !(mainline && branch_holds(mainline, t->audited->ix, pos));
}

static struct error *weigh_same_subject(struct copies *to, const struct trees *t,
					const struct origin *o, uint32_t pos)
{
	struct str subject = STR_INIT;
	struct commit c;
	struct error *err = history_commit(t->audited, pos, &c);

	if (err)
		return err;
	commit_subject(&subject, &c);
	if (!subject_same(subject.buf, subject.len, o->subject, strlen(o->subject)))
		;
	else if (c.author.date == o->author_date && authored_hash(&c.author) == o->authored)
		push_copy(to, pos, EVIDENCE_AUTHORSHIP, POS_NONE, 0);
	else if (may_be_it(t, o, pos, &c))
		*array_push(&to->likely) = pos;
	str_release(&subject);
	return NULL;
}

/* Commits with the origin's subject: with its author and date too, they are it. */
static struct error *add_same_subject(struct copies *to, const struct trees *t,
				      const struct origin *o)
{
	struct subjects found = { 0 };
	struct error *err = NULL;

	if (!*o->subject)
		return NULL;
	index_subjects(t->audited->ix, subject_hash(o->subject, strlen(o->subject)), &found);
	for (size_t i = 0; !err && i < found.list.n; i++)
		if (!find_copy(to, found.list.item[i].pos))
			err = weigh_same_subject(to, t, o, found.list.item[i].pos);
	array_free(&found.list);
	return err;
}

/* Each copy may be named by others in turn; the list grows while it is read. */
static void follow_copies(struct copies *to, const struct trees *t)
{
	for (size_t i = 0; i < to->list.n; i++) {
		git_oid id;

		if (to->list.item[i].kind == EVIDENCE_ANCESTOR)
			continue;
		index_id(t->audited->ix, to->list.item[i].pos, &id);
		add_claimed(to, t, &id, to->list.item[i].pos);
	}
}

/* A commit of mainline's own is not made from the origin, nor it from that. */
static void mark_parallel(struct copies *to, const struct trees *t)
{
	const struct branch *mainline = history_mainline(t->audited);

	for (size_t i = 0; i < to->list.n; i++) {
		struct copy *c = &to->list.item[i];

		c->parallel = c->kind != EVIDENCE_ANCESTOR && mainline &&
			      branch_holds(mainline, t->audited->ix, c->pos);
	}
}

/* ---- what takes it back ---- */

static void push_undo(struct copies *to, const struct undo *u)
{
	struct undo *known = find_undo(to, u->pos);

	if (find_copy(to, u->pos))
		return;
	if (!known)
		*array_push(&to->undos) = *u;
	else if (known->target == POS_NONE && known->level == u->level)
		known->target = u->target;
}

/* Those that name @id, the origin's or a copy's or an undo's, at @target where it is here. */
static void add_undos_of(struct copies *to, const struct trees *t, const git_oid *id,
			 uint32_t target, unsigned level)
{
	struct records found = { 0 };

	index_naming(t->audited->ix, id, &found);
	for (size_t i = 0; i < found.list.n; i++) {
		const struct record *r = &found.list.item[i];
		struct undo u = { r->pos, target, level, POS_NONE, false };

		if (r->pos == target || !names_it(to, t, r, id, t->audited))
			continue;
		if (r->kind == CLAIM_REVERT_UPSTREAM)
			u.target = POS_NONE;
		if (r->kind == CLAIM_REVERT || r->kind == CLAIM_REVERT_UPSTREAM)
			push_undo(to, &u);
		else if (r->kind == CLAIM_REVERT_PART && level == 1)
			*array_push(&to->parts) = r->pos;
	}
	array_free(&found.list);
}

/*
 * Whether the title alone tells what the revert at @pos takes back: its text gives
 * no id, or that of a commit that was rebased away before it was published.
 */
static bool is_titled(const struct trees *t, uint32_t pos, const char *subject, size_t len)
{
	struct claims claims = { 0 };
	bool names = false, same = false;
	struct commit c;
	git_oid id;
	struct error *err = history_commit(t->audited, pos, &c);

	if (!err)
		claims_read(&claims, c.message, c.message_len);
	for (size_t i = 0; i < claims.list.n; i++) {
		const struct claim *claim = &claims.list.item[i];

		if (claim->kind != CLAIM_REVERT && claim->kind != CLAIM_REVERT_UPSTREAM)
			continue;
		names |= claim->nibbles && trees_find(t, claim->id, claim->nibbles, &id);
		same |= claim->subject &&
			subject_same(claim->subject, claim->subject_len, subject, len);
	}
	claims_release(&claims);
	error_free(err);
	return same && !names;
}

static void add_titled_undos(struct copies *to, const struct trees *t, const char *subject,
			     unsigned level)
{
	size_t len = strlen(subject);
	struct records found = { 0 };

	if (!len)
		return;
	index_naming_subject(t->audited->ix, subject_hash(subject, len), &found);
	for (size_t i = 0; i < found.list.n; i++) {
		const struct record *r = &found.list.item[i];
		struct undo u = { r->pos, POS_NONE, level, POS_NONE, true };

		if (r->kind == RECORD_REVERT_SUBJECT && is_titled(t, r->pos, subject, len))
			push_undo(to, &u);
	}
	array_free(&found.list);
}

/* Likewise of the undo at @pos; others may have its title, so that none is named. */
static void add_titled_undos_of(struct copies *to, const struct trees *t, uint32_t pos,
				unsigned level)
{
	struct str subject = STR_INIT;
	struct commit c;
	struct error *err = history_commit(t->audited, pos, &c);

	if (!err)
		commit_subject(&subject, &c);
	if (!err && subject.len)
		add_titled_undos(to, t, subject.buf, level);
	str_release(&subject);
	error_free(err);
}

/* Backports of a revert take back what it takes back, wherever they are. */
static void add_copied_undos(struct copies *to, const struct trees *t, const git_oid *id,
			     uint32_t of, unsigned level)
{
	struct records found = { 0 };

	index_naming(t->audited->ix, id, &found);
	for (size_t i = 0; i < found.list.n; i++) {
		const struct record *r = &found.list.item[i];

		if (claim_brings(r->kind) && r->pos != of &&
		    names_it(to, t, r, id, t->audited))
			push_undo(to, &(struct undo){ r->pos, POS_NONE, level, of, false });
	}
	array_free(&found.list);
}

/* Their backports, and what takes them back in turn; the list grows while it is read. */
static void follow_undos(struct copies *to, const struct trees *t)
{
	for (size_t i = 0; i < to->undos.n; i++) {
		struct undo u = to->undos.item[i];
		git_oid id;

		index_id(t->audited->ix, u.pos, &id);
		add_copied_undos(to, t, &id, u.pos, u.level);
		if (u.level == MAX_LEVEL)
			continue;
		add_undos_of(to, t, &id, u.pos, u.level + 1);
		add_titled_undos_of(to, t, u.pos, u.level + 1);
	}
}

static void add_undos(struct copies *to, const struct trees *t, const struct origin *o)
{
	add_undos_of(to, t, &o->id, o->pos, 1);
	for (size_t i = 0; i < to->list.n; i++) {
		git_oid id;

		index_id(t->audited->ix, to->list.item[i].pos, &id);
		if (!git_oid_equal(&id, &o->id))
			add_undos_of(to, t, &id, to->list.item[i].pos, 1);
	}
	add_titled_undos(to, t, o->subject, 1);
	follow_undos(to, t);
}

/* Reverts that only the upstream repository has: their copies here name them. */
static struct error *add_upstream_undos(struct copies *to, const struct trees *t,
					const struct origin *o)
{
	struct records found = { 0 };

	if (!t->upstream)
		return NULL;
	index_naming(t->upstream->ix, &o->id, &found);
	for (size_t i = 0; i < found.list.n; i++) {
		git_oid id;

		if (found.list.item[i].kind != CLAIM_REVERT)
			continue;
		index_id(t->upstream->ix, found.list.item[i].pos, &id);
		add_copied_undos(to, t, &id, POS_NONE, 1);
	}
	array_free(&found.list);
	return NULL;
}

static void sort(struct copies *c)
{
	if (c->list.n)
		qsort(c->list.item, c->list.n, sizeof(*c->list.item), compare_copies);
	if (c->undos.n)
		qsort(c->undos.item, c->undos.n, sizeof(*c->undos.item), compare_undos);
}

struct error *copies_find(struct copies *to, const struct trees *t, const struct origin *o)
{
	struct error *err;

	if (o->pos != POS_NONE && index_reachable(t->audited->ix, o->pos))
		push_copy(to, o->pos, EVIDENCE_ANCESTOR, POS_NONE, 0);
	add_claimed(to, t, &o->id, POS_NONE);
	add_claimed_through(to, t, &o->id);
	err = add_same_subject(to, t, o);
	if (!err)
		err = add_upstream_undos(to, t, o);
	follow_copies(to, t);
	mark_parallel(to, t);
	add_undos(to, t, o);
	sort(to);
	return err;
}

void copies_add(struct copies *to, const struct trees *t, const struct copy *c)
{
	git_oid id;

	if (find_copy(to, c->pos))
		return;
	*array_push(&to->list) = *c;
	index_id(t->audited->ix, c->pos, &id);
	add_undos_of(to, t, &id, c->pos, 1);
	follow_undos(to, t);
	sort(to);
}

void copies_release(struct copies *c)
{
	array_free(&c->list);
	array_free(&c->undos);
	array_free(&c->parts);
	array_free(&c->likely);
	for (size_t i = 0; i < c->notes.n; i++)
		mem_free(c->notes.item[i]);
	array_free(&c->notes);
}

static void one_line(struct str *to, const char *text, size_t len)
{
	bool blank = false;

	for (size_t i = 0; i < len; i++) {
		if (isspace((unsigned char)text[i])) {
			blank = to->len;
			continue;
		}
		if (blank)
			str_addc(to, ' ');
		blank = false;
		str_addc(to, text[i]);
	}
}

struct error *copies_words(struct str *to, struct history *h, uint32_t pos, unsigned kind,
			   const git_oid *id)
{
	struct claims claims = { 0 };
	struct commit c;
	struct error *err = history_commit(h, pos, &c);

	str_clear(to);
	if (err)
		return err;
	claims_read(&claims, c.message, c.message_len);
	for (size_t i = 0; i < claims.list.n && !to->len; i++) {
		const struct claim *claim = &claims.list.item[i];

		if (claim->kind == kind &&
		    (!id || (claim->nibbles && claim_same_id(claim->id, id->id, claim->nibbles))))
			one_line(to, claim->line, claim->line_len);
	}
	claims_release(&claims);
	return NULL;
}
