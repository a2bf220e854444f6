// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE (64u << 20)

bool source_is_c(const char *name, size_t n)
{
	return n > 2 && name[n - 2] == '.' && (name[n - 1] == 'c' || name[n - 1] == 'h');
}

static char *join(const char *dir, const char *name)
{
	size_t n = strlen(dir);

	if (!n)
		return mem_strdup(name);
	return mem_printf("%s%s%s", dir, dir[n - 1] == '/' ? "" : "/", name);
}

static char *real_path(const char *path)
{
	char *p = realpath(path, NULL), *copy = mem_strdup(p);

	free(p);
	return copy;
}

/* What follows @root in the canonical @path ("" for the root itself), NULL outside of it. */
static const char *below(const char *root, const char *path)
{
	size_t n = strlen(root);

	if (strncmp(root, path, n))
		return NULL;
	if (!path[n])
		return path + n;
	if (n && root[n - 1] == '/')
		return path + n;
	return path[n] == '/' ? path + n + 1 : NULL;
}

static bool exists(const char *dir, const char *name, mode_t type)
{
	char *path = join(dir, name);
	struct stat st;
	bool found = !stat(path, &st) && (st.st_mode & S_IFMT) == type;

	mem_free(path);
	return found;
}

static bool has_version_line(const char *dir)
{
	char *path = join(dir, "Makefile"), line[256];
	FILE *f = fopen(path, "re");
	bool found = false;
	int i;

	for (i = 0; f && i < 40 && !found && fgets(line, sizeof(line), f); i++)
		found = !strncmp(line, "VERSION =", 9);
	if (f)
		fclose(f);
	mem_free(path);
	return found;
}

static bool is_kernel(const char *dir)
{
	return exists(dir, "drivers/base", S_IFDIR) && exists(dir, "Kbuild", S_IFREG) &&
	       exists(dir, "Makefile", S_IFREG) && has_version_line(dir);
}

/* Shortens the canonical @dir to the kernel tree that it stands in; false, and "", in none. */
static bool climb_to_kernel(char *dir)
{
	while (*dir) {
		if (is_kernel(dir))
			return true;
		*strrchr(dir, '/') = '\0';
	}
	return false;
}

static bool find_root(struct sources *s, const char *first)
{
	char *dir = real_path(first);
	struct stat st;

	if (dir && !stat(dir, &st) && !S_ISDIR(st.st_mode))
		*strrchr(dir, '/') = '\0';
	s->kernel = dir && climb_to_kernel(dir);
	if (s->kernel) {
		s->root = dir;
		return true;
	}
	mem_free(dir);
	s->root = real_path(".");
	return s->root != NULL;
}

static void add_unseen(struct coverage *coverage, const char *path, int no)
{
	*array_push(&coverage->unseen) = (struct unseen){
		.path = mem_strdup(*path ? path : "."),
		.why = mem_strdup(strerror(no)),
	};
}

/* Takes @path and @file over. */
static void add_source(struct sources *s, char *path, char *file, bool asked)
{
	*array_push(&s->all) = (struct source){
		.path = path,
		.file = file,
		.header = path[strlen(path) - 1] == 'h',
		.asked = asked,
	};
}

struct folder {
	char *path;	/* as the sources in it are to be named */
	char *file;	/* what to open */
};

struct walk {
	struct sources *s;
	struct coverage *coverage;
	ARRAY(struct folder) todo;
	bool deep, headers, asked;
};

static unsigned char type_of(DIR *d, const struct dirent *e)
{
	struct stat st;

	if (e->d_type != DT_UNKNOWN)
		return e->d_type;
	if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW))
		return DT_UNKNOWN;
	return IFTODT(st.st_mode);
}

static void walk_entry(struct walk *w, const struct folder *in, const char *name,
		       unsigned char type)
{
	if (type == DT_DIR) {
		if (!w->deep || !strcmp(name, ".") || !strcmp(name, "..") ||
		    !strcmp(name, ".git"))
			return;
		*array_push(&w->todo) = (struct folder){
			join(in->path, name), join(in->file, name)
		};
	} else if (type == DT_REG && source_is_c(name, strlen(name)) &&
		   (w->headers || name[strlen(name) - 1] == 'c')) {
		add_source(w->s, join(in->path, name), join(in->file, name), w->asked);
	}
}

static void walk_folder(struct walk *w, const struct folder *in)
{
	struct dirent *e;
	DIR *d = opendir(in->file);

	if (!d) {
		add_unseen(w->coverage, in->path, errno);
		return;
	}
	while (errno = 0, e = readdir(d))
		walk_entry(w, in, e->d_name, type_of(d, e));
	if (errno)
		add_unseen(w->coverage, in->path, errno);
	closedir(d);
}

/* Takes @path and @file over. */
static void walk(struct walk *w, char *path, char *file)
{
	*array_push(&w->todo) = (struct folder){ path, file };
	while (w->todo.n) {
		struct folder in = w->todo.item[--w->todo.n];

		walk_folder(w, &in);
		mem_free(in.path);
		mem_free(in.file);
	}
	array_free(&w->todo);
}

