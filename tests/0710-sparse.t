#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `teardown sparse` in sparse's place: it finds what the rules' fixtures mark, each rule
# by itself, and for all else it cannot be told from sparse: not by a byte of what that
# prints, not by the exit status.
#
# A line marked 'finding' (0200-rules.t) is told as a warning, or by the note "and …" of one: a
# further teardown. No warning is on another line; so one marked 'not by sparse: WHY' has none.
. "$(dirname "$0")/lib.sh"

command -v sparse >/dev/null || skip_all 'no sparse'
rules=$ROOT/tests/rules
export XDG_CACHE_HOME=/dev/null/none	# what earlier runs knew is not at issue here
bug=$rules/dma_ops_before_devres/wrong-straight.c

# Each rule in a folder of its own, and on.
for f in "$ROOT"/cocci/*.cocci; do
	name=${f##*/}
	mkdir -p "rules/${name%.cocci}"
	sed '/^\/\/ Default: off$/d' "$f" >"rules/${name%.cocci}/$name"
done

fixture() { teardown sparse -nostdinc -I"$rules/include" -include "$rules/include/fixture.h" \
	-std=gnu11 -D__KERNEL__ -Wno-decl "$@"; }
plain_fixture() { sparse -nostdinc -I"$rules/include" -include "$rules/include/fixture.h" \
	-std=gnu11 -D__KERNEL__ -Wno-decl "$@"; }

# told RE FILE: the lines of FILE with such a message.
told()
{
	re=$1 file=$2 awk 'index($0, ENVIRON["file"] ":") == 1 {
		rest = substr($0, length(ENVIRON["file"]) + 2)
		if (rest ~ "^[0-9]+:[0-9]+: " ENVIRON["re"]) { sub(/:.*/, "", rest); print rest }
	}' "$ERR" | sort -u
}

# as_marked RULE FILE
as_marked()
{
	TEARDOWN_RULES=$TMP/rules/$1 run fixture "$2"
	sed -nE '\,/\* finding(: check only)? \*/$,=' "$2" | sort -u >want
	told "warning: [A-Za-z_0-9]+[(][)]: .* [[]$1[]]\$" "$2" >warned
	told 'note: and ' "$2" | sort -u - warned >got
	status 0 && [ ! -s "$OUT" ] && err_lacks ': error: |^teardown: ' &&
		comm -23 want got >"$IN/diff" && comm -23 warned want >>"$IN/diff" && [ ! -s "$IN/diff" ]
}

for f in "$rules"/*/*.c; do
	name=${f#"$rules/"}
	test_ok "$name" "as_marked '${name%%/*}' '$f'"
done

sed 's,/\* finding \*/,,' "$bug" >unmarked.c
test_ok 'what is found and has no mark is told' '! as_marked dma_ops_before_devres unmarked.c'
sed 's|/\* finding \*/|/* finding, not by sparse: why */|' "$bug" >excused.c
test_ok 'what is found though the mark says that it is not, too' \
	'! as_marked dma_ops_before_devres excused.c'
for mark in finding 'finding: check only' 'finding, not by sparse: it is not compiled'; do
	cat >never.c <<END
static void never(struct device *dev)
{
#ifdef CONFIG_NONE
	arch_teardown_dma_ops(dev); /* $mark */
#endif
	devres_release_all(dev);
}
END
	case $mark in
	*not*) test_ok 'what is marked as not found by sparse need not be' \
		'as_marked dma_ops_before_devres never.c' ;;
	*) test_ok "what is not found and marked '$mark' is told" \
		'! as_marked dma_ops_before_devres never.c' ;;
	esac
done

# What is printed, and with what confidence a rule is on.
run fixture "$bug"
test_ok 'a finding, and where devres is released' 'status 0 && err_is <<END
$bug:10:3: warning: unbind_device(): dma_deconfigure(dev) takes DMA down before devres_release_all(dev) on line 11 releases devres [dma_ops_before_devres]
$bug:11:3: note: devres is released by devres_release_all(dev)
END'
run fixture "$rules/dma_ops_before_devres/wrong-two-levels.c"
test_ok 'what a call does inside is told in notes' 'status 0 &&
	err_has "^.*/wrong-two-levels\.c:[0-9]+:[0-9]+: note: .*\(\) tears down by "'
