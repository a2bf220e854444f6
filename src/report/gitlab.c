// SPDX-License-Identifier: GPL-2.0
#include "report/report.h"

#include <inttypes.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "report/brought.h"
#include "report/opinion.h"
#include "report/value.h"

struct issue {
	const char *description, *check, *severity, *path;
	unsigned line;
};

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

/* The NUL goes in too: "ab", "c" and "a", "bc" must differ. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
	const char *p = text ? text : "";

	do
		hash = map_hash_add(hash, (unsigned char)*p);
	while (*p++);
	return hash;
}

static char *hash_name(uint64_t hash)
{
	return mem_printf("%016" PRIx64, hash);
}

/* @fingerprint, or one made of it where it was given out before; it is taken over. */
static char *once(struct map *given, char *fingerprint)
{
	size_t n = (size_t)(uintptr_t)map_get(given, fingerprint);
	char *own = mem_strdup(fingerprint);

	while (map_has(given, own)) {
		char *numbered = mem_printf("%s-%zu", fingerprint, n++);

		mem_free(own);
		own = hash_name(hash_text(MAP_HASH_START, numbered));
		mem_free(numbered);
	}
	*map_put(given, fingerprint) = (void *)(uintptr_t)(n ? n : 1);
	if (!map_has(given, own))
		*map_put(given, own) = (void *)(uintptr_t)1;
	mem_free(fingerprint);
	return own;
}

static void add_issue(json_t *list, struct map *given, struct issue i, char *fingerprint)
{
	char *own = once(given, fingerprint);
	json_t *o = value_object("description", value_text(i.description)), *where;

	set(o, "check_name", value_text(i.check));
	set(o, "fingerprint", value_text(own));
	set(o, "severity", value_text(i.severity));
	where = value_object("path", value_text(i.path));
	set(where, "lines", value_object("begin", json_integer(i.line ? i.line : 1)));
	set(o, "location", where);
	json_array_append_new(list, o);
	mem_free(own);
}

static const char *severity(enum confidence c)
{
	return c == CONFIDENCE_HIGH ? "critical" : c == CONFIDENCE_MODERATE ? "major" : "minor";
}

static void add_finding(json_t *list, struct map *given, const struct finding *f)
{
	struct str text = STR_INIT;

	brought_add_message(&text, f);
	opinion_add_mark(&text, f);
	add_issue(list, given, (struct issue){
		.description = text.buf,
		.check = f->rule->name,
		.severity = severity(f->confidence),
		.path = f->path,
		.line = f->line,
	}, finding_fingerprint(f));
	str_release(&text);
}

/* Without the name of its patch: that has an id or a number, which the next version changes. */
static char *remark_fingerprint(const struct remark *m)
{
	return hash_name(hash_text(hash_text(hash_text(MAP_HASH_START, m->check), m->line),
				   m->text));
}

static void add_remark(json_t *list, struct map *given, const struct report *r,
		       const struct remark *m)
{
	const char *path = r->findings.n ? r->findings.item[0].path : ".";
	char *text = mem_printf("%s: %s", m->of, m->text);

	add_issue(list, given, (struct issue){
		.description = text,
		.check = m->check,
		.severity = m->fails ? "critical" : "minor",
		.path = m->path ? m->path : path,
		.line = 1,
	}, remark_fingerprint(m));
	mem_free(text);
}

void report_write_gitlab(FILE *out, const struct report *r, const struct report_options *o)
{
	json_t *list = json_array();
	struct map given = MAP_INIT;

	(void)o;
	for (size_t i = 0; i < r->findings.n; i++)
		add_finding(list, &given, &r->findings.item[i]);
	for (size_t i = 0; i < r->remarks.n; i++)
		add_remark(list, &given, r, &r->remarks.item[i]);
	value_write(out, list);
	map_release(&given);
}
