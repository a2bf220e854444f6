// SPDX-License-Identifier: GPL-2.0
/* Two devices go through the same wrappers. */
#include "foo.h"

void foo_unbind(struct device *dev, struct device *fw)
{
	foo_forget_dma(fw);
	foo_free_managed(dev);
	foo_forget_dma(dev);
}
