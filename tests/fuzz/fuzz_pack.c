// SPDX-License-Identifier: GPL-2.0
/*
 * The input is either an index's bytes behind a header, or a recipe for a pack:
 * entries whose parts may lie. Then all is read, twice, as the cache may matter.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/craft.h"
#include "history/pack.h"

#define MAX_ENTRIES 64

struct input {
	const uint8_t *p;
	size_t left;
};

static uint8_t take(struct input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->p++;
}

static void add_entry(struct craft *c, struct input *in)
{
	uint8_t kind = take(in), lie = take(in), base = take(in), n = take(in);
	git_oid id = craft_id(base % MAX_ENTRIES);

	if (n > in->left)
		n = (uint8_t)in->left;
	craft_header(c, kind & 7, (uint64_t)n + lie);
	if ((kind & 7) == 7)
		str_addn(&c->pack, id.id, sizeof(id.id));
	if ((kind & 7) == 6 && base < c->at.n)
		craft_distance(c, c->at.item[c->at.n - 1] - c->at.item[base]);
	else if ((kind & 7) == 6)
		craft_distance(c, base);
	if (kind & 8)
		str_addn(&c->pack, in->p, n);
	else
		craft_data(c, in->p, n);
	if (kind & 16)
		c->at.item[c->at.n - 1] ^= (uint64_t)lie << (kind >> 5) * 8;
	in->p += n;
	in->left -= n;
}

static void read_all(struct pack *p)
{
	struct pack_reader *r = pack_reader_new();
	struct object object;
	uint64_t at;
	size_t i;

	for (i = 0; i < 2 * MAX_ENTRIES; i++) {
		git_oid id = craft_id(i % MAX_ENTRIES);

		if (!pack_find(p, &id, &at) || !pack_read(r, p, at, &object))
			continue;
		if (object.type < GIT_OBJECT_COMMIT || object.type > GIT_OBJECT_TAG ||
		    object.len > PACK_MAX_OBJECT || object.data[object.len])
			abort();
	}
	pack_reader_free(r);
}

/* The same pack for all indexes: what they say of its size and sum is made right. */
static struct pack *open_index(const struct input *in)
{
	struct craft c;
	struct str index = STR_INIT;
	uint32_t n = 0;
	struct pack *p;

	craft_start(&c);
	craft_header(&c, 3, 3);
	craft_data(&c, "one", 3);
	str_addn(&index, "\377tOc\0\0\0\2", 8);
	str_addn(&index, in->p, in->left);
	if (index.len >= 8 + 1024)
		memcpy(&n, index.buf + 8 + 1020, 4);
	memcpy(c.pack.buf + 8, &n, 4);
	str_addn(&c.pack, index.len >= 40 ? index.buf + index.len - 40 : index.buf,
		 index.len >= 40 ? 20 : 0);
	p = pack_of_files(craft_file(index.buf, index.len), craft_file(c.pack.buf, c.pack.len));
	str_release(&c.pack);
	str_release(&index);
	array_free(&c.at);
	return p;
}

static struct pack *open_recipe(struct input *in)
{
	int index_fd, pack_fd;
	struct craft c;

	craft_start(&c);
	while (in->left && c.at.n < MAX_ENTRIES)
		add_entry(&c, in);
	craft_finish(&c, &index_fd, &pack_fd);
	return pack_of_files(index_fd, pack_fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct pack *p = take(&in) & 1 ? open_index(&in) : open_recipe(&in);

	if (p)
		read_all(p);
	pack_close(p);
	return 0;
}
