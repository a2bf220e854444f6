#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `make demo`: a kernel of four small files with the bug of Linux 4.12 to 5.0 in it:
# found, explained, mended. Works in a folder of its own and removes it. Ends with
# status 0 when all went as told.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
program=${TEARDOWN:-$root/teardown}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/linux"
cd "$tmp/linux"

export GIT_CONFIG_NOSYSTEM=1 HOME="$tmp" XDG_CACHE_HOME="$tmp/cache"
export GIT_AUTHOR_NAME=Demo GIT_AUTHOR_EMAIL=demo@example.org
export GIT_COMMITTER_NAME=Demo GIT_COMMITTER_EMAIL=demo@example.org
export GIT_AUTHOR_DATE='2018-12-24T12:00:00Z' GIT_COMMITTER_DATE='2018-12-24T12:00:00Z'

bold= plain=
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
	bold=$(printf '\033[1m') plain=$(printf '\033[m')
fi

teardown() { "$program" "$@"; }
tell() { printf '\n%s\n' "$*"; }
show() { printf '\n%s$ %s%s\n' "$bold" "$*" "$plain"; }

# runs EXPECTED COMMAND…: shows it, runs it, and holds its status against EXPECTED.
runs()
{
	expected=$1
	shift
	show "$*"
	status=0
	"$@" || status=$?
	[ "$status" -eq "$expected" ] || {
		echo "demo: '$*' ended with status $status, not $expected" >&2
		exit 1
	}
}

small_kernel()
{
	mkdir -p drivers/base drivers/demo include/linux
	printf 'VERSION = 4\nPATCHLEVEL = 20\nSUBLEVEL = 0\nEXTRAVERSION =\n' >Makefile
	printf 'obj-y += drivers/\n' >Kbuild

	cat >drivers/base/dd.c <<'EOF'
// SPDX-License-Identifier: GPL-2.0
#include <linux/device.h>

/* Binds a driver to a device: the bus sets DMA up, then the driver may probe. */
static int really_probe(struct device *dev, struct device_driver *drv)
{
	int ret;

	dev->driver = drv;
	ret = dma_configure(dev);
	if (ret)
		goto dma_failed;

	ret = driver_sysfs_add(dev);
	if (ret)
		goto probe_failed;

	ret = drv->probe(dev);
	if (ret)
		goto probe_failed;

	driver_bound(dev);
	return 0;

probe_failed:
	arch_teardown_dma_ops(dev);
dma_failed:
	devres_release_all(dev);
	driver_sysfs_remove(dev);
	dev->driver = NULL;
	return ret;
}

static void __device_release_driver(struct device *dev)
{
	struct device_driver *drv = dev->driver;

	if (!drv)
		return;

	driver_sysfs_remove(dev);
	drv->remove(dev);

	arch_teardown_dma_ops(dev);

	devres_release_all(dev);
	dev->driver = NULL;
	dev_set_drvdata(dev, NULL);
}

void device_release_driver(struct device *dev)
{
	device_lock(dev);
	__device_release_driver(dev);
	device_unlock(dev);
}
EOF

	cat >drivers/demo/nic.c <<'EOF'
// SPDX-License-Identifier: GPL-2.0
#include <linux/dma-mapping.h>
#include <linux/platform_device.h>

/* A driver that does everything right: its rings are managed, it frees nothing. */
static int nic_probe(struct platform_device *pdev)
{
	struct nic *nic = devm_kzalloc(&pdev->dev, sizeof(*nic), GFP_KERNEL);

	if (!nic)
		return -ENOMEM;
	nic->ring = dmam_alloc_coherent(&pdev->dev, RING_SIZE, &nic->ring_dma, GFP_KERNEL);
	if (!nic->ring)
		return -ENOMEM;
	platform_set_drvdata(pdev, nic);
	return nic_register(nic);
}

static int nic_remove(struct platform_device *pdev)
{
	nic_unregister(platform_get_drvdata(pdev));
	return 0;
}

static struct platform_driver nic_driver = {
	.probe = nic_probe,
	.remove = nic_remove,
	.driver = { .name = "nic" },
};
module_platform_driver(nic_driver);
EOF

	cat >drivers/demo/right.c <<'EOF'
// SPDX-License-Identifier: GPL-2.0
#include <linux/device.h>

/* Looks alike and is right: two devices, and devres released first. */
void demo_swap(struct device *old, struct device *next)
{
	arch_teardown_dma_ops(old);
	devres_release_all(next);
}

void demo_unbind(struct device *dev)
{
	devres_release_all(dev);
	arch_teardown_dma_ops(dev);
}
EOF
	git init -q .
	git add .
	git commit -q -m 'A kernel of four files'
}

# The patches that the findings carry, one after the other.
patches()
{
	teardown check --format=json |
		python3 -c 'import json, sys
seen = []
for f in json.load(sys.stdin)["findings"]:
    if f["patch"] and f["patch"] not in seen:
        seen.append(f["patch"])
        print(f["patch"], end="")'
}

small_kernel

tell 'Memory of dmam_alloc_coherent() is freed when a device'\''s managed resources, devres, are
released. Up to Linux 5.0 the driver core had taken the DMA operations away by then: a
crash on unbind. Here is a small kernel as it was then, with a driver that does nothing wrong:'
show 'git ls-files'
git ls-files

tell 'The bugs that are known:'
runs 0 teardown rules

tell 'Where are they?'
runs 1 teardown check

tell 'The findings carry patches: those of the rule, which are the change made upstream.'
show "teardown check --format=json | (print each finding's patch) | patch -p1"
patches >"$tmp/patch"
[ -s "$tmp/patch" ] || { echo 'demo: no finding has a patch' >&2; exit 1; }
patch -p1 <"$tmp/patch"
show 'git diff --stat'
git --no-pager diff --stat

tell 'And now:'
runs 0 teardown check

tell 'On your own kernel tree:
    teardown check                      in the tree, or with -C <tree>
    make coccicheck KDIR=<tree>         the same rules by the kernel'\''s own means'
