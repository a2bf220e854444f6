// SPDX-License-Identifier: GPL-2.0
#include "pack.h"

#include <arpa/inet.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

enum {
	MAX_DEPTH = 50,
	OFS_DELTA = 6,
	BUCKETS = 1 << 16,
};

struct object {
	uint8_t id[PACK_ID];
	uint32_t crc;
	uint64_t at;		/* in its region's file; when finished, in the pack */
	uint32_t len;		/* as it is in the pack */
	uint32_t date;
	uint8_t type, depth;
};

struct sha1 {
	uint32_t h[5];
	uint64_t len;
	uint8_t block[64];
};

/* Commits and tags come into their order at the end, the others stay in theirs. */
struct region {
	FILE *file;
	uint64_t size;
};

struct pack {
	struct object *objects;
	uint32_t n, room;
	uint32_t first;		/* that is in no finished pack */
	uint32_t *table;	/* by id: the object's number + 1; 0: free */
	uint32_t mask;
	struct region ordered, rest;
	z_stream large, small;
	uint8_t out[1 << 18];
};

static uint32_t rol(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

/* One step; five of them, with the names turned on, are a round that ends as it began. */
#define STEP(f, k, a, b, c, d, e, w) \
	((e) += rol(a, 5) + f(b, c, d) + (k) + (w), (b) = rol(b, 30))
#define FIVE(f, k, w) do { \
	STEP(f, k, a, b, c, d, e, (w)[0]); \
	STEP(f, k, e, a, b, c, d, (w)[1]); \
	STEP(f, k, d, e, a, b, c, (w)[2]); \
	STEP(f, k, c, d, e, a, b, (w)[3]); \
	STEP(f, k, b, c, d, e, a, (w)[4]); \
} while (0)
#define CHOOSE(b, c, d) ((d) ^ ((b) & ((c) ^ (d))))
#define PARITY(b, c, d) ((b) ^ (c) ^ (d))
#define MAJORITY(b, c, d) (((b) & (c)) | ((d) & ((b) | (c))))

static void sha1_block(uint32_t h[5], const uint8_t *p)
{
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

	for (int i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
	for (int i = 16; i < 80; i++)
		w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (int i = 0; i < 20; i += 5)
		FIVE(CHOOSE, 0x5a827999, w + i);
	for (int i = 20; i < 40; i += 5)
		FIVE(PARITY, 0x6ed9eba1, w + i);
	for (int i = 40; i < 60; i += 5)
		FIVE(MAJORITY, 0x8f1bbcdc, w + i);
	for (int i = 60; i < 80; i += 5)
		FIVE(PARITY, 0xca62c1d6, w + i);
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

static void sha1_start(struct sha1 *s)
{
	*s = (struct sha1){ .h = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 } };
}

static void sha1_add(struct sha1 *s, const void *data, size_t len)
{
	const uint8_t *p = data;
	size_t held = s->len % 64;

	s->len += len;
	if (held) {
		size_t take = len < 64 - held ? len : 64 - held;

		memcpy(s->block + held, p, take);
		p += take;
		len -= take;
		if (held + take < 64)
			return;
		sha1_block(s->h, s->block);
	}
	for (; len >= 64; p += 64, len -= 64)
		sha1_block(s->h, p);
	memcpy(s->block, p, len);
}

static void sha1_end(struct sha1 *s, uint8_t id[PACK_ID])
{
	static const uint8_t padding[64] = { 0x80 };
	uint64_t bits = s->len * 8;
	uint8_t tail[8];

	for (int i = 0; i < 8; i++)
		tail[i] = bits >> (56 - 8 * i);
	sha1_add(s, padding, 1 + (119 - s->len % 64) % 64);
	sha1_add(s, tail, 8);
	for (int i = 0; i < PACK_ID; i++)
		id[i] = s->h[i / 4] >> (24 - 8 * (i % 4));
}

void pack_hex(char to[PACK_HEX + 1], const uint8_t *id)
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < PACK_ID; i++) {
		to[2 * i] = digits[id[i] >> 4];
		to[2 * i + 1] = digits[id[i] & 15];
	}
	to[PACK_HEX] = 0;
}

static void region_open(struct region *r, const char *scratch)
{
	char name[4096];
	int fd;

	if (snprintf(name, sizeof(name), "%s/part-XXXXXX", scratch) >= (int)sizeof(name))
		errx(2, "%s: too long", scratch);
	fd = mkstemp(name);
	if (fd < 0 || unlink(name) || !(r->file = fdopen(fd, "w+")))
		err(2, "%s", name);
	r->size = 0;
}

