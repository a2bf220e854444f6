/* SPDX-License-Identifier: GPL-2.0 */
/* output: a report that goes to a file or to standard output. */
#ifndef CMD_OUTPUT_H
#define CMD_OUTPUT_H

#include <stdio.h>

#include "base/error.h"

/*
 * Calls @write to write @what to the file @name (NULL: standard output). A file is whole
 * or as it was; what is no regular file, a device or a pipe, is written as it is.
 */
struct error *output_write(const char *name, void (*write)(FILE *out, const void *what),
			   const void *what);

#endif
