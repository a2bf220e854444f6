// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/patchset.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "base/str.h"
#include "check/source.h"
#include "history/tree.h"

static struct error *read_head(struct repository *r, git_tree **tree)
{
	git_object *object = NULL;
	int code = git_revparse_single(&object, r->git, "HEAD^{tree}");

	*tree = (git_tree *)object;
	if (code == GIT_ENOTFOUND || code == GIT_EUNBORNBRANCH) {
		*tree = NULL;
		return NULL;
	}
	return code ? git_failed("HEAD can't be read") : NULL;
}

static struct error *open_index(git_index **index, struct repository *r)
{
	if (git_repository_is_bare(r->git))
		return error_new("%s: has no work tree", r->name);
	if (git_repository_index(index, r->git))
		return git_failed("the index can't be read");
	return git_index_has_conflicts(*index) ?
	       error_new("%s: has unmerged files; settle them first", r->name) : NULL;
}

static struct error *compare_index(struct one_patch *o, struct repository *r, git_tree *head,
				   git_index *index)
{
	git_diff_options options;
	git_diff *diff = NULL;
	struct error *err;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_SKIP_BINARY_CHECK;
	options.ignore_submodules = GIT_SUBMODULE_IGNORE_ALL;
	if (git_diff_tree_to_index(&diff, r->git, head, index, &options))
		err = git_failed("what is staged");
	else
		err = one_patch_take(o, diff);
	git_diff_free(diff);
	return err;
}

/* The index and HEAD, and how they differ, as the one patch of @p, called @of. */
static struct error *start(struct patchset *p, struct repository *r, const char *of,
			   git_index **index)
{
	struct one_patch *o = patchset_add(p, of);
	git_tree *head = NULL;
	struct error *err;

	p->repository = r;
	err = open_index(index, r);
	if (!err)
		err = read_head(r, &head);
	if (!err && head)
		p->base = *git_tree_id(head);
	if (!err)
		err = compare_index(o, r, head, *index);
	git_tree_free(head);
	return err;
}

struct error *patchset_staged(struct patchset *p, struct repository *r)
{
	git_index *index = NULL;
	struct error *err = start(p, r, "what is staged", &index);

	git_index_free(index);
	return err;
}

struct compare {
	struct one_patch *o;
	struct repository *r;
	int folder;		/* of the work tree */
	struct map staged;	/* path -> 1 + its place in o->files */
	struct timespec index_time;	/* what is as young as the index may have changed since */
};

static bool is_older(const git_index_time *t, const struct timespec *than)
{
	return t->seconds < than->tv_sec ||
	       (t->seconds == than->tv_sec && t->nanoseconds < than->tv_nsec);
}

/* As git takes a file for unchanged (racy-git.txt). */
static bool is_unchanged(const struct compare *c, const git_index_entry *e, const struct stat *st)
{
	return e->file_size == (uint32_t)st->st_size && e->mtime.seconds == (int32_t)st->st_mtime &&
	       e->mtime.nanoseconds == (uint32_t)st->st_mtim.tv_nsec &&
	       e->ino == (uint32_t)st->st_ino && is_older(&e->mtime, &c->index_time);
}

static struct error *read_file(int folder, const char *path, char **text, size_t *len)
{
	int fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct str bytes = STR_INIT;
	char buf[1 << 16];
	ssize_t n = 0;

	if (fd < 0)
		return error_errno("cannot read %s", path);
	while (bytes.len <= OBJECT_MAX && (n = read(fd, buf, sizeof(buf))) > 0)
		str_addn(&bytes, buf, (size_t)n);
	close(fd);
	if (n < 0 || bytes.len > OBJECT_MAX) {
		str_release(&bytes);
		return n < 0 ? error_errno("cannot read %s", path) :
			       error_new("%s: is larger than %u MiB", path, OBJECT_MAX >> 20);
	}
	*len = bytes.len;
	*text = str_detach(&bytes);
	return NULL;
}

/* The change of a file that is in the index, as it is known so far. */
static struct file_change *change_of(struct compare *c, const git_index_entry *e)
{
	size_t at = (size_t)map_get(&c->staged, e->path);
	struct file_change *f;

	if (at)
		return &c->o->files.item[at - 1];
	f = array_push(&c->o->files);
	*f = (struct file_change){ .path = mem_strdup(e->path), .old = e->id, .new = e->id,
				   .was = true, .is = true };
	return f;
}

static struct error *take_text(struct compare *c, const git_index_entry *e)
{
	struct file_change *f;
	struct error *err;
	char *text = NULL;
	size_t len;
	git_oid id;

	err = read_file(c->folder, e->path, &text, &len);
	if (!err && git_odb_hash(&id, text, len, GIT_OBJECT_BLOB))
		err = git_failed("%s", e->path);
	if (err || git_oid_equal(&id, &e->id)) {
		mem_free(text);
		return err;
	}
	f = change_of(c, e);
	f->new = id;
	f->text = text;
	f->len = len;
	return NULL;
}

/* What became a folder, a link or a device is no file any more. */
static struct error *compare_entry(struct compare *c, const git_index_entry *e)
{
	struct stat st;

	if (!tree_mode_is_file(e->mode) || !source_is_c(e->path, strlen(e->path)) ||
	    e->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE)
		return NULL;
	if (!fstatat(c->folder, e->path, &st, AT_SYMLINK_NOFOLLOW) && S_ISREG(st.st_mode))
		return is_unchanged(c, e, &st) ? NULL : take_text(c, e);
	if (errno != ENOENT && errno != ENOTDIR && errno)
		return error_errno("cannot read %s", e->path);
	change_of(c, e)->is = false;
	return NULL;
}

static struct error *compare_files(struct compare *c, git_index *index)
{
	struct error *err = NULL;
	struct stat st = { 0 };

	if (!stat(git_index_path(index), &st))
		c->index_time = st.st_mtim;
	for (size_t i = 0; i < c->o->files.n; i++)
		*map_put(&c->staged, c->o->files.item[i].path) = (void *)(i + 1);
	c->folder = open(git_repository_workdir(c->r->git), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c->folder < 0)
		return error_errno("cannot open %s", git_repository_workdir(c->r->git));
	for (size_t i = 0; !err && i < git_index_entrycount(index); i++) {
		errno = 0;
		err = compare_entry(c, git_index_get_byindex(index, i));
	}
	close(c->folder);
	return err;
}

static void drop_unchanged(struct one_patch *o)
{
	for (size_t i = 0; i < o->files.n; i++) {
		struct file_change *f = &o->files.item[i];

		if (f->was && f->is && git_oid_equal(&f->old, &f->new))
			f->was = f->is = false;
	}
}

struct error *patchset_worktree(struct patchset *p, struct repository *r)
{
	git_index *index = NULL;
	struct error *err = start(p, r, "the work tree", &index);
	struct compare c = { .r = r, .o = &p->all.item[p->all.n - 1] };

	if (!err)
		err = compare_files(&c, index);
	drop_unchanged(c.o);
	one_patch_sort(c.o);
	map_release(&c.staged);
	git_index_free(index);
	return err;
}
