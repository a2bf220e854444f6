#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown audit: the founding fix, its history rebuilt small. The ids are other
# ones, so a rule written here names them.
#
#	               intro   fix              probe
#	mainline  4.9--4.12--..--4.20--5.0-rc1..5.1-rc1--rc2--5.1--5.2-rc1
#	             \      \        \     \              \
#	             4.9.y  4.14.y  4.20.y 5.0.y          5.1.y
#	                    4.19.y
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/history.sh"

history linux <<'END'
branch master
at 2016-12-11
commit - driver core: the beginning
release v4.9
by Sricharan R <sricharan@codeaurora.org> 2017-04-10
commit intro of/acpi: Configure dma operations at probe time for platform/amba/pci bus devices
	Moving dma ops configuration to probe time.
at 2017-05-13
release v4.12-rc1
at 2017-07-02
release v4.12
at 2017-11-12
release v4.14
at 2018-10-22
release v4.19
at 2018-12-23
release v4.20
at 2019-03-03
release v5.0
at 2019-03-05
by Geert Uytterhoeven <geert@glider.be> 2019-02-07
commit fix driver core: Postpone DMA tear-down until after devres release
	When unbinding the (IOMMU-enabled) R-Car SATA device it crashes.
commit - block: something else
merge - v5.0 Merge a topic
commit - net: more
at 2019-03-17
release v5.1-rc1
at 2019-05-05
release v5.1
by John Garry <john.garry@huawei.com> 2019-03-28
commit probe driver core: Postpone DMA tear-down until after devres release for probe failure
	In commit {fix:12} ("driver core: Postpone DMA tear-down until
	after devres release"), we changed the ordering of tearing down.

	Fixes: {fix:16} ("driver core: Postpone DMA tear-down until after devres release")
at 2019-05-19
release v5.2-rc1

branch linux-4.9.y v4.9
at 2019-03-13
release v4.9.163
at 2019-03-19
release v4.9.164

branch linux-4.14.y v4.14
at 2019-03-10
release v4.14.105
at 2019-03-13
commit fix414 =fix
	commit {fix} upstream.

	When unbinding the (IOMMU-enabled) R-Car SATA device it crashes.

	[rm: backport for 4.12-4.19 - kernels without 46053c73685411915d3de50c5a0045beef32806b]
release v4.14.106
at 2019-05-25
commit probe414 =probe
	commit {probe} upstream.

	In commit {fix:12} ("driver core: Postpone DMA tear-down until
	after devres release"), we changed the ordering of tearing down.

	Fixes: {fix:16} ("driver core: Postpone DMA tear-down until after devres release")
release v4.14.122

branch linux-4.19.y v4.19
at 2019-03-10
release v4.19.28
at 2019-03-13
commit fix419 =fix
	commit {fix} upstream.

	[rm: backport for 4.12-4.19 - kernels without 46053c73685411915d3de50c5a0045beef32806b]
release v4.19.29
at 2019-05-25
commit probe419 =probe
	[ Upstream commit {probe} ]
release v4.19.46

branch linux-4.20.y v4.20
at 2019-03-05
release v4.20.14
commit fix420 =fix
	commit {fix} upstream.
at 2019-03-10
release v4.20.15
at 2019-03-19
release v4.20.17

branch linux-5.0.y v5.0
at 2019-03-09
commit fix50 =fix
	commit {fix} upstream.
release v5.0.1
at 2019-05-22
release v5.0.18
commit probe50 =probe
	[ Upstream commit {probe} ]
release v5.0.19

branch linux-5.1.y v5.1
at 2019-05-22
release v5.1.4
commit probe51 =probe
	[ Upstream commit {probe} ]
at 2019-05-25
release v5.1.5
END

mkdir rules
rule()
{
	cat <<END
// SPDX-License-Identifier: GPL-2.0
/// $1
// Confidence: High
// Fixed-by: $fix driver core: Postpone DMA tear-down until after devres release
// Fixed-by: $probe driver core: Postpone DMA tear-down until after devres release for probe failure
// Introduced-by: $intro of/acpi: Configure dma operations at probe time
END
}
rule 'DMA is torn down before devres is released.' >rules/dma_ops_before_devres.cocci
TEARDOWN_RULES=$PWD/rules
export TEARDOWN_RULES

fix_table()
{
	cat <<END
mainline carries      v5.1-rc1..   ancestor
5.1.y    carries      v5.1-rc1..   ancestor
5.0.y    carries      v5.0.1..     message
4.20.y   carries      v4.20.15..   message
4.19.y   carries      v4.19.29..   message
4.14.y   carries      v4.14.106..  message
4.9.y    not-affected -            introducer
END
}

probe_table()
{
	cat <<END
mainline carries      v5.2-rc1..   ancestor
5.1.y    carries      v5.1.5..     message
5.0.y    carries      v5.0.19..    message
4.20.y   missing      -            $1
4.19.y   carries      v4.19.46..   message
4.14.y   carries      v4.14.122..  message
4.9.y    not-affected -            introducer
END
}

both() { echo "fix $1"; fix_table; echo "fix $1"; probe_table introducer,absence; }
branch() { json "[$2 for b in d['fixes'][0]['branches'] if b['branch'] == '$1'] == [True]"; }
failed() { status 2 && [ ! -s "$OUT" ] && err_lines 1 && err_has "^teardown: audit: $1"; }

# One fix.
audited -C linux "$fix"
cp "$OUT" by-id.json
test_ok 'the fix: where it is' 'status 0 && fix_table | audit_is && err_lines 0'
test_ok 'what is told of it' \
	'json "d[\"fixes\"][0][\"fix\"] == \"$fix\" and d[\"fixes\"][0][\"given\"] == \"$fix\" and
		d[\"fixes\"][0][\"author\"] == \"Geert Uytterhoeven <geert@glider.be>\" and
		d[\"fixes\"][0][\"date\"] == \"2019-03-05T00:00:00Z\" and
		d[\"fixes\"][0][\"subject\"].endswith(\"until after devres release\")"'
test_ok 'on mainline: the commit itself' \
	'branch mainline "b[\"commit\"] == \"$fix\" and b[\"date\"] == \"2019-03-05T00:00:00Z\" and
		b[\"last_release\"] == \"v5.2-rc1\" and b[\"ref\"] == \"refs/heads/master\""'
test_ok 'on 5.1.y: from its base' 'branch 5.1.y "b[\"commit\"] == \"$fix\" and b[\"last_release\"] == \"v5.1.5\""'
test_ok 'on 4.14.y: the backport, its date, its words' \
	'branch 4.14.y "b[\"commit\"] == \"$fix414\" and b[\"date\"] == \"2019-03-13T00:00:00Z\" and
		\"commit $fix upstream.\" in b[\"evidence\"][0][\"text\"] and
		b[\"evidence\"][0][\"commit\"] == \"$fix414\""'
test_ok 'on 4.9.y: why it is not affected' \
	'branch 4.9.y "b[\"commit\"] is None and b[\"date\"] is None and b[\"first_release\"] is None and
		\"never had\" in b[\"evidence\"][0][\"text\"] and
		\"$(echo $intro | cut -c1-12)\" in b[\"evidence\"][0][\"text\"]"'
test_ok 'the introducer and who says so' \
	'json "[(i[\"commit\"], i[\"source\"], i[\"release\"]) for i in d[\"fixes\"][0][\"introducers\"]] ==
		[(\"$intro\", \"rule dma_ops_before_devres\", \"v4.12-rc1\")]"'
test_ok 'the follower, and the branch without it' \
	'json "[(f[\"fix\"], f[\"release\"], f[\"without\"]) for f in d[\"fixes\"][0][\"followers\"]] ==
		[(\"$probe\", \"v5.2-rc1\", [\"4.20.y\"])]"'

audited -C linux "$probe"
test_ok 'the follower itself: its Fixes: tag says which branches are affected' \
	'status 1 && sed "s/^4.9.y .*/4.9.y not-affected - introducer/" <<END | audit_is
$(probe_table introducer,absence)
END'
test_ok 'its introducer is that tag'"'"'s' \
	'json "[(i[\"commit\"], i[\"source\"], i[\"release\"]) for i in d[\"fixes\"][0][\"introducers\"]] ==
		[(\"$fix\", \"Fixes: tag\", \"v5.1-rc1\")]"'

# All that the rules know.
audited -C linux
test_ok 'no FIX: the fixes of all rules' 'status 1 && both dma_ops_before_devres | audit_is'
audited -C linux dma_ops_before_devres
test_ok 'a rule by name' 'status 1 && both dma_ops_before_devres | audit_is'
audited -C linux "$fix" dma_ops_before_devres "$(echo $fix | cut -c1-9)"
test_ok 'asked for several times, told once' 'json "[f[\"fix\"] for f in d[\"fixes\"]] == [\"$fix\", \"$probe\"]"'

# FIX in its forms.
same_verdicts() { json "(lambda o: d['fixes'][0]['branches'] == o['fixes'][0]['branches'])(json.load(open('by-id.json')))"; }
for n in 7 8 12 20 39; do
	audited -C linux "$(echo $fix | cut -c1-$n)"
	test_ok "an abbreviation of $n digits" 'status 0 && same_verdicts'
done
audited -C linux "$(echo $fix | cut -c1-12 | tr a-f A-F)"
test_ok 'digits in capitals' 'status 0 && same_verdicts'
audited -C linux 'v5.1-rc1~3'
test_ok 'v5.1-rc1~3 is a commit beside it' 'json "d[\"fixes\"][0][\"subject\"] == \"block: something else\""'
audited -C linux 'v5.1-rc1~4'
test_ok 'v5.1-rc1~4' 'status 0 && same_verdicts && json "d[\"fixes\"][0][\"given\"] == \"v5.1-rc1~4\""'
audited -C linux "$fix414"
test_ok 'a backport stands for what it brings, and that is told' \
	'status 0 && same_verdicts && json "\"backport\" in d[\"fixes\"][0][\"notes\"][0]"'
git -C linux format-patch -q --always -1 -o "$TMP" "$fix" >/dev/null && mv 0001-*.patch fix.patch
audited -C linux fix.patch
test_ok 'a patch of git format-patch' 'status 0 && same_verdicts'
sed '/^From [0-9a-f]/d' fix.patch >mail
audited -C linux ./mail
test_ok 'a mail' 'status 0 && same_verdicts'
sed 's/^Subject: .*/Subject: [PATCH 4.14 12\/34] driver core: Postpone DMA tear-down until after devres release/
	s/^When unb/commit '$fix' upstream.\n\n&/' mail >review.mail
sed -i 's/^Date: .*/Date: Tue, 12 Mar 2019 10:00:00 +0100/; s/^From: .*/From: Greg KH <greg@kroah.com>/' review.mail
audited -C linux review.mail
test_ok 'a stable review mail' 'status 0 && same_verdicts'
sed 's/^Subject: .*/Subject: [PATCH] nothing that was ever done/' mail >other.mail
audited -C linux other.mail
test_ok 'a mail of no commit: unknown, exit status 3' 'status 3 && echo unknown other.mail | audit_is'
mkdir -p 1234abc.d && cp fix.patch linux-fix && audited -C linux linux-fix
test_ok 'a file is found from where the command stands, not from -C' 'status 0 && same_verdicts'

# Formats.
run teardown audit -C linux "$fix" "$probe"
test_ok 'text: 80 columns at most' 'status 1 && ! out_has ".{81}"'
test_ok 'text: a row for each branch' \
	'out_has "^  4\.14\.y +carries +v4\.14\.106 +$(echo $fix414 | cut -c1-12) +2019-03-13 +message$" &&
		out_has "^  4\.9\.y +not-affected +- +- +- +introducer$" &&
		out_has "^  4\.20\.y +missing "'
test_ok 'text: what repairs the fix and who lacks it' \
	'out_has "repaired by $(echo $probe | cut -c1-12)" && out_has "without it: 4\.20\.y$"'
test_ok 'text: no colour where no terminal is' '! grep -q "$(printf "\033")" "$OUT"'
run teardown --color=always audit -C linux "$fix"
test_ok 'text: colour when asked for' 'grep -q "$(printf "\033")" "$OUT"'
run teardown -v audit -C linux "$fix"
test_ok '-v tells ref, tip and evidence' \
	'out_has "refs/heads/linux-4\.14\.y" && out_has "commit $(echo $fix | cut -c1-12)" && ! out_has ".{81}"'
run teardown -q audit -C linux "$fix"
test_ok '-q has no summary' 'out_lacks "branches:"'
run teardown audit -C linux --format=csv "$probe"
test_ok 'csv' 'status 1 && out_has "^fix,subject,branch,verdict,first_release,commit,date,evidence_kinds,evidence,notes,claim,proof$" &&
	[ "$(wc -l <"$OUT")" -eq 8 ] && out_has "^$probe,.*,4\.20\.y,missing,,,,introducer;absence,"'
run teardown audit -C linux --format=markdown "$probe"
test_ok 'markdown' 'status 1 && out_has "^\|.*4\.20\.y.*missing.*\|$"'
run teardown audit -C linux --format=xml "$fix"
test_ok 'an unknown format: those known are told' 'failed ".*--format=xml.*text, json, csv, markdown"'

# Releases.
audited -C linux --releases "$fix"
test_ok '--releases: each of each branch' 'status 0 && releases_are <<END
mainline: v4.9 not-affected v4.12-rc1 missing v4.12 missing v4.14 missing v4.19 missing v4.20 missing v5.0 missing v5.1-rc1 carries v5.1 carries v5.2-rc1 carries
5.1.y: v4.9 not-affected v4.12-rc1 missing v4.12 missing v4.14 missing v4.19 missing v4.20 missing v5.0 missing v5.1-rc1 carries v5.1 carries v5.1.4 carries v5.1.5 carries
5.0.y: v4.9 not-affected v4.12-rc1 missing v4.12 missing v4.14 missing v4.19 missing v4.20 missing v5.0 missing v5.0.1 carries v5.0.18 carries v5.0.19 carries
4.20.y: v4.9 not-affected v4.12-rc1 missing v4.12 missing v4.14 missing v4.19 missing v4.20 missing v4.20.14 missing v4.20.15 carries v4.20.17 carries
4.19.y: v4.9 not-affected v4.12-rc1 missing v4.12 missing v4.14 missing v4.19 missing v4.19.28 missing v4.19.29 carries v4.19.46 carries
4.14.y: v4.9 not-affected v4.12-rc1 missing v4.12 missing v4.14 missing v4.14.105 missing v4.14.106 carries v4.14.122 carries
4.9.y: v4.9 not-affected v4.9.163 not-affected v4.9.164 not-affected
END'
audited -C linux --releases --since=v5.0 "$fix"
test_ok '--releases --since: no series and no releases before' 'status 0 && releases_are <<END
mainline: v5.0 missing v5.1-rc1 carries v5.1 carries v5.2-rc1 carries
5.1.y: v5.0 missing v5.1-rc1 carries v5.1 carries v5.1.4 carries v5.1.5 carries
5.0.y: v5.0 missing v5.0.1 carries v5.0.18 carries v5.0.19 carries
END'
run teardown audit -C linux --releases --format=csv "$fix"
test_ok '--releases as csv' 'out_has "^$fix,4\.14\.y,v4\.14\.106,2019-03-13,carries,$"'
run teardown audit -C linux --releases "$fix"
test_ok '--releases as text' 'status 0 && ! out_has ".{81}" && out_has "^ +v4\.14\.106 +2019-03-13 +carries$"'

# Which branches.
audited -C linux --since=4.20 "$probe"
test_ok '--since: series before it are left out' 'status 1 && audit_is <<END
mainline carries v5.2-rc1.. ancestor
5.1.y carries v5.1.5.. message
5.0.y carries v5.0.19.. message
4.20.y missing - introducer,absence
END'
audited -C linux --branch=linux-4.14.y --branch='5.0*' "$probe"
test_ok '--branch: those and mainline' 'status 0 && audit_is <<END
mainline carries v5.2-rc1.. ancestor
5.0.y carries v5.0.19.. message
4.14.y carries v4.14.122.. message
END'
audited -C linux --branch=refs/heads/linux-4.9.y "$fix"
test_ok '--branch by the whole ref' 'status 0 && audit_is <<END
mainline carries v5.1-rc1.. ancestor
4.9.y not-affected - introducer
END'

# What introduced it.
rule 'Another one.' | sed '/-by/d' >"$IN/bare.cocci"
mkdir bare-rules && cp "$IN/bare.cocci" bare-rules
TEARDOWN_RULES=bare-rules audited -C linux "$fix"
test_ok 'nothing says when the bug came in: missing, with that note' \
	'status 1 && fix_table | sed "s/not-affected.*/missing - absence/" | audit_is &&
		branch 4.9.y "b[\"notes\"] != [] and \"nothing says when\" in b[\"notes\"][0]" &&
		json "d[\"fixes\"][0][\"introducers\"] == []"'
TEARDOWN_RULES=bare-rules audited -C linux --introduced-by="$intro" "$fix"
test_ok '--introduced-by' 'status 0 && fix_table | audit_is &&
	json "d[\"fixes\"][0][\"introducers\"][0][\"source\"] == \"--introduced-by\""'
audited -C linux --introduced-by=v4.9 "$fix"
test_ok '--introduced-by a revision; it comes before the rule' \
	'status 1 && fix_table | sed "s/not-affected.*/missing - introducer,absence/" | audit_is'
audited -C linux --introduced-by=nonsense "$fix"
test_ok '--introduced-by nothing: an error' 'failed ".*nonsense"'

# Where it stands.
mkdir linux/drivers
(cd linux/drivers && "$TEARDOWN" audit --format=json "$fix" >"$OUT" 2>"$ERR")
test_ok 'from a folder inside of the work tree' 'same_verdicts'
audited -C linux/drivers "$fix"
test_ok '-C a folder inside' 'status 0 && same_verdicts'
run teardown -C linux audit --format=json "$fix"
test_ok 'the global -C' 'status 0 && same_verdicts'
audited -C linux/.git "$fix"
test_ok '-C the git directory' 'status 0 && same_verdicts'
git clone -q --bare --no-local linux bare.git 2>/dev/null
audited -C bare.git "$fix"
test_ok 'a bare repository' 'status 0 && same_verdicts'
(cd linux && git worktree add -q --no-checkout --detach ../tree v4.19 2>/dev/null)
audited -C tree "$fix"
test_ok 'a work tree of git worktree' 'status 0 && same_verdicts && [ ! -e linux/.git/worktrees/tree/teardown ]'
git clone -q --no-local -o stable bare.git clone 2>/dev/null
audited -C clone "$fix"
test_ok 'a clone: its branches are remote ones' 'status 0 && fix_table | audit_is &&
	branch 4.14.y "b[\"ref\"] == \"refs/remotes/stable/linux-4.14.y\""'

# The same answer each time.
for format in text json csv markdown; do
	rm -rf linux/.git/teardown
	run teardown audit -C linux --format=$format --releases
	cp "$OUT" first
	run teardown audit -C linux --format=$format --releases
	test_ok "$format: a second run gives the same bytes" 'cmp first "$OUT"'
done
test_done
