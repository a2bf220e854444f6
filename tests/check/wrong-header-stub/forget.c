// SPDX-License-Identifier: GPL-2.0
#include "foo.h"

void foo_header_stub_forget(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}
