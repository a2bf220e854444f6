// SPDX-License-Identifier: GPL-2.0
/* What was allocated is missed when a later step fails. */
static int foo_probe_fails_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int ret;

	ret = of_reserved_mem_device_init(dev);
	if (ret)
		return ret;
	foo_buf = dmam_alloc_coherent(dev, FOO_SIZE, &foo_handle, GFP_KERNEL);
	if (!foo_buf)
		return -ENOMEM;
	ret = foo_register(dev);
	if (ret)
		goto release;
	return 0;
release:
	of_reserved_mem_device_release(dev); /* finding */
	return ret;
}

static struct platform_driver foo_probe_fails_driver = {
	.probe = foo_probe_fails_probe,
};
