// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <glob.h>
#include <string.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/str.h"
#include "cmd/cmd.h"
#include "cmd/history.h"
#include "cmd/options.h"
#include "report/audit.h"
#include "report/sweep.h"

enum { KEY_FORMAT = 256, KEY_RELEASES, KEY_INTRODUCED_BY, KEY_NO_PROOF,
       KEY_SWEEP };

struct string_list {
	char **item;
	size_t n, cap;
};

struct audit_command {
	struct history_input input;
	ARRAY(const char *) words;
	ARRAY(const char *) introduced_by;
	enum audit_format format;
	const char *sweep;	/* a rule; NULL */
	bool releases, no_proof;
};

static const struct argp_option options[] = {
	HISTORY_OPTIONS,
	{ "releases", KEY_RELEASES, NULL, 0, "tell every release, not only branches", 0 },
	{ "introduced-by", KEY_INTRODUCED_BY, "ID", 0,
	  "the commit that brought the bug; repeatable", 0 },
	{ "no-proof", KEY_NO_PROOF, NULL, 0, "from history alone, without reading code", 0 },
	{ "sweep", KEY_SWEEP, "RULE", 0, "the history of a rule's findings; words are paths", 0 },
	{ "format", KEY_FORMAT, "FORMAT", 0, "text, json, csv or markdown", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct audit_command *o = state->input;

	switch (key) {
	case KEY_RELEASES:
		o->releases = true;
		return 0;
	case KEY_SWEEP:
		o->sweep = arg;
		return 0;
	case KEY_NO_PROOF:
		o->no_proof = true;
		return 0;
	case KEY_INTRODUCED_BY:
		*array_push(&o->introduced_by) = arg;
		return 0;
	case KEY_FORMAT:
		if (audit_format_parse(arg, &o->format))
			return 0;
		o->input.options.err = error_new("unknown --format=%s; known: %s", arg,
						 audit_format_names());
		return EINVAL;
	case ARGP_KEY_ARG:
		*array_push(&o->words) = arg;
		return 0;
	default:
		return history_input_parse(&o->input, key, arg);
	}
}

const struct argp cmd_audit_argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[FIX...]",
	.doc = "Tell which releases and branches carry a fix, from history and code",
};

/* The worst verdict decides: a branch that lacks a fix, then what could not be known. */
static int status_of(const struct audit *a)
{
	int status = STATUS_CLEAN;

	for (size_t i = 0; i < a->fixes.n; i++)
		for (size_t k = 0; k < a->fixes.item[i].branches.n; k++)
			switch (a->fixes.item[i].branches.item[k].verdict) {
			case VERDICT_CARRIES:
			case VERDICT_NOT_AFFECTED:
				break;
			case VERDICT_UNKNOWN:
				status = status == STATUS_CLEAN ? STATUS_UNSEEN : status;
				break;
			default:
				return STATUS_FOUND;
			}
	return status == STATUS_CLEAN && a->unknown.n ? STATUS_UNSEEN : status;
}

struct known_rules {
	struct rules rules;
	struct error *none;	/* why there are none */
};

static bool has_rules(const char *dir)
{
	char *pattern = mem_printf("%s/*.cocci", dir);
	glob_t found;
	bool any = !glob(pattern, GLOB_NOSORT, NULL, &found);

	if (any)
		globfree(&found);
	mem_free(pattern);
	return any;
}

/* Where there are none, only who asks for what they know needs to hear of it: .none says why. */
static struct error *read_rules(struct known_rules *to)
{
	char *dir = NULL;
	struct error *err = rules_folder(&dir);

	if (err) {
		to->none = err;
		return NULL;
	}
	err = rules_read(&to->rules, dir);
	if (err && !has_rules(dir)) {
		to->none = err;
		err = NULL;
	}
	mem_free(dir);
	return err;
}

struct question {
	const struct audit_command *o;
	const struct cmd_context *ctx;
	const struct known_rules *known;
	struct audit a;
};

static struct error *ask(void *question, const struct trees *trees)
{
	struct question *q = question;
	const struct audit_command *o = q->o;
	const struct known_rules *known = q->known;
	struct audit_options options = {
		.trees = *trees,
		.rules = &known->rules,
		.no_rules = known->none ? error_text(known->none) : NULL,
		.introduced_by = o->introduced_by.item,
		.n_introduced_by = o->introduced_by.n,
		.since = history_input_since(&o->input),
		.releases = o->releases,
		.no_proof = o->no_proof,
		.jobs = history_jobs(),
		.quiet = q->ctx->quiet,
	};
	struct requests requests = { 0 };
	struct error *err;

	audit_release(&q->a);
	q->a = (struct audit){ 0 };
	err = requests_read(&requests, &q->a, &options, o->words.item, o->words.n);
	if (!err)
		err = audit_run(&q->a, &options, &requests);
	requests_release(&requests);
	return err;
}

/* ---- --sweep ---- */

struct sweep_question {
	const struct audit_command *o;
	const struct check_options *check;
	struct sweep sweep;
};

