// SPDX-License-Identifier: GPL-2.0
/* An ordinary driver gates its own clock. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int foo_probe(struct platform_device *pdev)
{
	struct foo *foo = platform_get_drvdata(pdev);
	int ret;

	ret = foo_start(foo);
	if (ret)
		clk_disable_unprepare(foo->clk);
	return ret;
}

static void foo_remove(struct platform_device *pdev)
{
	struct foo *foo = platform_get_drvdata(pdev);

	clk_disable_unprepare(foo->clk);
	irq_dispose_mapping(foo->irq);
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.remove = foo_remove,
};

static struct bus_type foo_children = {
	.name = "foo-children",
};
