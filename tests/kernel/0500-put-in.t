#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A teardown is put at the end of the .remove of each bus of 6.12, of the .probe of many, and of
# the .remove of each driver that has managed DMA memory, in copies of their files: it is found
# at its line, but for those that put-in-*.tsv says are rightly silent.
. "$(dirname "$0")/../lib.sh"
. "$ROOT/tests/kernel/trees.sh"
need_trees

some_of 6.12 empty drivers/base
cat >empty/drivers/base/dma-off.c <<'EOF'
#include <linux/device.h>

static void dma_off_now(struct device *dev)
{
	set_dma_ops(dev, NULL);
}

void dma_off(struct device *dev)
{
	dma_off_now(dev);
}
EOF

# put LIST STATEMENT: into each of the list; what differs from it is in $IN/differ then. A report at
# another line is a differing one, and so is one that the list does not name.
put()
{
	list=$KERNEL_TESTS/put-in-$1.tsv
	rm -rf k
	cp -a empty k
	/usr/bin/python3 "$KERNEL_TESTS/put-in.py" "$(tree 6.12)" k "$2" <"$list" | sort >put
	run teardown -C k check --no-cache --format json -r dma_ops_in_remove
	/usr/bin/python3 -c 'import json, sys
for f in json.load(open(sys.argv[1]))["findings"]:
    print(f["path"], f["function"], f["line"], sep="\t")' "$OUT" | sort >told
	awk -F '\t' -v OFS='\t' '
		/^#/ { next }
		FNR == NR { found[$1, $2] = $3 == "found"; next }
		found[$1, $2] { print }' "$list" put >must
	{ comm -13 must told | sed 's/^/not to be found: /'
	  comm -23 must told | sed 's/^/not found: /'; } >"$IN/differ"
}

as_listed()
{
	cp "$IN/differ" "$IN/diff"
	status 1 && [ ! -s "$IN/differ" ] && [ "$(wc -l <put)" -eq "$(grep -vc '^#' "$list")" ] &&
		[ "$(wc -l <must)" -ge "$1" ]
}

put buses 'arch_teardown_dma_ops(DEV);'
test_ok 'DMA torn down in each bus' 'as_listed 98'
put buses 'dma_off(DEV);'
test_ok 'likewise by a wrapper, two levels deep, in another file' 'as_listed 98'
put probes 'if (RET) arch_teardown_dma_ops(DEV);'
test_ok 'DMA torn down where the .probe of a bus fails' 'as_listed 48'
put drivers 'of_reserved_mem_device_release(DEV);'
test_ok 'a reserved region released in each driver' 'as_listed 55'
put drivers 'dev_dbg(DEV, "gone");'
test_ok 'nothing is found where nothing is torn down' 'status 0 && [ ! -s told ]'
test_done