static void region_empty(struct region *r)
{
	if (fflush(r->file) || ftruncate(fileno(r->file), 0))
		err(2, "a scratch file");
	rewind(r->file);
	r->size = 0;
}

struct pack *pack_new(const char *scratch)
{
	struct pack *p = calloc(1, sizeof(*p));

	if (!p)
		err(2, "memory");
	region_open(&p->ordered, scratch);
	region_open(&p->rest, scratch);
	/* What is small needs no large tables: emptying them would take most of the time. */
	if (deflateInit2(&p->large, 3, Z_DEFLATED, 12, 6, Z_DEFAULT_STRATEGY) != Z_OK ||
	    deflateInit2(&p->small, 1, Z_DEFLATED, 9, 1, Z_DEFAULT_STRATEGY) != Z_OK)
		errx(2, "zlib");
	return p;
}

void pack_free(struct pack *p)
{
	if (!p)
		return;
	fclose(p->ordered.file);
	fclose(p->rest.file);
	deflateEnd(&p->large);
	deflateEnd(&p->small);
	free(p->objects);
	free(p->table);
	free(p);
}

const uint8_t *pack_id(const struct pack *p, uint32_t object)
{
	return p->objects[object].id;
}

static uint32_t *slot_of(struct pack *p, const uint8_t *id)
{
	uint32_t at;

	memcpy(&at, id, sizeof(at));
	for (at &= p->mask; p->table[at]; at = (at + 1) & p->mask)
		if (!memcmp(p->objects[p->table[at] - 1].id, id, PACK_ID))
			break;
	return &p->table[at];
}

static void make_room(struct pack *p)
{
	if (p->n < p->room)
		return;
	p->room = p->room ? p->room * 2 : 1 << 12;
	p->objects = realloc(p->objects, p->room * sizeof(*p->objects));
	free(p->table);
	p->mask = 2 * p->room - 1;
	p->table = calloc(p->mask + 1UL, sizeof(*p->table));
	if (!p->objects || !p->table)
		err(2, "memory");
	for (uint32_t i = 0; i < p->n; i++)
		*slot_of(p, p->objects[i].id) = i + 1;
}

static size_t put_size(uint8_t *to, uint64_t size)
{
	size_t n = 0;

	for (; size >= 128; size >>= 7)
		to[n++] = size | 128;
	to[n++] = size;
	return n;
}

static size_t put_copy(uint8_t *to, size_t from, size_t len)
{
	uint8_t *op = to++;

	*op = 128;
	for (int i = 0; i < 4; i++)
		if (from >> (8 * i) & 255) {
			*op |= 1 << i;
			*to++ = from >> (8 * i);
		}
	for (int i = 0; i < 2; i++)
		if (len >> (8 * i) & 255) {
			*op |= 16 << i;
			*to++ = len >> (8 * i);
		}
	return to - op;
}

/* What both begin and end with is copied; 0: more than @room would be needed. */
static size_t delta(uint8_t *to, size_t room, const char *old, size_t old_len, const char *new,
		    size_t new_len)
{
	size_t least = old_len < new_len ? old_len : new_len, head = 0, tail = 0, n;

	while (head < least && old[head] == new[head])
		head++;
	while (tail < least - head && old[old_len - 1 - tail] == new[new_len - 1 - tail])
		tail++;
	if (new_len - head - tail + 64 > room || old_len >= 1 << 16)
		return 0;
	n = put_size(to, old_len);
	n += put_size(to + n, new_len);
	if (head)
		n += put_copy(to + n, 0, head);
	for (size_t at = head; at < new_len - tail;) {
		size_t part = new_len - tail - at < 127 ? new_len - tail - at : 127;

		to[n++] = part;
		memcpy(to + n, new + at, part);
		n += part;
		at += part;
	}
	if (tail)
		n += put_copy(to + n, old_len - tail, tail);
	return n;
}

static size_t put_header(uint8_t *to, int type, size_t size)
{
	size_t n = 0;

	to[n] = type << 4 | (size & 15);
	for (size >>= 4; size; size >>= 7) {
		to[n++] |= 128;
		to[n] = size & 127;
	}
	return n + 1;
}

static size_t put_back_offset(uint8_t *to, uint64_t back)
{
	uint8_t tmp[16];
	size_t at = sizeof(tmp) - 1, n;

	tmp[at] = back & 127;
	while (back >>= 7)
		tmp[--at] = 128 | (--back & 127);
	n = sizeof(tmp) - at;
	memcpy(to, tmp + at, n);
	return n;
}

