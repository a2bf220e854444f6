#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The command line: global options, help, errors in one line, exit status, output
# that cannot be written.
. "$(dirname "$0")/lib.sh"

mkdir rules
cat >rules/one.cocci <<'EOF'
/// One thing.
// Confidence: High
EOF
export TEARDOWN_RULES="$TMP/rules"

# fails RE: exit status 2, nothing on stdout, one line on stderr that matches.
fails() { status 2 && [ ! -s "$OUT" ] && err_lines 1 && err_has "^teardown: $1"; }

run teardown --version
test_ok '--version tells the version on stdout' \
	'status 0 && out_has "^teardown [0-9]+\.[0-9]+\.[0-9]+$" && err_lines 0'

run teardown -h
test_ok '-h tells options and commands on stdout' \
	'status 0 && out_has "^Usage: teardown " && out_has "^  rules " && err_lines 0'
test_ok '-h fits 80 columns' '! grep -q ".\{81\}" "$OUT"'

run teardown rules -h
test_ok '-h behind a command tells its options' \
	'status 0 && out_has "^Usage: teardown rules " && out_has "--format=FORMAT" && err_lines 0'

run teardown rules --format=json -h
test_ok '-h wins over options before it' 'status 0 && out_has "^Usage: teardown rules "'

run teardown rules -- -h
test_ok 'behind -- it is a word' 'fails "rules: unknown rule -h; known: one$"'

# Without man and mandoc the manual is not there to be shown.
mkdir bin
run env PATH="$TMP/bin" "$TEARDOWN" rules --help
test_ok '--help falls back to the short help' 'status 0 && out_has "^Usage: teardown rules "'
if command -v mandoc >/dev/null && [ -e "$(dirname "$TEARDOWN")/src/teardown.1" ]; then
	run teardown --help
	test_ok '--help opens the manual' 'status 0 && out_has "TEARDOWN\(1\).*General Commands Manual"'
else
	test_skip '--help opens the manual' 'no mandoc, or not built in the tree'
fi

run teardown
test_ok 'no command: the known ones are told' 'fails "no command; known: .*rules"'
run teardown frobnicate
test_ok 'an unknown command is named' 'fails "unknown command frobnicate; known: .*rules"'
run teardown "$(printf 'a\nb\033[2J')"
test_ok 'hostile words stay on one line' 'fails "unknown command a b" && err_lacks "$(printf "\033")"'

run teardown --frob rules
test_ok 'an unknown option is named, with the known ones' \
	'fails "unknown option --frob; known: -C, -q, --quiet, "'
run teardown -qx rules
test_ok 'an unknown letter in a cluster' 'fails "unknown option -qx; known: -C"'
run teardown rules --frob
test_ok 'an unknown option of a command' 'fails "rules: unknown option --frob; known: --format, -h, --help$"'
run teardown rules --format
test_ok 'an option without its value' 'fails "rules: the option --format needs a value: FORMAT$"'
run teardown -C
test_ok 'a letter without its value' 'fails "the option -C needs a value: DIR$"'
run teardown --version=3
test_ok 'a value where none is taken' 'fails "the option --version takes no value$"'
run teardown --v
test_ok 'an ambiguous option' 'fails "the option --v can be more than one$"'
run teardown --vers
test_ok 'a shortened option' 'status 0 && out_has "^teardown "'
run teardown --color=green rules
test_ok 'an unknown colour' 'fails "unknown --color=green; known: auto, always, never$"'
run teardown -C "$TMP/nowhere" rules
test_ok '-C to nowhere' 'fails "cannot change to .*/nowhere: No such file or directory$"'

run teardown check --confirm --frob
test_ok 'an option whose value may be left out takes no word' 'fails "check: unknown option --frob; known: "'
run teardown check none.c --confirm
test_ok 'nor needs one at the end' 'fails "check: .*none\.c: No such file or directory$"'
run teardown check -h
test_ok '-h tells that it may be left out' 'out_has "^      --confirm\[=FILE\]  "'

mkdir sub
TEARDOWN_RULES=../rules run teardown -C sub rules
test_ok '-C changes the folder first' 'status 0 && out_has "^one "'

run teardown --color=always rules
test_ok '--color=always colours' 'status 0 && grep -q "$(printf "\033")" "$OUT"'
run teardown rules
test_ok 'no colour where there is no terminal' '! grep -q "$(printf "\033")" "$OUT"'

# Output that goes nowhere is a failure, said once, and no death by a signal.
if [ -e /dev/full ]; then
	status_of() { "$@" >/dev/full 2>"$ERR"; }
	run status_of "$TEARDOWN" rules
	test_ok 'a full disk' \
		'fails "cannot write standard output: No space left on device$"'
fi
closed() { "$TEARDOWN" rules >&- 2>"$ERR"; }
run closed
test_ok 'a closed stdout' 'fails "cannot write standard output: Bad file descriptor$"'

{
	sleep 0.3
	"$TEARDOWN" rules 2>"$ERR"
	echo $? >code
} | true
test_ok 'a pipe closed early' '[ "$(cat code)" -eq 2 ] && err_lines 1 &&
	err_has "^teardown: cannot write standard output: Broken pipe$"'

all_closed() { "$TEARDOWN" rules nothing <&- >&- 2>&-; }
run all_closed
test_ok 'all descriptors closed' 'status 2'

# The manual and -h tell the same options.
man=$ROOT/src/teardown.1
teardown -h | sed -n '/^Commands:/,/^$/s/^  \([a-z]\{1,\}\) .*/\1/p' | sort >commands
sed -n 's/^\.Ss teardown //p' "$man" | sort >documented
test_ok 'the manual has a section for each command' 'diff commands documented >"$IN/diff"'

# Options of -h: every -x and --word that begins a line's option column.
help_options() { sed -n 's/^  \(.\{22\}\).*/\1/p' | grep -oE -- '(^|[ ,])--?[A-Za-z][a-z-]*' | tr -d ' ,' | sort -u; }
# Options of a section of the manual: "Fl" and what is behind it in .It lines.
man_options() { grep '^\.It Fl' | grep -oE 'Fl (-[a-z-]+|[A-Za-z])' | sed 's/^Fl /-/' | sort -u; }

teardown -h | help_options >help
sed '/^\.Ss /,$d' "$man" | man_options | grep -v '^--help$' >manual
test_ok 'global options: -h and the manual agree' 'diff help manual >"$IN/diff" && grep -q -- --color help'

while read -r c; do
	teardown "$c" -h | help_options | grep -v '^-h$' >help
	sed -n "/^\.Ss teardown $c\$/,/^\.S[sh] [^t]/p" "$man" | sed '1b
		/^\.Ss/,$d' | man_options >manual
	test_ok "options of $c: -h and the manual agree" \
		'diff help manual >"$IN/diff" && { [ -s help ] || [ "$c" = sparse ]; }'
	run teardown "$c" -h
	test_ok "-h of $c fits 80 columns" '! grep -q ".\{81\}" "$OUT"'
done <commands

if command -v mandoc >/dev/null; then
	run mandoc -Tlint -W warning "$man"
	test_ok 'the manual is sound' 'status 0'
fi

test_done
