// SPDX-License-Identifier: GPL-2.0
#include "lint/edits.h"

#include <string.h>

#include "history/mime.h"
#include "lint/diff.h"

enum { MAX_TOLD = 3 };

void edits_release(struct edits *e)
{
	for (size_t i = 0; i < e->files.n; i++) {
		map_release(e->files.entry[i].value);
		mem_free(e->files.entry[i].value);
	}
	map_release(&e->files);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void add_line(struct edits *e, const char *path, char sign, const char *text, size_t len)
{
	struct map **file = (struct map **)map_put(&e->files, path);
	struct str line = STR_INIT;

	if (!*file)
		*file = mem_alloc(sizeof(**file));
	str_addc(&line, sign);
	for (size_t i = 0; i < len; i++)
		if (!is_blank(text[i]))
			str_addc(&line, text[i]);
	if (line.len > 1) {
		void **n = map_putn(*file, line.buf, line.len);

		*n = (void *)((size_t)*n + 1);
	}
	str_release(&line);
}

static void add_hunk(struct edits *e, const char *path, struct span rest)
{
	while (rest.at < rest.end) {
		struct span line = span_line(&rest);

		if (line.at < line.end && (*line.at == '+' || *line.at == '-'))
			add_line(e, path, *line.at, line.at + 1, (size_t)(line.end - line.at - 1));
	}
}

bool edits_of_text(struct edits *e, const char *diff)
{
	struct diff d;
	struct error *err = diff_parse(&d, diff, strlen(diff));
	bool good = !err;

	*e = (struct edits){ 0 };
	for (size_t i = 0; good && i < d.files.n; i++) {
		const struct diff_file *f = &d.files.item[i];
		const char *path = f->new_path ? f->new_path : f->old_path;

		for (size_t k = 0; k < f->hunks.n; k++)
			add_hunk(e, path, (struct span){ diff + f->hunks.item[k].at,
							 diff + f->hunks.item[k].end });
	}
	diff_release(&d);
	error_free(err);
	return good;
}

static int take_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
		     const git_diff_line *line, void *ctx)
{
	const char *path = delta->new_file.path ? delta->new_file.path : delta->old_file.path;

	(void)hunk;
	if (line->origin == GIT_DIFF_LINE_ADDITION || line->origin == GIT_DIFF_LINE_DELETION)
		add_line(ctx, path, line->origin, line->content, line->content_len);
	return 0;
}

static bool compare_trees(struct edits *e, git_repository *git, git_commit *commit)
{
	git_tree *before = NULL, *after = NULL;
	git_commit *parent = NULL;
	git_diff_options o;
	git_diff *diff = NULL;
	bool good;

	git_diff_options_init(&o, GIT_DIFF_OPTIONS_VERSION);
	o.context_lines = 0;
	good = git_commit_parentcount(commit) == 1 && !git_commit_parent(&parent, commit, 0) &&
	       !git_commit_tree(&before, parent) && !git_commit_tree(&after, commit) &&
	       !git_diff_tree_to_tree(&diff, git, before, after, &o) &&
	       !git_diff_find_similar(diff, NULL) &&
	       !git_diff_foreach(diff, NULL, NULL, NULL, take_line, e);
	git_diff_free(diff);
	git_tree_free(before);
	git_tree_free(after);
	git_commit_free(parent);
	return good;
}

bool edits_of_commit(struct edits *e, git_repository *git, const git_oid *id)
{
	git_commit *commit = NULL;
	bool good;

	*e = (struct edits){ 0 };
	if (git_commit_lookup(&commit, git, id))
		return false;
	good = compare_trees(e, git, commit);
	git_commit_free(commit);
	return good;
}

/* How many lines of @one are not in @other. */
static size_t count_more(const struct map *one, const struct map *other)
{
	size_t n = 0;

	for (size_t i = 0; one && i < one->n; i++) {
		size_t has = (size_t)one->entry[i].value;
		size_t there = other ? (size_t)map_get(other, one->entry[i].key) : 0;

		n += has > there ? has - there : 0;
	}
	return n;
}

static void tell_file(struct str *to, const char *path, const struct map *mine,
		      const struct map *theirs)
{
	size_t more = count_more(mine, theirs), less = count_more(theirs, mine);

	if (!theirs)
		str_addf(to, "it does not change %s", path);
	else if (!mine)
		str_addf(to, "%s is not changed here", path);
	else if (more && less)
		str_addf(to, "in %s %zu changed lines are not its, and %zu of its are missing",
			 path, more, less);
	else if (more)
		str_addf(to, "in %s %zu changed lines are not its", path, more);
	else
		str_addf(to, "in %s %zu of its lines are missing", path, less);
}

struct telling {
	struct str *to;
	size_t n;
};

static void compare_file(struct telling *t, const char *path, const struct map *mine,
			 const struct map *theirs)
{
	if (!count_more(mine, theirs) && !count_more(theirs, mine))
		return;
	if (t->n < MAX_TOLD) {
		str_add(t->to, t->n ? "; " : "");
		tell_file(t->to, path, mine, theirs);
	}
	t->n++;
}

void edits_compare(struct str *to, const struct edits *mine, const struct edits *theirs)
{
	struct telling t = { .to = to };

	for (size_t i = 0; i < mine->files.n; i++)
		compare_file(&t, mine->files.entry[i].key, mine->files.entry[i].value,
			     map_get(&theirs->files, mine->files.entry[i].key));
	for (size_t i = 0; i < theirs->files.n; i++)
		if (!map_has(&mine->files, theirs->files.entry[i].key))
			compare_file(&t, theirs->files.entry[i].key, NULL,
				     theirs->files.entry[i].value);
	if (t.n > MAX_TOLD)
		str_addf(to, "; and %zu more files", t.n - MAX_TOLD);
}
