#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What teardown check finds in the shapes of code in tests/check: every line that
# ends in a comment 'finding', and no other. The single files are checked in one run,
# each folder in one of its own. Those of tests/rules are held against check likewise,
# there also 'finding: check only'. Either may go on with ', not by sparse: WHY'.
. "$(dirname "$0")/lib.sh"

command -v spatch >/dev/null || skip_all 'no spatch'
export TEARDOWN_RULES="$ROOT/cocci"

# The marked lines below the current folder, FILE:LINE.
marks()
{
	grep -rnHE '/\* finding(: check only)?(, not by sparse: [^*]+)? \*/$' "$@" |
		sed -E 's,^(\./)?([^:]*):([0-9]+):.*,\2:\3,' | sort
}

# The lines of a report in JSON. One finding may tell several teardowns: a marked line
# is found when it is the finding's own or stands among those.
lines='import json, sys
d = json.load(open(sys.argv[1]))
want = set(open(sys.argv[2]).read().split())
got = set()
for f in d["findings"]:
    got.add("%s:%d" % (f["path"], f["line"]))
    for r in f["related"]:
        at = "%s:%d" % (r["path"], r["line"])
        if r["kind"] == "teardown" and at in want:
            got.add(at)
for at in sorted(got):
    print(at)
for u in d["coverage"]["unparsed"]:
    print("not parsed: %s:%d" % (u["path"], u["line"]), file=sys.stderr)
for u in d["coverage"]["unseen"]:
    print("not seen: %s: %s" % (u["path"], u["why"]), file=sys.stderr)
'

# compare FOLDER OPTION… -- PATH…: what check says of them against their marks
compare()
{
	folder=$1
	shift
	(cd "$folder" && shift $(($# - 1)) && marks "$1") >want
	run teardown -C "$folder" check --no-cache --format=json "$@"
	/usr/bin/python3 -c "$lines" "$OUT" want >got 2>unseen &&
		diff want got >"$IN/diff" && [ ! -s unseen ]
}

# The single files: one run, one test for each.
mkdir single
cp "$ROOT"/tests/check/*.c single
(cd single && marks .) >all.want
run teardown -C single check --no-cache --format=json .
test_ok 'tests/check/*.c: the check runs' 'status 1 && /usr/bin/python3 -c "$lines" "$OUT" all.want >all.got 2>unseen'
test_ok 'tests/check/*.c: all is seen' 'cat unseen >"$IN/diff"; [ ! -s unseen ]'
for f in single/*.c; do
	name=${f##*/}
	test_ok "$name: $(sed -n '2s,^/\* \(.*\)\. \*/$,\1,p' "$f")" \
		'grep "^$name:" all.want >want; grep "^$name:" all.got >got; diff want got >"$IN/diff"'
done

for d in "$ROOT"/tests/check/*/; do
	d=${d%/}
	test_ok "${d##*/}/" 'compare "$d" .'
done

# The rules' own fixtures, by check: all single files of a rule in one run.
for d in "$ROOT"/tests/rules/*/; do
	rule=$(basename "$d")
	[ "$rule" != include ] || continue
	rm -rf files && mkdir files && cp "$d"*.c files
	(cd files && marks .) >want
	run teardown -C files check --no-cache -r "$rule" --format=json .
	test_ok "$rule: check finds what the marks say" \
		'/usr/bin/python3 -c "$lines" "$OUT" want >got 2>unseen && diff want got >"$IN/diff"'
	for t in "$d"tree-*/; do
		[ -d "$t" ] || continue
		test_ok "$rule/$(basename "$t"): check follows through the files" \
			'compare "${t%/}" -r "$rule" .'
	done
done

test_done
