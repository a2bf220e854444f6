// SPDX-License-Identifier: GPL-2.0
/* Both in one turn of a loop. */
static void foo_list(struct foo *foo)
{
	struct port *port, *tmp;

	list_for_each_entry_safe(port, tmp, &foo->ports, node) {
		arch_teardown_dma_ops(&port->dev); /* finding */
		devres_release_all(&port->dev);
	}
}
