// SPDX-License-Identifier: GPL-2.0
#include "foo.h"

void foo_forget_dma(struct device *dev)
{
	if (dev->bus)
		arch_teardown_dma_ops(dev);
}
