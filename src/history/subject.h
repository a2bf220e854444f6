/* SPDX-License-Identifier: GPL-2.0 */
/*
 * subject: what stands before the subject of a patch in that of its mail: 'Re:', and '[PATCH
 * v2 2/5]' as git format-patch writes it (git-format-patch(1): --numbered, --reroll-count,
 * --rfc, --subject-prefix).
 */
#ifndef HISTORY_SUBJECT_H
#define HISTORY_SUBJECT_H

#include <stdbool.h>

struct subject {
	const char *text;	/* what stands behind it all, in the string that was parsed */
	unsigned number, total;	/* of '2/5'; total 0: it does not say */
	unsigned version;	/* of 'v2'; 0: it does not say */
	bool reply;		/* Re: … */
};

/*
 * Linear in @s, which is any string. Brackets with no word of a patch in them belong to the
 * text, but for those that a mailing list puts before '[PATCH]'.
 */
struct subject subject_parse(const char *s);

#endif
