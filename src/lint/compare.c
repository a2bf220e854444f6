// SPDX-License-Identifier: GPL-2.0
#include "lint/compare.h"

#include <stdlib.h>
#include <string.h>

#include "check/source.h"
#include "history/tree.h"

enum { MAX_DEPTH = 200 };

struct entry {
	char *name;
	unsigned mode;
	git_oid id;
};

struct folder {
	ARRAY(struct entry) list;	/* by name; folders and C files only */
};

struct comparison {
	struct one_patch *o;
	struct objects_reader *reader;
	bool came, went;		/* some file */
	unsigned depth;
};

static void folder_release(struct folder *f)
{
	for (size_t i = 0; i < f->list.n; i++)
		mem_free(f->list.item[i].name);
	array_free(&f->list);
}

static int by_name(const void *one, const void *two)
{
	const struct entry *a = one, *b = two;

	return strcmp(a->name, b->name);
}

static struct error *folder_read(struct folder *f, struct objects_reader *reader, const git_oid *id)
{
	struct tree_entry e;
	struct object o;
	struct error *err;
	const char *p;

	if (!id)
		return NULL;
	err = tree_read(reader, id, &o);
	if (err)
		return err;
	for (p = o.data; p < o.data + o.len;) {
		struct entry *to;

		if (!tree_entry(&p, o.data + o.len, &e))
			return tree_malformed(id);
		if (!tree_mode_is_folder(e.mode) &&
		    !(tree_mode_is_file(e.mode) && source_is_c(e.name, e.name_len)))
			continue;
		to = array_push(&f->list);
		to->name = mem_strndup(e.name, e.name_len);
		to->mode = e.mode;
		memcpy(to->id.id, e.id, GIT_OID_RAWSZ);
	}
	if (f->list.n)
		qsort(f->list.item, f->list.n, sizeof(*f->list.item), by_name);
	return NULL;
}

static struct error *compare_folders(struct comparison *c, const char *path, const git_oid *before,
				     const git_oid *after);

static void add_file(struct comparison *c, char *path, const git_oid *old, const git_oid *new)
{
	struct file_change *f = array_push(&c->o->files);

	*f = (struct file_change){ .path = path, .was = old, .is = new };
	if (old)
		f->old = *old;
	if (new)
		f->new = *new;
	c->came |= !old;
	c->went |= !new;
}

/* What is a file in one tree may be a folder in the other: then both differ. */
static struct error *compare_entry(struct comparison *c, const char *path, const struct entry *a,
				   const struct entry *b)
{
	const struct entry *any = a ? a : b;
	const git_oid *old_file = NULL, *new_file = NULL, *old_tree = NULL, *new_tree = NULL;
	char *inside;
	struct error *err = NULL;

	if (a && b && git_oid_equal(&a->id, &b->id) &&
	    tree_mode_is_folder(a->mode) == tree_mode_is_folder(b->mode))
		return NULL;
	if (a)
		*(tree_mode_is_folder(a->mode) ? &old_tree : &old_file) = &a->id;
	if (b)
		*(tree_mode_is_folder(b->mode) ? &new_tree : &new_file) = &b->id;
	inside = mem_printf("%s%s%s", path, *path ? "/" : "", any->name);
	if (old_tree || new_tree)
		err = compare_folders(c, inside, old_tree, new_tree);
	if (!err && (old_file || new_file))
		add_file(c, mem_strdup(inside), old_file, new_file);
	mem_free(inside);
	return err;
}

static struct error *merge(struct comparison *c, const char *path, const struct folder *x,
			   const struct folder *y)
{
	struct error *err = NULL;
	size_t i = 0, k = 0;

	while (!err && (i < x->list.n || k < y->list.n)) {
		const struct entry *a = i < x->list.n ? &x->list.item[i] : NULL;
		const struct entry *b = k < y->list.n ? &y->list.item[k] : NULL;
		int cmp = !a ? 1 : !b ? -1 : by_name(a, b);

		err = compare_entry(c, path, cmp <= 0 ? a : NULL, cmp >= 0 ? b : NULL);
		i += cmp <= 0;
		k += cmp >= 0;
	}
	return err;
}

static struct error *compare_folders(struct comparison *c, const char *path, const git_oid *before,
				     const git_oid *after)
{
	struct folder x = { 0 }, y = { 0 };
	struct error *err;

	if (c->depth == MAX_DEPTH)
		return error_new("%s: too many folders in each other", path);
	c->depth++;
	err = folder_read(&x, c->reader, before);
	if (!err)
		err = folder_read(&y, c->reader, after);
	if (!err)
		err = merge(c, path, &x, &y);
	folder_release(&x);
	folder_release(&y);
	c->depth--;
	return err;
}

/* By likeness, which takes reading all of them. */
static struct error *find_renames(struct one_patch *o, struct repository *r, const git_oid *before,
				  const git_oid *after)
{
	git_tree *old = NULL, *new = NULL;
	struct error *err;

	if (git_tree_lookup(&old, r->git, before) || git_tree_lookup(&new, r->git, after)) {
		err = git_failed("%s", o->of);
	} else {
		one_patch_clear(o);
		err = one_patch_compare(o, r, old, new);
	}
	git_tree_free(old);
	git_tree_free(new);
	return err;
}

struct error *compare_trees(struct one_patch *o, struct repository *r, const git_oid *before,
			    const git_oid *after)
{
	struct comparison c = { .o = o, .reader = r->reader };
	struct error *err = compare_folders(&c, "", before, after);

	one_patch_sort(o);
	if (!err && c.came && c.went)
		err = find_renames(o, r, before, after);
	return err;
}
