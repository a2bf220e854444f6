#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A teardown is put at the end of each bus's .remove, in copies of their files of 6.12: it is
# found in each at its line, but for what buses-6.12.tsv says.
. "$(dirname "$0")/../lib.sh"
. "$ROOT/tests/kernel/trees.sh"
need_trees

list=$KERNEL_TESTS/buses-6.12.tsv

some_of 6.12 k drivers/base
cat >k/drivers/base/dma-off.c <<'EOF'
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

# put CALL: into each; then what differs from the list is in $IN/differ. A report at another line
# is a differing one.
put()
{
	/usr/bin/python3 "$KERNEL_TESTS/put-in.py" "$(tree 6.12)" k "$1" <"$list" >put
	run teardown -C k check --no-cache --format json -r dma_ops_in_remove
	/usr/bin/python3 -c 'import json, sys
for f in json.load(open(sys.argv[1]))["findings"]:
    print(f["path"], f["function"], f["line"], sep="\t")' "$OUT" >told
	awk -F '\t' '
		/^#/ { next }
		FILENAME == ARGV[1] { verdict[$1, $2] = $3; next }
		FILENAME == ARGV[2] { told[$1, $2, $3] = 1; next }
		{ n++; is = ($1, $2, $3) in told ? "found" : "silent"
		  must = verdict[$1, $2] == "found" ? "found" : "silent"
		  if (is != must) print $1 ": " $2 ": " is ", not " must }
		END { if (n < 90) print "only " n " buses" }' "$list" told put >"$IN/differ"
}

as_listed() { cp "$IN/differ" "$IN/diff" && status 1 && [ ! -s "$IN/differ" ]; }
nothing_else() { [ "$(grep -c . told)" -eq "$(cut -f3 "$list" | grep -c '^found')" ]; }

test_ok 'of a hundred buses, all but two are to be found' '[ "$(cut -f3 "$list" | grep -cx found)" -ge 98 ]'
put 'arch_teardown_dma_ops(DEV)'
test_ok 'DMA torn down in each bus' 'as_listed'
test_ok 'nothing else is reported' 'nothing_else'
put 'dma_off(DEV)'
test_ok 'likewise by a wrapper, two levels deep, in another file' 'as_listed'
test_ok 'nothing else is reported then' 'nothing_else'
test_done
