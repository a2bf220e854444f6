// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/fix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lint/apply.h"
#include "lint/diff.h"

struct hunk_text {
	unsigned line;		/* of the old file */
	const char *at;
	size_t len;
};

struct file_fix {
	const char *path;
	const char *head;	/* the lines --- and +++ */
	size_t head_len;
	ARRAY(struct hunk_text) hunks;
};

static bool is_known(const struct file_fix *f, const char *at, size_t len)
{
	for (size_t i = 0; i < f->hunks.n; i++)
		if (f->hunks.item[i].len == len && !memcmp(f->hunks.item[i].at, at, len))
			return true;
	return false;
}

static void add_hunks(struct file_fix *f, const char *patch)
{
	const char *hunk = strstr(patch, "\n@@ -");

	if (!hunk)
		return;
	if (!f->head) {
		f->head = patch;
		f->head_len = (size_t)(hunk + 1 - patch);
	}
	while (hunk) {
		const char *next = strstr(hunk + 1, "\n@@ -");
		size_t len = next ? (size_t)(next - hunk) : strlen(hunk + 1);
		unsigned line = (unsigned)strtoul(hunk + 5, NULL, 10);

		if (!is_known(f, hunk + 1, len))
			*array_push(&f->hunks) = (struct hunk_text){ line, hunk + 1, len };
		hunk = next;
	}
}

static int by_line(const void *one, const void *two)
{
	const struct hunk_text *a = one, *b = two;

	return (a->line > b->line) - (a->line < b->line);
}

static void put_file(struct str *to, struct file_fix *f)
{
	if (f->hunks.n > 1)
		qsort(f->hunks.item, f->hunks.n, sizeof(*f->hunks.item), by_line);
	if (f->head)
		str_addn(to, f->head, f->head_len);
	for (size_t i = 0; i < f->hunks.n; i++)
		str_addn(to, f->hunks.item[i].at, f->hunks.item[i].len);
	array_free(&f->hunks);
}

/* Findings are sorted by path. */
void fix_text(struct str *to, const struct lint *l)
{
	const struct report *r = &l->report;
	struct file_fix f = { 0 };

	for (size_t i = 0; i < r->findings.n; i++) {
		const struct finding *x = &r->findings.item[i];

		if (f.path && strcmp(f.path, x->path)) {
			put_file(to, &f);
			f = (struct file_fix){ 0 };
		}
		f.path = x->path;
		if (x->patch)
			add_hunks(&f, x->patch);
	}
	put_file(to, &f);
}

struct made {			/* what a file is to become */
	const char *path;
	struct str text;
	mode_t mode;
};

struct making {
	const struct lint *l;
	int folder;
	ARRAY(struct made) files;
};

static struct error *read_tree_file(struct making *m, const char *path, struct str *to,
				    mode_t *mode)
{
	int fd = openat(m->folder, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	char buf[1 << 16];
	ssize_t n = 0;

	if (fd < 0)
		return error_errno("cannot read %s", path);
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		while (to->len <= OBJECT_MAX && (n = read(fd, buf, sizeof(buf))) > 0)
			str_addn(to, buf, (size_t)n);
	*mode = st.st_mode & 07777;
	close(fd);
	return n < 0 ? error_errno("cannot read %s", path) : NULL;
}

static struct error *make_file(struct making *m, const struct diff_file *f, const char *diff)
{
	struct str now = STR_INIT;
	size_t len = 0;
	char *seen = states_text(&m->l->states, m->l->patches->all.n, f->old_path, &len);
	struct made *made = array_push(&m->files);
	struct error *err;

	*made = (struct made){ .path = f->old_path, .text = STR_INIT };
	err = read_tree_file(m, f->old_path, &now, &made->mode);
	if (!err && (!seen || now.len != len || memcmp(now.buf, seen, len)))
		err = error_new("%s: in the work tree it is not what was linted; nothing is "
				"changed", f->old_path);
	if (!err)
		err = apply_file(f, diff, seen, len, &made->text);
	str_release(&now);
	mem_free(seen);
	return err;
}

static struct error *write_tree_file(struct making *m, const struct made *f)
{
	char *temporary = mem_printf("%s.teardown-%d", f->path, (int)getpid());
	int fd = openat(m->folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct error *err = NULL;
	ssize_t n = 1;

	if (fd < 0) {
		err = error_errno("cannot write %s", temporary);
		mem_free(temporary);
		return err;
	}
	for (size_t at = 0; at < f->text.len && n > 0; at += n > 0 ? (size_t)n : 0)
		n = write(fd, f->text.buf + at, f->text.len - at);
	if (n <= 0 || fchmod(fd, f->mode))
		err = error_errno("cannot write %s", temporary);
	if (close(fd) && !err)
		err = error_errno("cannot write %s", temporary);
	if (!err && renameat(m->folder, temporary, m->folder, f->path))
		err = error_errno("cannot write %s", f->path);
	if (err)
		unlinkat(m->folder, temporary, 0);
	mem_free(temporary);
	return err;
}

/* All is made before anything is written. */
static struct error *make_all(struct making *m, const struct diff *d, const char *diff)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < d->files.n; i++)
		err = make_file(m, &d->files.item[i], diff);
	for (size_t i = 0; !err && i < m->files.n; i++)
		err = write_tree_file(m, &m->files.item[i]);
	return err;
}

static struct error *open_work_tree(struct making *m)
{
	const char *folder = git_repository_workdir(m->l->patches->repository->git);

	if (!folder)
		return error_new("%s: has no work tree", m->l->patches->repository->name);
	m->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return m->folder < 0 ? error_errno("cannot open %s", folder) : NULL;
}

struct error *fix_apply(const struct lint *l, size_t *files)
{
	struct making m = { .l = l, .folder = -1 };
	struct str text = STR_INIT;
	struct diff d = { 0 };
	struct error *err;

	fix_text(&text, l);
	err = diff_parse(&d, text.buf, text.len);
	if (!err)
		err = open_work_tree(&m);
	if (!err)
		err = make_all(&m, &d, text.buf);
	*files = m.files.n;
	for (size_t i = 0; i < m.files.n; i++)
		str_release(&m.files.item[i].text);
	array_free(&m.files);
	if (m.folder >= 0)
		close(m.folder);
	diff_release(&d);
	str_release(&text);
	return err;
}
