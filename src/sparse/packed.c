// SPDX-License-Identifier: GPL-2.0
#include "sparse/packed.h"

#include <limits.h>
#include <string.h>

#include "base/bytes.h"
#include "check/walk.h"

enum { STATES = 4, ALL_STATES = (1 << STATES) - 1 };

static void put_text(struct str *to, const char *text)
{
	bytes_put_text(to, text ? text : "");
}

/* NULL: the path is the function's own, as it mostly is. */
static void pack_place(struct str *to, const struct summary_place *p, const char *own)
{
	const char *path = p->path ? p->path : "";

	put_text(to, p->text);
	bytes_put_text(to, own && !strcmp(path, own) ? NULL : path);
	bytes_put_number(to, p->line);
}

static void pack_device(struct str *to, const struct summary_device *d, const char *own)
{
	uint64_t bits = d->words;

	bits = bits << 1 | d->hit;
	bits = bits << 1 | d->probes;
	for (size_t i = 0; i < STATES; i++)
		bits = bits << STATES | (d->out[i] & ALL_STATES);
	put_text(to, d->rule);
	put_text(to, d->device);
	bytes_put_number(to, bits);
	pack_place(to, &d->teardown, own);
	pack_place(to, &d->release, own);
}

static void pack_summary(struct str *to, const struct summary *s)
{
	put_text(to, s->function);
	put_text(to, s->path);
	bytes_put_number(to, s->calls_driver);
	bytes_put_number(to, s->devices.n);
	for (size_t i = 0; i < s->devices.n; i++)
		pack_device(to, &s->devices.item[i], s->path);
}

static void pack_callback(struct str *to, const struct summary_callback *c)
{
	put_text(to, c->path);
	put_text(to, c->callback.field);
	put_text(to, c->callback.function);
	put_text(to, c->callback.table);
	put_text(to, c->callback.within);
	bytes_put_number(to, c->callback.assigned);
	bytes_put_number(to, c->callback.line);
}

void summaries_pack(struct str *to, const struct summaries *all)
{
	bytes_put_number(to, all->list.n);
	for (size_t i = 0; i < all->list.n; i++)
		pack_summary(to, all->list.item[i]);
	bytes_put_number(to, all->callbacks.n);
	for (size_t i = 0; i < all->callbacks.n; i++)
		pack_callback(to, &all->callbacks.item[i]);
}

static char *take_text(struct bytes_reader *in)
{
	const char *text = bytes_take_text(in);

	in->bad |= !text;
	return mem_strdup(text ? text : "");
}

static unsigned take_number(struct bytes_reader *in, unsigned most)
{
	uint64_t n = bytes_take_number(in);

	in->bad |= n > most;
	return n > most ? 0 : (unsigned)n;
}

static void take_place(struct bytes_reader *in, struct summary_place *p, const char *own)
{
	const char *path;

	p->text = take_text(in);
	path = bytes_take_text(in);
	p->path = mem_strdup(path ? path : own);
	p->line = take_number(in, UINT_MAX);
}

static void take_device(struct bytes_reader *in, struct summary_device *d, const char *own)
{
	uint64_t bits;

	d->rule = take_text(in);
	d->device = take_text(in);
	bits = bytes_take_number(in);
	for (size_t i = STATES; i-- > 0; bits >>= STATES)
		d->out[i] = bits & ALL_STATES;
	d->probes = bits & 1;
	d->hit = bits >> 1 & 1;
	d->words = (unsigned)(bits >> 2);
	in->bad |= bits >> 2 & ~(uint64_t)WALK_ALL;
	take_place(in, &d->teardown, own);
	take_place(in, &d->release, own);
}

static void take_summary(struct bytes_reader *in, struct summaries *to)
{
	struct summary *s = mem_alloc(sizeof(*s));
	uint64_t n;

	s->function = take_text(in);
	s->path = take_text(in);
	s->calls_driver = take_number(in, true);
	n = bytes_take_number(in);
	for (uint64_t i = 0; i < n && !in->bad; i++)
		take_device(in, array_push(&s->devices), s->path);
	*array_push(&to->list) = s;
}

static void take_callback(struct bytes_reader *in, struct summary_callback *c)
{
	c->path = take_text(in);
	c->callback.field = take_text(in);
	c->callback.function = take_text(in);
	c->callback.table = take_text(in);
	c->callback.within = take_text(in);
	c->callback.assigned = take_number(in, true);
	c->callback.line = take_number(in, UINT_MAX);
}

static void move(struct summaries *to, struct summaries *from)
{
	for (size_t i = 0; i < from->list.n; i++)
		summaries_add(to, from->list.item[i]);
	for (size_t i = 0; i < from->callbacks.n; i++)
		*array_push(&to->callbacks) = from->callbacks.item[i];
	from->list.n = from->callbacks.n = 0;
}

bool summaries_unpack(struct summaries *to, const char *bytes, size_t len)
{
	struct bytes_reader in = { .p = bytes, .end = bytes + len };
	struct summaries read = { 0 };
	uint64_t n = bytes_take_number(&in);
	bool good;

	for (uint64_t i = 0; i < n && !in.bad; i++)
		take_summary(&in, &read);
	n = bytes_take_number(&in);
	for (uint64_t i = 0; i < n && !in.bad; i++)
		take_callback(&in, array_push(&read.callbacks));
	good = !in.bad && in.p == in.end;
	if (good)
		move(to, &read);
	summaries_release(&read);
	return good;
}
