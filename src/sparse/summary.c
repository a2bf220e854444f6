// SPDX-License-Identifier: GPL-2.0
#include "sparse/summary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STEPS = 9 };

void summaries_add(struct summaries *all, struct summary *s)
{
	*array_push(&all->list) = s;
	*map_put(&all->by_function, s->function) = s;
}

static void place_release(struct summary_place *p)
{
	mem_free(p->text);
	mem_free(p->path);
}

void summary_free(struct summary *s)
{
	for (size_t i = 0; i < s->devices.n; i++) {
		struct summary_device *d = &s->devices.item[i];

		mem_free(d->rule);
		mem_free(d->device);
		place_release(&d->teardown);
		place_release(&d->release);
	}
	array_free(&s->devices);
	mem_free(s->function);
	mem_free(s->path);
	mem_free(s);
}

void summary_callback_release(struct summary_callback *c)
{
	mem_free(c->path);
	mem_free(c->callback.function);
	mem_free(c->callback.field);
	mem_free(c->callback.table);
	mem_free(c->callback.within);
}

void summaries_release(struct summaries *all)
{
	for (size_t i = 0; i < all->list.n; i++)
		summary_free(all->list.item[i]);
	for (size_t i = 0; i < all->callbacks.n; i++)
		summary_callback_release(&all->callbacks.item[i]);
	array_free(&all->callbacks);
	array_free(&all->list);
	map_release(&all->by_function);
}

static bool place_equal(const struct summary_place *a, const struct summary_place *b)
{
	return a->line == b->line && !strcmp(a->text, b->text) && !strcmp(a->path, b->path);
}

static bool device_equal(const struct summary_device *a, const struct summary_device *b)
{
	return !strcmp(a->rule, b->rule) && !strcmp(a->device, b->device) &&
	       !memcmp(a->out, b->out, sizeof(a->out)) && a->hit == b->hit &&
	       a->probes == b->probes && a->words == b->words &&
	       place_equal(&a->teardown, &b->teardown) && place_equal(&a->release, &b->release);
}

static bool summary_equal(const struct summary *a, const struct summary *b)
{
	bool same = !strcmp(a->function, b->function) && !strcmp(a->path, b->path) &&
		    a->calls_driver == b->calls_driver && a->devices.n == b->devices.n;

	for (size_t i = 0; same && i < a->devices.n; i++)
		same = device_equal(&a->devices.item[i], &b->devices.item[i]);
	return same;
}

static bool callback_equal(const struct summary_callback *a, const struct summary_callback *b)
{
	const struct callback *x = &a->callback, *y = &b->callback;

	return !strcmp(a->path, b->path) && !strcmp(x->function, y->function) &&
	       !strcmp(x->field, y->field) && !strcmp(x->table, y->table) &&
	       !strcmp(x->within, y->within) && x->assigned == y->assigned && x->line == y->line;
}

bool summaries_equal(const struct summaries *a, const struct summaries *b)
{
	bool same = a->list.n == b->list.n && a->callbacks.n == b->callbacks.n;

	for (size_t i = 0; same && i < a->list.n; i++)
		same = summary_equal(a->list.item[i], b->list.item[i]);
	for (size_t i = 0; same && i < a->callbacks.n; i++)
		same = callback_equal(&a->callbacks.item[i], &b->callbacks.item[i]);
	return same;
}

char *summary_device_text(const struct values *v, int value)
{
	const struct value *steps[MAX_STEPS];
	struct str text = STR_INIT;
	size_t n = 0;

	for (;;) {
		const struct value *x = value_at(v, value);

		if (n == MAX_STEPS)
			return NULL;
		steps[n++] = x;
		if (x->kind == VALUE_ARG)
			break;
		if (x->kind != VALUE_ADD && x->kind != VALUE_LOAD)
			return NULL;
		value = x->a;
	}
	str_addf(&text, "%lld", steps[--n]->number);
	while (n-- > 0)
		str_addf(&text, "%c%lld", steps[n]->kind == VALUE_ADD ? '+' : '*',
			 steps[n]->number);
	return str_detach(&text);
}

int summary_device_value(struct values *v, size_t insn, const char *device, const int args[],
			 size_t n)
{
	char *end;
	long long number;
	int value;

	errno = 0;
	number = strtoll(device, &end, 10);
	if (end == device || errno || number < 1 || (size_t)number > n)
		return -1;
	value = args[number - 1];
	for (unsigned steps = 1; *end && value >= 0; steps++) {
		const char *step = end;

		number = strtoll(step + 1, &end, 10);
		if (end == step + 1 || errno || steps >= MAX_STEPS)
			return -1;
		if (*step != '+' && *step != '*')
			return -1;
		value = *step == '+' ? value_add(v, value, number) :
					value_loaded(v, insn, value, number);
	}
	return value;
}
