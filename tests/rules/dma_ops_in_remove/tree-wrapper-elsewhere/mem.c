// SPDX-License-Identifier: GPL-2.0
#include "foo.h"

void foo_mem_exit(struct device *dev)
{
	dma_release_coherent_memory(dev);
}
