// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/macros.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

struct macro {
	const char *name, *rest;
	const char *wrong;	/* a definition in standard.h that ours is to replace */
};

static const struct macro macros[] = {
	{ "scoped_guard", "(x, y) YACFE_ITERATOR", NULL },
	{ "scoped_cond_guard", "(x, y, z) if (x)", NULL },
	{ "__free", "(x)", NULL },
	{ "for_each_dev_scope", "(a, b, c, d) YACFE_ITERATOR", NULL },
	{ "for_each_active_dev_scope", "(a, b, c, d) YACFE_ITERATOR", NULL },
	{ "DECLARE_BITMAP", "(name, bits) unsigned long name[bits]",
	  "#define DECLARE_BITMAP(name,bits)" },
	{ "DEFINE_PER_CPU", "(type, name) type name", "__typeof__(type) per_cpu__##name" },
	{ "DECLARE_PER_CPU", "(type, name) extern type name", "__typeof__(type) per_cpu__##name" },
};

static bool add_file(struct str *text, const char *path)
{
	char buf[16384];
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	while ((n = read(fd, buf, sizeof(buf))) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			str_addn(text, buf, (size_t)n);
	close(fd);
	str_addc(text, '\n');
	return true;
}

static bool add_from(struct str *text, const char *dir, size_t len, const char *below)
{
	char *path = mem_printf("%.*s%s/standard.h", (int)len, dir, below);
	bool added = add_file(text, path);

	mem_free(path);
	return added;
}

/* --libdir=, else --prefix=, of the flags that spatch was configured with. */
static bool add_configured(struct str *text, const char *about)
{
	const char *dir = strstr(about, "--libdir=");

	if (dir)
		return add_from(text, dir + 9, strcspn(dir + 9, " \n"), "/coccinelle");
	dir = strstr(about, "--prefix=");
	return dir && add_from(text, dir + 9, strcspn(dir + 9, " \n"), "/lib/coccinelle");
}

static void add_standard(struct str *text, const char *program, const char *about)
{
	static const char *const dirs[] = {
		"/usr/local/lib", "/usr/lib", "/usr/local/share", "/usr/share", "/usr/lib64",
	};
	const char *home = getenv("COCCINELLE_HOME"), *slash = strrchr(program, '/');
	size_t i;

	if (home && add_from(text, home, strlen(home), ""))
		return;
	if (add_configured(text, about))
		return;
	if (slash && add_from(text, program, (size_t)(slash - program), "/../lib/coccinelle"))
		return;
	for (i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		if (add_from(text, dirs[i], strlen(dirs[i]), "/coccinelle"))
			return;
}

/* Whether a "#define @name" stands in @text. */
static bool defines(const char *text, const char *name)
{
	const char *p = text;
	size_t n = strlen(name);

	while ((p = strstr(p, "#define"))) {
		p += 7;
		p += strspn(p, " \t");
		if (!strncmp(p, name, n) && !isalnum((unsigned char)p[n]) && p[n] != '_')
			return true;
	}
	return false;
}

void macros_add(struct str *text, const char *program, const char *about)
{
	const struct macro *m;
	size_t i;

	add_standard(text, program, about);
	for (i = 0; i < sizeof(macros) / sizeof(*macros); i++) {
		m = &macros[i];
		if (!defines(text->buf, m->name) || (m->wrong && strstr(text->buf, m->wrong)))
			str_addf(text, "#define %s%s\n", m->name, m->rest);
	}
}
