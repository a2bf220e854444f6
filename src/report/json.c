// SPDX-License-Identifier: GPL-2.0
#include "report/json.h"

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static json_t *related(const struct finding *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->related.n; i++) {
		const struct place *p = &f->related.item[i];
		json_t *o = json_object();

		set(o, "kind", value_text(place_kind_name(p->kind)));
		set(o, "path", value_text(p->path));
		set(o, "line", json_integer(p->line));
		set(o, "column", p->column ? json_integer(p->column) : json_null());
		set(o, "message", value_text(p->message));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *fixes(const struct finding *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->rule->fixed_by.n; i++)
		if (finding_has_fix(f, &f->rule->fixed_by.item[i]))
			json_array_append_new(list, value_text(f->rule->fixed_by.item[i].id));
	return list;
}

json_t *json_opinion(const struct finding *f)
{
	json_t *o = value_object("opinion", value_text(opinion_name(f->opinion)));

	set(o, "why", value_text(f->opinion_why));
	return o;
}

static json_t *finding(const struct finding *f)
{
	char *fingerprint = finding_fingerprint(f);
	json_t *o = json_object();

	set(o, "rule", value_text(f->rule->name));
	set(o, "confidence", value_text(confidence_name(f->confidence)));
	set(o, "path", value_text(f->path));
	set(o, "line", json_integer(f->line));
	set(o, "column", json_integer(f->column));
	set(o, "function", value_text(f->function));
	set(o, "message", value_text(f->message));
	set(o, "related", related(f));
	set(o, "fixes", fixes(f));
	set(o, "patch", value_text(f->patch));
	set(o, "no_patch", value_text(f->no_patch));
	if (f->brought || f->mended) {
		set(o, "brought_by", value_text(f->brought));
		set(o, "mended_by", value_text(f->mended));
	}
	if (f->opinion != OPINION_NONE)
		set(o, "sparse", json_opinion(f));
	set(o, "fingerprint", value_text(fingerprint));
	mem_free(fingerprint);
	return o;
}

json_t *json_findings(const struct report *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->findings.n; i++)
		json_array_append_new(list, finding(&r->findings.item[i]));
	return list;
}

static json_t *remarks(const struct report *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->remarks.n; i++) {
		const struct remark *m = &r->remarks.item[i];
		json_t *o = value_object("check", value_text(m->check));

		set(o, "severity", value_text(m->fails ? "error" : "warning"));
		set(o, "of", value_text(m->of));
		set(o, "path", value_text(m->path));
		set(o, "line_text", value_text(m->line));
		set(o, "message", value_text(m->text));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *unparsed(const struct coverage *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->unparsed.n; i++) {
		json_t *o = value_object("path", value_text(c->unparsed.item[i].path));

		set(o, "line", json_integer(c->unparsed.item[i].line));
		set(o, "function", value_text(c->unparsed.item[i].function));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *timeouts(const struct coverage *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->unseen.n; i++)
		if (c->unseen.item[i].timeout)
			json_array_append_new(list, value_text(c->unseen.item[i].path));
	return list;
}

static json_t *unseen(const struct coverage *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->unseen.n; i++) {
		json_t *o = value_object("path", value_text(c->unseen.item[i].path));

		set(o, "why", value_text(c->unseen.item[i].why));
		json_array_append_new(list, o);
	}
	return list;
}

json_t *json_coverage(const struct coverage *c)
{
	json_t *o = json_object();

	set(o, "files", json_integer((json_int_t)c->files));
	set(o, "candidates", json_integer((json_int_t)c->candidates));
	set(o, "functions", json_integer((json_int_t)c->functions));
	set(o, "unparsed", unparsed(c));
	set(o, "timeouts", timeouts(c));
	set(o, "unseen", unseen(c));
	set(o, "complete", json_boolean(coverage_complete(c)));
	return o;
}

void report_write_json(FILE *out, const struct report *r, const struct report_options *o)
{
	json_t *top = value_object("version", value_text(VERSION));

	set(top, "root", value_text(r->root));
	set(top, "findings", json_findings(r));
	if (o->lint || r->remarks.n)
		set(top, "remarks", remarks(r));
	set(top, "coverage", json_coverage(&r->coverage));
	value_write(out, top);
}
