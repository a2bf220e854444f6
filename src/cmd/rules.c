// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "cmd/cmd.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "check/rule.h"
#include "cmd/options.h"
#include "report/escape.h"
#include "report/value.h"

#define WIDTH 79
#define SHORT_ID 12

enum { KEY_FORMAT = 256 };

struct rules_options {
	struct options_input input;
	bool json;
	const char *name;	/* NULL: all */
};

static const struct {
	const char *name, *title;
} words[] = {
	[WORD_TEARDOWN] = { "teardown", "Takes down what devres stands on" },
	[WORD_TEARDOWN_MANAGED] = { "teardown-managed",
		"Takes down what managed DMA memory stands on" },
	[WORD_TEARDOWN_BUS] = { "teardown-bus", "Takes down, in bus code, what devres stands on" },
	[WORD_RELEASE] = { "release", "Releases devres" },
	[WORD_CONFIGURE] = { "configure", "Sets the same up again" },
	[WORD_MANAGED] = { "managed", "Allocates managed memory that stands on it" },
};

#define WORDS (sizeof(words) / sizeof(*words))

static error_t parse_rules(int key, char *arg, struct argp_state *state)
{
	struct rules_options *o = state->input;

	switch (key) {
	case KEY_FORMAT:
		o->json = !strcmp(arg, "json");
		if (o->json || !strcmp(arg, "text"))
			return 0;
		o->input.err = error_new("unknown --format=%s; known: text, json", arg);
		return EINVAL;
	case ARGP_KEY_ARG:
		if (!o->name) {
			o->name = arg;
			return 0;
		}
		o->input.err = error_new("one rule at a time, not also %s", arg);
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option rules_options[] = {
	{ "format", KEY_FORMAT, "FORMAT", 0, "text or json", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

const struct argp cmd_rules_argp = {
	.options = rules_options,
	.parser = parse_rules,
	.args_doc = "[RULE]",
	.doc = "List the rules, or explain one",
};

static void put(const char *text, size_t n)
{
	struct str s = STR_INIT;

	escape_plain(&s, text, n);
	fwrite(s.buf, 1, s.len, stdout);
	str_release(&s);
}

/* Words of @text in lines of up to WIDTH; @column is where the first one stands. */
static void put_wrapped(const char *text, size_t indent, size_t column)
{
	size_t n;

	for (;;) {
		text += strspn(text, " \t\n");
		n = strcspn(text, " \t\n");
		if (!n)
			break;
		if (column > indent && column + 1 + n > WIDTH) {
			printf("\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			putchar(' ');
			column++;
		}
		put(text, n);
		column += n;
		text += n;
	}
	putchar('\n');
}

static void put_paragraphs(const char *text, size_t indent)
{
	const char *end;

	for (; *text; text = end + strspn(end, "\n")) {
		char *one;

		end = strstr(text, "\n\n");
		if (!end)
			end = text + strlen(text);
		one = mem_strndup(text, (size_t)(end - text));
		printf("%*s", (int)indent, "");
		put_wrapped(one, indent, indent);
		mem_free(one);
	}
}

/* A shape as it stands, tabs and all. */
static void put_lines(const char *text)
{
	struct str s = STR_INIT;
	size_t n;

	for (; *text; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		str_clear(&s);
		escape_source(&s, text, n);
		printf("    %s\n", s.buf);
	}
	str_release(&s);
}

static void put_title(bool color, const char *title)
{
	printf(color ? "\n\033[1m%s\033[m\n" : "\n%s\n", title);
}

static void put_row(const struct rule *r, int name_width, bool color)
{
	struct str ids = STR_INIT;
	size_t i;

	for (i = 0; i < r->fixed_by.n; i++)
		str_addf(&ids, "%.*s ", SHORT_ID, r->fixed_by.item[i].id);
	printf(color ? "\033[1m%-*s\033[m  %-10s  %-7s  " : "%-*s  %-10s  %-7s  ", name_width,
	       r->name, confidence_name(r->confidence), r->on_by_default ? "on" : "off");
	put_wrapped(ids.len ? ids.buf : "-", (size_t)name_width + 23, (size_t)name_width + 23);
	fputs("    ", stdout);
	put_wrapped(r->summary, 4, 4);
	str_release(&ids);
}

static void put_table(const struct rules *rules, bool color)
{
	int width = (int)strlen("RULE");
	size_t i;

	for (i = 0; i < rules->all.n; i++)
		if ((int)strlen(rules->all.item[i].name) > width)
			width = (int)strlen(rules->all.item[i].name);
	printf("%-*s  CONFIDENCE  DEFAULT  FIXES\n", width, "RULE");
	for (i = 0; i < rules->all.n; i++)
		put_row(&rules->all.item[i], width, color);
}

static void put_fixes(const struct fix *fix, size_t n, const char *title, bool color)
{
	size_t i;

	if (n)
		put_title(color, title);
	for (i = 0; i < n; i++) {
		printf("    %.*s%s", SHORT_ID, fix[i].id, *fix[i].subject ? " " : "");
		put_wrapped(fix[i].subject, 5 + SHORT_ID, 5 + SHORT_ID);
	}
}

static void pattern_in_words(struct str *s, const struct pattern *p)
{
	switch (p->kind) {
	case PATTERN_ASSIGN_NULL:
		str_addf(s, "NULL stored in its %s", p->member);
		return;
	case PATTERN_CALLBACK:
		str_addf(s, strcmp(p->name, "probe") ? "the return from .%s" : "a failing .%s",
			 p->name);
		return;
	case PATTERN_CALL:
		str_addf(s, "%s()", p->name);
		break;
	case PATTERN_PREFIX_CALL:
		str_addf(s, "any %s*()", p->name);
		break;
	case PATTERN_MEMBER_CALL:
		str_addf(s, "a call through ->%s", p->name);
		break;
	}
	if (p->null_arg >= 0)
		str_add(s, " with NULL");
	if (p->reach == REACH_MEMBER)
		str_addf(s, " of its %s", p->member);
	else if (p->reach == REACH_ANY)
		str_add(s, " of what is reached from it");
}

static void put_vocabulary(const struct rule *r, enum word word, bool color)
{
	struct str s = STR_INIT;
	size_t i;

	for (i = 0; i < r->patterns.n; i++) {
		if (r->patterns.item[i].word != word)
			continue;
		if (s.len)
			str_add(&s, ", ");
		pattern_in_words(&s, &r->patterns.item[i]);
	}
	if (s.len) {
		put_title(color, words[word].title);
		put_paragraphs(s.buf, 4);
	}
	str_release(&s);
}

static void put_shape(const char *title, const char *text, bool color)
{
	if (!*text)
		return;
	put_title(color, title);
	put_lines(text);
}

static void explain(const struct rule *r, bool color)
{
	size_t w;

	printf(color ? "\033[1m%s\033[m: %s confidence, %s by default\n\n" :
		       "%s: %s confidence, %s by default\n\n", r->name,
	       confidence_name(r->confidence), r->on_by_default ? "on" : "off");
	put_paragraphs(r->description, 4);
	put_shape("Wrong", r->wrong, color);
	put_shape("Right", r->right, color);
	put_fixes(r->fixed_by.item, r->fixed_by.n, "Fixed upstream by", color);
	put_fixes(r->introduced_by.item, r->introduced_by.n, "Introduced by", color);
	for (w = 0; w < WORDS; w++)
		put_vocabulary(r, (enum word)w, color);
	if (*r->comments) {
		put_title(color, "What it gets wrong");
		put_paragraphs(r->comments, 4);
	}
	put_title(color, "The rule");
	printf("    ");
	put(r->path, strlen(r->path));
	putchar('\n');
}

static json_t *json_fixes(const struct fix *fix, size_t n)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(a, json_pack("{s:o, s:o}", "id", value_text(fix[i].id),
						   "subject", value_text(fix[i].subject)));
	return a;
}

static const char *pattern_name(const struct pattern *p)
{
	return p->name ? p->name : p->member;
}

static json_t *json_vocabulary(const struct rule *r)
{
	struct str s = STR_INIT;
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < r->patterns.n; i++) {
		const struct pattern *p = &r->patterns.item[i];

		str_clear(&s);
		pattern_in_words(&s, p);
		json_array_append_new(a, json_pack("{s:s, s:o, s:o}", "word", words[p->word].name,
						   "name", value_text(pattern_name(p)),
						   "text", value_text(s.buf)));
	}
	str_release(&s);
	return a;
}

static json_t *json_rule(const struct rule *r)
{
	return json_pack("{s:o, s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "rule", value_text(r->name),
			 "confidence", confidence_name(r->confidence),
			 "on_by_default", (int)r->on_by_default,
			 "summary", value_text(r->summary),
			 "description", value_text(r->description),
			 "fixes", json_fixes(r->fixed_by.item, r->fixed_by.n),
			 "introduced_by", json_fixes(r->introduced_by.item, r->introduced_by.n),
			 "vocabulary", json_vocabulary(r),
			 "wrong", value_text(r->wrong),
			 "right", value_text(r->right),
			 "comments", value_text(r->comments),
			 "path", value_text(r->path));
}

static void put_json(const struct rules *rules, const struct rule *one)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < rules->all.n; i++)
		if (!one || one == &rules->all.item[i])
			json_array_append_new(a, json_rule(&rules->all.item[i]));
	value_write(stdout, value_object("rules", a));
}

struct error *rules_unknown(const struct rules *rules, const char *name)
{
	struct str known = STR_INIT;
	struct error *err;
	size_t i;

	for (i = 0; i < rules->all.n; i++)
		str_addf(&known, "%s%s", i ? ", " : "", rules->all.item[i].name);
	err = error_new("unknown rule %s; known: %s", name, known.buf);
	str_release(&known);
	return err;
}

static struct error *show(const struct rules *rules, const struct rules_options *o, bool color)
{
	const struct rule *one = o->name ? rules_find(rules, o->name) : NULL;

	if (o->name && !one)
		return rules_unknown(rules, o->name);
	if (o->json)
		put_json(rules, one);
	else if (one)
		explain(one, color);
	else
		put_table(rules, color);
	return NULL;
}

struct error *cmd_rules(const struct cmd_context *ctx, int argc, char **argv, int *status)
{
	struct rules_options o = { .json = false };
	struct rules rules = { 0 };
	struct error *err;
	char *dir = NULL;

	(void)status;
	err = options_parse(&cmd_rules_argp, argc, argv, false, &o.input);
	if (!err)
		err = rules_folder(&dir);
	if (!err)
		err = rules_read(&rules, dir);
	if (!err)
		err = show(&rules, &o, term_use_color(ctx->color, STDOUT_FILENO));
	rules_release(&rules);
	mem_free(dir);
	return err;
}
