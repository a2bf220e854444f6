// SPDX-License-Identifier: GPL-2.0
/*
 * Summaries that were kept, and may have changed since. What is read can be packed and read
 * again, and is the same then; what can't be read leaves nothing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sparse/packed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold(int what)
{
	if (!what)
		abort();
}

static void hold_whole(const struct summaries *all)
{
	for (size_t i = 0; i < all->list.n; i++) {
		const struct summary *s = all->list.item[i];

		hold(s->function && s->path);
		for (size_t k = 0; k < s->devices.n; k++) {
			const struct summary_device *d = &s->devices.item[k];

			hold(d->rule && d->device && d->teardown.text && d->teardown.path &&
			     d->release.text && d->release.path);
		}
	}
	for (size_t i = 0; i < all->callbacks.n; i++) {
		const struct callback *c = &all->callbacks.item[i].callback;

		hold(all->callbacks.item[i].path && c->field && c->function && c->table &&
		     c->within);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str packed = STR_INIT, again = STR_INIT;
	struct summaries all = { 0 }, back = { 0 };

	if (summaries_unpack(&all, (const char *)data, size)) {
		hold_whole(&all);
		summaries_pack(&packed, &all);
		hold(summaries_unpack(&back, packed.buf, packed.len));
		summaries_pack(&again, &back);
		hold(packed.len == again.len && !memcmp(packed.buf, again.buf, packed.len));
	} else {
		hold(!all.list.n && !all.callbacks.n);
	}
	summaries_release(&all);
	summaries_release(&back);
	str_release(&packed);
	str_release(&again);
	return 0;
}
