// SPDX-License-Identifier: GPL-2.0
/* The wrapper is inline in a header. */
#include "foo.h"

void foo_header_inline(struct device *dev)
{
	foo_header_inline_forget(dev); /* finding */
	devres_release_all(dev);
}
