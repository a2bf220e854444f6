// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "proof/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "history/tree.h"

enum { MAX_FOLDERS = 1 << 15, MAX_DEPTH = 200 };

struct item {			/* a folder, or a C file */
	char *name;
	unsigned mode;
	git_oid id;
};

struct folder {
	ARRAY(struct item) list;
};

struct listing {
	struct tree_sources *to;
	struct tree_reader *r;
	struct coverage *coverage;
	bool deep, headers, asked;
	unsigned depth;
};

static void folder_free(struct folder *f)
{
	for (size_t i = 0; i < f->list.n; i++)
		mem_free(f->list.item[i].name);
	array_free(&f->list);
	mem_free(f);
}

void tree_reader_release(struct tree_reader *r)
{
	for (size_t i = 0; i < r->folders.n; i++)
		folder_free(r->folders.entry[i].value);
	map_release(&r->folders);
	r->folders = (struct map)MAP_INIT;
}

static struct error *parse(struct folder *f, const git_oid *id, const struct object *o)
{
	const char *p = o->data, *end = o->data + o->len;
	struct tree_entry e;

	while (p < end) {
		struct item *item;

		if (!tree_entry(&p, end, &e))
			return tree_malformed(id);
		if (!tree_mode_is_folder(e.mode) &&
		    !(tree_mode_is_file(e.mode) && source_is_c(e.name, e.name_len)))
			continue;
		item = array_push(&f->list);
		item->name = mem_strndup(e.name, e.name_len);
		item->mode = e.mode;
		memcpy(item->id.id, e.id, GIT_OID_RAWSZ);
	}
	return NULL;
}

static struct error *read_folder(struct tree_reader *r, const git_oid *id,
				 const struct folder **to)
{
	char hex[GIT_OID_HEXSZ + 1];
	struct folder *f;
	struct object o;
	struct error *err;

	git_oid_tostr(hex, sizeof(hex), id);
	f = map_get(&r->folders, hex);
	if (!f) {
		err = tree_read(r->reader, id, &o);
		if (err)
			return err;
		f = mem_alloc(sizeof(*f));
		err = parse(f, id, &o);
		if (err) {
			folder_free(f);
			return err;
		}
		*map_put(&r->folders, hex) = f;
	}
	*to = f;
	return NULL;
}

/* There are tens of thousands in a tree: no place for printf(). */
static char *join(const char *folder, const char *name)
{
	size_t n = strlen(folder), len = strlen(name);
	char *path = mem_realloc(NULL, n + len + 2, 1);

	memcpy(path, folder, n);
	if (n)
		path[n++] = '/';
	memcpy(path + n, name, len + 1);
	return path;
}

/* Takes @path over. */
static void add_source(struct listing *l, char *path, const git_oid *id)
{
	*array_push(&l->to->sources.all) = (struct source){
		.path = path,
		.header = path[strlen(path) - 1] == 'h',
		.asked = l->asked,
	};
	*array_push(&l->to->id) = *id;
}

static void add_unseen(struct listing *l, const char *path, struct error *err)
{
	*array_push(&l->coverage->unseen) = (struct unseen){
		.path = mem_strdup(*path ? path : "."),
		.why = mem_strdup(error_text(err)),
	};
	error_free(err);
}

static void list_folder(struct listing *l, const char *path, const git_oid *id)
{
	const struct folder *f;
	struct error *err = l->depth < MAX_DEPTH ? read_folder(l->r, id, &f) :
						   error_new("too many folders in each other");

	if (err) {
		add_unseen(l, path, err);
		return;
	}
	l->depth++;
	for (size_t i = 0; i < f->list.n; i++) {
		const struct item *item = &f->list.item[i];
		char *name = join(path, item->name);

		if (!tree_mode_is_folder(item->mode)) {
			if (l->headers || name[strlen(name) - 1] == 'c')
				add_source(l, name, &item->id);
			else
				mem_free(name);
			continue;
		}
		if (l->deep)
			list_folder(l, name, &item->id);
		mem_free(name);
	}
	l->depth--;
}

static struct error *list_path(struct listing *l, const git_oid *tree, const char *path)
{
	unsigned mode;
	git_oid id;
	struct error *err;

