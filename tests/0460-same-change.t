#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown audit: a backport that says nothing of where it comes from is found by
# its change. S is the same change as the fix, under another message, by others,
# later; D another one at the same lines; + a commit that changes something else.
#
#	mainline  5.0--5.1--5.2--5.3--5.4--5.5--5.6--fix,5.7-rc1--merge
#	            \    \    \    \    \    \    \
#	             \    \    \    \    \    \    5.6.y  S with one more file, .1
#	              \    \    \    \    \    5.5.y  +, .1, merge of (+, S), .2
#	               \    \    \    \    5.4.y  S, .1, its revert, .2
#	                \    \    \    5.3.y  D, .1
#	                 \    \    5.2.y  +, .1, S with other blanks, .2
#	                  \    5.1.y  lines above, .1, S, +, .2, +, .3
#	                   \    \
#	                    \    board (no releases)  +, S, +
#	                     5.0.y  S, .1, the last commit is older than the fix
. "$(dirname "$0")/lib.sh"

git init -q -b master linux
cd linux || exit 2
mkdir -p drivers/base
seq 1 60 | sed 's/^/	line(/; s/$/);/' >drivers/base/dd.c
echo 1 >other

at() { GIT_AUTHOR_DATE="$1T12:00:00+0000" GIT_COMMITTER_DATE="$1T12:00:00+0000"; }
commit() { git add -A && git commit -q -m "$1"; }
other() { echo "$1" >>other && commit "other: $1"; }
release() { other "Linux $1" && git tag "v$1"; }
change() { sed -i "s/line(30);/$1/" drivers/base/dd.c; }
on() { git checkout -q -b "$1" "$2"; }

at 2019-01-01
for v in 5.0 5.1 5.2 5.3 5.4 5.5 5.6; do
	release $v
done
at 2020-03-01
change 'fixed(30);'
commit 'driver core: fix the thirtieth line'
fix=$(git rev-parse HEAD)
release 5.7-rc1

GIT_AUTHOR_NAME=V GIT_AUTHOR_EMAIL=v@example.org
on linux-5.0.y v5.0
at 2020-01-10
change 'fixed(30);' && commit 'board: make it work' && release 5.0.1

at 2020-05-01
on linux-5.1.y v5.1
sed -i '1i 	above(1);\n	above(2);' drivers/base/dd.c && commit 'lines above' && release 5.1.1
change 'fixed(30);' && commit 'board: make it work'
same51=$(git rev-parse HEAD)
other a && release 5.1.2 && other b && release 5.1.3

on linux-5.2.y v5.2
other a && release 5.2.1
change ' fixed( 30 ) ;' && commit 'board: make it work'
same52=$(git rev-parse HEAD)
release 5.2.2

on linux-5.3.y v5.3
change 'mended(30);' && commit 'board: make it work otherwise' && release 5.3.1

on linux-5.4.y v5.4
change 'fixed(30);' && commit 'board: make it work' && release 5.4.1
git revert --no-edit HEAD~1 >/dev/null && release 5.4.2

on topic v5.5
other a >/dev/null && echo x >x && change 'fixed(30);' && git checkout -q -- other && git add drivers &&
	git commit -q -m 'board: make it work'
same55=$(git rev-parse HEAD)
on linux-5.5.y v5.5
echo y >y && commit y && git tag v5.5.1
git merge -q --no-ff -m 'Merge a topic' topic 2>/dev/null && echo z >z && commit z && git tag v5.5.2

on linux-5.6.y v5.6
echo new >new && change 'fixed(30);' && commit 'board: make it work, and more' && release 5.6.1

on board v5.1
other a && change 'fixed(30);' && commit 'board: make it work'
sameboard=$(git rev-parse HEAD)
other b

git checkout -q master
at 2020-05-02
git checkout -q -b side HEAD~1 && echo s >s && commit s && git checkout -q master
git merge -q --no-ff -m 'Merge a side' side
merge=$(git rev-parse HEAD)
cd ..

audit() { run teardown audit --format=json --branch board --branch 'linux-*' "$@"; }
is_verdict() { json "[b for b in d['fixes'][0]['branches'] if b['branch'] == '$1'][0]['verdict'] == '$2'"; }
# BRANCH EXPR, over its verdict b
of() { json "(lambda b: $2)([b for b in d['fixes'][0]['branches'] if b['branch'] == '$1'][0])"; }
carries() {
	of "$1" "b['verdict'] == 'carries' and b['commit'] == '$2' and b['first_release'] == $3 and
		b['evidence'][0]['kind'] == 'patch-id' and b['evidence'][0]['commit'] == '$2'"
}
lacks() { of "$1" "b['verdict'] == 'missing' and 'is its change' in b['evidence'][-1]['text']"; }
# Whether git finds them to be the same, too.
git_says_same() {
	[ "$(git -C linux show "$1" | git patch-id --stable | cut -d' ' -f1)" = \
	  "$(git -C linux show "$fix" | git patch-id --stable | cut -d' ' -f1)" ]
}

audit -C linux "$fix"
cp "$OUT" first.json
test_ok 'another message, author, date, place in the file' \
	"git_says_same $same51 && carries 5.1.y $same51 \"'v5.1.2'\""
