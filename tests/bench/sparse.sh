#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What a second opinion costs: make C=2 of drivers/base of Linux 6.12, built with its defconfig in
# $BENCH_SPARSE, with CHECK='teardown sparse' and with CHECK=sparse, in turns; seconds of wall time.
# Exit status 1 when the limit is missed, 2 when something failed.
here=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
TEARDOWN=${TEARDOWN:-$here/teardown}
tree=${TEARDOWN_LINUX_6_12:-$here/build/kernel/linux-source-6.12}
BENCH_SPARSE=${BENCH_SPARSE:-$here/build/bench/sparse}
. "$here/tests/bench/lib.sh"

[ -e "$tree/Kbuild" ] || fail "$tree: no kernel there; name one by TEARDOWN_LINUX_6_12="
[ -x "$TEARDOWN" ] || fail "$TEARDOWN: not built"
tmp=$(mktemp -d "${TMPDIR:-/tmp}/teardown-bench.XXXXXX") || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' INT TERM
XDG_CACHE_HOME=$tmp/cache LC_ALL=C
export XDG_CACHE_HOME LC_ALL

mkdir -p "$BENCH_SPARSE" || exit 2
{ make -s -C "$tree" O="$BENCH_SPARSE" defconfig &&
	make -s -C "$BENCH_SPARSE" -j4 prepare modules_prepare drivers/base/; } >"$tmp/log" 2>&1 ||
	fail "cannot build drivers/base: $(tail -n 1 "$tmp/log")"

checked() { make -C "$BENCH_SPARSE" C=2 CHECK="$1" drivers/base/ 2>&1; }

checked sparse >/dev/null && checked "$TEARDOWN sparse" >/dev/null || fail 'make C=2 failed'
median 3 1 checked sparse
alone=$took
median 3 1 checked "$TEARDOWN sparse"
verdict "make C=2 of drivers/base, of CHECK=sparse's time" "$(ratio "$took" "$alone")" 1.3 \
	"$took s, and $alone s"
grep -q 'platform.c:.*\[bus_teardown_before_devres\]$' "$tmp/out" || fail 'platform.c is not told'
exit "$missed"
