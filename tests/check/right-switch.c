// SPDX-License-Identifier: GPL-2.0
/* Each case breaks. */
static void foo_switch(struct device *dev, int how)
{
	switch (how) {
	case 1:
		arch_teardown_dma_ops(dev);
		break;
	case 2:
		devres_release_all(dev);
		break;
	}
}
