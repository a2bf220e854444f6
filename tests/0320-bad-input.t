#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown check on what it cannot use: each time one clear line, the exit status, and
# nothing left behind.
. "$(dirname "$0")/lib.sh"

command -v spatch >/dev/null || skip_all 'no spatch'
export TEARDOWN_RULES="$ROOT/cocci"
mkdir tmp
export TMPDIR="$TMP/tmp"

fails() { status 2 && [ ! -s "$OUT" ] && err_lines 1 && err_has "^teardown: (check: )?$1"; }
nothing_left() { sleep 0.2; [ -z "$(ls -A "$TMPDIR")" ]; }

wrong()
{
	printf 'static void %s(struct device *dev)\n{\n' "$1"
	printf '\tarch_teardown_dma_ops(dev);\n\tdevres_release_all(dev);\n}\n'
}
wrong good >good.c

# fake NAME: a spatch of that name from stdin, that answers --version as the real one
fake()
{
	{
		echo '#!/bin/sh'
		echo 'case " $* " in *" --version "*) exec spatch --version ;; esac'
		cat
	} >"$1"
	chmod +x "$1"
}

# spatch.
mkdir bin
run env PATH="$TMP/bin" SPATCH= "$TEARDOWN" check good.c
test_ok 'no spatch: what to install is told' 'fails ".*spatch.*(coccinelle|1\.1\.1)"'
run env SPATCH=/nowhere/spatch "$TEARDOWN" check good.c
test_ok 'SPATCH is a path to nothing' 'fails ".*/nowhere/spatch"'
printf '#!/bin/sh\necho "spatch version 1.0.8 compiled with OCaml version 4.05.0"\n' >old
chmod +x old
run env SPATCH="$TMP/old" "$TEARDOWN" check good.c
test_ok 'spatch is too old: the needed version is told' 'fails ".*1\.0\.8.*1\.1\.1"'
printf '#!/bin/sh\necho "hello"\n' >none
chmod +x none
run env SPATCH="$TMP/none" "$TEARDOWN" check good.c
test_ok 'what is no spatch' 'fails ".*none"'
printf 'no program\n' >text
chmod +x text
run env SPATCH="$TMP/text" "$TEARDOWN" check good.c
test_ok 'what is no program' 'fails ".*text"'
printf '#!/bin/sh\nsleep 600\n' >mute
chmod +x mute
from=$(date +%s)
run timeout 60 env SPATCH="$TMP/mute" "$TEARDOWN" check --timeout=1 good.c
test_ok 'a spatch that never tells its version' 'fails ".*mute" && [ $(($(date +%s) - from)) -lt 30 ]'
test_ok 'nothing is left in TMPDIR' nothing_left

# A spatch that hangs, crashes or raves over one file: that file is unseen by it.
wrong hang_me >hang_me.c
for how in 'sleep 600' 'kill -SEGV $$' 'kill -KILL $$' 'exit 3'; do
	fake fails_on_one <<END
for w; do case \$w in groups*) grep -q . "\$w" && for f in \$(cat "\$w"); do grep -q hang_me "\$f" 2>/dev/null && { echo "HANDLING: \$f" >&2; $how; }; done ;; *.c) grep -q hang_me "\$w" && { echo "HANDLING: \$w" >&2; $how; } ;; esac; done
exec spatch "\$@"
END
	run timeout 100 env SPATCH="$TMP/fails_on_one" "$TEARDOWN" check --no-cache --timeout=1 -r dma_ops_before_devres \
		--format=json good.c hang_me.c
	test_ok "spatch does '$how' over one file: it is unseen, all else is told" \
		'status 1 && err_lines 0 && json "[u[\"path\"] for u in d[\"coverage\"][\"unseen\"]] == [\"hang_me.c\"] and
			\"good.c\" in [f[\"path\"] for f in d[\"findings\"]] and not d[\"coverage\"][\"complete\"]"'
	test_ok "'$how': nothing is left" nothing_left