run fixture "$rules/dma_owner_before_devres/wrong-straight.c"
test_ok 'a rule that is off by default is off' 'status 0 && err_lines 0'

# The same as sparse alone.
alone()
{
	ALONE=0
	"$@" >alone.out 2>alone.err </dev/null || ALONE=$?
}

is_same() { cmp alone.out "$OUT" >"$IN/diff" && cmp alone.err "$ERR" >"$IN/diff" && status "$ALONE"; }

same()
{
	alone sparse "$@"
	run teardown sparse "$@"
	is_same
}

# The same and, behind it, these lines, of stdin.
same_and()
{
	cat >behind
	alone plain_fixture "$@"
	run fixture "$@"
	cat behind >>alone.err
	is_same
}

cat >clean.c <<'END'
static int nothing(int a)
{
	return a + 1;
}
static int (*keep)(int) = nothing;
END
cat >warnings.c <<'END'
void *pointer = 0;
int first(int a) { return a ? 0 : first(a - 1); }
static char *none(void) { return 0; }
END
printf 'int half(int a)\n{\n\treturn a' >errors.c
echo '#include "nowhere.h"' >include.c
test_ok 'a clean file' 'same clean.c && [ ! -s alone.err ]'
test_ok 'warnings' 'same warnings.c && grep -q warning: alone.err'
test_ok 'errors' 'same errors.c && grep -q error: alone.err'
test_ok 'errors, and warnings as errors' 'same -Wsparse-error errors.c && status 1'
test_ok 'warnings as errors' 'same -Wsparse-error warnings.c && grep -q error: alone.err && status 1'
test_ok 'a clean file, warnings as errors' 'same -Wsparse-error clean.c && status 0'
test_ok 'a header that is not there' 'same include.c && status 1'
test_ok 'a file that is not there' 'same nowhere.c && status 1'
test_ok 'a folder' 'mkdir folder.c && same folder.c'
test_ok 'an empty file' ': >empty.c && same empty.c && status 0'
test_ok 'bytes that are no C' 'head -c 4000 "$TEARDOWN" >bytes.c && same bytes.c'
test_ok 'a language of messages that is another' \
	'LC_ALL=de_DE.UTF-8 LANGUAGE=de same warnings.c && LC_ALL=de_DE.UTF-8 same nowhere.c'
test_ok 'a prefix of messages' 'same -fdiagnostic-prefix=checked warnings.c'

# Warnings that sparse has only with -v, which we need, in the file and in headers.
mkdir casts
cat >casts/one.h <<'END'
static inline unsigned char one(int x) { return (unsigned char)(x & 0x1ff); }
static void *in_one = 0;
static inline unsigned char again(int x) { return (unsigned char)(x & 0x1ff); }
static char *in_one_too = 0;
END
cat >casts/two.h <<'END'
static inline unsigned char two(int x) { return (unsigned char)(x & 0x1ff); }
END
cat >casts/casts.c <<'END'
#include "one.h"
#include "two.h"
static void *mine = 0;
static unsigned char cast(int x) { return (unsigned char)(x & 0x1ff); }
int all(int x) { return cast(x) + one(x) + again(x) + two(x); }
END
tail -n 2 casts/casts.c | head -n 1 | sed 's/$/ static unsigned char (*keep)(int) = cast;/' >casts/only.c
seq 1 150 | sed 's/.*/static void *pointer& = 0;/' | cat casts/only.c - >casts/many.c
verbose() { sparse -v "$@" 2>&1 | grep -q 'cast drops bits'; }
test_ok 'what it says with -v is not said' 'verbose casts/casts.c && same casts/casts.c'
test_ok 'where there is nothing else, too' 'verbose casts/only.c && same casts/only.c && err_lines 0'
test_ok 'where there are too many warnings, too' 'same casts/many.c && err_has "too many"'
test_ok 'with a limit of ours' 'same -fmax-warnings=2 casts/casts.c && same -fmax-warnings=3 casts/casts.c'
test_ok 'where warnings are errors it is no error' 'same -Wsparse-error casts/only.c && status 0 && err_lines 0'

