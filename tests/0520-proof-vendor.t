#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown audit proves vendors' trees by content: imports of whole trees and squashed
# updates, unrelated roots, no tags, no upstream commit anywhere. A rule's header says
# where the fix changed what (`Fixed-in:`), so that its id is enough.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/history.sh"
. "$ROOT/tests/proof/branch.sh"
. "$ROOT/tests/proof/dd.sh"

# The rule, whose header tells where; and one more fix, of both places.
fix=376991db4b6464e906d699ef07681e2ffa8ab08c
probe=0b777eee88d712256ba8232a9429edb17c4f9ceb
both=00112233445566778899aabbccddeeff00112233
in='// Fixed-in: drivers/base/dd.c'
rule=rules/dma_ops_before_devres.cocci
sed -i "/^\/\/ Fixed-in:/d
	s|^// Fixed-by: $fix.*|&\n$in __device_release_driver|
	s|^// Fixed-by: $probe.*|&\n$in really_probe\n// Fixed-by: $both both\n$in __device_release_driver, really_probe|" $rule
for letter in a b c d e B l; do
	shape $letter >$letter.c
done
for letter in b c l; do
	sed 's/arch_teardown_dma_ops/dma_deconfigure/' $letter.c >4.$letter.c
done

# Each board is a root of its own.
cat >boards.spec <<'END'
# had the bug and has it
branch bug
at 2019-02-20
file Kbuild obj-y += drivers/
file drivers/base/dd.c <4.b.c
commit - Import of 4.14.100
title v4.14.105
file board.c int bug;
commit - board: a patch
title v4.14.106

# was imported with the fix, and before the bug
branch fixed
file drivers/base/dd.c <4.c.c
commit - Import of 4.14.110
title v4.14.111
branch before
file drivers/base/dd.c <a.c
commit - Import of 4.9.100
title v4.9.101

# releases squashed to one commit each
branch squashed
file drivers/base/dd.c <4.b.c
commit - Import of 4.14.100
title v4.14.105
file board.c int squashed;
file drivers/base/dd.c <4.c.c
commit squash up to 4.14.110
title v4.14.110
title v4.14.111

# likewise, and no release by any name
branch drops
file drivers/base/dd.c <b.c
commit - Import of 5.0
file drivers/base/dd.c <e.c
commit drop up to 5.10.103
file board.c int drops;
commit - up to 5.10.104

# a tree of the vendor's own, into which the kernel's is merged, and a new one
branch kernel
file drivers/base/dd.c <b.c
commit old Import of 5.0
branch merged
file board.c int merged;
commit - The board
merge first kernel Merge 5.0
branch kernel
file drivers/base/dd.c <d.c
commit new Import of 5.2
branch merged
file board.c int merged = 1;
file drivers/base/dd.c <d.c
merge second kernel Merge 5.2
drop kernel

# names the fix, and changes another line
branch broken
file drivers/base/dd.c <4.b.c
commit - Import of 4.14.100
title v4.14.105
file drivers/base/dd.c <4.l.c
commit - driver core: Postpone DMA tear-down until after devres release
	commit 376991db4b6464e906d699ef07681e2ffa8ab08c upstream.
title v4.14.106

# names it, and has it
branch named
file drivers/base/dd.c <4.b.c
commit - Import of 4.14.100
title v4.14.105
file drivers/base/dd.c <4.c.c
commit named driver core: Postpone DMA tear-down until after devres release
	commit 376991db4b6464e906d699ef07681e2ffa8ab08c upstream.
title v4.14.106

# the next drop brings the bug back
branch again
file drivers/base/dd.c <d.c
commit - Import of 5.2
title v5.2.1
file drivers/base/dd.c <B.c
commit back up to 5.2.2
title v5.2.2
END
history boards <boards.spec
git -C boards symbolic-ref HEAD refs/heads/bug
boards="bug fixed before squashed drops merged broken named again"
globs=$(printf -- '--branch %s ' $boards)
audited -C boards $globs $fix
# BOARD VERDICT FIRST STATE
is()
{
	on "$1" "b['verdict'] == '$2' and (b['first_release'] or '-') == '$3' and b['proof']['state'] == '$4' and
		b['proof']['by'] == 'rule dma_ops_before_devres'"
}
test_ok 'an id that no commit has, proved by what the rule says of it' 'status 1'
test_ok 'imported with the bug' "is bug missing - has-bug && on bug 'b[\"proof\"][\"release\"] == \"v4.14.106\"'"
test_ok 'imported with the fix' 'on fixed "b[\"verdict\"] == \"carries\" and b[\"proof\"][\"state\"] == \"fixed\""'
test_ok 'imported without teardown' 'is before not-affected - clean'
test_ok 'a squashed update brings it' "is squashed carries v4.14.110 fixed && by_code squashed $squash v4.14.110"
test_ok 'a drop without releases' "is drops carries - fixed && on drops 'b[\"commit\"] == \"$drop\" and b[\"proof\"][\"release\"] is None'"
test_ok 'unrelated roots, merged' "is merged carries - fixed && on merged 'b[\"commit\"] in (\"$new\", \"$second\")'"
test_ok 'a broken backport' "is broken missing - has-bug && on broken 'b[\"claim\"] == \"carries\"' &&
	broken_on broken __device_release_driver drivers/base/dd.c:46"
