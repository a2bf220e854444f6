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
#include "cmd/confirm_choice.h"
#include "cmd/options.h"
#include "cmd/output.h"
#include "cmd/revision_check.h"
#include "cmd/rule_choice.h"
#include "report/report.h"

enum { KEY_CONFIDENCE = 256, KEY_FORMAT, KEY_STRICT, KEY_TIMEOUT, KEY_NO_CACHE,
       KEY_REVISION, KEY_CONFIRM, KEY_KBUILD };

enum { MAX_TIMEOUT_S = 86400, MAX_JOBS = 256 };

struct check_command {
	struct options_input input;
	struct rule_choice choice;
	struct confirm_choice confirm;
	struct word_list paths, revisions;
	bool strict, no_cache;
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
	{ "confirm", KEY_CONFIRM, "FILE", OPTION_ARG_OPTIONAL,
	  "ask sparse, with the flags of a compile_commands.json", 0 },
	{ "kbuild", KEY_KBUILD, "DIR", 0, "ask sparse, with the flags of a build folder", 0 },
	{ "no-cache", KEY_NO_CACHE, NULL, 0, "neither use nor write the cache", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static error_t refuse(struct check_command *o, struct error *err)
{
	o->input.err = err;
	return err ? EINVAL : 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct check_command *o = state->input;

	switch (key) {
	case 'r':
		*array_push(&o->choice.rules) = arg;
		return 0;
	case KEY_REVISION:
		*array_push(&o->revisions) = arg;
		return 0;
	case KEY_CONFIDENCE:
		return refuse(o, rule_choice_level(&o->choice, arg));
	case 'j':
		return refuse(o, option_number("jobs", "", arg, MAX_JOBS, &o->jobs));
	case KEY_FORMAT:
		return refuse(o, option_format(arg, &o->format));
	case 'o':
		o->output = arg;
		return 0;
	case KEY_STRICT:
		o->strict = true;
		return 0;
	case KEY_TIMEOUT:
		return refuse(o, option_number("timeout", " of seconds", arg, MAX_TIMEOUT_S,
					       &o->timeout_s));
	case KEY_CONFIRM:
		o->confirm.wanted = true;
		o->confirm.commands = arg;
		return 0;
	case KEY_KBUILD:
		o->confirm.wanted = true;
		o->confirm.kbuild = arg;
		return 0;
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

/* What sparse refutes is told, and fails nothing. */
static bool stands(const struct report *r)
{
	for (size_t i = 0; i < r->findings.n; i++)
		if (r->findings.item[i].opinion != OPINION_REFUTED)
			return true;
	return false;
}

static void set_status(const struct check_command *o, const struct report *r, int *status)
{
	if (stands(r))
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
		rule_choice_drop_weak(&o->choice, &report);
		err = confirm_choice_run(&o->confirm, w.rules, o->timeout_s, &report);
	}
	if (!err) {
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
				 rule_choice_lowest(&o->choice));
	for (size_t i = 0; !err && i < c.reports.all.n; i++)
		set_status(o, &c.reports.all.item[i].report, status);
	if (!err && c.reports.all.n > 1 && takes_one(o->format))
		err = error_new("--format=sarif, html, gitlab and b4 take one revision; text, "
				"terse, json and github take several");
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
		err = rule_choice_read(&o.choice, &rules, &check);
	check.jobs = o.jobs;
	check.timeout_s = o.timeout_s;
	check.cache = !o.no_cache;
	if (!err && o.confirm.wanted && o.revisions.n)
		err = error_new("--confirm and --rev: sparse reads files, not revisions");
	if (!err && o.confirm.commands && o.confirm.kbuild)
		err = error_new("--confirm=%s and --kbuild=%s: flags come from one of them",
				o.confirm.commands, o.confirm.kbuild);
	if (!err)
		err = o.revisions.n ? check_revisions(&o, &check, w, status) :
				      check_files(&o, &check, w, status);
	rules_release(&rules);
	array_free(&check.rules);
	array_free(&o.choice.rules);
	array_free(&o.revisions);
	array_free(&o.paths);
	return err;
}