/* The path of a file by its folder's canonical name, so that a symbolic link keeps its own. */
static char *canonical_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash ? mem_strndup(path, (size_t)(slash - path) + 1) : mem_strdup(".");
	char *real = real_path(dir), *joined = NULL;

	if (real)
		joined = join(real, slash ? slash + 1 : path);
	mem_free(dir);
	mem_free(real);
	return joined;
}

static struct error *add_path(struct sources *s, const char *path, struct coverage *coverage,
			      bool *inside)
{
	struct walk w = { .s = s, .coverage = coverage, .deep = true, .headers = true,
			  .asked = true };
	const char *name;
	struct stat st;
	char *real;

	if (stat(path, &st))
		return error_errno("%s", path);
	if (!S_ISDIR(st.st_mode) && !source_is_c(path, strlen(path)))
		return error_new("%s: is neither a folder nor a .c or .h file", path);
	real = S_ISDIR(st.st_mode) ? real_path(path) : canonical_file(path);
	if (!real)
		return error_errno("%s", path);
	name = below(s->root, real);
	*inside = *inside || name;
	if (!name)
		name = path;
	if (S_ISDIR(st.st_mode))
		walk(&w, mem_strdup(name), mem_strdup(real));
	else
		add_source(s, mem_strdup(name), mem_strdup(path), true);
	mem_free(real);
	return NULL;
}

static void add_driver_core(struct sources *s, struct coverage *coverage)
{
	struct walk w = { .s = s, .coverage = coverage };

	walk(&w, mem_strdup("drivers/base"), join(s->root, "drivers/base"));
}

static int by_path(const void *a, const void *b)
{
	const struct source *x = a, *y = b;
	int cmp = strcmp(x->path, y->path);

	return cmp ? cmp : y->asked - x->asked;
}

static void source_release(struct source *src)
{
	mem_free(src->path);
	mem_free(src->file);
}

/* The one that was asked for comes first of those with the same path, and stays. */
static void sort_once(struct sources *s)
{
	size_t i, n = 0;

	if (s->all.n)
		qsort(s->all.item, s->all.n, sizeof(*s->all.item), by_path);
	for (i = 0; i < s->all.n; i++) {
		if (n && !strcmp(s->all.item[n - 1].path, s->all.item[i].path))
			source_release(&s->all.item[i]);
		else
			s->all.item[n++] = s->all.item[i];
	}
	s->all.n = n;
}

struct error *sources_list(struct sources *s, const char *const paths[], size_t n,
			   struct coverage *coverage)
{
	struct error *err = NULL;
	bool inside = false;
	size_t i;

	*s = (struct sources){ 0 };
	if (!find_root(s, n ? paths[0] : "."))
		return error_errno("the current folder");
	if (!n && !s->kernel)
		return error_new("%s is in no kernel tree: name the files or folders to check",
				 s->root);
	if (!n)
		err = add_path(s, s->root, coverage, &inside);
	for (i = 0; i < n && !err; i++)
		err = add_path(s, paths[i], coverage, &inside);
	if (!err && s->kernel && inside)
		add_driver_core(s, coverage);
	sort_once(s);
	return err;
}

size_t sources_find(const struct sources *s, const char *path)
{
	size_t from = 0, until = s->all.n;

	while (from < until) {
		size_t middle = from + (until - from) / 2;
		int cmp = strcmp(s->all.item[middle].path, path);

		if (!cmp)
			return middle;
		if (cmp < 0)
			from = middle + 1;
		else
			until = middle;
	}
	return s->all.n;
}

void sources_release(struct sources *s)
{
	size_t i;

	for (i = 0; i < s->all.n; i++)
		source_release(&s->all.item[i]);
	array_free(&s->all);
	mem_free(s->root);
	*s = (struct sources){ 0 };
}

static struct error *open_regular(const char *file, int *fd, size_t *len)
{
	struct stat st;

	*fd = open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (*fd < 0)
		return error_new("%s", strerror(errno));
	if (fstat(*fd, &st))
		return error_new("%s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return error_new("not a regular file");
	if (st.st_size > (off_t)MAX_FILE)
		return error_new("larger than %u MiB", MAX_FILE >> 20);
	*len = (size_t)st.st_size;
	return NULL;
}

/*
 * Anonymous pages that the file is read into: they end in a NUL whatever the file's size,
 * and a file that shrinks meanwhile ends the text, where a map of it would end the program.
 */
static struct error *read_all(int fd, char *text, size_t *len)
{
	size_t have = 0;
	ssize_t n;

	while (have < *len) {
		n = read(fd, text + have, *len - have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_new("%s", strerror(errno));
		if (!n)
			break;
		have += (size_t)n;
	}
	return NULL;
}

struct error *source_map(const struct source *src, const char **text, size_t *len)
{
	struct error *err;
	void *p = NULL;
	int fd;

	*text = NULL;
	err = open_regular(src->file, &fd, len);
	if (!err) {
		p = mmap(NULL, *len + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			 0);
		if (p == MAP_FAILED)
			err = error_new("%s", strerror(errno));
	}
	if (!err) {
		err = read_all(fd, p, len);
		if (err)
			munmap(p, *len + 1);
		else
			*text = p;
	}
	if (fd >= 0)
		close(fd);
	return err;
}

void source_unmap(const char *text, size_t len)
{
	if (text)
		munmap((void *)text, len + 1);
}
