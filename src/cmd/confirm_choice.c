// SPDX-License-Identifier: GPL-2.0
#include "cmd/confirm_choice.h"

#include <unistd.h>

#include "sparse/confirm.h"

#define COMMANDS "compile_commands.json"

/* Opens what was named, else what lies there; *@found: some build was. */
static struct error *open_build(const struct confirm_choice *c, const char *root,
				struct build *build, bool *found)
{
	struct error *err = NULL;
	char *path;

	*found = true;
	if (c->commands)
		return build_open_commands(build, c->commands);
	if (c->kbuild)
		return build_open_kbuild(build, c->kbuild);
	path = mem_printf("%s/" COMMANDS, root ? root : ".");
	if (!access(path, F_OK))
		err = build_open_commands(build, path);
	else if (!access(COMMANDS, F_OK))
		err = build_open_commands(build, COMMANDS);
	else
		*found = false;
	mem_free(path);
	return err;
}

struct error *confirm_choice_run(const struct confirm_choice *c, const struct rules *rules,
				 unsigned timeout_s, struct report *r)
{
	struct build build = { 0 };
	struct error *err;
	bool found;

	if (!c->wanted)
		return NULL;
	err = open_build(c, r->root, &build, &found);
	if (!err && r->findings.n)
		confirm_report(r, rules, found ? &build : NULL, timeout_s);
	build_release(&build);
	return err;
}
