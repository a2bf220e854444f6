// SPDX-License-Identifier: GPL-2.0
/* One case falls through to the next. */
static void foo_fallthrough(struct device *dev, int how)
{
	switch (how) {
	case 1:
		arch_teardown_dma_ops(dev); /* finding */
		fallthrough;
	case 2:
		devres_release_all(dev);
		break;
	default:
		break;
	}
}
