/* SPDX-License-Identifier: GPL-2.0 */
/*
 * opinion: what sparse says of a check's findings, in words. Nothing is added where it was
 * not asked; none of it is made harmless.
 */
#ifndef REPORT_OPINION_H
#define REPORT_OPINION_H

#include "base/str.h"
#include "check/finding.h"

/* Adds "sparse: confirmed", "sparse: refuted: not compiled here (#if)". */
void opinion_add(struct str *to, const struct finding *f);

/* Adds " [sparse: confirmed]": the same as a mark behind a message. */
void opinion_add_mark(struct str *to, const struct finding *f);

/* Adds "sparse: 3 confirmed, 1 refuted, 2 unseen", of these those that there are. */
void opinion_add_counts(struct str *to, const struct report *r);

#endif
