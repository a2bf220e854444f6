// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/loose.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum { MAX_HEAD = 32, FIRST_ROOM = 1 << 16, USUAL_RATIO = 8 };

struct loose {
	ARRAY(int) folders;
};

struct loose_reader {
	struct libdeflate_decompressor *inflater;	/* NULL: no memory; all is refused */
	char *packed, *plain;
	size_t packed_room, plain_room;
};

struct loose *loose_new(void)
{
	return mem_alloc(sizeof(struct loose));
}

void loose_add(struct loose *l, const char *folder)
{
	int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		*array_push(&l->folders) = fd;
}

void loose_free(struct loose *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->folders.n; i++)
		close(l->folders.item[i]);
	array_free(&l->folders);
	mem_free(l);
}

struct loose_reader *loose_reader_new(void)
{
	struct loose_reader *r = mem_alloc(sizeof(*r));

	r->inflater = libdeflate_alloc_decompressor();
	return r;
}

void loose_reader_free(struct loose_reader *r)
{
	if (!r)
		return;
	libdeflate_free_decompressor(r->inflater);
	mem_free(r->packed);
	mem_free(r->plain);
	mem_free(r);
}

static char *room(char **buffer, size_t *has, size_t n)
{
	if (n <= *has)
		return *buffer;
	mem_free(*buffer);
	*has = n > FIRST_ROOM ? n : FIRST_ROOM;
	*buffer = mem_realloc(NULL, *has, 1);
	return *buffer;
}

/* "ab/cdef…" */
static void name_of(char name[GIT_OID_HEXSZ + 2], const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	memcpy(name, hex, 2);
	name[2] = '/';
	memcpy(name + 3, hex + 2, GIT_OID_HEXSZ - 1);
}

/* Its open file, and how many bytes it has; -1: there is none. */
static int open_file(const struct loose *l, const git_oid *id, size_t *size)
{
	char name[GIT_OID_HEXSZ + 2];
	struct stat st;
	int fd = -1;

	name_of(name, id);
	for (size_t i = 0; i < l->folders.n && fd < 0; i++)
		fd = openat(l->folders.item[i], name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || !st.st_size || st.st_size > LOOSE_MAX) {
		close(fd);
		return -1;
	}
	*size = (size_t)st.st_size;
	return fd;
}

size_t loose_packed_size(const struct loose *l, const git_oid *id)
{
	size_t size = 0;
	int fd = open_file(l, id, &size);

	if (fd >= 0)
		close(fd);
	return size;
}

static bool read_packed(struct loose_reader *r, const struct loose *l, const git_oid *id, size_t *n)
{
	int fd = open_file(l, id, n);
	size_t at = 0;
	ssize_t got = 1;

	if (fd < 0)
		return false;
	room(&r->packed, &r->packed_room, *n);
	while (at < *n && (got = read(fd, r->packed + at, *n - at)) > 0)
		at += (size_t)got;
	close(fd);
	return at == *n;
}

/* How much it becomes is not known before: more room is made until it fits. */
static bool inflate(struct loose_reader *r, size_t n, size_t *len)
{
	enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;

	for (size_t want = n * USUAL_RATIO + MAX_HEAD;
	     result == LIBDEFLATE_INSUFFICIENT_SPACE && want / 4 <= LOOSE_MAX; want *= 4) {
		room(&r->plain, &r->plain_room, want + 1);
		result = libdeflate_zlib_decompress(r->inflater, r->packed, n, r->plain,
						    r->plain_room - 1, len);
	}
	return result == LIBDEFLATE_SUCCESS;
}

static bool parse_head(const char *text, size_t len, struct object *to)
{
	const char *nul = memchr(text, '\0', len < MAX_HEAD ? len : MAX_HEAD), *digit;
	const char *blank = nul ? memchr(text, ' ', (size_t)(nul - text)) : NULL;
	char type[MAX_HEAD];
	size_t size = 0;

	if (!blank || blank + 1 == nul)
		return false;
	memcpy(type, text, (size_t)(blank - text));
	type[blank - text] = '\0';
	for (digit = blank + 1; digit < nul; digit++) {
		if (*digit < '0' || *digit > '9' || size > LOOSE_MAX)
			return false;
		size = size * 10 + (size_t)(*digit - '0');
	}
	*to = (struct object){ git_object_string2type(type), nul + 1, size };
	return to->type > 0 && size == len - (size_t)(nul + 1 - text);
}

bool loose_read(struct loose_reader *r, const struct loose *l, const git_oid *id,
		struct object *to)
{
	size_t n, len;

	if (!r->inflater || !read_packed(r, l, id, &n) || !inflate(r, n, &len))
		return false;
	r->plain[len] = '\0';
	return parse_head(r->plain, len, to);
}
