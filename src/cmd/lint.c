// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/output.h"
#include "cmd/rule_choice.h"
#include "history/series.h"
#include "lint/fix.h"
#include "lint/lint.h"
#include "lint/message.h"
#include "report/baseline.h"
#include "report/escape.h"
#include "report/report.h"

enum { KEY_CONFIDENCE = 256, KEY_FORMAT, KEY_STRICT, KEY_TIMEOUT, KEY_NO_CACHE, KEY_STAGED,
       KEY_WORKTREE, KEY_BASE, KEY_STABLE, KEY_BASELINE, KEY_UPDATE, KEY_FIX, KEY_APPLY };

enum { MAX_TIMEOUT_S = 86400, MAX_JOBS = 256 };

struct lint_command {
	struct options_input input;
	struct rule_choice choice;
	ARRAY(const char *) words;
	bool staged, worktree, stable, strict, no_cache, update, fix, apply;
	enum format format;
	const char *output, *base, *baseline;
	unsigned jobs, timeout_s;
};

static const struct argp_option options[] = {
	{ "staged", KEY_STAGED, NULL, 0, "what is staged", 0 },
	{ "worktree", KEY_WORKTREE, NULL, 0, "the tracked files of the work tree", 0 },
	{ "base", KEY_BASE, "REV", 0, "what mails are applied to (default HEAD)", 0 },
	{ "stable", KEY_STABLE, NULL, 0, "the patches are for a stable branch", 0 },
	{ "baseline", KEY_BASELINE, "FILE", 0, "do not tell the findings that FILE knows", 0 },
	{ "update-baseline", KEY_UPDATE, NULL, 0, "add what is found to the baseline", 0 },
	{ "fix", KEY_FIX, NULL, 0, "print the rules' patches for what is found", 0 },
	{ "apply", KEY_APPLY, NULL, 0, "with --fix: make them in the work tree", 0 },
	{ "rule", 'r', "RULE", 0, "only this rule: a name or a .cocci file; repeatable", 0 },
	{ "confidence", KEY_CONFIDENCE, "LEVEL", 0,
	  "report this level and above: low, moderate, high", 0 },
	{ "jobs", 'j', "N", 0, "processes at a time (default: one a processor)", 0 },
	{ "format", KEY_FORMAT, "FORMAT", 0,
	  "text, terse, json, sarif, html, github, gitlab or b4", 0 },
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
	case KEY_BASELINE:
		o->baseline = arg;
		return 0;
	case KEY_UPDATE:
		o->update = true;
		return 0;
	case KEY_FIX:
		o->fix = true;
		return 0;
	case KEY_APPLY:
		o->apply = true;
		return 0;
	case 'r':
		*array_push(&o->choice.rules) = arg;
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

static bool is_file(const char *word)
{
	struct stat st;

	return !strcmp(word, "-") || (!stat(word, &st) && !S_ISDIR(st.st_mode));
}

static struct error *read_mails(const struct lint_command *o, struct series *s)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < o->words.n; i++) {
		const char *word = o->words.item[i];

		if (!is_file(word))
			err = error_new("%s: is no file; patches and commits are not linted "
					"together", word);
		else if (strcmp(word, "-"))
			err = series_read(s, word);
		else
			err = series_read_fd(s, STDIN_FILENO);
	}
	return err ? err : series_settle(s);
}

/* A word that is a file and a revision too is refused: ./FILE and REV^0 tell which is meant. */
static struct error *check_words(const struct lint_command *o, struct repository *r)
{
	git_object *object = NULL;
	size_t sources = (o->words.n > 0) + o->staged + o->worktree;
	bool both;

	if (!sources)
		return error_new("of what? 'teardown lint A..B', a commit, patch files, - for "
				 "standard input, --staged or --worktree");
	if (sources > 1)
		return error_new("only one of --staged, --worktree and what is named");
	if (o->update && !o->baseline)
		return error_new("--update-baseline needs --baseline=FILE");
	if (o->apply && !o->fix)
		return error_new("--apply is for --fix");
	if (o->base && (!o->words.n || !is_file(o->words.item[0])))
		return error_new("--base is for patches and mails");
	if (!o->words.n || !is_file(o->words.item[0])) {
		if (o->words.n > 1)
			return error_new("%s: one range or commit at a time", o->words.item[1]);
		return NULL;
	}
	both = strcmp(o->words.item[0], "-") && !strpbrk(o->words.item[0], "/.") &&
	       !git_revparse_single(&object, r->git, o->words.item[0]);
	git_object_free(object);
	return both ? error_new("%s: is a file and a revision: write ./%s or %s^0",
				o->words.item[0], o->words.item[0], o->words.item[0]) : NULL;
}

static struct error *read_patches(const struct lint_command *o, struct patchset *p,
				  struct repository *r)
{
	struct series series = { 0 };
	struct error *err = check_words(o, r);

	if (err)
		return err;
	if (o->staged)
		return patchset_staged(p, r);
	if (o->worktree)
		return patchset_worktree(p, r);
	if (is_file(o->words.item[0])) {
		err = read_mails(o, &series);
		if (!err)
			err = patchset_mails(p, r, &series, o->base);
		series_release(&series);
		return err;
	}
	if (strstr(o->words.item[0], ".."))
		return read_range(p, r, o->words.item[0]);
	return patchset_commit(p, r, o->words.item[0]);
}

struct run {
	const struct lint_command *o;
	const struct cmd_context *ctx;
	const struct rules *rules;
	struct patchset patches;
	struct lint lint;
	struct baseline *baseline;	/* NULL: none */
};

