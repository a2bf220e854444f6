/* SPDX-License-Identifier: GPL-2.0 */
/* patch: what the rules' patch modes make of findings. */
#ifndef CHECK_PATCH_H
#define CHECK_PATCH_H

#include "base/map.h"
#include "check/finding.h"
#include "check/spatch.h"
#include "check/unit.h"

struct patches {
	struct spatch *spatch;
	struct map made;	/* "RULE KEY" -> struct patch * */
};

/* Whether the finding's rule makes patches at all: else patches_add() has nothing to do. */
bool patches_suit(const struct finding *f);

/*
 * Sets f->patch, or f->no_patch where its rule could make one and does not; neither where
 * the rule makes none at all. @u is the file that @f stands in, and @key tells its content
 * from others': spatch is run once for each rule and key.
 */
void patches_add(struct patches *p, struct finding *f, const char *key, const struct unit *u);
void patches_release(struct patches *p);

#endif
