// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "audit/audit.h"
#include "audit/timeline.h"
#include "history/claim.h"

enum { MAX_FOLLOWERS = 256 };

/* A commit whose Fixes: names the fix, or a copy: then only who has that copy is concerned. */
struct found {
	struct history *in;
	uint32_t pos;
	uint32_t copy;		/* POS_NONE: the fix itself is named */
};

struct search {
	struct fix_case *c;
	struct fix_audit *to;
	ARRAY(struct found) found;
};

static void push_found(struct search *s, struct history *in, uint32_t pos, uint32_t copy)
{
	for (size_t i = 0; i < s->found.n; i++)
		if (s->found.item[i].in == in && s->found.item[i].pos == pos)
			return;
	if (s->found.n < MAX_FOLLOWERS)
		*array_push(&s->found) = (struct found){ in, pos, copy };
}

static void add_naming(struct search *s, struct history *in, const git_oid *id, uint32_t copy)
{
	struct records records = { 0 };

	index_naming(in->ix, id, &records);
	for (size_t i = 0; i < records.list.n; i++) {
		const struct record *r = &records.list.item[i];
		git_oid named;

		if (r->kind == CLAIM_FIXES &&
		    (r->nibbles == GIT_OID_HEXSZ ||
		     trees_find(&s->c->o->trees, r->key, r->nibbles, &named) < 2))
			push_found(s, in, r->pos, copy);
	}
	array_free(&records.list);
}

/* Whether that commit's Fixes: line leads to the fix by the subject, as its id leads nowhere. */
static bool means_the_fix(struct search *s, const struct origin *o)
{
	struct claims claims = { 0 };
	bool means = false, by_subject;

	claims_read(&claims, o->message, o->message_len);
	for (size_t i = 0; i < claims.list.n && !means; i++) {
		const struct claim *c = &claims.list.item[i];
		git_oid id;

		means = c->kind == CLAIM_FIXES &&
			claim_resolve(&s->c->o->trees, c, &id, &by_subject) &&
			git_oid_equal(&id, &s->c->fix.id);
	}
	claims_release(&claims);
	return means;
}

static struct error *add_by_subject(struct search *s, struct history *in)
{
	const char *subject = s->c->fix.subject;
	struct records records = { 0 };
	struct error *err = NULL;

	if (!*subject)
		return NULL;
	index_naming_subject(in->ix, subject_hash(subject, strlen(subject)), &records);
	for (size_t i = 0; !err && i < records.list.n; i++) {
		struct origin o;

		if (records.list.item[i].kind != RECORD_FIXES_SUBJECT)
			continue;
		err = origin_at(&o, &s->c->o->trees, in, records.list.item[i].pos);
		if (!err && means_the_fix(s, &o))
			push_found(s, in, records.list.item[i].pos, POS_NONE);
		origin_release(&o);
	}
	array_free(&records.list);
	return err;
}

/* Mainline names the fix itself; a repair of one backport names that. */
static struct error *find_followers(struct search *s)
{
	struct history *audited = s->c->o->trees.audited, *upstream = s->c->o->trees.upstream;
	struct error *err = NULL;

	if (upstream) {
		add_naming(s, upstream, &s->c->fix.id, POS_NONE);
		err = add_by_subject(s, upstream);
	}
	add_naming(s, audited, &s->c->fix.id, POS_NONE);
	if (!err)
		err = add_by_subject(s, audited);
	for (size_t i = 0; i < s->c->copies.list.n; i++) {
		const struct copy *copy = &s->c->copies.list.item[i];
		git_oid id;

		if (copy->kind == EVIDENCE_ANCESTOR)
			continue;
		index_id(audited->ix, copy->pos, &id);
		add_naming(s, audited, &id, copy->parallel ? POS_NONE : copy->pos);
	}
	return err;
}

static void weigh_follower(struct search *s, const struct found *f, const struct copies *copies,
			   struct follower *to)
{
	struct history *h = s->c->o->trees.audited;

	for (size_t i = 0; i < h->branches.all.n; i++) {
		const struct branch *b = &h->branches.all.item[i];
		struct timeline t;

		if (s->to->branches.item[i].verdict != VERDICT_CARRIES ||
		    (f->copy != POS_NONE && !branch_holds(b, h->ix, f->copy)))
			continue;
		timeline_of(&t, h, b, copies);
		if (!t.carried)
			*array_push(&to->without) = mem_strdup(b->name);
		timeline_release(&t);
	}
}

static struct error *add_follower(struct search *s, const struct found *f)
{
	const struct trees *t = &s->c->o->trees;
	struct copies copies = { 0 };
	const struct release *release;
	struct follower *to;
	struct origin o;
	git_oid source;
	struct error *err = origin_at(&o, t, f->in, f->pos);

	if (!err && !git_oid_equal(&o.id, &s->c->fix.id) &&
	    (origin_in_mainline(&o, t) ||
	     !trees_find_source(t, o.message, o.message_len, NULL, &source))) {
		err = copies_find(&copies, t, &o);
		to = array_push(&s->to->followers);
		git_oid_tostr(to->id, sizeof(to->id), &o.id);
		to->subject = mem_strdup(o.subject);
		release = origin_release_of(&o, t);
		to->release = release ? mem_strdup(release->name) : NULL;
		weigh_follower(s, f, &copies, to);
	}
	copies_release(&copies);
	origin_release(&o);
	return err;
}

struct error *followers_find(struct fix_case *c, struct fix_audit *to)
{
	struct search s = { .c = c, .to = to };
	struct error *err = find_followers(&s);

	for (size_t i = 0; !err && i < s.found.n; i++)
		err = add_follower(&s, &s.found.item[i]);
	array_free(&s.found);
	return err;
}
