// SPDX-License-Identifier: GPL-2.0
/* A member is set by assignment in another file. */
void foo_assigned_member(struct foo *foo)
{
	foo->undo_dma(foo->dev); /* finding */
	devres_release_all(foo->dev);
}
