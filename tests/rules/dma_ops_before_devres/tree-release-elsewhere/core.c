// SPDX-License-Identifier: GPL-2.0
/* The release is in res.c. */
#include "foo.h"

void foo_unbind(struct device *dev)
{
	arch_teardown_dma_ops(dev); /* finding: check only */
	foo_free_managed(dev);
}
