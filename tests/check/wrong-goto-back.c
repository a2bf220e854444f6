// SPDX-License-Identifier: GPL-2.0
/* A jump back leads to a release that stands above. */
static void foo_goto_back(struct device *dev)
{
	int n = 0;

again:
	if (n++) {
		devres_release_all(dev);
		return;
	}
	arch_teardown_dma_ops(dev); /* finding */
	goto again;
}
