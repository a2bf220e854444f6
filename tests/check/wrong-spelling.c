// SPDX-License-Identifier: GPL-2.0
/* Odd but good C. */
static
void
foo_spelling_one(
	struct device *dev
)
{
	arch_teardown_dma_ops /* now */ ( /* finding */
		dev
	);
	devres_release_all
		(dev);
}

static void __maybe_unused __init foo_spelling_two(struct device *dev) __releases(&dev->mutex)
{ if (dev) { ; arch_teardown_dma_ops(dev); } devres_release_all(dev); } /* finding */
