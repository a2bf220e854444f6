// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/output.h"
#include "cmd/rule_choice.h"
#include "lint/lint.h"
#include "report/report.h"

enum { KEY_CONFIDENCE = 256, KEY_FORMAT, KEY_STRICT, KEY_TIMEOUT, KEY_NO_CACHE, KEY_STAGED,
       KEY_WORKTREE, KEY_BASE, KEY_STABLE };

enum { MAX_TIMEOUT_S = 86400, MAX_JOBS = 256 };

struct lint_command {
	struct options_input input;
	struct rule_choice choice;
	ARRAY(const char *) words;
	bool staged, worktree, stable, strict, no_cache;
	enum format format;
	const char *output, *base;
	unsigned jobs, timeout_s;
};

static const struct argp_option options[] = {
	{ "staged", KEY_STAGED, NULL, 0, "what is staged", 0 },
	{ "worktree", KEY_WORKTREE, NULL, 0, "the tracked files of the work tree", 0 },
	{ "base", KEY_BASE, "REV", 0, "what mails are applied to (default HEAD)", 0 },
	{ "stable", KEY_STABLE, NULL, 0, "the patches are for a stable branch", 0 },
	{ "rule", 'r', "RULE", 0, "only this rule: a name or a .cocci file; repeatable", 0 },
	{ "confidence", KEY_CONFIDENCE, "LEVEL", 0,
	  "report this level and above: low, moderate, high", 0 },
	{ "jobs", 'j', "N", 0, "processes at a time (default: one a processor)", 0 },
	{ "format", KEY_FORMAT, "FORMAT", 0, "text, terse, json, sarif, html", 0 },
	{ "output", 'o', "FILE", 0, "write the report to FILE", 0 },
	{ "strict", KEY_STRICT, NULL, 0, "exit 3 when not everything could be seen", 0 },
	{ "timeout", KEY_TIMEOUT, "SECONDS", 0, "of spatch for each file (default 60)", 0 },
	{ "no-cache", KEY_NO_CACHE, NULL, 0, "neither use nor write the cache", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static error_t refuse(struct lint_command *o, struct error *err)
{
	o->input.err = err;
	return err ? EINVAL : 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct lint_command *o = state->input;

	switch (key) {
	case KEY_STAGED:
		o->staged = true;
		return 0;
	case KEY_WORKTREE:
		o->worktree = true;
		return 0;
	case KEY_BASE:
		o->base = arg;
		return 0;
	case KEY_STABLE:
		o->stable = true;
		return 0;
	case 'r':
		*array_push(&o->choice.rules) = arg;
		return 0;
	case KEY_CONFIDENCE:
		return refuse(o, rule_choice_level(&o->choice, arg));
	case 'j':
		return refuse(o, option_number("jobs", arg, MAX_JOBS, &o->jobs));
	case KEY_FORMAT:
		return refuse(o, option_format(arg, &o->format));
	case 'o':
		o->output = arg;
		return 0;
	case KEY_STRICT:
		o->strict = true;
		return 0;
	case KEY_TIMEOUT:
		return refuse(o, option_number("timeout", arg, MAX_TIMEOUT_S, &o->timeout_s));
	case KEY_NO_CACHE:
		o->no_cache = true;
		return 0;
	case ARGP_KEY_ARG:
		*array_push(&o->words) = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp cmd_lint_argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[A..B | COMMIT | FILE... | -]",
	.doc = "Tell what a change brings: commits, what is staged, patches, mails",
};

static struct error *read_range(struct patchset *p, struct repository *r, const char *word)
{
	const char *dots = strstr(word, "..");
	char *from = mem_strndup(word, (size_t)(dots - word));
	const char *to = dots + 2 + (dots[2] == '.');
	struct error *err = patchset_range(p, r, *from ? from : "HEAD", *to ? to : "HEAD");

	mem_free(from);
	return err;
}

static struct error *read_patches(const struct lint_command *o, struct patchset *p,
				  struct repository *r)
{
	if (o->staged)
		return patchset_staged(p, r);
	if (o->worktree)
		return patchset_worktree(p, r);
	if (strstr(o->words.item[0], ".."))
		return read_range(p, r, o->words.item[0]);
	return patchset_commit(p, r, o->words.item[0]);
}

struct writing {
	const struct lint_command *o;
	const struct cmd_context *ctx;
	const struct rules *rules;
	const struct report *report;
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

	report_write(out, w->o->format, w->report, &how);
}

static void set_status(const struct lint_command *o, const struct report *r, int *status)
{
	if (r->findings.n)
		*status = STATUS_FOUND;
	else if (o->strict && !coverage_complete(&r->coverage))
		*status = STATUS_UNSEEN;
}

static struct error *run(const struct lint_command *o, const struct cmd_context *ctx,
			 const struct check_options *check, const struct rules *rules,
			 int *status)
{
	struct lint_options how = { .check = check, .level = rule_choice_lowest(&o->choice) };
	struct writing w = { .o = o, .ctx = ctx, .rules = rules };
	struct patchset patches = { 0 };
	struct repository r;
	struct lint lint = { 0 };
	struct error *err = repository_open(&r, ".");

	if (!err)
		err = read_patches(o, &patches, &r);
	if (!err)
		err = lint_run(&lint, &how, &patches);
	if (!err) {
		w.report = &lint.report;
		set_status(o, &lint.report, status);
		err = output_write(o->output, write_to, &w);
	}
	lint_release(&lint);
	patchset_release(&patches);
	repository_close(&r);
	return err;
}

struct error *cmd_lint(const struct cmd_context *ctx, int argc, char **argv, int *status)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct lint_command o = { .timeout_s = CHECK_TIMEOUT_S, .jobs = cpus > 0 ? cpus : 1 };
	struct check_options check = { .quiet = ctx->quiet };
	struct rules rules = { 0 };
	struct error *err;

	err = options_parse(&cmd_lint_argp, argc, argv, false, &o.input);
	if (!err)
		err = rule_choice_read(&o.choice, &rules, &check);
	check.jobs = o.jobs;
	check.timeout_s = o.timeout_s;
	check.cache = !o.no_cache;
	if (!err)
		err = run(&o, ctx, &check, &rules, status);
	rules_release(&rules);
	array_free(&check.rules);
	array_free(&o.choice.rules);
	array_free(&o.words);
	return err;
}
