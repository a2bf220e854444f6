// SPDX-License-Identifier: GPL-2.0
#include "report/report.h"

#include <string.h>

#include "report/escape.h"
#include "report/json.h"

/* ---- text, terse, github ---- */

static void add_plain(struct str *to, const char *text)
{
	escape_plain(to, text, strlen(text));
}

static void write_head(FILE *out, const struct revision_report r[], size_t i, bool color)
{
	struct str line = STR_INIT;

	str_add(&line, color ? "\033[1m" : "");
	add_plain(&line, r[i].name);
	str_add(&line, color ? "\033[0m" : "");
	str_addf(&line, " (%.12s)", r[i].commit);
	if (r[i].as != i) {
		str_add(&line, ": as ");
		add_plain(&line, r[r[i].as].name);
	}
	str_add(&line, r[i].as != i ? "\n" : ":\n");
	fwrite(line.buf, 1, line.len, out);
	str_release(&line);
}

static void write_text(FILE *out, const struct revision_report r[], size_t n,
		       const struct report_options *o)
{
	for (size_t i = 0; i < n; i++) {
		write_head(out, r, i, o->color);
		if (r[i].as != i)
			continue;
		report_write_text(out, &r[i].report, o);
		if (i + 1 < n)
			fputc('\n', out);
	}
}

static void write_lines(FILE *out, enum format f, const struct revision_report r[], size_t n,
			const struct report_options *o)
{
	struct str prefix = STR_INIT;

	for (size_t i = 0; i < n; i++) {
		struct report_options how = *o;

		str_clear(&prefix);
		add_plain(&prefix, r[i].name);
		str_addc(&prefix, ':');
		how.prefix = prefix.buf;
		report_write(out, f, &r[i].report, &how);
	}
	str_release(&prefix);
}

/* ---- json ---- */

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static json_t *one(const struct revision_report *r)
{
	json_t *o = value_object("revision", value_text(r->name));

	set(o, "commit", value_text(r->commit));
	set(o, "findings", json_findings(&r->report));
	set(o, "coverage", json_coverage(&r->report.coverage));
	return o;
}

static void add_with_revision(json_t *to, const json_t *list, const char *name)
{
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item) {
		json_t *copy = json_copy((json_t *)item);

		if (json_is_object(copy))
			set(copy, "revision", value_text(name));
		json_array_append_new(to, copy);
	}
}

/* Numbers are added, lists joined; it is complete when all are. */
static void add_coverage(json_t *sum, const json_t *coverage, const char *name)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)coverage, key, value) {
		json_t *have = json_object_get(sum, key);

		if (!have)
			json_object_set_new(sum, key, json_is_array(value) ? json_array() :
						      json_deep_copy(value));
		if (json_is_array(value))
			add_with_revision(json_object_get(sum, key), value, name);
		else if (have && json_is_integer(value))
			json_integer_set(have, json_integer_value(have) +
					 json_integer_value(value));
		else if (have && !json_is_true(value))
			json_object_set(sum, key, value);
	}
}

static void write_json(FILE *out, const struct revision_reports *of)
{
	const struct revision_report *r = of->all.item;
	json_t *top = value_object("version", value_text(VERSION)), *findings = json_array();
	json_t *coverage = json_object(), *revisions = json_array();

	for (size_t i = 0; i < of->all.n; i++) {
		json_t *o = one(&r[i]);

		add_with_revision(findings, json_object_get(o, "findings"), r[i].name);
		add_coverage(coverage, json_object_get(o, "coverage"), r[i].name);
		json_array_append_new(revisions, o);
	}
	set(top, "root", value_text(of->root));
	set(top, "findings", findings);
	set(top, "coverage", coverage);
	set(top, "revisions", revisions);
	value_write(out, top);
}

void report_write_revisions(FILE *out, enum format f, const struct revision_reports *r,
			    const struct report_options *o)
{
	if (f == FORMAT_JSON)
		write_json(out, r);
	else if (f == FORMAT_TERSE || f == FORMAT_GITHUB)
		write_lines(out, f, r->all.item, r->all.n, o);
	else if (f == FORMAT_TEXT && r->all.n > 1)
		write_text(out, r->all.item, r->all.n, o);
	else if (r->all.n)
		report_write(out, f, &r->all.item[0].report, o);
}
