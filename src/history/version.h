/* SPDX-License-Identifier: GPL-2.0 */
/*
 * version: the names of releases. "v5.10.3", "v5.1-rc1", "v2.6.32.61",
 * "v5.10.8-rt24", "v6.1.90-vendor2", "v4.9-rc5-dts", "Ubuntu-5.15.0-91.101",
 * "RELEASE-4.14.0", "v249.4", and the subjects 'Linux 4.14.106', 'Linux
 * 5.10-rc1' of release commits.
 */
#ifndef HISTORY_VERSION_H
#define HISTORY_VERSION_H

#include <stdbool.h>
#include <stddef.h>

enum { VERSION_PARTS = 4 };

struct version {
	unsigned part[VERSION_PARTS];	/* 5, 10, 3 */
	unsigned char width[VERSION_PARTS];	/* digits each was written with: DPDK's 16.04 */
	unsigned n;		/* parts given; at least one */
	unsigned rc;		/* N of -rcN, -preN, ~rcN; 1 of -rc; 0: none, a final release */
	unsigned rt;		/* N of -rtN; 0: none */
	char suffix[32];	/* what else is behind ("vendor2", "91.101", "dts"); may be cut */
	bool named;		/* words stood before it that say more than 'release': usb- */
};

/*
 * Whether @tag (without refs/tags/) names a release; words may stand before the
 * number. Words that speak of work ("v2.6.11-tree", "4.20-dev", "for-5.10",
 * "next-20201211") make it none. A maintainer's "usb-5.10-rc1" looks like a
 * vendor's "rpi-5.10": both are taken, and are @named.
 */
bool version_of_tag(struct version *v, const char *tag);
/* Whether @subject is the whole title of a release commit: 'Linux 4.14.106', 'Linux-2.6.12-rc2'. */
bool version_of_subject(struct version *v, const char *subject, size_t len);
/*
 * Whether @name (a branch's last path component or whole short name) is that of a
 * stable line, 'linux-5.10.y', 'linux-2.6.32.y', '5.10.y', a remote's name before
 * it or not: its series is then in @v.
 */
bool version_of_line(struct version *v, const char *name);

/*
 * Version order: parts as numbers (one left out counts as 0), candidates before
 * their release, then the release, then -rt and other suffixes on top of it (by
 * number where they hold numbers). What is @named and what is not compare equal.
 */
int version_compare(const struct version *a, const struct version *b);

/*
 * Whether mainline itself makes it: X.Y or X.Y-rcN, in 2.6 times 2.6.Z, zeros behind
 * or not; no suffix or -rt, not @named. It goes by the kernel's way of numbering.
 */
bool version_is_mainline(const struct version *v);
/* The series of a version in @to: 5.10 of 5.10.3, 2.6.32 of 2.6.32.61; no rc, no suffix. */
void version_series(struct version *to, const struct version *v);
bool version_same_series(const struct version *a, const struct version *b);
/* "5.10.3", "5.1-rc1", "5.10.8-rt24": without the words before it. Caller frees. */
char *version_name(const struct version *v);

#endif
