// SPDX-License-Identifier: GPL-2.0
static void foo_assigned_member_undo(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}

void foo_assigned_member_setup(struct foo *foo)
{
	foo->undo_dma = foo_assigned_member_undo;
}
