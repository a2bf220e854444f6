// SPDX-License-Identifier: GPL-2.0
#include "audit/paths.h"

#include <stdlib.h>
#include <string.h>

/* The trees of a commit and of its first parent; a root's is all zeros. */
static struct error *trees_of(struct history *h, uint32_t pos, git_oid *old, git_oid *new)
{
	uint32_t parent = index_parent(h->ix, pos, 0);
	struct error *err = history_tree(h, pos, new);

	memset(old, 0, sizeof(*old));
	if (!err && parent != POS_NONE)
		err = history_tree(h, parent, old);
	return err;
}

static struct error *object_at(struct history *h, const git_oid *tree, const char *path,
			       git_oid *to)
{
	unsigned mode;

	memset(to, 0, sizeof(*to));
	return git_oid_is_zero(tree) ? NULL :
	       objects_at_path(h->repository.reader, tree, path, to, &mode);
}

struct error *paths_touched(struct history *h, uint32_t pos, const char *const paths[], size_t n,
			    bool *touches)
{
	git_oid old, new, before, after;
	struct error *err = NULL;

	*touches = !n;
	if (n)
		err = trees_of(h, pos, &old, &new);
	for (size_t i = 0; !err && i < n && !*touches; i++) {
		err = object_at(h, &old, paths[i], &before);
		if (!err)
			err = object_at(h, &new, paths[i], &after);
		*touches = !err && !git_oid_equal(&before, &after);
	}
	return err;
}

struct error *path_exists(struct history *h, uint32_t pos, const char *path, bool *exists)
{
	git_oid tree, id;
	struct error *err = history_tree(h, pos, &tree);

	*exists = false;
	if (!err)
		err = object_at(h, &tree, path, &id);
	*exists = !err && !git_oid_is_zero(&id);
	return err;
}

static int add_path(const git_diff_delta *delta, float progress, void *ctx)
{
	struct paths *to = ctx;

	(void)progress;
	*array_push(&to->list) = mem_strdup(delta->new_file.path);
	return 0;
}

static int compare_paths(const void *one, const void *two)
{
	return strcmp(*(char *const *)one, *(char *const *)two);
}

struct error *paths_changed(struct paths *to, struct history *h, uint32_t pos)
{
	git_diff_options options;
	git_tree *before = NULL, *after = NULL;
	git_diff *diff = NULL;
	git_oid old, new;
	struct error *err = trees_of(h, pos, &old, &new);
	bool failed;

	if (err)
		return err;
	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_SKIP_BINARY_CHECK;
	failed = git_tree_lookup(&after, h->repository.git, &new) ||
		 (!git_oid_is_zero(&old) && git_tree_lookup(&before, h->repository.git, &old)) ||
		 git_diff_tree_to_tree(&diff, h->repository.git, before, after, &options) ||
		 git_diff_foreach(diff, add_path, NULL, NULL, NULL, to);
	if (failed)
		err = git_failed("cannot compare the trees of %s", git_oid_tostr_s(&new));
	git_diff_free(diff);
	git_tree_free(before);
	git_tree_free(after);
	if (to->list.n)
		qsort(to->list.item, to->list.n, sizeof(*to->list.item), compare_paths);
	return err;
}

void paths_release(struct paths *p)
{
	for (size_t i = 0; i < p->list.n; i++)
		mem_free(p->list.item[i]);
	array_free(&p->list);
}
