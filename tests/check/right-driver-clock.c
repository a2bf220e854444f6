// SPDX-License-Identifier: GPL-2.0
/* A clock in an ordinary driver is no subject of ours. */
static int foo_driver_clock_probe(struct platform_device *pdev)
{
	struct foo *foo = devm_kzalloc(&pdev->dev, sizeof(*foo), GFP_KERNEL);

	foo->clk = devm_clk_get(&pdev->dev, NULL);
	platform_set_drvdata(pdev, foo);
	return clk_prepare_enable(foo->clk);
}

static void foo_driver_clock_remove(struct platform_device *pdev)
{
	struct foo *foo = platform_get_drvdata(pdev);

	clk_disable_unprepare(foo->clk);
}

static struct platform_driver foo_driver_clock_driver = {
	.probe = foo_driver_clock_probe,
	.remove = foo_driver_clock_remove,
};
