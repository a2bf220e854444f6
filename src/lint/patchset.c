// SPDX-License-Identifier: GPL-2.0
#include "lint/patchset.h"

#include <stdlib.h>
#include <string.h>

#include "check/source.h"
#include "history/tree.h"

enum { RENAME_LIMIT = 200 };

static void change_release(struct file_change *c)
{
	mem_free(c->path);
	mem_free(c->from);
	mem_free(c->text);
}

void one_patch_clear(struct one_patch *o)
{
	for (size_t i = 0; i < o->files.n; i++)
		change_release(&o->files.item[i]);
	array_free(&o->files);
}

static void release(struct one_patch *o)
{
	one_patch_clear(o);
	mem_free(o->of);
	mem_free(o->subject);
	mem_free(o->message);
	mem_free(o->path);
	mem_free(o->diff);
}

void patchset_release(struct patchset *p)
{
	for (size_t i = 0; i < p->all.n; i++)
		release(&p->all.item[i]);
	array_free(&p->all);
}

struct one_patch *patchset_add(struct patchset *p, const char *of)
{
	struct one_patch *o = array_push(&p->all);

	o->of = mem_strdup(of);
	o->subject = mem_strdup("");
	return o;
}

static int by_path(const void *one, const void *two)
{
	const struct file_change *a = one, *b = two;

	return strcmp(a->path, b->path);
}

void one_patch_sort(struct one_patch *o)
{
	size_t kept = 0;

	for (size_t i = 0; i < o->files.n; i++)
		if (o->files.item[i].was || o->files.item[i].is)
			o->files.item[kept++] = o->files.item[i];
		else
			change_release(&o->files.item[i]);
	o->files.n = kept;
	if (kept > 1)
		qsort(o->files.item, kept, sizeof(*o->files.item), by_path);
}

static bool is_source(const git_diff_file *f)
{
	return f->path && tree_mode_is_file(f->mode) && source_is_c(f->path, strlen(f->path));
}

static void add_delta(struct one_patch *o, const git_diff_delta *d)
{
	bool was = is_source(&d->old_file), is = is_source(&d->new_file);
	bool renamed = d->status == GIT_DELTA_RENAMED;
	struct file_change *c;

	if (was && (renamed || !is))
		*array_push(&o->files) = (struct file_change){
			.path = mem_strdup(d->old_file.path), .old = d->old_file.id, .was = true,
		};
	if (!is)
		return;
	c = array_push(&o->files);
	*c = (struct file_change){ .path = mem_strdup(d->new_file.path), .new = d->new_file.id,
				   .is = true };
	if (renamed) {
		c->from = mem_strdup(d->old_file.path);
	} else if (was) {
		c->was = true;
		c->old = d->old_file.id;
	}
}

static struct error *find_renames(git_diff *diff)
{
	size_t added = git_diff_num_deltas_of_type(diff, GIT_DELTA_ADDED);
	size_t gone = git_diff_num_deltas_of_type(diff, GIT_DELTA_DELETED);
	git_diff_find_options options;

	if (!added || !gone)
		return NULL;
	git_diff_find_options_init(&options, GIT_DIFF_FIND_OPTIONS_VERSION);
	options.flags = GIT_DIFF_FIND_RENAMES;
	options.rename_limit = RENAME_LIMIT;
	return git_diff_find_similar(diff, &options) ? git_failed("cannot look for renames") : NULL;
}

struct error *one_patch_take(struct one_patch *o, git_diff *diff)
{
	struct error *err = find_renames(diff);

	for (size_t i = 0; !err && i < git_diff_num_deltas(diff); i++)
		add_delta(o, git_diff_get_delta(diff, i));
	one_patch_sort(o);
	return err;
}

struct error *one_patch_compare(struct one_patch *o, struct repository *r, git_tree *before,
				git_tree *after)
{
	git_diff_options options;
	git_diff *diff = NULL;
	struct error *err;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_SKIP_BINARY_CHECK;
	options.ignore_submodules = GIT_SUBMODULE_IGNORE_ALL;
	if (git_diff_tree_to_tree(&diff, r->git, before, after, &options))
		err = git_failed("%s", o->of);
	else
		err = one_patch_take(o, diff);
	git_diff_free(diff);
	return err;
}
