#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# sparse reads every fixture of tests/rules, with the headers of tests/rules/include, and
# what it prints holds each function that has a line marked 'finding'. The fixtures lean
# on no order among themselves: each is read by itself.
. "$(dirname "$0")/lib.sh"

command -v sparse >/dev/null || skip_all 'no sparse'
rules=$ROOT/tests/rules

# It ends with 0 whatever it says: its messages decide.
read_fixture()
{
	run sparse -nostdinc -I"$rules/include" -include "$rules/include/fixture.h" \
		-std=gnu11 -D__KERNEL__ -Wno-decl -fdump-ir=linearize "$1"
	status 0 && err_lacks ' error: '
}

# The functions that have a mark. The fixtures are in the kernel's style: what stands at
# the line's start and has a parenthesis begins one.
marked()
{
	awk '/^[a-z].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
	/^}/ { name = "" }
	/\/\* finding.*\*\/$/ { print name == "" ? "a mark outside of functions" : name }' "$1" | sort -u
}

# Each is there as NAME: at a line's start, and has an entry and a way out.
holds()
{
	marked "$1" >marked
	while read -r name; do
		awk -v name="$name:" '$0 == name { within = 1; next }
		/^[A-Za-z_0-9]+:$/ { within = 0 }
		within && $1 == "<entry-point>" { entry = 1 }
		within && $1 ~ /^ret/ { left = 1 }
		END { exit !(entry && left) }' "$OUT" || return
	done <marked
}

for f in "$rules"/*/*.c "$rules"/*/tree-*/*.c; do
	name=${f#"$rules/"}
	test_ok "$name: sparse reads it" "read_fixture '$f' && holds '$f'"
done

cat >broken.c <<'END'
static void broken(struct device *dev)
{
	devres_release_everything(dev); /* finding */
}
END
test_ok 'what it cannot read is told' '! read_fixture broken.c && err_has "devres_release_everything"'
cat >absent.c <<'END'
static inline void absent(struct device *dev)
{
	devres_release_all(dev); /* finding */
}
END
test_ok 'a function that is not in the dump is told' 'read_fixture absent.c && ! holds absent.c'
echo 'int nothing; /* finding */' >outside.c
test_ok 'a mark outside of functions is told' 'read_fixture outside.c && ! holds outside.c'

test_done
