/* SPDX-License-Identifier: GPL-2.0 */
/* revision_check: check's --rev: the trees of revisions, straight from git. */
#ifndef CMD_REVISION_CHECK_H
#define CMD_REVISION_CHECK_H

#include "base/error.h"
#include "base/mem.h"
#include "check/check.h"
#include "history/repository.h"
#include "history/revisions.h"
#include "proof/survey.h"
#include "report/report.h"

struct word_list {
	const char **item;
	size_t n, cap;
};

struct revision_check {
	struct repository repository;
	struct revisions revisions;
	struct survey_options options;
	struct survey *survey;
	ARRAY(char *) paths;		/* from the top of the repository */
	struct revision_reports reports;	/* one for each revision */
};

/*
 * Checks the revisions that @words name in the repository that the current folder
 * stands in, below @paths (as the current folder has them; none: whole trees). Findings
 * below @level are left out. Release @c in any case.
 */
struct error *revision_check_run(struct revision_check *c, const struct check_options *o,
				 const struct word_list *words, const struct word_list *paths,
				 enum confidence level);
void revision_check_release(struct revision_check *c);

#endif
