// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/pack.h"

#include <endian.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "history/bases.h"
#include "history/blocks.h"
#include "history/delta.h"

#define FANOUT 256
#define INDEX_HEADER 8
#define INDEX_FIXED (INDEX_HEADER + FANOUT * 4 + 2 * GIT_OID_RAWSZ)
#define INDEX_EACH (GIT_OID_RAWSZ + 4 + 4)
#define LARGE_OFFSET 0x80000000u
#define GUESSES 3

#define PACK_HEADER 12
#define ENTRY_HEADER 32		/* bytes at most: a size of 10, a base's id of 20 */
#define MAX_DEPTH 4096		/* git makes chains of 4095 at most */

#define MIN_BUFFER (64u << 10)
#define KEPT_BUFFER (1u << 20)	/* a larger one does not stay */
#define BASES_BYTES (16u << 20)

struct pack {
	const uint8_t *map;		/* the index */
	size_t map_len;
	uint32_t n, n_large;
	const uint8_t *ids, *offsets, *large;
	int fd;
	uint64_t end;			/* of the entries */
};

static uint32_t be32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return be32toh(v);
}

static uint64_t be64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return be64toh(v);
}

static uint32_t fanout(const struct pack *p, unsigned i)
{
	return be32(p->map + INDEX_HEADER + i * 4);
}

static bool fanout_is_sorted(const struct pack *p)
{
	unsigned i;

	for (i = 1; i < FANOUT; i++)
		if (fanout(p, i - 1) > fanout(p, i))
			return false;
	return true;
}

static bool check_index(struct pack *p)
{
	static const uint8_t header[INDEX_HEADER] = { 0xff, 't', 'O', 'c', 0, 0, 0, 2 };
	uint64_t rest;

	if (memcmp(p->map, header, sizeof(header)) || !fanout_is_sorted(p))
		return false;
	p->n = fanout(p, FANOUT - 1);
	if (p->map_len < INDEX_FIXED + (uint64_t)p->n * INDEX_EACH)
		return false;
	rest = p->map_len - INDEX_FIXED - (uint64_t)p->n * INDEX_EACH;
	if (rest % 8 || rest / 8 > p->n)
		return false;
	p->n_large = (uint32_t)(rest / 8);
	p->ids = p->map + INDEX_HEADER + FANOUT * 4;
	p->offsets = p->ids + (size_t)p->n * (GIT_OID_RAWSZ + 4);
	p->large = p->offsets + (size_t)p->n * 4;
	return true;
}

static bool map_index(struct pack *p, int fd)
{
	struct stat st;
	void *map;

	if (fd < 0 || fstat(fd, &st) || st.st_size < INDEX_FIXED)
		return false;
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return false;
	p->map = map;
	p->map_len = (size_t)st.st_size;
	return check_index(p);
}

/* The pack's last bytes are its checksum, which the index repeats. */
static bool check_pack(struct pack *p)
{
	const uint8_t *sum = p->map + p->map_len - 2 * GIT_OID_RAWSZ;
	uint8_t header[PACK_HEADER], trailer[GIT_OID_RAWSZ];
	struct stat st;

	if (p->fd < 0 || fstat(p->fd, &st) || st.st_size < PACK_HEADER + GIT_OID_RAWSZ)
		return false;
	p->end = (uint64_t)st.st_size - GIT_OID_RAWSZ;
	return read_at(p->fd, header, sizeof(header), 0) == sizeof(header) &&
	       !memcmp(header, "PACK", 4) && be32(header + 4) == 2 && be32(header + 8) == p->n &&
	       read_at(p->fd, trailer, sizeof(trailer), p->end) == sizeof(trailer) &&
	       !memcmp(trailer, sum, sizeof(trailer));
}

struct pack *pack_of_files(int index_fd, int pack_fd)
{
	struct pack *p = mem_alloc(sizeof(*p));
	bool good;

