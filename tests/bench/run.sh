#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The figures of `make bench`, on Linux 6.12: each a ratio or a size from this one
# run, its limit beside it, and whether it is kept. Exit status 1 when one is missed,
# 2 when something failed. For the time they take the machine should have no other work.
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
TEARDOWN=${TEARDOWN:-$here/teardown}
tree=${TEARDOWN_LINUX_6_12:-$here/build/kernel/linux-source-6.12}
. "$here/tests/bench/lib.sh"

[ -e "$tree/Kbuild" ] || fail "$tree: no kernel there; name one by TEARDOWN_LINUX_6_12="
[ -x "$TEARDOWN" ] || fail "$TEARDOWN: not built"
tree=$(cd "$tree" && pwd -P) || exit 2
tmp=$(mktemp -d "${TMPDIR:-/tmp}/teardown-bench.XXXXXX") || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' INT TERM
XDG_CACHE_HOME=$tmp/cache
export XDG_CACHE_HOME
mkdir "$tmp/cache"

check()
{
	dir=$1
	shift
	"$TEARDOWN" -q -C "$dir" check --format=terse "$@"
}

# A tree of its own, so that a file may be changed: of links where that goes.
copy=$tmp/linux
cp -al "$tree" "$copy" 2>/dev/null || { rm -rf "$copy" && cp -R "$tree" "$copy"; } ||
	fail "cannot copy $tree to $copy"

# The words by which a rule's teardowns can be told, of the rules that are on.
for rule in "$here"/cocci/*.cocci; do
	grep -q '^// Default: off' "$rule" && continue
	sed -nE 's,^// Teardown(-managed|-bus)?: (->)?,,p' "$rule"
done | sed -E 's,^kfree\(dev->(\w+)\).*,\1,; s,^dev->(\w+) = NULL,\1,; s,\(.*,,' | sort -u |
	tr '\n' '|' | sed 's/|$//' >"$tmp/words"

# An index of the tree's files is all that git grep needs to search them there.
git init -q "$tmp/repo" || fail 'git init failed'
(cd "$copy" && find . -name '*.[ch]' -type f | sed 's,^\./,100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391	,') |
	git -C "$tmp/repo" update-index --add --index-info || fail 'no index'
grep_tree()
{
	git --git-dir="$tmp/repo/.git" --work-tree="$copy" -C "$copy" grep -lE "$(cat "$tmp/words")"
}

# Everything once through the page cache.
seconds 1 grep_tree
seconds 1 check "$copy" --no-cache -j2

# The whole tree, nothing kept.
seconds 1 check "$copy" --no-cache -j2
whole=$took
MODE=report J=2 M='' V='' seconds 1 sh "$here/scripts/coccicheck.sh" "$copy"
verdict 'whole tree, of make coccicheck, the same rules' "$(ratio "$whole" "$took")" 0.333 \
	"$whole s, $took s"

# Again, after one file that matters has changed: each time another change.
seconds 1 check "$copy" -j2
touched=$copy/drivers/base/dd.c
for i in 1 2 3; do
	cp "$touched" "$tmp/dd.c" && echo "/* $i */" >>"$tmp/dd.c" && rm "$touched" &&
		mv "$tmp/dd.c" "$touched" || fail "cannot change $touched"
	seconds 1 check "$copy" -j2
	echo "$took"
done >"$tmp/again"
again=$(sort -n "$tmp/again" | sed -n 2p)
median 3 1 grep_tree
verdict 'again after one file changed, of one git grep' "$(ratio "$again" "$took")" 2 \
	"$again s, $took s"

# Small things, nothing kept.
median 5 1 check "$tree" --no-cache drivers/base/dd.c
verdict 'one file, drivers/base/dd.c, seconds' "$took" 0.6 'median of 5'
median 5 1 check "$tree" --no-cache drivers/base
verdict 'one folder, drivers/base, seconds' "$took" 0.6 'median of 5'

# The most memory at one moment, the program and all that it runs.
cat >"$tmp/peak.py" <<'END'
import os, subprocess, sys, time

def tree_kb(root):
    parent, rss = {}, {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = open("/proc/%s/stat" % pid).read().rpartition(")")[2].split()
            parent[int(pid)] = int(stat[1])
            rss[int(pid)] = int(stat[21]) * (os.sysconf("SC_PAGE_SIZE") // 1024)
        except OSError:
            pass
    ours = {root}
    while True:
        more = {p for p in parent if parent[p] in ours} - ours
        if not more:
            return sum(rss.get(p, 0) for p in ours)
        ours |= more

child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
peak = 0
while child.poll() is None:
    peak = max(peak, tree_kb(child.pid))
    time.sleep(0.05)
print("%.3f" % (peak / 1e6))
sys.exit(child.returncode > 1)
END
peak=$(python3 "$tmp/peak.py" "$TEARDOWN" -q -C "$copy" check --no-cache -j2 --format=terse) ||
	fail 'the check failed'
verdict 'memory of -j 2 with children, GB' "$peak" 1.5 'sum of resident sizes'

exit $missed
