#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown check where what stands around it is wrong: rules, outputs, the cache, folders
# for temporary files, signals: each time one clear line, the exit status, nothing left.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/bad.sh"

# Rules.
printf '/// Broken.\n// Confidence: High\nvirtual report\n@r@\nexpression e\n@@\n* f(e;\n' >broken.cocci
wrong uses_f | sed 's/arch_teardown_dma_ops/f/' >uses.c
run teardown check --no-cache -r ./broken.cocci uses.c
test_ok 'a rule with a syntax error: the rule is named' 'fails ".*broken"'
run teardown check -r ./broken.cocci -r dma_ops_before_devres good.c
test_ok 'it stops the check, whatever other rules say' 'fails ".*broken"'
printf '/// No confidence.\nvirtual report\n' >plain.cocci
run teardown check -r ./plain.cocci good.c
test_ok 'a rule without Confidence' 'fails ".*plain\.cocci.*Confidence"'
printf '/// Odd.\n// Confidence: High\n// Teardown: )(\n' >odd.cocci
run teardown check -r ./odd.cocci good.c
test_ok 'a rule whose vocabulary is none' 'fails ".*odd\.cocci:3"'
mkdir no-rules
run env TEARDOWN_RULES=no-rules "$TEARDOWN" check good.c
test_ok 'a folder without rules' 'status 2 && err_lines 1 && err_has no-rules'
run env TEARDOWN_RULES=/nowhere "$TEARDOWN" check good.c
test_ok 'rules that are not there' 'fails ".*/nowhere, which is no folder"'

# Output that cannot be written, in every format.
if [ -w /dev/full ]; then
	full() { "$@" >/dev/full; }
	for format in text terse json sarif html; do
		run full "$TEARDOWN" check --format=$format good.c
		test_ok "a full disk: $format" 'fails "cannot write standard output: No space left on device$"'
	done
fi
closed() { "$@" >&-; }
for format in text terse json sarif html; do
	run closed "$TEARDOWN" check --format=$format good.c
	test_ok "stdout closed: $format" 'status 2 && err_lines 1 && err_has "cannot write standard output: Bad file"'
done
for format in text terse json sarif html; do
	{
		sleep 0.5
		"$TEARDOWN" check --format=$format good.c 2>"$ERR"
		echo $? >code
	} | true
	test_ok "a pipe closed early: $format" '[ "$(cat code)" -eq 2 ] && err_lines 1 && err_has "Broken pipe"'
done

# Cache.
run env XDG_CACHE_HOME=/proc/nowhere "$TEARDOWN" check good.c
test_ok 'a cache that cannot be made' 'status 1 && err_lines 0'
echo file >no-folder
run env XDG_CACHE_HOME="$TMP/no-folder" "$TEARDOWN" check good.c
test_ok 'a file where the cache should be' 'status 1 && err_lines 0'
run env XDG_CACHE_HOME= HOME= "$TEARDOWN" check good.c
test_ok 'neither HOME nor XDG_CACHE_HOME' 'status 1 && err_lines 0'
run teardown check good.c
cp "$OUT" sound
for damage in 'head -c 100 /bin/sh' 'printf ""' 'echo no database' 'cat damaged'; do
	db=$XDG_CACHE_HOME/teardown/check.db
	[ -s "$db" ] && { head -c 5000 "$db"; head -c 20000 /bin/sh; tail -c +25001 "$db"; } >damaged
	$damage >"$db.new"
	rm -f "$db" "$db"-*
	mv "$db.new" "$db"
	run teardown check good.c
	test_ok "a damaged cache ($damage): the same report" 'status 1 && err_lines 0 && cmp "$OUT" sound'
	run teardown check good.c
	test_ok "and again ($damage)" 'status 1 && err_lines 0 && cmp "$OUT" sound'
done
mkdir -p db-folder/teardown/check.db
run env XDG_CACHE_HOME="$TMP/db-folder" "$TEARDOWN" check good.c
test_ok 'a folder where the cache file should be' 'status 1 && err_lines 0'
if [ -w /dev/full ]; then
	mkdir -p full-db/teardown && ln -s /dev/full full-db/teardown/check.db
	run env XDG_CACHE_HOME="$TMP/full-db" "$TEARDOWN" check good.c
	test_ok 'a cache on a full disk' 'status 1 && err_lines 0 && [ -c /dev/full ]'
fi

# TMPDIR.
run env TMPDIR=/nowhere/tmp "$TEARDOWN" check --no-cache good.c
test_ok 'TMPDIR that is not there' 'fails ".*/nowhere/tmp.*No such file"'
run env TMPDIR="$TMP/good.c" "$TEARDOWN" check --no-cache good.c
test_ok 'TMPDIR that is a file' 'fails ".*good\.c.*Not a directory"'
run env TMPDIR= "$TEARDOWN" check --no-cache good.c
test_ok 'an empty TMPDIR is /tmp' 'status 1 && err_lines 0'
blank=$TMP/'a blank" and '"$(printf '\n')'quote"
mkdir "$blank"
run env TMPDIR="$blank" "$TEARDOWN" check --no-cache --format=json good.c
test_ok 'TMPDIR with blanks and quotes' 'status 1 && json "len(d[\"findings\"]) == 1" && [ -z "$(ls -A "$blank")" ]'
mkdir small
if mount -t tmpfs -o size=64k none small 2>/dev/null; then
	wrong w >w.c && seq 1 30000 | sed 's,.*,int x&;,' >>w.c
	run env TMPDIR="$TMP/small" "$TEARDOWN" check --no-cache w.c
	test_ok 'TMPDIR that is full' 'fails ".*No space left on device"'
	test_ok 'and nothing is left in it' '[ -z "$(ls -A small)" ]'
	umount small
else
	test_skip 'TMPDIR that is full' 'no mount here'
fi

# Signals: nothing is left, whatever ends the program.
fake slow <<'END'
sleep 5
exec spatch "$@"
END
for signal in INT TERM HUP KILL; do
	SPATCH="$TMP/slow" setsid env --default-signal=INT "$TEARDOWN" check --no-cache -o never.txt good.c >"$OUT" 2>"$ERR" &
	pid=$!
	sleep 1
	test_ok "before SIG$signal there is a folder" '[ -n "$(ls -A "$TMPDIR")" ]'
	kill -$signal $pid
	STATUS=0
	wait $pid 2>/dev/null || STATUS=$?
	sleep 0.7
	test_ok "SIG$signal leaves nothing in TMPDIR and no report" \
		'[ "$STATUS" -ge 2 ] && [ -z "$(ls -A "$TMPDIR")" ] && [ ! -e never.txt ] && [ ! -e never.txt.tmp ]'
	test_ok "SIG$signal leaves no spatch behind" '! pgrep -f "$TMP/slow" >/dev/null'
done

test_done
