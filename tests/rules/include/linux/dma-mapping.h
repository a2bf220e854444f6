/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FIXTURE_DMA_MAPPING_H
#define FIXTURE_DMA_MAPPING_H

#include <linux/device.h>

struct dma_pool;

void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		       unsigned long attrs);
void dmam_free_coherent(struct device *dev, size_t size, void *vaddr, dma_addr_t handle);
struct dma_pool *dmam_pool_create(const char *name, struct device *dev, size_t size,
				  size_t align, size_t allocation);

static inline void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle,
					gfp_t gfp)
{
	return dmam_alloc_attrs(dev, size, handle, gfp, 0);
}

/* of 4.12 to 4.19, and of the driver core */
int dma_configure(struct device *dev);
void dma_deconfigure(struct device *dev);

#endif