static struct error *read_paths(const struct audit_command *o, const struct trees *trees,
				struct string_list *to)
{
	struct error *err = NULL;

	for (size_t i = 0; i < o->words.n && !err; i++)
		err = repository_path(&trees->audited->repository, o->words.item[i],
				      array_push(to));
	return err;
}

static struct error *ask_sweep(void *question, const struct trees *trees)
{
	struct sweep_question *q = question;
	struct string_list paths = { 0 };
	struct sweep_options options = { .trees = trees, .check = q->check,
					 .since = history_input_since(&q->o->input) };
	struct error *err = read_paths(q->o, trees, &paths);

	options.paths = (const char *const *)paths.item;
	options.n_paths = paths.n;
	sweep_release(&q->sweep);
	q->sweep = (struct sweep){ 0 };
	if (!err)
		err = sweep_run(&q->sweep, &options);
	for (size_t i = 0; i < paths.n; i++)
		mem_free(paths.item[i]);
	array_free(&paths);
	return err;
}

static int sweep_status(const struct sweep *s)
{
	for (size_t i = 0; i < s->branches.n; i++)
		for (size_t k = 0; k < s->branches.item[i].findings.n; k++) {
			const struct swept_finding *f = &s->branches.item[i].findings.item[k];

			if (!f->intervals.item[f->intervals.n - 1].until)
				return STATUS_FOUND;
		}
	return s->unknown.n ? STATUS_UNSEEN : STATUS_CLEAN;
}

static struct error *check_sweep(const struct audit_command *o)
{
	if (o->releases || o->no_proof || o->introduced_by.n)
		return error_new("--sweep goes with none of --releases, --no-proof, "
				 "--introduced-by");
	if (o->input.upstream)
		return error_new("--sweep reads one repository: leave --upstream out");
	return NULL;
}

static struct error *find_rule(const struct audit_command *o, struct known_rules *known,
			       struct check_options *check)
{
	const struct rule *rule;
	struct error *err;

	if (strchr(o->sweep, '/')) {
		err = rules_read_file(&known->rules, o->sweep);
		if (err)
			return err;
		rule = &known->rules.all.item[known->rules.all.n - 1];
		for (size_t i = 0; i < known->rules.all.n; i++)
			if (!strcmp(known->rules.all.item[i].path, o->sweep))
				rule = &known->rules.all.item[i];
	} else if (known->none) {
		return error_new("--sweep=%s: %s", o->sweep, error_text(known->none));
	} else {
		rule = rules_find(&known->rules, o->sweep);
	}
	if (!rule)
		return rules_unknown(&known->rules, o->sweep);
	*array_push(&check->rules) = rule;
	return NULL;
}

static struct error *sweep(const struct cmd_context *ctx, const struct audit_command *o,
			   struct known_rules *known, const struct audit_report_options *how,
			   int *status)
{
	struct check_options check = { .jobs = history_jobs(), .timeout_s = CHECK_TIMEOUT_S,
				       .cache = true, .quiet = ctx->quiet };
	struct sweep_question q = { .o = o, .check = &check };
	struct error *err = check_sweep(o);

	if (!err)
		err = find_rule(o, known, &check);
	if (!err)
		err = history_ask(&o->input, ctx, ask_sweep, &q);
	if (!err) {
		sweep_write(stdout, o->format, &q.sweep, how);
		*status = sweep_status(&q.sweep);
	}
	sweep_release(&q.sweep);
	array_free(&check.rules);
	return err;
}

static struct error *audit(const struct cmd_context *ctx, const struct audit_command *o,
			   const struct known_rules *known,
			   const struct audit_report_options *how, int *status)
{
	struct question q = { .o = o, .ctx = ctx, .known = known };
	struct error *err = history_ask(&o->input, ctx, ask, &q);

	if (!err) {
		audit_write(stdout, o->format, &q.a, how);
		*status = status_of(&q.a);
	}
	audit_release(&q.a);
	return err;
}

struct error *cmd_audit(const struct cmd_context *ctx, int argc, char **argv, int *status)
{
	struct audit_command o = { .input = HISTORY_INPUT_INIT };
	struct audit_report_options how = { .color = term_use_color(ctx->color, STDOUT_FILENO),
					    .verbose = ctx->verbose, .quiet = ctx->quiet };
	struct known_rules known = { 0 };
	struct error *err;

	mem_return_large();
	err = options_parse(&cmd_audit_argp, argc, argv, false, &o.input.options);
	if (!err)
		err = read_rules(&known);
	if (!err && known.none && !o.words.n && !o.sweep) {
		err = known.none;
		known.none = NULL;
	}
	if (!err)
		err = o.sweep ? sweep(ctx, &o, &known, &how, status) :
				audit(ctx, &o, &known, &how, status);
	rules_release(&known.rules);
	error_free(known.none);
	array_free(&o.words);
	array_free(&o.introduced_by);
	history_input_release(&o.input);
	return err;
}
