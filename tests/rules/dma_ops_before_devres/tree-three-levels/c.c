// SPDX-License-Identifier: GPL-2.0
#include "foo.h"

static void forget_three(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}

static void free_three(struct device *dev)
{
	devres_release_all(dev);
}

void foo_forget_two(struct device *dev)
{
	forget_three(dev);
}

void foo_free_two(struct device *dev)
{
	free_three(dev);
}
