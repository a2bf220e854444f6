// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "cmd/output.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

struct output {
	const char *name;	/* as it was given */
	void (*write)(FILE *out, const void *what);
	const void *what;
};

static struct error *failed(const struct output *o)
{
	return error_errno("cannot write %s", o->name);
}

static struct error *write_through(const struct output *o, const char *file)
{
	FILE *out = fopen(file, "we");

	if (!out)
		return failed(o);
	o->write(out, o->what);
	return (ferror(out) | fclose(out)) ? failed(o) : NULL;
}

/* The report is written beside the file and then renamed. */
static struct error *write_beside(const struct output *o, const char *file, mode_t mode)
{
	char *temporary = mem_printf("%s.tmp", file);
	struct error *err = write_through(o, temporary);

	if (!err && ((mode && chmod(temporary, mode)) || rename(temporary, file)))
		err = failed(o);
	if (err)
		unlink(temporary);
	mem_free(temporary);
	return err;
}

static struct error *write_file(const struct output *o)
{
	char *file = realpath(o->name, NULL);
	struct stat st;
	struct error *err;

	if (!file || stat(file, &st))
		err = write_beside(o, o->name, 0);
	else if (S_ISREG(st.st_mode))
		err = write_beside(o, file, st.st_mode & 07777);
	else
		err = write_through(o, file);
	free(file);
	return err;
}

struct error *output_write(const char *name, void (*write)(FILE *out, const void *what),
			   const void *what)
{
	const struct output o = { name, write, what };

	if (name)
		return write_file(&o);
	errno = 0;
	write(stdout, what);
	if (ferror(stdout) && errno)	/* later, main() would not know why */
		return error_errno("cannot write standard output");
	return NULL;
}
