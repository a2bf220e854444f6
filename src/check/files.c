// SPDX-License-Identifier: GPL-2.0
#include "check/files.h"

#include <string.h>

static void find(struct supply *s, const char *const words[], size_t n, bool match[])
{
	struct files *f = (struct files *)s;

	scan_find(&f->scan, words, n, match);
}

static void define(struct supply *s, const struct map *names, bool match[])
{
	struct files *f = (struct files *)s;

	definitions_find(&f->scan.definitions, names, match);
}

static struct error *map(struct supply *s, size_t i, const char **text, size_t *len)
{
	return source_map(&s->sources->all.item[i], text, len);
}

static void unmap(struct supply *s, const char *text, size_t len)
{
	(void)s;
	source_unmap(text, len);
}

static struct error *unit(struct supply *s, size_t i, struct unit **to)
{
	struct files *f = (struct files *)s;
	const struct source *src = &f->sources.all.item[i];
	struct error *err = NULL;
	const char *text;
	size_t len;

	if (!f->unit[i]) {
		err = source_map(src, &text, &len);
		if (err)
			return err;
		f->unit[i] = mem_alloc(sizeof(**f->unit));
		unit_read(f->unit[i], src->path, text, len);
		f->unit[i]->asked = src->asked;
	}
	*to = f->unit[i];
	return err;
}

struct error *files_open(struct files *f, const char *const paths[], size_t n, unsigned jobs,
			 struct cache *cache, const char *const words[], size_t n_words,
			 struct coverage *coverage)
{
	struct error *err;

	memset(f, 0, sizeof(*f));
	f->supply = (struct supply){ &f->sources, NULL, false, find, define, unit, map, unmap };
	err = sources_list(&f->sources, paths, n, coverage);
	if (err)
		return err;
	f->unit = mem_alloc((f->sources.all.n + 1) * sizeof(*f->unit));
	scan_open(&f->scan, &f->sources, jobs, cache, words, n_words, coverage);
	return NULL;
}

static void close_unit(struct unit *u)
{
	const char *text = u->text;
	size_t len = u->len;

	unit_release(u);
	mem_free(u);
	source_unmap(text, len);
}

void files_close(struct files *f)
{
	scan_close(&f->scan);
	for (size_t i = 0; f->unit && i < f->sources.all.n; i++)
		if (f->unit[i])
			close_unit(f->unit[i]);
	mem_free(f->unit);
	sources_release(&f->sources);
}
