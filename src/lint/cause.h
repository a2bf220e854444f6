/* SPDX-License-Identifier: GPL-2.0 */
/* cause: the line of a patch from which a finding comes that stands elsewhere. */
#ifndef LINT_CAUSE_H
#define LINT_CAUSE_H

#include "check/finding.h"
#include "lint/states.h"

/*
 * Adds to @f, which patch @k brings and whose lines are those after @state patches, a
 * PLACE_CHANGE where the patch changes one of its places, else the function of one; nothing
 * where the patch changes the function that it stands in, or none of these.
 */
void cause_add(struct finding *f, const struct states *s, size_t k, size_t state);

#endif
