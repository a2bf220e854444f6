/* SPDX-License-Identifier: GPL-2.0 */
/*
 * folder: where what can be made again is kept between runs.
 */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

#include <stdbool.h>
#include <sys/types.h>

/* $XDG_CACHE_HOME/teardown, else ~/.cache/teardown; NULL: neither is known. The caller frees it. */
char *cache_folder(void);

/* Makes @path, an absolute one, with @mode, and the folders above it; true when it is there. */
bool folder_make(char *path, mode_t mode);

#endif
