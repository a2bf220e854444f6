// SPDX-License-Identifier: GPL-2.0
#include "audit/lookup.h"

#include <string.h>

#include "base/mem.h"

enum { MIN_SLOTS = 1024, MAX_SLOTS = 1 << 21 };

struct slot {
	git_oid of;
	bool used;
	uint64_t name;		/* hash of what was asked of it; 0: its sum, which is .sum */
	union {
		struct entry_at at;
		uint64_t sum;
	};
};

struct lookup {
	struct history *h;
	struct slot *slot;
	size_t slots, used;
};

struct lookup *lookup_new(struct history *h)
{
	struct lookup *l = mem_alloc(sizeof(*l));

	l->h = h;
	l->slots = MIN_SLOTS;
	l->slot = mem_alloc(l->slots * sizeof(*l->slot));
	return l;
}

void lookup_free(struct lookup *l)
{
	if (!l)
		return;
	mem_free(l->slot);
	mem_free(l);
}

bool entry_same(const struct entry_at *one, const struct entry_at *two)
{
	return one->mode == two->mode && git_oid_equal(&one->id, &two->id);
}

static uint64_t mix(uint64_t h)
{
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	return h ^ h >> 32;
}

static uint64_t hash_name(const char *name, size_t len)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)name[i]) * 1099511628211u;
	return mix(h) | 1;
}

/* The slot of the question, or the free one where it would stand. */
static struct slot *find_slot(struct lookup *l, const git_oid *of, uint64_t name)
{
	uint64_t h;
	size_t i;

	memcpy(&h, of->id, sizeof(h));
	for (i = mix(h ^ name) & (l->slots - 1); l->slot[i].used; i = (i + 1) & (l->slots - 1))
		if (l->slot[i].name == name && git_oid_equal(&l->slot[i].of, of))
			break;
	return &l->slot[i];
}

static void grow(struct lookup *l)
{
	struct lookup old = *l;

	l->slots *= 2;
	l->slot = mem_alloc(l->slots * sizeof(*l->slot));
	for (size_t i = 0; i < old.slots; i++)
		if (old.slot[i].used)
			*find_slot(l, &old.slot[i].of, old.slot[i].name) = old.slot[i];
	mem_free(old.slot);
}

/* At its largest it is emptied: what is asked again is read again. */
static void make_room(struct lookup *l)
{
	if (l->used < l->slots - l->slots / 4)
		return;
	if (l->slots < MAX_SLOTS) {
		grow(l);
		return;
	}
	memset(l->slot, 0, l->slots * sizeof(*l->slot));
	l->used = 0;
}

static struct slot *new_slot(struct lookup *l, const git_oid *of, uint64_t name)
{
	struct slot *s;

	make_room(l);
	s = find_slot(l, of, name);
	*s = (struct slot){ .of = *of, .used = true, .name = name };
	l->used++;
	return s;
}

static struct error *look_up(struct lookup *l, const git_oid *tree, const char *name, size_t len,
			     struct entry_at *to)
{
	uint64_t hash = hash_name(name, len);
	const struct slot *known = find_slot(l, tree, hash);
	struct error *err;
	char *word;

	if (known->used) {
		*to = known->at;
		return NULL;
	}
	word = mem_strndup(name, len);
	err = objects_at_path(l->h->repository.reader, tree, word, &to->id, &to->mode);
	mem_free(word);
	if (!err)
		new_slot(l, tree, hash)->at = *to;
	return err;
}

struct error *lookup_path(struct lookup *l, const git_oid *tree, const char *path,
			  struct entry_at *to)
{
	git_oid at = *tree;
	struct error *err;
	size_t len;

	for (;; path += len + 1) {
		len = strcspn(path, "/");
		err = look_up(l, &at, path, len, to);
		if (err || !path[len])
			return err;
		if (to->mode != GIT_FILEMODE_TREE)
			break;
		at = to->id;
	}
	*to = (struct entry_at){ 0 };
	return NULL;
}

/* As libgit2's patch-id takes them. */
static bool is_blank(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static uint64_t sum_lines(const char *text, size_t len)
{
	uint64_t sum = 0, h;

	for (size_t i = 0; i < len; i++) {
		for (h = 14695981039346656037u; i < len && text[i] != '\n'; i++)
			if (!is_blank((unsigned char)text[i]))
				h = (h ^ (unsigned char)text[i]) * 1099511628211u;
		sum += mix(h);
	}
	return sum;
}

struct error *lookup_sum(struct lookup *l, const struct entry_at *blob, uint64_t *sum)
{
	const struct slot *known;
	struct object object;
	struct error *err;

	*sum = 0;
	if (!blob->mode)
		return NULL;
	known = find_slot(l, &blob->id, 0);
	if (known->used) {
		*sum = known->sum;
		return NULL;
	}
	err = objects_read(l->h->repository.reader, &blob->id, &object);
	if (err)
		return err;
	*sum = sum_lines(object.data, object.len);
	new_slot(l, &blob->id, 0)->sum = *sum;
	return NULL;
}
