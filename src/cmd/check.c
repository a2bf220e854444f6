// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "check/check.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/output.h"
#include "cmd/revision_check.h"
#include "report/report.h"

enum { KEY_CONFIDENCE = 256, KEY_FORMAT, KEY_STRICT, KEY_TIMEOUT, KEY_NO_CACHE,
       KEY_REVISION };

enum { MAX_TIMEOUT_S = 86400, MAX_JOBS = 256 };

struct check_command {
	struct options_input input;
	ARRAY(const char *) rules;	/* as named */
	struct word_list paths, revisions;
	bool has_confidence, strict, no_cache;
	enum confidence confidence;
	enum format format;
	const char *output;
	unsigned jobs, timeout_s;
};

static const struct argp_option options[] = {
	{ "rule", 'r', "RULE", 0, "only this rule: a name or a .cocci file; repeatable", 0 },
	{ "rev", KEY_REVISION, "REV", 0,
	  "a git revision, v4.9..v6.12, 'linux-*.y'; repeatable", 0 },
	{ "confidence", KEY_CONFIDENCE, "LEVEL", 0,
	  "report this level and above: low, moderate, high", 0 },
	{ "jobs", 'j', "N", 0, "processes at a time (default: one a processor)", 0 },
	{ "format", KEY_FORMAT, "FORMAT", 0,
	  "text, terse, json, sarif, html, github, gitlab or b4", 0 },
	{ "output", 'o', "FILE", 0, "write the report to FILE", 0 },
	{ "strict", KEY_STRICT, NULL, 0, "exit 3 when not everything could be seen", 0 },
	{ "timeout", KEY_TIMEOUT, "SECONDS", 0, "for each file (default 60)", 0 },
	{ "no-cache", KEY_NO_CACHE, NULL, 0, "neither use nor write the cache", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static bool parse_number(const char *text, unsigned max, unsigned *value)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || !n || n > max)
		return false;
	*value = n;
	return true;
}

static error_t refuse(struct check_command *o, struct error *err)
{
	o->input.err = err;
	return EINVAL;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct check_command *o = state->input;

	switch (key) {
	case 'r':
		*array_push(&o->rules) = arg;
		return 0;
	case KEY_REVISION:
		*array_push(&o->revisions) = arg;
		return 0;
	case KEY_CONFIDENCE:
		o->has_confidence = true;
		if (confidence_parse(arg, &o->confidence))
			return 0;
		return refuse(o, error_new("unknown --confidence=%s; known: low, moderate, high",
					   arg));
	case 'j':
		if (parse_number(arg, MAX_JOBS, &o->jobs))
			return 0;
		return refuse(o, error_new("--jobs=%s: not a number from 1 to %d", arg, MAX_JOBS));
	case KEY_FORMAT:
		if (format_parse(arg, &o->format))
			return 0;
		return refuse(o, error_new("unknown --format=%s; known: %s", arg, format_names()));
	case 'o':
		o->output = arg;
		return 0;
	case KEY_STRICT:
		o->strict = true;
		return 0;
	case KEY_TIMEOUT:
		if (parse_number(arg, MAX_TIMEOUT_S, &o->timeout_s))
			return 0;
		return refuse(o, error_new("--timeout=%s: not a number of seconds from 1 to %d",
					   arg, MAX_TIMEOUT_S));
	case KEY_NO_CACHE:
		o->no_cache = true;
		return 0;
	case ARGP_KEY_ARG:
		*array_push(&o->paths) = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp cmd_check_argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[PATH...]",
	.doc = "Find DMA torn down before devres, in files, folders or a kernel tree",
};

static bool is_path(const char *rule)
{
	return strchr(rule, '/') || (strlen(rule) > 6 && str_ends(rule, ".cocci"));
}

static bool is_named(const struct check_command *o, const struct rule *rule)
{
	for (size_t i = 0; i < o->rules.n; i++)
		if (!strcmp(o->rules.item[i], rule->name) || !strcmp(o->rules.item[i], rule->path))
			return true;
	return false;
}

static bool is_wanted(const struct check_command *o, const struct rule *rule)
{
	if (o->rules.n)
		return is_named(o, rule);
	if (o->has_confidence)
		return rule->confidence >= o->confidence &&
		       (rule->on_by_default || o->confidence == CONFIDENCE_LOW);
	return rule->on_by_default;
}

/* Rules named by path are read from there; the folder for those named otherwise, or for all. */
static struct error *read_rules(const struct check_command *o, struct rules *rules)
{
	struct error *err = NULL;
	bool folder = !o->rules.n;
	char *dir = NULL;

	for (size_t i = 0; !err && i < o->rules.n; i++)
		if (is_path(o->rules.item[i]))
			err = rules_read_file(rules, o->rules.item[i]);
		else
			folder = true;
	if (!err && folder)
		err = rules_folder(&dir);
	if (!err && folder)
		err = rules_read(rules, dir);
	mem_free(dir);
	for (size_t i = 0; !err && i < o->rules.n; i++)
		if (!is_path(o->rules.item[i]) && !rules_find(rules, o->rules.item[i]))
			err = rules_unknown(rules, o->rules.item[i]);
	return err;
}

static struct error *choose_rules(const struct check_command *o, struct rules *rules,
				  struct check_options *check)
{
	struct error *err = read_rules(o, rules);

	for (size_t i = rules->all.n; !err && i-- > 0;)
		if (!is_wanted(o, &rules->all.item[i]))
			rules_drop(rules, i);
	for (size_t i = 0; !err && i < rules->all.n; i++)
		*array_push(&check->rules) = &rules->all.item[i];
	if (!err && check->rules.n > CHECK_MAX_RULES)
		err = error_new("%zu rules: %d at a time at most; choose with --rule",
				check->rules.n, CHECK_MAX_RULES);
	return err;
}

/* Findings may be weaker than their rule: they are held against --confidence one by one. */
static void drop_weak(const struct check_command *o, struct report *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->findings.n; i++)
		if (o->has_confidence && r->findings.item[i].confidence < o->confidence)
			finding_release(&r->findings.item[i]);
		else
			r->findings.item[kept++] = r->findings.item[i];
	r->findings.n = kept;
}

