# SPDX-License-Identifier: GPL-2.0
# What the tests of proof by content ask of the last audit, read after history.sh.
#
#	on BRANCH EXPR		evaluates EXPR over b, that branch's verdict on the first fix
#	note_on BRANCH RE	whether a note of it matches
#	broken_on BRANCH FUNCTION PATH:LINE
#				whether a note tells of a broken backport there
#	by_code BRANCH COMMIT RELEASE
#				whether that commit brought it, as the code shows

on()
{
	json "[b for b in d['fixes'][0]['branches'] if b['branch'] == '$1' and ($2)]"
}

note_on() { on "$1" "any(__import__('re').search(r'$2', n) for n in b['notes'])"; }

broken_on()
{
	on "$1" "any('broken backport' in n and '$2()' in n and '$3' in n for n in b['notes'])"
}

by_code()
{
	on "$1" "b['commit'] == '$2' and b['first_release'] == '$3' and
		[e['commit'] for e in b['evidence'] if e['kind'] == 'code'][-1:] == ['$2']"
}
