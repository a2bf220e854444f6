# SPDX-License-Identifier: GPL-2.0
# What the tests of proof by content share, read after lib.sh and history.sh.
#
#	shape LETTER >FILE	drivers/base/dd.c in a shape of proof/dd.shapes
#	on BRANCH EXPR		evaluates EXPR over b, that branch's verdict on the first fix
#	note_on BRANCH RE	whether a note of it matches
#	by_code BRANCH COMMIT RELEASE
#				whether that commit brought it, as the code shows

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

on()
{
	json "[b for b in d['fixes'][0]['branches'] if b['branch'] == '$1' and ($2)]"
}

note_on() { on "$1" "any(__import__('re').search(r'$2', n) for n in b['notes'])"; }

by_code()
{
	on "$1" "b['commit'] == '$2' and b['first_release'] == '$3' and
		[e['commit'] for e in b['evidence'] if e['kind'] == 'code'][-1:] == ['$2']"
}