struct writing {
	const struct check_command *o;
	const struct cmd_context *ctx;
	const struct rules *rules;
	const struct report *report;
	const struct revision_reports *revisions;	/* in its place, with --rev */
};

static void write_to(FILE *out, const void *of)
{
	const struct writing *w = of;
	struct report_options how = {
		.color = term_use_color(w->ctx->color, fileno(out)),
		.verbose = w->ctx->verbose,
		.quiet = w->ctx->quiet,
		.rules = w->rules,
	};

	if (w->revisions)
		report_write_revisions(out, w->o->format, w->revisions, &how);
	else
		report_write(out, w->o->format, w->report, &how);
}

static void set_status(const struct check_command *o, const struct report *r, int *status)
{
	if (r->findings.n)
		*status = STATUS_FOUND;
	else if (o->strict && *status == STATUS_CLEAN && !coverage_complete(&r->coverage))
		*status = STATUS_UNSEEN;
}

static struct error *check_files(const struct check_command *o, const struct check_options *check,
				 struct writing w, int *status)
{
	struct report report = { 0 };
	struct error *err = check_run(check, o->paths.item, o->paths.n, &report);

	if (!err) {
		drop_weak(o, &report);
		w.report = &report;
		set_status(o, &report, status);
		err = output_write(o->output, write_to, &w);
	}
	report_release(&report);
	return err;
}

static bool takes_one(enum format f)
{
	return f == FORMAT_SARIF || f == FORMAT_HTML || f == FORMAT_GITLAB || f == FORMAT_B4;
}

static struct error *check_revisions(const struct check_command *o,
				     const struct check_options *check, struct writing w,
				     int *status)
{
	struct revision_check c;
	struct error *err;

	err = revision_check_run(&c, check, &o->revisions, &o->paths,
				 o->has_confidence ? o->confidence : CONFIDENCE_LOW);
	for (size_t i = 0; !err && i < c.reports.all.n; i++)
		set_status(o, &c.reports.all.item[i].report, status);
	if (!err && c.reports.all.n > 1 && takes_one(o->format))
		err = error_new("--format=sarif, html, gitlab and b4 take one revision; text, terse, "
				"json and github take several");
	if (!err) {
		w.revisions = &c.reports;
		err = output_write(o->output, write_to, &w);
	}
	revision_check_release(&c);
	return err;
}

struct error *cmd_check(const struct cmd_context *ctx, int argc, char **argv, int *status)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct check_command o = { .timeout_s = CHECK_TIMEOUT_S, .jobs = cpus > 0 ? cpus : 1 };
	struct check_options check = { .quiet = ctx->quiet };
	struct rules rules = { 0 };
	struct writing w = { .o = &o, .ctx = ctx, .rules = &rules };
	struct error *err;

	err = options_parse(&cmd_check_argp, argc, argv, false, &o.input);
	if (!err)
		err = choose_rules(&o, &rules, &check);
	check.jobs = o.jobs;
	check.timeout_s = o.timeout_s;
	check.cache = !o.no_cache;
	if (!err)
		err = o.revisions.n ? check_revisions(&o, &check, w, status) :
				      check_files(&o, &check, w, status);
	rules_release(&rules);
	array_free(&check.rules);
	array_free(&o.rules);
	array_free(&o.revisions);
	array_free(&o.paths);
	return err;
}
