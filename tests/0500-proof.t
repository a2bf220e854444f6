#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown audit proves what history claims by the code at each release: the founding
# fixes, in a tree with drivers/base/dd.c as it was in time (proof/dd.shapes).
#
#	mainline  4.9--4.11--the bug--4.12--4.14--4.19--4.20--5.0--fix,5.1-rc1--5.1--
#	--probe's fix,5.2-rc1--5.2--5.3--(re_probe) 5.10--(device_unbind_cleanup) 5.18
#
# and 4.9.y to 5.1.y, with the backports that these had.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/history.sh"
. "$ROOT/tests/proof/branch.sh"
. "$ROOT/tests/proof/dd.sh"

for letter in a b c d e f B l; do
	shape $letter >$letter.c
done
for letter in b c d; do
	sed 's/arch_teardown_dma_ops/dma_deconfigure/' $letter.c >4.$letter.c
done

cat >main.spec <<'END'
branch master
at 2016-12-11
file Kbuild obj-y += drivers/
file Makefile VERSION = 4
file drivers/base/core.c int core;
file drivers/base/dd.c <a.c
commit base The beginning
release v4.9
release v4.11
at 2017-05-01
file drivers/base/dd.c <4.b.c
commit bug of/acpi: Configure dma operations at probe time for platform/amba/pci bus devices
release v4.12
release v4.14
release v4.19
at 2018-12-01
file drivers/base/dd.c <b.c
commit other dma-mapping: arch_teardown_dma_ops() in place of dma_deconfigure()
release v4.20
release v5.0
at 2019-02-08
file drivers/base/dd.c <c.c
commit fix driver core: Postpone DMA tear-down until after devres release
	The memory was freed with the wrong DMA operations.
at 2019-03-17
release v5.1-rc1
release v5.1
at 2019-04-30
file drivers/base/dd.c <d.c
commit probe driver core: Postpone DMA tear-down until after devres release for probe failure
	The same in the path of a failed probe.

	Fixes: {fix:16} ("driver core: Postpone DMA tear-down until after devres release")
at 2019-05-19
release v5.2-rc1
release v5.2
release v5.3
file drivers/base/dd.c <e.c
commit retry driver core: Release and tear down before probing again
release v5.10
file drivers/base/dd.c <f.c
commit cleanup driver core: Refactor device_unbind_cleanup()
release v5.18

branch linux-4.9.y v4.9
at 2019-03-06
release v4.9.162
file drivers/base/core.c int core = 1;
commit core9 driver core: something else
release v4.9.180

branch linux-4.14.y v4.14
at 2019-03-06
release v4.14.105
file drivers/base/dd.c <4.c.c
commit fix14 driver core: Postpone DMA tear-down until after devres release
	commit {fix} upstream.

	[rm: backport for 4.12-4.19, which call dma_deconfigure()]
release v4.14.106
at 2019-05-20
release v4.14.121
file drivers/base/dd.c <4.d.c
commit probe14 driver core: Postpone DMA tear-down until after devres release for probe failure
	commit {probe} upstream.
release v4.14.122

branch linux-4.19.y v4.19
at 2019-03-06
release v4.19.28
file drivers/base/dd.c <4.c.c
commit fix19 driver core: Postpone DMA tear-down until after devres release
	commit {fix} upstream.

	[rm: backport for 4.12-4.19, which call dma_deconfigure()]
release v4.19.29
at 2019-05-20
release v4.19.45
file drivers/base/dd.c <4.d.c
commit probe19 driver core: Postpone DMA tear-down until after devres release for probe failure
	commit {probe} upstream.
release v4.19.46

branch linux-4.20.y v4.20
at 2019-03-07
release v4.20.14
file drivers/base/dd.c <c.c
commit fix20 driver core: Postpone DMA tear-down until after devres release
	commit {fix} upstream.
release v4.20.15
release v4.20.17

branch linux-5.0.y v5.0
at 2019-03-08
file drivers/base/dd.c <c.c
commit fix50 driver core: Postpone DMA tear-down until after devres release
	commit {fix} upstream.
release v5.0.1
at 2019-05-21
release v5.0.18
file drivers/base/dd.c <d.c
commit probe50 driver core: Postpone DMA tear-down until after devres release for probe failure
	commit {probe} upstream.
release v5.0.19

branch linux-5.1.y v5.1
at 2019-05-21
release v5.1.4
file drivers/base/dd.c <d.c
commit probe51 driver core: Postpone DMA tear-down until after devres release for probe failure
	commit {probe} upstream.
