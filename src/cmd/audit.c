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

enum { KEY_FORMAT = 256, KEY_RELEASES, KEY_INTRODUCED_BY, KEY_NO_PROOF };

struct audit_command {
	struct history_input input;
	ARRAY(const char *) words;
	ARRAY(const char *) introduced_by;
	enum audit_format format;
	bool releases, no_proof;
};

static const struct argp_option options[] = {
	HISTORY_OPTIONS,
	{ "releases", KEY_RELEASES, NULL, 0, "tell every release, not only branches", 0 },
	{ "introduced-by", KEY_INTRODUCED_BY, "ID", 0,
	  "the commit that brought the bug; repeatable", 0 },
	{ "no-proof", KEY_NO_PROOF, NULL, 0, "from history alone, without reading code", 0 },
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

struct error *cmd_audit(const struct cmd_context *ctx, int argc, char **argv, int *status)
{
	struct audit_command o = { .input = HISTORY_INPUT_INIT };
	struct audit_report_options how = { .color = term_use_color(ctx->color, STDOUT_FILENO),
					    .verbose = ctx->verbose, .quiet = ctx->quiet };
	struct known_rules known = { 0 };
	struct question q = { .o = &o, .ctx = ctx, .known = &known };
	struct error *err;

	err = options_parse(&cmd_audit_argp, argc, argv, false, &o.input.options);
	if (!err)
		err = read_rules(&known);
	if (!err && known.none && !o.words.n) {
		err = known.none;
		known.none = NULL;
	}
	if (!err)
		err = history_ask(&o.input, ctx, ask, &q);
	if (!err) {
		audit_write(stdout, o.format, &q.a, &how);
		*status = status_of(&q.a);
	}
	audit_release(&q.a);
	rules_release(&known.rules);
	error_free(known.none);
	array_free(&o.words);
	array_free(&o.introduced_by);
	history_input_release(&o.input);
	return err;
}
