#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs the unit tests named as arguments and then tests/*.t, all of them whatever
# fails, and tells by the exit status. `make check` calls it.
set -u
cd "$(dirname "$0")/.." || exit 2

log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT

unit_tests()
{
	failed=0
	for t; do
		echo "$t"
		"$t" || failed=1
	done
	return $failed
}

# The unit tests run beside the others: each has times when it only waits.
unit_tests "$@" >"$log" 2>&1 &
units=$!
failed=0
prove -j4 tests/*.t || failed=1
wait $units || failed=1
cat "$log"
exit $failed
