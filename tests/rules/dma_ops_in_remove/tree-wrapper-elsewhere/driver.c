// SPDX-License-Identifier: GPL-2.0
/* What .remove calls is in mem.c. */
#include "foo.h"

static int foo_probe(struct platform_device *pdev)
{
	foo_buf = dmam_alloc_coherent(&pdev->dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	return foo_buf ? 0 : -ENOMEM;
}

static void foo_remove(struct platform_device *pdev)
{
	foo_mem_exit(&pdev->dev); /* finding: check only */
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.remove = foo_remove,
};
