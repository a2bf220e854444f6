/* SPDX-License-Identifier: GPL-2.0 */
#ifdef CONFIG_FOO
void foo_header_stub_forget(struct device *dev);
#else
static inline void foo_header_stub_forget(struct device *dev)
{
}
#endif
