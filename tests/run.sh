#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs the unit tests named as arguments and then tests/*.t, all of them whatever
# fails, and tells by the exit status. `make check` calls it.
set -u
cd "$(dirname "$0")/.." || exit 2

failed=0
for t in "$@"; do
	echo "$t"
	"$t" || failed=1
done
prove -j4 tests/*.t || failed=1
exit $failed