static size_t compress_to(struct pack *p, uint8_t *to, size_t room, const void *data, size_t len)
{
	z_stream *z = len < 200 ? &p->small : &p->large;

	deflateReset(z);
	z->next_in = (uint8_t *)data;
	z->avail_in = len;
	z->next_out = to;
	z->avail_out = room;
	if (deflate(z, Z_FINISH) != Z_STREAM_END)
		errx(2, "an object of %zu bytes", len);
	return room - z->avail_out;
}

static void object_id(uint8_t id[PACK_ID], enum pack_type type, const char *data, size_t len)
{
	static const char *const names[] = { "", "commit", "tree", "blob", "tag" };
	struct sha1 s;
	char header[32];

	sha1_start(&s);
	sha1_add(&s, header, snprintf(header, sizeof(header), "%s %zu", names[type], len) + 1);
	sha1_add(&s, data, len);
	sha1_end(&s, id);
}

static uint32_t add(struct pack *p, enum pack_type type, const char *data, size_t len,
		    uint32_t date, uint32_t base, const char *base_data, size_t base_len)
{
	struct region *r = type == PACK_COMMIT || type == PACK_TAG ? &p->ordered : &p->rest;
	struct object *o;
	uint8_t id[PACK_ID], difference[1 << 12];
	size_t n = 0;
	uint32_t *slot;

	make_room(p);
	object_id(id, type, data, len);
	slot = slot_of(p, id);
	if (*slot)
		return *slot - 1;
	o = &p->objects[p->n];
	*o = (struct object){ .at = r->size, .type = type, .date = date };
	memcpy(o->id, id, PACK_ID);
	if (base != PACK_NONE && base >= p->first && p->objects[base].depth < MAX_DEPTH)
		n = delta(difference, len / 2 < sizeof(difference) ? len / 2 : sizeof(difference),
			  base_data, base_len, data, len);
	if (n) {
		size_t head = put_header(p->out, OFS_DELTA, n);

		head += put_back_offset(p->out + head, o->at - p->objects[base].at);
		o->depth = p->objects[base].depth + 1;
		o->len = head + compress_to(p, p->out + head, sizeof(p->out) - head, difference, n);
	} else {
		size_t head = put_header(p->out, type, len);

		o->len = head + compress_to(p, p->out + head, sizeof(p->out) - head, data, len);
	}
	o->crc = crc32(0, p->out, o->len);
	if (fwrite(p->out, 1, o->len, r->file) != o->len)
		err(2, "a scratch file");
	r->size += o->len;
	*slot = ++p->n;
	return p->n - 1;
}

uint32_t pack_add(struct pack *p, enum pack_type type, const char *data, size_t len, uint32_t date)
{
	return add(p, type, data, len, date, PACK_NONE, NULL, 0);
}

uint32_t pack_add_delta(struct pack *p, enum pack_type type, const char *data, size_t len,
			uint32_t base, const char *base_data, size_t base_len)
{
	return add(p, type, data, len, 0, base, base_data, base_len);
}

static const struct object *sorted_objects;	/* for the two comparisons */

static int newest_first(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	const struct object *o = &sorted_objects[x], *q = &sorted_objects[y];

	if (o->type != q->type)
		return o->type < q->type ? -1 : 1;
	if (o->date != q->date)
		return o->date > q->date ? -1 : 1;
	return x > y ? -1 : 1;
}

static int by_id(const void *a, const void *b)
{
	return memcmp(sorted_objects[*(const uint32_t *)a].id,
		      sorted_objects[*(const uint32_t *)b].id, PACK_ID);
}

static void *map_region(struct region *r)
{
	void *data;

	if (fflush(r->file))
		err(2, "a scratch file");
	if (!r->size)
		return NULL;
	data = mmap(NULL, r->size, PROT_READ, MAP_PRIVATE, fileno(r->file), 0);
	if (data == MAP_FAILED)
		err(2, "mmap");
	return data;
}

struct out {
	FILE *file;
	struct sha1 sum;
};

static void out_add(struct out *o, const void *data, size_t len)
{
	sha1_add(&o->sum, data, len);
	if (fwrite(data, 1, len, o->file) != len)
		err(2, "writing a pack");
}

static void out_open(struct out *o, const char *folder, const char *name)
{
	char path[4096];

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		errx(2, "%s: too long", folder);
	o->file = fopen(path, "w");
	if (!o->file)
		err(2, "%s", path);
	sha1_start(&o->sum);
}

static void out_close(struct out *o, uint8_t id[PACK_ID])
{
	sha1_end(&o->sum, id);
	if (fwrite(id, 1, PACK_ID, o->file) != PACK_ID || fclose(o->file))
		err(2, "writing a pack");
}

