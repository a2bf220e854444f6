/* SPDX-License-Identifier: GPL-2.0 */
/* craft: packs with their indexes made by hand, as git would not make them. */
#ifndef TESTS_CRAFT_H
#define TESTS_CRAFT_H

#include <endian.h>
#include <git2.h>
#include <libdeflate.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

struct craft {
	struct str pack;
	ARRAY(uint64_t) at;	/* entry i has the id that craft_id(i) gives */
};

static inline void craft_be32(struct str *s, uint32_t v)
{
	v = htobe32(v);
	str_addn(s, &v, sizeof(v));
}

static inline git_oid craft_id(size_t i)
{
	git_oid id = { { (unsigned char)(i >> 8), (unsigned char)i } };

	return id;
}

static inline void craft_start(struct craft *c)
{
	*c = (struct craft){ .pack = STR_INIT };
	str_addn(&c->pack, "PACK\0\0\0\2\0\0\0\0", 12);
}

/* An entry's header; @size is what it says. */
static inline void craft_header(struct craft *c, unsigned type, uint64_t size)
{
	unsigned char byte = (unsigned char)(type << 4 | (size & 15));

	*array_push(&c->at) = c->pack.len;
	for (size >>= 4; size; size >>= 7) {
		str_addc(&c->pack, (char)(byte | 0x80));
		byte = size & 0x7f;
	}
	str_addc(&c->pack, (char)byte);
}

static inline void craft_distance(struct craft *c, uint64_t distance)
{
	unsigned char bytes[10], *p = bytes + sizeof(bytes);

	*--p = distance & 0x7f;
	while (distance >>= 7)
		*--p = (unsigned char)(0x80 | (--distance & 0x7f));
	str_addn(&c->pack, p, (size_t)(bytes + sizeof(bytes) - p));
}

static inline void craft_data(struct craft *c, const void *bytes, size_t n)
{
	struct libdeflate_compressor *z = libdeflate_alloc_compressor(0);
	size_t room = libdeflate_zlib_compress_bound(z, n);
	char *to = mem_alloc(room);

	str_addn(&c->pack, to, libdeflate_zlib_compress(z, bytes, n, to, room));
	mem_free(to);
	libdeflate_free_compressor(z);
}

static inline int craft_file(const void *bytes, size_t n)
{
	int fd = memfd_create("craft", MFD_CLOEXEC);

	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		abort();
	return fd;
}

/* All offsets stand in the table of large ones. */
static inline void craft_index(const struct craft *c, struct str *to)
{
	git_oid id;
	size_t i, k;

	str_addn(to, "\377tOc\0\0\0\2", 8);
	for (i = 0; i < 256; i++) {
		k = (i + 1) << 8;
		craft_be32(to, (uint32_t)(k < c->at.n ? k : c->at.n));
	}
	for (i = 0; i < c->at.n; i++) {
		id = craft_id(i);
		str_addn(to, id.id, sizeof(id.id));
	}
	for (i = 0; i < c->at.n; i++)
		craft_be32(to, 0);
	for (i = 0; i < c->at.n; i++)
		craft_be32(to, 0x80000000u | (uint32_t)i);
	for (i = 0; i < c->at.n; i++) {
		craft_be32(to, (uint32_t)(c->at.item[i] >> 32));
		craft_be32(to, (uint32_t)c->at.item[i]);
	}
	str_addn(to, "the sum of this pack, the sum of its index", 40);
}

/* The two files; @c is released. */
static inline void craft_finish(struct craft *c, int *index_fd, int *pack_fd)
{
	uint32_t n = htobe32((uint32_t)c->at.n);
	struct str index = STR_INIT;

	craft_index(c, &index);
	memcpy(c->pack.buf + 8, &n, sizeof(n));
	str_addn(&c->pack, index.buf + index.len - 40, 20);
	*index_fd = craft_file(index.buf, index.len);
	*pack_fd = craft_file(c->pack.buf, c->pack.len);
	str_release(&index);
	str_release(&c->pack);
	array_free(&c->at);
}

#endif