# As kbuild gives them.
mkdir -p include/linux
echo '#define CONFIG_BUS 1' >include/linux/kconfig.h
cat >module.c <<'END'
static const char *name = KBUILD_MODNAME, *file = KBUILD_MODFILE, *odd = ODD;
#if CONFIG_BUS
void *bus = 0;
#endif
#if defined(NUMBER) && NUMBER == 3
int number = 08;
#endif
END
kbuild()
{
	"$@" -D__linux__ -Dlinux -D__STDC__ -Dunix -D__unix__ -Wbitwise -Wno-return-void \
		-Wno-unknown-attribute -D__x86_64__ --arch=x86 -mlittle-endian -m64 \
		-Wp,-MMD,./.module.o.d -nostdinc -I./include -include ./include/linux/kconfig.h \
		-D__KERNEL__ -fmacro-prefix-map=./= -std=gnu11 -fshort-wchar -funsigned-char \
		-fno-common -fno-PIE -mno-sse -mindirect-branch=thunk-extern -Wall -Wundef \
		-Werror=implicit-function-declaration -Wvla --param=allow-store-data-races=0 \
		-DMODULE -D ODD="'\"a b\\\"c\"'" -DKBUILD_BASENAME='"module"' -DNUMBER=3 \
		-DKBUILD_MODNAME='"my module"' -DKBUILD_MODFILE='"drivers/a  b/module"' module.c
}
clang()
{
	"$@" -Wp,-MMD,./.module.o.d -nostdinc -I ./include -imacros include/linux/kconfig.h \
		--target=aarch64-linux-gnu -fintegrated-as -Werror=unknown-warning-option \
		-mlittle-endian -mgeneral-regs-only -Wa,-march=armv8.5-a '-DODD="$(id)`id`;"' \
		-Wno-gnu -DKBUILD_MODNAME=\"m\" "-DKBUILD_MODFILE=\"'\"" -std=gnu11 module.c
}
same_as_kbuild()
{
	rm -f "$IN/diff"
	find . | sort >before
	alone "$1" sparse
	run "$1" "$TEARDOWN" sparse
	find . | sort >after
	diff before after >"$IN/diff" && is_same && [ -s alone.err ]
}
touch alone.out alone.err before after
test_ok 'flags as gcc gets them' 'same_as_kbuild kbuild'
test_ok 'flags as clang gets them' 'same_as_kbuild clang'

test_ok 'findings come behind what sparse says, and change no status' \
	'sed "s,^static void unbind,void *null = 0;\n&," "$bug" >both.c && same_and both.c <<END
both.c:11:3: warning: unbind_device(): dma_deconfigure(dev) takes DMA down before devres_release_all(dev) on line 12 releases devres [dma_ops_before_devres]
both.c:12:3: note: devres is released by devres_release_all(dev)
END'
test_ok 'no findings where warnings are errors: sparse fails' \
	'alone plain_fixture -Wsparse-error both.c && run fixture -Wsparse-error both.c && is_same && status 1'
test_ok 'those of -v are none of these' \
	'cat casts/only.c "$bug" >strict.c && run fixture -Wsparse-error strict.c && status 0 && err_lines 2 &&
	err_has "^strict\.c:11:3: warning: unbind_device\(\): "'
test_ok 'an error in another function does not matter' \
	'{ cat "$bug"; echo "static int other(void) { return nowhere; }"; } >other.c &&
	same_and other.c <<END
other.c:10:3: warning: unbind_device(): dma_deconfigure(dev) takes DMA down before devres_release_all(dev) on line 11 releases devres [dma_ops_before_devres]
other.c:11:3: note: devres is released by devres_release_all(dev)
END'

# Names as the command has them.
found_in()
{
	status 0 && [ ! -s "$OUT" ] && [ "$(told 'warning: .* [[]dma_ops' "$1")" = 10 ]
}
mkdir 'a folder'
cp "$bug" 'a folder/a $(bug);.c'
cp "$bug" bug.c
run fixture 'a folder/a $(bug);.c'
test_ok 'a name with blanks and worse' "found_in 'a folder/a \$(bug);.c'"
run fixture ./bug.c
test_ok 'a leading ./' 'found_in ./bug.c'
run fixture "a folder/../bug.c"
test_ok 'by way of another folder' 'found_in "a folder/../bug.c"'
run fixture "$TMP/bug.c"
test_ok 'an absolute name' 'found_in "$TMP/bug.c"'
ln -s bug.c link.c
run fixture link.c
test_ok 'a link' 'found_in link.c'
run fixture bug.c -DBEHIND -I include
test_ok 'flags behind the file' 'found_in bug.c'
cp "$rules/dma_ops_before_devres/wrong-range-map-alone.c" map.c
run fixture map.c -Wno-decl -DBEHIND
test_ok 'also where members of a struct are asked for' 'err_has "^map\.c:[0-9]+:[0-9]+: warning: "'
cp "$bug" bug.h
run fixture bug.h
test_ok 'a file that is not named .c' 'found_in bug.h'
mkdir -p sub/folder
run env -C sub/folder "$TEARDOWN" sparse -nostdinc -I"$rules/include" \
	-include "$rules/include/fixture.h" -Wno-decl ../../bug.c
