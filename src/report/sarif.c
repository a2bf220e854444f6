// SPDX-License-Identifier: GPL-2.0
#include "report/report.h"

#include <string.h>

#include "base/str.h"
#include "lint/message.h"
#include "report/brought.h"
#include "report/edit.h"
#include "report/escape.h"
#include "report/excerpt.h"
#include "report/json.h"
#include "report/summary.h"
#include "report/value.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/" \
	"sarif-schema-2.1.0.json"

struct checks {			/* the checks that remarks are of; rules behind the rules */
	ARRAY(const char *) all;
};

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static json_t *message(const char *text)
{
	return value_object("text", value_text(text && *text ? text : "-"));
}

static const char *level(enum confidence c)
{
	return c == CONFIDENCE_HIGH ? "error" : c == CONFIDENCE_MODERATE ? "warning" : "note";
}

static const char *precision(enum confidence c)
{
	return c == CONFIDENCE_HIGH ? "high" : c == CONFIDENCE_MODERATE ? "medium" : "low";
}

/* Under ROOT when relative, else a file: URI of its own. */
static json_t *artifact(const char *path)
{
	struct str uri = STR_INIT;
	json_t *o;

	str_add(&uri, *path == '/' ? "file://" : "");
	escape_uri(&uri, path);
	o = value_object("uri", value_text(uri.buf));
	if (*path != '/')
		set(o, "uriBaseId", value_text("ROOT"));
	str_release(&uri);
	return o;
}

static json_t *physical(const char *path, unsigned line, unsigned column)
{
	json_t *o = value_object("artifactLocation", artifact(path));
	json_t *region;

	if (!line)
		return o;
	region = value_object("startLine", json_integer(line));
	if (column)
		set(region, "startColumn", json_integer(column));
	set(o, "region", region);
	return o;
}

static json_t *location(const char *path, unsigned line, unsigned column)
{
	return value_object("physicalLocation", physical(path, line, column));
}

static json_t *in_function(json_t *where, const char *function)
{
	json_t *o, *list;

	if (!function || !*function)
		return where;
	o = value_object("name", value_text(function));
	set(o, "kind", value_text("function"));
	list = json_array();
	json_array_append_new(list, o);
	set(where, "logicalLocations", list);
	return where;
}

static json_t *one(json_t *item)
{
	json_t *list = json_array();

	json_array_append_new(list, item);
	return list;
}

static json_t *related_locations(const struct finding *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->related.n; i++) {
		const struct place *p = &f->related.item[i];
		json_t *o = location(p->path, p->line, p->column);

		set(o, "id", json_integer((json_int_t)i + 1));
		set(o, "message", message(p->message));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *flow_location(const struct step *s, unsigned column)
{
	json_t *where = location(s->path, s->line, s->place ? s->place->column : column);
	json_t *o;

	set(where, "message", message(s->message));
	o = value_object("location", where);
	set(o, "kinds", one(value_text(place_kind_name(s->kind))));
	set(o, "nestingLevel", json_integer(s->kind == PLACE_INSIDE));
	set(o, "executionOrder", json_integer(s->number));
	set(o, "importance", value_text(s->kind == PLACE_PATH ? "important" : "essential"));
	return o;
}

static json_t *code_flows(const struct finding *f)
{
	struct steps steps = { 0 };
	json_t *list = json_array();

	steps_of(&steps, f);
	for (size_t i = 0; i < steps.all.n; i++)
		json_array_append_new(list, flow_location(&steps.all.item[i], f->column));
	steps_release(&steps);
	return one(value_object("threadFlows", one(value_object("locations", list))));
}

static json_t *fixes(const struct finding *f)
{
	json_t *replacements = f->patch ? edit_replacements(f->patch, f->path) : NULL;
	json_t *change, *fix;

	if (!replacements)
		return NULL;
	change = value_object("artifactLocation", artifact(f->path));
	set(change, "replacements", replacements);
	fix = value_object("description", message("what the rule's patch mode makes of it"));
	set(fix, "artifactChanges", one(change));
	return one(fix);
}

/* Those of @f's kind, where a finding is given. */
static json_t *fix_ids(const struct rule *rule, const struct finding *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < rule->fixed_by.n; i++)
		if (!f || finding_has_fix(f, &rule->fixed_by.item[i]))
			json_array_append_new(list, value_text(rule->fixed_by.item[i].id));
	return list;
}

