/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compile: has sparse compile a file, with the flags of its build, for us to read.
 */
#ifndef SPARSE_COMPILE_H
#define SPARSE_COMPILE_H

#include "base/error.h"
#include "base/str.h"
#include "sparse/compiled.h"
#include "sparse/run.h"

/*
 * Fills @c by what sparse makes of c->flags' file in c->dir; path, unit, rules and known are
 * there already. @errors gets the lines of the errors that sparse found, and of its warnings of
 * incorrect types: of either it may leave out the statement, or the function. An error, with
 * which there is nothing in @c, where sparse can't be run, ends otherwise than well, or prints
 * what is no such form.
 */
struct error *compile_file(struct compiled *c, unsigned timeout_s, struct str *errors);

/*
 * Its two halves: has sparse print it, and reads what was printed. Warnings are none but
 * warnings, though flags may have it fail of them: of those of -v as well.
 */
#define COMPILE_STRICT "-Wsparse-error"
struct error *compile_run(const char *const flags[], const char *dir, unsigned timeout_s,
			  struct run *r);
struct error *compile_take(struct compiled *c, const struct run *r, unsigned timeout_s,
			   struct str *errors);

/*
 * Of such lines the first that is about the lines @from to @to of a file whose path ends as @path
 * does; of *@len bytes. NULL: none.
 */
const char *compile_error_in(const char *errors, const char *path, unsigned from, unsigned to,
			     size_t *len);

/*
 * Whether @dump is one from its beginning to its end, as far as these two tell. Nothing is a dump
 * too: that of a file without functions.
 */
bool compile_is_dump(const char *dump, size_t len);

/*
 * Whether @dump, what was printed of a file, names something that matters (event.h), or its
 * source a member that does.
 */
bool compile_matters(const struct compiled *c, const char *dump, size_t len);

#endif
