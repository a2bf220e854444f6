// SPDX-License-Identifier: GPL-2.0
#include "lint/deviation.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "history/text.h"

enum {
	MAX_FILE_BYTES = 8 << 20,
	MAX_TOLD = 3,		/* files that are named */
};

/* A line, and how often more it is added than removed. */
struct edit {
	uint64_t hash;
	long net;
};

struct changed {
	char *path;
	ARRAY(struct edit) edits;	/* by hash, none twice, none of 0 */
	bool touched;		/* some were: where lines only move, they come to nothing */
	const struct changed *twin;
};

struct change {
	ARRAY(struct changed) files;	/* by path; those that are touched */
};

struct count {
	size_t more, less;
};

static void change_release(struct change *c)
{
	for (size_t i = 0; i < c->files.n; i++) {
		mem_free(c->files.item[i].path);
		array_free(&c->files.item[i].edits);
	}
	array_free(&c->files);
}

/* ---- reading ---- */

static int add_file(const git_diff_delta *d, float progress, void *to)
{
	struct change *c = to;
	const char *path = d->status == GIT_DELTA_DELETED ? d->old_file.path : d->new_file.path;

	(void)progress;
	array_push(&c->files)->path = mem_strdup(path ? path : "");
	return 0;
}

static int add_line(const git_diff_delta *d, const git_diff_hunk *h, const git_diff_line *l,
		    void *to)
{
	struct change *c = to;
	uint64_t hash = MAP_HASH_START;
	bool any = false;

	(void)d;
	(void)h;
	if (l->origin != GIT_DIFF_LINE_ADDITION && l->origin != GIT_DIFF_LINE_DELETION)
		return 0;
	for (size_t i = 0; i < l->content_len; i++) {
		if (is_blank(l->content[i]) || l->content[i] == '\n')
			continue;
		hash = map_hash_add(hash, (unsigned char)l->content[i]);
		any = true;
	}
	if (any)
		*array_push(&c->files.item[c->files.n - 1].edits) = (struct edit){
			hash, l->origin == GIT_DIFF_LINE_ADDITION ? 1 : -1
		};
	return 0;
}

static int compare_edits(const void *one, const void *two)
{
	const struct edit *a = one, *b = two;

	return (a->hash > b->hash) - (a->hash < b->hash);
}

static void sum_up(struct changed *f)
{
	struct edit *e = f->edits.item;
	size_t n = 0;

	f->touched = f->edits.n;
	if (f->edits.n)
		qsort(e, f->edits.n, sizeof(*e), compare_edits);
	for (size_t i = 0; i < f->edits.n;) {
		struct edit sum = { e[i].hash, 0 };

		for (; i < f->edits.n && e[i].hash == sum.hash; i++)
			sum.net += e[i].net;
		if (sum.net)
			e[n++] = sum;
	}
	f->edits.n = n;
}

static int compare_files(const void *one, const void *two)
{
	const struct changed *a = one, *b = two;

	return strcmp(a->path, b->path);
}

/* False: too much, or not to be read. */
static bool read_change(struct change *c, git_diff *diff)
{
	size_t n = 0;

	if (git_diff_num_deltas(diff) > DEVIATION_MAX_FILES ||
	    git_diff_foreach(diff, add_file, NULL, NULL, add_line, c))
		return false;
	for (size_t i = 0; i < c->files.n; i++) {
		sum_up(&c->files.item[i]);
		if (c->files.item[i].touched) {
			c->files.item[n++] = c->files.item[i];
			continue;
		}
		mem_free(c->files.item[i].path);
		array_free(&c->files.item[i].edits);
	}
	c->files.n = n;
	if (n)
		qsort(c->files.item, n, sizeof(*c->files.item), compare_files);
	return n;
}

static bool read_text(struct change *c, const char *text, size_t len)
{
	git_diff *diff = NULL;
	bool read = !git_diff_from_buffer(&diff, text, len) && read_change(c, diff);

	git_diff_free(diff);
	return read;
}

static bool read_trees(struct change *c, git_repository *git, git_tree *before, git_tree *after)
{
	git_diff_find_options find;
	git_diff_options o;
	git_diff *diff = NULL;
	bool read;

	git_diff_options_init(&o, GIT_DIFF_OPTIONS_VERSION);
	git_diff_find_options_init(&find, GIT_DIFF_FIND_OPTIONS_VERSION);
	o.flags = GIT_DIFF_INDENT_HEURISTIC;
	o.context_lines = 0;
	o.max_size = MAX_FILE_BYTES;
	find.flags = GIT_DIFF_FIND_RENAMES;
	read = !git_diff_tree_to_tree(&diff, git, before, after, &o) &&
	       git_diff_num_deltas(diff) <= DEVIATION_MAX_FILES * 2 &&
	       !git_diff_find_similar(diff, &find) && read_change(c, diff);
	git_diff_free(diff);
	return read;
}

