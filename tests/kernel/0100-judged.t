#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Every report on the whole trees, held against judged-*.tsv: each was judged by reading the
# code. A report that is new, or lost, fails and is named.
. "$(dirname "$0")/../lib.sh"
. "$ROOT/tests/kernel/trees.sh"
need_trees

# What is reported but not judged, and what was judged and is not reported.
compare()
{
	grep -v '^#' "$1" | cut -f1-6 | sort >judged
	/usr/bin/python3 "$KERNEL_TESTS/keys.py" "$2" | sort >reported
	{ comm -13 judged reported | sed 's/^/new: /'
	  comm -23 judged reported | sed 's/^/lost: /'; } >"$IN/differ"
	cp "$IN/differ" "$IN/diff"
	[ -s reported ] && [ ! -s "$IN/differ" ]
}

# The share of reports with confidence $3 that are true, in percent; an unjudged one is not.
share()
{
	/usr/bin/python3 "$KERNEL_TESTS/keys.py" "$2" | awk -F '\t' -v OFS='\t' -v level="$3" '
		function key() { return $1 OFS $2 OFS $3 OFS $4 OFS $5 OFS $6 }
		FNR == NR { verdict[key()] = $7; next }
		$4 == level { n++; good += verdict[key()] == "true" }
		END { print n ? int(100 * good / n) : 100 }' "$1" -
}

for version in 6.1 6.12; do
	list=$KERNEL_TESTS/judged-$version.tsv
	test_ok "$version: the list is whole" '! grep -v "^#" "$list" |
		awk -F "\t" "NF != 8 || (\$7 != \"true\" && \$7 != \"false\") || \$8 == \"\"" | grep .'

	run teardown -C "$(tree $version)" check --confidence low --no-cache --format json
	cp "$OUT" $version.json
	test_ok "$version: it ran, findings are told by the exit status" 'status 1 && [ ! -s "$ERR" ]'
	test_ok "$version: each report is judged, none is lost" 'compare "$list" $version.json'
	test_ok "$version: no false report at High" '[ "$(share "$list" $version.json High)" -eq 100 ]'
	test_ok "$version: 8 of 10 at Moderate are true" \
		'[ "$(share "$list" $version.json Moderate)" -ge 80 ]'
	test_ok "$version: the driver core releases devres first, goto re_probe and all" \
		'json "not [f for f in d[\"findings\"] if f[\"rule\"] == \"dma_ops_before_devres\"]"'

	# The comparison itself can fail.
	grep -v platform_remove "$list" >shorter
	sed 's/\(.*platform_remove.*\)/\1\n\1/' "$list" >longer
	sed 's/\ttrue\t/\tfalse\t/' "$list" >false
	test_ok "$version: a new report would be named" '! compare shorter $version.json &&
		grep -q "^new: drivers/base/platform.c.platform_remove" "$IN/differ"'
	test_ok "$version: a lost report would be named" '! compare longer $version.json &&
		grep -q "^lost: drivers/base/platform.c.platform_remove" "$IN/differ"'
	test_ok "$version: false reports would count" \
		'[ "$(share false $version.json Moderate)" -eq 0 ]'
done
test_done