done
fake raves <<'END'
head -c 100000 /dev/urandom
head -c 100000 /dev/urandom >&2
printf '0.c:1:1-2: \n0.c:99999999999999999999:1-2: x\n9999.c:1:1-2: x\n-1.c:1:1-1: x\n0.c:0:0-0: y\n'
END
run timeout 100 env SPATCH="$TMP/raves" "$TEARDOWN" check --no-cache --timeout=5 good.c
test_ok 'a spatch that prints garbage does no harm' '[ "$STATUS" -le 2 ] && err_has "" || err_lines 0'
fake always_fails <<'END'
echo 'Fatal error: exception Failure("all is lost")' >&2
exit 2
END
run env SPATCH="$TMP/always_fails" "$TEARDOWN" check --no-cache good.c
test_ok 'a spatch that fails on every file is a failure, with its own words' 'status 2 && err_lines 1 && err_has "all is lost"'
fake no_patches <<'END'
case " $* " in *' patch '*) echo 'Fatal error: exception Stack overflow' >&2; exit 2 ;; esac
exec spatch "$@"
END
run env SPATCH="$TMP/no_patches" "$TEARDOWN" check --no-cache --format=json good.c
test_ok 'a patch that spatch cannot make costs no finding' \
	'status 1 && json "[f[\"line\"] for f in d[\"findings\"]] == [3] and d[\"findings\"][0][\"patch\"] is None and
		d[\"findings\"][0][\"no_patch\"]"'
test_ok 'nothing is left in TMPDIR' nothing_left

# Paths.
run teardown check nowhere.c
test_ok 'a path to nothing' 'fails "nowhere\.c: No such file or directory"'
run teardown check ''
test_ok 'an empty path' 'fails ""'
run teardown check good.c/x
test_ok 'a file taken for a folder' 'fails "good\.c/x: Not a directory"'
echo text >notes.txt
run teardown check notes.txt
test_ok 'a file that is no C source' 'fails "notes\.txt: .*\.c"'
mkfifo pipe.c
run timeout 20 "$TEARDOWN" check pipe.c
test_ok 'a FIFO by name' '{ status 2 && err_lines 1 && err_has "pipe\.c"; } || { status 0 && out_has "not seen: pipe\.c"; }'
mkdir holds && mkfifo holds/pipe.c && wrong w >holds/w.c && mkdir holds/dir.c && wrong inner >holds/dir.c/i.c
ln -s loop holds/loop && ln -s . holds/self && ln -s .. holds/up && ln -s nowhere.c holds/dangling.c
run timeout 30 "$TEARDOWN" check --format=json holds
test_ok 'a folder with a FIFO, links in circles, links to nothing, a folder named dir.c' \
	'status 1 && json "sorted(f[\"path\"] for f in d[\"findings\"]) == [\"holds/dir.c/i.c\", \"holds/w.c\"]"'
run teardown check --format=json holds/dir.c
test_ok 'a folder named dir.c by name' 'status 1 && json "len(d[\"findings\"]) == 1"'
run teardown check holds/loop
test_ok 'a link in a circle by name' 'fails "holds/loop: Too many levels of symbolic links"'
ln -s ../good.c holds/named.c
run teardown check --format=json holds/named.c
test_ok 'a link to a file, by name, is followed' 'status 1 && json "len(d[\"findings\"]) == 1"'

if [ "$(id -u)" -ne 0 ]; then
	chmod 0 good.c
	run teardown check good.c
	test_ok 'an unreadable file' 'status 0 && out_has "not seen: good\.c: Permission denied"'
	run teardown check --strict good.c
	test_ok 'an unreadable file with --strict' 'status 3'
	chmod 644 good.c
	mkdir locked && wrong l >locked/l.c && chmod 0 locked
	run teardown check --strict .
	test_ok 'an unreadable folder' 'err_lines 0 && out_has "not seen: locked.*: Permission denied"'
	chmod 755 locked
else
	# Root may read all; another user may not.
	as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nowhere XDG_CACHE_HOME= TMPDIR=/tmp "$@"; }
	if command -v setpriv >/dev/null && chmod 755 "$TMP" && as_nobody test -x "$TEARDOWN" -a -r "$ROOT/cocci"; then
		mkdir open && wrong o >open/o.c && wrong s >open/s.c && mkdir open/locked && wrong l >open/locked/l.c
		chmod 600 open/s.c && chmod 700 open/locked && chmod 755 open && chmod 644 open/o.c
		chmod -R a+rX "$IN/home" 2>/dev/null
		run as_nobody "$TEARDOWN" check --strict --format=json open
		test_ok 'an unreadable file and folder are told as unseen' \
			'status 1 && json "[(u[\"path\"], u[\"why\"]) for u in d[\"coverage\"][\"unseen\"]] ==
				[(\"open/locked\", \"Permission denied\"), (\"open/s.c\", \"Permission denied\")]"'
		run as_nobody "$TEARDOWN" check --strict open/s.c
		test_ok 'an unreadable file with --strict' 'status 3 && out_has "not seen: open/s\.c: Permission denied"'
	else
		test_skip 'unreadable files' 'run by root, without setpriv'
	fi
fi

# What the bytes of a file may be.
: >empty.c
run teardown check --strict empty.c
test_ok 'an empty file' 'status 0'
head -c 200000 /bin/sh >binary.c
{ cat good.c && printf '\0\0' && head -c 3000 /bin/sh; } >half.c
{ printf 'int a;\0\n' && cat good.c; } >nul.c
printf '\357\273\277' | cat - good.c >bom.c
sed 's/$/\r/' good.c >crlf.c
{ printf '/* \351\377\300\200 */\n' && sed "s,dev),dev) /* $(printf '\370') */," good.c; } >latin.c
printf '%s' "$(cat good.c)" >no-newline.c
sed "s/arch_teardown_dma_ops(dev)/arch_teardown_dma_ops(dev$(printf '\351'))/" good.c >stray.c
for f in binary half nul bom crlf latin no-newline stray; do
	run timeout 60 "$TEARDOWN" check --timeout=10 --format=json $f.c
	test_ok "bytes of all kinds: $f" '[ "$STATUS" -le 1 ] && err_lines 0 && json "d[\"coverage\"][\"files\"] == 1"'
	for format in text terse sarif html; do
		run timeout 60 "$TEARDOWN" check --timeout=10 --format=$format $f.c
		test_ok "bytes of all kinds: $f as $format" \
			'[ "$STATUS" -le 1 ] && err_lines 0 && iconv -f UTF-8 -t UTF-8 "$OUT" >/dev/null'
	done
done
for f in bom crlf latin no-newline; do
	run teardown check --format=json $f.c
	test_ok "found all the same: $f" 'status 1 && json "len(d[\"findings\"]) == 1"'
done

# Names.
mkdir names
for name in 'with blank.c' "$(printf 'new\nline.c')" 'quote"s.c' "apostrophe's.c" '-leading.c' \
	"$(printf 'invalid\351utf8.c')" '<b>&amp;.c' '%41%s.c' '$(touch x).c' '`touch x`.c' \
	"$(printf 'esc\033[2J.c')" 'back\slash.c' ';.c' '*.c' '[a].c' '#.c' ',.c'; do
	wrong named >"names/$name"
	run "$TEARDOWN" -C names check --format=json -- "$name"
	test_ok "a name: $(printf %s "$name" | tr '\n\033\351' '???')" 'status 1 && err_lines 0 && json "len(d[\"findings\"]) == 1"'
done
run teardown check --format=json names
test_ok 'all of them in one folder' 'status 1 && json "len(d[\"findings\"]) == 17 and len({f[\"path\"] for f in d[\"findings\"]}) == 17"'
test_ok 'none of them was run' '[ -z "$(find . -name x)" ]'
for format in text terse; do
	run teardown check --format=$format names
	test_ok "$format: control characters do not reach the terminal" \
		'status 1 && ! LC_ALL=C grep -q "$(printf "\033")" "$OUT" && iconv -f UTF-8 -t UTF-8 "$OUT" >/dev/null'
done
run teardown check --format=terse names
test_ok 'terse: one line for each, whatever the name' '[ "$(wc -l <"$OUT")" -eq 17 ]'
run teardown check -leading.c
test_ok 'a leading dash without -- is an option' 'fails "unknown option -leading\.c"'
long=$(printf '%0250d' 0).c
wrong long >"$long"
run teardown check --format=json "$long"
test_ok 'a name of 252 bytes' 'status 1 && json "len(d[\"findings\"]) == 1"'

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
