#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The audit on a kernel-shaped history of some thousand commits whose truth is known:
# every form of a backport's message, reverts, what only looks like a backport. In the
# truth file, which tests/bench/history.c explains, each line ends in what was done.
. "$(dirname "$0")/lib.sh"

GENERATOR=${GENERATOR:-$ROOT/build/bench/history}
[ -x "$GENERATOR" ] || skip_all 'no generator: make build/bench/history'
run teardown audit --format=json
err_has 'unknown command audit' && skip_all 'no audit in this teardown yet'

truth() { /usr/bin/python3 "$ROOT/tests/bench/truth.py" "$@"; }
make_history()
{
	mkdir made && git init -q --bare -b master repo.git &&
		"$GENERATOR" --small repo.git made 2>made/log
}

# From history alone: commits of this one empty the lines of others. Status: 0, or 1 as
# some branch lacks a fix.
audit()
{
	run teardown -q -C repo.git audit --no-proof --format=json "$@"
	RAN="teardown audit of $# arguments, '$1' to the last"
	[ "$STATUS" -le 1 ]
}

# right TRUTH: whether the last run's answers are those of TRUTH
right() { truth compare "$1" "$OUT" >"$IN/diff" 2>&1; }

# Each twentieth fix in a run of its own.
one_by_one()
{
	for fix in $(echo "$fixes" | sed -n 1~20p); do
		awk -F '\t' -v fix="$fix" '$1 != "unknown" && $2 == fix' made/truth >one
		audit "$fix" && right one || return
	done
}

later()
{
	cp made/more/pack-* repo.git/objects/pack &&
		git -C repo.git update-ref --stdin <made/more/refs
}

test_ok 'the history can be made' make_history
fixes=$(truth fixes made/truth)
test_ok 'git finds nothing wrong with it' \
	'run git -C repo.git fsck --no-dangling; status 0 && err_lines 0'
test_ok 'one by one, the answers are right' one_by_one
test_ok 'all at once' 'audit $fixes && right made/truth'
test_ok 'from what is kept' 'audit $fixes && right made/truth'
test_ok 'when later commits have come in' 'later && audit $fixes && right made/more/truth'
test_ok 'from nothing kept' 'audit --index "$TMP/new" $fixes && right made/more/truth'
for graph in '-c commitGraph.generationVersion=1 commit-graph write --reachable' \
	'commit-graph write --reachable'; do
	test_ok "with git $graph" 'git -C repo.git $graph && audit --index "$TMP/graph" $fixes &&
		right made/more/truth'
	rm -rf graph graph-* repo.git/objects/info/commit-graph
done
id=$(truth unknown made/truth)
test_ok 'an id that no commit has is said to be unknown' \
	'run teardown -q -C repo.git audit --format=json "$id"
	! status 0 && json "any(\"$id\" in u[\"what\"] for u in d[\"unknown\"])"'
test_done