release v5.1.5
END
history main <main.spec

mkdir shapes && cp ./*.c shapes
run teardown -C shapes check --format=json .
test_ok 'the shapes are what they are meant to be' "json '
sorted((f[\"path\"], f[\"function\"]) for f in d[\"findings\"]) == sorted(
	[(p, \"really_probe\") for p in \"4.b.c 4.c.c b.c c.c l.c\".split()] +
	[(p, \"__device_release_driver\") for p in \"4.b.c B.c b.c l.c\".split()])' &&
	json 'not d[\"coverage\"][\"unparsed\"] and d[\"coverage\"][\"complete\"]'"

audited -C main "$fix" "$probe"
test_ok 'the founding fixes: claimed and proved on every branch' 'status 1 && proof_is <<END
fix '"$fix"'
mainline carries v5.1-rc1.. fixed v5.18
5.1.y carries v5.1-rc1.. fixed v5.1.5
5.0.y carries v5.0.1.. fixed v5.0.19
4.20.y carries v4.20.15.. fixed v4.20.17
4.19.y carries v4.19.29.. fixed v4.19.46
4.14.y carries v4.14.106.. fixed v4.14.122
4.9.y not-affected - clean v4.9.180 claimed missing
fix '"$probe"'
mainline carries v5.2-rc1.. fixed v5.18
5.1.y carries v5.1.5.. fixed v5.1.5
5.0.y carries v5.0.19.. fixed v5.0.19
4.20.y missing - has-bug v4.20.17 really_probe
4.19.y carries v4.19.46.. fixed v4.19.46
4.14.y carries v4.14.122.. fixed v4.14.122
4.9.y not-affected - clean v4.9.180
END'
test_ok 'where the code agrees the evidence is what history says' 'audit_is <<END
fix '"$fix"'
mainline carries v5.1-rc1.. ancestor
5.1.y carries v5.1-rc1.. ancestor
5.0.y carries v5.0.1.. message
4.20.y carries v4.20.15.. message
4.19.y carries v4.19.29.. message
4.14.y carries v4.14.106.. message
4.9.y not-affected - absence,code
fix '"$probe"'
mainline carries v5.2-rc1.. ancestor
5.1.y carries v5.1.5.. message
5.0.y carries v5.0.19.. message
4.20.y missing - introducer,absence
4.19.y carries v4.19.46.. message
4.14.y carries v4.14.122.. message
4.9.y not-affected - introducer
END'
test_ok 'what proves it, and where it looked' "json '
all(b[\"proof\"][\"by\"] == \"rule dma_ops_before_devres\" for f in d[\"fixes\"] for b in f[\"branches\"])' &&
	json '[(s[\"path\"], s[\"line\"], s[\"function\"], s[\"state\"])
	for b in d[\"fixes\"][1][\"branches\"] if b[\"branch\"] == \"4.20.y\" for s in b[\"proof\"][\"sites\"]] ==
	[(\"drivers/base/dd.c\", 27, \"really_probe\", \"has-bug\")]' &&
	on 4.14.y 'b[\"proof\"][\"commit\"] == \"$(git -C main rev-parse v4.14.122^0)\"'"
cp "$OUT" proved.json
audited -C main "$fix" "$probe"
test_ok 'a second run says the same' 'cmp -s proved.json "$OUT"'

audited -C main --no-proof "$fix" "$probe"
test_ok '--no-proof: history alone' "json '
all(b[\"proof\"] is None and b[\"claim\"] == b[\"verdict\"] for f in d[\"fixes\"] for b in f[\"branches\"])' &&
	on 4.9.y 'b[\"verdict\"] == \"missing\"'"

# A clone without blobs: the claim stands alone, and that is said.
git -C main config uploadpack.allowFilter true
git clone -q --bare --filter=blob:none "file://$TMP/main" blobless.git 2>/dev/null
audited -C blobless.git --branch 'linux-*' "$fix"
test_ok 'what cannot be read proves nothing' "
	json '{b[\"proof\"][\"state\"] for b in d[\"fixes\"][0][\"branches\"]} == {\"unread\"}' &&
	on 5.0.y 'b[\"verdict\"] == b[\"claim\"] == \"carries\" and b[\"commit\"] == \"$fix50\"' &&
	on 4.14.y 'b[\"verdict\"] == \"carries\"' &&
	on 4.9.y 'b[\"verdict\"] in (\"missing\", \"unknown\")'"

# The same, and no message says a thing: all subjects are 'x'.
sed -E 's/^commit (\S+) .*/commit \1 x/; s/^release (v\S+)/commit - x\natag \1/; /^	/d' main.spec >wiped.spec
history wiped <wiped.spec
audited -C wiped "$fix" "$probe"
test_ok 'without a word the code tells the same' 'status 1 && proof_is <<END
fix '"$fix"'
mainline carries v5.1-rc1.. fixed v5.18
5.1.y carries v5.1-rc1.. fixed v5.1.5
5.0.y carries v5.0.1.. fixed v5.0.19
4.20.y carries v4.20.15.. fixed v4.20.17
4.19.y carries v4.19.29.. fixed v4.19.46 claimed unknown
4.14.y carries v4.14.106.. fixed v4.14.122 claimed unknown
4.9.y not-affected - clean v4.9.180 claimed unknown
fix '"$probe"'
mainline carries v5.2-rc1.. fixed v5.18
5.1.y carries v5.1.5.. fixed v5.1.5
5.0.y carries v5.0.19.. fixed v5.0.19
4.20.y missing - has-bug v4.20.17 really_probe
4.19.y carries v4.19.46.. fixed v4.19.46 claimed unknown
4.14.y carries v4.14.122.. fixed v4.14.122 claimed unknown
4.9.y not-affected - clean v4.9.180 claimed missing
END'
test_ok 'and names the commits that brought it' "
	by_code 4.19.y $fix19 v4.19.29 && by_code 4.14.y $fix14 v4.14.106 &&
	on 5.0.y 'b[\"commit\"] == \"$fix50\"' && on 4.20.y 'b[\"commit\"] == \"$fix20\"'"
