/* SPDX-License-Identifier: GPL-2.0 */
/*
 * graph_file: git's commit-graph (gitformat-commit-graph(5)). Commits are read from
 * the objects themselves, so that answers never depend on it; it only tells about
 * how many there are, for the progress line.
 */
#ifndef HISTORY_GRAPH_FILE_H
#define HISTORY_GRAPH_FILE_H

#include <stddef.h>

/* How many commits the graph files of objects folder @folder speak of; 0: none, or damaged. */
size_t graph_file_commits(const char *folder);

#endif
