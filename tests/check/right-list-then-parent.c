// SPDX-License-Identifier: GPL-2.0
/* The children in the loop, the parent behind it. */
static void foo_list_then_parent(struct foo *foo)
{
	struct port *port;

	list_for_each_entry(port, &foo->ports, node)
		arch_teardown_dma_ops(&port->dev);
	devres_release_all(&foo->dev);
}
