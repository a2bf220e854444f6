# SPDX-License-Identifier: GPL-2.0
# Helpers of the shell tests. A test is a POSIX sh script, tests/NNNN-topic.t:
#
#	#!/bin/sh
#	. "$(dirname "$0")/lib.sh"
#
#	test_ok 'the version is told' 'run teardown --version; status 0 && out_has "^teardown "'
#	test_done
#
# It may be started from anywhere; on start it stands in $TMP, a new folder of
# its own, removed at the end. Set for it:
#
#	TEARDOWN	the program; `teardown` in the test calls it
#	ROOT		the source tree
#	TMP		the folder it stands in; the caches are inside of it too
#
# Helpers:
#
#	run COMMAND…		stdout to $OUT, stderr to $ERR, exit status to $STATUS; always true
#	status N		whether the last run ended with N
#	out_has RE, err_has RE	whether a line of $OUT / $ERR matches (grep -E)
#	out_lacks RE, err_lacks RE
#	out_is, err_is		whether it is the same as stdin
#	err_lines N		whether $ERR holds N lines
#	json EXPR		evaluates a python expression over d, the JSON of $OUT: true when true
#	test_ok NAME SCRIPT	one TAP line; SCRIPT is run in this shell; what ran last is shown on failure
#	test_skip NAME WHY
#	skip_all WHY		ends the test
#	test_done		the plan; the exit status

set -u

ROOT=$(cd "$(dirname "$0")" && while [ ! -e src/main.c ] && [ "$PWD" != / ]; do cd ..; done && pwd)
TEARDOWN=${TEARDOWN:-$ROOT/teardown}
TMP=$(mktemp -d "${TMPDIR:-/tmp}/teardown-test.XXXXXX") || exit 2
TMP=$(cd "$TMP" && pwd -P)
IN=$TMP/.lib
OUT=$IN/out ERR=$IN/err
STATUS=0 TESTS=0 FAILED=0 RAN=
mkdir "$IN" "$IN/home" "$IN/cache"
: >"$OUT"
: >"$ERR"
trap 'cd / && chmod -R u+rwX "$TMP" 2>/dev/null; rm -rf "$TMP"' EXIT
trap 'exit 130' INT TERM

# Nothing of the user's own set-up reaches a test.
unset NO_COLOR TEARDOWN_RULES SPATCH GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE PYTHONPATH
HOME=$IN/home XDG_CACHE_HOME=$IN/cache LC_ALL=C TZ=UTC TERM=dumb PATH=/usr/bin:/bin:$PATH
GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org
GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@example.org
GIT_AUTHOR_DATE='1700000000 +0000' GIT_COMMITTER_DATE='1700000000 +0000'
export HOME XDG_CACHE_HOME LC_ALL TZ TERM PATH GIT_CONFIG_NOSYSTEM GIT_AUTHOR_NAME
export GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_DATE

export LSAN_OPTIONS="suppressions=$ROOT/tests/lsan.supp:print_suppressions=0"

cd "$TMP" || exit 2

teardown() { "$TEARDOWN" "$@"; }

run()
{
	RAN=$*
	STATUS=0
	"$@" >"$OUT" 2>"$ERR" </dev/null || STATUS=$?
	return 0
}

status() { [ "$STATUS" -eq "$1" ]; }
out_has() { grep -Eq -e "$1" "$OUT"; }
err_has() { grep -Eq -e "$1" "$ERR"; }
out_lacks() { ! out_has "$1"; }
err_lacks() { ! err_has "$1"; }
out_is() { diff - "$OUT" >"$IN/diff"; }
err_is() { diff - "$ERR" >"$IN/diff"; }
err_lines() { [ "$(wc -l <"$ERR")" -eq "$1" ]; }

json()
{
	/usr/bin/python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
sys.exit(not eval("(" + sys.argv[2] + ")"))' "$OUT" "$1" 2>"$IN/diff"
}

tap_show()
{
	printf '# ran: %s\n# status %s\n' "$RAN" "$STATUS"
	head -n 40 "$OUT" | sed 's/^/# out: /'
	head -n 20 "$ERR" | sed 's/^/# err: /'
	[ ! -s "$IN/diff" ] || head -n 30 "$IN/diff" | sed 's/^/# /'
}

test_ok()
{
	TESTS=$((TESTS + 1))
	rm -f "$IN/diff"
	if eval "$2"; then
		echo "ok $TESTS - $1"
	else
		echo "not ok $TESTS - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
		tap_show
		FAILED=$((FAILED + 1))
	fi
}

test_skip()
{
	TESTS=$((TESTS + 1))
	echo "ok $TESTS - $1 # skip $2"
}

skip_all()
{
	echo "1..0 # skip $1"
	exit 0
}

test_done()
{
	echo "1..$TESTS"
	[ "$FAILED" -eq 0 ]
	exit
}
