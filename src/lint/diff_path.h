/* SPDX-License-Identifier: GPL-2.0 */
/* diff_path: the paths of a diff: quoted or not, with a prefix or without. */
#ifndef LINT_DIFF_PATH_H
#define LINT_DIFF_PATH_H

#include <stdbool.h>

#include "base/error.h"
#include "history/mime.h"

/*
 * The path in @s, unquoted as git quotes it (core.quotePath in git-config(1)); @dated: a tab
 * ends it, behind which diff(1) writes a date. The caller frees *@path.
 */
struct error *path_read(struct span s, bool dated, char **path);

/*
 * That the date behind the path, of a --- or +++ line, is the time 0 in whatever zone: what
 * diff -N gives a file that is not there (git's apply.c: has_epoch_timestamp).
 */
bool path_is_epoch(struct span s);

/* The two of a 'diff --git' line; both NULL where it can't be told where the second begins. */
struct error *paths_read_pair(struct span s, char **old, char **new);

/*
 * Takes the prefixes off what a diff's two paths are (NULL or /dev/null: none, then NULL); the
 * pair of its 'diff --git' line, where there is one, tells what they are.
 */
void paths_strip(char **old, char **new);
void paths_strip_with(char **old, char **new, const char *git_old, const char *git_new);

/* That a path stays in the tree, and out of .git. */
struct error *path_check(const char *path);

#endif
