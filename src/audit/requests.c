// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <ctype.h>
#include <string.h>
#include <sys/stat.h>

#include "audit/audit.h"
#include "base/str.h"
#include "history/claim.h"
#include "history/mail.h"

enum { MIN_DIGITS = 4 };

static void add_unknown(struct audit *a, const char *what, char *why)
{
	*array_push(&a->unknown) = (struct unknown){ mem_strdup(what), why };
}

static unsigned hex_digits(const char *word)
{
	unsigned n = 0;

	while (isxdigit((unsigned char)word[n]))
		n++;
	return word[n] || n > GIT_OID_HEXSZ ? 0 : n;
}

static void digits_of(uint8_t id[CLAIM_ID_BYTES], const char *word)
{
	git_oid oid = { 0 };

	git_oid_fromstrp(&oid, word);
	memcpy(id, oid.id, CLAIM_ID_BYTES);
}

static bool parse_revision(struct history *h, const char *word, git_oid *id)
{
	git_object *object = NULL, *commit = NULL;
	bool found = h && !git_revparse_single(&object, h->repository.git, word) &&
		     !git_object_peel(&commit, object, GIT_OBJECT_COMMIT);

	if (found)
		*id = *git_object_id(commit);
	git_object_free(commit);
	git_object_free(object);
	return found;
}

/* 1: found. 0: no such commit. 2: more than one. */
static unsigned find_revision(const struct trees *t, const char *word, git_oid *id)
{
	unsigned n = hex_digits(word), found = 0;
	uint8_t digits[CLAIM_ID_BYTES];

	if (n >= MIN_DIGITS) {
		digits_of(digits, word);
		found = trees_find(t, digits, n, id);
	}
	if (!found && n != GIT_OID_HEXSZ)
		found = parse_revision(t->upstream, word, id) ||
			parse_revision(t->audited, word, id);
	return found;
}

struct error *revision_resolve(const struct trees *t, const char *word, git_oid *id)
{
	switch (find_revision(t, word, id)) {
	case 1:
		return NULL;
	case 2:
		return error_new("%s names more than one commit; give more digits", word);
	default:
		return error_new("%s names no commit here", word);
	}
}

static struct request *add_request(struct requests *to, const char *given, const git_oid *id)
{
	struct request *r;

	for (size_t i = 0; i < to->all.n; i++)
		if (git_oid_equal(&to->all.item[i].id, id))
			return &to->all.item[i];
	r = array_push(&to->all);
	r->given = mem_strdup(given);
	r->id = *id;
	return r;
}

/* The commit that is named; by a whole id also one that is not here. */
static bool leads_to(const struct trees *t, const struct claim *c, git_oid *id)
{
	unsigned n = c->nibbles ? trees_find(t, c->id, c->nibbles, id) : 0;

	if (!n && c->nibbles == GIT_OID_HEXSZ) {
		memcpy(id->id, c->id, CLAIM_ID_BYTES);
		return true;
	}
	return n == 1;
}

/*
 * A stable commit stands for the upstream commit that it says it is: followed as
 * far as it goes. A commit of mainline stands for itself.
 */
static struct error *climb(const struct trees *t, git_oid *id, struct str *note)
{
	for (int depth = 0; depth < 8; depth++) {
		struct claims claims = { 0 };
		struct origin o;
		git_oid up;
		struct error *err = origin_of_id(&o, t, id);
		bool found = false;

		if (!err && o.in && !origin_in_mainline(&o, t))
			claims_read(&claims, o.message, o.message_len);
		for (size_t i = 0; i < claims.list.n && !found; i++) {
			const struct claim *c = &claims.list.item[i];

			found = claim_brings(c->kind) &&
				leads_to(t, c, &up) && !git_oid_equal(&up, id);
		}
		claims_release(&claims);
		origin_release(&o);
		if (err || !found)
			return err;
		str_addf(note, "%s%.12s is a backport", note->len ? ", " : "", git_oid_tostr_s(id));
		str_addf(note, " of %.12s", git_oid_tostr_s(&up));
		*id = up;
	}
	return NULL;
}

static struct error *add_id(struct requests *to, const struct trees *t, const char *given,
			    git_oid id, const char *how)
{
	struct str note = STR_INIT;
	struct error *err;
	struct request *r;

	if (how)
		str_add(&note, how);
	err = climb(t, &id, &note);
	if (!err) {
		r = add_request(to, given, &id);
		if (note.len && !r->note)
			r->note = mem_strdup(note.buf);
	}
	str_release(&note);
	return err;
}

/* ---- patch and mail files ---- */

static bool is_file(const char *word)
{
	struct stat st;

	return !stat(word, &st) && S_ISREG(st.st_mode);
}

/*
 * The commit that a mail is of, among those of the branch (NULL: of all): its
 * subject and, to tell several apart, its author's date.
 */
