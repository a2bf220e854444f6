#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# coccicheck.sh KDIR [RULE…]: the kernel's own coccicheck with rules of cocci/, by
# name or by path; with none named, those that are on by default. From the
# environment: MODE (report), M, J, V, SPFLAGS, as coccicheck knows them.
#
# Exit status: 0 no findings, 1 findings, 2 it failed. (make itself turns any
# failure into 2; its last line tells 'Error 1' from 'Error 2'.)
set -u

fail()
{
	echo "coccicheck: $*" >&2
	exit 2
}

here=$(cd "$(dirname "$0")/.." && pwd) || exit 2
kdir=${1:-}
[ $# -eq 0 ] || shift

[ -n "$kdir" ] || fail 'name a kernel tree: make coccicheck KDIR=<tree>'
[ -d "$kdir" ] || fail "$kdir: no such folder"
if ! grep -q '^VERSION = ' "$kdir/Makefile" 2>/dev/null || [ ! -f "$kdir/scripts/coccicheck" ]; then
	fail "$kdir is not a kernel tree"
fi
kdir=$(cd "$kdir" && pwd) || exit 2
MODE=${MODE:-report}
case $MODE in
report | context | org | patch | chain | rep+ctxt) ;;
*) fail "unknown MODE=$MODE; known: report, context, org, patch, chain, rep+ctxt" ;;
esac
if [ -n "${M:-}" ] && [ ! -e "$kdir/$M" ]; then
	case $M in
	/*) [ -e "$M" ] || fail "M=$M: no such folder" ;;
	*) fail "M=$M: no such folder in $kdir" ;;
	esac
fi
spatch=$(command -v "${SPATCH:-spatch}") || fail "${SPATCH:-spatch}: not found; it is in Debian's coccinelle"

if [ $# -eq 0 ]; then
	for rule in "$here"/cocci/*.cocci; do
		grep -q '^// Default: off' "$rule" || set -- "$@" "$rule"
	done
fi
for rule; do
	case $rule in
	*.cocci) ;;
	*) rule=$here/cocci/$rule.cocci ;;
	esac
	[ -f "$rule" ] || fail "$rule: no such rule"
done

log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT
trap 'exit 2' INT TERM

run_rule()
{
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MAKEOVERRIDES \
		make -s --no-print-directory -C "$kdir" coccicheck COCCI="$1" MODE="$MODE" \
		${M:+"M=$M"} ${J:+"J=$J"} ${V:+"V=$V"} >"$log" 2>&1 </dev/null
}

# Everything with V=1; else what spatch printed, without coccicheck's banner and echo or
# what its search for files says.
show()
{
	if [ "${V:-0}" != 0 ]; then
		cat "$log"
		return
	fi
	awk -v echo="$spatch -D " '
		/^Please check for false positives in the output before/ { next }
		/^When using "patch" mode, carefully review the patch/ { next }
		/^You have selected the "chain" mode/ || /^All available modes will be/ { next }
		index($0, echo) == 1 { next }
		/^fatal: not a git repository/ || /^[0-9]+ files match$/ { next }
		/^make(\[[0-9]+\])?: \*\*\* / { next }
		/^$/ && !seen { next }
		{ seen = 1; print }' "$log"
}

# Lines of a report, TODO lines of org mode, hunks of a diff.
count()
{
	grep -Ec '^[^ ].*:[0-9]+:[0-9]+-[0-9]+: |^\* TODO |^@@ -[0-9]' "$log"
}

findings=0 failed=0
for rule; do
	case $rule in
	/*) ;;
	*.cocci) rule=$PWD/$rule ;;
	*) rule=$here/cocci/$rule.cocci ;;
	esac
	name=$(basename "$rule" .cocci)
	status=0
	run_rule "$rule" || status=$?
	show
	n=$(count)
	findings=$((findings + n))
	if [ $status -ne 0 ]; then
		echo "coccicheck: $name: it failed" >&2
		failed=1
	elif grep -q '^Skipping coccinelle SmPL patch' "$log"; then
		echo "coccicheck: $name: it was skipped, spatch is too old for it" >&2
		failed=1
	elif grep -q '^EXN:' "$log"; then
		echo "coccicheck: $name: spatch failed on $(grep -c '^EXN:' "$log") of the files" >&2
		failed=1
	fi
done

echo "coccicheck: findings: $findings, rules: $#" >&2
[ $failed -eq 0 ] || exit 2
[ "$findings" -eq 0 ] || exit 1
exit 0