audited -C wiped "$probe"
test_ok 'those of the other fix too' "
	by_code 4.19.y $probe19 v4.19.46 && by_code 4.14.y $probe14 v4.14.122 && on 5.1.y 'b[\"commit\"] == \"$probe51\"'"

# Messages that lie, or say nothing, each on a series of its own:
#
#	4.1.y	names the fix, changes another line of dd.c	4.2.y	changes another file
#	4.3.y	has the fix, and a revert that reverts nothing	4.4.y	a revert that says nothing
#	4.5.y	has probe's fix under the name of the fix	4.6.y	as 4.1.y, mended later
#	4.7.y	has the fix, reverted, and says both		4.8.y	mended in no release yet
#	4.9.y	as 4.1.y, and reverted
cat >lies.spec <<'END'
branch master
at 2019-01-01
file Kbuild obj-y += drivers/
file Makefile VERSION = 4
file drivers/base/core.c int core;
file drivers/base/dd.c <b.c
commit base The beginning
release v4.1
release v4.2
release v4.3
release v4.4
release v4.5
release v4.6
release v4.7
release v4.8
release v4.9
at 2019-02-08
file drivers/base/dd.c <c.c
commit fix driver core: Postpone DMA tear-down until after devres release
release v5.1-rc1
file drivers/base/dd.c <d.c
commit probe driver core: Postpone DMA tear-down until after devres release for probe failure
release v5.2-rc1
at 2019-06-01

branch linux-4.1.y v4.1
file drivers/base/dd.c <l.c
commit fix1 driver core: Postpone DMA tear-down until after devres release
	commit {fix} upstream.
release v4.1.1

branch linux-4.2.y v4.2
file drivers/base/core.c int core = 1;
commit fix2 driver core: Postpone DMA tear-down until after devres release
	commit {fix} upstream.
release v4.2.1

branch linux-4.3.y v4.3
file drivers/base/dd.c <c.c
commit fix3 driver core: Postpone DMA tear-down until after devres release
	commit {fix} upstream.
release v4.3.1
file drivers/base/core.c int core = 2;
commit undo3 Revert "driver core: Postpone DMA tear-down until after devres release"
	This reverts commit {fix3} which is commit {fix} upstream.
release v4.3.2

branch linux-4.4.y v4.4
file drivers/base/dd.c <d.c
commit fix4 driver core: Postpone DMA tear-down until after devres release
	commit {fix} upstream.
release v4.4.1
release v4.4.2
file drivers/base/dd.c <B.c
commit undo4 driver core: tidy up
release v4.4.3

branch linux-4.5.y v4.5
file drivers/base/dd.c <c.c
commit fix5 driver core: Postpone DMA tear-down until after devres release for probe failure
	commit {probe} upstream.