test_ok 'from another folder' 'found_in ../../bug.c'

run fixture bug.c clean.c ./link.c
test_ok 'of several files each is looked at' 'found_in bug.c && found_in ./link.c && err_lines 4'
run fixture clean.c bug.c
test_ok 'whatever their order' 'found_in bug.c && err_lines 2'
test_ok 'what sparse says of several files' 'same clean.c warnings.c errors.c'

# Asked for something else it is sparse.
for words in --version -E '-E warnings.c' '-dM clean.c' '-fdump-ir clean.c' '-v warnings.c' -Wall '' \
	     '-vcompound clean.c' '-x assembler clean.c' 'clean.c -D' '-I'; do
	test_ok "sparse itself: ${words:-no words}" "same $words"
done
stdin()
{
	"$@" - <warnings.c
}
test_ok 'sparse itself: standard input' \
	'alone stdin sparse && run stdin "$TEARDOWN" sparse && is_same && [ -s alone.err ]'
run teardown sparse -h
test_ok '-h is ours' 'status 0 && out_has "^Usage: teardown sparse "'
run teardown -q --color=always sparse warnings.c
test_ok 'options of ours before it do no harm' 'alone sparse warnings.c && is_same'

# A sparse that fails at what we ask of it.
fake()
{
	{ echo '#!/bin/sh'; cat; } >"$1"
	chmod +x "$1"
}
fake crashes <<'END'
case " $* " in
*" -fdump-ir"*) printf 'half:\n.L0:\n\t'; echo "of a dying one" >&2; kill -SEGV $$ ;;
esac
exec sparse "$@"
END
fake refuses <<'END'
case " $* " in
*" -fdump-ir"*) echo "no such option" >&2; exit 3 ;;
esac
exec sparse "$@"
END
fake dies <<'END'
echo "of a dying one" >&2
kill -SEGV $$
END
fake garbage <<'END'
case " $* " in
*" -fdump-ir"*) sparse "$@" >/dev/null; echo "<html>"; echo "arch_teardown_dma_ops"; exit 0 ;;
esac
exec sparse "$@"
END
fake cut <<'END'
case " $* " in
*" -fdump-ir"*) sparse "$@" | head -c "$CUT"; exit 0 ;;
esac
exec sparse "$@"
END
fake fails_verbose <<'END'
case " $* " in
*" -v "*) echo 'later.c:1:1: error: later' >&2; kill -SEGV $$ ;;
esac
exec sparse "$@"
END
fake prints_much <<'END'
yes 'x.c:1:1: warning: a long line of sixty-four bytes that is a warning' | head -n 160000 >&2
END
fake far_too_deep <<'END'
case " $* " in
*" -fdump-ir"*) sparse "$@"; printf 'deep:\n.L0:\n\tcall arch_teardown_dma_ops, %%r99999999999999\n\n\n' ;;
*) exec sparse "$@" ;;
esac
END

# not_seen FILE RE: what sparse says, and one line.
not_seen()
{
	alone plain_fixture "$1"
	head -n "$(wc -l <alone.err)" "$ERR" | cmp alone.err - && status "$ALONE" && [ ! -s "$OUT" ] &&
		err_lines $(($(wc -l <alone.err) + 1)) && tail -n 1 "$ERR" | grep -Eq "^teardown: $1: not looked at: $2\$"
}
# unseen_by PROGRAM FILE RE
unseen_by()
{
	SPARSE=$TMP/$1 run fixture "$2"
	not_seen "$2" "$3"
}
sed 's,^static void unbind,void *null = 0;\n&,' "$bug" >seen.c
test_ok 'one that crashes of the dump is run again, and the file was not looked at' \
	'unseen_by crashes warnings.c "sparse was ended by signal 11" && [ -s alone.err ]'