	p->fd = pack_fd;
	good = map_index(p, index_fd) && check_pack(p);
	if (index_fd >= 0)
		close(index_fd);
	if (good)
		return p;
	pack_close(p);
	return NULL;
}

struct pack *pack_open(const char *path)
{
	char *pack = mem_printf("%.*s.pack", (int)(strlen(path) - strlen(".idx")), path);
	int index_fd = open(path, O_RDONLY | O_CLOEXEC), pack_fd;

	pack_fd = open(pack, O_RDONLY | O_CLOEXEC);
	mem_free(pack);
	return pack_of_files(index_fd, pack_fd);
}

void pack_close(struct pack *p)
{
	if (!p)
		return;
	if (p->map)
		munmap((void *)p->map, p->map_len);
	if (p->fd >= 0)
		close(p->fd);
	mem_free(p);
}

static bool offset_of(const struct pack *p, uint32_t i, uint64_t *at)
{
	uint32_t small = be32(p->offsets + (size_t)i * 4);

	*at = small;
	if (small & LARGE_OFFSET) {
		small &= ~LARGE_OFFSET;
		if (small >= p->n_large)
			return false;
		*at = be64(p->large + (size_t)small * 8);
	}
	return *at >= PACK_HEADER && *at < p->end;
}

/* Where an id may be: entries @low up to but not with @high; its first 8 bytes @from up to @to. */
struct range {
	uint32_t low, high;
	uint64_t from, to;
};

/* The entry to compare with: where @key would stand if ids were spread evenly, or the middle. */
static uint32_t probe(const struct range *r, uint64_t key, unsigned step)
{
	unsigned __int128 part;

	if (step >= GUESSES || key >= r->to)
		return r->low + (r->high - r->low) / 2;
	part = (unsigned __int128)(key - r->from) * (r->high - r->low);
	return r->low + (uint32_t)(part / (r->to - r->from));
}

/* Ids are evenly spread, but a hostile index's are not: so only the first steps guess. */
bool pack_find(const struct pack *p, const git_oid *id, uint64_t *at)
{
	uint64_t key = be64(id->id), found, first = key >> 56 << 56;
	struct range r = {
		.low = *id->id ? fanout(p, *id->id - 1u) : 0, .high = fanout(p, *id->id),
		.from = first, .to = first | UINT64_MAX >> 8,
	};
	const uint8_t *here;
	unsigned step;
	uint32_t i;
	int order;

	for (step = 0; r.low < r.high; step++) {
		i = probe(&r, key, step);
		here = p->ids + (size_t)i * GIT_OID_RAWSZ;
		found = be64(here);
		order = key != found ? (key > found) - (key < found) :
				       memcmp(id->id, here, GIT_OID_RAWSZ);
		if (!order)
			return offset_of(p, i, at);
		if (order < 0) {
			r.high = i;
			r.to = found;
		} else {
			r.low = i + 1;
			r.from = found;
		}
	}
	return false;
}

enum entry_type {
	ENTRY_COMMIT = 1, ENTRY_TREE, ENTRY_BLOB, ENTRY_TAG,
	ENTRY_OFS_DELTA = 6, ENTRY_REF_DELTA,
};

struct entry {
	enum entry_type type;
	uint64_t at;		/* where it begins */
	uint64_t data;		/* and its compressed bytes */
	uint64_t size;		/* of them inflated */
	uint64_t base;		/* where the entry is that a delta rests on */
};

struct buffer {
	char *data;
	size_t cap;
};

struct pack_reader {
	struct libdeflate_decompressor *inflater;	/* NULL: no memory; all is refused */
	struct bases *bases;
	ARRAY(struct entry) chain;	/* deltas, the one asked for first */
	struct buffer plain, delta;
	struct blocks *blocks;
};

struct pack_reader *pack_reader_new(void)
{
	struct pack_reader *r = mem_alloc(sizeof(*r));

	r->inflater = libdeflate_alloc_decompressor();
	r->bases = bases_new(BASES_BYTES);
	r->blocks = blocks_new();
	return r;
}

