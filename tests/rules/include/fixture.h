/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the rules' fixtures use without saying so, for sparse:
 *
 *	sparse -nostdinc -Itests/rules/include -include tests/rules/include/fixture.h …
 *
 * The fixtures are snippets for spatch, which needs no declaration. What the kernel has
 * is named and shaped as there: inline where it is inline, a macro where it is one.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <linux/clk.h>
#include <linux/dma-map-ops.h>
#include <linux/platform_device.h>

/* The kernel's, of headers that no fixture names. */
int of_dma_configure(struct device *dev, struct device_node *np, bool force_dma);
void of_dma_deconfigure(struct device *dev);
void acpi_dma_deconfigure(struct device *dev);
int of_reserved_mem_device_init_by_idx(struct device *dev, struct device_node *np, int idx);
void of_reserved_mem_device_release(struct device *dev);
int iommu_device_use_default_domain(struct device *dev);
void iommu_device_unuse_default_domain(struct device *dev);
void arm_iommu_detach_device(struct device *dev);
int dev_pm_domain_attach(struct device *dev, bool power_on);
void dev_pm_domain_detach(struct device *dev, bool power_off);
void irq_dispose_mapping(unsigned int virq);

static inline int of_reserved_mem_device_init(struct device *dev)
{
	return of_reserved_mem_device_init_by_idx(dev, dev->of_node, 0);
}

/* Made up: a bus foo, its devices and drivers. */
#define FOO_SIZE 4096

struct foo_ops {
	void (*remove)(void *foo);
};

struct foo {
	const char *name;
	struct device dev;
	struct device *first, *second;
	struct device *fw_dev;
	struct {
		struct device *dev;
	} fw;
	struct device *genpd;
	struct device *pd_dev[4];
	int num_pds;
	const struct foo_ops *ops;
	struct list_head list;
	struct clk *clk, *pclk;
	unsigned int irq;
	void *group;
	void *buf;
	dma_addr_t handle;
};

struct foo_driver {
	int (*probe)(struct foo *foo);
	void (*remove)(struct foo *foo);
	const void *id_table;
	struct device_driver driver;
	bool driver_managed_dma;
};

#define to_foo(d) container_of(d, struct foo, dev)
#define to_foo_driver(d) container_of(d, struct foo_driver, driver)

extern const struct dma_map_ops foo_ops;
extern void *foo_buf;
extern dma_addr_t foo_handle;

int foo_check(struct device *dev);
int foo_clock(struct device *dev);
int foo_power(struct device *dev);
void foo_power_off(struct device *dev);
int foo_start(void *what);
struct device *next_device(struct foo *foo);

/* Made up: a driver's own data that points to its device. */
struct foo_port {
	struct device *dev;
	struct dma_pool *pool;
};

/* Made up: devices within and below others, steps of a driver core. */
struct client {
	int id;
	struct device dev;
	void *group;
};

struct child {
	struct device *dev;
};

struct bus;

bool busy(struct device *dev);
void drop_links(struct device *dev);
int run_tests(struct device *dev);
int sysfs_links(struct device *dev);
void tell_bus(const struct bus_type *bus, struct device *dev);
int try_driver(struct device *dev);

#endif
