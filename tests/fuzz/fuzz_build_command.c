// SPDX-License-Identifier: GPL-2.0
/* A command, as a build names it, and what make prints. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "sparse/build_command.h"
#include "sparse/build_kbuild.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold(int what)
{
	if (!what)
		abort();
}

static int takes_value(const char *flag)
{
	return !strcmp(flag, "-D") || !strcmp(flag, "-U") || !strcmp(flag, "-I") ||
	       !strcmp(flag, "-include") || !strcmp(flag, "-imacros") ||
	       !strcmp(flag, "-isystem") || !strcmp(flag, "-idirafter");
}

/* No file, nothing that writes. */
static void hold_flags(const struct args *flags)
{
	for (size_t i = 0; i < flags->n; i++) {
		const char *flag = flags->item[i];

		hold(*flag == '-' && flag[1] && !strchr("oEMvdgxGcS", flag[1]));
		hold(!str_starts(flag, "-fdump") && strcmp(flag, "-multiarch-dir"));
		if (takes_value(flag))
			hold(++i < flags->n);
	}
}

static void read_command(const char *text)
{
	struct args w = { 0 }, flags = { 0 };
	struct error *err = args_split(&w, text);
	const char *source;

	if (!err) {
		source = command_flags(&flags, &w);
		hold(!source || *source != '-');
		hold_flags(&flags);
		command_checkflags(&flags, &w);
		hold_flags(&flags);
	}
	error_free(err);
	args_release(&flags);
	args_release(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	struct dry_run d;

	read_command(text);
	dry_run_read(&d, text);
	for (size_t i = 0; i < d.commands.n; i++)
		read_command(d.commands.item[i]);
	dry_run_release(&d);
	mem_free(text);
	return 0;
}