static void write_report(FILE *out, const void *of)
{
	const struct run *r = of;
	struct report_options how = {
		.color = term_use_color(r->ctx->color, fileno(out)),
		.verbose = r->ctx->verbose,
		.quiet = r->ctx->quiet,
		.rules = r->rules,
		.lint = true,
	};

	report_write(out, r->o->format, &r->lint.report, &how);
}

static void write_fix(FILE *out, const void *of)
{
	const struct run *r = of;
	struct str text = STR_INIT;

	fix_text(&text, &r->lint);
	fwrite(text.buf, 1, text.len, out);
	str_release(&text);
}

static void write_baseline(FILE *out, const void *of)
{
	const struct run *r = of;

	baseline_write(out, r->baseline, &r->lint.report);
}

static void set_status(const struct run *r, int *status)
{
	const struct report *report = &r->lint.report;
	bool fails = report->findings.n;

	for (size_t i = 0; i < report->remarks.n; i++)
		fails |= report->remarks.item[i].fails;
	if (fails)
		*status = STATUS_FOUND;
	else if (r->o->strict && !coverage_complete(&report->coverage))
		*status = STATUS_UNSEEN;
}

static struct error *check_message(struct run *r, struct message_checks *how, size_t k)
{
	const struct one_patch *o = &r->patches.all.item[k];
	char id[GIT_OID_HEXSZ + 1];
	struct error *err;
	char *diff;

	if (!o->message)
		return NULL;
	diff = how->stable ? patchset_diff(&r->patches, k) : mem_strdup("");
	err = message_check(how, o->message, strlen(o->message), o->of, o->path,
			    lint_mends(&r->lint, k), diff, strlen(diff), &r->lint.report);
	mem_free(diff);
	message_checks_add(how, git_oid_is_zero(&o->id) ? NULL :
			   git_oid_tostr(id, sizeof(id), &o->id), o->message, strlen(o->message));
	return err ? error_under(err, "%s", o->of) : NULL;
}

static struct error *check_messages(struct run *r)
{
	struct message_checks how;
	struct error *err = NULL;

	message_checks_start(&how, r->patches.repository, r->o->stable);
	for (size_t k = 0; k < r->patches.all.n && !err; k++)
		err = check_message(r, &how, k);
	message_checks_release(&how);
	return err;
}

/* A baseline that is to be written need not be there. */
static struct error *use_baseline(struct run *r)
{
	const struct lint_command *o = r->o;
	struct error *err = NULL;
	size_t gone;

	if (!o->baseline)
		return NULL;
	if (!o->update || !access(o->baseline, F_OK))
		err = baseline_read(&r->baseline, o->baseline);
	if (err)
		return err;
	if (r->baseline)
		baseline_apply(r->baseline, &r->lint.report, &gone);
	if (!o->update)
		return NULL;
	err = output_write(o->baseline, write_baseline, r);
	if (!err && !r->ctx->quiet)
		fprintf(stderr, "teardown: lint: %zu finding%s added to %s\n",
			r->lint.report.findings.n, r->lint.report.findings.n == 1 ? "" : "s",
			o->baseline);
	return err;
}

/* What has no patch is told beside it. */
static void tell_unfixed(const struct report *report)
{
	for (size_t i = 0; i < report->findings.n; i++) {
		const struct finding *f = &report->findings.item[i];
		struct str line = STR_INIT;

		if (f->patch)
			continue;
		escape_plain(&line, f->path, strlen(f->path));
		fprintf(stderr, "teardown: lint: no patch for %s:%u: %s\n", line.buf, f->line,
			f->no_patch ? f->no_patch : f->mended ? "a later patch mends it" :
								"its rule makes none");
		str_release(&line);
	}
}

static struct error *fix(struct run *r)
{
	struct error *err;
	size_t files;

	tell_unfixed(&r->lint.report);
	if (!r->o->apply)
		return output_write(r->o->output, write_fix, r);
	err = fix_apply(&r->lint, &files);
	if (!err && !r->ctx->quiet)
		fprintf(stderr, "teardown: lint: %zu file%s changed\n", files,
			files == 1 ? "" : "s");
	return err;
}

static struct error *run(struct run *r, const struct check_options *check, int *status)
{
	struct lint_options how = { .check = check, .level = rule_choice_lowest(&r->o->choice),
				    .patches = r->o->fix };
	struct error *err = lint_run(&r->lint, &how, &r->patches);

	if (err)
		return err;
	err = check_messages(r);
	if (!err)
		err = use_baseline(r);
	if (err)
		return err;
	if (!r->o->update)
		set_status(r, status);
	return r->o->fix ? fix(r) : output_write(r->o->output, write_report, r);
}

static struct error *open_and_run(const struct lint_command *o, const struct cmd_context *ctx,
				  const struct check_options *check, const struct rules *rules,
				  int *status)
{
	struct run r = { .o = o, .ctx = ctx, .rules = rules };
	struct repository repository;
	struct error *err = repository_open(&repository, ".");

	if (!err)
		err = read_patches(o, &r.patches, &repository);
	if (!err)
		err = run(&r, check, status);
	lint_release(&r.lint);
	baseline_free(r.baseline);
	patchset_release(&r.patches);
	repository_close(&repository);
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
		err = open_and_run(&o, ctx, &check, &rules, status);
	rules_release(&rules);
	array_free(&check.rules);
	array_free(&o.choice.rules);
	array_free(&o.words);
	return err;
}