test_ok 'claimed and proved' "is named carries v4.14.106 fixed && on named 'b[\"claim\"] == \"carries\" and b[\"commit\"] == \"$named\"'"
test_ok 'the next drop brings the bug back' "is again reverted v5.2.1 has-bug || is again reverted - has-bug"

audited -C boards $globs $probe
test_ok 'the other fix: its own function' "is squashed missing - has-bug && is fixed missing - has-bug &&
	is drops carries - fixed && is before not-affected - clean &&
	on fixed '[s[\"function\"] for s in b[\"proof\"][\"sites\"] if s[\"state\"] == \"has-bug\"] == [\"really_probe\"]'"
test_ok 'imported with the other fix' "on again 'b[\"verdict\"] == \"carries\" and b[\"proof\"][\"state\"] == \"fixed\"'"
audited -C boards $globs $both
test_ok 'a fix in two functions' "is bug missing - has-bug && is squashed partial - partial && is drops carries - fixed &&
	note_on squashed really_probe"
audited -C boards $globs --no-proof $fix
test_ok '--no-proof: nothing can be said of an id that no commit has' \
	'on bug "b[\"verdict\"] == \"unknown\" and b[\"proof\"] is None" && on squashed "b[\"verdict\"] == \"unknown\"" &&
	on named "b[\"verdict\"] == \"carries\""'

# A clone without blobs: nothing but the claims.
git -C boards config uploadpack.allowFilter true
git clone -q --bare --filter=blob:none "file://$TMP/boards" blobless.git 2>/dev/null
audited -C blobless.git $globs $fix
test_ok 'what cannot be read proves nothing' '
	json "{b[\"proof\"][\"state\"] for b in d[\"fixes\"][0][\"branches\"]} == {\"unread\"}" &&
	on named "b[\"verdict\"] == \"carries\"" && on broken "b[\"verdict\"] == \"carries\"" &&
	on bug "b[\"verdict\"] == \"unknown\"" && on squashed "b[\"verdict\"] == \"unknown\""'

# All fixes of the rule, asked for by its name.
audited -C boards --branch squashed dma_ops_before_devres
test_ok 'by the name of the rule' "json '
[b[\"verdict\"] for f in d[\"fixes\"] if f[\"fix\"] in (\"$fix\", \"$probe\", \"$both\")
 for b in f[\"branches\"] if b[\"branch\"] == \"squashed\"] == [\"carries\", \"missing\", \"partial\"]'"

# A file that is nowhere, and lines that are none.
sed "s|^$in really_probe|// Fixed-in: drivers/base/nowhere.c really_probe|" $rule >other.cocci
mkdir other && mv other.cocci other/dma_ops_before_devres.cocci
run env TEARDOWN_RULES="$TMP/other" "$TEARDOWN" audit --format=json -C boards --branch bug $probe
test_ok 'a file that no tree has: absent' 'on bug "b[\"proof\"][\"state\"] == \"absent\" and b[\"verdict\"] != \"missing\""'
for line in "$in" "$in one two" "$in one, 2" '// Fixed-in:' '// Fixed-in: __device_release_driver'; do
	sed "s|^$in really_probe|$line|" $rule >other/dma_ops_before_devres.cocci
	run env TEARDOWN_RULES="$TMP/other" "$TEARDOWN" audit -C boards --branch bug $probe
	test_ok "a Fixed-in: line that is none: '$line'" \
		'status 2 && err_lines 1 && err_has "dma_ops_before_devres\.cocci:$(grep -n -x -e "$line" other/*.cocci | head -n 1 | cut -d: -f1)"'
done
{ echo "$in really_probe" && cat $rule; } >other/dma_ops_before_devres.cocci
run env TEARDOWN_RULES="$TMP/other" "$TEARDOWN" audit -C boards --branch bug $probe
test_ok 'a Fixed-in: line above all Fixed-by: lines' 'status 2 && err_lines 1 && err_has "dma_ops_before_devres\.cocci:1"'

# Mainline in a repository beside: there the rule's findings go away with the fix.
history mainline <<'END'
branch master
at 2019-01-01
file drivers/base/dd.c <b.c
commit base The beginning
release v5.0
at 2019-02-08
file drivers/base/dd.c <c.c
commit upstream driver core: Postpone DMA tear-down until after devres release
release v5.1-rc1
END
audited -C boards --upstream mainline $globs "$upstream"
test_ok '--upstream: by content alone' "is bug missing - has-bug && is squashed carries v4.14.110 fixed &&
	by_code squashed $squash v4.14.110 && is before not-affected - clean && is drops carries - fixed"

test_done
