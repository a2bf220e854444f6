/* SPDX-License-Identifier: GPL-2.0 */
/*
 * survey: the check of many revisions of a repository, straight from its objects. A
 * file is examined once, however many revisions share it with all that its findings
 * depend on; results are kept in check's cache by the tree's id, the rules' text and
 * the versions of this program and of spatch.
 *
 * It takes and frees large blocks again and again: who adds many revisions calls
 * mem_return_large() first. Revisions are best added in an order in which each is like the one
 * before it.
 */
#ifndef PROOF_SURVEY_H
#define PROOF_SURVEY_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "check/ask.h"
#include "check/check.h"
#include "check/finding.h"
#include "history/objects.h"
#include "proof/revision.h"

struct survey_options {
	const struct check_options *check;
	const char *const *paths;	/* see tree_list(); none: whole trees */
	size_t n_paths;
	bool patches;			/* make the findings' patches */

	/*
	 * spatch is asked only of files in which the program's own reading met something
	 * that it could not understand, or for rules without a vocabulary; where there is
	 * no spatch these are told as not seen. Nothing is kept.
	 */
	bool spare_spatch;
};

struct survey;

/* What @o points to, and @objects, must outlive it. */
struct survey *survey_new(struct objects *objects, const struct survey_options *o);
void survey_free(struct survey *s);

/*
 * Adds the tree @id; *@number stands for its result. A tree that can't be read is an
 * error, and so is a path that names no C file in it.
 */
struct error *survey_add(struct survey *s, const git_oid *id, size_t *number);

/*
 * In the place of survey_add(), for revisions that the repository does not have, with
 * .spare_spatch and without .patches: opens the tree @id (NULL: an empty one), of which the
 * caller may make others (revision_replace()) and judge these himself;
 */
struct error *survey_open(struct survey *s, const git_oid *id, struct revision *to,
			  struct coverage *coverage);
/* then what he found in @r, which is taken over, and what spatch is to be asked besides. */
size_t survey_take(struct survey *s, const struct revision *r, struct report *report,
		   const struct asks *asks);

/* Its blobs, to which others may be given. */
struct blobs *survey_blobs(struct survey *s);
struct tree_reader *survey_trees(struct survey *s);

/*
 * Asks spatch, for all that was added since the last time. After an error there are no
 * results.
 */
struct error *survey_finish(struct survey *s);

/* The result: of all trees alike there is one. It lives as long as the survey. */
const struct report *survey_report(const struct survey *s, size_t number);
/* What tells it from other trees: the C files of that tree, which may be more. */
size_t survey_files(const struct survey *s, size_t number);

/* The bytes of a file of an added tree; the caller frees them; NULL: it can't be read. */
char *survey_text(struct survey *s, const git_oid *tree, const char *path, size_t *len);

#endif
