// SPDX-License-Identifier: GPL-2.0
#include "audit/origin.h"

#include <string.h>

#include "base/str.h"
#include "history/claim.h"

static struct error *read_origin(struct origin *o)
{
	struct str subject = STR_INIT;
	struct commit c;
	struct error *err = history_commit(o->in, o->in_pos, &c);

	if (err)
		return err;
	commit_subject(&subject, &c);
	o->subject = str_detach(&subject);
	o->author = mem_strndup(c.author.text ? c.author.text : "", c.author.len);
	o->message = mem_strndup(c.message, c.message_len);
	o->message_len = strlen(o->message);
	o->authored = authored_hash(&c.author);
	o->author_date = c.author.date;
	o->date = c.committer.date;
	return NULL;
}

struct error *origin_of_id(struct origin *o, const struct trees *t, const git_oid *id)
{
	struct error *err;

	*o = (struct origin){ .id = *id, .in_pos = POS_NONE };
	o->pos = index_find(t->audited->ix, id);
	if (t->upstream)
		o->in_pos = index_find(t->upstream->ix, id);
	if (o->in_pos != POS_NONE) {
		o->in = t->upstream;
	} else if (o->pos != POS_NONE) {
		o->in = t->audited;
		o->in_pos = o->pos;
	}
	if (o->in) {
		err = read_origin(o);
		if (!err || index_reachable(o->in->ix, o->in_pos))
			return err;
		error_free(err);	/* of a ref that is gone, and pruned since: not known */
		o->in = NULL;
		o->in_pos = o->pos = POS_NONE;
	}
	o->subject = mem_strdup("");
	o->author = mem_strdup("");
	o->message = mem_strdup("");
	return NULL;
}

struct error *origin_at(struct origin *o, const struct trees *t, struct history *in, uint32_t pos)
{
	git_oid id;

	index_id(in->ix, pos, &id);
	return origin_of_id(o, t, &id);
}

void origin_release(struct origin *o)
{
	mem_free(o->subject);
	mem_free(o->author);
	mem_free(o->message);
	*o = (struct origin){ 0 };
}

unsigned trees_find(const struct trees *t, const uint8_t *digits, unsigned nibbles, git_oid *id)
{
	struct history *in = t->upstream;
	unsigned found = 0;
	uint32_t pos;

	if (in)
		found = index_find_short(in->ix, digits, nibbles, &pos);
	if (!found) {
		in = t->audited;
		found = index_find_short(in->ix, digits, nibbles, &pos);
	}
	if (found == 1)
		index_id(in->ix, pos, id);
	return found;
}

bool trees_find_source(const struct trees *t, const char *message, size_t len,
		       const git_oid *not, git_oid *id)
{
	struct claims claims = { 0 };
	bool found = false;

	claims_read(&claims, message, len);
	for (size_t i = 0; i < claims.list.n && !found; i++) {
		const struct claim *c = &claims.list.item[i];

		found = claim_brings(c->kind) && c->nibbles &&
			trees_find(t, c->id, c->nibbles, id) == 1 &&
			!(not && git_oid_equal(id, not));
	}
	claims_release(&claims);
	return found;
}

struct history *trees_mainline(const struct trees *t)
{
	return t->upstream ? t->upstream : t->audited;
}

bool origin_in_mainline(const struct origin *o, const struct trees *t)
{
	struct history *in = trees_mainline(t);
	const struct branch *mainline = history_mainline(in);

	return mainline && o->in == in && branch_holds(mainline, in->ix, o->in_pos);
}

const struct release *origin_release_of(const struct origin *o, const struct trees *t)
{
	struct history *in = trees_mainline(t);
	const struct branch *mainline = history_mainline(in);
	size_t first;

	if (!mainline || o->in != in)
		return NULL;
	first = branch_first_with(mainline, in->ix, o->in_pos);
	return first < mainline->releases.n ? mainline->releases.item[first] : NULL;
}
