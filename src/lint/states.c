// SPDX-License-Identifier: GPL-2.0
#include "lint/states.h"

#include <stdlib.h>
#include <string.h>

static int by_text(const void *one, const void *two)
{
	return strcmp(*(const char *const *)one, *(const char *const *)two);
}

static void list_paths(struct states *s)
{
	size_t kept = 0;

	for (size_t k = 0; k < s->patches->all.n; k++)
		for (size_t i = 0; i < s->patches->all.item[k].files.n; i++)
			*array_push(&s->paths) = s->patches->all.item[k].files.item[i].path;
	if (s->paths.n)
		qsort(s->paths.item, s->paths.n, sizeof(*s->paths.item), by_text);
	for (size_t i = 0; i < s->paths.n; i++)
		if (!kept || strcmp(s->paths.item[kept - 1], s->paths.item[i]))
			s->paths.item[kept++] = s->paths.item[i];
	s->paths.n = kept;
}

static bool is_header(const char *path)
{
	return path[strlen(path) - 1] == 'h';
}

static void give_texts(const struct states *s)
{
	for (size_t k = 0; k < s->patches->all.n; k++)
		for (size_t i = 0; i < s->patches->all.item[k].files.n; i++) {
			const struct file_change *c = &s->patches->all.item[k].files.item[i];

			if (c->text)
				blobs_give(s->blobs, &c->new, is_header(c->path), c->text, c->len);
		}
}

void states_start(struct states *s, const struct patchset *p, struct blobs *blobs)
{
	git_oid none;

	*s = (struct states){ .patches = p, .blobs = blobs };
	git_odb_hash(&none, "", 0, GIT_OBJECT_BLOB);
	s->empty = blobs_give(blobs, &none, false, "", 0);
	list_paths(s);
	give_texts(s);
}

static size_t place_of(const struct states *s, const char *path)
{
	const char **at = s->paths.n ? bsearch(&path, s->paths.item, s->paths.n,
					       sizeof(*s->paths.item), by_text) : NULL;

	return at ? (size_t)(at - s->paths.item) : NOWHERE;
}

static uint32_t blob_of(const struct states *s, const git_oid *id, const char *path, bool there)
{
	return there ? blobs_number(s->blobs, id, is_header(path)) : s->empty;
}

/* What each of the paths is after @k patches: what the first patch that changes it found. */
static void list_blobs(const struct states *s, size_t k, struct replacement to[])
{
	for (size_t i = 0; i < s->paths.n; i++)
		to[i] = (struct replacement){ s->paths.item[i], UINT32_MAX };
	for (size_t j = 0; j < s->patches->all.n; j++)
		for (size_t i = 0; i < s->patches->all.item[j].files.n; i++) {
			const struct file_change *c = &s->patches->all.item[j].files.item[i];
			struct replacement *r = &to[place_of(s, c->path)];

			if (r->number == UINT32_MAX)
				r->number = blob_of(s, &c->old, c->path, c->was);
			if (j < k)
				r->number = blob_of(s, &c->new, c->path, c->is);
		}
}

static void read_changed(const struct states *s)
{
	struct replacement *all = mem_alloc((s->paths.n + 1) * sizeof(*all));
	uint32_t *numbers = mem_alloc((s->paths.n + 1) * sizeof(*numbers));

	for (size_t k = 0; k <= s->patches->all.n; k++) {
		list_blobs(s, k, all);
		for (size_t i = 0; i < s->paths.n; i++)
			numbers[i] = all[i].number;
		blobs_read(s->blobs, numbers, s->paths.n);
	}
	mem_free(numbers);
	mem_free(all);
}

struct error *states_open(struct states *s, struct survey *survey, struct coverage *coverage)
{
	const git_oid *id = git_oid_is_zero(&s->patches->base) ? NULL : &s->patches->base;
	struct revision tree;
	struct error *err = survey_open(survey, id, &tree, coverage);

	if (!err) {
		read_changed(s);
		s->base = tree;		/* states_make() makes it of what is there */
		s->open = true;
		states_make(s, 0, &s->base);
	}
	revision_close(&tree);
	return err;
}

void states_make(const struct states *s, size_t k, struct revision *to)
{
	struct replacement *with = mem_alloc((s->paths.n + 1) * sizeof(*with));
	struct revision from = s->base;

	list_blobs(s, k, with);
	revision_replace(to, &from, with, s->paths.n);
	mem_free(with);
}

char *states_text(const struct states *s, size_t k, const char *path, size_t *len)
{
	struct replacement *with;
	size_t at = place_of(s, path);
	uint32_t number = s->empty;
	char *text;

	if (at != NOWHERE) {
		with = mem_alloc((s->paths.n + 1) * sizeof(*with));
		list_blobs(s, k, with);
		number = with[at].number;
		mem_free(with);
	} else if (s->open) {
		at = sources_find(&s->base.tree.sources, path);
		if (at < s->base.tree.sources.all.n)
			number = s->base.number[at];
	}
	if (number == s->empty)
		return NULL;
	error_free(blob_text(s->blobs, number, &text, len));
	return text;
}

void states_release(struct states *s)
{
	if (s->open)
		revision_close(&s->base);
	array_free(&s->paths);
	*s = (struct states){ 0 };
}
