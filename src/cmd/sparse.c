// SPDX-License-Identifier: GPL-2.0
#include "base/mem.h"
#include "cmd/cmd.h"
#include "sparse/checker.h"

#define NEEDED "sparse is needed (Debian: apt-get install sparse)"

static const struct argp_option options[] = {
	{ NULL, 0, NULL, 0, NULL, 0 },
};

const struct argp cmd_sparse_argp = {
	.options = options,
	.args_doc = "[SPARSE'S OPTIONS] FILE",
	.doc = "Run sparse as make C=1 does, and look for it in the compiled form",
};

/* All that checker_run() fails of is that sparse cannot be run. */
static struct error *run(const struct rules *rules, char **argv, int *status)
{
	struct error *err = checker_run(rules, (const char *const *)argv + 1, status);
	struct error *more = err ? error_new("%s; " NEEDED, error_text(err)) : NULL;

	error_free(err);
	return more;
}

struct error *cmd_sparse(const struct cmd_context *ctx, int argc, char **argv, int *status)
{
	struct rules rules = { .all = { 0 } };
	char *dir = NULL;
	struct error *err = rules_folder(&dir);

	(void)ctx;
	(void)argc;
	if (!err)
		err = rules_read(&rules, dir);
	if (!err)
		err = run(&rules, argv, status);
	rules_release(&rules);
	mem_free(dir);
	return err;
}
