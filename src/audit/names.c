// SPDX-License-Identifier: GPL-2.0
#include "audit/names.h"

#include <string.h>

#include "audit/turn.h"
#include "base/map.h"

enum { MAX_BACK = 4, MAX_RELEASES = 200, MAX_DELTAS = 4000, RENAME_LIMIT = 500 };

struct file {
	char *path;
	ARRAY(char *) others;	/* that history shows */
	bool back;		/* older ones were looked for */
	struct map tips;	/* tree in hex -> what is alike there, "" for none; NULL: unseen */
	uint32_t seen;		/* the last commit asked for that had it; POS_NONE */
	const char *seen_name;	/* there */
	uint32_t lost;		/* .seen, where its end was looked for behind that */
	struct map sought;	/* tips in hex: a release with it was looked for behind these */
};

struct names {
	const struct trees *t;
	struct lookup *lookup;
	struct renames *renames;
	uint32_t fix;
	ARRAY(struct file *) files;
};

struct names *names_new(const struct trees *t, struct lookup *l, struct renames *renames,
			uint32_t fix)
{
	struct names *n = mem_alloc(sizeof(*n));

	*n = (struct names){ .t = t, .lookup = l, .renames = renames, .fix = fix };
	return n;
}

static void file_free(struct file *f)
{
	for (size_t i = 0; i < f->others.n; i++)
		mem_free(f->others.item[i]);
	for (size_t i = 0; i < f->tips.n; i++)
		mem_free(f->tips.entry[i].value);
	array_free(&f->others);
	map_release(&f->tips);
	map_release(&f->sought);
	mem_free(f->path);
	mem_free(f);
}

void names_free(struct names *n)
{
	if (!n)
		return;
	for (size_t i = 0; i < n->files.n; i++)
		file_free(n->files.item[i]);
	array_free(&n->files);
	mem_free(n);
}

static struct file *file_of(struct names *n, const char *path)
{
	struct file *f;

	for (size_t i = 0; i < n->files.n; i++)
		if (!strcmp(n->files.item[i]->path, path))
			return n->files.item[i];
	f = *array_push(&n->files) = mem_alloc(sizeof(*f));
	f->path = mem_strdup(path);
	f->seen = f->lost = POS_NONE;
	return f;
}

/* A link is text too, but not the file's. */
static bool is_file(const struct entry_at *e)
{
	return (e->mode & 0170000) == 0100000;
}

/* ---- a commit that renames ---- */

static struct error *open_diff(struct names *n, uint32_t pos, uint32_t parent, git_diff **diff)
{
	git_repository *git = n->t->audited->repository.git;
	git_tree *old = NULL, *new = NULL;
	git_oid before, after;
	struct error *err = history_tree(n->t->audited, parent, &before);

	*diff = NULL;
	if (!err)
		err = history_tree(n->t->audited, pos, &after);
	if (!err && (git_tree_lookup(&old, git, &before) || git_tree_lookup(&new, git, &after) ||
		     git_diff_tree_to_tree(diff, git, old, new, NULL)))
		err = git_failed("cannot compare trees");
	git_tree_free(old);
	git_tree_free(new);
	return err;
}

/* The other name in a commit that renames @path, to it or (@back) from it; NULL: none. */
static char *renamed_at(struct names *n, uint32_t pos, const char *path, bool back)
{
	git_diff_find_options o;
	uint32_t parent = index_parent(n->t->audited->ix, pos, 0);
	git_diff *diff = NULL;
	char *other = NULL;
	struct error *err;

	if (parent >= pos)
		return NULL;
	err = open_diff(n, pos, parent, &diff);
	error_free(err);
	git_diff_find_options_init(&o, GIT_DIFF_FIND_OPTIONS_VERSION);
	o.flags = GIT_DIFF_FIND_RENAMES;
	o.rename_limit = RENAME_LIMIT;
	if (!err && git_diff_num_deltas(diff) <= MAX_DELTAS && !git_diff_find_similar(diff, &o))
		for (size_t i = 0; i < git_diff_num_deltas(diff) && !other; i++) {
			const git_diff_delta *d = git_diff_get_delta(diff, i);
			const char *here = back ? d->new_file.path : d->old_file.path;

			if (d->status == GIT_DELTA_RENAMED && !strcmp(here, path))
				other = mem_strdup(back ? d->old_file.path : d->new_file.path);
		}
	git_diff_free(diff);
	return other;
}

struct presence {
	struct names *n;
	const char *path;
	bool there;		/* is it so, or is it not */
};

static struct error *is_there(void *ctx, uint32_t pos, bool *so)
{
	const struct presence *p = ctx;
	struct entry_at e;
	git_oid tree;
	struct error *err = history_tree(p->n->t->audited, pos, &tree);

	if (!err)
		err = lookup_path(p->n->lookup, &tree, p->path, &e);
	*so = !err && is_file(&e) == p->there;
	return err;
}

static void add_other(struct file *f, char *name)
{
	*array_push(&f->others) = name;
}

/* The names that it had before: each one's first commit is where it was renamed. */
static struct error *find_older(struct names *n, struct file *f)
{
	uint32_t from = n->fix, pos = POS_NONE;
	const char *name = f->path;
	struct error *err = NULL;

