// SPDX-License-Identifier: GPL-2.0
/* One way out configures again, the other does not. */
static void foo_jumps(struct device *dev)
{
	int i;

	for (i = 0; i < 3; i++)
		if (!foo_stop(dev, i)) {
			arch_teardown_dma_ops(dev); /* finding */
			goto undo;
		}
	return;
undo:	if (foo_again(dev)) {
		of_dma_configure(dev, NULL, true);
		goto out;
	}
	if (foo_late(dev))
		goto out;
	return;
out:
	devres_release_all(dev);
}
