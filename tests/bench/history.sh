#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The figures of `make bench` for the audit, on a kernel-shaped history that is made
# once and kept: each a ratio or a size from this one run, as run.sh gives them.
#
#	history.sh [--small]
#
# BENCH_HISTORY names a history that is made already (history.c's FOLDER with its
# repository in repo.git), GENERATOR the program that makes one. --small: to try this
# script; its ratios tell nothing.
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
TEARDOWN=${TEARDOWN:-$here/teardown}
GENERATOR=${GENERATOR:-$here/build/bench/history}
size=${1:-}
history=${BENCH_HISTORY:-${GENERATOR%/*}/made${size:+-small}}
. "$here/tests/bench/lib.sh"

[ -x "$TEARDOWN" ] || fail "$TEARDOWN: not built"

# Made aside and renamed: a folder of that name is a whole history.
if [ ! -d "$history" ]; then
	[ -x "$GENERATOR" ] || fail "$GENERATOR: not built"
	echo "bench: making $history, some minutes" >&2
	rm -rf "$history.part"
	mkdir -p "$history.part" && git init -q --bare -b master "$history.part/repo.git" &&
		"$GENERATOR" $size "$history.part/repo.git" "$history.part" 2>"$history.part/log" &&
		mv "$history.part" "$history" || fail "no history: $(tail -n 3 "$history.part/log")"
fi
beside "$history"

fixes=$(truth fixes "$history/truth") && fix=$(truth pick "$history/truth") || exit 2
asked=$(echo "$fixes" | wc -l)
# The newest branch that got a backport of it.
branch=linux-$(awk -F '\t' -v f="$fix" '$1 == "fix" && $2 == f && $4 == "carries" && $6 != f { b = $3 }
	END { print b }' "$history/truth")

# The code of this history is not what its truth says: commits empty the lines of others.
prove() { "$TEARDOWN" -q -C "$repo" audit --format=json --index "$index" "$@"; }
audit() { prove --no-proof "$@"; }
missing() { "$TEARDOWN" -q -C "$repo" missing --format=json --index "$index" "$branch" "$@"; }

pack=$(cat "$repo"/objects/pack/*.pack | wc -c)
commits=$(git -C "$repo" rev-list --all --count)
echo "# $commits commits, $(git -C "$repo" tag | wc -l) tags," \
	"pack of $((pack >> 20)) MiB, $asked fixes, one of them $fix"

# graph ARGUMENT…: git's command that writes it
graph()
{
	rm -rf "$repo"/objects/info/commit-graph*
	git -C "$repo" "$@" 2>"$tmp/err" || fail "no commit-graph: $(tail -n 3 "$tmp/err")"
}

# What git itself needs, at its best: with a commit-graph. That is put aside then.
graph commit-graph write --reachable
seconds 0 git -C "$repo" log --all --format=%H --grep="$fix"
git_log=$took
seconds 0 git -C "$repo" tag --contains "$fix"
contains=$took
seconds 0 git -C "$repo" branch -a --contains "$fix"
git_all=$(awk -v a="$git_log" -v b="$contains" -v c="$took" 'BEGIN { print a + b + c }')

mv "$repo/objects/info/commit-graph" "$tmp/graph-2" || fail 'no commit-graph'

# Nothing kept, no commit-graph.
cold
seconds 1 audit "$fix"
verdict 'cold audit of one fix, of git log --grep' "$(ratio "$took" "$git_log")" 0.5 \
	"$took s, $git_log s; aim 0.25"
cold
seconds 1 /usr/bin/python3 "$here/tests/bench/peak.py" "$TEARDOWN" -q -C "$repo" missing \
	--format=json --index "$index" "$branch"
verdict 'full cold index, of git log --grep' "$(ratio "$took" "$git_log")" 1 "$took s, $git_log s"
verdict 'memory of that, MB' "$(cat "$tmp/out")" 600 'missing, all paths'
[ -e "$index" ] || fail "$index: no index there"
bytes=$(cat "$index"* | wc -c)
verdict "index, of the pack's size" "$(ratio "$bytes" "$pack")" 0.15 \
	"$((bytes >> 20)) MiB, $((pack >> 20)) MiB"

# Everything kept.
median 5 1 audit "$fix"
verdict 'warm audit of one fix, of git in 3 commands' "$(ratio "$took" "$git_all")" 0.01 \
	"$took s, $git_all s"
verdict 'warm audit of one fix, seconds' "$took" 0.15 'median of 5'
seconds 1 missing -- drivers/base drivers/amba drivers/iommu
verdict "warm missing, three folders, seconds" "$took" 1 "$branch"
seconds 1 prove "$fix"
verdict 'proof for one fix, asked first, seconds' "$took" 10 "$(git -C "$repo" tag | wc -l) tags"
median 5 1 prove "$fix"
verdict 'proof for one fix, warm, seconds' "$took" 0.3 'median of 5'
# What was never asked before is looked for on each branch by its change too; that is kept.
some=$(echo "$fixes" | head -n 200)
seconds 1 audit $some
verdict 'audit of 200 fixes, none asked before, seconds' "$took" 3 'the index is warm'
median 3 1 audit $some
verdict 'warm audit of 200 fixes, seconds' "$took" 1 'median of 3'
seconds 1 audit $fixes
answers 'answers, fixes on branches' "$history/truth"
mv "$tmp/out" "$tmp/first"

# same WHAT: the same answers from nothing kept, whatever git keeps of the graph
same()
{
	cold
	seconds 1 audit $fixes
	cmp -s "$tmp/first" "$tmp/out" && other=0 || other=1
	verdict "answers, $1: others" "$other" 0 "cold, $took s"
	[ "$other" -eq 0 ] && return
	{ tail -n 3 "$tmp/err" && truth compare "$history/truth" "$tmp/out" 2>&1 | tail -n 12; } |
		sed 's/^/      /'
}

same 'no commit-graph'
graph -c commitGraph.generationVersion=1 commit-graph write --reachable
same 'commit-graph of version 1'
cold
seconds 1 audit "$fix"
verdict 'cold audit with it, of git log --grep' "$(ratio "$took" "$git_log")" 0.5 \
	"$took s, $git_log s; aim 0.25"
cp -f "$tmp/graph-2" "$repo/objects/info/commit-graph" || fail 'no commit-graph'
same 'commit-graph of version 2'

git init -q --bare -b master "$tmp/other.git" && cp "$repo/packed-refs" "$tmp/other.git" &&
	echo "$repo/objects" >"$tmp/other.git/objects/info/alternates" || fail 'no alternate'
whole=$repo repo=$tmp/other.git
same 'commit-graph in an alternate'
repo=$whole

git -C "$repo" rev-parse "$fix" >"$tmp/half"
graph commit-graph write --split --stdin-commits <"$tmp/half"
git -C "$repo" commit-graph write --split=no-merge --reachable 2>"$tmp/err" ||
	fail "no commit-graph: $(tail -n 3 "$tmp/err")"
[ "$(wc -l <"$repo/objects/info/commit-graphs/commit-graph-chain")" -gt 1 ] ||
	fail 'the commit-graph is not split'
same 'commit-graph in two parts'

# Later commits come in; the commit-graph is that of before.
seconds 1 missing -- drivers/base
cp "$history"/more/pack-* "$repo/objects/pack" &&
	git -C "$repo" update-ref --stdin <"$history/more/refs" || fail 'no later commits'
new=$(($(git -C "$repo" rev-list --all --count) - commits))
seconds 1 audit "$fix"
verdict 'index brought up to date, one fix, seconds' "$took" 1 \
	"$new commits, $(grep -c refs/heads/ "$history/more/refs") branches"
seconds 1 missing -- drivers/base
verdict 'and for missing, seconds' "$took" 1 ''
seconds 1 audit $fixes
answers 'answers after that' "$history/more/truth"

exit $missed
