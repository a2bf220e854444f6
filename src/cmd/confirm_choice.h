/* SPDX-License-Identifier: GPL-2.0 */
/*
 * confirm_choice: --confirm[=FILE] and --kbuild=DIR: whether sparse is asked, and where the
 * flags of files come from.
 */
#ifndef CMD_CONFIRM_CHOICE_H
#define CMD_CONFIRM_CHOICE_H

#include <stdbool.h>

#include "base/error.h"
#include "check/finding.h"

struct confirm_choice {
	bool wanted;
	const char *commands;	/* a compile_commands.json; NULL: that of the root or of the current
				   folder, where there is one */
	const char *kbuild;	/* a build folder; NULL */
};

/*
 * Marks the findings of @r where that is wanted. An error where a build that was named can't be
 * read; without any build all findings are unseen.
 */
struct error *confirm_choice_run(const struct confirm_choice *c, const struct rules *rules,
				 unsigned timeout_s, struct report *r);

#endif