	if (!*path || !strcmp(path, ".")) {
		l->to->found++;
		list_folder(l, "", tree);
		return NULL;
	}
	err = objects_at_path(l->r->reader, tree, path, &id, &mode);
	if (err)
		return err;
	if (!mode)
		return NULL;
	l->to->found++;
	if (tree_mode_is_folder(mode))
		list_folder(l, path, &id);
	else if (!tree_mode_is_file(mode))
		return error_new("%s: is a symbolic link", path);
	else if (!source_is_c(path, strlen(path)))
		return error_new("%s: is neither a folder nor a .c or .h file", path);
	else
		add_source(l, mem_strdup(path), &id);
	return NULL;
}

static bool has_version_line(struct objects_reader *r, const git_oid *makefile)
{
	struct object o;
	struct error *err = objects_read(r, makefile, &o);
	bool has = !err && (!strncmp(o.data, "VERSION =", 9) || strstr(o.data, "\nVERSION ="));

	error_free(err);
	return has;
}

/* As check/source.c tells a kernel tree. */
static bool is_kernel(struct objects_reader *r, const git_oid *tree, git_oid *core)
{
	static const char *const names[] = { "Kbuild", "Makefile", "drivers/base" };
	struct error *err = NULL;
	unsigned mode[3] = { 0 };
	git_oid id[3] = { 0 };

	for (size_t i = 0; i < 3 && !err; i++) {
		err = objects_at_path(r, tree, names[i], &id[i], &mode[i]);
		if (!mode[i])
			break;
	}
	error_free(err);
	*core = id[2];
	return tree_mode_is_file(mode[0]) && tree_mode_is_file(mode[1]) &&
	       tree_mode_is_folder(mode[2]) && has_version_line(r, &id[1]);
}

struct listed {
	struct source source;
	git_oid id;
};

static int by_path(const void *one, const void *two)
{
	const struct listed *a = one, *b = two;
	int cmp = strcmp(a->source.path, b->source.path);

	return cmp ? cmp : b->source.asked - a->source.asked;
}

/* A tree stands in this order; several paths of it need not, nor what is no sound tree. */
static bool is_sorted(const struct tree_sources *t)
{
	for (size_t i = 1; i < t->sources.all.n; i++)
		if (strcmp(t->sources.all.item[i - 1].path, t->sources.all.item[i].path) >= 0)
			return false;
	return true;
}

/* The one that was asked for comes first of those with the same path, and stays. */
static void sort_once(struct tree_sources *t)
{
	size_t n = t->sources.all.n, kept = 0;
	struct listed *all = mem_alloc((n + 1) * sizeof(*all));

	for (size_t i = 0; i < n; i++)
		all[i] = (struct listed){ t->sources.all.item[i], t->id.item[i] };
	qsort(all, n, sizeof(*all), by_path);
	for (size_t i = 0; i < n; i++) {
		if (kept && !strcmp(t->sources.all.item[kept - 1].path, all[i].source.path)) {
			mem_free(all[i].source.path);
			continue;
		}
		t->sources.all.item[kept] = all[i].source;
		t->id.item[kept++] = all[i].id;
	}
	t->sources.all.n = t->id.n = kept;
	mem_free(all);
}

struct error *tree_list(struct tree_sources *to, struct tree_reader *r, const git_oid *id,
			const char *const paths[], size_t n, struct coverage *coverage)
{
	struct listing l = { .to = to, .r = r, .coverage = coverage, .deep = true,
			     .headers = true, .asked = true };
	const struct folder *top;
	struct error *err;
	git_oid core;

	*to = (struct tree_sources){ 0 };
	if (r->folders.n > MAX_FOLDERS)
		tree_reader_release(r);
	err = read_folder(r, id, &top);
	if (!err && !n)
		err = list_path(&l, id, "");
	for (size_t i = 0; i < n && !err; i++)
		err = list_path(&l, id, paths[i]);
	to->sources.kernel = !err && is_kernel(r->reader, id, &core);
	if (to->sources.kernel && n) {
		l.asked = l.deep = l.headers = false;
		list_folder(&l, "drivers/base", &core);
	}
	if (!is_sorted(to))
		sort_once(to);
	return err;
}

void tree_sources_release(struct tree_sources *t)
{
	for (size_t i = 0; i < t->sources.all.n; i++)
		mem_free(t->sources.all.item[i].path);
	array_free(&t->sources.all);
	array_free(&t->id);
}
