// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/term.h"

enum { FD_OUT, FD_ERR, FD_END, FDS };	/* what poll(2) watches of each child */

#define TICK_MS 10			/* where a process has no descriptor to poll */

struct pipes {
	int out[2], err[2], failed[2];	/* failed: errno of what came before exec */
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void pipes_close(struct pipes *p)
{
	int i;

	for (i = 0; i < 2; i++) {
		close_fd(&p->out[i]);
		close_fd(&p->err[i]);
		close_fd(&p->failed[i]);
	}
}

static bool pipes_open(struct pipes *p)
{
	*p = (struct pipes){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
	if (!pipe2(p->out, O_CLOEXEC) && !pipe2(p->err, O_CLOEXEC) &&
	    !pipe2(p->failed, O_CLOEXEC))
		return true;
	pipes_close(p);
	return false;
}

/* Between fork and exec: nothing but what is safe in a copy of a threaded process. */
static void become(const struct pipes *p, const char *const argv[], const char *dir, pid_t parent)
{
	sigset_t none;
	int null;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(p->out[1], STDOUT_FILENO) >= 0 &&
	    dup2(p->err[1], STDERR_FILENO) >= 0 && (!dir || !chdir(dir)))
		execvp(argv[0], (char *const *)argv);
}

static void report_errno(int fd)
{
	int no = errno;

	if (write(fd, &no, sizeof(no)) < 0)
		_exit(126);
	_exit(127);
}

/* The errno that kept the child from running its program, 0 when it runs. */
static int read_errno(int fd)
{
	int no = 0;
	ssize_t n;

	do
		n = read(fd, &no, sizeof(no));
	while (n < 0 && errno == EINTR);
	return n == sizeof(no) ? no : 0;
}

static void reap(pid_t pid, int *status)
{
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
}

static void adopt(struct child *c, struct pipes *p, pid_t pid, unsigned timeout_s)
{
	c->pid = pid;
	c->out_fd = p->out[0];
	c->err_fd = p->err[0];
	p->out[0] = p->err[0] = -1;
	fcntl(c->out_fd, F_SETFL, O_NONBLOCK);
	fcntl(c->err_fd, F_SETFL, O_NONBLOCK);
	if (timeout_s)
		c->deadline_ms = clock_ms() + timeout_s * 1000LL;
}

struct error *child_start(struct child *c, const char *const argv[], const char *dir,
			  unsigned timeout_s)
{
	pid_t parent = getpid(), pid;
	struct pipes p;
	int no;

	*c = (struct child){ .out_fd = -1, .err_fd = -1, .out = STR_INIT, .err = STR_INIT };
	if (!pipes_open(&p))
		return error_errno("cannot start %s", argv[0]);
	pid = fork();
	if (!pid) {
		become(&p, argv, dir, parent);
		report_errno(p.failed[1]);
	}
	no = errno;
	if (pid > 0) {
		setpgid(pid, pid);
		close_fd(&p.failed[1]);
		no = read_errno(p.failed[0]);
		if (no)
			reap(pid, &c->status);
		else
			adopt(c, &p, pid, timeout_s);
	}
	pipes_close(&p);
	errno = no;
	return no && !c->pid ? error_errno("cannot run %s", argv[0]) : NULL;
}

/*
 * Takes what is there, as much as a pipe can hold: one that writes without end
 * must not keep us from its deadline. Beyond the cap it is read and dropped.
 */
static void take_output(int *fd, struct str *s)
{
	char buf[65536];
	ssize_t n;
	int i;

	for (i = 0; i < 16 && *fd >= 0; i++) {
		n = read(*fd, buf, sizeof(buf));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			close_fd(fd);
			return;
		}
		if ((size_t)n > CHILD_MAX_OUTPUT - s->len)
			n = (ssize_t)(CHILD_MAX_OUTPUT - s->len);
		str_addn(s, buf, (size_t)n);
	}
}

static void take_all(struct child *c)
{
	take_output(&c->out_fd, &c->out);
	take_output(&c->err_fd, &c->err);
}

/*
 * Once the leader has ended nothing of its group may go on: a zombie keeps the
 * group's number from being given to others, so the kill comes before the wait.
 */
static bool has_ended(struct child *c)
{
	siginfo_t info = { 0 };

	if (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) || !info.si_pid)
		return false;
	kill(-c->pid, SIGKILL);
	reap(c->pid, &c->status);
	c->pid = 0;
	take_all(c);
	close_fd(&c->out_fd);
	close_fd(&c->err_fd);
	return true;
}

static void kill_overdue(struct child *c, long long now)
{
	if (!c->deadline_ms || now < c->deadline_ms)
		return;
	c->timed_out = true;
	c->deadline_ms = 0;
	kill(-c->pid, SIGKILL);
}

static int min_wait(int wait, long long ms)
{
	if (ms < 0)
		ms = 0;
	if (ms > INT_MAX)
		ms = INT_MAX;
	return wait < 0 || ms < wait ? (int)ms : wait;
}

/* Fills fd[] anew, as streams close on the way; returns how long to poll. */
static int watch(struct child *const children[], size_t n, struct pollfd *fd, long long now)
{
	int wait = -1;
	size_t i;

	for (i = 0; i < n; i++, fd += FDS) {
		const struct child *c = children[i];

		fd[FD_OUT].fd = c->pid ? c->out_fd : -1;
		fd[FD_ERR].fd = c->pid ? c->err_fd : -1;
		if (c->pid && c->deadline_ms)
			wait = min_wait(wait, c->deadline_ms - now);
		if (c->pid && fd[FD_END].fd < 0)
			wait = min_wait(wait, TICK_MS);
	}
	return wait;
}

static int next_ended(struct child *const children[], size_t n, struct pollfd *fd)
{
	long long now;
	size_t i;

	for (;;) {
		now = clock_ms();
		for (i = 0; i < n; i++) {
			if (!children[i]->pid)
				continue;
			if (has_ended(children[i]))
				return (int)i;
			kill_overdue(children[i], now);
		}
		poll(fd, n * FDS, watch(children, n, fd, now));
		for (i = 0; i < n; i++)
			if (children[i]->pid)
				take_all(children[i]);
	}
}

int child_wait_any(struct child *const children[], size_t n)
{
	struct pollfd *fd = mem_realloc(NULL, n * FDS, sizeof(*fd));
	size_t i, running = 0;
	int ended = -1;

	for (i = 0; i < n * FDS; i++)
		fd[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
	for (i = 0; i < n; i++) {
		if (!children[i]->pid)
			continue;
		running++;
		fd[i * FDS + FD_END].fd = (int)syscall(SYS_pidfd_open, children[i]->pid, 0);
	}
	if (running)
		ended = next_ended(children, n, fd);
	for (i = 0; i < n; i++)
		close_fd(&fd[i * FDS + FD_END].fd);
	mem_free(fd);
	return ended;
}

void child_release(struct child *c)
{
	if (c->pid) {
		kill(-c->pid, SIGKILL);
		reap(c->pid, &c->status);
		c->pid = 0;
		close_fd(&c->out_fd);
		close_fd(&c->err_fd);
	}
	str_release(&c->out);
	str_release(&c->err);
}

struct error *child_run(struct child *c, const char *const argv[], const char *dir,
			unsigned timeout_s)
{
	struct child *one[] = { c };
	struct error *err = child_start(c, argv, dir, timeout_s);

	if (!err)
		child_wait_any(one, 1);
	return err;
}
