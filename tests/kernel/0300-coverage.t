#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What was seen of real kernels: core.c wholly, nearly all functions, and figures that add up.
. "$(dirname "$0")/../lib.sh"
. "$ROOT/tests/kernel/trees.sh"
need_trees

core=drivers/base/core.c
run teardown -C "$(tree 6.12)" check --no-cache --format json --strict $core
test_ok '6.12: core.c parses wholly' 'status 0 && json "d[\"coverage\"][\"complete\"]
	and d[\"coverage\"][\"functions\"] > 150 and not d[\"coverage\"][\"unparsed\"]"'

braces=$(grep -c '^{' "$(tree 6.12)/$core")
test_ok "6.12: as many functions as there are bodies in it, about $braces" \
	'json "abs(d[\"coverage\"][\"functions\"] - $braces) <= 2"'

# Functions that spatch by itself loses in silence are read: a bug in one of them is found, by the
# program and by the rule.
some_of 6.12 copy drivers/base
perl -0pi -e 's/^(\tdevres_release_all\(dev\);\n\n)(\tkfree\(dev->dma_range_map\);\n)/$2$1/m' copy/$core
line=$(line_of copy/$core device_release 'kfree.dev->dma_range_map')
test_ok 'a bug is put into device_release()' '! cmp -s copy/$core "$(tree 6.12)/$core"'
run teardown -C copy check --no-cache --format json $core
test_ok 'it is found there' 'status 1 &&
	[ "$(found dma_ops_before_devres $core device_release)" = "$line" ]'
awk '{ print } /^static void device_release\(/ { inside = 1 }
	inside && /kfree.dev->dma_range_map/ { exit }' "$(tree 6.12)/$core" >cut.c
run teardown check --no-cache --format json --strict cut.c
test_ok 'a function that is cut off is told: nothing found, not all seen' 'status 3 && json "
	not d[\"coverage\"][\"complete\"] and len(d[\"coverage\"][\"unparsed\"]) == 1"'

adds_up='
	all(isinstance(c[k], int) for k in ("files", "candidates", "functions"))
	and c["files"] >= c["candidates"] > 300
	and c["functions"] > 20 * c["candidates"]
	and len(c["unparsed"]) <= c["functions"]
	and len({(u["path"], u["line"]) for u in c["unparsed"]}) == len(c["unparsed"])
	and c["complete"] == (not c["unparsed"] and not c["unseen"])
	and set(c["timeouts"]) <= {u["path"] for u in c["unseen"]}'

# Whether each place that the report names is a line of the tree, and the function stands in its file.
places()
{
	/usr/bin/python3 -c '
import functools, json, os, sys
root = sys.argv[2]
d = json.load(open(sys.argv[1]))

@functools.cache
def lines(path):
    return open(os.path.join(root, path), encoding="latin1").read().split("\n")

def there(path, line):
    return not os.path.isabs(path) and 0 < line < len(lines(path)) + 1

n = 0
for f in d["findings"]:
    for p in [f] + f["related"]:
        n += 1
        assert there(p["path"], p["line"]), p
    assert any(f["function"] + "(" in text for text in lines(f["path"])), f["function"]
    assert lines(f["path"])[f["line"] - 1].count("("), f["line"]
for u in d["coverage"]["unparsed"]:
    assert there(u["path"], u["line"]), u
    assert not u["function"] or any(u["function"] in text for text in lines(u["path"])), u
assert n > 40' "$1" "$2" 2>"$IN/diff"
}

for version in 6.1 6.12; do
	run teardown -C "$(tree $version)" check --confidence low --no-cache --format json
	cp "$OUT" report.json
	test_ok "$version: 99.5 % of the functions are seen" 'status 1 && json "
		len(d[\"coverage\"][\"unparsed\"]) <= 0.005 * d[\"coverage\"][\"functions\"]"'
	test_ok "$version: no file timed out or went unseen" \
		'json "not d[\"coverage\"][\"timeouts\"] and not d[\"coverage\"][\"unseen\"]"'
	test_ok "$version: the figures add up" 'json "(lambda c: $(echo "$adds_up" |
		sed "s/\"/\\\"/g"))(d[\"coverage\"])"'
	files=$(find "$(tree $version)" -name "*.[ch]" -type f | wc -l)
	test_ok "$version: every C file was looked at: $files" 'json "d[\"coverage\"][\"files\"] == $files"'
	test_ok "$version: what it names is there" 'places report.json "$(tree $version)"'
	test_ok "$version: nothing in drivers/base is lost" 'json "not [u for u in
		d[\"coverage\"][\"unparsed\"] if u[\"path\"].startswith(\"drivers/base/\")]"'
done
test_done
