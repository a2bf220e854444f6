// SPDX-License-Identifier: GPL-2.0
/* The teardown is where the return code is 0, the release where it is not. */
static int foo_return_code(struct device *dev)
{
	int ret = -EINVAL;

	if (foo_stop(dev)) {
		arch_teardown_dma_ops(dev);
		ret = 0;
	}
	if (ret)
		devres_release_all(dev);
	return ret;
}
