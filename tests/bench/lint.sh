#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The figures of teardown lint, on commits of Linux 6.12 in a repository of its own
# ($BENCH_LINT, made when it is not there), each with its limit: seconds, and beside git grep of
# the same tree. Exit status 1 when one is missed, 2 when something failed.
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
TEARDOWN=${TEARDOWN:-$here/teardown}
tree=${TEARDOWN_LINUX_6_12:-$here/build/kernel/linux-source-6.12}
BENCH_LINT=${BENCH_LINT:-$here/build/bench/lint}
. "$here/tests/bench/lib.sh"
. "$here/tests/kernel/commits.sh"

[ -e "$tree/Kbuild" ] || fail "$tree: no kernel there; name one by TEARDOWN_LINUX_6_12="
[ -x "$TEARDOWN" ] || fail "$TEARDOWN: not built"
mkdir -p "$(dirname "$BENCH_LINT")" || exit 2
kernel_repository "$tree" "$BENCH_LINT" || fail "cannot make $BENCH_LINT"
tmp=$(mktemp -d "${TMPDIR:-/tmp}/teardown-bench.XXXXXX") || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' INT TERM
XDG_CACHE_HOME=$tmp/cache GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@b
export XDG_CACHE_HOME GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
cd "$BENCH_LINT" || exit 2

lint() { "$TEARDOWN" -q lint --format=terse "$@"; }
first() { rm -rf "$tmp/cache" && lint "$@"; }
from_base() { git update-ref HEAD base && git read-tree base; }

from_base
swapped >"$tmp/dd.c" && put drivers/base/dd.c <"$tmp/dd.c" && commit swap && git tag -f swap >/dev/null
cat .git/objects/pack/*.pack >/dev/null

median 3 1 git grep -l no_such_word_here swap -- '*.c' '*.h'
grepped=$took
median 3 1 first swap
verdict 'first lint of a one-file change, seconds' "$took" 2 "git grep of the tree: $grepped s, $(ratio "$took" "$grepped") of it"
[ "$(wc -l <"$tmp/out")" -eq 1 ] || fail 'the swap is not told once'
median 5 1 lint swap
verdict 'later ones, seconds' "$took" 0.7 "$(ratio "$took" "$grepped") of a git grep"

from_base
for i in 1 2 3 4 5; do	# each another file, seen for the first time
	path=$(sed -n "$((i * 9))p" "$here/tests/kernel/put-in-buses.tsv" | cut -f 1)
	file_of "$path" | sed 's/return 0;/return  0 ;/; s/dev_dbg(/dev_info(/' | put "$path"
	commit "$i"
	seconds 1 lint HEAD
	echo "$took"
done >"$tmp/others"
verdict 'of other files, seen for the first time, seconds' "$(sort -n "$tmp/others" | tail -n 1)" 0.7 'the slowest of 5'

# Thirty patches, a bug put into three buses by each.
from_base
grep -v '^#' "$here/tests/kernel/put-in-buses.tsv" | cut -f 1 | sort -u >"$tmp/paths"
mkdir "$tmp/made"
python3 "$here/tests/kernel/put-in.py" "$tree" "$tmp/made" 'arch_teardown_dma_ops(DEV);' \
	<"$here/tests/kernel/put-in-buses.tsv" >"$tmp/put" || fail 'put-in.py'
for i in $(seq 30); do
	sed -n "$((3 * i - 2)),$((3 * i))p" "$tmp/paths" | while read -r path; do
		put "$path" <"$tmp/made/$path"
	done
	commit "$i"
done
seconds 1 lint base..HEAD
verdict 'a series of 30 patches of three buses each, seconds' "$took" 10 "$(wc -l <"$tmp/out") findings"
git format-patch -q --stdout -n base..HEAD >"$tmp/series"
from_base
seconds 1 lint "$tmp/series"
verdict 'the same as a mailbox, seconds' "$took" 10 "$(wc -l <"$tmp/out") findings"

from_base
file_of kernel/sched/core.c | sed 's/pr_info(/pr_warn(/' | put kernel/sched/core.c && commit sched
median 5 1 first HEAD
verdict 'a change without a word of any rule, seconds' "$took" 0.1 'nothing kept, median of 5'
from_base
exit $missed
