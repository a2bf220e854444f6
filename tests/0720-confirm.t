#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `check --confirm` and `--kbuild`: what sparse says of each finding, and why; where
# the flags come from; what of that is an error.
. "$(dirname "$0")/lib.sh"

command -v spatch >/dev/null || skip_all 'no spatch'
command -v sparse >/dev/null || skip_all 'no sparse'
export PYTHON=/usr/bin/python3

rules=$ROOT/tests/rules

# What the files of this test stand on.
mkdir include
cat >include/dev.h <<'END'
#define NULL ((void *)0)
#define IS_ENABLED(x) 0
#define EINVAL 22
typedef _Bool bool;
enum { false, true };
struct device_driver;
struct device { struct device *parent; struct device_driver *driver; };
void arch_teardown_dma_ops(struct device *dev);
int devres_release_all(struct device *dev);
int start(struct device *dev);
void stop(void);
END

# commands FOLDER [TO]: a compile_commands.json of all C files there, as the kernel's script has it.
commands()
{
	/usr/bin/python3 -c 'import glob, json, os, sys
top = os.path.abspath(sys.argv[1])
flags = ["gcc", "-Wp,-MMD,./.x.o.d", "-nostdinc", "-I" + sys.argv[3], "-include", "dev.h", "-std=gnu11",
	 "-Wno-decl", "-DKBUILD_MODNAME=\"a b\"", "-c", "-o", "x.o"]
files = sorted(glob.glob("**/*.c", root_dir=top, recursive=True))
json.dump([{"directory": top, "file": f, "arguments": flags + [f]} for f in files], open(sys.argv[2], "w"))
' "$1" "${2:-$1/compile_commands.json}" "$TMP/include"
}

# check_in FOLDER [OPTION…]: of all there, to JSON.
check_in()
{
	(cd "$1" && shift && teardown check -r dma_ops_before_devres --format=json "$@")
}

# says FUNCTION TEXT: the finding in FUNCTION has "opinion" or "opinion: why"; * in TEXT is anything.
says()
{
	/usr/bin/python3 -c 'import json, re, sys
d = json.load(open(sys.argv[1]))
got = [f["sparse"] for f in d["findings"] if f["function"] == sys.argv[2]]
text = [s["opinion"] + (": " + s["why"] if s["why"] else "") for s in got]
print("%s: %s" % (sys.argv[2], text or "no finding"))
want = ".*".join(re.escape(t) for t in sys.argv[3].split("*"))
sys.exit(not text or not all(re.fullmatch(want, t) for t in text))
' "$OUT" "$1" "$2" >"$IN/diff" 2>/dev/null
}

# Each function is one case.
mkdir one
cat >one/confirmed.c <<'END'
static void plain(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
}
#ifdef CONFIG_NONE
static int stop_first(struct device *dev) { return 0; }
#else
static int stop_first(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	dev->driver = NULL;
	return 1;
}
#endif
static int wrapped(struct device *dev, int ret)
{
	struct device *d = dev;

	if (IS_ENABLED(CONFIG_NONE))
		return 0;
	if (ret)
		goto out;
	ret = stop_first(d);
out:
	if (ret < 2)
		devres_release_all(dev);
	return ret;
}
END
cat >one/left_out.c <<'END'
static void call(struct device *dev)
{
#ifdef CONFIG_CALL
	arch_teardown_dma_ops(dev);
#endif
	devres_release_all(dev);
}

static void release(struct device *dev)
{
	arch_teardown_dma_ops(dev);
#if defined(CONFIG_A) || defined(CONFIG_B)
	devres_release_all(dev);
#endif
}

#ifndef CONFIG_C
#define SOMETHING
#else
static void whole(struct device *dev)
{
#ifndef CONFIG_D
	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
#endif
}
#endif

#if CONFIG_E
static void twice(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
}
#else
static void twice(struct device *dev)
{
	devres_release_all(dev);
}
#endif

#ifdef CONFIG_LONG
static void longer(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	dev->driver = NULL;
	devres_release_all(dev);
}
#else
static void longer(struct device *dev)
{
	dev->driver = NULL;
	devres_release_all(dev);
}
static void other(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
}
#endif

