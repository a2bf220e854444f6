#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The figures of `make bench` for the proof of verdicts by content: 5,000 releases on 80
# branches of small trees, made from 6.12 once and kept.
#
#	proof.sh [--small]
#
# BENCH_PROOF names a history that is made already (releases.py's FOLDER with its
# repository in repo.git), TEARDOWN_LINUX_6_12 the tree to make one from. --small: to
# try this script; its ratios tell nothing.
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
TEARDOWN=${TEARDOWN:-$here/teardown}
size=${1:-}
. "$here/tests/bench/lib.sh"

[ -x "$TEARDOWN" ] || fail "$TEARDOWN: not built"
releases proof "${BENCH_PROOF:-$here/build/bench/proof${size:+-small}}" $size

fixes=$(truth fixes "$history/truth") && other=$(truth pick "$history/truth") &&
	known=$(truth rule "$history/truth") || exit 2
brought=$(echo "$known" | sed -n 2p) known=$(echo "$known" | sed -n 1p)

# The rules, knowing this history's commits.
cp -R "$here/cocci" "$tmp/rules" &&
	sed -i -E "s/^(\/\/ Fixed-by: )376991db[0-9a-f]*/\1$known/
		s/^(\/\/ Introduced-by: )[0-9a-f]+/\1$brought/" "$tmp/rules/dma_ops_before_devres.cocci" &&
	grep -q "$known" "$tmp/rules/dma_ops_before_devres.cocci" || fail 'the rule names no commit'
TEARDOWN_RULES=$tmp/rules
export TEARDOWN_RULES

audit() { "$TEARDOWN" -q -C "$repo" audit --format=json --index "$index" "$@"; }

# figures WHAT FIX
figures()
{
	cold
	seconds 1 audit --no-proof "$2"
	without=$took
	cold
	seconds 1 audit "$2"
	verdict "$1, cold: seconds for the proof" \
		"$(awk -v a="$took" -v b="$without" 'BEGIN { printf "%.3f", a - b }')" 10 \
		"$took s, --no-proof $without s"
	mv "$tmp/out" "$tmp/first"
	median 5 1 audit "$2"
	verdict "$1, warm: seconds" "$took" 0.3 'median of 5'
	cmp -s "$tmp/first" "$tmp/out" && differ=0 || differ=1
	verdict "$1, warm: other answers" "$differ" 0 ''
}

figures "rule's fix" "$known"
figures 'other fix' "$other"

# What else one would do: spatch on each version of the file that a release has. Some are tried.
git -C "$repo" tag | sed 's,$,:drivers/base/dd.c,' |
	git -C "$repo" cat-file --batch-check='%(objectname)' | sort -u >"$tmp/versions"
versions=$(wc -l <"$tmp/versions")
head -n 20 "$tmp/versions" >"$tmp/some"
by_hand()
{
	while read -r blob; do
		git -C "$repo" cat-file blob "$blob" >"$tmp/dd.c" &&
			spatch --very-quiet -D report --no-includes --include-headers \
				--cocci-file "$here/cocci/dma_ops_before_devres.cocci" "$tmp/dd.c" || return 2
	done <"$tmp/some"
}
seconds 0 by_hand
by_hand=$(awk -v t="$took" -v n="$versions" -v s="$(wc -l <"$tmp/some")" \
	'BEGIN { printf "%.1f", t * n / s }')
cold
seconds 1 audit "$known"
verdict 'cold audit, of spatch on each version' "$(ratio "$took" "$by_hand")" 0.2 \
	"$took s, $by_hand s for $versions versions, from $(wc -l <"$tmp/some")"

# All fixes at once.
cold
seconds 1 audit --no-proof $fixes
told=$(truth compare "$history/truth" "$tmp/out" 2>/dev/null)
echo "# from history alone: $told, $took s"
cold
seconds 1 audit $fixes
echo "# $(echo "$fixes" | wc -l) fixes, cold: $took s"
answers 'answers, fixes on branches' "$history/truth"
cold
seconds 1 /usr/bin/python3 "$here/tests/bench/peak.py" "$TEARDOWN" -q -C "$repo" audit \
	--format=json --index "$index" $fixes
verdict 'memory of that, MB' "$(cat "$tmp/out")" 600 'the largest process'

exit $missed
