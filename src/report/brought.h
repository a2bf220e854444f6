/* SPDX-License-Identifier: GPL-2.0 */
/* brought: what a lint's finding says of the patches, in words. */
#ifndef REPORT_BROUGHT_H
#define REPORT_BROUGHT_H

#include "base/str.h"
#include "check/finding.h"

/* Adds " (brought by …)" and ", mended by …", of these what @f has; not made harmless. */
void brought_add(struct str *to, const struct finding *f);

/* Adds @f's message with that behind it; not made harmless. */
void brought_add_message(struct str *to, const struct finding *f);

#endif
