#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown check --rev: trees read from git objects. It must find what check finds in a
# checkout of the same revision, whatever lies in the tree, and say what it could not read.
#
#	master	v4.9--v4.10-rc1--v4.10-rc2--v4.10-rc10--(the wrapper) v4.10--clean, v4.11
#		  `-- v4.9.1, linux-4.9.y		   `-- v4.10.1, linux-4.10.y
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/history.sh"
. "$ROOT/tests/bad.sh"
. "$ROOT/tests/proof/dd.sh"

shape b >b.c
{ wrong caller | sed 's/arch_teardown_dma_ops/forget_dma/' && cat; } >caller.c <<'END'

void say_no_more(struct device *dev)
{
	devres_release_all(dev);
}
END
printf 'void forget_dma(struct device *dev)\n{\n\tnothing(dev);\n}\n' >helper.c
sed 's/nothing/arch_teardown_dma_ops/' helper.c >wrapper.c
printf 'static void lost(struct device *dev)\n{\n\tarch_teardown_dma_ops(dev;\n}\n' | cat - good.c >lost.c

history repo <<'END'
branch master
file Kbuild obj-y += drivers/
file Makefile VERSION = 4
file drivers/base/dd.c <b.c
file drivers/foo/caller.c <caller.c
file drivers/foo/helper.c <helper.c
file drivers/foo/lost.c <lost.c
file drivers/foo/none.c int none;
commit base The beginning
release v4.9
release v4.10-rc1
release v4.10-rc2
release v4.10-rc10
file drivers/foo/helper.c <wrapper.c
commit wrapper foo: a wrapper
release v4.10
file drivers/base/dd.c
file drivers/foo/caller.c
file drivers/foo/lost.c
commit clean foo: clean
release v4.11
branch linux-4.9.y v4.9
release v4.9.1
branch linux-4.10.y v4.10
release v4.10.1
END

# What the reports of a revision in one run and of its checkout in another have in common.
cat >same.py <<'END'
import json, sys

def told(report):
    counts = {k: v for k, v in report['coverage'].items() if k != 'seconds'}
    findings = [{k: v for k, v in f.items() if k != 'revision'} for f in report['findings']]
    return {'findings': findings, 'coverage': counts}

revisions, revision, checkout = sys.argv[1:]
(one,) = [r for r in json.load(open(revisions))['revisions'] if r['revision'] == revision]
a, b = (json.dumps(told(r), indent=1, sort_keys=True).splitlines()
        for r in (one, json.load(open(checkout))))
for x, y in zip(a + [''] * len(b), b + [''] * len(a)):
    if x != y:
        print('revision:', x, '\ncheckout:', y)
sys.exit(a != b)
END
checkout() { git -C "$1" read-tree "$2" && git -C "$1" checkout-index -q -a --prefix="$TMP/$3/"; }
checked() { run timeout 60 "$TEARDOWN" "$@"; }
same() { /usr/bin/python3 same.py "$OUT" "$1" "$2" >"$IN/diff" 2>&1; }
revisions_are() { json "[r['revision'] for r in d['revisions']] == '$*'.split()"; }

for v in 4.9 4.10; do
	checkout repo v$v tree-$v
	checked -C tree-$v check --format=json
	cp "$OUT" $v.json
done
test_ok 'the checkouts: the wrapper makes a finding in its caller' \
	"json '[f[\"function\"] for f in d[\"findings\"] if f[\"path\"] == \"drivers/foo/caller.c\"] == [\"caller\"]' &&
		! grep -q drivers/foo/caller.c 4.9.json"

