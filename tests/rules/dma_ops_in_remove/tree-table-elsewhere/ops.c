// SPDX-License-Identifier: GPL-2.0
/* The callbacks are named in table.c. */
#include "foo.h"

int foo_probe(struct platform_device *pdev)
{
	foo_buf = dmam_alloc_coherent(&pdev->dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	return foo_buf ? 0 : -ENOMEM;
}

void foo_remove(struct platform_device *pdev)
{
	of_reserved_mem_device_release(&pdev->dev); /* finding: check only */
}
