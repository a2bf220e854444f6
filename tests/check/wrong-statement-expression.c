// SPDX-License-Identifier: GPL-2.0
/* Inside of a statement expression. */
static void foo_statement_expression(struct device *dev)
{
	int n = ({ arch_teardown_dma_ops(dev); 1; }); /* finding */

	foo_log(dev, n);
	devres_release_all(dev);
}
