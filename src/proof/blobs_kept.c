// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "proof/blobs_kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/folder.h"
#include "proof/blobs_inside.h"

/*
 * The file, in the machine's own byte order: a struct head; of each blob a struct record;
 * the identifiers of all, one blob's behind the other's; the definitions, by name, then blob.
 */
#define MAGIC UINT64_C(0x3162736264726474)	/* "tdrdbsb1" */

enum { MIN_BLOBS = 2000, MAX_BLOBS = 160000 };

struct head {
	uint64_t magic, sum;	/* of all behind it */
	uint32_t blobs, definitions;
	uint64_t identifiers;
};

struct record {
	unsigned char id[GIT_OID_RAWSZ];
	uint32_t identifiers;
	uint32_t header;
};

static uint64_t sum_of(const char *bytes, size_t len)
{
	uint64_t sum = len, word;
	size_t i = 0;

	for (; i + sizeof(word) <= len; i += sizeof(word)) {
		memcpy(&word, bytes + i, sizeof(word));
		sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		sum ^= sum >> 29;
	}
	for (; i < len; i++)
		sum = (sum ^ (unsigned char)bytes[i]) * UINT64_C(0x9e3779b97f4a7c15);
	return sum;
}

/* ---- taken apart ---- */

static bool is_sound(const char *bytes, size_t len, struct head *h)
{
	size_t records, identifiers, definitions;

	if (len < sizeof(*h))
		return false;
	memcpy(h, bytes, sizeof(*h));
	if (h->magic != MAGIC || h->identifiers > len)
		return false;
	records = (size_t)h->blobs * sizeof(struct record);
	identifiers = h->identifiers * sizeof(uint32_t);
	definitions = (size_t)h->definitions * sizeof(struct definition);
	return len == sizeof(*h) + records + identifiers + definitions &&
	       h->sum == sum_of(bytes + sizeof(*h), len - sizeof(*h));
}

static bool counts_fit(const struct head *h, const struct record *r)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < h->blobs; i++)
		n += r[i].identifiers;
	return n == h->identifiers;
}

static bool definitions_fit(const struct head *h, const struct definition *d)
{
	for (uint32_t i = 0; i < h->definitions; i++)
		if (d[i].source >= h->blobs)
			return false;
	return true;
}

/* What is known of a blob already stays. */
static void take_blobs(struct blobs *b, const struct head *h, const struct record *r,
		       uint32_t *at, uint32_t number[])
{
	for (uint32_t i = 0; i < h->blobs; at += r[i++].identifiers) {
		struct blob *blob;
		git_oid id;

		memcpy(id.id, r[i].id, GIT_OID_RAWSZ);
		number[i] = blobs_number(b, &id, r[i].header);
		blob = &b->all.item[number[i]];
		if (blob->read)
			continue;
		blob->read = true;
		blob->identifier = at;
		blob->identifiers = r[i].identifiers;
	}
	b->bytes += h->identifiers * sizeof(*at);
}

static void take_definitions(struct blobs *b, const struct head *h, const struct definition *d,
			     const uint32_t number[])
{
	struct definitions all = { 0 };

	all.list.item = mem_realloc(NULL, h->definitions, sizeof(*d));
	all.list.n = all.list.cap = h->definitions;
	for (uint32_t i = 0; i < h->definitions; i++)
		all.list.item[i] = (struct definition){ d[i].name, number[d[i].source] };
	if (!b->sorted.list.n) {
		b->sorted = all;	/* by name: all that a search asks for */
		return;
	}
	definitions_merge(&b->sorted, &all);
	definitions_sort(&b->sorted);
}

bool blobs_unpack(struct blobs *b, char *bytes, size_t len)
{
	const struct definition *definitions;
	const struct record *records;
	uint32_t *identifiers, *number;
	struct head h;

	if (b->kept || !is_sound(bytes, len, &h))
		return false;
	records = (const struct record *)(bytes + sizeof(h));
	identifiers = (uint32_t *)(records + h.blobs);
	definitions = (const struct definition *)(identifiers + h.identifiers);
	if (!counts_fit(&h, records) || !definitions_fit(&h, definitions))
		return false;
	b->kept = bytes;
	b->kept_len = len;
	number = mem_realloc(NULL, h.blobs, sizeof(*number));
	take_blobs(b, &h, records, identifiers, number);
	take_definitions(b, &h, definitions, number);
	mem_free(number);
	return true;
}

/* ---- made ---- */

struct packing {
	const struct blobs *b;
	uint32_t *number;	/* of each blob in the file; NONE: it is not in it */
	struct head head;
	char *bytes;
	size_t at;
};

#define NONE UINT32_MAX

static void put(struct packing *p, const void *bytes, size_t n)
{
	memcpy(p->bytes + p->at, bytes, n);
	p->at += n;
}

static void count(struct packing *p, const bool wanted[])
{
	for (size_t i = 0; i < p->b->all.n; i++) {
		const struct blob *blob = &p->b->all.item[i];
		bool is = wanted[i] && blob->read && !blob->unread && !blob->given;

		p->number[i] = is ? p->head.blobs++ : NONE;
		p->head.identifiers += is ? blob->identifiers : 0;
	}
}