static void power(struct device *dev)
{
	dev->driver = NULL;
#ifdef CONFIG_F
	arch_teardown_dma_ops(dev);
#endif
}

#define CONFIG_G
static void inside(struct device *dev)
{
#ifdef CONFIG_G
	power(dev);
	devres_release_all(dev);
#endif
}
END
cat >one/both_sides.c <<'END'
#ifdef CONFIG_LONG
static void both_sides(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	dev->driver = NULL;
	dev->parent = NULL;
	devres_release_all(dev);
}
#else
static void both_sides(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
}
#endif
END
cat >one/constant.c <<'END'
static void teardown_off(struct device *dev)
{
	if (IS_ENABLED(CONFIG_A))
		arch_teardown_dma_ops(dev);
	devres_release_all(dev);
}

static void release_off(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	if (sizeof(long) == 2)
		devres_release_all(dev);
}

static void returns(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	if (!IS_ENABLED(CONFIG_A))
		return;
	devres_release_all(dev);
}

#define DIE() do { stop(); } while (1)
static void dies(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	DIE();
	devres_release_all(dev);
}
END
cat >one/exclusive.c <<'END'
static void flag(struct device *dev, bool all)
{
	bool torn = false;

	if (all) {
		arch_teardown_dma_ops(dev);
		torn = true;
	}
	dev->driver = NULL;
	if (!torn)
		devres_release_all(dev);
}

static int by_goto(struct device *dev)
{
	bool torn = false;

	if (start(dev))
		goto undo;
	goto out;
undo:
	arch_teardown_dma_ops(dev);
	torn = true;
out:
	if (torn)
		return -EINVAL;
	devres_release_all(dev);
	return 0;
}

static void copied(struct device *dev, int how)
{
	bool all = how;

	if (how)
		arch_teardown_dma_ops(dev);
	if (!all)
		devres_release_all(dev);
}

#define LEAVE_IF(x) if (x) return
static void by_macro(struct device *dev, bool all)
{
	if (all)
		arch_teardown_dma_ops(dev);
	LEAVE_IF(all);
	devres_release_all(dev);
}

static void not_so(struct device *dev, bool all, bool more)
{
	bool torn = false;

	if (all)
		arch_teardown_dma_ops(dev);
	if (more)
		torn = true;
	if (!torn)
		devres_release_all(dev);
}
END
cat >one/error.c <<'END'
static void within(struct nowhere *n)
{
	n->number = 1;
	arch_teardown_dma_ops(n->dev);
	devres_release_all(n->dev);
}

static void elsewhere(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
}
END
echo '#include <nowhere.h>' | cat - one/confirmed.c | sed 's/plain/no_header/; /^}/q' >one/no_header.c
cat >one/stub.c <<'END'
#define arch_teardown_dma_ops declared_before
#include "dev.h"
#undef arch_teardown_dma_ops
static inline void arch_teardown_dma_ops(struct device *dev) { }
END
sed 's/plain/stub/; /^}/q' one/confirmed.c >>one/stub.c
cat >>one/stub.c <<'END'
static inline void foo_stop(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}

static void foo_off(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}

static void stub_called(struct device *dev)
{
	foo_off(dev);
	devres_release_all(dev);
}

static void stub_inside(struct device *dev)
{
	foo_stop(dev);
	devres_release_all(dev);
}
END
commands one
/usr/bin/python3 - one/compile_commands.json <<'END'
import json, sys
d = json.load(open(sys.argv[1]))
for c in d:
    if c["file"] == "stub.c":
        i = c["arguments"].index("-include")
        del c["arguments"][i:i + 2]
json.dump(d, open(sys.argv[1], "w"))
END
cp one/confirmed.c one/not_built.c
sed -i 's/plain/not_built/; /^}/q' one/not_built.c

run check_in one --confirm .
test_ok 'all kinds of findings in one report' 'status 1 && err_lacks teardown: &&
	json "all(set(f[\"sparse\"]) == {\"opinion\", \"why\"} for f in d[\"findings\"])"'
case_says()
{
	NAME=$1 TEXT=$2
	test_ok "$1: $2" 'says "$NAME" "$TEXT"'
}
case_says plain confirmed
case_says wrapped confirmed
case_says call 'refuted: the teardown on line 4 is not compiled: #ifdef CONFIG_CALL on line 3'
case_says release \
	'refuted: the release on line 13 is not compiled: #if defined(CONFIG_A) || defined(CONFIG_B) on line 12'
