// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

/* Empties the folder open as @fd, which it closes; folders in it go one level down. */
static void empty(int fd, int depth)
{
	DIR *d = fdopendir(fd);
	struct dirent *e;
	int below;

	if (!d) {
		close(fd);
		return;
	}
	while ((e = readdir(d))) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (!unlinkat(dirfd(d), e->d_name, 0) || !depth)
			continue;
		below = openat(dirfd(d), e->d_name,
			       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below < 0)
			continue;
		empty(below, depth - 1);
		unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR);
	}
	closedir(d);
}

static void remove_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0)
		empty(fd, 4);
	rmdir(path);
}

/*
 * It holds none of the program's descriptors, or a reader of its output would wait for it, and
 * the terminal's signals are not for it.
 */
static _Noreturn void keep(const char *path, int fd)
{
	static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };
	char byte;
	size_t i;

	for (i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
		signal(ignored[i], SIG_IGN);
	dup2(fd, 0);
	close_range(1, ~0u, 0);
	while (read(0, &byte, 1) < 0 && errno == EINTR)
		;
	remove_folder(path);
	_exit(0);
}

static char *template(void)
{
	const char *tmp = getenv("TMPDIR");
	char *real = realpath(tmp && *tmp ? tmp : "/tmp", NULL), *path = NULL;

	if (real)
		path = mem_printf("%s/teardown-XXXXXX", real);
	free(real);
	return path;
}

struct error *scratch_make(struct scratch *s)
{
	int fd[2];

	*s = (struct scratch){ .alive_fd = -1, .path = template() };
	if (!s->path || !mkdtemp(s->path)) {
		mem_free(s->path);
		s->path = NULL;
		return error_errno("cannot make a folder in %s",
				   getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	}
	if (pipe2(fd, O_CLOEXEC))
		return NULL;
	s->keeper = fork();
	if (!s->keeper)
		keep(s->path, fd[0]);
	close(fd[0]);
	s->alive_fd = fd[1];
	return NULL;
}

void scratch_remove(struct scratch *s)
{
	if (!s->path)
		return;
	remove_folder(s->path);
	if (s->alive_fd >= 0)
		close(s->alive_fd);
	while (s->keeper > 0 && waitpid(s->keeper, NULL, 0) < 0 && errno == EINTR)
		;
	mem_free(s->path);
	*s = (struct scratch){ .alive_fd = -1 };
}

static struct error *write_all(int fd, const char *p, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno("write");
		p += n;
		len -= (size_t)n;
	}
	return NULL;
}

struct error *scratch_write(const struct scratch *s, const char *name, const void *bytes,
			    size_t len)
{
	char *path = mem_printf("%s/%s", s->path, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct error *err = NULL;

	if (fd < 0) {
		err = error_errno("%s", path);
	} else {
		err = write_all(fd, bytes, len);
		if (close(fd) && !err)
			err = error_errno("close");
		if (err)
			err = error_under(err, "%s", path);
	}
	mem_free(path);
	return err;
}

void scratch_unlink(const struct scratch *s, const char *name)
{
	char *path = mem_printf("%s/%s", s->path, name);

	unlink(path);
	mem_free(path);
}
