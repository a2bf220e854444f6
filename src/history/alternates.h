/* SPDX-License-Identifier: GPL-2.0 */
/*
 * alternates: the folders of objects that a repository borrows from
 * (gitrepository-layout(5), objects/info/alternates), as git reads them.
 */
#ifndef HISTORY_ALTERNATES_H
#define HISTORY_ALTERNATES_H

#include "base/mem.h"

struct folders {
	ARRAY(char *) list;	/* canonical, none twice */
};

/* @folder itself and those it borrows from, recursively. Those out of reach are left out. */
void alternates_read(struct folders *f, const char *folder);
void folders_release(struct folders *f);

#endif