static void put_blobs(struct packing *p)
{
	for (size_t i = 0; i < p->b->all.n; i++) {
		const struct blob *blob = &p->b->all.item[i];
		struct record r = { .identifiers = blob->identifiers, .header = blob->header };

		memcpy(r.id, blob->id.id, GIT_OID_RAWSZ);
		if (p->number[i] != NONE)
			put(p, &r, sizeof(r));
	}
	for (size_t i = 0; i < p->b->all.n; i++)
		if (p->number[i] != NONE && p->b->all.item[i].identifiers)
			put(p, p->b->all.item[i].identifier,
			    p->b->all.item[i].identifiers * sizeof(uint32_t));
}

static void add_definitions(const struct packing *p, struct definitions *to,
			    const struct definitions *from)
{
	for (size_t i = 0; i < from->list.n; i++) {
		struct definition d = from->list.item[i];

		d.source = p->number[d.source];
		if (d.source != NONE)
			*array_push(&to->list) = d;
	}
}

char *blobs_pack(const struct blobs *b, const bool wanted[], size_t *len)
{
	struct packing p = { .b = b, .head.magic = MAGIC };
	struct definitions definitions = { 0 };

	p.number = mem_realloc(NULL, b->all.n, sizeof(*p.number));
	count(&p, wanted);
	add_definitions(&p, &definitions, &b->sorted);
	add_definitions(&p, &definitions, &b->fresh);
	definitions_sort(&definitions);
	p.head.definitions = (uint32_t)definitions.list.n;
	*len = sizeof(p.head) + p.head.blobs * sizeof(struct record) +
	       p.head.identifiers * sizeof(uint32_t) +
	       definitions.list.n * sizeof(struct definition);
	p.bytes = mem_realloc(NULL, *len, 1);
	p.at = sizeof(p.head);
	put_blobs(&p);
	if (definitions.list.n)
		put(&p, definitions.list.item,
		    definitions.list.n * sizeof(struct definition));
	p.head.sum = sum_of(p.bytes + sizeof(p.head), *len - sizeof(p.head));
	memcpy(p.bytes, &p.head, sizeof(p.head));
	definitions_release(&definitions);
	mem_free(p.number);
	return p.bytes;
}

/* ---- the file ---- */

static char *file_name(bool make)
{
	char *folder = cache_folder(), *name = NULL;

	if (folder && (!make || folder_make(folder, 0777)))
		name = mem_printf("%s/blobs.kept", folder);
	mem_free(folder);
	return name;
}

static char *read_file(const char *name, size_t *len)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	char *bytes = NULL;
	ssize_t n = 1;

	*len = 0;
	if (fd < 0)
		return NULL;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    st.st_size < INT32_MAX) {
		bytes = mem_realloc(NULL, (size_t)st.st_size, 1);
		while (*len < (size_t)st.st_size &&
		       (n = read(fd, bytes + *len, (size_t)st.st_size - *len)) > 0)
			*len += (size_t)n;
	}
	close(fd);
	return bytes;
}

void blobs_keep_read(struct blobs *b)
{
	char *name = file_name(false), *bytes;
	size_t len;

	bytes = name ? read_file(name, &len) : NULL;
	if (bytes && !blobs_unpack(b, bytes, len))
		mem_free(bytes);
	b->learned = 0;
	mem_free(name);
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	ssize_t n = 1;

	for (size_t at = 0; at < len && n > 0; at += (size_t)n) {
		n = write(fd, bytes + at, len - at);
		if (n <= 0)
			return false;
	}
	return true;
}

/* Beside the file, then renamed: two runs may do it at once. */
static void write_file(const char *name, const char *bytes, size_t len)
{
	char *temporary = mem_printf("%s.XXXXXX", name);
	int fd = mkostemp(temporary, O_CLOEXEC);
	bool good;

	if (fd >= 0) {
		good = write_all(fd, bytes, len);
		good = !close(fd) && good;
		if (!good || rename(temporary, name))
			unlink(temporary);
	}
	mem_free(temporary);
}

static void write_some(const struct blobs *b, const uint32_t numbers[], size_t n)
{
	bool *wanted = mem_alloc(b->all.n + 1);
	char *name = file_name(true), *bytes;
	size_t len;

	if (b->all.n <= MAX_BLOBS)
		memset(wanted, true, b->all.n);
	for (size_t i = 0; i < n; i++)
		wanted[numbers[i]] = true;
	bytes = name ? blobs_pack(b, wanted, &len) : NULL;
	if (bytes)
		write_file(name, bytes, len);
	mem_free(bytes);
	mem_free(name);
	mem_free(wanted);
}

pid_t blobs_keep_write(const struct blobs *b, const uint32_t numbers[], size_t n)
{
	pid_t pid;

	if (b->learned < MIN_BLOBS || b->learned < n / 16)
		return 0;
	pid = fork();
	if (pid)
		return pid > 0 ? pid : 0;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		close(fd);	/* who reads these waits for their end */
	write_some(b, numbers, n);
	_exit(0);
}

void blobs_keep_end(pid_t writer)
{
	while (writer && waitpid(writer, NULL, 0) < 0 && errno == EINTR)
		;
}