test_ok 'one that does not know the dump, too' 'unseen_by refuses seen.c "sparse failed: no such option"'
test_ok 'a build is not broken by it' 'unseen_by crashes clean.c ".+" && status 0 && err_lines 1'
SPARSE=./dies run teardown sparse clean.c
test_ok 'one that always crashes does so' 'status 139 && [ ! -s "$OUT" ] && echo of a dying one | err_is'
alone ./prints_much clean.c
SPARSE=./prints_much run teardown sparse clean.c
test_ok 'ten megabytes of warnings' 'is_same && [ "$(wc -c <"$ERR")" -gt 10000000 ]'
test_ok 'one that prints garbage: the file was not looked at' 'unseen_by garbage seen.c "line 1: .+"'
all=$(plain_fixture -fdump-ir=linearize seen.c 2>/dev/null | wc -c)
cut_everywhere()
{
	for CUT in 1 2 20 150 250 400 $((all - 2)) $((all - 1)); do
		export CUT
		unseen_by cut seen.c '.+' || return
	done
}
test_ok 'one whose dump is cut off: likewise' cut_everywhere
test_ok 'one that only fails with -v: likewise' 'unseen_by fails_verbose seen.c "sparse was ended by signal 11"'
test_ok 'one whose dump is too odd: likewise' 'unseen_by far_too_deep seen.c "line [0-9]+: .*"'
TMPDIR=/none run fixture map.c
test_ok 'where nothing can be written, likewise' 'not_seen map.c "cannot make a folder in /none: No such file or directory"'

missing() { status 2 && [ ! -s "$OUT" ] && err_lines 1 && err_has "^teardown: sparse: $1\$"; }
SPARSE=/none/sparse run teardown sparse clean.c
test_ok 'no such program' 'missing "cannot run /none/sparse: No such file or directory; sparse is needed \(Debian: .*\)"'
SPARSE=/none/sparse run teardown sparse --version
test_ok 'likewise where it is only run' 'missing "cannot run /none/sparse: No such file .*; sparse is needed .*"'
mkdir empty
PATH=$TMP/empty run "$TEARDOWN" sparse clean.c
test_ok 'none in the path' 'missing "cannot run sparse: No such file or directory; sparse is needed .*"'
SPARSE=$TMP run teardown sparse clean.c
test_ok 'one that is no program' 'missing "cannot run $TMP: Permission denied; .*"'
SPARSE='' run fixture bug.c
test_ok 'an empty SPARSE is none' 'found_in bug.c'
TEARDOWN_RULES=$TMP/nowhere run teardown sparse clean.c
test_ok 'no rules' 'missing "TEARDOWN_RULES names $TMP/nowhere, which is no folder"'

# A build that runs it as kbuild does.
mkdir tree tree/drivers
for i in $(seq 24); do cp clean.c "tree/drivers/clean$i.c"; done
for i in 1 2 3; do cp "$bug" "tree/drivers/bug$i.c"; done
cp warnings.c errors.c tree/drivers
cat >tree/Makefile <<END
CHECK = sparse
CHECKFLAGS := -D__linux__ -Dlinux -D__STDC__ -Dunix -D__unix__ -Wbitwise -Wno-return-void
c_flags = -Wp,-MMD,\$(@D)/.\$(@F).d -nostdinc -I$rules/include -include $rules/include/fixture.h \\
	-D__KERNEL__ -std=gnu11 -Wno-decl -DKBUILD_MODNAME='"\$(basename \$(@F))"' \$(CF)