static void write_pack(struct pack *p, struct out *out)
{
	uint32_t header[3] = { htonl(0x5041434b), htonl(2), htonl(p->n - p->first) };
	uint32_t *order = malloc((p->n - p->first + 1UL) * sizeof(*order)), n = 0;
	uint8_t *ordered = map_region(&p->ordered), *rest = map_region(&p->rest);
	uint64_t at = sizeof(header);

	if (!order)
		err(2, "memory");
	for (uint32_t i = p->first; i < p->n; i++)
		if (p->objects[i].type == PACK_COMMIT || p->objects[i].type == PACK_TAG)
			order[n++] = i;
	sorted_objects = p->objects;
	qsort(order, n, sizeof(*order), newest_first);
	out_add(out, header, sizeof(header));
	for (uint32_t i = 0; i < n; i++) {
		struct object *o = &p->objects[order[i]];

		out_add(out, ordered + o->at, o->len);
		o->at = at;
		at += o->len;
	}
	for (uint32_t i = p->first; i < p->n; i++)
		if (p->objects[i].type == PACK_TREE || p->objects[i].type == PACK_BLOB)
			p->objects[i].at += at;
	out_add(out, rest, p->rest.size);
	if (at + p->rest.size >= 1UL << 31)
		errx(2, "a pack of %lu bytes", at + p->rest.size);
	free(order);
	if (ordered)
		munmap(ordered, p->ordered.size);
	if (rest)
		munmap(rest, p->rest.size);
}

/* By the first two bytes, then each of these by itself. */
static uint32_t *sort_by_id(struct pack *p, uint32_t fanout[256])
{
	uint32_t n = p->n - p->first, *order = malloc((n + 1UL) * sizeof(*order));
	uint32_t *start = calloc(BUCKETS + 2, sizeof(*start));

	if (!order || !start)
		err(2, "memory");
	for (uint32_t i = p->first; i < p->n; i++)
		start[(p->objects[i].id[0] << 8 | p->objects[i].id[1]) + 2]++;
	for (int i = 2; i < BUCKETS + 2; i++)
		start[i] += start[i - 1];
	for (uint32_t i = p->first; i < p->n; i++)
		order[start[(p->objects[i].id[0] << 8 | p->objects[i].id[1]) + 1]++] = i;
	sorted_objects = p->objects;
	for (int i = 0; i < BUCKETS; i++)
		qsort(order + start[i], start[i + 1] - start[i], sizeof(*order), by_id);
	for (int i = 0; i < 256; i++)
		fanout[i] = htonl(start[(i + 1) << 8]);
	free(start);
	return order;
}

static void write_index(struct pack *p, struct out *out, const uint8_t pack[PACK_ID])
{
	static const uint8_t magic[8] = { 0xff, 't', 'O', 'c', 0, 0, 0, 2 };
	uint32_t fanout[256], *order = sort_by_id(p, fanout), n = p->n - p->first, word;

	out_add(out, magic, sizeof(magic));
	out_add(out, fanout, sizeof(fanout));
	for (uint32_t i = 0; i < n; i++)
		out_add(out, p->objects[order[i]].id, PACK_ID);
	for (uint32_t i = 0; i < n; i++) {
		word = htonl(p->objects[order[i]].crc);
		out_add(out, &word, sizeof(word));
	}
	for (uint32_t i = 0; i < n; i++) {
		word = htonl(p->objects[order[i]].at);
		out_add(out, &word, sizeof(word));
	}
	out_add(out, pack, PACK_ID);
	free(order);
}

static void move(const char *folder, const char *from, const char *hex, const char *ending)
{
	char old[4096], new[4096];

	if (snprintf(old, sizeof(old), "%s/%s", folder, from) >= (int)sizeof(old) ||
	    snprintf(new, sizeof(new), "%s/pack-%s.%s", folder, hex, ending) >= (int)sizeof(new))
		errx(2, "%s: too long", folder);
	if (rename(old, new))
		err(2, "%s", new);
}

void pack_finish(struct pack *p, const char *folder)
{
	uint8_t sum[PACK_ID], index_sum[PACK_ID];
	char hex[PACK_HEX + 1];
	struct out out;

	out_open(&out, folder, "tmp.pack");
	write_pack(p, &out);
	out_close(&out, sum);
	out_open(&out, folder, "tmp.idx");
	write_index(p, &out, sum);
	out_close(&out, index_sum);
	pack_hex(hex, sum);
	move(folder, "tmp.pack", hex, "pack");
	move(folder, "tmp.idx", hex, "idx");
	p->first = p->n;
	region_empty(&p->ordered);
	region_empty(&p->rest);
}