static bool read_commit(struct change *c, git_repository *git, const git_oid *before,
			const git_oid *after)
{
	git_tree *from = NULL, *to = NULL;
	bool read = !git_tree_lookup(&from, git, before) && !git_tree_lookup(&to, git, after) &&
		    read_trees(c, git, from, to);

	git_tree_free(from);
	git_tree_free(to);
	return read;
}

/* ---- comparing ---- */

static void count_edit(struct count *n, long mine, long its)
{
	long added = (mine > 0 ? mine : 0) - (its > 0 ? its : 0);
	long removed = (mine < 0 ? -mine : 0) - (its < 0 ? -its : 0);

	n->more += (size_t)((added > 0 ? added : 0) + (removed > 0 ? removed : 0));
	n->less += (size_t)((added < 0 ? -added : 0) + (removed < 0 ? -removed : 0));
}

static struct count compare(const struct changed *mine, const struct changed *its)
{
	struct count n = { 0, 0 };
	size_t i = 0, k = 0;

	while (i < mine->edits.n || k < its->edits.n) {
		const struct edit *a = i < mine->edits.n ? &mine->edits.item[i] : NULL;
		const struct edit *b = k < its->edits.n ? &its->edits.item[k] : NULL;
		int cmp = !a ? 1 : !b ? -1 : compare_edits(a, b);

		count_edit(&n, cmp <= 0 ? a->net : 0, cmp >= 0 ? b->net : 0);
		i += cmp <= 0;
		k += cmp >= 0;
	}
	return n;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The same lines of a file of that name, in another folder. */
static bool is_moved(const struct changed *mine, const struct changed *its)
{
	struct count n;

	if (!mine->edits.n || mine->edits.n != its->edits.n ||
	    strcmp(base_name(mine->path), base_name(its->path)))
		return false;
	n = compare(mine, its);
	return !n.more && !n.less;
}

static void pair(struct changed *mine, struct changed *its)
{
	mine->twin = its;
	its->twin = mine;
}

static void pair_files(struct change *mine, struct change *its)
{
	for (size_t i = 0; i < mine->files.n; i++) {
		struct changed *f = &mine->files.item[i], *same;

		same = bsearch(f, its->files.item, its->files.n, sizeof(*f), compare_files);
		if (same && !same->twin)
			pair(f, same);
	}
	for (size_t i = 0; i < mine->files.n; i++)
		for (size_t k = 0; !mine->files.item[i].twin && k < its->files.n; k++)
			if (!its->files.item[k].twin &&
			    is_moved(&mine->files.item[i], &its->files.item[k]))
				pair(&mine->files.item[i], &its->files.item[k]);
}

/* ---- telling ---- */

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void tell_count(struct str *to, const struct count *n)
{
	if (n->more)
		str_addf(to, " has %zu line%s that it has not", n->more, plural(n->more));
	if (n->more && n->less)
		str_addf(to, ", and lacks %zu", n->less);
	else if (n->less)
		str_addf(to, " lacks %zu line%s", n->less, plural(n->less));
}

/* Adds one file that differs, of those that are named. */
static void tell_file(struct str *to, size_t *told, const char *path, const struct count *n,
		      const char *before, const char *behind)
{
	if (++*told > MAX_TOLD)
		return;
	str_addf(to, "%s%s%s%s", *told > 1 ? "; " : "", before, path, behind);
	if (n)
		tell_count(to, n);
}

static char *tell(const struct change *mine, const struct change *its)
{
	struct str s = STR_INIT;
	size_t told = 0;

	for (size_t i = 0; i < mine->files.n; i++) {
		const struct changed *f = &mine->files.item[i];
		struct count n = f->twin ? compare(f, f->twin) : (struct count){ 0, 0 };

		if (n.more || n.less)
			tell_file(&s, &told, f->path, &n, "", "");
		else if (!f->twin)
			tell_file(&s, &told, f->path, NULL, "changes ", ", which it does not");
	}
	for (size_t i = 0; i < its->files.n; i++)
		if (!its->files.item[i].twin)
			tell_file(&s, &told, its->files.item[i].path, NULL, "does not change ", "");
	if (told > MAX_TOLD)
		str_addf(&s, "; and %zu more file%s", told - MAX_TOLD, plural(told - MAX_TOLD));
	return told ? str_detach(&s) : NULL;
}

char *deviation_tell(git_repository *git, const git_oid *before, const git_oid *after,
		     const char *text, size_t len)
{
	struct change mine = { 0 }, its = { 0 };
	char *told = NULL;

	if (len && read_text(&mine, text, len) && read_commit(&its, git, before, after)) {
		pair_files(&mine, &its);
		told = tell(&mine, &its);
	}
	change_release(&mine);
	change_release(&its);
	return told;
}
