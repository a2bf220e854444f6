// SPDX-License-Identifier: GPL-2.0
/* A devm action runs after what was allocated later. */
static void foo_action_undo(void *data)
{
	struct device *dev = data;

	of_reserved_mem_device_release(dev);
}

static int foo_action_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int ret;

	ret = of_reserved_mem_device_init(dev);
	if (ret)
		return ret;
	ret = devm_add_action_or_reset(dev, foo_action_undo, dev);
	if (ret)
		return ret;
	foo_buf = dmam_alloc_coherent(dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	return foo_buf ? 0 : -ENOMEM;
}

static struct platform_driver foo_action_driver = {
	.probe = foo_action_probe,
};