static json_t *result_properties(const struct finding *f)
{
	json_t *o = value_object("confidence", value_text(confidence_name(f->confidence)));

	set(o, "fixes", fix_ids(f->rule, f));
	if (f->patch)
		set(o, "patch", value_text(f->patch));
	if (f->no_patch)
		set(o, "no_patch", value_text(f->no_patch));
	if (f->brought)
		set(o, "brought_by", value_text(f->brought));
	if (f->mended)
		set(o, "mended_by", value_text(f->mended));
	if (f->opinion != OPINION_NONE)
		set(o, "sparse", json_opinion(f));
	return o;
}

static json_t *result_message(const struct finding *f)
{
	struct str text = STR_INIT;
	json_t *o;

	brought_add_message(&text, f);
	o = message(text.buf);
	str_release(&text);
	return o;
}

static json_t *result(const struct finding *f, const struct rule_list *rules)
{
	char *fingerprint = finding_fingerprint(f);
	json_t *o = value_object("ruleId", value_text(f->rule->name));

	set(o, "ruleIndex", json_integer((json_int_t)rule_list_index(rules, f->rule)));
	set(o, "level", value_text(level(f->confidence)));
	set(o, "message", result_message(f));
	set(o, "locations", one(in_function(location(f->path, f->line, f->column), f->function)));
	set(o, "relatedLocations", related_locations(f));
	set(o, "codeFlows", code_flows(f));
	set(o, "partialFingerprints", value_object("teardown/v1", value_text(fingerprint)));
	set(o, "fixes", fixes(f));
	set(o, "properties", result_properties(f));
	mem_free(fingerprint);
	return o;
}

static size_t check_index(const struct checks *checks, const char *name)
{
	size_t i = 0;

	while (i < checks->all.n && strcmp(checks->all.item[i], name))
		i++;
	return i;
}

static void checks_of(struct checks *checks, const struct report *r)
{
	for (size_t i = 0; i < r->remarks.n; i++)
		if (check_index(checks, r->remarks.item[i].check) == checks->all.n)
			*array_push(&checks->all) = r->remarks.item[i].check;
}

static json_t *remark_properties(const struct remark *m)
{
	json_t *o = value_object("of", value_text(m->of));

	if (m->line)
		set(o, "line_text", value_text(m->line));
	return o;
}

static json_t *remark_result(const struct remark *m, size_t index)
{
	json_t *o = value_object("ruleId", value_text(m->check));
	char *text = mem_printf("%s: %s", m->of, m->text);

	set(o, "ruleIndex", json_integer((json_int_t)index));
	set(o, "level", value_text(m->fails ? "error" : "warning"));
	set(o, "message", message(text));
	if (m->path)
		set(o, "locations", one(location(m->path, 0, 0)));
	set(o, "properties", remark_properties(m));
	mem_free(text);
	return o;
}

static json_t *results(const struct report *r, const struct rule_list *rules,
		       const struct checks *checks)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->findings.n; i++)
		json_array_append_new(list, result(&r->findings.item[i], rules));
	for (size_t i = 0; i < r->remarks.n; i++) {
		const struct remark *m = &r->remarks.item[i];

		json_array_append_new(list, remark_result(m, rules->all.n +
							  check_index(checks, m->check)));
	}
	return list;
}

static json_t *help(const struct rule *rule)
{
	struct str text = STR_INIT;
	json_t *o;

	str_add(&text, rule->comments && *rule->comments ? rule->comments : rule->summary);
	for (size_t i = 0; i < rule->fixed_by.n; i++)
		str_addf(&text, "\nFixed upstream by %s (\"%s\")", rule->fixed_by.item[i].id,
			 rule->fixed_by.item[i].subject ? rule->fixed_by.item[i].subject : "");
	o = message(text.buf);
	str_release(&text);
	return o;
}

