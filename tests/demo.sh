#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `make demo`: a kernel of four small files with the bug of Linux 4.12 to 5.0 in it:
# found, explained, mended; then its history, and which of its releases carry the
# fix. Works in a folder of its own and removes it. Ends with status 0 when all went
# as told.
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

# The history of such a kernel:
#
#	v4.11 ---- v4.12 ---- v4.14 ---- v4.19 ---- v5.0 ---- fix, v5.1    master
#	  |          |          |          |          `-- v5.0.1    a backport
#	  |          |          |          `-- v4.19.1    a backport that mends nothing
#	  |          |          `-- v4.14.1    the fix under another name
#	  |          `-- v4.12.1, v4.12.2    a backport, taken back
#	  `-- v4.11.1    older than the bug
#
# v4.12 brings drivers/base/dd.c and the bug in it. Each on its branch linux-X.Y.y.
at()
{
	GIT_AUTHOR_DATE="$1T12:00:00Z" GIT_COMMITTER_DATE="$1T12:00:00Z"
}

# release DATE VERSION
release()
{
	at "$1"
	echo "$2" >VERSION
	git add .
	git commit -q -m "Linux $2"
	git tag -a -m "Linux $2" "v$2"
}

history()
{
	mkdir "$tmp/history"
	cp -R . "$tmp/history/linux"
	cd "$tmp/history/linux"
	rm -rf .git
	mv drivers/base/dd.c "$tmp/mended.c"
	git init -q -b master .
	release 2017-05-01 4.11
	at 2017-06-01
	cp "$tmp/mended.c" drivers/base/dd.c
	patch -R -s -p1 <"$tmp/patch"
	git add .
	git commit -q -m 'driver core: configure DMA when a driver is bound'
	introducer=$(git rev-parse HEAD)
	release 2017-07-02 4.12
	release 2017-11-12 4.14
	release 2018-10-22 4.19
	release 2019-03-03 5.0
	at 2019-03-04
	cp "$tmp/mended.c" drivers/base/dd.c
	git commit -q -a -m "driver core: Postpone DMA tear-down until after devres release

The memory of dmam_alloc_coherent() was freed with the wrong DMA operations.

Fixes: $(git rev-parse --short=12 "$introducer") (\"driver core: configure DMA when a driver is bound\")"
	fix=$(git rev-parse HEAD)
	release 2019-05-05 5.1

	git checkout -q -b linux-5.0.y v5.0
	at 2019-03-10
	cp "$tmp/mended.c" drivers/base/dd.c
	git commit -q -a -m "driver core: Postpone DMA tear-down until after devres release

commit $fix upstream."
	release 2019-03-11 5.0.1

	git checkout -q -b linux-4.19.y v4.19
	at 2019-03-11
	sed -i 's|^/\* Binds.*|/* Binds a driver to a device; devres is released later. */|' \
		drivers/base/dd.c
	git commit -q -a -m "driver core: Postpone DMA tear-down until after devres release

commit $fix upstream."
	release 2019-03-12 4.19.1

	git checkout -q -b linux-4.14.y v4.14
	at 2019-03-11
	sed 's|^/\* Binds.*|/* Binds a driver to a device. */|' "$tmp/mended.c" >drivers/base/dd.c
	git commit -q -a -m "driver core: tidy up"
	release 2019-03-12 4.14.1

	git checkout -q -b linux-4.12.y v4.12
	at 2019-03-12
	cp "$tmp/mended.c" drivers/base/dd.c
	git commit -q -a -m "driver core: Postpone DMA tear-down until after devres release

[ Upstream commit $fix ]"
	release 2019-03-13 4.12.1
	at 2019-03-20
	git revert --no-edit HEAD^ >/dev/null
	release 2019-03-21 4.12.2

	git checkout -q -b linux-4.11.y v4.11
	release 2019-03-13 4.11.1
	git checkout -q master
}

tell 'Which releases carry the fix? A history of that kernel, with stable branches, is asked:'
history
show 'git log --oneline --graph --all'
git --no-pager log --oneline --graph --all | cat
tell 'The fix is named. What messages say of it is a claim: the code of each release is read,
which knows of a backport that mends nothing, and of a fix that no message names:'
runs 1 teardown audit v5.1~1

tell 'That code, without a checkout:'
runs 1 teardown check --rev 'v4.19*' --rev linux-4.14.y --format=terse

tell 'Since when has a branch had the bug, and until when?'
runs 1 teardown audit --sweep dma_ops_before_devres --branch 4.19.y

tell 'What does a branch lack for what it carries?'
runs 1 teardown missing 4.12.y

tell 'On your own kernel tree:
    teardown check                      in the tree, or with -C <tree>
    teardown audit                      in a clone with its stable branches
    make coccicheck KDIR=<tree>         the same rules by the kernel'\''s own means'
