#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown check: what it looks at, the rules it runs, its exit status, where its
# output goes.
. "$(dirname "$0")/lib.sh"

command -v spatch >/dev/null || skip_all 'no spatch'
export TEARDOWN_RULES="$ROOT/cocci"

# wrong NAME, right NAME: a function of that name
wrong()
{
	cat <<END
static void $1(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
}
END
}

right() { wrong "$1" | sed '3{h;d};4{G}'; }
fails() { status 2 && [ ! -s "$OUT" ] && err_lines 1 && err_has "^teardown: check: $1"; }
found() { json "sorted(f['path'] for f in d['findings']) == '$1'.split()"; }

# A small kernel.
mkdir -p linux/drivers/base linux/drivers/foo linux/include/linux
printf 'VERSION = 6\nPATCHLEVEL = 1\n' >linux/Makefile
: >linux/Kbuild
wrong base_wrong >linux/drivers/base/base.c
wrong foo_wrong >linux/drivers/foo/foo.c
right foo_right >linux/drivers/foo/right.c
echo 'int nothing;' >linux/drivers/foo/nothing.c
printf 'static inline %s\n' "$(wrong header_wrong | sed 's/static //')" >linux/include/linux/foo.h

# What it looks at.
run teardown -C linux check --format=json
test_ok 'no path: the whole tree' 'status 1 && found "drivers/base/base.c drivers/foo/foo.c include/linux/foo.h"'
test_ok 'paths are those of the tree' 'json "d[\"root\"] == \"$TMP/linux\""'
test_ok 'coverage counts files, candidates and functions' \
	'json "d[\"coverage\"][\"files\"] == 5 and d[\"coverage\"][\"candidates\"] >= 4 and
		d[\"coverage\"][\"functions\"] == 4 and d[\"coverage\"][\"complete\"]"'
run teardown -C linux/drivers/foo check --format=json
test_ok 'no path, below the root: the whole tree all the same' \
	'status 1 && found "drivers/base/base.c drivers/foo/foo.c include/linux/foo.h"'
run teardown -C linux/drivers check --format=json foo
test_ok 'a folder' 'status 1 && found drivers/foo/foo.c'
run teardown check --format=json linux/drivers/foo/foo.c linux/drivers/foo/right.c
test_ok 'two files, from outside of the tree' 'status 1 && found drivers/foo/foo.c'
run teardown check --format=json linux/drivers/foo/foo.c linux/drivers/foo ./linux/drivers/../drivers/foo/foo.c
test_ok 'a file named more than once is told once' 'status 1 && found drivers/foo/foo.c'
run teardown check linux/drivers/foo/right.c
test_ok 'nothing wrong: exit status 0' 'status 0 && out_has "no findings"'
run teardown check linux/drivers/foo/nothing.c
test_ok 'nothing that can match' 'status 0 && out_has "1 file, 0 could match"'

mkdir loose
wrong loose_wrong >loose/a.c
run teardown -C loose check --format=json .
test_ok 'a folder that is no kernel tree' 'status 1 && found a.c'
run teardown -C loose check
test_ok 'no path and no tree: what to do is told' 'fails ".*no kernel tree|.*not in a kernel tree"'

# Tracked or not.
mkdir repo
wrong tracked >repo/tracked.c
(cd repo && git init -q && git add -f tracked.c && git commit -qm one) >/dev/null 2>&1
wrong untracked >repo/untracked.c
wrong ignored >repo/ignored.c
echo /ignored.c >repo/.gitignore
run teardown -C repo check --format=json .
test_ok 'tracked by git, untracked and ignored are all seen' \
	'status 1 && found "ignored.c tracked.c untracked.c"'
(cd repo && git rm -q --cached tracked.c) >/dev/null 2>&1
run teardown -C repo check --format=json tracked.c
test_ok 'a file by name, untracked' 'status 1 && found tracked.c'

# Rules.
run teardown -C linux check -r dma_ops_before_devres --format=json drivers/foo
test_ok '-r by name' 'status 1 && found drivers/foo/foo.c'
run teardown -C linux check -r dma_owner_before_devres --format=json drivers/foo
test_ok '-r: another rule finds nothing here' 'status 0 && found ""'
cp "$ROOT/cocci/dma_ops_before_devres.cocci" copied.cocci
run teardown check -r copied.cocci --format=json linux/drivers/foo
test_ok '-r by path: a copy of a rule finds the same under its own name' \
	'status 1 && json "[f[\"rule\"] for f in d[\"findings\"]] == [\"copied\"]"'
cat >own.cocci <<'END'
/// A rule of one's own.
// Confidence: Low
virtual report

@r depends on report@
expression e;
position p;
@@
own_teardown@p(e);

@script:python depends on report@
p << r.p;
@@
coccilib.report.print_report(p[0], "own_teardown is old")
END
wrong foo | sed 's/arch_teardown_dma_ops/own_teardown/' >own.c
run teardown check -r ./own.cocci --format=json own.c
test_ok "-r: a rule of one's own, without a vocabulary, is run by spatch" \
	'status 1 && json "[(f[\"rule\"], f[\"confidence\"], f[\"line\"], f[\"function\"], f[\"message\"]) for f in d[\"findings\"]]
		== [(\"own\", \"Low\", 3, \"foo\", \"own_teardown is old\")]"'
run teardown check -r ./own.cocci -r dma_ops_before_devres --format=json own.c linux/drivers/foo
test_ok '-r twice' 'status 1 && json "sorted(f[\"rule\"] for f in d[\"findings\"]) == [\"dma_ops_before_devres\", \"own\"]"'
run teardown check -r nothing own.c
test_ok '-r: an unknown rule is named with those that are' 'fails "unknown rule nothing; known: .*dma_ops_before_devres"'
run teardown check -r ./nothing.cocci own.c
test_ok '-r: a path to nothing' 'fails ".*nothing\.cocci.*No such file"'

# Confidence.
cat >owner.c <<'END'
static void owner(struct device *dev)
{
	dev->bus->dma_cleanup(dev);
	devres_release_all(dev);
}
END
run teardown check --format=json owner.c
test_ok 'a rule that is off by default' 'status 0 && found ""'
run teardown check --confidence=low --format=json owner.c
test_ok '--confidence=low turns it on' 'status 1 && found owner.c'
run teardown check --confidence moderate --format=json owner.c linux/drivers/foo/foo.c
test_ok '--confidence moderate leaves it off' 'status 1 && found linux/drivers/foo/foo.c'
run teardown check --confidence=HIGH --format=json "$ROOT/tests/rules/bus_teardown_before_devres/wrong-domain.c"
test_ok '--confidence=high leaves Moderate out' 'status 0 && found ""'

# Jobs: the same whatever their number.
for j in 1 2 7 256; do
	run teardown -C linux check -j$j --no-cache
	cp "$OUT" "jobs.$j"
done
test_ok '-j changes nothing but time' 'cmp jobs.1 jobs.2 && cmp jobs.1 jobs.7 && cmp jobs.1 jobs.256'
for n in 0 -1 257 x 1x '' 99999999999999999999; do
	run teardown check -j "$n" own.c
	test_ok "-j '$n' is refused" 'fails "--jobs=.*not a number from 1 to 256$"'
done
run teardown check --timeout=0 own.c
test_ok '--timeout=0 is refused' 'fails "--timeout=0: not a number of seconds"'
run teardown check --format=xml own.c
test_ok 'an unknown format is named with those that are' \
	'fails "unknown --format=xml; known: text, terse, json, sarif, html, github, gitlab, b4$"'
run teardown check --confidence=much own.c
test_ok 'an unknown confidence' 'fails "unknown --confidence=much; known: low, moderate, high$"'

# Coverage.
printf 'static void f(struct device *dev)\n{\n\tdevres_release_all(dev);\n\tthis is ( no C;\n}\n' >unparsed.c
echo 'static void g(struct device *dev) { arch_teardown_dma_ops(dev); }' >>unparsed.c
run teardown check unparsed.c
test_ok 'a function that cannot be parsed is told by name' 'status 0 && out_has "unparsed.c:1:? .*f\(\)|unparsed.c.*f"'
run teardown check --strict unparsed.c
test_ok '--strict: exit status 3' 'status 3'
run teardown check --strict --format=json unparsed.c
test_ok '--strict: exit status 3 in every format' \
	'status 3 && json "d[\"coverage\"][\"complete\"] is False and
		[u[\"function\"] for u in d[\"coverage\"][\"unparsed\"]] == [\"f\"]"'
run teardown check --strict unparsed.c linux/drivers/foo/foo.c
test_ok '--strict: a finding weighs more' 'status 1'
run teardown check --strict linux/drivers/foo/right.c
test_ok '--strict: all was seen' 'status 0'

# Output.
run teardown check -o report.json --format=json linux/drivers/foo/foo.c
test_ok '-o writes the file and nothing else' \
	'status 1 && [ ! -s "$OUT" ] && err_lines 0 && cp report.json "$OUT" && found drivers/foo/foo.c'
test_ok '-o leaves nothing beside it' '[ "$(ls | grep -c "^report")" -eq 1 ]'
echo old >kept.json
run teardown check -o kept.json --format=json nowhere.c
test_ok '-o keeps the file when the check fails' '[ "$(cat kept.json)" = old ]'
run teardown check -o nowhere/report.json linux/drivers/foo/foo.c
test_ok '-o into a folder that is not there' 'fails "cannot write nowhere/report.json.*No such file"'
mkdir folder
run teardown check -o folder linux/drivers/foo/foo.c
test_ok '-o onto a folder' 'fails "cannot write folder: Is a directory$" && [ ! -e folder.tmp ]'
mkfifo fifo
cat fifo >from-fifo &
run teardown check -o fifo --format=terse linux/drivers/foo/foo.c
wait
test_ok '-o to a FIFO' 'status 1 && [ -p fifo ] && grep -q arch_teardown_dma_ops from-fifo'
echo old >real.txt && ln -s real.txt link.txt
run teardown check -o link.txt --format=terse linux/drivers/foo/foo.c
test_ok '-o through a link writes the file' '[ -L link.txt ] && grep -q arch_teardown_dma_ops real.txt'
umask 022
echo old >mode.txt && chmod 640 mode.txt
run teardown check -o mode.txt --format=terse linux/drivers/foo/foo.c
test_ok '-o keeps the mode of the file' '[ "$(stat -c %a mode.txt)" = 640 ]'
if [ -w /dev/full ]; then
	ln -s /dev/full full
	run teardown check -o full linux/drivers/foo/foo.c
	test_ok '-o to a device' 'fails "cannot write full: No space left" && [ -L full ] && [ -c /dev/full ]'
fi
run teardown -q check linux/drivers/foo/foo.c
test_ok '-q: no summary' 'status 1 && out_lacks "[0-9] finding" && out_has "arch_teardown_dma_ops"'
run teardown -v check unparsed.c
test_ok '-v: every unparsed function' 'out_has "unparsed.c"'
test_ok 'what is no terminal gets no colour and no progress' \
	'run teardown check linux && err_lines 0 && ! grep -q "$(printf "\033")" "$OUT"'

if command -v script >/dev/null && script -qec true /dev/null >/dev/null 2>&1; then
	on_terminal() { TERM=xterm script -qec "$1" typescript </dev/null; }
	escape=$(printf '\033')
	run on_terminal "'$TEARDOWN' check linux/drivers/foo/foo.c"
	test_ok 'a terminal gets colour' 'grep -q "$escape\[[0-9;]*m" "$OUT"'
	run on_terminal "NO_COLOR=1 '$TEARDOWN' check linux/drivers/foo/foo.c"
	test_ok 'NO_COLOR is respected' '! grep -q "$escape\[[0-9;]*m" "$OUT"'
	run on_terminal "NO_COLOR=1 '$TEARDOWN' --color=always check linux/drivers/foo/foo.c"
	test_ok '--color=always wins' 'grep -q "$escape\[[0-9;]*m" "$OUT"'
	# A spatch that takes its time.
	cat >slow <<'END'
#!/bin/sh
case " $* " in *' --version '*) ;; *) sleep 1.2 ;; esac
exec spatch "$@"
END
	chmod +x slow
	run on_terminal "SPATCH='$TMP/slow' '$TEARDOWN' check --no-cache -j1 linux"
	test_ok 'a terminal gets progress' 'grep -q "files" "$OUT" && grep -Eq "[0-9]+ of [0-9]+ files" "$OUT"'
	run on_terminal "SPATCH='$TMP/slow' '$TEARDOWN' -q check --no-cache -j1 linux"
	test_ok 'none with -q' '! grep -Eq "[0-9]+ of [0-9]+ files" "$OUT"'
	run on_terminal "SPATCH='$TMP/slow' '$TEARDOWN' check --no-cache -j1 linux 2>progress"
	test_ok 'none when stderr is a file' '[ ! -s progress ] && ! grep -Eq "[0-9]+ of [0-9]+ files" "$OUT"'
else
	test_skip 'colour and progress on a terminal' 'no script(1)'
fi

# Again.
run teardown -C linux check
cp "$OUT" first
run teardown -C linux check
test_ok 'again, from the cache: the same' 'status 1 && cmp first "$OUT"'
wrong foo_right >linux/drivers/foo/right.c
run teardown -C linux check --format=json
test_ok 'a changed file is read anew' 'found "drivers/base/base.c drivers/foo/foo.c drivers/foo/right.c include/linux/foo.h"'
rm linux/drivers/foo/foo.c
run teardown -C linux check --format=json
test_ok 'a file that went is gone' 'found "drivers/base/base.c drivers/foo/right.c include/linux/foo.h"'
run teardown -C linux check --no-cache --format=json
test_ok '--no-cache: the same' 'found "drivers/base/base.c drivers/foo/right.c include/linux/foo.h"'

test_done