objects := \$(patsubst %.c,%.o,\$(sort \$(wildcard drivers/*.c)))

all: \$(objects)
ifneq (\$(C),)
cmd_checksrc = \$(CHECK) \$(CHECKFLAGS) \$(c_flags) \$<
endif
%.o: %.c
	@set -e; echo '  CC      \$@'; \$(if \$(cmd_checksrc),echo '  CHECK   \$<'; \$(cmd_checksrc);) touch \$@
END
build()
{
	rm -f tree/drivers/*.o
	make --no-print-directory -C tree -j8 C=1 "$@"
}
by_sparse() { build "$@" CHECK=sparse; }
by_teardown() { build "$@" CHECK="'$TEARDOWN' sparse"; }
sorted() { sort "$1" | diff "$2" - >"$IN/diff"; }
objects() { [ "$(find tree/drivers -name '*.o' | wc -l)" -eq 29 ]; }

alone by_sparse
sort alone.err >said
run by_teardown
sort alone.out >printed
grep -v 'dma_ops_before_devres\]$\|: note: devres is released by ' "$ERR" >not_ours
test_ok 'make -j8 C=1: all is built' 'status 0 && objects'
test_ok 'nothing more is printed on stdout' 'sorted "$OUT" printed'
test_ok 'what sparse says is said' '[ -s said ] && sorted not_ours said'
test_ok 'the bugs are found in whole lines' '[ "$(grep -c "^drivers/bug[123]\.c:10:3: warning: .*\]$" "$ERR")" -eq 3 ] &&
	[ "$(grep -c "^drivers/bug[123]\.c:11:3: note: " "$ERR")" -eq 3 ]'
alone by_sparse -k CF=-Wsparse-error
run by_teardown -k CF=-Wsparse-error
test_ok 'where warnings are errors both builds fail' \
	'status "$ALONE" && ! status 0 && [ ! -e tree/drivers/warnings.o ] && [ -e tree/drivers/bug1.o ]'

# What one file does another one must know: kept from run to run of one build's folder. All files
# are looked at twice, as by two makes: then each is told of the others.
tree_of()
{
	(cd "$rules/$1" && grep -nH '/\* finding' ./*.c | sed -E 's,^\./([^:]*:[0-9]+):.*,\1,') | sort >want
	rm -rf k && cp -R "$rules/$1" k && only_rule "${1%%/*}"
	for turn in 1 2 3; do
		: >told
		for f in k/*.c; do
			(cd k && XDG_CACHE_HOME=$TMP/kept TEARDOWN_RULES=$TMP/only fixture "${f#k/}") 2>>told
		done
	done
	sed -nE 's,^([a-z]+\.c:[0-9]+):[0-9]+: (warning: .*_(devres|remove)\]|note: and .*)$,\1,p' told |
		sort -u | diff want - >&2
}
only_rule()
{
	rm -rf only && mkdir only &&
		sed '/^\/\/ Default: off$/d' "$ROOT/cocci/$1.cocci" >"only/$1.cocci"
}
for tree in $(cd "$rules" && echo */tree-*); do
	test_ok "$tree: found through other files" "tree_of $tree"
done

# Branches that ask different things of one number.
cat >numbers.c <<'END'
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void one_or_more(struct device *dev, int how)
{
	if (how == 1)
		arch_teardown_dma_ops(dev);
	foo_power(dev);
	if (how > 2)
		devres_release_all(dev);
}

static void a_flag(struct device *dev, int how)
{
	int torn = 0;

	if (how) {
		arch_teardown_dma_ops(dev);
		torn = 1;
	}
	foo_power(dev);
	if (torn == 1)
		return;
	devres_release_all(dev);
}

static void mirrored(struct device *dev, int mode)
{
	if (mode == 2)
		arch_teardown_dma_ops(dev);
	foo_power(dev);
	if (2 != mode)
		devres_release_all(dev);
}

static void possible(struct device *dev, int mode)
{
	if (mode == 2)
		arch_teardown_dma_ops(dev);	/* the one finding */
	foo_power(dev);
	if (mode > 1)
		devres_release_all(dev);
}
END
run fixture numbers.c
test_ok 'branches that rule each other out by numbers are no path' \
	'status 0 && [ "$(grep -c "warning: .*devres\]$" "$ERR")" -eq 1 ] && err_has "^numbers.c:39:3: "'

# A newer sparse, with an instruction of its own.
cat >newer <<'END'
#!/bin/sh
sparse "$@" | sed 's/^\tadd\.64      /\tfrobx.64    /'
END
chmod +x newer
cat >member.c <<'END'
#include <linux/device.h>
#include <linux/dma-map-ops.h>

static void drop(struct client *client)
{
	arch_teardown_dma_ops(&client->dev);
	foo_power(&client->dev);
}
END
run env SPARSE="$TMP/newer" "$TEARDOWN" sparse -nostdinc -I"$rules/include" \
	-include "$rules/include/fixture.h" -std=gnu11 -D__KERNEL__ -Wno-decl member.c
test_ok 'instructions that are not known are counted and shown' \
	'status 0 && err_has "^teardown: member.c: 2 instructions of sparse are not known here: frobx \(2\)$"'

test_done
