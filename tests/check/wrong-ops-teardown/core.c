// SPDX-License-Identifier: GPL-2.0
/* The teardown stands behind a member, in both spellings of a call. */
void foo_ops_teardown(struct foo *foo)
{
	foo->ops.forget_res(foo->dev); /* finding */
	devres_release_all(foo->dev);
}

void foo_ops_teardown_pointer(struct foo *foo)
{
	(*foo->ops.forget_res)(foo->dev); /* finding */
	devres_release_all(foo->dev);
}
