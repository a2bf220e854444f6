// SPDX-License-Identifier: GPL-2.0
/* The order inside a wrapper of another file counts. */
#include "foo.h"

void foo_unbind(struct device *dev)
{
	foo_cleanup(dev);
}

int foo_rebind(struct device *dev)
{
	foo_cleanup(dev);
	if (dma_configure(dev))
		return -EIO;
	foo_cleanup(dev);
	return 0;
}

void foo_early(struct device *dev)
{
	arch_teardown_dma_ops(dev); /* finding: check only */
	foo_cleanup(dev);
}

void foo_calls_bug(struct device *dev)
{
	foo_wrong_cleanup(dev);
}
