/* SPDX-License-Identifier: GPL-2.0 */
/*
 * macros: what spatch must know of the kernel's macros to parse 6.1 and 6.12:
 * its own standard.h, and behind it what that lacks.
 */
#ifndef CHECK_MACROS_H
#define CHECK_MACROS_H

#include "base/str.h"

/*
 * Adds the text of the macro file to @text. @program is where spatch is,
 * @about what its --version printed: both tell where its standard.h lies. Of our
 * lines those are left out whose macro that file already knows.
 */
void macros_add(struct str *text, const char *program, const char *about);

#endif
