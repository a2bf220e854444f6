// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/pass.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 16, MAX_FILE = 64 << 20 };

struct pass {			/* what the threads share */
	const struct sources *sources;
	const bool *skip;
	pass_fn *fn;
	void *arg;
	int *error;		/* errno of each source, or 0 */
	atomic_size_t next;
	atomic_uint threads;
};

struct buffer {
	char *text;
	size_t size, len;
};

/* Reads up to the end, and leaves room for a NUL. */
static int read_open(int fd, struct buffer *b)
{
	for (b->len = 0;;) {
		ssize_t n;

		if (b->len > MAX_FILE)
			return EFBIG;
		if (b->len + 1 >= b->size) {
			b->size = b->size ? 2 * b->size : 1 << 20;
			b->text = mem_realloc(b->text, b->size, 1);
		}
		n = read(fd, b->text + b->len, b->size - b->len - 1);
		if (!n)
			break;
		if (n < 0 && errno != EINTR)
			return errno;
		if (n > 0)
			b->len += n;
	}
	b->text[b->len] = '\0';
	return 0;
}

static int read_file(const char *file, struct buffer *b)
{
	int fd = open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), no;
	struct stat st;

	if (fd < 0)
		return errno;
	if (fstat(fd, &st))
		no = errno;
	else
		no = S_ISREG(st.st_mode) ? read_open(fd, b) : ENXIO;
	close(fd);
	return no;
}

static void *run_some(void *arg)
{
	struct pass *p = arg;
	unsigned thread = atomic_fetch_add(&p->threads, 1);
	struct buffer b = { 0 };
	size_t first;

	while ((first = atomic_fetch_add(&p->next, CHUNK)) < p->sources->all.n)
		for (size_t i = first; i < first + CHUNK && i < p->sources->all.n; i++) {
			if (p->skip && p->skip[i])
				continue;
			p->error[i] = read_file(p->sources->all.item[i].file, &b);
			if (!p->error[i])
				p->fn(p->arg, thread, i, b.text, b.len);
		}
	mem_free(b.text);
	return NULL;
}

/* In the words of source_map(). */
static char *why(int no)
{
	if (no == ENXIO)
		return mem_strdup("not a regular file");
	if (no == EFBIG)
		return mem_printf("larger than %d MiB", MAX_FILE >> 20);
	return mem_strdup(strerror(no));
}

static void note_unseen(const struct pass *p, struct coverage *coverage)
{
	for (size_t i = 0; i < p->sources->all.n; i++)
		if (p->error[i])
			*array_push(&coverage->unseen) = (struct unseen){
				.path = mem_strdup(p->sources->all.item[i].path),
				.why = why(p->error[i]),
			};
}

void pass_run(const struct sources *s, const bool skip[], unsigned jobs, pass_fn *fn, void *arg,
	      struct coverage *coverage)
{
	struct pass p = { .sources = s, .skip = skip, .fn = fn, .arg = arg };
	pthread_t thread[PASS_MAX_THREADS];
	unsigned n = 0;

	p.error = mem_alloc((s->all.n + 1) * sizeof(*p.error));
	while (n + 1 < jobs && n + 1 < PASS_MAX_THREADS &&
	       !pthread_create(&thread[n], NULL, run_some, &p))
		n++;
	run_some(&p);
	while (n)
		pthread_join(thread[--n], NULL);
	if (coverage)
		note_unseen(&p, coverage);
	mem_free(p.error);
}
