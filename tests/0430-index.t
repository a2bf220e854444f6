#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown audit: its index: where it stands, that it follows the repository, and
# that nothing that happens to it changes an answer.
#
#	mainline  v5.0--fix--v5.1-rc1		5.0.y  .1--fix's backport--.2
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/history.sh"

mkdir rules
printf '/// None.\n// Confidence: High\n' >rules/none.cocci
TEARDOWN_RULES=$PWD/rules
export TEARDOWN_RULES

history linux <<'END'
branch master
commit - base
release v5.0
commit fix core: mend it
commit other core: mend another
release v5.1-rc1
branch linux-5.0.y v5.0
release v5.0.1
commit s0 core: mend it
	commit {fix} upstream.
release v5.0.2
END
git=linux/.git
index=$git/teardown/index.db

# The answer of an index made from nothing, elsewhere.
STILL=	# set while the repository stays as it is
fresh() { [ -z "$STILL" ] || return; rm -f "$TMP/fresh.db"; timeout 20 "$TEARDOWN" audit --format=json --releases --index="$TMP/fresh.db" -C "${1:-linux}" "$fix" "$other" >right 2>/dev/null; }
asked() { run timeout 60 "$TEARDOWN" audit --format=json --releases -C linux "$@" "$fix" "$other"; }
same() { fresh "$@"; diff right "$OUT" >"$IN/diff" && [ -s right ]; }
# What was left behind is cleared away when the next index is made.
clean() { [ -z "$(find "$@" -name '*.new*' -o -name '*-journal' | tee "$IN/diff")" ]; }

# Where it stands.
asked
test_ok 'in the git directory' 'same && [ -f $index ] && err_lines 0 && clean $git'
asked --index=my.db
test_ok '--index: there, and it is used again' 'same && [ -f my.db ] && err_lines 0'
cp my.db before
asked --index=my.db
test_ok 'nothing new: not a byte is written' 'same && cmp my.db before'
asked --index=nowhere/my.db
test_ok '--index where nothing can be written: the right answer and a line, or an error' \
	'[ ! -e nowhere ] && err_lines 1 && { status 2 || same; }'
asked --index=.
test_ok '--index that is a folder' 'err_lines 1 && { status 2 || same; }'
echo 'a text of mine' >notes
asked --index=notes
test_ok '--index that is a file of something else: it is kept' \
	'same && grep -rq "a text of mine" notes notes.* && err_has notes'
git clone -q --no-local --mirror linux copy.git 2>/dev/null
asked --index=my.db -C copy.git
test_ok '--index of another repository: made anew, a line' 'same copy.git && err_has "my\.db"'

