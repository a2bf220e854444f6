/* SPDX-License-Identifier: GPL-2.0 */
/*
 * build_kbuild: asks a configured kernel build (6.1 and newer) how kbuild would run a
 * checker on the files of a folder: a dry run of `make C=2` (Documentation/dev-tools/sparse.rst).
 * kbuild prints the checker's command, CHECKFLAGS and all, for each file that the configuration
 * has it compile, whether or not that was ever built, and for no other.
 *
 * Nothing is built and nothing is written into the build folder. A plain `make -n` there is
 * not so harmless: it makes folders, and builds tools/ for real. So make is given one more target
 * (--eval), which only descends, and variables by which kbuild leaves out all but the checker:
 * if_changed and its kin (Documentation/kbuild/makefiles.rst) are empty, the options of the
 * compiler are tried in a folder of our own. Still it runs the Makefiles of the kernel, as
 * any build does.
 */
#ifndef SPARSE_BUILD_KBUILD_H
#define SPARSE_BUILD_KBUILD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/map.h"
#include "check/scratch.h"
#include "sparse/build_command.h"

struct kbuild {
	char *dir;		/* the build folder: absolute, resolved */
	char *source;		/* the kernel's source folder: likewise; may be the same */
	struct args env;	/* what make needs to know: "ARCH=arm64" */
	struct scratch scratch;
	struct map asked;	/* folder below source -> why it gave nothing: a string, or "" */
};

/*
 * @dir is not a kernel's build folder, was never configured or never prepared: an error saying
 * what to do. To be called before there are threads.
 */
struct error *kbuild_open(struct kbuild *k, const char *dir);
void kbuild_release(struct kbuild *k);

/*
 * Adds to @commands the checker's commands, behind the checker's name, for what is compiled in
 * the folder of the source @path (absolute, resolved) and below it. Where kbuild does not enter
 * that folder, as it is off or its objects are named from elsewhere ("libxfs/xfs_alloc.o"), those
 * of the next one above it that it does enter. No folder is asked twice. Returns why a file that
 * none of the commands is for, of this call or an earlier one, has none: a text of @k's.
 */
const char *kbuild_ask(struct kbuild *k, const char *path, struct args *commands);

/* What kbuild printed: the folders that it entered, and the commands. */
struct dry_run {
	struct args folders, commands;
};

void dry_run_read(struct dry_run *d, const char *text);
void dry_run_release(struct dry_run *d);

#endif
