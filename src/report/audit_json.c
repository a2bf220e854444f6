// SPDX-License-Identifier: GPL-2.0
#include "report/audit.h"

#include "base/str.h"
#include "report/value.h"
#include "report/words.h"

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

/* Null where there is nothing: ids and authors have no other way to say so. */
static json_t *filled(const char *text)
{
	return text && *text ? value_text(text) : json_null();
}

static json_t *date(long long seconds)
{
	struct str text = STR_INIT;
	json_t *value;

	words_time(&text, seconds);
	value = text.len ? value_text(text.buf) : json_null();
	str_release(&text);
	return value;
}

static json_t *strings(char *const item[], size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, value_text(item[i]));
	return list;
}

static json_t *introducers(const struct fix_audit *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->introducers.n; i++) {
		const struct introducer *from = &f->introducers.item[i];
		json_t *o = value_object("commit", filled(from->id));

		set(o, "subject", value_text(from->subject));
		set(o, "source", value_text(from->source));
		set(o, "release", value_text(from->release));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *intervals(const struct branch_verdict *b)
{
	json_t *list = json_array();

	for (size_t i = 0; i < b->intervals.n; i++) {
		json_t *o = value_object("from", value_text(b->intervals.item[i].from));

		set(o, "until", value_text(b->intervals.item[i].until));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *evidence(const struct branch_verdict *b)
{
	json_t *list = json_array();

	for (size_t i = 0; i < b->evidence.n; i++) {
		const struct evidence *e = &b->evidence.item[i];
		json_t *o = value_object("kind", value_text(evidence_name(e->kind)));

		set(o, "text", value_text(e->text));
		set(o, "commit", filled(e->commit));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *releases(const struct branch_verdict *b)
{
	json_t *list = json_array();

	for (size_t i = 0; i < b->releases.n; i++) {
		const struct release_verdict *r = &b->releases.item[i];
		json_t *o = value_object("release", value_text(r->release));

		set(o, "date", date(r->date));
		set(o, "verdict", value_text(verdict_name(r->verdict)));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *sites(const struct proof *p)
{
	json_t *list = json_array();

	for (size_t i = 0; i < p->sites.n; i++) {
		const struct code_site *s = &p->sites.item[i];
		json_t *o = value_object("path", value_text(s->path));

		set(o, "line", s->line ? json_integer(s->line) : json_null());
		set(o, "function", value_text(s->function));
		set(o, "state", value_text(s->fixed ? "fixed" : "has-bug"));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *proof(const struct proof *p)
{
	json_t *o;

	if (p->state == CODE_UNASKED)
		return json_null();
	o = value_object("state", value_text(code_state_name(p->state)));
	set(o, "by", value_text(p->by));
	set(o, "release", value_text(p->release));
	set(o, "commit", filled(p->commit));
	set(o, "sites", sites(p));
	set(o, "why", value_text(p->why));
	return o;
}

static json_t *branch(const struct branch_verdict *b, bool with_releases)
{
	json_t *o = value_object("branch", value_text(b->branch));

	set(o, "ref", value_text(b->ref));
	set(o, "tip", filled(b->tip));
	set(o, "verdict", value_text(verdict_name(b->verdict)));
	set(o, "claim", value_text(verdict_name(b->claim)));
	set(o, "proof", proof(&b->proof));
	set(o, "likely", json_boolean(words_likely(b)));
	set(o, "first_release", value_text(b->first_release));
	set(o, "last_release", value_text(b->last_release));
	set(o, "commit", filled(b->commit));
	set(o, "date", date(b->date));
	set(o, "intervals", intervals(b));
	set(o, "evidence", evidence(b));
	set(o, "notes", strings(b->notes.item, b->notes.n));
	if (with_releases)
		set(o, "releases", releases(b));
	return o;
}

static json_t *branches(const struct fix_audit *f, bool with_releases)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->branches.n; i++)
		json_array_append_new(list, branch(&f->branches.item[i], with_releases));
	return list;
}

static json_t *followers(const struct fix_audit *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->followers.n; i++) {
		const struct follower *from = &f->followers.item[i];
		json_t *o = value_object("fix", filled(from->id));

		set(o, "subject", value_text(from->subject));
		set(o, "release", value_text(from->release));
		set(o, "without", strings(from->without.item, from->without.n));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *fix(const struct fix_audit *f, bool with_releases)
{
	json_t *o = value_object("fix", filled(f->fix));

	set(o, "given", value_text(f->given));
	set(o, "subject", value_text(f->subject));
	set(o, "author", filled(f->author));
	set(o, "date", date(f->date));
	set(o, "introducers", introducers(f));
	set(o, "branches", branches(f, with_releases));
	set(o, "followers", followers(f));
	set(o, "notes", strings(f->notes.item, f->notes.n));
	return o;
}

static json_t *unknown(const struct unknown item[], size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *o = value_object("what", value_text(item[i].what));

		set(o, "why", value_text(item[i].why));
		json_array_append_new(list, o);
	}
	return list;
}

void audit_write_json(FILE *out, const struct audit *a, const struct audit_report_options *o)
{
	json_t *top = value_object("version", value_text(VERSION));
	json_t *fixes = json_array();

	(void)o;
	for (size_t i = 0; i < a->fixes.n; i++)
		json_array_append_new(fixes, fix(&a->fixes.item[i], a->releases));
	set(top, "fixes", fixes);
	set(top, "unknown", unknown(a->unknown.item, a->unknown.n));
	value_write(out, top);
}

static json_t *mended(const struct missing_fix *f)
{
	json_t *o = value_object("commit", filled(f->fixes.commit));

	set(o, "subject", value_text(f->fixes.subject));
	set(o, "on_branch_as", filled(f->fixes.on_branch_as));
	set(o, "on_branch_in", value_text(f->fixes.on_branch_in));
	return o;
}

static json_t *missing_fix(const struct missing_fix *f)
{
	json_t *o = value_object("fix", filled(f->id));

	set(o, "subject", value_text(f->subject));
	set(o, "release", value_text(f->release));
	set(o, "date", date(f->date));
	set(o, "path", strings(f->paths.item, f->paths.n));
	set(o, "fixes", mended(f));
	set(o, "why", value_text(f->why));
	set(o, "followers", strings(f->followers.item, f->followers.n));
	return o;
}

void missing_write_json(FILE *out, const struct missing *m, const struct audit_report_options *o)
{
	json_t *top = value_object("version", value_text(VERSION));
	json_t *missing = json_array();

	(void)o;
	set(top, "branch", value_text(m->branch));
	set(top, "ref", value_text(m->ref));
	set(top, "tip", filled(m->tip));
	set(top, "seen", json_integer((json_int_t)m->seen));
	for (size_t i = 0; i < m->fixes.n; i++)
		json_array_append_new(missing, missing_fix(&m->fixes.item[i]));
	set(top, "missing", missing);
	set(top, "unknown", unknown(m->unknown.item, m->unknown.n));
	value_write(out, top);
}