void pack_reader_free(struct pack_reader *r)
{
	if (!r)
		return;
	libdeflate_free_decompressor(r->inflater);
	bases_free(r->bases);
	array_free(&r->chain);
	blocks_free(r->blocks);
	mem_free(r->plain.data);
	mem_free(r->delta.data);
	mem_free(r);
}

/* Room for @n bytes; what it held is gone. */
static char *buffer_room(struct buffer *b, size_t n)
{
	if (n <= b->cap && (b->cap <= KEPT_BUFFER || n > KEPT_BUFFER))
		return b->data;
	mem_free(b->data);
	b->cap = n > MIN_BUFFER ? n : MIN_BUFFER;
	b->data = mem_realloc(NULL, b->cap, 1);
	return b->data;
}

/* The bytes at @at, in *@n of them: no fewer than asked for, unless the entries end. */
static const uint8_t *bytes_at(struct pack_reader *r, const struct pack *p, uint64_t at, size_t *n)
{
	return blocks_at(r->blocks, p->fd, at, p->end, n);
}

static bool parse_size(const uint8_t **p, const uint8_t *end, struct entry *e)
{
	unsigned shift = 4;
	uint8_t c = *(*p)++;

	e->type = c >> 4 & 7;
	e->size = c & 15;
	while (c & 0x80) {
		if (*p == end || shift > 56)
			return false;
		c = *(*p)++;
		e->size |= (uint64_t)(c & 0x7f) << shift;
		shift += 7;
	}
	return true;
}

/* A base stands before what rests on it, so such chains end. */
static bool parse_distance(const uint8_t **p, const uint8_t *end, struct entry *e)
{
	uint64_t distance = 0;
	uint8_t c;

	do {
		if (*p == end || distance > e->at)
			return false;
		c = *(*p)++;
		distance = (distance << 7) + (c & 0x7f);
		if (c & 0x80)
			distance++;
	} while (c & 0x80);
	e->base = e->at - distance;
	return distance && distance <= e->at - PACK_HEADER;
}

static bool parse_base(const struct pack *pack, const uint8_t **p, const uint8_t *end,
		       struct entry *e)
{
	git_oid id;

	if (e->type == ENTRY_OFS_DELTA)
		return parse_distance(p, end, e);
	if (end - *p < GIT_OID_RAWSZ)
		return false;
	memcpy(id.id, *p, GIT_OID_RAWSZ);
	*p += GIT_OID_RAWSZ;
	return pack_find(pack, &id, &e->base);
}

static bool is_delta(const struct entry *e)
{
	return e->type == ENTRY_OFS_DELTA || e->type == ENTRY_REF_DELTA;
}

static bool read_entry(struct pack_reader *r, const struct pack *pack, uint64_t at,
		       struct entry *e)
{
	size_t n = ENTRY_HEADER;
	const uint8_t *start = bytes_at(r, pack, at, &n), *p = start;

	*e = (struct entry){ .at = at };
	if (!p || !parse_size(&p, start + n, e) || e->size > PACK_MAX_OBJECT)
		return false;
	if (is_delta(e) ? !parse_base(pack, &p, start + n, e) : !e->type || e->type > ENTRY_TAG)
		return false;
	e->data = at + (uint64_t)(p - start);
	return true;
}

/* No compressor makes more of it, not even of what can't be compressed. */
static size_t max_compressed(size_t size)
{
	return size + (size >> 3) + (size >> 6) + 64;
}

static bool inflate_entry(struct pack_reader *r, const struct pack *pack, const struct entry *e,
			  char *to)
{
	size_t n = max_compressed(e->size);
	const uint8_t *p = bytes_at(r, pack, e->data, &n);

	return p && r->inflater &&
	       libdeflate_zlib_decompress(r->inflater, p, n, to, e->size, NULL) ==
		       LIBDEFLATE_SUCCESS;
}

static bool read_plain(struct pack_reader *r, const struct pack *pack, const struct entry *e,
		       struct object *to)
{
	char *data = buffer_room(&r->plain, e->size + 1);

