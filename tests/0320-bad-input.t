#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown check on what it cannot use: each time one clear line, the exit status, and
# nothing left behind.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/bad.sh"

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

test_done
