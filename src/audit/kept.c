// SPDX-License-Identifier: GPL-2.0
#include "audit/kept.h"

#include <string.h>

#include "base/str.h"

enum { METHOD = 1 };		/* another number when another search would find others */

struct head {			/* of a piece; the answers follow */
	git_oid fix;
	uint32_t method;
	uint32_t upstream;	/* whether mainline was known from elsewhere */
};

static void make_head(struct head *to, const struct trees *t, const git_oid *fix)
{
	memset(to, 0, sizeof(*to));
	to->fix = *fix;
	to->method = METHOD;
	to->upstream = t->upstream != NULL;
}

static uint32_t number_of(const git_oid *fix)
{
	uint32_t number;

	memcpy(&number, fix->id, sizeof(number));
	return number;
}

static bool is_sound(const struct kept_answer *a, struct index *ix)
{
	uint32_t n = index_count(ix);

	return a->tip < n && (a->pos == POS_NONE || a->pos <= a->tip);
}

void kept_read(struct kept *k, const struct trees *t, const git_oid *fix)
{
	struct index *ix = t->audited->ix;
	struct str piece = STR_INIT;
	struct kept_answer a;
	struct head head;
	size_t at = sizeof(head);

	*k = (struct kept){ .fix = *fix };
	make_head(&head, t, fix);
	if (store_get(index_store(ix), INDEX_PIECE_SAME_CHANGE, number_of(fix), &piece) &&
	    piece.len >= at && !memcmp(piece.buf, &head, at))
		for (; at + sizeof(a) <= piece.len; at += sizeof(a)) {
			memcpy(&a, piece.buf + at, sizeof(a));
			if (is_sound(&a, ix))
				*array_push(&k->list) = a;
		}
	str_release(&piece);
}

void kept_release(struct kept *k)
{
	array_free(&k->list);
}

bool kept_knows(const struct kept *k, uint32_t tip)
{
	for (size_t i = 0; i < k->list.n; i++)
		if (k->list.item[i].tip == tip)
			return true;
	return false;
}

void kept_add(struct kept *k, uint32_t tip, uint32_t pos)
{
	*array_push(&k->list) = (struct kept_answer){ tip, pos };
	k->changed = true;
}

/* Tips that no ref is at any more are left out. */
static struct error *write_one(struct kept *k, const struct trees *t)
{
	struct index *ix = t->audited->ix;
	struct str piece = STR_INIT;
	struct error *err;
	struct head head;

	make_head(&head, t, &k->fix);
	str_addn(&piece, &head, sizeof(head));
	for (size_t i = 0; i < k->list.n; i++)
		if (index_node(ix, k->list.item[i].tip) != POS_NONE)
			str_addn(&piece, &k->list.item[i], sizeof(k->list.item[i]));
	err = store_put(index_store(ix), INDEX_PIECE_SAME_CHANGE, number_of(&k->fix), piece.buf,
			piece.len);
	str_release(&piece);
	return err;
}

static bool is_any_changed(const struct kept k[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (k[i].changed)
			return true;
	return false;
}

void kept_write(struct kept k[], size_t n, const struct trees *t)
{
	struct store *s = index_store(t->audited->ix);
	struct error *err;

	if (!t->audited->index_path || !store_writable(s) || store_damaged(s) ||
	    !is_any_changed(k, n))
		return;
	err = store_begin(s);
	for (size_t i = 0; !err && i < n; i++)
		if (k[i].changed)
			err = write_one(&k[i], t);
	if (!err)
		err = store_commit(s);
	if (err)
		store_rollback(s);
	error_free(err);
}
