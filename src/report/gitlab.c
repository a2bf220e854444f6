// SPDX-License-Identifier: GPL-2.0
#include "report/report.h"

#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "report/value.h"

/* GitLab's documentation, 'Code Quality', 'Code Quality report format'. */

struct prints {			/* fingerprints that were given */
	struct map all;
};

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static const char *severity(enum confidence c)
{
	return c == CONFIDENCE_HIGH ? "critical" : c == CONFIDENCE_MODERATE ? "major" : "minor";
}

/* No two entries may have the same one: further ones are numbered. */
static json_t *fingerprint(struct prints *p, const char *base)
{
	char *name = mem_strdup(base);

	for (unsigned n = 2; map_has(&p->all, name); n++) {
		mem_free(name);
		name = mem_printf("%s-%u", base, n);
	}
	*map_put(&p->all, name) = p;
	mem_free(name);
	return value_text(p->all.entry[p->all.n - 1].key);
}

static json_t *entry(struct prints *p, const char *check, const char *text, const char *severity,
		     const char *print)
{
	json_t *o = value_object("description", value_text(text));

	set(o, "check_name", value_text(check));
	set(o, "fingerprint", fingerprint(p, print));
	set(o, "severity", value_text(severity));
	return o;
}

static void set_place(json_t *o, const char *path, unsigned line)
{
	json_t *lines = value_object("begin", json_integer(line ? line : 1));
	json_t *location = value_object("path", value_text(path));

	set(location, "lines", lines);
	set(o, "location", location);
}

static json_t *of_finding(struct prints *p, const struct finding *f)
{
	char *print = finding_fingerprint(f);
	struct str text = STR_INIT;
	json_t *o;

	str_add(&text, f->message);
	if (f->brought)
		str_addf(&text, " (brought by %s)", f->brought);
	if (f->mended)
		str_addf(&text, " (mended by %s)", f->mended);
	o = entry(p, f->rule->name, text.buf, severity(f->confidence), print);
	set_place(o, f->path, f->line);
	str_release(&text);
	mem_free(print);
	return o;
}

/* An entry must have a place: a message has none. */
static json_t *of_remark(struct prints *p, const struct remark *m, const struct report *r)
{
	const char *path = m->path ? m->path : r->findings.n ? r->findings.item[0].path : ".";
	char *text = mem_printf("%s: %s", m->of, m->text);
	char *print = mem_printf("%016llx", (unsigned long long)map_hash(text, strlen(text)) << 32 |
						    map_hash(m->check, strlen(m->check)));
	json_t *o = entry(p, m->check, text, m->fails ? "major" : "minor", print);

	set_place(o, path, 1);
	mem_free(print);
	mem_free(text);
	return o;
}

void report_write_gitlab(FILE *out, const struct report *r, const struct report_options *o)
{
	json_t *list = json_array();
	struct prints prints = { MAP_INIT };

	(void)o;
	for (size_t i = 0; i < r->findings.n; i++)
		json_array_append_new(list, of_finding(&prints, &r->findings.item[i]));
	for (size_t i = 0; i < r->remarks.n; i++)
		json_array_append_new(list, of_remark(&prints, &r->remarks.item[i], r));
	value_write(out, list);
	map_release(&prints.all);
}