as_nobody() { (cd / && setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all env HOME=/nonexistent XDG_CACHE_HOME="$2" GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' "$1" audit --format=json --releases -C "$TMP/copy.git" "$fix" "$other"); }
if [ "$(id -u)" -ne 0 ]; then
	chmod a-w copy.git
	run teardown audit --format=json --releases -C copy.git "$fix" "$other"
	test_ok 'a git directory that cannot be written: under XDG_CACHE_HOME' \
		'same copy.git && [ ! -e copy.git/teardown ] && ls "$XDG_CACHE_HOME"/teardown/*.db >/dev/null'
	XDG_CACHE_HOME=/proc/nothing run teardown audit --format=json --releases -C copy.git "$fix" "$other"
	test_ok 'nothing can be written at all: the right answer' 'same copy.git'
	chmod u+w copy.git
else
	# Root can write anywhere: a file stands where the folder would.
	: >copy.git/teardown
	run timeout 20 "$TEARDOWN" audit --format=json --releases -C copy.git "$fix" "$other"
	test_ok 'a git directory that cannot be written: under XDG_CACHE_HOME' \
		'same copy.git && ls "$XDG_CACHE_HOME"/teardown/*.db >/dev/null && err_lines 0'
	XDG_CACHE_HOME=/proc/nothing HOME=/proc/nothing run timeout 20 "$TEARDOWN" audit --format=json --releases -C copy.git "$fix" "$other"
	test_ok 'nothing can be written at all: the right answer' 'same copy.git'
	XDG_CACHE_HOME=relative HOME=$TMP/home run timeout 20 "$TEARDOWN" audit --format=json --releases -C copy.git "$fix" "$other"
	test_ok 'a relative XDG_CACHE_HOME counts for none' 'same copy.git && [ ! -e relative ] && ls home/.cache/teardown/*.db >/dev/null'
	rm copy.git/teardown
fi

# It follows the repository.
follows() { asked; test_ok "$1" 'same && err_lines 0 && clean $git'; }
asked
history linux <<'END'
branch linux-5.0.y
commit - core: mend another
	commit {other} upstream.
END
follows 'a new commit'
test_ok 'which is in no release yet' 'json "[b[\"intervals\"] for f in d[\"fixes\"] for b in f[\"branches\"]][3] == [{\"from\": None, \"until\": None}]"'
history linux <<'END'
branch linux-5.0.y
tag v5.0.3
END
follows 'a new tag on it'
test_ok 'it is the release' 'json "[b[\"first_release\"] for f in d[\"fixes\"] for b in f[\"branches\"]][3] == \"v5.0.3\""'
history linux <<'END'
branch linux-5.0.y v5.0.1
commit forced core: something else
END
follows 'a branch that was force-pushed'
history linux <<'END'
drop refs/tags/v5.0.2
drop refs/tags/v5.0.3
END
follows 'and its tags are deleted'
test_ok 'it lacks the fix now' 'status 1 && json "[b[\"verdict\"] for b in d[\"fixes\"][0][\"branches\"]] == [\"carries\", \"missing\"]"'
history linux <<'END'
branch linux-5.0.y v5.0.1
commit - core: mend it again
	(cherry picked from commit {s0})
END
follows 'a pick of a commit that no branch has any more'
history linux <<'END'
branch linux-5.1.y v5.1-rc1
commit r Revert "core: mend it"
	This reverts commit {fix}.
release v5.1.1
END
follows 'a new branch'
history linux <<'END'
drop linux-5.0.y
END
follows 'a deleted branch'
history linux <<'END'
branch linux-5.0.y forced
END
follows 'it comes back elsewhere'
history linux <<'END'
drop linux-5.0.y
drop linux-5.1.y
drop refs/tags/v5.0.1
drop refs/tags/v5.1.1
END
follows 'all branches but mainline are deleted'
history linux <<'END'
branch linux-5.0.y v5.0
release v5.0.1
commit - core: mend it
	commit {fix} upstream.
release v5.0.2
branch vendor/one v5.0.2
commit - core: mend another
	commit {other} upstream.
END
follows 'and others are made'
asked --branch='vendor/*'
test_ok 'branches that were not asked for before' 'json "[b[\"branch\"] for b in d[\"fixes\"][0][\"branches\"]] == [\"mainline\", \"vendor/one\"]" &&
	json "d[\"fixes\"][1][\"branches\"][1][\"verdict\"] == \"carries\""'
follows 'and the first question again'
git -C linux pack-refs --all && git -C linux gc -q --prune=now 2>/dev/null
follows 'gc'
git -C linux checkout -q --detach 2>/dev/null
follows 'HEAD detached'

# Damage: each is told in a line and mended.
asked
fresh
STILL=1
cp $index good.db
size=$(wc -c <good.db)
damaged()
{
	asked
	test_ok "$1" 'same && [ "$(wc -l <"$ERR")" -le 1 ] && clean $git'
	asked
	test_ok "$1: mended" 'same && err_lines 0'
	cp good.db $index
}
told_damage() { test_ok "$1" 'err_has index'; }
for n in 0 1 50 100 4096 $((size / 2)) $((size - 1)); do
	head -c "$n" good.db >$index
	damaged "cut to $n bytes"
done
head -c "$size" /dev/urandom >$index
asked
test_ok 'random bytes: a line' 'same && err_lines 1 && err_has "index.*made anew"'
head -c "$size" /dev/zero >$index
damaged 'zeros'
{ head -c 8192 good.db; head -c $((size - 8192)) /dev/zero; } >$index
damaged 'zeros behind the first page'
/usr/bin/python3 - good.db <<'END'
import sys
good = open(sys.argv[1], 'rb').read()
for k in range(24):
    b = bytearray(good)
    at = (len(b) * (2 * k + 1)) // 48
    for i in range(at, min(at + 40, len(b))):
        b[i] ^= 1 << (k % 8)
    open('flip.%d' % k, 'wb').write(b)
END
wrong=
for k in $(seq 0 23); do
	cp flip.$k $index
	asked
	same || { wrong="$wrong $k"; cp "$IN/diff" flip.diff; }
	[ "$(wc -l <"$ERR")" -le 1 ] || wrong="$wrong $k(lines)"
	asked
	same && err_lines 0 || wrong="$wrong $k(again)"
done
[ -z "$wrong" ] || cp flip.diff "$IN/diff"
test_ok "flipped bits in 24 places${wrong:+: wrong at$wrong}" '[ -z "$wrong" ]'
cp good.db $index
sql() { /usr/bin/python3 -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1]); db.executescript(sys.argv[2]); db.commit()' "$1" "$2"; }
sql $index 'PRAGMA user_version = 0'
asked
test_ok 'of an older format: made anew, a line' 'same && err_lines 1 && err_has "of another format.*made anew"'
cp good.db $index
sql $index 'PRAGMA user_version = 99'
damaged 'of a newer format'
sql $index 'DELETE FROM piece WHERE id % 3 = 0'
damaged 'pieces are missing'
sql $index 'DELETE FROM piece'
damaged 'all pieces are missing'
sql $index 'DROP TABLE piece'
damaged 'no table'
rm $index && mkdir $index
asked
test_ok 'a folder in its place' 'same && [ "$(wc -l <"$ERR")" -le 1 ]'
rmdir $index
rm -rf $git/teardown && ln -s /nonexistent $git/teardown
asked
test_ok 'a broken link in its place' 'same'
rm $git/teardown

# Killed in the middle; two at once. Enough commits that there is a middle.
/usr/bin/python3 - >many.spec <<'END'
print('branch master v5.1-rc1')
for i in range(2000):
    print('commit - core: change %d\n\tFixes: {fix:12} ("core: mend it")' % i)
print('release v5.2-rc1')
END
history linux <many.spec
fix_only() { run timeout 60 "$TEARDOWN" audit --format=csv -C linux "$fix"; }
rm -rf $git/teardown
timeout 60 "$TEARDOWN" audit --format=csv --index=right.db -C linux "$fix" >right.csv
wrong= killed=0
for ms in 3 6 10 16 25 40 60; do
	[ $((ms % 3)) -eq 0 ] || rm -rf $git/teardown
	timeout -s KILL "0.$(printf %03d $ms)" "$TEARDOWN" audit --format=csv -C linux "$fix" >/dev/null 2>&1 || killed=$((killed + 1))
	fix_only
	cmp -s right.csv "$OUT" && err_lines 0 || wrong="$wrong $ms"
done
test_ok "killed $killed times in the middle of a build${wrong:+: wrong at$wrong}" '[ -z "$wrong" ] && [ "$killed" -gt 2 ]'
rm $index
touch -c -d '1 hour ago' $git/teardown/*.new 2>/dev/null	# a zombie's number is still in use
fix_only
test_ok 'what the killed ones left behind is cleared away' 'clean $git'
history linux <<'END'
branch linux-5.0.y
commit - core: a change
END
cp $index before.db
timeout 60 "$TEARDOWN" audit --format=csv --index=right.db -C linux "$fix" >right.csv
wrong=
for ms in 2 4 7 11 18; do
	cp before.db $index
	timeout -s KILL "0.$(printf %03d $ms)" "$TEARDOWN" audit --format=csv -C linux "$fix" >/dev/null 2>&1
	fix_only
	cmp -s right.csv "$OUT" && err_lines 0 || wrong="$wrong $ms"
	rm -f $git/teardown/*.new
done
test_ok "killed in the middle of an update${wrong:+: wrong at$wrong}" '[ -z "$wrong" ] && clean $git'
several()
{
	for i in 1 2 3 4; do
		timeout 60 "$TEARDOWN" audit --format=csv -C linux "$fix" >out.$i 2>err.$i &
	done
	wait
	for i in 1 2 3 4; do cmp right.csv out.$i && [ ! -s err.$i ] || return 1; done
}
rm -rf $git/teardown
test_ok 'four at once that build it' 'several && clean $git'
cp before.db $index
test_ok 'four at once that bring it up to date' 'several && clean $git'

# A full disk.
mkdir small
if mount -t tmpfs -o size=64k tmpfs small 2>/dev/null; then
	run timeout 60 "$TEARDOWN" audit --format=csv --index=small/my.db -C linux "$fix"
	test_ok 'a full disk, --index there: an error or the right answer, a line, nothing half-written' \
		'err_lines 1 && { status 2 || cmp right.csv "$OUT"; } && [ -z "$(ls small)" ]'
	umount small
	mkdir -p $git/teardown && rm -f $git/teardown/*
	mount -t tmpfs -o size=64k tmpfs $git/teardown
	XDG_CACHE_HOME=/proc/nothing HOME=/proc/nothing fix_only
	test_ok 'a full disk: the right answer, a line, nothing half-written' \
		'cmp right.csv "$OUT" && err_lines 1 && [ -z "$(ls $git/teardown)" ]'
	fix_only
	test_ok 'a full disk: the index is kept elsewhere' 'cmp right.csv "$OUT" && err_has "elsewhere"'
	umount $git/teardown
	size=$(($(wc -c <before.db) / 1024 + 12))k
	mount -t tmpfs -o size=$size tmpfs $git/teardown
	cp before.db $index
	fix_only
	test_ok 'a disk that is full at an update: the right answer' 'cmp right.csv "$OUT" && [ "$(wc -l <"$ERR")" -le 2 ]'
	fix_only
	test_ok 'and again' 'cmp right.csv "$OUT"'
	umount $git/teardown
else
	test_skip 'a full disk' 'no tmpfs can be mounted here'
fi
test_done
