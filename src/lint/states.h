/* SPDX-License-Identifier: GPL-2.0 */
/*
 * states: the C files of a tree before, between and after the patches of a set. All have the
 * same sources, those of the tree and all that some patch makes; where there is no such file
 * it is one of no bytes.
 */
#ifndef LINT_STATES_H
#define LINT_STATES_H

#include "lint/patchset.h"
#include "proof/revision.h"
#include "proof/survey.h"

struct states {
	const struct patchset *patches;
	struct blobs *blobs;
	ARRAY(const char *) paths;	/* that some patch changes, sorted; the patches' own */
	uint32_t empty;			/* the blob of no bytes */
	struct revision base;		/* once states_open() was called: before the first patch */
	bool open;
};

/* Gives the patches' texts to @blobs. */
void states_start(struct states *s, const struct patchset *p, struct blobs *blobs);
/* Opens the whole tree; states_release() in any case. */
struct error *states_open(struct states *s, struct survey *survey, struct coverage *coverage);
/* The revision after @k patches, which the caller closes. */
void states_make(const struct states *s, size_t k, struct revision *to);
/* The bytes of @path after @k patches; the caller frees them; NULL: there are none. */
char *states_text(const struct states *s, size_t k, const char *path, size_t *len);
void states_release(struct states *s);

#endif
