// SPDX-License-Identifier: GPL-2.0
/* The wrapper is a stub in another configuration. */
#ifdef CONFIG_FOO
static void foo_stub_forget(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}
#else
static inline void foo_stub_forget(struct device *dev)
{
}
#endif

static void foo_stub(struct device *dev)
{
	foo_stub_forget(dev); /* finding */
	devres_release_all(dev);
}
