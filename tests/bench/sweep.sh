#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The figures of `make bench` for `audit --sweep`: a rule's history over 100 releases of
# whole trees, made from 6.12 once and kept.
#
#	sweep.sh [--series] [--small]
#
# Of mainline and six series; --series: of one series, as most that is asked is: what
# they cost goes by how many files differ. BENCH_SWEEP names a history that is made
# already (releases.py's FOLDER with its repository in repo.git), TEARDOWN_LINUX_6_12 the
# tree to make one from. --small: to try this script; its ratios tell nothing.
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
TEARDOWN=${TEARDOWN:-$here/teardown}
shape=sweep limit=7
[ "${1:-}" != --series ] || { shape=series limit=3 && shift; }
size=${1:-}
. "$here/tests/bench/lib.sh"

[ -x "$TEARDOWN" ] || fail "$TEARDOWN: not built"
releases $shape "${BENCH_SWEEP:-$here/build/bench/$shape${size:+-small}}" $size

rule=dma_ops_before_devres
check() { "$TEARDOWN" -q "$@" -r $rule --format=terse; }
sweep() { "$TEARDOWN" -q -C "$repo" audit --sweep $rule --format=json --index "$index"; }
# paths TAG: the last check's files with findings
paths() { sed -nE "s,^($1:)?([^:]*\.c):[0-9].*,\2,p" "$tmp/out" | sort -u | paste -sd, -; }
# A point release near the end, one in the middle, one near the start.
awk -F '\t' '$1 == "release" && $2 != "mainline" { print $3, $4 }' "$history/truth" >"$tmp/points"
some=$(awk -v n="$(wc -l <"$tmp/points")" \
	'NR == 1 || NR == int(n / 2) || NR == n - 1 { print $1 }' "$tmp/points")
newest=$(echo "$some" | tail -n 1)

# One release, straight from git's objects, and all of them; nothing kept.
for tag in $some; do
	cold
	seconds 1 check -C "$repo" check --rev "$tag"
	echo "$took"
	got=$(paths "$tag")
	right=$(awk -v t="$tag" '$1 == t { print $2 }' "$tmp/points")
	[ "${got:--}" = "$right" ] || echo "$tag: ${got:--}; right is $right" >&3
done >"$tmp/times" 3>"$tmp/wrong"
one=$(sort -n "$tmp/times" | sed -n 2p)
verdict 'answers, one release: wrong ones' "$(wc -l <"$tmp/wrong")" 0 "$(echo $some)"
sed 's/^/      /' "$tmp/wrong"
cold
seconds 1 sweep
all=$took
verdict "cold sweep of $tags, of a check of one" "$(ratio "$all" "$one")" $limit \
	"$all s, $one s, the median of 3"
answers 'answers, releases' "$history/truth" sweep
mv "$tmp/out" "$tmp/first"

median 3 1 sweep
verdict 'warm sweep, seconds' "$took" 1 'median of 3'
cmp -s "$tmp/first" "$tmp/out" && other=0 || other=1
verdict 'answers, warm: others' "$other" 0 ''

[ $shape = sweep ] || exit $missed

# What else one would do: unpack each release and look there. It is done for two.
alternative=0
for tag in $(echo "$some" | tail -n 2); do
	mkdir "$tmp/tree"
	seconds 0 sh -c 'git -C "$1" archive "$2" | tar -x -C "$3"' - "$repo" "$tag" "$tmp/tree"
	unpacked=$took
	rm -rf "$XDG_CACHE_HOME"
	seconds 1 check -C "$tmp/tree" check
	alternative=$(awk -v a="$alternative" -v u="$unpacked" -v c="$took" \
		'BEGIN { print a + (u + c) / 2 }')
	rm -rf "$tmp/tree"
done
each=$(awk -v a="$all" -v n="$tags" 'BEGIN { printf "%.3f", a / n }')
verdict 'sweep of one release, of archive, tar, check' "$(ratio "$each" "$alternative")" 0.1 \
	"$each s, $alternative s"

# Memory, with the releases of one branch beside it.
git init -q --bare -b master "$tmp/other.git" &&
	echo "$repo/objects" >"$tmp/other.git/objects/info/alternates" || fail 'no alternate'
branch=$(cut -f 2 "$history/truth" | grep -E '^5\.[23]\.y$' | tail -n 1)
git -C "$repo" for-each-ref --format='create %(refname) %(objectname)' "refs/heads/linux-$branch" \
	"refs/tags/v${branch%.y}.*" | git -C "$tmp/other.git" update-ref --stdin || fail 'no refs'
few=$(git -C "$tmp/other.git" tag | wc -l)
# peak REPO [--own]: to $peak
peak()
{
	cold
	seconds 1 /usr/bin/python3 "$here/tests/bench/peak.py" ${2:-} "$TEARDOWN" -q -C "$1" audit \
		--sweep $rule --format=json --index "$index"
	peak=$(cat "$tmp/out")
}
peak "$repo"
verdict "memory of the sweep of $tags, MB" "$peak" 600 'the largest process'
peak "$repo" --own
whole=$peak
peak "$tmp/other.git" --own
verdict "memory, of that for $few releases" "$(ratio "$whole" "$peak")" 1.5 \
	"$whole MB, $peak MB, without spatch"

exit $missed