release v4.5.1

branch linux-4.6.y v4.6
file drivers/base/dd.c <l.c
commit lie6 driver core: Postpone DMA tear-down until after devres release
	commit {fix} upstream.
release v4.6.1
file drivers/base/dd.c <c.c
commit fix6 driver core: tidy up
release v4.6.2

branch linux-4.7.y v4.7
file drivers/base/dd.c <c.c
commit fix7 driver core: Postpone DMA tear-down until after devres release
	commit {fix} upstream.
release v4.7.1
file drivers/base/dd.c <b.c
commit undo7 Revert "driver core: Postpone DMA tear-down until after devres release"
	This reverts commit {fix7} which is commit {fix} upstream.
release v4.7.2

branch linux-4.8.y v4.8
release v4.8.1
file drivers/base/dd.c <c.c
commit fix8 driver core: mend it

branch linux-4.9.y v4.9
file drivers/base/dd.c <l.c
commit lie9 driver core: Postpone DMA tear-down until after devres release
	commit {fix} upstream.
release v4.9.1
file drivers/base/dd.c <b.c
commit undo9 Revert "driver core: Postpone DMA tear-down until after devres release"
	This reverts commit {lie9}.
release v4.9.2
END
history lies <lies.spec
audited -C lies "$fix"
test_ok 'what was broken, and taken back, was in no release' \
	'on 4.9.y "b[\"verdict\"] in (\"missing\", \"reverted\") and b[\"intervals\"] == []"'
audited -C lies --branch '4.[1-8].y' "$fix"
test_ok 'messages that lie' 'status 1 && proof_is <<END
mainline carries v5.1-rc1.. fixed v5.2-rc1
4.8.y carries .. fixed -
4.7.y reverted v4.7.1..v4.7.2 has-bug v4.7.2 __device_release_driver
4.6.y carries v4.6.2.. fixed v4.6.2
4.5.y carries v4.5.1.. fixed v4.5.1
4.4.y reverted v4.4.1..v4.4.3 has-bug v4.4.3 __device_release_driver claimed carries
4.3.y carries v4.3.1.. fixed v4.3.2 claimed reverted
4.2.y missing - has-bug v4.2.1 __device_release_driver claimed carries
4.1.y missing - has-bug v4.1.1 __device_release_driver claimed carries
END'
test_ok 'a broken backport: the note names function and line' \
	'broken_on 4.1.y __device_release_driver dd.c:46 && broken_on 4.2.y __device_release_driver dd.c:46'
test_ok 'a revert that reverts nothing is told' "note_on 4.3.y '(reverted|taken back).*v4\.3\.2'"
test_ok 'and what names the fix is not said to be silent' \
	"on 4.3.y '\"$fix3\" not in [e[\"commit\"] for e in b[\"evidence\"] if \"without naming\" in e[\"text\"]]'"
test_ok 'a revert that says nothing is named' \
	"on 4.4.y '\"$undo4\" in [e[\"commit\"] for e in b[\"evidence\"] if e[\"kind\"] == \"code\"]'"
