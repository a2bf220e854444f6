/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FIXTURE_DMA_MAP_OPS_H
#define FIXTURE_DMA_MAP_OPS_H

#include <linux/dma-mapping.h>

struct dma_map_ops {
	void *(*alloc)(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		       unsigned long attrs);
	void (*free)(struct device *dev, size_t size, void *vaddr, dma_addr_t handle,
		     unsigned long attrs);
};

static inline void set_dma_ops(struct device *dev, const struct dma_map_ops *ops)
{
	dev->dma_ops = ops;
}

void arch_teardown_dma_ops(struct device *dev);
void dma_release_coherent_memory(struct device *dev);

#endif
