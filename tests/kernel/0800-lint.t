#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown lint of commits on the whole of Linux 6.12: what they bring is told at its line, and
# nothing else; a bug put into each bus, and none into each driver.
. "$(dirname "$0")/../lib.sh"
. "$ROOT/tests/kernel/trees.sh"
. "$ROOT/tests/kernel/commits.sh"
need_trees

kernel_repository "$(tree 6.12)" "$TMP/k" || exit 2
cd "$TMP/k" || exit 2
lint() { run timeout 300 "$TEARDOWN" lint --format=json "$@"; }
# told: 'PATH:LINE FUNCTION SUBJECT' of each finding
told()
{
	/usr/bin/python3 -c 'import json, re, sys
for f in json.load(open(sys.argv[1]))["findings"]:
    print(f["path"] + ":" + str(f["line"]), f["function"], re.sub(r".*\(\"(.*)\"\)$", r"\1", f["brought_by"]))' "$OUT"
}
at() { awk -v re="$2" '/^(static )?void device_unbind_cleanup/ { in_it = 1 } in_it && $0 ~ re { print NR; exit }' "$1"; }

swapped >swapped.c
LINE=$(at swapped.c arch_teardown_dma_ops)
put drivers/base/dd.c <swapped.c && commit swap
lint HEAD
test_ok 'the two calls of device_unbind_cleanup() swapped: once, at its line' 'status 1 && [ "$(told)" = "drivers/base/dd.c:$LINE device_unbind_cleanup swap" ]'
git format-patch -q --stdout -1 HEAD >swap.patch
lint --base=base swap.patch
test_ok 'likewise as a mail' 'status 1 && [ "$(told)" = "drivers/base/dd.c:$LINE device_unbind_cleanup swap" ]'

git update-ref HEAD base && git read-tree base
file_of drivers/base/core.c | sed 's/dev_dbg(/dev_info(/' >core.c && put drivers/base/core.c <core.c && commit one
put drivers/base/dd.c <swapped.c && commit two
sed 's/dev_dbg(/dev_info(/' swapped.c >three.c && put drivers/base/dd.c <three.c && commit three
lint base..HEAD
test_ok 'in a series of three' 'status 1 && [ "$(told)" = "drivers/base/dd.c:$LINE device_unbind_cleanup two" ]'
test_ok 'in the series the other two are clean' 'lint HEAD && status 0 && lint HEAD~2 && status 0'

git update-ref HEAD base && git read-tree base
file_of drivers/base/dd.c | sed 's/dev_dbg(/dev_info(/; s/pr_warn(/pr_info(/' >other.c
put drivers/base/dd.c <other.c && commit elsewhere
lint HEAD
test_ok 'elsewhere in dd.c: nothing' 'status 0 && [ -z "$(told)" ]'

git update-ref HEAD base && git read-tree base
cat >off.c <<'END'
#include <linux/device.h>

static void dma_off_now(struct device *dev)
{
	set_dma_ops(dev, NULL);
}

void dma_off(struct device *dev)
{
	dma_off_now(dev);
}
END
put drivers/base/dma-off.c <off.c && commit off
lint HEAD
test_ok 'a wrapper that nobody calls: nothing' 'status 0 && [ -z "$(told)" ]'
git tag off
git cat-file blob HEAD:drivers/base/dd.c | sed 's/^	devres_release_all(dev);$/	dma_off(dev);\n&/' >caller.c
put drivers/base/dd.c <caller.c && commit caller
lint HEAD
test_ok 'its wrong callers are told, and it is named' 'status 1 && told | grep -q "^drivers/base/dd.c:[0-9]* device_unbind_cleanup caller$" && json "all(\"dma_off(dev)\" in f[\"message\"] for f in d[\"findings\"])"'

# put_in LIST STATEMENT: one commit with the statement in each function of the list
put_in()
{
	list=$KERNEL_TESTS/put-in-$1.tsv
	rm -rf made && mkdir made
	git update-ref HEAD off && git read-tree off
	/usr/bin/python3 "$KERNEL_TESTS/put-in.py" "$(tree 6.12)" made "$2" <"$list" | sort >put
	(cd made && find . -type f | sed 's,^\./,,') | while read -r path; do
		put "$path" <"made/$path"
	done
	commit "$1"
	lint -r dma_ops_in_remove HEAD
	/usr/bin/python3 -c 'import json, sys
for f in json.load(open(sys.argv[1]))["findings"]:
    print(f["path"], f["function"], f["line"], sep="\t")' "$OUT" | sort >"$IN/told"
	awk -F '\t' -v OFS='\t' '
		/^#/ { next }
		FNR == NR { found[$1, $2] = $3 == "found"; next }
		found[$1, $2] { print }' "$list" put >must
	diff must "$IN/told" >"$IN/diff"
}
test_ok 'DMA torn down in each bus' 'put_in buses "arch_teardown_dma_ops(DEV);" && [ "$(wc -l <must)" -ge 98 ]'
test_ok 'likewise by the wrapper, two levels deep, in another file' 'put_in buses "dma_off(DEV);" && [ "$(wc -l <must)" -ge 98 ]'
test_ok 'a message in each driver: nothing' '! put_in drivers "dev_dbg(DEV, \"gone\");"; status 0 && [ ! -s "$IN/told" ]'

test_done
