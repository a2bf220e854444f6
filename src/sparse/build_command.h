/* SPDX-License-Identifier: GPL-2.0 */
/*
 * build_command: the flags for sparse out of a command that compiles, or checks, one file.
 * The command is outside text: of its words only those pass that tell how the file is to be
 * read, none that would make sparse write, or print, anything else than it is asked for.
 */
#ifndef SPARSE_BUILD_COMMAND_H
#define SPARSE_BUILD_COMMAND_H

#include <stddef.h>

#include "base/error.h"

struct args {			/* an ARRAY(char *): array_push() is for it */
	char **item;
	size_t n, cap;
};

void args_add(struct args *w, const char *word);
void args_release(struct args *w);

/*
 * Adds the words of @command as a shell reads them: blanks part them; ' " \ quote. It ends
 * where a shell ends a simple command or sends its output elsewhere: at an unquoted newline,
 * ; & | < > ( or ), or at a comment. What a shell would have to work out ($ and `), and a
 * quotation without end: an error.
 */
struct error *args_split(struct args *w, const char *command);

/*
 * Adds to @flags those of @command's that sparse is to have: -D -U -I -include -imacros
 * -isystem -idirafter -nostdinc -std= -m… -f… -W… -O… -pedantic -ansi --arch=. Returns
 * the command's last word that is neither a flag nor a flag's value: the source; NULL where it
 * has none. It belongs to @command.
 */
const char *command_flags(struct args *flags, const struct args *command);

/*
 * Adds what kbuild puts before them: CHECKFLAGS of the kernel's Makefile and of
 * arch/…/Makefile, the same in 6.1 and 6.12. The architecture is that of the arch/…/include
 * which the command reads; word size and byte order are told by its -m… and -E…, else by the
 * architecture. mips and loongarch ask their compiler for all its macros: of these
 * there are none here.
 */
void command_checkflags(struct args *flags, const struct args *command);

#endif
