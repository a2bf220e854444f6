/* SPDX-License-Identifier: GPL-2.0 */
/*
 * confirm: marks each finding of a check by what the compiled form says of it: confirmed,
 * where the rules find it there too; refuted, where that form shows why they do not; unseen,
 * where nothing can be said. See struct finding's .opinion.
 */
#ifndef SPARSE_CONFIRM_H
#define SPARSE_CONFIRM_H

#include "check/finding.h"
#include "sparse/build.h"

/*
 * @build: where the flags come from; NULL: there is none, and all are unseen. @timeout_s: of sparse
 * for each file.
 */
void confirm_report(struct report *r, const struct rules *rules, struct build *build,
		    unsigned timeout_s);

#endif