test_ok 'what was broken and mended later carries from there' "by_code 4.6.y $fix6 v4.6.2"
test_ok 'the change of another fix under its name' "on 4.5.y 'b[\"commit\"] == \"$fix5\"'"
test_ok 'mended in no release yet' "on 4.8.y 'b[\"commit\"] == b[\"proof\"][\"commit\"] == \"$fix8\"'"
audited -C lies --branch 4.6.y --releases "$fix"
test_ok 'release by release: what is broken does not carry' "on 4.6.y '
{r[\"release\"]: r[\"verdict\"] for r in b[\"releases\"] if r[\"release\"][:5] == \"v4.6.\"} ==
	{\"v4.6.1\": \"missing\", \"v4.6.2\": \"carries\"}'"
for format in text csv markdown; do
	run teardown audit -C lies --branch 4.1.y --format=$format "$fix"
	test_ok "as $format" 'status 1 && err_lines 0 && out_has "4\.1\.y.*missing"'
done
run teardown audit -C lies --branch 4.1.y "$fix"
test_ok 'a broken backport is told in the text' 'out_has "broken backport" && out_has "dd\.c:46"'
audited -C lies "$probe"
test_ok 'the other fix: claimed and in the code none' "
	on 4.5.y 'b[\"verdict\"] == \"missing\" and b[\"claim\"] == \"carries\"' &&
	broken_on 4.5.y really_probe dd.c:27"

# One fix of two places, and backports of one of them.
#
#	5.0.y	the first, and says so		4.20.y	the other, and says nothing
#	4.19.y	one after the other
cat >part.spec <<'END'
branch master
at 2019-01-01
file drivers/base/dd.c <b.c
commit base The beginning
release v4.19
release v4.20
release v5.0
file drivers/base/dd.c <d.c
commit fix driver core: Postpone DMA tear-down until after devres release
release v5.1-rc1

branch linux-5.0.y v5.0
file drivers/base/dd.c <c.c
commit - driver core: Postpone DMA tear-down until after devres release
	commit {fix} upstream.
release v5.0.1

branch linux-4.20.y v4.20
file drivers/base/dd.c <B.c
commit - driver core: tidy up
release v4.20.1

branch linux-4.19.y v4.19
file drivers/base/dd.c <c.c
commit - driver core: tidy up
release v4.19.1
file drivers/base/dd.c <d.c
commit rest driver core: tidy up more
release v4.19.2
END
history part <part.spec
audited -C part "$fix"
test_ok 'a fix of two places, one of them backported' 'status 1 && proof_is <<END
mainline carries v5.1-rc1.. fixed v5.1-rc1
5.0.y partial - partial v5.0.1 really_probe claimed carries
4.20.y partial - partial v4.20.1 __device_release_driver claimed missing
4.19.y carries v4.19.2.. fixed v4.19.2 claimed missing
END'
test_ok 'the note names the function left' 'note_on 5.0.y really_probe && note_on 4.20.y __device_release_driver'
test_ok 'the commit that mended the rest brought it' "by_code 4.19.y $rest v4.19.2"

# Series that are older than the bug and got it nevertheless; and a file that moved.
#
#	4.9.y	the bug, mended without a word		4.10.y	the bug
#	4.11.y	the bug, and taken back			4.12.y	has it under another name
cat >late.spec <<'END'
branch master
at 2019-01-01
file drivers/base/dd.c <a.c
commit base The beginning
release v4.9
release v4.10
release v4.11
file drivers/base/dd.c <4.b.c
commit bug of/acpi: Configure dma operations at probe time
release v4.12
file drivers/base/dd.c <4.c.c
commit fix driver core: Postpone DMA tear-down until after devres release
release v5.1-rc1
at 2019-06-01

branch linux-4.9.y v4.9
file drivers/base/dd.c <4.b.c
commit - of/acpi: Configure dma operations
release v4.9.1
file drivers/base/dd.c <4.c.c
commit mend9 driver core: tidy up
release v4.9.2

branch linux-4.10.y v4.10
file drivers/base/dd.c <4.b.c
commit - of/acpi: Configure dma operations
release v4.10.1

branch linux-4.11.y v4.11
file drivers/base/dd.c <4.b.c
commit - of/acpi: Configure dma operations
release v4.11.1
file drivers/base/dd.c <a.c
commit - of/acpi: no, do not
release v4.11.2

branch linux-4.12.y v4.12
file drivers/base/dd.c
file drivers/base/bind.c <4.b.c
commit - driver core: rename a file
release v4.12.1
END
history late <late.spec
audited -C late "$fix"
test_ok 'a bug that came late, and was mended' \
	"on 4.9.y 'b[\"verdict\"] == \"carries\" and b[\"first_release\"] == \"v4.9.2\" and b[\"commit\"] == \"$mend9\"'"
test_ok 'a bug that came late' 'on 4.10.y "b[\"verdict\"] == \"missing\" and b[\"proof\"][\"release\"] == \"v4.10.1\""'
test_ok 'a bug that came late, and was taken away with what had it' \
	'on 4.11.y "b[\"verdict\"] == \"carries\" and b[\"proof\"][\"state\"] == \"clean\""'
test_ok 'a file that moved has the bug under its new name' \
	'on 4.12.y "b[\"verdict\"] == \"missing\" and b[\"proof\"][\"sites\"][0][\"path\"] == \"drivers/base/bind.c\""'

# Of a fix that changes no file nothing can be proved.
history none <<'END'
branch master
file drivers/base/dd.c <b.c
commit base The beginning
release v5.0
commit fix driver core: nothing
release v5.1-rc1
END
audited -C none "$fix"
test_ok 'a fix that changes nothing' 'status 0 && proof_is <<END
mainline carries v5.1-rc1.. - -
END'

test_done
