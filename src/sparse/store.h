/* SPDX-License-Identifier: GPL-2.0 */
/*
 * store: the summaries of a kernel build's files, kept between the runs of `teardown sparse` that a
 * make starts, one for each file and several at a time: by the build's folder, in one SQLite
 * file under $XDG_CACHE_HOME/teardown (else ~/.cache/teardown). It is a help, never a need, as
 * check/cache.h is: one that is damaged is made anew, and where none is to be had each file is
 * looked at alone. Whoever reads sees of each file all that was put or nothing.
 *
 * A file's are replaced whenever it is put again. Those of a file that is gone, or was renamed, or
 * is no longer built, stay and are told as before, until it is put with nothing (who tells of a
 * summary may look for its path first), or the rules change. When all builds together take
 * more than 256 MiB everything is forgotten.
 */
#ifndef SPARSE_STORE_H
#define SPARSE_STORE_H

#include "sparse/summary.h"

struct summary_store;

/*
 * The store of the build in folder @build (absolute), as it is for rules whose text is @rules_id
 * (any text: other rules have other summaries, and what was kept for them is not read; it goes
 * when the build is written next). NULL when there is none to be had. It must not be used
 * across a fork.
 */
struct summary_store *summary_store_open(const char *build, const char *rules_id);
void summary_store_close(struct summary_store *s);

/*
 * Adds to @to what is known of the build's files but @path, in the order of their paths' bytes: of
 * a function of two files, the last one's counts. A path is what it was put under, byte for
 * byte, absolute or not. @s may be NULL.
 */
void summary_store_read(struct summary_store *s, const char *path, struct summaries *to);

/*
 * What @own tells, in its order, is what is known of the file @path from now on. Nothing is
 * written, nor any other process kept waiting, where that is known already. @s may be NULL.
 */
void summary_store_put(struct summary_store *s, const char *path, const struct summaries *own);

#endif
