// SPDX-License-Identifier: GPL-2.0
/* Several functions behind one member: none is certain. */
void foo_several_ops(struct foo *foo)
{
	foo->ops->quiesce_res(foo->dev);
	devres_release_all(foo->dev);
}