	data[e->size] = '\0';
	*to = (struct object){ (git_object_t)e->type, data, e->size };
	return inflate_entry(r, pack, e, data);
}

/* Takes @data over; NULL, for the caller to pass on, where @good is false. */
static const struct base *keep_base(struct pack_reader *r, const struct base *b, bool good)
{
	if (good)
		return bases_add(r->bases, b);
	mem_free(b->data);
	return NULL;
}

static const struct base *read_base(struct pack_reader *r, const struct pack *pack,
				    const struct entry *e)
{
	struct base b = {
		.pack = pack,
		.at = e->at,
		.type = (git_object_t)e->type,
		.data = mem_realloc(NULL, e->size + 1, 1),
		.len = e->size,
	};

	b.data[b.len] = '\0';
	return keep_base(r, &b, inflate_entry(r, pack, e, b.data));
}

/* What the delta @e makes of @base. */
static const struct base *read_delta(struct pack_reader *r, const struct pack *pack,
				     const struct base *base, const struct entry *e)
{
	char *text = buffer_room(&r->delta, e->size);
	struct base b = { .pack = pack, .at = e->at, .type = base->type };
	struct delta d;

	if (!inflate_entry(r, pack, e, text) || !delta_parse(&d, (const uint8_t *)text, e->size) ||
	    d.base_len != base->len || d.result_len > PACK_MAX_OBJECT)
		return NULL;
	b.len = d.result_len;
	b.data = mem_realloc(NULL, b.len + 1, 1);
	b.data[b.len] = '\0';
	return keep_base(r, &b, delta_apply(&d, base->data, b.data));
}

/*
 * Down from @at to what is whole: a known base, in *@base, or the entry *@e.
 * The deltas passed are in r->chain.
 */
static bool descend(struct pack_reader *r, const struct pack *p, uint64_t at, struct entry *e,
		    const struct base **base)
{
	r->chain.n = 0;
	for (;;) {
		*base = bases_get(r->bases, p, at);
		if (*base)
			return true;
		if (!read_entry(r, p, at, e))
			return false;
		if (!is_delta(e))
			return true;
		if (r->chain.n == MAX_DEPTH)
			return false;
		*array_push(&r->chain) = *e;
		at = e->base;
	}
}

/* What entries say of their sizes, down to what is whole; 0: they are refused. */
static uint64_t sizes_of(struct pack_reader *r, const struct pack *p, const struct entry *from)
{
	struct entry e = *from;
	uint64_t size = e.size;

	for (unsigned depth = 0; is_delta(&e); depth++) {
		if (depth == MAX_DEPTH || !read_entry(r, p, e.base, &e))
			return 0;
		size += e.size;
	}
	return size;
}

bool pack_exceeds(struct pack_reader *r, const struct pack *p, uint64_t at, size_t limit,
		  bool *does)
{
	struct entry e;
	struct delta d;
	uint64_t size;
	char *text;

	*does = false;
	if (!read_entry(r, p, at, &e))
		return false;
	size = sizes_of(r, p, &e);
	*does = size > limit;
	if (!is_delta(&e) || (size && !*does))
		return true;
	text = buffer_room(&r->delta, e.size);
	if (!inflate_entry(r, p, &e, text) || !delta_parse(&d, (const uint8_t *)text, e.size))
		return false;
	*does = d.result_len > limit;
	return true;
}

bool pack_read(struct pack_reader *r, const struct pack *p, uint64_t at, struct object *to)
{
	const struct base *base;
	struct entry e;

	if (!descend(r, p, at, &e, &base))
		return false;
	if (!base && !r->chain.n)
		return read_plain(r, p, &e, to);
	if (!base)
		base = read_base(r, p, &e);
	while (base && r->chain.n)
		base = read_delta(r, p, base, &r->chain.item[--r->chain.n]);
	if (base)
		*to = (struct object){ base->type, base->data, base->len };
	return base != NULL;
}
