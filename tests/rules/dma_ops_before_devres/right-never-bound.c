// SPDX-License-Identifier: GPL-2.0
/* A device of the function's own making that no driver was bound to. */
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static int self_test(struct device *dev)
{
	int ret;

	ret = device_register(dev);
	if (ret)
		return ret;
	set_dma_ops(dev, NULL);
	ret = run_tests(dev);
	device_del(dev);
	return ret;
}