static json_t *descriptor(const struct rule *rule)
{
	json_t *o = value_object("id", value_text(rule->name));
	json_t *properties, *configuration;

	set(o, "shortDescription", message(rule->summary));
	set(o, "fullDescription", message(rule->description));
	set(o, "help", help(rule));
	configuration = value_object("level", value_text(level(rule->confidence)));
	set(configuration, "enabled", json_boolean(rule->on_by_default));
	set(o, "defaultConfiguration", configuration);
	properties = value_object("confidence", value_text(confidence_name(rule->confidence)));
	set(properties, "precision", value_text(precision(rule->confidence)));
	set(properties, "fixes", fix_ids(rule, NULL));
	set(o, "properties", properties);
	return o;
}

static json_t *check_descriptor(const char *check)
{
	json_t *o = value_object("id", value_text(check));

	set(o, "shortDescription", message(message_check_summary(check)));
	return o;
}

static json_t *tool(const struct rule_list *rules, const struct checks *checks)
{
	json_t *driver = value_object("name", value_text("teardown"));
	json_t *list = json_array();

	for (size_t i = 0; i < rules->all.n; i++)
		json_array_append_new(list, descriptor(rules->all.item[i]));
	for (size_t i = 0; i < checks->all.n; i++)
		json_array_append_new(list, check_descriptor(checks->all.item[i]));
	set(driver, "version", value_text(VERSION));
	set(driver, "semanticVersion", value_text(VERSION));
	set(driver, "rules", list);
	return value_object("driver", driver);
}

static json_t *notification(const char *text, json_t *where)
{
	json_t *o = value_object("level", value_text("warning"));

	set(o, "message", message(text));
	set(o, "locations", one(where));
	return o;
}

static json_t *notifications(const struct coverage *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->unparsed.n; i++) {
		const struct unparsed *u = &c->unparsed.item[i];
		const char *name = u->function && *u->function ? u->function : "a function";
		char *text = mem_printf("not parsed, so not checked: %s", name);

		json_array_append_new(list, notification(text, in_function(
			location(u->path, u->line, 0), u->function)));
		mem_free(text);
	}
	for (size_t i = 0; i < c->unseen.n; i++) {
		const struct unseen *u = &c->unseen.item[i];
		char *text = mem_printf("not seen: %s", u->why);

		json_array_append_new(list, notification(text, location(u->path, 0, 0)));
		mem_free(text);
	}
	return list;
}

static json_t *invocation(const struct report *r)
{
	const struct coverage *c = &r->coverage;
	json_t *o = value_object("executionSuccessful", json_true());

	set(o, "toolExecutionNotifications", notifications(c));
	set(o, "properties", json_pack("{s:I, s:I, s:I, s:b}",
		"files", (json_int_t)c->files, "candidates", (json_int_t)c->candidates,
		"functions", (json_int_t)c->functions, "complete", coverage_complete(c)));
	return o;
}

/* A base URI ends in a slash, or its last part would be cut off. */
static json_t *root_base(const char *root)
{
	struct str uri = STR_INIT;
	json_t *o;

	str_add(&uri, "file://");
	escape_uri(&uri, root);
	if (!str_ends(uri.buf, "/"))
		str_addc(&uri, '/');
	o = value_object("uri", value_text(uri.buf));
	str_release(&uri);
	return value_object("ROOT", o);
}

static json_t *run(const struct report *r, const struct rules *rules)
{
	struct rule_list list = { 0 };
	struct checks checks = { 0 };
	json_t *o;

	rule_list_of(&list, r, rules);
	checks_of(&checks, r);
	o = value_object("tool", tool(&list, &checks));
	set(o, "invocations", one(invocation(r)));
	set(o, "originalUriBaseIds", root_base(r->root ? r->root : "/"));
	set(o, "columnKind", value_text("unicodeCodePoints"));
	set(o, "results", results(r, &list, &checks));
	rule_list_release(&list);
	array_free(&checks.all);
	return o;
}

void report_write_sarif(FILE *out, const struct report *r, const struct report_options *o)
{
	json_t *top = value_object("$schema", value_text(SCHEMA));

	set(top, "version", value_text("2.1.0"));
	set(top, "runs", one(run(r, o->rules)));
	value_write(out, top);
}