checked -C repo check --format=json --rev v4.9
test_ok 'a revision is what its checkout is' 'status 1 && err_lines 0 && same v4.9 4.9.json'
test_ok 'the commit is told' "revisions_are v4.9 && json 'd[\"revisions\"][0][\"commit\"] == \"$(git -C repo rev-parse v4.9^0)\"'"
checked -C repo check --format=json --rev v4.10 --rev v4.9
test_ok 'two in one run, in the order asked for' 'status 1 && revisions_are v4.10 v4.9 && same v4.9 4.9.json && same v4.10 4.10.json'
test_ok 'the findings of all, each with its revision' 'json "
[(f[\"revision\"], f[\"path\"], f[\"line\"]) for f in d[\"findings\"]] ==
[(r[\"revision\"], f[\"path\"], f[\"line\"]) for r in d[\"revisions\"] for f in r[\"findings\"]] and d[\"findings\"]"'
test_ok 'the coverage is the sum' 'json "
all(d[\"coverage\"][k] == sum(r[\"coverage\"][k] for r in d[\"revisions\"]) for k in (\"files\", \"candidates\", \"functions\")) and
all(len(d[\"coverage\"][k]) == sum(len(r[\"coverage\"][k]) for r in d[\"revisions\"]) for k in (\"unparsed\", \"unseen\", \"timeouts\")) and
d[\"coverage\"][\"files\"] == 10"'
# Whether the last run found something in the caller in 4.10, and in no other.
wrapper_found() { json '[r["revision"] for r in d["revisions"] for f in r["findings"] if f["path"].endswith("caller.c")] == ["v4.10"]'; }
test_ok 'a wrapper is that of the same revision' wrapper_found

# What may be asked for.
checked -C repo check --format=json --rev v4.11
test_ok 'a clean revision' 'status 0 && revisions_are v4.11 && json "d[\"findings\"] == []"'
checked -C repo check --format=json --rev v4.9.1..v4.10
test_ok 'a range of releases, by version' 'status 1 && revisions_are v4.9.1 v4.10-rc1 v4.10-rc2 v4.10-rc10 v4.10 && wrapper_found'
checked -C repo check --format=json --rev v4.9..v4.9
test_ok 'a range of one' 'revisions_are v4.9'
checked -C repo check --format=json --rev 'v4.10*' --rev "$clean"
test_ok 'a glob of tags, and an id' "revisions_are v4.10-rc1 v4.10-rc2 v4.10-rc10 v4.10 v4.10.1 $clean"
checked -C repo check --format=json --rev 'linux-*.y'
test_ok 'a glob of branches' 'revisions_are linux-4.9.y linux-4.10.y && json "
[f[\"revision\"] for f in d[\"findings\"] if f[\"path\"].endswith(\"caller.c\")] == [\"linux-4.10.y\"]"'
checked -C repo check --format=json --rev master~1
test_ok 'a revision in the words of git' "revisions_are master~1 && json 'd[\"revisions\"][0][\"commit\"] == \"$clean\"'"
checked -C repo check --format=json --rev v4.9 --rev v4.10 -- drivers/foo/caller.c drivers/foo/helper.c
test_ok 'only these paths' 'wrapper_found && json "[r[\"coverage\"][\"files\"] for r in d[\"revisions\"]] == [2, 2]"'
checked -C repo check --format=json --rev v4.10 -- drivers/foo/caller.c
cp "$OUT" path.json
checked -C tree-4.10 check --format=json drivers/foo/caller.c
cp "$OUT" checkout.json && cp path.json "$OUT"
test_ok 'one path: as in the checkout' 'same v4.10 checkout.json'
for format in text terse github; do
	checked -C repo check --format=$format --rev v4.10 --rev v4.11 -- drivers/foo
	test_ok "as $format" 'status 1 && err_lines 0 && out_has v4\.10 && out_has caller'
done
for format in sarif html gitlab b4; do
	checked -C repo check --format=$format --rev v4.10 -- drivers/foo
	test_ok "as $format" 'status 1 && err_lines 0 && out_has drivers/foo/caller\.c'
	checked -C repo check --format=$format --rev v4.10 --rev v4.11
	test_ok "as $format there is one revision" 'fails ".*one revision"'
done
git clone -q --bare repo bare.git
checked -C bare.git check --format=json --rev v4.9
test_ok 'a bare repository' 'status 1 && same v4.9 4.9.json'

# What two revisions share is looked at once.
fake counts <<END
echo run >>$TMP/runs
exec spatch "\$@"
END
SPATCH=$TMP/counts
export SPATCH
: >runs
checked -C repo check --no-cache -j1 --format=json --rev v4.9..v4.10-rc10
unset SPATCH
test_ok 'five releases of equal trees take fewer runs of spatch than releases' \
	'revisions_are v4.9 v4.9.1 v4.10-rc1 v4.10-rc2 v4.10-rc10 && [ "$(wc -l <runs)" -lt 5 ]'

# Wrong usage.
mkdir nowhere && git init -q empty
wrong_rev()
{
	name=$1 words=$2 where=$3
	shift 3
	checked -C "$where" check "$@"
	test_ok "$name" "fails '.*$words'"
}
wrong_rev 'an unknown revision' 'v9\.9' repo --rev v9.9
wrong_rev 'one of two is unknown' 'v9\.9' repo --rev v4.9 --rev v9.9
wrong_rev 'an empty revision' '' repo --rev ''
wrong_rev 'a file for a revision' 'Makefile' repo --rev v4.9:Makefile
wrong_rev 'a glob that nothing matches' 'nothing-\*' repo --rev 'nothing-*'
wrong_rev 'a range from an unknown release' 'v4\.1' repo --rev v4.1..v4.10
wrong_rev 'a range to an unknown release' 'v4\.20' repo --rev v4.9..v4.20
wrong_rev 'a range that runs backwards' 'v4\.10\.\.v4\.9' repo --rev v4.10..v4.9
wrong_rev 'a path that is not in the revision' 'drivers/none' repo --rev v4.9 -- drivers/none
wrong_rev 'a path that is no C source' 'Makefile' repo --rev v4.9 -- Makefile
wrong_rev 'a path below a file' 'drivers/base/dd\.c/x' repo --rev v4.9 -- drivers/base/dd.c/x
wrong_rev 'an empty repository' 'HEAD' empty --rev HEAD
wrong_rev 'an empty repository, a glob' 'v\*' empty --rev 'v*'
wrong_rev 'no repository' 'nowhere|repository' nowhere --rev HEAD
wrong_rev '--rev= with nothing behind it' '' repo --rev=

# What may lie in a tree.
git init -q odd
blob() { git -C odd hash-object -w --stdin; }
big=$(/usr/bin/python3 - odd/.git/objects <<'END'
import hashlib, os, sys, zlib
data = b'blob 52428800\0' + bytes(52428800)
i = hashlib.sha1(data).hexdigest()
os.makedirs(os.path.join(sys.argv[1], i[:2]))
with open(os.path.join(sys.argv[1], i[:2], i[2:]), 'wb') as f:
    f.write(zlib.compress(data, 1))
print(i)
END
)
commit=$(git -C repo rev-parse v4.9^0)
good_id=$(blob <good.c)
{
	printf '100644 %s\t%s\0' "$(echo 'obj-y += drivers/' | blob)" Kbuild
	printf '100644 %s\t%s\0' "$(echo 'VERSION = 4' | blob)" Makefile
	printf '100644 %s\tdrivers/big.c\0' "$big"
	printf '100644 %s\tdrivers/empty.c\0' "$(printf '' | blob)"
	printf '100644 %s\tdrivers/binary.c\0' "$({ printf '\0\1\377' && cat good.c && printf '\0\0' && cat good.c; } | blob)"
	printf '100755 %s\tdrivers/executable.c\0' "$good_id"
	printf '120000 %s\tdrivers/link.c\0' "$(printf executable.c | blob)"
	printf '120000 %s\tdrivers/dangling.c\0' "$(printf nowhere.c | blob)"
	printf '120000 %s\tdrivers/circle\0' "$(printf ../drivers | blob)"
	printf '160000 %s\tdrivers/module\0' "$commit"
	printf '160000 %s\tdrivers/module.c\0' "$commit"
	printf '100644 %s\tdrivers/folder.c/inner.c\0' "$good_id"
	printf '100644 %s\tdrivers/new\nline.c\0' "$good_id"
	printf '100644 %s\tdrivers/invalid\351utf8.c\0' "$good_id"
	printf '100644 %s\tdrivers/-leading "blank.c\0' "$good_id"
	printf '100644 %s\tdrivers/esc\033[2J.c\0' "$good_id"
} | git -C odd update-index -z --index-info
git -C odd commit -q -m odd && git -C odd tag odd
checkout odd odd tree-odd
checked -C tree-odd check --format=json .
cp "$OUT" odd.json
checked -C odd check --format=json --rev odd
test_ok 'all that may lie in a tree: as in its checkout' 'status 1 && err_lines 0 && same odd odd.json && json "len(d[\"findings\"]) >= 6"'
checked -C odd check --rev odd
test_ok 'control characters do not reach the terminal' 'status 1 && ! grep -q "$(printf "\033")" "$OUT" &&
	iconv -f UTF-8 -t UTF-8 "$OUT" >/dev/null'
checked -C odd check --format=json --rev odd -- "$(printf 'drivers/new\nline.c')" "$(printf 'drivers/invalid\351utf8.c')"
test_ok 'such paths by name' 'status 1 && json "len(d[\"findings\"]) == 2"'
checked -C odd check --format=json -r "$ROOT/cocci/dma_ops_before_devres.cocci" --rev odd -- drivers/executable.c
test_ok 'patches are made' 'status 1 && json "
d[\"findings\"][0][\"patch\"].startswith(\"--- a/drivers/executable.c\\n+++ b/drivers/executable.c\\n@@ -\")"'

# A partial clone: objects that are not there.
git init -q part && cp -R odd/.git/objects/. part/.git/objects && rm -f part/.git/objects/"$(echo "$big" | cut -c1-2)"/*
make_part()
{
	tree=$(printf '100644 blob %s\there.c\n100644 blob %s\tlost.c\n040000 tree %s\tsub\n' \
		"$1" "$2" "$3" | git -C part mktree --missing)
	git -C part commit-tree -m "$4" "$tree"
}
none=1234567890123456789012345678901234567890
empty_tree=$(git -C part mktree </dev/null)
one=$(make_part "$good_id" $none "$empty_tree" blob)
checked -C part check --format=json --rev "$one"
test_ok 'a blob that is not there is unseen, the rest is seen' 'status 1 && err_lines 0 && json "
[f[\"path\"] for f in d[\"findings\"]] == [\"here.c\"] and [u[\"path\"] for u in d[\"coverage\"][\"unseen\"]] == [\"lost.c\"] and
not d[\"coverage\"][\"complete\"] and [u[\"path\"] for u in d[\"revisions\"][0][\"coverage\"][\"unseen\"]] == [\"lost.c\"]"'
two=$(make_part "$(git -C part hash-object -w --stdin </dev/null)" $none "$empty_tree" blob)
checked -C part check --rev "$two"
test_ok 'and nothing else is found' 'status 0 && out_has "not seen: .*lost\.c"'
checked -C part check --strict --rev "$two"
test_ok 'with --strict' 'status 3'
three=$(make_part "$good_id" "$good_id" $none tree)
checked -C part check --format=json --rev "$three"
test_ok 'a folder that is not there is unseen' 'status 1 && json "
len(d[\"findings\"]) == 2 and [u[\"path\"] for u in d[\"coverage\"][\"unseen\"]] == [\"sub\"]"'
checked -C part check --format=json --rev "$three" --rev "$one"
test_ok 'one revision and another: each has its own' 'status 1 && json "
[[u[\"path\"] for u in r[\"coverage\"][\"unseen\"]] for r in d[\"revisions\"]] == [[\"sub\"], [\"lost.c\"]]"'

# A rule that spatch dies of in one blob, and in another way in another. (How it is when
# spatch hangs, 0320-bad-input.t asks: it takes seconds.)
wrong kill_me >kill_me.c
wrong exit_me >exit_me.c
history dies <<'END'
branch master
file Kbuild obj-y += drivers/
file Makefile VERSION = 4
file good.c <good.c
file kill_me.c <kill_me.c
file exit_me.c <exit_me.c
commit - The beginning
tag v1
file kill_me.c <good.c
file exit_me.c
commit - Without
tag v2
END
fake dies_of_some <<'END'
over()
{
	echo "HANDLING: $1" >&2
	! grep -q exit_me "$1" || exit 3
	kill -SEGV $$
}
for w; do
	case $w in
	groups*) for f in $(cat "$w"); do ! grep -Eq '(exit|kill)_me' "$f" 2>/dev/null || over "$f"; done ;;
	*.c) ! grep -Eq '(exit|kill)_me' "$w" || over "$w" ;;
	esac
done
exec spatch "$@"
END
SPATCH=$TMP/dies_of_some
export SPATCH
checked -C dies check --no-cache --format=json --rev v1 --rev v2
unset SPATCH
test_ok 'spatch dies of two files: these are unseen, in that revision' 'status 1 && json "
[[u[\"path\"] for u in r[\"coverage\"][\"unseen\"]] for r in d[\"revisions\"]] == [[\"exit_me.c\", \"kill_me.c\"], []] and
[f[\"path\"] for f in d[\"findings\"] if f[\"function\"] == \"good\"] == [\"good.c\", \"good.c\", \"kill_me.c\"]"'
test_ok 'nothing is left in TMPDIR' nothing_left

test_done
