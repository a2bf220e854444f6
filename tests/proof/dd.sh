# SPDX-License-Identifier: GPL-2.0
# The driver core in small and the rule that knows its bug, for the tests of proof by
# content; read after lib.sh.
#
#	shape LETTER >FILE	drivers/base/dd.c in a shape of proof/dd.shapes

command -v spatch >/dev/null || skip_all 'no spatch'

# The rule, without its patches, which take time.
mkdir rules
sed 's/depends on patch/depends on  patch/' "$ROOT/cocci/dma_ops_before_devres.cocci" \
	>rules/dma_ops_before_devres.cocci
export TEARDOWN_RULES="$TMP/rules"

shape()
{
	awk -v letter="$1" '!/^#/ {
		bar = index($0, "|")
		in_these = substr($0, 1, bar - 1)
		if (in_these ~ /^ *$/ || index(in_these, letter))
			print substr($0, bar + 1)
	}' "$ROOT/tests/proof/dd.shapes"
}
