// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "cmd/history.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static error_t parse_since(struct history_input *in, const char *arg)
{
	in->has_since = version_of_tag(&in->since, arg);
	if (in->has_since)
		return 0;
	in->options.err = error_new("--since=%s: no version; v5.10 and 5.10.3 are", arg);
	return EINVAL;
}

error_t history_input_parse(struct history_input *in, int key, char *arg)
{
	switch (key) {
	case KEY_REPOSITORY:
		in->repository = arg;
		return 0;
	case KEY_UPSTREAM:
		in->upstream = arg;
		return 0;
	case KEY_BRANCH:
		*array_push(&in->branches) = arg;
		return 0;
	case KEY_SINCE:
		return parse_since(in, arg);
	case KEY_INDEX:
		in->index = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

void history_input_release(struct history_input *in)
{
	array_free(&in->branches);
}

const struct version *history_input_since(const struct history_input *in)
{
	return in->has_since ? &in->since : NULL;
}

static void tell_warnings(struct history *h)
{
	for (size_t i = 0; i < h->warnings.n; i++)
		fprintf(stderr, "teardown: %s\n", h->warnings.item[i]);
}

static struct error *check_globs(const struct history_input *in, const struct history *h)
{
	for (size_t i = 0; i < in->branches.n; i++) {
		const char *glob = in->branches.item[i];
		bool found = false;

		for (size_t k = 0; k < h->branches.all.n && !found; k++)
			found = branch_matches(&h->branches.all.item[k], glob);
		if (!found)
			return error_new("--branch=%s: no branch of %s matches; 'git branch -a' "
					 "lists them", glob, h->repository.name);
	}
	return NULL;
}

unsigned history_jobs(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	return cpus > 0 ? (unsigned)cpus : 1;
}

struct history_pair {
	struct history audited, upstream;
	struct trees trees;
};

static struct error *open_pair(struct history_pair *p, const struct history_input *in,
			       const struct cmd_context *ctx)
{
	struct history_options o = {
		.path = in->repository,
		.index = in->index,
		.branches = { in->branch ? &in->branch : in->branches.item,
			      in->branch ? 1 : in->branches.n, history_input_since(in), NULL },
		.jobs = history_jobs(),
		.quiet = ctx->quiet,
	};
	struct error *err;

	*p = (struct history_pair){ .trees.audited = &p->audited };
	err = history_open(&p->audited, &o);
	tell_warnings(&p->audited);
	if (!err)
		err = check_globs(in, &p->audited);
	if (err || !in->upstream)
		return err;
	o.path = in->upstream;
	o.index = NULL;
	o.branches = (struct branch_options){ 0 };
	err = history_open(&p->upstream, &o);
	tell_warnings(&p->upstream);
	if (!err && !history_mainline(&p->upstream))
		err = error_new("--upstream=%s: no mainline there: no branch master or main, no "
				"tag of a release", in->upstream);
	p->trees.upstream = &p->upstream;
	return err;
}

static bool forget_damaged(struct history *h)
{
	if (!history_damaged(h))
		return false;
	fprintf(stderr, "teardown: the index %s is damaged: it is made anew\n",
		h->index_path ? h->index_path : "in memory");
	history_forget_index(h);
	return true;
}

static void close_pair(struct history_pair *p)
{
	history_close(&p->audited);
	history_close(&p->upstream);
}

static bool forget_damaged_pair(struct history_pair *p)
{
	bool audited = forget_damaged(&p->audited), upstream = forget_damaged(&p->upstream);

	return audited || upstream;
}

struct error *history_ask(const struct history_input *in, const struct cmd_context *ctx,
			  struct error *(*ask)(void *question, const struct trees *trees),
			  void *question)
{
	struct history_pair pair;
	struct error *err = NULL;
	bool damaged = true;

	for (int n = 0; damaged && n < 2; n++) {
		error_free(err);
		err = open_pair(&pair, in, ctx);
		if (!err)
			err = ask(question, &pair.trees);
		damaged = forget_damaged_pair(&pair);
		close_pair(&pair);
	}
	if (!damaged)
		return err;
	error_free(err);
	return error_new("the new index can't be read back either: look to the disk it stands on");
}