static bool find_by_mail(struct history *h, const struct branch *in, const struct mail *m,
			 git_oid *id, unsigned *n)
{
	struct subjects found = { 0 };
	struct str subject = STR_INIT;
	uint32_t best = POS_NONE;
	bool dated = false;

	*n = 0;
	index_subjects(h->ix, subject_hash(m->subject, strlen(m->subject)), &found);
	for (size_t i = 0; i < found.list.n; i++) {
		uint32_t pos = found.list.item[i].pos;
		struct commit c;
		struct error *err = history_commit(h, pos, &c);
		bool same_date = !err && c.author.date == m->author_date;

		if (!err)
			commit_subject(&subject, &c);
		if (err ||
		    !subject_same(subject.buf, subject.len, m->subject, strlen(m->subject)) ||
		    (in && !branch_holds(in, h->ix, pos))) {
			error_free(err);
			continue;
		}
		*n += 1;
		if (best == POS_NONE || (same_date && !dated))
			best = pos;
		dated |= same_date;
	}
	array_free(&found.list);
	str_release(&subject);
	if (dated)
		*n = 1;
	if (*n == 1)
		index_id(h->ix, best, id);
	return *n == 1;
}

/* Mainline's comes first; a stable commit leads to it, or is all there is. */
static bool find_mailed(const struct trees *t, const struct mail *m, git_oid *id, unsigned *n)
{
	struct history *h = trees_mainline(t);

	*n = 0;
	if (!*m->subject)
		return false;
	return find_by_mail(h, history_mainline(h), m, id, n) ||
	       (!*n && find_by_mail(t->audited, NULL, m, id, n));
}

static struct error *add_mail(struct requests *to, struct audit *a, const struct trees *t,
			      const char *path)
{
	struct mail m;
	struct error *err = mail_read(&m, path);
	uint8_t digits[CLAIM_ID_BYTES];
	unsigned n = 0;
	git_oid id;

	if (err)
		return err;
	if (m.id)
		digits_of(digits, m.id);
	if (m.id && trees_find(t, digits, GIT_OID_HEXSZ, &id) == 1)
		err = add_id(to, t, path, id, "found by the id in the file");
	else if (trees_find_source(t, m.message, strlen(m.message), NULL, &id))
		err = add_id(to, t, path, id, "found by the upstream commit that the file names");
	else if (find_mailed(t, &m, &id, &n))
		err = add_id(to, t, path, id, "found by the file's subject");
	else if (n > 1)
		add_unknown(a, path, mem_printf("%u commits have its subject; give an id", n));
	else
		add_unknown(a, path, mem_printf("no commit has its id or its subject (\"%s\")",
						m.subject));
	mail_release(&m);
	return err;
}

/* ---- rules ---- */

static struct error *add_rule(struct requests *to, struct audit *a, const struct trees *t,
			      const struct rule *rule)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < rule->fixed_by.n; i++) {
		const struct fix *fix = &rule->fixed_by.item[i];
		git_oid id;

		if (find_revision(t, fix->id, &id) == 1)
			err = add_id(to, t, rule->name, id, NULL);
		else if (strlen(fix->id) == GIT_OID_HEXSZ && !git_oid_fromstr(&id, fix->id))
			add_request(to, rule->name, &id);
		else
			add_unknown(a, fix->id, mem_printf("no commit here has this id (a fix of "
							   "rule %s)", rule->name));
	}
	return err;
}

/* ---- words ---- */

static struct error *not_found(struct requests *to, struct audit *a, const struct audit_options *o,
			       const char *word, unsigned n)
{
	unsigned digits = hex_digits(word);
	git_oid id;

	if (n > 1) {
		add_unknown(a, word, mem_printf("more than one commit's id begins so; give more "
						"digits"));
	} else if (digits == GIT_OID_HEXSZ && !git_oid_fromstr(&id, word)) {
		add_request(to, word, &id);
		add_unknown(a, word, mem_strdup("no commit here has this id; what names it is "
						"told, its change can't be (see --upstream)"));
	} else if (digits >= MIN_DIGITS) {
		add_unknown(a, word, mem_strdup("no commit here has an id that begins so"));
	} else if (o->no_rules) {
		return error_new("%s is no commit or patch file; whether it is a rule can't be "
				 "told: %s", word, o->no_rules);
	} else {
		return error_new("%s is no commit, patch file or rule; 'teardown rules' lists the "
				 "rules", word);
	}
	return NULL;
}

static struct error *add_word(struct requests *to, struct audit *a, const struct audit_options *o,
			      const char *word)
{
	const struct rule *rule = o->rules ? rules_find(o->rules, word) : NULL;
	struct error *err;
	unsigned n;
	git_oid id;

	if (rule)
		return add_rule(to, a, &o->trees, rule);
	if (is_file(word) && !hex_digits(word)) {
		err = add_mail(to, a, &o->trees, word);
		return err;
	}
	n = find_revision(&o->trees, word, &id);
	return n == 1 ? add_id(to, &o->trees, word, id, NULL) : not_found(to, a, o, word, n);
}

struct error *requests_read(struct requests *to, struct audit *a, const struct audit_options *o,
			    const char *const words[], size_t n)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < n; i++)
		err = add_word(to, a, o, words[i]);
	for (size_t i = 0; !err && !n && o->rules && i < o->rules->all.n; i++)
		err = add_rule(to, a, &o->trees, &o->rules->all.item[i]);
	return err;
}

void requests_release(struct requests *r)
{
	for (size_t i = 0; i < r->all.n; i++) {
		mem_free(r->all.item[i].given);
		mem_free(r->all.item[i].note);
	}
	array_free(&r->all);
}