case_says whole 'refuted: the teardown on line 23 is not compiled: #else of #ifndef CONFIG_C on line 19'
case_says twice 'refuted: the teardown on line 32 is not compiled: #if CONFIG_E on line 29'
case_says longer 'refuted: the teardown on line 45 is not compiled: #ifdef CONFIG_LONG on line 42'
case_says other confirmed
test_ok 'of a function on both sides of an #if the one is refuted, the other confirmed' \
	'json "[f[\"sparse\"][\"opinion\"] for f in d[\"findings\"] if f[\"function\"] == \"both_sides\"] ==
		[\"refuted\", \"confirmed\"]"'
case_says teardown_off 'refuted: the teardown on line 4 is never reached: *'
case_says release_off 'refuted: the release on line 12 is never reached: *'
case_says returns 'refuted: the release on line 20 is never reached: *'
test_ok 'the constant condition is named' 'json "[f[\"sparse\"][\"why\"].count(\"on line %d is constant\" % n)
	for n, f in zip((3, 11, 18), [f for f in d[\"findings\"] if f[\"path\"] == \"constant.c\"])] == [1, 1, 1]"'
case_says dies 'refuted: the release on line 28 is never reached in this configuration'
case_says flag "refuted: the path can't be taken: !torn on line 10 rules it out, by what holds since line *"
case_says by_goto "refuted: the path can't be taken: torn on line 25 rules it out, by what holds since line *"
case_says copied "refuted: the path can't be taken: !all on line 37 rules it out, by what holds since line *"
case_says by_macro "refuted: the path can't be taken: the condition on line 46 rules it out, *"
case_says not_so confirmed
case_says within 'unseen: sparse failed on it: error.c:3:10: error: using member *'
case_says elsewhere confirmed
case_says no_header "unseen: sparse failed: no_header.c:1:11: error: unable to open 'nowhere.h'"
case_says stub 'confirmed: but arch_teardown_dma_ops() is an empty function in this configuration'
case_says stub_inside 'confirmed: but arch_teardown_dma_ops() is an empty function in this configuration'
case_says stub_called 'confirmed: but arch_teardown_dma_ops() is an empty function in this configuration'
case_says inside 'refuted: line 66 of left_out.c is not compiled: #ifdef CONFIG_F on line 65'
case_says not_built 'unseen: not in compile_commands.json'

# Through several files.
mkdir three
cat >three/foo.h <<'END'
void foo_off(struct device *dev);
void foo_drop(struct device *dev);
END
cat >three/core.c <<'END'
#include "foo.h"
static void three(struct device *dev)
{
	foo_off(dev);
	foo_drop(dev);
}
END
cat >three/off.c <<'END'
#include "foo.h"
static void power(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}
void foo_off(struct device *dev)
{
	power(dev);
}
END
cat >three/drop.c <<'END'
#include "foo.h"
void foo_drop(struct device *dev)
{
	devres_release_all(dev);
}
END
commands three
run check_in three --confirm .
test_ok 'through three files' 'status 1 && says three confirmed'
rebuilt() { sed "s,\"$1\",\"$2\",g" three/compile_commands.json >changed.json; }
rebuilt off.c nowhere.c
run check_in three --confirm="$TMP/changed.json" .
test_ok 'a file of the teardown that is not built' 'status 1 && says three "unseen: off.c: not in compile_commands.json"'
rebuilt drop.c nowhere.c
run check_in three --confirm="$TMP/changed.json" .
test_ok 'a file of the release that is not built' 'says three "unseen: drop.c: not in compile_commands.json"'
rebuilt core.c nowhere.c
run check_in three --confirm="$TMP/changed.json" .
test_ok 'the file itself is not built' 'says three "unseen: not in compile_commands.json"'
cp three/off.c off.c
sed -i 's,^\tarch.*,#ifndef CONFIG_A\n#elif CONFIG_B\n&\n#endif,' three/off.c
run check_in three --confirm .
test_ok 'what another file does not do' \
	'status 0 && says three "refuted: line 6 of off.c is not compiled: #elif CONFIG_B of #ifndef CONFIG_A on line 5"'
cp off.c three
echo 'int number = nowhere;' >>three/off.c
run check_in three --confirm .
test_ok 'an error elsewhere in one of them does not matter' 'says three confirmed'
echo '#include <nowhere.h>' >>three/drop.c
run check_in three --confirm .
test_ok 'a file on which sparse fails' "says three \"unseen: drop.c: sparse failed: drop.c:6:11: error: unable to open 'nowhere.h'\""

# The rules' own findings of several files, all at once.
trees()
{
	/usr/bin/python3 - "$rules" <<'END' >trees.json
import glob, json, sys
inc = sys.argv[1] + "/include"
print(json.dumps([{"directory": "/", "file": f, "command": "cc -nostdinc -I%s -include %s/fixture.h "
	"-std=gnu11 -D__KERNEL__ -Wno-decl -c '%s'" % (inc, inc, f)}
	for f in glob.glob(sys.argv[1] + "/*/tree-*/*.c")]))
END
}
trees
for rule in dma_ops_before_devres dma_ops_in_remove bus_teardown_before_devres dma_owner_before_devres; do
	run teardown check -r "$rule" --confidence=low --confirm=trees.json --format=json \
		"$rules/$rule"/tree-*
	test_ok "$rule: its fixtures of several files" 'status 1 && err_lacks teardown: &&
		json "d[\"findings\"] and all(f[\"sparse\"] == {\"opinion\": \"confirmed\", \"why\": None} for f in d[\"findings\"])"'
done

# Where the flags come from. From here on all are of the function 'plain'.
mkdir plain
sed '/^}/q' one/confirmed.c >plain/a.c
plain() { check_in plain "$@" a.c; }
run plain --confirm
test_ok 'no build at all' 'status 1 && says plain "unseen: no build was given to take the flags from"'
mkdir build
commands plain build/compile_commands.json
run plain --confirm=../build/compile_commands.json
test_ok 'one that is named' 'status 1 && says plain confirmed'
cp build/compile_commands.json plain
run plain --confirm
test_ok 'one in the current folder' 'says plain confirmed'
run plain
test_ok 'it is not asked for' 'status 1 && json "all(\"sparse\" not in f for f in d[\"findings\"])"'
run check_in build --confirm ../plain/a.c
test_ok 'from another folder' 'says plain confirmed'
mkdir -p kernel/drivers/base
echo 'VERSION = 6' >kernel/Makefile
: >kernel/Kbuild
cp plain/a.c kernel/drivers/base/a.c
commands kernel
run check_in kernel/drivers/base --confirm a.c
test_ok 'one in the root of the tree' 'status 1 && says plain confirmed'
run check_in / --confirm "$TMP/kernel/drivers"
test_ok 'the same from anywhere' 'says plain confirmed'
echo '[]' >kernel/drivers/base/compile_commands.json
run check_in kernel/drivers/base --confirm a.c
test_ok 'that of the root is the one' 'says plain confirmed'

cat >command.json <<END
[{"directory": "plain", "file": "./a.c", "output": "a.o",
  "command": "gcc -Wp,-MMD,./.a.o.d -nostdinc -I $TMP/include   -include dev.h -DA='\"x y\"' -DB=\"(a)\" -DC=\\\\\"\\\\\" -std=gnu11 -c -o a.o a.c ; echo \$x"}]
END
run plain --confirm=../command.json
test_ok '"command" strings, a folder relative to the file' 'says plain confirmed'
echo 'static void *null = 0;' >>plain/a.c
sed -i 's/-std=/-Wsparse-error &/' command.json
run plain --confirm=../command.json
test_ok 'warnings are no errors here' 'says plain confirmed'
sed -i 's/-DB=/-DB=$(date)/' command.json
run plain --confirm=../command.json
test_ok 'a command that a shell would have to work out' 'status 1 && says plain "unseen: the shell*"'
sed 's/-include", "dev.h"/-include", "none.h"/' plain/compile_commands.json >other.json
run plain --confirm=../other.json
test_ok 'flags that are not good for it' "says plain 'unseen: sparse failed: *none.h*'"
SPARSE=/none run plain --confirm
test_ok 'no sparse' 'status 1 && says plain "unseen: cannot run /none: No such file or directory"'
printf '#!/bin/sh\nexec sleep 60\n' >slow
chmod +x slow
SPARSE=$TMP/slow run plain --confirm --timeout=1
test_ok 'a sparse that takes too long' 'status 1 && says plain "unseen: sparse took more than 1 seconds"'
printf '#!/bin/sh\necho garbage\n' >slow
SPARSE=$TMP/slow run plain --confirm
test_ok 'one that prints garbage' 'status 1 && says plain "unseen: *"'
printf '#!/bin/sh\nkill -SEGV $$\n' >slow
SPARSE=$TMP/slow run plain --confirm
test_ok 'one that crashes' 'status 1 && says plain "unseen: sparse was ended by signal 11"'

# The exit status, and text.
mkdir refuted
sed '/^}/q' one/left_out.c >refuted/a.c
commands refuted
run check_in refuted --confirm .
test_ok 'what is refuted is no failure' 'status 0 && says call "refuted: *"'
run check_in refuted --confirm --strict .
test_ok 'nor with --strict' 'status 0'
run check_in refuted .
test_ok 'as long as it is asked for' 'status 1'
cp plain/a.c refuted/b.c
run check_in refuted --confirm .
test_ok 'what is unseen is one' 'status 1 && says call "refuted: *" && says plain "unseen: *"'
rm refuted/b.c
run check_in refuted --confirm --format=text .
test_ok 'text has a line for it, and counts' \
	'status 0 && out_has "^  sparse: refuted: the teardown on line 4 is not compiled: #ifdef CONFIG_CALL on line 3$" &&
	{ out_has "^sparse: 1 refuted$" || err_has "^sparse: 1 refuted$"; }'
run plain --confirm --format=text
test_ok 'no reason, no colon' 'status 1 && out_has "^  sparse: confirmed$"'
run plain --format=text
test_ok 'nothing where it was not asked for' 'status 1 && out_lacks sparse && err_lacks sparse'
run check_in refuted --confirm --format=terse .
test_ok 'terse has a mark' 'status 0 && out_has "\[sparse: refuted: .* on line 3\] \[dma_ops_before_devres\]$"'
run plain --confirm -o ../report.json
test_ok 'a report in a file' 'status 1 && [ ! -s "$OUT" ] && cp report.json "$OUT" && says plain confirmed'

# Errors are one line.
fails() { status 2 && [ ! -s "$OUT" ] && err_lines 1 && err_has "^teardown: check: $1\$"; }
cd plain || exit
run teardown check --confirm --rev=HEAD a.c
test_ok '--confirm and --rev' 'fails "--confirm and --rev: .+"'
run teardown check --kbuild=. --rev=HEAD a.c
test_ok '--kbuild and --rev' 'fails ".* and --rev: .+"'
run teardown check --confirm --frob a.c
test_ok '--confirm takes no word behind it' 'fails "unknown option --frob; .+"'
run teardown check --confirm=compile_commands.json --kbuild=.. a.c
test_ok '--confirm=FILE and --kbuild' 'fails "--confirm=compile_commands\.json and --kbuild=\.\.: .+"'
run teardown check --confirm=nowhere.json a.c
test_ok 'a file that is not there' 'fails "nowhere\.json: No such file or directory"'
echo '[{"directory": ' >bad.json
run teardown check --confirm=bad.json a.c
test_ok 'JSON that is none' 'fails "bad\.json:[0-9]+: .+"'
echo '{"a": 1}' >bad.json
run teardown check --confirm=bad.json a.c
test_ok 'JSON of another kind' 'fails "bad\.json: not a list of commands"'
echo '[{"directory": "."}]' >bad.json
run teardown check --confirm=bad.json a.c
test_ok 'an entry without a file' 'fails "bad\.json: entry 1: it has no \"file\""'
head -c 3000 "$TEARDOWN" >bad.json
run teardown check --confirm=bad.json a.c
test_ok 'bytes' 'fails "bad\.json:[0-9]+: .+"'
run teardown check --confirm=.. a.c
test_ok 'a folder' 'fails "\.\..*: .+"'
echo 'int clean;' >clean.c
run teardown check --confirm=nowhere.json clean.c
test_ok 'likewise where there are no findings' 'fails "nowhere\.json: No such file or directory"'
run teardown check --kbuild=. a.c
test_ok 'a folder that is no build' 'fails "$TMP/plain is not a kernel.s build folder \(O=\)"'
run teardown check --kbuild=nowhere a.c
test_ok 'a build folder that is not there' 'fails "nowhere: No such file or directory"'
cd "$TMP" || exit

# A build folder: the least of a kernel's Makefiles; see tests/unit/test_build.c.
mkdir -p k/scripts k/drivers/base k/drivers/off k/include/config k/include/generated
cat >k/Makefile <<'END'
VERSION = 6
build := -f $(CURDIR)/scripts/Makefile.build obj
vmlinux: ; touch built
END
cat >k/scripts/Makefile.build <<END
-include include/config/auto.conf
include \$(obj)/Kbuild
to := \$(if \$(filter-out .,\$(obj)),\$(obj)/)
dirs := \$(patsubst %/,\$(to)%,\$(filter %/,\$(obj-y)))
goals := \$(patsubst ./%,%,\$(filter-out .teardown,\$(MAKECMDGOALS)))
here := \$(filter \$(obj)/,\$(goals))
enter := \$(foreach d,\$(dirs),\$(if \$(here)\$(filter \$(d)/%,\$(goals)),\$(d)))
objects := \$(if \$(here),\$(patsubst %.o,\$(to)%.o,\$(filter %.o,\$(obj-y))))
\$(MAKECMDGOALS): \$(enter) \$(objects)
	@:
.PHONY: \$(enter) FORCE
\$(enter):
	@\$(MAKE) -f \$(CURDIR)/scripts/Makefile.build obj=\$@ \$(if \$(here),\$@/,\$(goals))
%.o: %.c FORCE
	@touch \$@
	@set -e; echo '  CHECK \$<'; \$(CHECK) \$(CHECKFLAGS) \$(c_flags) \$<
CHECKFLAGS := -D__linux__ -Dlinux -D__STDC__ -Dunix -D__unix__ -Wbitwise \\
	-Wno-return-void -Wno-unknown-attribute
c_flags := -nostdinc -I$TMP/include -include dev.h -DKBUILD_MODNAME='"a b"' -Wno-decl
END
echo 'obj-y += drivers/' >k/Kbuild
printf 'obj-y += base/\nobj-$(CONFIG_OFF) += off/\n' >k/drivers/Kbuild
echo 'obj-y += a.o call.o' >k/drivers/base/Kbuild
echo 'obj-y += b.o' >k/drivers/off/Kbuild
echo CONFIG_ON=y >k/include/config/auto.conf
: >k/include/generated/asm-offsets.h
cp plain/a.c k/drivers/base
cp refuted/a.c k/drivers/base/call.c
sed 's/plain/off/' plain/a.c >k/drivers/off/b.c

run check_in k --kbuild=. drivers
test_ok '--kbuild: what is built is seen' 'status 1 && err_lacks teardown: && says plain confirmed &&
	says call "refuted: the teardown on line 4 is not compiled: #ifdef CONFIG_CALL on line 3"'
test_ok 'what is not built is not' 'says off "unseen: not compiled in this configuration"'
test_ok 'nothing is built' '[ -z "$(find k -name "*.o" -o -name built)" ]'
mkdir -p o/include
cp -R k/include o
rm -rf k/include
echo "include $TMP/k/Makefile" >o/Makefile
run check_in k --kbuild=../o drivers/base
test_ok 'a build folder beside the source' 'status 1'
cp plain/a.c outside.c
run check_in k --kbuild=../o ../outside.c
test_ok 'a file outside of the source' 'status 1 && says plain "unseen: outside of the kernel*"'
run check_in k --kbuild=. drivers
test_ok 'one that is not configured' 'fails ".*/k is not configured: run make .*"'
rm o/include/generated/asm-offsets.h
run check_in k --kbuild=../o drivers
test_ok 'one that is not prepared' 'fails ".*/o is not prepared: run make prepare there"'
: >o/include/generated/asm-offsets.h
echo '$(error broken)' >k/Makefile
echo VERSION = 6 >>k/Makefile
run check_in k --kbuild=../o drivers/base
test_ok 'one whose make fails' 'status 1 && says plain "unseen: make failed: *broken*"'

test_done
