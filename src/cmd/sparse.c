// SPDX-License-Identifier: GPL-2.0
#include "base/mem.h"
#include "cmd/cmd.h"
#include "sparse/checker.h"

static const struct argp_option options[] = {
	{ NULL, 0, NULL, 0, NULL, 0 },
};

const struct argp cmd_sparse_argp = {
	.options = options,
	.args_doc = "[SPARSE'S OPTIONS] FILE",
	.doc = "Run sparse as make C=1 does, and look for it in the compiled form",
};

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
		err = checker_run(&rules, (const char *const *)argv + 1, status);
	rules_release(&rules);
	mem_free(dir);
	return err;
}
