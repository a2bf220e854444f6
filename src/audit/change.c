// SPDX-License-Identifier: GPL-2.0
#include "audit/change.h"

#include <string.h>

enum { MAX_KEYS = 4 };

/* ---- what it changes ---- */

/* Binary files are text here: of equal patch-id are then only equal changes. */
static const git_diff_options *set_options(git_diff_options *o)
{
	git_diff_options_init(o, GIT_DIFF_OPTIONS_VERSION);
	o->flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC;
	return o;
}

static struct error *failed(struct history *h, int code)
{
	if (code == GIT_ENOTFOUND)
		return git_failed("an object is missing");
	return git_failed("%s", h->repository.name);
}

static struct error *open_diff(git_diff **diff, struct history *h, const git_oid *before,
			       const git_oid *after)
{
	git_repository *git = h->repository.git;
	git_tree *old = NULL, *new = NULL;
	git_diff_options o;
	int code;

	*diff = NULL;
	code = git_tree_lookup(&old, git, before);
	if (!code)
		code = git_tree_lookup(&new, git, after);
	if (!code)
		code = git_diff_tree_to_tree(diff, git, old, new, set_options(&o));
	git_tree_free(old);
	git_tree_free(new);
	return code ? failed(h, code) : NULL;
}

static unsigned depth_of(const char *path)
{
	unsigned n = 0;

	for (; *path; path++)
		n += *path == '/';
	return n;
}

/* Deeper ones change less often, so they stand first. */
static void add_key(struct change *c, const git_diff_delta *d)
{
	struct changed_path key = {
		.path = mem_strdup(d->new_file.path),
		.before = { d->old_file.id, d->old_file.mode },
		.after = { d->new_file.id, d->new_file.mode },
	};
	size_t i = c->keys.n;

	array_push(&c->keys);
	for (; i && depth_of(c->keys.item[i - 1].path) < depth_of(key.path); i--)
		c->keys.item[i] = c->keys.item[i - 1];
	c->keys.item[i] = key;
	if (c->keys.n > MAX_KEYS)
		mem_free(c->keys.item[--c->keys.n].path);
}

static bool is_file(unsigned mode)
{
	return mode != GIT_FILEMODE_COMMIT && mode != GIT_FILEMODE_TREE;
}

static struct error *find_paths(struct change *c)
{
	git_diff *diff;
	struct error *err = open_diff(&diff, c->h, &c->before, &c->after);

	if (err)
		return err;
	c->paths = git_diff_num_deltas(diff);
	for (size_t i = 0; i < c->paths; i++) {
		const git_diff_delta *d = git_diff_get_delta(diff, i);

		if (is_file(d->old_file.mode) && is_file(d->new_file.mode))
			add_key(c, d);
	}
	git_diff_free(diff);
	return NULL;
}

static struct error *read_commit(struct history *h, const git_oid *id, struct commit *c)
{
	struct object object;
	struct error *err = objects_read(h->repository.reader, id, &object);

	if (err)
		return err;
	if (commit_parse(c, object.data, object.len))
		return NULL;
	return error_new("object %s is no commit", git_oid_tostr_s(id));
}

struct error *change_read(struct change *c, struct history *h, uint32_t pos)
{
	struct commit commit;
	struct error *err;
	git_oid parent;

	*c = (struct change){ .h = h };
	err = history_commit(h, pos, &commit);
	if (err || commit.parents != 1)
		return err;
	c->after = commit.tree;
	commit_parent(&commit, 0, &parent);
	err = read_commit(h, &parent, &commit);
	if (err)
		return err;
	c->before = commit.tree;
	return find_paths(c);
}

void change_release(struct change *c)
{
	for (size_t i = 0; i < c->keys.n; i++)
		mem_free(c->keys.item[i].path);
	array_free(&c->keys);
	*c = (struct change){ 0 };
}

struct error *change_files(const struct change *c, struct changed_files *to)
{
	git_diff *diff;
	struct error *err = open_diff(&diff, c->h, &c->before, &c->after);

