#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# check --rev on real code is what check says of a checkout, however a revision is reached
# from the one before it: Linux 6.1, then 6.12, then changes of several kinds one after the
# other. The founding bug comes with one of these and goes with another.
. "$(dirname "$0")/../lib.sh"
. "$ROOT/tests/kernel/trees.sh"

export TEARDOWN_RULES="$ROOT/cocci"
need_trees

paths='drivers/base drivers/amba drivers/bus drivers/i2c drivers/spi drivers/soundwire
	include/linux/device.h include/linux/device include/linux/amba include/linux/i2c.h'
some_of 6.1 old $paths
some_of 6.12 new $paths
git init -q -b master repo

# commit TAG: the tree as it stands in repo
commit() { git -C repo add -f -A && git -C repo commit -q -m "$1" && git -C repo tag "$1"; }
put() { (cd repo && git rm -q -r --ignore-unmatch . >/dev/null) && cp -a "$1"/. repo/; }
change() { sed -i "$2" "repo/$1"; }

put old && commit v6.1
put new && commit v6.12
# Lines of comments; what is torn down; a wrapper in another file; functions that come and go.
change drivers/base/dd.c '/^static void device_unbind_cleanup/i /* A comment. */\n' && commit v6.12.1
change drivers/base/dd.c '/^	devres_release_all(dev);/d
	s/^	arch_teardown_dma_ops(dev);/&\n	devres_release_all(dev);/' && commit v6.12.2
change drivers/amba/bus.c 's/^	dev_pm_domain_detach(dev, true);/	amba_detach(dev);/
	/^static void amba_remove/i static void amba_detach(struct device *dev)\n{\n	dev_pm_domain_detach(dev, true);\n}\n' &&
	commit v6.12.3
rm repo/drivers/i2c/i2c-smbus.c && cp repo/drivers/spi/spi.c repo/drivers/spi/other.c && commit v6.12.4
change drivers/base/dd.c 's/^	arch_teardown_dma_ops(dev);/	dma_gone(dev);/' &&
	change drivers/base/core.c '$a void dma_gone(struct device *dev)\n{\n	arch_teardown_dma_ops(dev);\n}' &&
	commit v6.12.5
cp new/drivers/base/dd.c repo/drivers/base/dd.c && commit v6.12.6
all='v6.1 v6.12 v6.12.1 v6.12.2 v6.12.3 v6.12.4 v6.12.5 v6.12.6'

run teardown -C repo check --format=json $(printf -- '--rev %s ' $all)
cp "$OUT" many.json
cat >same.py <<'END'
import json, sys
many, one = (json.load(open(p)) for p in sys.argv[2:])
many = next(r for r in many["revisions"] if r["revision"] == sys.argv[1])
for k in ("findings", "coverage"):
    if many[k] != one[k]:
        sys.exit("%s differ: %s\n%s" % (k, many[k], one[k]))
END
for tag in $all; do
	git -C repo checkout -q "$tag"
	run teardown -C repo check --no-cache --format=json .
	test_ok "$tag, after those before it, as its checkout" '/usr/bin/python3 same.py $tag many.json "$OUT"'
done
has()
{
	/usr/bin/python3 -c 'import json, sys
d = [r for r in json.load(open("many.json"))["revisions"] if r["revision"] == sys.argv[1]][0]
sys.exit(not any(f["function"] == "device_unbind_cleanup" for f in d["findings"]))' "$1"
}
test_ok 'the bug comes and goes' 'has v6.12.2 && has v6.12.4 && has v6.12.5 && ! has v6.12.1 && ! has v6.12.6'
test_done