test_ok 'other blanks' "git_says_same $same52 && carries 5.2.y $same52 \"'v5.2.2'\""
test_ok 'another change of the same line' 'lacks 5.3.y'
test_ok 'taken back again, and the revert names it' 'is_verdict 5.4.y reverted'
test_ok 'merged from a topic branch' "carries 5.5.y $same55 \"'v5.5.2'\""
test_ok 'with a file more it is another change' 'lacks 5.6.y'
test_ok 'on a branch without releases' "git_says_same $sameboard && carries board $sameboard None"
test_ok 'what is older than the fix is not it' 'lacks 5.0.y'

# What was found is kept: one piece for the fix.
pieces() {
	/usr/bin/python3 -c 'import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute(
	"select count(*) from piece where id >> 32 = 48").fetchone()[0])' linux/.git/teardown/index.db
}
test_ok 'the answers are kept' '[ "$(pieces)" -eq 1 ]'
audit -C linux "$fix"
test_ok 'a second run says the same' 'cmp -s first.json "$OUT" && [ "$(pieces)" -eq 1 ]'

# Kept answers are what is answered: one that says 'none' for the tip of board.
poison() {
	/usr/bin/python3 -c 'import sqlite3, struct, sys, zlib
db = sqlite3.connect(sys.argv[1])
row, data = db.execute("select id, data from piece where id >> 32 = 48").fetchone()
body = bytearray(data[:-4])
for at in range(28, len(body), 8):
	body[at + 4:at + 8] = b"\xff" * 4
db.execute("update piece set data = ? where id = ?",
	   (bytes(body) + struct.pack("<I", zlib.crc32(struct.pack("<q", row) + body)), row))
db.commit()' "$1"
}
cp linux/.git/teardown/index.db poisoned.db && poison poisoned.db
audit -C linux --index poisoned.db "$fix"
test_ok 'a warm run does not search again' 'lacks board && lacks 5.1.y'

# A branch that goes on: only what is new is searched.
at 2020-06-01
(cd linux && git checkout -q board && other c && change 'x' && other d) >/dev/null
audit -C linux "$fix"
test_ok 'found before, below the new tip' "carries board $sameboard None"
audit -C linux --index poisoned.db "$fix"
test_ok 'the search ends at a tip that was searched' 'lacks board'
(cd linux && sed -i 's/fixed(30);/line(30);/' drivers/base/dd.c && commit 'undo') >/dev/null
audit -C linux --index poisoned.db "$fix"
(cd linux && change 'fixed(30);' && commit 'again') >/dev/null
again=$(git -C linux rev-parse board)
audit -C linux --index poisoned.db "$fix"
test_ok 'found above it' "of board \"b['verdict'] == 'carries' and b['commit'] == '$again'\""
(cd linux && git reset -q --hard "$sameboard~1") >/dev/null
audit -C linux "$fix"
test_ok 'a branch set back lacks it' 'lacks board'
(cd linux && git reset -q --hard "$sameboard") >/dev/null

# Damage to what is kept makes a new index, nothing else.
audit -C linux "$fix"
/usr/bin/python3 -c 'import sqlite3
db = sqlite3.connect("linux/.git/teardown/index.db")
db.execute("update piece set data = zeroblob(100) where id >> 32 = 48")
db.commit()'
audit -C linux "$fix"
test_ok 'a damaged piece' "carries board $sameboard None && err_has 'made anew'"

# A merge is no single change: nothing is claimed of it.
audit -C linux "$merge"
test_ok 'a merge' \
	'of 5.3.y "b[\"verdict\"] == \"missing\" and \"is its change\" not in b[\"evidence\"][-1][\"text\"]"'

# The fix from a repository beside.
git clone -q --bare --single-branch --branch linux-5.1.y linux vendor.git 2>/dev/null
run teardown audit --format=json -C vendor.git --upstream linux --branch 'linux-5.1.y' "$fix"
test_ok '--upstream' "carries 5.1.y $same51 \"'v5.1.2'\""

# Partial clones: what is not there can't be compared, and that is said.
git -C linux config uploadpack.allowFilter true
git clone -q --bare --filter=tree:0 "file://$TMP/linux" treeless.git 2>/dev/null
git clone -q --bare --filter=blob:none "file://$TMP/linux" blobless.git 2>/dev/null
unseen() {
	of "$1" "b['verdict'] != 'carries' and any('could not be compared' in n and 'missing' in n
		for n in b['notes']) and 'is its change' not in b['evidence'][-1]['text']"
}
audit -C treeless.git "$fix"
test_ok 'a clone without trees' 'unseen 5.1.y && unseen 5.3.y && err_lacks ^teardown:'
audit -C blobless.git "$fix"
test_ok 'a clone without blobs' 'unseen 5.1.y && unseen 5.3.y && lacks 5.0.y'
git clone -q --bare linux whole.git
cp blobless.git/teardown/index.db kept.db
test_ok 'what was not seen is not kept' '! grep -aq unseen kept.db'
rm -rf blobless.git/objects && cp -r whole.git/objects blobless.git/objects
audit -C blobless.git "$fix"
test_ok 'with the blobs fetched it is found' "carries 5.1.y $same51 \"'v5.1.2'\""

test_done
