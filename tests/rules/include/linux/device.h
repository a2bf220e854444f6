/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The driver core. Members are named and ordered as the kernel's are; those that no
 * fixture uses are left out, or are room.
 */
#ifndef FIXTURE_DEVICE_H
#define FIXTURE_DEVICE_H

#include <linux/err.h>
#include <linux/list.h>
#include <linux/slab.h>

struct bus_dma_region;
struct device_node;
struct device_private;
struct dev_iommu;
struct dev_pm_domain;
struct dma_map_ops;
struct iommu_group;
struct module;
struct of_device_id;
struct device;
struct device_driver;

struct mutex {
	long owner;
	struct list_head wait_list;
};

struct kobject {
	const char *name;
	struct list_head entry;
	struct kobject *parent;
	void *room[4];
};

struct bus_type {
	const char *name;
	const char *dev_name;
	int (*match)(struct device *dev, const struct device_driver *drv);
	int (*probe)(struct device *dev);
	void (*sync_state)(struct device *dev);
	void (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
	int (*dma_configure)(struct device *dev);
	void (*dma_cleanup)(struct device *dev);
};

struct device_driver {
	const char *name;
	const struct bus_type *bus;
	struct module *owner;
	bool suppress_bind_attrs;
	const struct of_device_id *of_match_table;
	int (*probe)(struct device *dev);
	void (*sync_state)(struct device *dev);
	int (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
};

struct device_type {
	const char *name;
	void (*release)(struct device *dev);
};

struct device_dma_parameters {
	unsigned int max_segment_size;
	unsigned long segment_boundary_mask;
};

struct device {
	struct kobject kobj;
	struct device *parent;
	struct device_private *p;
	const char *init_name;
	const struct device_type *type;
	const struct bus_type *bus;
	struct device_driver *driver;
	void *platform_data;
	void *driver_data;
	struct mutex mutex;
	struct dev_pm_domain *pm_domain;
	const struct dma_map_ops *dma_ops;
	u64 *dma_mask;
	u64 coherent_dma_mask;
	u64 bus_dma_limit;
	const struct bus_dma_region *dma_range_map;
	struct device_dma_parameters *dma_parms;
	struct list_head dma_pools;
	struct device_node *of_node;
	u32 id;
	struct list_head devres_head;
	void (*release)(struct device *dev);
	struct iommu_group *iommu_group;
	struct dev_iommu *iommu;
	bool offline_disabled:1;
	bool offline:1;
	struct list_head node;	/* of a list of devices; the kernel's has none of this name */
};

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

int device_register(struct device *dev);
void device_unregister(struct device *dev);
void device_del(struct device *dev);
int device_attach(struct device *dev);
void device_release_driver(struct device *dev);
int driver_register(struct device_driver *drv);

int devres_release_all(struct device *dev);
int devres_release_group(struct device *dev, void *id);
void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp);
int __devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data,
			       const char *name);

#define devm_add_action_or_reset(dev, action, data) \
	__devm_add_action_or_reset(dev, action, data, #action)

static inline void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return devm_kmalloc(dev, size, gfp | __GFP_ZERO);
}

void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...);
#define dev_dbg(dev, fmt, ...) _dev_printk("7", dev, fmt, ##__VA_ARGS__)

/* drivers/base/base.h, drivers/base/dd.c */
void device_unbind_cleanup(struct device *dev);
void device_links_driver_cleanup(struct device *dev);
int pinctrl_bind_pins(struct device *dev);

#endif
