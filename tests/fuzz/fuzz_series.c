// SPDX-License-Identifier: GPL-2.0
/* Mailboxes, logs and patches, cut into pieces and put in order. */
#include <stddef.h>
#include <stdint.h>

#include "history/series.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct series s = { 0 };
	struct error *err = series_add(&s, (const char *)data, size, NULL);

	if (!err)
		err = series_settle(&s);
	error_free(err);
	series_release(&s);
	return 0;
}
