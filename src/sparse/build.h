/* SPDX-License-Identifier: GPL-2.0 */
/*
 * build: a configured kernel build, asked for the flags with which sparse is to read a
 * file: those of its compiler command, as kbuild hands them to $(CHECK), behind what kbuild
 * adds for sparse (CHECKFLAGS of the kernel's Makefile and arch/…/Makefile).
 */
#ifndef SPARSE_BUILD_H
#define SPARSE_BUILD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "sparse/build_command.h"
#include "sparse/build_kbuild.h"

struct build_file {
	char *path;		/* of the source: absolute, resolved */
	char *dir;		/* where the command is run: absolute */
	struct args flags;	/* behind "sparse"; the last is the source, as the command has it */

	/* What the flags are made of when they are asked for: one of them, or neither any more. */
	char *command;		/* the checker's, of make's output */
	json_t *entry;		/* of compile_commands.json */
};

struct build {
	char *about;		/* where it was read, for messages */
	struct kbuild *kbuild;	/* the build folder, or NULL */
	json_t *commands;	/* compile_commands.json, or NULL */
	ARRAY(struct build_file *) files;	/* of what was asked, or all of the .json */
	struct map by_path;	/* path -> struct build_file * */
	struct map folders;	/* of compile_commands.json: as named -> resolved */
	struct map missing;	/* path -> why it has none: a string */
};

/*
 * Reads a compile_commands.json (clang's JSON Compilation Database format; the kernel makes
 * one by `make compile_commands.json`, scripts/clang-tools/gen_compile_commands.py): its
 * "arguments" lists or "command" strings. Of several for one file the first counts. What
 * kbuild adds for sparse is made up for: command_checkflags(). On error build_release() is
 * still to be called, here as below.
 */
struct error *build_open_commands(struct build *b, const char *path);

/*
 * Takes a kernel's build folder (O=, or the source folder itself), and asks make for what
 * kbuild would run: see build_kbuild.h. Not a configured build folder: an error. To be
 * called before there are threads.
 */
struct error *build_open_kbuild(struct build *b, const char *dir);
void build_release(struct build *b);

/*
 * The flags for the source @path (absolute or relative to the current folder), which belong
 * to @b. NULL where this build has none for it: then *@why says so in a few words, "not
 * compiled in this configuration" say (by itself, that is: some .c files are only included
 * by others), and belongs to @b. A folder that is asked for the first time may take seconds.
 */
const struct build_file *build_file(struct build *b, const char *path, const char **why);

#endif
