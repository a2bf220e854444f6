// SPDX-License-Identifier: GPL-2.0
#include "proof/units.h"

enum { SPARE = 64 };		/* units that may be kept beside those in use, and as many again */

struct kept_unit {
	struct unit unit;
	char *text;
	unsigned round;		/* that used it last */
};

static void free_unit(struct kept_unit *k)
{
	unit_release(&k->unit);
	mem_free(k->text);
	mem_free(k);
}

static void drop_unused(struct units *u)
{
	struct map all = MAP_INIT;

	for (size_t i = 0; i < u->all.n; i++) {
		struct kept_unit *k = u->all.entry[i].value;

		if (k->round == u->round)
			*map_put(&all, u->all.entry[i].key) = k;
		else
			free_unit(k);
	}
	map_release(&u->all);
	u->all = all;
}

void units_start(struct units *u)
{
	if (u->all.n > u->used + u->used / 4 + SPARE)
		drop_unused(u);
	u->round++;
	u->used = 0;
}

void units_release(struct units *u)
{
	for (size_t i = 0; i < u->all.n; i++)
		free_unit(u->all.entry[i].value);
	map_release(&u->all);
	*u = (struct units){ 0 };
}

static struct error *read_unit(struct kept_unit **to, struct blobs *b, uint32_t number,
			       const char *path)
{
	struct error *err;
	char *text;
	size_t len;

	err = blob_text(b, number, &text, &len);
	if (err)
		return err;
	*to = mem_alloc(sizeof(**to));
	(*to)->text = text;
	unit_read(&(*to)->unit, path, text, len);
	return NULL;
}

struct error *units_get(struct units *u, struct blobs *b, uint32_t number, const char *path,
			struct unit **to)
{
	char *key = mem_printf("%u %s", number, path);
	struct kept_unit *k = map_get(&u->all, key);
	struct error *err = NULL;

	if (!k) {
		err = read_unit(&k, b, number, path);
		if (!err)
			*map_put(&u->all, key) = k;
	}
	mem_free(key);
	if (err)
		return err;
	if (k->round != u->round) {
		unit_forget(&k->unit);
		k->round = u->round;
		u->used++;
	}
	*to = &k->unit;
	return NULL;
}

void units_keep(struct units *u, uint32_t number, const char *path)
{
	char *key = mem_printf("%u %s", number, path);
	struct kept_unit *k = map_get(&u->all, key);

	mem_free(key);
	if (!k || k->round == u->round)
		return;
	k->round = u->round;
	u->used++;
}