	if (err)
		return err;
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++) {
		const git_diff_delta *d = git_diff_get_delta(diff, i);

		if (!is_file(d->old_file.mode) || !is_file(d->new_file.mode))
			continue;
		*array_push(&to->list) = (struct changed_path){
			.path = mem_strdup(d->new_file.path),
			.before = { d->old_file.id, d->old_file.mode },
			.after = { d->new_file.id, d->new_file.mode },
		};
	}
	git_diff_free(diff);
	return NULL;
}

void changed_files_release(struct changed_files *f)
{
	for (size_t i = 0; i < f->list.n; i++)
		mem_free(f->list.item[i].path);
	array_free(&f->list);
}

/* ---- whether another is the same ---- */

struct error *change_may_lie(const struct change *c, struct lookup *l, const git_oid *before,
			     const git_oid *after, bool *may)
{
	struct entry_at old, new;
	struct error *err = NULL;

	*may = !git_oid_equal(before, after);
	for (size_t i = 0; !err && *may && i < c->keys.n; i++) {
		err = lookup_path(l, before, c->keys.item[i].path, &old);
		if (!err)
			err = lookup_path(l, after, c->keys.item[i].path, &new);
		*may = !err && !entry_same(&old, &new);
	}
	return err;
}

static struct error *sum_of(struct lookup *l, const struct entry_at *before,
			    const struct entry_at *after, uint64_t *sum)
{
	uint64_t old;
	struct error *err = lookup_sum(l, before, &old);

	if (!err)
		err = lookup_sum(l, after, sum);
	*sum -= err ? 0 : old;
	return err;
}

static struct error *add_sums(struct change *c, struct lookup *of)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && !c->summed && i < c->keys.n; i++) {
		struct changed_path *key = &c->keys.item[i];

		err = sum_of(of, &key->before, &key->after, &key->sum);
	}
	c->summed = !err;
	return err;
}

static struct error *has_sums(const struct change *c, struct lookup *l, const git_oid *before,
			      const git_oid *after, bool *has)
{
	struct error *err = NULL;

	*has = true;
	for (size_t i = 0; !err && *has && i < c->keys.n; i++) {
		struct entry_at old, new;
		uint64_t sum = 0;

		err = lookup_path(l, before, c->keys.item[i].path, &old);
		if (!err)
			err = lookup_path(l, after, c->keys.item[i].path, &new);
		if (!err)
			err = sum_of(l, &old, &new, &sum);
		*has = !err && sum == c->keys.item[i].sum;
	}
	return err;
}

/* Zero where it changes another number of paths than @paths. */
static struct error *patch_id(struct history *h, const git_oid *before, const git_oid *after,
			      size_t paths, git_oid *id)
{
	git_diff *diff;
	struct error *err = open_diff(&diff, h, before, after);

	int code = 0;

	memset(id, 0, sizeof(*id));
	if (err)
		return err;
	if (git_diff_num_deltas(diff) == paths)
		code = git_diff_patchid(id, diff, NULL);
	git_diff_free(diff);
	return code ? failed(h, code) : NULL;
}

static struct error *has_patch_id(struct change *c, struct history *h, const git_oid *before,
				  const git_oid *after, bool *has)
{
	struct error *err = NULL;
	git_oid id;

	if (!c->identified)
		err = patch_id(c->h, &c->before, &c->after, c->paths, &c->id);
	c->identified = !err;
	if (!err)
		err = patch_id(h, before, after, c->paths, &id);
	*has = !err && git_oid_equal(&id, &c->id);
	return err;
}

struct error *change_is(struct change *c, struct lookup *of, struct history *h, struct lookup *l,
			const git_oid *before, const git_oid *after, bool *is)
{
	struct error *err = add_sums(c, of);

	*is = false;
	if (!err)
		err = has_sums(c, l, before, after, is);
	if (!err && *is)
		err = has_patch_id(c, h, before, after, is);
	return err;
}
