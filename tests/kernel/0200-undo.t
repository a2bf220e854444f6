#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The fix undone in copies of real kernels, and bugs of the same kind put in: each is found at
# its line, once, and the patches mend it.
. "$(dirname "$0")/../lib.sh"
. "$ROOT/tests/kernel/trees.sh"
need_trees

rule=dma_ops_before_devres
dd=drivers/base/dd.c
some_of 6.12 now drivers/base drivers/amba
some_of 6.1 then drivers/base

check() { run teardown -C "$1" check --format json --no-cache -r "${2:-$rule}"; }
# edit FILE PERL: the change must be one.
edit() { cp "$1" before && perl -0pi -e "$2" "$1" && ! cmp -s before "$1"; }

check now
test_ok '6.12 as it is: silent, with its goto re_probe' \
	'status 0 && grep -q "goto re_probe" now/$dd && json "not d[\"findings\"]"'

# Two calls swapped in device_unbind_cleanup(), which has three callers.
cp -a now swapped
test_ok 'the calls in device_unbind_cleanup() are swapped' 'edit swapped/$dd \
	"s/^(\tdevres_release_all\(dev\);\n)(\tarch_teardown_dma_ops\(dev\);\n)/\$2\$1/m"'
check swapped
cp "$OUT" swapped.json
root=$(line_of swapped/$dd device_unbind_cleanup arch_teardown_dma_ops)
test_ok 'swapped: one report, at its root, at High' 'status 1 && json "
	[(f[\"path\"], f[\"function\"], f[\"line\"], f[\"confidence\"]) for f in d[\"findings\"]] ==
	[(\"$dd\", \"device_unbind_cleanup\", $root, \"High\")]"'
run teardown -C swapped check --no-cache -r $rule $dd
test_ok 'swapped: found when only the file is named' 'status 1 && out_has "^$dd:$root:2: device_unbind"'
run make -s -C swapped coccicheck MODE=report M=drivers/base COCCI="$ROOT/cocci/$rule.cocci"
test_ok "swapped: the kernel's coccicheck reports the line" 'status 0 &&
	[ "$(grep -c "^drivers/.*:[0-9]" "$OUT")" -eq 1 ] && out_has "^\./?$dd:$root:|^$dd:$root:"'

/usr/bin/python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["findings"][0]["patch"] or "", end="")' swapped.json >swapped.diff
cp -a swapped restored
run patch -s -p1 -d restored -i "$TMP/swapped.diff"
test_ok 'swapped: its patch gives the file as it was' 'status 0 && cmp restored/$dd now/$dd'

# The order inside a wrapper counts, not that it tears down and releases.
cp -a now called
test_ok 'a teardown is put before a call of device_unbind_cleanup()' 'edit called/$dd \
	"s/^(\t\t)(device_unbind_cleanup\(dev\);\n\t\tdevice_links_driver)/\$1arch_teardown_dma_ops(dev);\n\$1\$2/m"'
check called
line=$(line_of called/$dd __device_release_driver arch_teardown_dma_ops)
test_ok 'called: found there, released through the wrapper' 'status 1 &&
	[ "$(found $rule $dd __device_release_driver)" = "$line" ] && json "len(d[\"findings\"]) == 1 and
	any(p[\"kind\"] == \"inside\" and \"devres_release_all\" in p[\"message\"]
	    for p in d[\"findings\"][0][\"related\"])"'

# The founding bug in its form of 2018: before the release on unbind, and at probe_failed, from
# where it runs down the labels to the release.
undo()
{
	CALL=$2 edit "$1/$dd" '
		my $t = "$ENV{CALL}(dev);\n";
		sub open_coded { my $i = shift; join "", map { "$i$_;\n" }
			"devres_release_all(dev)", "dev->driver = NULL", "dev_set_drvdata(dev, NULL)" }
		s/^static void device_unbind_cleanup\(.*?^}\n\n//ms or die;
		s/^(\t+)device_unbind_cleanup\(dev\);\n(?=\t+device_links_driver)/"$1$t".open_coded($1)/me
			or die;
		s/^(\t+)device_unbind_cleanup\(dev\);\n/open_coded($1)/mge == 2 or die;
		s/^probe_failed:\n/probe_failed:\n\t$t/m or die;'
}

# Whether each teardown of $2 in FILE stands behind a release, and none before.
mended()
{
	awk -v call="$2(dev);" '
		index($0, "devres_release_all(dev);") { released = NR }
		index($0, call) { n++; if (NR - released > 2) bad = 1 }
		END { exit !(n == 2 && !bad) }' "$1"
}

for call in arch_teardown_dma_ops dma_deconfigure; do
	old=old-$call
	cp -a then $old
	test_ok "6.1, 2018 form with $call()" 'undo $old $call && ! mended $old/$dd $call'
	check $old
	cp "$OUT" $old.json
	release=$(line_of $old/$dd __device_release_driver "$call")
	probe=$(line_of $old/$dd really_probe "$call")
	test_ok "$call: both sites, nothing else, at High" 'status 1 &&
		[ "$(found $rule $dd __device_release_driver)" = "$release" ] &&
		[ "$(found $rule $dd really_probe)" = "$probe" ] &&
		json "[f[\"confidence\"] for f in d[\"findings\"]] == [\"High\"] * 2"'
	test_ok "$call: the upstream fixes are named" 'json "all(
		{i[:12] for i in f[\"fixes\"]} >= {\"376991db4b64\", \"0b777eee88d7\"}
		for f in d[\"findings\"])"'
	/usr/bin/python3 -c 'import json, sys
for i, f in enumerate(json.load(open(sys.argv[1]))["findings"]):
    open(f"{sys.argv[2]}.{i}.diff", "w").write(f["patch"] or "")' $old.json $old
	test_ok "$call: a patch with each, that removes and adds the call" \
		'[ "$(cat $old.?.diff | grep -c "^-.*$call")" -eq 2 ] &&
		 [ "$(cat $old.?.diff | grep -c "^+.*$call")" -eq 2 ] &&
		 [ "$(cat $old.?.diff | grep -c "^[-+][^-+]")" -eq 4 ]'

	cp -a $old $old.patch
	cp -a $old $old.git
	for diff in $old.?.diff; do
		run patch -s -p1 -d $old.patch -i "$TMP/$diff"
		test_ok "$call: patch -p1 takes $diff" 'status 0'
		run git -C $old.git apply "$TMP/$diff"
		test_ok "$call: git apply takes $diff" 'status 0'
	done
	test_ok "$call: both give the right order" 'mended $old.patch/$dd $call &&
		cmp $old.patch/$dd $old.git/$dd'
	check $old.patch
	test_ok "$call: clean again" 'status 0 && json "not d[\"findings\"]"'

	run make -s -C $old coccicheck MODE=report M=drivers/base COCCI="$ROOT/cocci/$rule.cocci"
	test_ok "$call: the kernel's coccicheck reports both" 'status 0 &&
		[ "$(sed -n "s|^\(\./\)*$dd:\([0-9]*\):.*|\2|p" "$OUT" | sort -n | tr "\n" " ")" = \
		  "$probe $release " ]'
	run make -s -C $old coccicheck MODE=patch M=drivers/base COCCI="$ROOT/cocci/$rule.cocci"
	cp "$OUT" $old.cocci.diff
	cp -a $old $old.cocci
	run patch -s -p1 -d $old.cocci -i "$TMP/$old.cocci.diff"
	test_ok "$call: the patch of the kernel's coccicheck gives the same" 'status 0 &&
		cmp $old.cocci/$dd $old.patch/$dd'
done

# A wrapper in one file, its caller in another.
cp -a now apart
cat >apart/drivers/base/dma-off.c <<'EOF'
#include <linux/device.h>
#include "dma-off.h"

static void really_off(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}

void dma_off(struct device *dev, bool now)
{
	if (now)
		really_off(dev);
}
EOF
echo 'void dma_off(struct device *dev, bool now);' >apart/drivers/base/dma-off.h
cat >apart/drivers/base/unplug.c <<'EOF'
#include <linux/device.h>
#include "dma-off.h"

void unplug(struct device *dev)
{
	devres_release_all(dev);
	dma_off(dev, true);
}

void unplug_wrong(struct device *dev)
{
	dma_off(dev, true);
	devres_release_all(dev);
}
EOF
check apart
test_ok 'a wrapper two levels deep in another file: its wrong caller alone is reported' 'status 1 &&
	json "[(f[\"path\"], f[\"function\"], f[\"line\"]) for f in d[\"findings\"]] ==
	[(\"drivers/base/unplug.c\", \"unplug_wrong\", 12)]" &&
	json "any(p[\"kind\"] == \"inside\" and p[\"path\"] == \"drivers/base/dma-off.c\"
	    for p in d[\"findings\"][0][\"related\"])"'
run teardown -C apart check --no-cache -r $rule drivers/base/unplug.c
test_ok 'the wrapper is known when only the caller is named' \
	'status 1 && out_has "^drivers/base/unplug.c:12:2: unplug_wrong"'

# Bus code: other orders, and the right one.
bus=bus_teardown_before_devres
amba=drivers/amba/bus.c
cp -a now buses
test_ok 'the two teardowns of amba_remove() are swapped' 'edit buses/$amba \
	"s/^(\tamba_put_disable_pclk\(pcdev\);\n)(\tdev_pm_domain_detach\(dev, true\);\n)}/\$2\$1}/m"'
test_ok 'platform_remove() detaches before the driver is removed' 'edit buses/drivers/base/platform.c \
	"s/(\n\tif \(drv->remove\)\n\t\tdrv->remove\(dev\);)(\n\tdev_pm_domain_detach\(_dev, true\);)/\$2\$1/"'
check buses $bus
test_ok 'both are reported where they stand now' 'status 1 &&
	[ "$(found $bus $amba amba_remove)" = "$(line_of buses/$amba amba_remove pm_domain_detach)" ] &&
	[ "$(found $bus drivers/base/platform.c platform_remove)" = \
	  "$(line_of buses/drivers/base/platform.c platform_remove pm_domain_detach)" ]'
test_ok 'amba_remove() has one report, the clock is part of it' \
	'json "any(\"amba_put_disable_pclk\" in p[\"message\"] and p[\"kind\"] == \"teardown\"
	    for f in d[\"findings\"] if f[\"function\"] == \"amba_remove\" for p in f[\"related\"])"'

cp -a now group
test_ok 'platform_remove() releases devres before it detaches' 'edit group/drivers/base/platform.c \
	"s/(\t\tdrv->remove\(dev\);\n)(\tdev_pm_domain_detach)/\$1\tdevres_release_all(_dev);\n\$2/"'
check group $bus
test_ok 'platform_remove() is silent then, the others are not' 'status 1 &&
	[ -z "$(found $bus drivers/base/platform.c platform_remove)" ] &&
	[ -n "$(found $bus drivers/base/platform.c platform_probe)" ]'

cp -a now dma
test_ok 'platform_remove() takes DMA down too' 'edit dma/drivers/base/platform.c \
	"s/(\t\tdrv->remove\(dev\);\n)(\tdev_pm_domain_detach)/\$1\tarch_teardown_dma_ops(_dev);\n\$2/"'
check dma dma_ops_in_remove
test_ok 'reported as DMA, at Moderate' 'status 1 && json "
	[(f[\"function\"], f[\"line\"], f[\"confidence\"]) for f in d[\"findings\"]] == [(\"platform_remove\",
	$(line_of dma/drivers/base/platform.c platform_remove arch_teardown), \"Moderate\")]"'

# A driver, new and not tracked by anything.
mkdir -p now/drivers/misc
cat >now/drivers/misc/ring.c <<'EOF'
#include <linux/dma-mapping.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>

static int ring_probe(struct platform_device *pdev)
{
	dma_addr_t handle;

	if (of_reserved_mem_device_init(&pdev->dev))
		return -ENODEV;
	if (!dmam_alloc_coherent(&pdev->dev, 4096, &handle, GFP_KERNEL)) {
		of_reserved_mem_device_release(&pdev->dev);
		return -ENOMEM;
	}
	return 0;
}

static void ring_remove(struct platform_device *pdev)
{
	of_reserved_mem_device_release(&pdev->dev);
}

static struct platform_driver ring_driver = {
	.probe = ring_probe,
	.remove = ring_remove,
	.driver = { .name = "ring" },
};
module_platform_driver(ring_driver);
EOF
sed 's/dmam_alloc/dma_alloc/' now/drivers/misc/ring.c >now/drivers/misc/kept.c
check now dma_ops_in_remove
test_ok 'a driver with managed memory: its .remove is reported, nothing else' 'status 1 && json "
	[(f[\"path\"], f[\"function\"], f[\"line\"]) for f in d[\"findings\"]] ==
	[(\"drivers/misc/ring.c\", \"ring_remove\", 20)]"'
test_ok 'and the memory that is hurt is shown' 'json "any(p[\"kind\"] == \"managed\" and p[\"line\"] == 11
	for p in d[\"findings\"][0][\"related\"])"'
run make -s -C now coccicheck MODE=report M=drivers/misc COCCI="$ROOT/cocci/dma_ops_in_remove.cocci"
test_ok "the kernel's coccicheck reports it as well" 'status 0 &&
	[ "$(grep -c "^drivers/.*:[0-9]" "$OUT")" -eq 1 ] && out_has "drivers/misc/ring.c:20:"'
test_done
