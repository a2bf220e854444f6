// SPDX-License-Identifier: GPL-2.0
/* The case returns. */
static void foo_switch_returns(struct device *dev, int how)
{
	switch (how) {
	case 1:
		arch_teardown_dma_ops(dev);
		return;
	}
	devres_release_all(dev);
}