	f->back = true;
	for (unsigned i = 0; i < MAX_BACK && !err && from != POS_NONE; i++) {
		struct presence p = { n, name, true };
		char *older;

		err = turn_find(n->t->audited, POS_NONE, from, is_there, &p, &pos);
		older = err || pos == POS_NONE ? NULL : renamed_at(n, pos, name, true);
		if (!older)
			break;
		add_other(f, older);
		name = older;
		from = index_parent(n->t->audited->ix, pos, 0);
		from = from < pos ? from : POS_NONE;
	}
	return err;
}

/* The name it got after the last commit that had it, on the way to @pos. */
static struct error *find_newer(struct names *n, struct file *f, uint32_t pos)
{
	struct presence p = { n, f->seen_name, false };
	uint32_t end = POS_NONE;
	struct error *err;
	char *newer;

	f->lost = f->seen;
	err = turn_find(n->t->audited, f->seen, pos, is_there, &p, &end);
	newer = err || end == POS_NONE ? NULL : renamed_at(n, end, f->seen_name, false);
	if (newer)
		add_other(f, newer);
	return err;
}

/* ---- a tree ---- */

static struct error *try_name(struct names *n, struct file *f, const char *name,
			      const struct names_at *at, struct entry_at *entry, bool *found)
{
	struct error *err = lookup_path(n->lookup, &at->tree, name, entry);

	*found = !err && is_file(entry);
	if (*found && index_node(n->t->audited->ix, at->pos) != POS_NONE) {
		f->seen = at->pos;
		f->seen_name = name;
	}
	return err;
}

static struct error *try_others(struct names *n, struct file *f, size_t from,
				const struct names_at *at, const char **name,
				struct entry_at *entry)
{
	struct error *err = NULL;
	bool found = false;

	for (size_t i = from; i < f->others.n && !err && !found; i++) {
		err = try_name(n, f, f->others.item[i], at, entry, &found);
		if (found)
			*name = f->others.item[i];
	}
	return err;
}

static bool is_behind(const struct names *n, uint32_t pos, uint32_t of)
{
	uint32_t node = index_node(n->t->audited->ix, of);

	return pos != POS_NONE && node != POS_NONE && pos < of &&
	       index_node_holds(n->t->audited->ix, node, pos);
}

/* A release behind @at that has it, where none was asked for in this run: the newest. */
static struct error *find_seen(struct names *n, struct file *f, const struct names_at *at)
{
	const struct releases *all = &n->t->audited->releases;
	char hex[GIT_OID_HEXSZ + 1];
	struct error *err = NULL;
	unsigned tried = 0;

	git_oid_tostr(hex, sizeof(hex), &at->tip);
	if (is_behind(n, f->seen, at->pos) || map_has(&f->sought, hex))
		return NULL;
	*map_put(&f->sought, hex) = f;
	for (size_t i = all->all.n; i-- && !err && tried < MAX_RELEASES;) {
		struct names_at then = *at;
		struct entry_at entry;
		bool found = false;

		then.pos = all->all.item[i].pos;
		if (!is_behind(n, then.pos, at->pos))
			continue;
		tried++;
		err = history_tree(n->t->audited, then.pos, &then.tree);
		if (!err)
			err = try_name(n, f, f->path, &then, &entry, &found);
		if (found)
			break;
	}
	return err;
}

static const char *alike(struct names *n, struct file *f, const char *text, size_t len,
			 const git_oid *tip, bool *unseen)
{
	char hex[GIT_OID_HEXSZ + 1], *path = NULL;

	git_oid_tostr(hex, sizeof(hex), tip);
	if (!map_has(&f->tips, hex)) {
		switch (renames_find(n->renames, tip, f->path, text, len, &path)) {
		case RENAMED_TO:
		case RENAMED_UNSEEN:
			break;
		case RENAMED_NOT:
			path = mem_strdup("");
			break;
		}
		*map_put(&f->tips, hex) = path;
	}
	path = map_get(&f->tips, hex);
	*unseen = !path;
	return path && *path ? path : NULL;
}

struct error *names_find(struct names *n, const char *path, const char *text, size_t len,
			 const struct names_at *at, const char **name, struct entry_at *entry,
			 bool *unseen)
{
	struct file *f = file_of(n, path);
	const char *other;
	bool found;
	struct error *err = try_name(n, f, f->path, at, entry, &found);
	size_t known = f->others.n;

	*unseen = false;
	*name = found ? f->path : NULL;
	if (!err && !*name)
		err = try_others(n, f, 0, at, name, entry);
	if (!err && !*name)
		err = find_seen(n, f, at);
	if (!err && !*name && f->lost != f->seen && is_behind(n, f->seen, at->pos))
		err = find_newer(n, f, at->pos);
	if (!err && !*name && !f->back)
		err = find_older(n, f);
	if (!err && !*name)
		err = try_others(n, f, known, at, name, entry);
	if (err || *name || !len)
		return err;
	other = alike(n, f, text, len, &at->tip, unseen);
	if (other) {
		err = try_name(n, f, other, at, entry, &found);
		*name = found ? other : NULL;
	}
	return err;
}
