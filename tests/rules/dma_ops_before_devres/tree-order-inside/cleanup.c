// SPDX-License-Identifier: GPL-2.0
#include "foo.h"

void foo_cleanup(struct device *dev)
{
	devres_release_all(dev);
	arch_teardown_dma_ops(dev);
}

void foo_wrong_cleanup(struct device *dev)
{
	arch_teardown_dma_ops(dev); /* finding */
	devres_release_all(dev);
}
