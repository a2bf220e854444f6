/* SPDX-License-Identifier: GPL-2.0 */
/*
 * units: the files that readings of one revision after the other take, read once as
 * long as they stay the same. A unit is in one program at a time.
 */
#ifndef PROOF_UNITS_H
#define PROOF_UNITS_H

#include <stdint.h>

#include "base/error.h"
#include "base/map.h"
#include "check/unit.h"
#include "proof/blobs.h"

struct units {
	struct map all;		/* "NUMBER PATH" -> struct kept_unit * */
	unsigned round;		/* of the reading at hand */
	size_t used;		/* in it */
};

/* A new reading begins; what the last one did not use may be dropped. */
void units_start(struct units *u);
void units_release(struct units *u);

/* The unit of a blob at @path, as if just read. */
struct error *units_get(struct units *u, struct blobs *b, uint32_t number, const char *path,
			struct unit **to);

/* Uses a unit of the last reading as it stands, with all that was derived of it. */
void units_keep(struct units *u, uint32_t number, const char *path);

#endif
