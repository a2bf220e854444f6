#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Each rule by itself, by spatch, in its four modes, over tests/rules/RULE/*.c. A
# line that ends in a comment 'finding' is to be found, and no other line;
# 'finding: check only' is for `teardown check` and not for the lone rule. Either may
# go on with ', not by sparse: WHY': a finding all the same, but sparse's form of the
# function does not hold what it takes (an attribute cleanup, say, or code under an #if).
# What patch mode makes of a file stands beside it in .patched; of others it makes none.
# tests/rules/include is of no rule: see tests/0700-fixtures-compile.t.
. "$(dirname "$0")/lib.sh"

command -v spatch >/dev/null || skip_all 'no spatch'
export PYTHON=/usr/bin/python3

mark='/\* finding(, not by sparse: [^*]+)? \*/$'

# The fixtures without their marks, so that patches do not carry these along.
prepare()
{
	mkdir "$1" "$1/c" && for f in "$ROOT/tests/rules/$1"/*.c; do
		sed 's, */\* finding[^*]*\*/$,,' "$f" >"$1/c/${f##*/}" || return
	done
	(cd "$ROOT/tests/rules/$1" && grep -nHE "$mark" ./*.c) |
		sed -E 's,^\./([^:]*):([0-9]+):.*,\1:\2,' | sort >"$1/want"
}

mode()
{
	(cd "$1/c" && run_rule "$2" "$ROOT/cocci/$1.cocci") >"$1/$2" 2>"$1/$2.err"
}

run_rule()
{
	timeout 60 spatch --very-quiet --use-coccigrep --no-includes --include-headers \
		-D "$1" --sp-file "$2" --dir .
}

# FILE:LINE of what the modes print; a line printed twice stays twice.
report_lines() { sed -nE 's,^(\./)?([^: ]+):([0-9]+):[0-9]+-[0-9]+: .+,\2:\3,p' "$1" | sort; }
org_lines() { sed -nE 's,^\* TODO \[\[view:(\./)?([^:]+)::face=[^:]*::linb=([0-9]+)::.*,\2:\3,p' "$1" | sort; }

context_lines()
{
	awk '/^--- / { sub(/^--- (a\/|\.\/)*/, ""); sub(/\t.*/, ""); file = $0; next }
	/^\+\+\+ / || /^diff / { next }
	/^@@ / { split($2, at, ","); line = -at[1]; next }
	/^-/ { print file ":" line++; next }
	/^ / { line++ }' "$1" | sort
}

quiet() { ! grep -Ev '^[0-9]+ files match$|^$' "$1"; }
same() { "$1_lines" "$2/$1" | diff "$2/want" - >&2; }

# Every fixture is as its .patched after the patch, or untouched without one.
patched()
{
	rm -rf "$1/p" && cp -R "$1/c" "$1/p" || return
	[ ! -s "$1/patch" ] || (cd "$1/p" && patch -s -p1 <../patch) || return
	for f in "$1/p"/*.c; do
		want=$ROOT/tests/rules/$1/${f##*/}
		want=${want%.c}.patched
		[ -e "$want" ] || want=$1/c/${f##*/}
		diff -u "$want" "$f" >&2 || return
	done
}

# What was patched is clean: no report is left in those files.
mended()
{
	mkdir "$1/q" && for f in "$ROOT/tests/rules/$1"/*.patched; do
		name=${f##*/}
		cp "$f" "$1/q/${name%.patched}.c" || return
	done
	(cd "$1/q" && run_rule report "$ROOT/cocci/$1.cocci") >"$1/mended" 2>&1
	[ -z "$(report_lines "$1/mended")" ]
}

for rule in dma_ops_before_devres dma_ops_in_remove bus_teardown_before_devres \
	    dma_owner_before_devres; do
	test_ok "$rule: the fixtures say what is expected" "prepare $rule && [ -s $rule/want ]"
	for m in report org context patch; do
		test_ok "$rule: $m mode runs" "mode $rule $m && quiet $rule/$m.err"
	done
	for m in report org context; do
		test_ok "$rule: $m mode finds those lines and no others" "same $m $rule"
	done
	test_ok "$rule: patch mode makes the right patches" "patched $rule"
done
test_ok 'what was patched is clean' 'mended dma_ops_before_devres'
test_ok 'each report tells both ends' \
	'! grep -v "^./[^:]*:[0-9]*:[0-9]*-[0-9]*: .* on line [0-9]*: " ./*/report'

# The lone rule finds its share of the cases that stand in several files.
share()
{
	(cd "$ROOT/tests/rules/$1" && grep -rnHE "$mark" tree-*) |
		sed -E 's,^([^:]*):([0-9]+):.*,\1:\2,' | sort >"$1/tree.want"
	(cd "$ROOT/tests/rules/$1" && for d in tree-*; do
		timeout 60 spatch --very-quiet --use-coccigrep --no-includes --include-headers \
			-D report --sp-file "$ROOT/cocci/$1.cocci" --dir "$d"
	done) >"$1/tree" 2>"$1/tree.err"
	report_lines "$1/tree" | diff "$1/tree.want" - >&2
}
for rule in dma_ops_before_devres dma_ops_in_remove bus_teardown_before_devres \
	    dma_owner_before_devres; do
	test_ok "$rule: what it can see of several files" "share $rule"
done

many_labels()
{
	echo 'static int many(struct device *dev, struct device_driver *drv)'
	echo '{'
	seq 1 60 | sed 's,.*,	if (step(dev\, &))\n		goto out_&;,'
	echo '	return drv->probe(dev);'
	seq 60 -1 1 | sed 's,.*,out_&:\n	undo(dev\, &);,'
	echo '	arch_teardown_dma_ops(dev);'
	echo '	dev->bus->dma_cleanup(dev);'
	echo '	devres_release_all(dev);'
	echo '	return -EIO;'
	echo '}'
}

many_is_quick()
{
	mkdir many && many_labels >many/many.c || return
	for rule in "$ROOT"/cocci/*.cocci; do
		for m in report patch; do
			(cd many && timeout 10 spatch --very-quiet -D $m --sp-file "$rule" many.c) \
				>>many.out 2>&1 || return
		done
	done
	[ "$(grep -c '^many.c:' many.out)" -eq 2 ]
}
test_ok 'sixty labels take seconds at most' many_is_quick
test_done
