// SPDX-License-Identifier: GPL-2.0
#include "cmd/rule_choice.h"

#include <string.h>

#include "base/str.h"
#include "cmd/cmd.h"

struct error *rule_choice_level(struct rule_choice *c, const char *word)
{
	c->has_level = true;
	if (confidence_parse(word, &c->level))
		return NULL;
	return error_new("unknown --confidence=%s; known: low, moderate, high", word);
}

enum confidence rule_choice_lowest(const struct rule_choice *c)
{
	return c->has_level ? c->level : CONFIDENCE_LOW;
}

static bool is_path(const char *rule)
{
	return strchr(rule, '/') || (strlen(rule) > 6 && str_ends(rule, ".cocci"));
}

static bool is_named(const struct rule_choice *c, const struct rule *rule)
{
	for (size_t i = 0; i < c->rules.n; i++)
		if (!strcmp(c->rules.item[i], rule->name) || !strcmp(c->rules.item[i], rule->path))
			return true;
	return false;
}

static bool is_wanted(const struct rule_choice *c, const struct rule *rule)
{
	if (c->rules.n)
		return is_named(c, rule);
	if (c->has_level)
		return rule->confidence >= c->level &&
		       (rule->on_by_default || c->level == CONFIDENCE_LOW);
	return rule->on_by_default;
}

/* Rules named by path are read from there; the folder for those named otherwise, or for all. */
static struct error *read_rules(const struct rule_choice *c, struct rules *rules)
{
	struct error *err = NULL;
	bool folder = !c->rules.n;
	char *dir = NULL;

	for (size_t i = 0; !err && i < c->rules.n; i++)
		if (is_path(c->rules.item[i]))
			err = rules_read_file(rules, c->rules.item[i]);
		else
			folder = true;
	if (!err && folder)
		err = rules_folder(&dir);
	if (!err && folder)
		err = rules_read(rules, dir);
	mem_free(dir);
	for (size_t i = 0; !err && i < c->rules.n; i++)
		if (!is_path(c->rules.item[i]) && !rules_find(rules, c->rules.item[i]))
			err = rules_unknown(rules, c->rules.item[i]);
	return err;
}

struct error *rule_choice_read(const struct rule_choice *c, struct rules *rules,
			       struct check_options *check)
{
	struct error *err = read_rules(c, rules);

	for (size_t i = rules->all.n; !err && i-- > 0;)
		if (!is_wanted(c, &rules->all.item[i]))
			rules_drop(rules, i);
	for (size_t i = 0; !err && i < rules->all.n; i++)
		*array_push(&check->rules) = &rules->all.item[i];
	if (!err && check->rules.n > CHECK_MAX_RULES)
		err = error_new("%zu rules: %d at a time at most; choose with --rule",
				check->rules.n, CHECK_MAX_RULES);
	return err;
}

void rule_choice_drop_weak(const struct rule_choice *c, struct report *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->findings.n; i++)
		if (c->has_level && r->findings.item[i].confidence < c->level)
			finding_release(&r->findings.item[i]);
		else
			r->findings.item[kept++] = r->findings.item[i];
	r->findings.n = kept;
}
