// SPDX-License-Identifier: GPL-2.0
#include "proof/revision.h"

#include <string.h>

static void of_blobs(const struct revision *r, const bool match[], bool to[])
{
	for (size_t i = 0; i < r->tree.sources.all.n; i++)
		to[i] |= match[r->number[i]];
}

static void find(struct supply *s, const char *const words[], size_t n, bool match[])
{
	struct revision *r = (struct revision *)s;
	bool *held = mem_alloc(blobs_count(r->blobs) + 1);

	blobs_find(r->blobs, words, n, held);
	of_blobs(r, held, match);
	mem_free(held);
}

static void define(struct supply *s, const struct map *names, bool match[])
{
	struct revision *r = (struct revision *)s;
	bool *held = mem_alloc(blobs_count(r->blobs) + 1);

	blobs_define(r->blobs, names, held);
	of_blobs(r, held, match);
	mem_free(held);
}

static struct error *unit(struct supply *s, size_t i, struct unit **to)
{
	struct revision *r = (struct revision *)s;
	const struct source *src = &r->tree.sources.all.item[i];
	struct error *err = units_get(r->units, r->blobs, r->number[i], src->path, to);

	if (!err)
		(*to)->asked = src->asked;
	return err;
}

static struct error *map(struct supply *s, size_t i, const char **text, size_t *len)
{
	struct revision *r = (struct revision *)s;
	char *bytes;
	struct error *err = blob_text(r->blobs, r->number[i], &bytes, len);

	*text = bytes;
	return err;
}

static void unmap(struct supply *s, const char *text, size_t len)
{
	(void)s;
	(void)len;
	mem_free((void *)text);
}

static void note_unread(const struct revision *r, struct coverage *coverage)
{
	for (size_t i = 0; i < r->tree.sources.all.n; i++) {
		const char *why = blob_unread(r->blobs, r->number[i]);

		if (why)
			*array_push(&coverage->unseen) = (struct unseen){
				.path = mem_strdup(r->tree.sources.all.item[i].path),
				.why = mem_strdup(why),
			};
	}
}

struct error *revision_open(struct revision *r, struct tree_reader *trees, struct blobs *blobs,
			    struct units *units, const git_oid *id, const char *const paths[],
			    size_t n, struct coverage *coverage)
{
	struct error *err;

	*r = (struct revision){ .blobs = blobs, .units = units };
	r->supply = (struct supply){ &r->tree.sources, NULL, false, find, define, unit, map,
				     unmap };
	err = id ? tree_list(&r->tree, trees, id, paths, n, coverage) : NULL;
	if (err)
		return err;
	r->number = mem_alloc((r->tree.id.n + 1) * sizeof(*r->number));
	for (size_t i = 0; i < r->tree.id.n; i++)
		r->number[i] = blobs_number(blobs, &r->tree.id.item[i],
					    r->tree.sources.all.item[i].header);
	blobs_read(blobs, r->number, r->tree.id.n);
	note_unread(r, coverage);
	units_start(units);
	return NULL;
}

static void add_source(struct revision *to, const char *path, bool asked, uint32_t number)
{
	*array_push(&to->tree.sources.all) = (struct source){
		.path = mem_strdup(path),
		.header = path[strlen(path) - 1] == 'h',
		.asked = asked,
	};
	to->number[to->tree.sources.all.n - 1] = number;
}

void revision_replace(struct revision *to, const struct revision *from,
		      const struct replacement with[], size_t n)
{
	const struct sources *s = &from->tree.sources;
	size_t i = 0, k = 0;

	*to = (struct revision){ .blobs = from->blobs, .units = from->units };
	to->supply = from->supply;
	to->supply.sources = &to->tree.sources;
	to->tree.sources.kernel = s->kernel;
	to->number = mem_alloc((s->all.n + n + 1) * sizeof(*to->number));
	while (i < s->all.n || k < n) {
		int cmp = i == s->all.n ? 1 : k == n ? -1 :
			  strcmp(s->all.item[i].path, with[k].path);

		if (cmp < 0)
			add_source(to, s->all.item[i].path, s->all.item[i].asked, from->number[i]);
		else
			add_source(to, with[k].path, true, with[k].number);
		i += cmp <= 0;
		k += cmp >= 0;
	}
}

void revision_moved(struct revision *r)
{
	r->supply.sources = &r->tree.sources;
}

void revision_close(struct revision *r)
{
	tree_sources_release(&r->tree);
	mem_free(r->number);
	*r = (struct revision){ 0 };
}
