// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "audit/audit.h"
#include "base/str.h"
#include "history/claim.h"

/* The one commit with the subject; mainline's where it and others have it. */
static bool find_by_subject(struct history *h, const struct claim *claim, git_oid *id)
{
	const struct branch *mainline = history_mainline(h);
	struct subjects found = { 0 };
	struct str subject = STR_INIT;
	uint32_t pos = POS_NONE;
	size_t n = 0, in_mainline = 0;

	index_subjects(h->ix, subject_hash(claim->subject, claim->subject_len), &found);
	for (size_t i = 0; i < found.list.n; i++) {
		bool held = mainline && branch_holds(mainline, h->ix, found.list.item[i].pos);
		struct commit c;
		struct error *err = history_commit(h, found.list.item[i].pos, &c);

		if (!err)
			commit_subject(&subject, &c);
		if (err || !subject_same(subject.buf, subject.len, claim->subject,
					 claim->subject_len)) {
			error_free(err);
			continue;
		}
		n++;
		in_mainline += held;
		if (held || pos == POS_NONE)
			pos = found.list.item[i].pos;
	}
	if (in_mainline == 1 || n == 1)
		index_id(h->ix, pos, id);
	str_release(&subject);
	array_free(&found.list);
	return in_mainline == 1 || n == 1;
}

bool claim_resolve(const struct trees *t, const struct claim *claim, git_oid *id,
		   bool *by_subject)
{
	unsigned n = claim->nibbles ? trees_find(t, claim->id, claim->nibbles, id) : 0;

	*by_subject = false;
	if (n == 1 || (!n && claim->nibbles &&
		       index_named(t->audited->ix, claim->id, claim->nibbles, id)))
		return true;
	*by_subject = claim->subject;
	if (!claim->subject)
		return false;
	return (t->upstream && find_by_subject(t->upstream, claim, id)) ||
	       find_by_subject(t->audited, claim, id);
}

static bool is_known(const struct fix_case *c, const git_oid *id)
{
	for (size_t i = 0; i < c->introduced.n; i++)
		if (git_oid_equal(&c->introduced.item[i].origin.id, id))
			return true;
	return git_oid_equal(&c->fix.id, id);
}

static struct error *add_introducer(struct fix_case *c, const git_oid *id, char *source)
{
	struct introduced *in;
	struct error *err;

	if (is_known(c, id)) {
		mem_free(source);
		return NULL;
	}
	in = array_push(&c->introduced);
	in->source = source;
	err = origin_of_id(&in->origin, &c->o->trees, id);
	return err ? err : copies_find(&in->copies, &c->o->trees, &in->origin);
}

static char *words_of(const struct claim *claim)
{
	struct str s = STR_INIT;

	for (size_t i = 0; i < claim->line_len; i++)
		str_addc(&s, claim->line[i] == '\n' ? ' ' : claim->line[i]);
	return str_detach(&s);
}

static struct error *add_claimed(struct fix_case *c, const struct claim *claim,
				 struct fix_audit *notes)
{
	bool by_subject;
	git_oid id;
	char *words;

	if (claim_resolve(&c->o->trees, claim, &id, &by_subject))
		return add_introducer(c, &id,
				      mem_strdup(by_subject ? "Fixes: tag (by its subject)" :
							      "Fixes: tag"));
	words = words_of(claim);
	note_add(&notes->notes, mem_printf("\"%s\" names no commit that is known here", words));
	mem_free(words);
	return NULL;
}

/* What the fix's own message says; where only its backports can be read, what theirs say. */
static struct error *read_message(struct fix_case *c, const char *message, size_t len,
				  struct fix_audit *notes)
{
	struct claims claims = { 0 };
	struct error *err = NULL;

	claims_read(&claims, message, len);
	for (size_t i = 0; !err && i < claims.list.n; i++)
		if (claims.list.item[i].kind == CLAIM_FIXES)
			err = add_claimed(c, &claims.list.item[i], notes);
	claims_release(&claims);
	return err;
}

static struct error *read_backport(struct fix_case *c, struct fix_audit *notes)
{
	struct origin copy;
	struct error *err;

	if (!c->copies.list.n)
		return NULL;
	err = origin_at(&copy, &c->o->trees, c->o->trees.audited, c->copies.list.item[0].pos);
	if (!err)
		err = read_message(c, copy.message, copy.message_len, notes);
	origin_release(&copy);
	return err;
}

static bool rule_knows(const struct rule *rule, const git_oid *fix)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), fix);
	for (size_t i = 0; i < rule->fixed_by.n; i++)
		if (!rule->fixed_by.item[i].of && str_starts(hex, rule->fixed_by.item[i].id))
			return true;
	return false;
}

/* A rule's introducer is that of the whole bug: it counts for the fixes of all of it. */
static struct error *read_rule(struct fix_case *c, const struct rule *rule)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < rule->introduced_by.n; i++) {
		const struct fix *by = &rule->introduced_by.item[i];
		struct git_oid id;

		if (strlen(by->id) == GIT_OID_HEXSZ && !git_oid_fromstr(&id, by->id))
			err = add_introducer(c, &id, mem_printf("rule %s", rule->name));
	}
	return err;
}

static struct error *read_told(struct fix_case *c)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < c->o->n_introduced_by; i++) {
		git_oid id;

		err = revision_resolve(&c->o->trees, c->o->introduced_by[i], &id);
		if (!err)
			err = add_introducer(c, &id, mem_strdup("--introduced-by"));
	}
	return err;
}

struct error *introducers_find(struct fix_case *c, struct fix_audit *notes)
{
	struct error *err = read_told(c);

	if (!err && !c->introduced.n && c->fix.in)
		err = read_message(c, c->fix.message, c->fix.message_len, notes);
	else if (!err && !c->introduced.n)
		err = read_backport(c, notes);
	for (size_t i = 0; !err && !c->introduced.n && c->o->rules && i < c->o->rules->all.n; i++)
		if (rule_knows(&c->o->rules->all.item[i], &c->fix.id))
			err = read_rule(c, &c->o->rules->all.item[i]);
	return err;
}
