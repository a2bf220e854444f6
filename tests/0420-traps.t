#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown audit: histories that mislead who reads messages alone, or graphs alone.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/history.sh"

# No rule knows any of these fixes.
mkdir rules
printf '/// None.\n// Confidence: High\n' >rules/none.cocci
TEARDOWN_RULES=$PWD/rules
export TEARDOWN_RULES

texts() { json "[e['text'] for b in d['fixes'][0]['branches'] if b['branch'] == '$1' for e in b['evidence'] if $2]"; }
has_note() { json "[n for b in d['fixes'][0]['branches'] if b['branch'] == '$1' for n in b['notes'] if '$2' in n]"; }
carried_by() { json "[b['commit'] for b in d['fixes'][0]['branches'] if b['branch'] == '$1'] == ['$2']"; }
short() { echo "$1" | cut -c1-"$2"; }

# One change under two ids in mainline: picked from next to mainline, later merged.
#
#	v5.0--two(as next's one)--merge--v5.1-rc1	5.0.y: backport of two
#	  \--one------------------/			4.20.y: backport of one
history twice <<'END'
branch master
commit - base
release v4.20
release v5.0
branch next master
by D <d@example.org> 2019-01-01
commit one core: mend it
	Text.
branch master
commit two =one
	Text.

	(cherry picked from commit {one})
merge - next Merge next
release v5.1-rc1
branch linux-5.0.y v5.0
commit - backport
	commit {two} upstream.
release v5.0.1
branch linux-4.20.y v4.20
commit - backport
	commit {one} upstream.
release v4.20.1
drop next
END
for i in "$one" "$two"; do
	audited -C twice "$i"
	test_ok 'two ids of one change in mainline: who has one has it' \
		'status 0 && json "all(b[\"verdict\"] == \"carries\" for b in d[\"fixes\"][0][\"branches\"])" &&
			json "[b[\"first_release\"] for b in d[\"fixes\"][0][\"branches\"]] ==
				\"v5.1-rc1 v5.0.1 v4.20.1\".split()"'
done

# The same without a word in its message: subject, author and date are the same.
history twice2 <<'END'
branch master
commit - base
release v5.0
branch next master
by D <d@example.org> 2019-01-01
commit one core: mend it
branch master
commit two =one
merge - next Merge next
release v5.1-rc1
branch linux-5.0.y v5.0
commit - backport
	commit {two} upstream.
release v5.0.1
branch linux-5.1.y v5.1-rc1
commit - Revert "core: mend it"
	This reverts commit {two}.
release v5.1.1
END
audited -C twice2 "$one"
test_ok 'two ids and no word of it; a revert of one takes both, as they are one change' \
	'status 1 && audit_is <<END
mainline carries v5.1-rc1.. ancestor,authorship
5.1.y reverted v5.1-rc1..v5.1.1 ancestor,authorship,revert
5.0.y carries v5.0.1.. cherry-pick
END'

# Applied, reverted, applied again.
#
#	5.0.y  +  .1  .2  -  .3  .4  .5  +  .6		three intervals' ends
#	5.1.y  +  -  .1					never in a release
#	5.2.y  +  .1  -					the revert in no release yet
#	5.3.y  +  .1  -  .2  +				nor the third
#	5.4.y  .1  +					nor the first
#	5.5.y  +  +  .1  -second  .2			twice, one of them reverted
#	5.6.y  +  .1  -  .2  --  .3			a revert of the revert
#	5.7.y  +  .1  -  .2  --  .3  ---  .4
history again <<'END'
branch master
commit bug core: break it
release v5.0
release v5.1
release v5.2
release v5.3
release v5.4
release v5.5
release v5.6
release v5.7
by D <d@example.org> 2019-01-01
commit fix core: mend it
	Fixes: {bug:12} ("core: break it")
release v5.8-rc1
branch linux-5.0.y v5.0
commit s0 core: mend it
	commit {fix} upstream.
release v5.0.1
release v5.0.2
commit - Revert "core: mend it"
	This reverts commit {s0} which is commit {fix} upstream.

	It broke a driver.
release v5.0.3
release v5.0.4
release v5.0.5
commit s0b core: mend it
	commit {fix} upstream.
release v5.0.6
branch linux-5.1.y v5.1
commit s1 core: mend it
	commit {fix} upstream.
commit - Revert "core: mend it"
	This reverts commit {s1} which is commit {fix} upstream.
release v5.1.1
branch linux-5.2.y v5.2
commit s2 core: mend it
	commit {fix} upstream.
release v5.2.1
commit - Revert "core: mend it"
	This reverts commit {s2}.
branch linux-5.3.y v5.3
commit s3 core: mend it
	commit {fix} upstream.
release v5.3.1
commit - Revert "core: mend it"
	This reverts commit {s3}.
release v5.3.2
commit - core: mend it
	commit {fix} upstream.
branch linux-5.4.y v5.4
release v5.4.1
commit - core: mend it
	commit {fix} upstream.
branch linux-5.5.y v5.5
commit - core: mend it
	commit {fix} upstream.
commit s5 core: mend it
	[ Upstream commit {fix} ]
release v5.5.1
commit - Revert "core: mend it"
	This reverts commit {s5}.

	It was applied twice.
release v5.5.2
branch linux-5.6.y v5.6
commit s6 core: mend it
	commit {fix} upstream.
release v5.6.1
commit r6 Revert "core: mend it"
	This reverts commit {s6}.
release v5.6.2
commit - Revert "Revert "core: mend it""
	This reverts commit {r6}.
release v5.6.3
branch linux-5.7.y v5.7
commit s7 core: mend it
	commit {fix} upstream.
release v5.7.1
commit r7 Revert "core: mend it"
	This reverts commit {s7}.
release v5.7.2
commit rr7 Reapply "core: mend it"
	This reverts commit {r7}.
release v5.7.3
commit - Revert "Reapply "core: mend it""
	This reverts commit {rr7}.
release v5.7.4
END
audited -C again "$fix"
test_ok 'applied, reverted, applied again: intervals' 'status 1 && audit_is <<END
mainline carries v5.8-rc1.. ancestor
5.7.y reverted v5.7.1..v5.7.2,v5.7.3..v5.7.4 introducer,message,revert,revert,revert
5.6.y carries v5.6.1..v5.6.2,v5.6.3.. message,revert,revert
5.5.y carries v5.5.1.. message,message,revert
5.4.y carries .. message
5.3.y carries v5.3.1..v5.3.2,.. message,message,revert
5.2.y reverted v5.2.1..(unreleased) introducer,message,revert
5.1.y reverted - introducer,message,revert
5.0.y carries v5.0.1..v5.0.3,v5.0.6.. message,message,revert
END'
test_ok 'the commit is the one that it is carried by now' 'carried_by 5.0.y $s0b'
test_ok 'the revert is quoted' 'texts 5.0.y "\"This reverts commit $s0\" in e[\"text\"] and e[\"kind\"] == \"revert\""'
audited -C again --releases "$fix"
test_ok 'applied, reverted, applied again: release by release' 'releases_are <<END
mainline: v5.0 missing v5.1 missing v5.2 missing v5.3 missing v5.4 missing v5.5 missing v5.6 missing v5.7 missing v5.8-rc1 carries
5.7.y: v5.0 missing v5.1 missing v5.2 missing v5.3 missing v5.4 missing v5.5 missing v5.6 missing v5.7 missing v5.7.1 carries v5.7.2 reverted v5.7.3 carries v5.7.4 reverted
5.6.y: v5.0 missing v5.1 missing v5.2 missing v5.3 missing v5.4 missing v5.5 missing v5.6 missing v5.6.1 carries v5.6.2 reverted v5.6.3 carries
5.5.y: v5.0 missing v5.1 missing v5.2 missing v5.3 missing v5.4 missing v5.5 missing v5.5.1 carries v5.5.2 carries
5.4.y: v5.0 missing v5.1 missing v5.2 missing v5.3 missing v5.4 missing v5.4.1 missing
5.3.y: v5.0 missing v5.1 missing v5.2 missing v5.3 missing v5.3.1 carries v5.3.2 reverted
5.2.y: v5.0 missing v5.1 missing v5.2 missing v5.2.1 carries
5.1.y: v5.0 missing v5.1 missing v5.1.1 missing
5.0.y: v5.0 missing v5.0.1 carries v5.0.2 carries v5.0.3 reverted v5.0.4 reverted v5.0.5 reverted v5.0.6 carries
END'
run teardown audit -C again "$fix"
test_ok 'the text tells the intervals' 'out_has "v5\.0\.1 to before v5\.0\.3" && ! out_has ".{81}"'

# Reverted upstream.
#
#	v5.0--fix--5.1-rc1--revert--5.1--again--5.2
#	5.0.y  fix .1 revert's backport .2		5.1.y  from 5.1: again's backport .1
#	4.20.y fix .1					5.2.y  from its base
#	4.19.y fix .1 revert's backport, without a word of what it reverts .2
#	4.18.y fix .1 a revert by title alone .2
#	4.17.y fix .1 a revert that names the commit of 4.18.y .2
#	4.16.y the revert's backport without the fix
history upstream <<'END'
branch master
commit - base
release v4.16
release v4.17
release v4.18
release v4.19
release v4.20
release v5.0
by D <d@example.org> 2019-01-01
commit fix core: mend it
release v5.1-rc1
commit rev Revert "core: mend it"
	This reverts commit {fix}.
release v5.1
commit again core: mend it, second try
	This is like {fix:12} ("core: mend it") but right.
release v5.2
branch linux-5.2.y v5.2
release v5.2.1
branch linux-5.1.y v5.1
release v5.1.1
commit - core: mend it
	commit {fix} upstream.
release v5.1.2
branch linux-5.0.y v5.0
commit - core: mend it
	commit {fix} upstream.
release v5.0.1
commit - Revert "core: mend it"
	commit {rev} upstream.

	This reverts commit {fix}.
release v5.0.2
branch linux-4.20.y v4.20
commit - core: mend it
	commit {fix} upstream.
release v4.20.1
branch linux-4.19.y v4.19
commit - core: mend it
	commit {fix} upstream.
release v4.19.1
commit - core: do not mend it
	[ Upstream commit {rev} ]
release v4.19.2
branch linux-4.18.y v4.18
commit s18 core: mend it
	commit {fix} upstream.
release v4.18.1
commit - Revert "core: mend it"
	It broke things here.
release v4.18.2
branch linux-4.17.y v4.17
commit - core: mend it
	commit {fix} upstream.
release v4.17.1
commit - Revert "core: mend it"
	This reverts commit {s18} which is commit {fix} upstream.
release v4.17.2
branch linux-4.16.y v4.16
commit - Revert "core: mend it"
	commit {rev} upstream.

	This reverts commit {fix}.
release v4.16.1
END
audited -C upstream "$fix"
test_ok 'reverted upstream, and the revert backported or not' 'status 1 && audit_is <<END
mainline reverted v5.1-rc1..v5.1 ancestor,revert
5.2.y reverted v5.1-rc1..v5.1 ancestor,revert
5.1.y carries v5.1-rc1..v5.1,v5.1.2.. message,ancestor,revert
5.0.y reverted v5.0.1..v5.0.2 message,revert
4.20.y carries v4.20.1.. message
4.19.y reverted v4.19.1..v4.19.2 message,revert
4.18.y reverted v4.18.1..v4.18.2 message,revert
4.17.y reverted v4.17.1..v4.17.2 message,revert
4.16.y missing - absence
END'
audited -C upstream "$rev"
test_ok 'the revert is a change like others' 'json "[b[\"branch\"] for b in d[\"fixes\"][0][\"branches\"]
	if b[\"verdict\"] == \"carries\"] == \"mainline 5.2.y 5.1.y 5.0.y 4.19.y 4.16.y\".split()"'

# What the branch did to the introducer.
#
#	bug--v5.0--fix--v5.1-rc1	5.0.y: reverts the bug
#	v4.20 (before the bug)		4.20.y: has it backported, reverts it, has it again
#					4.19.y: has it backported and reverts it
#					4.18.y: never
history introducer <<'END'
branch master
commit - base
release v4.18
release v4.19
release v4.20
by D <d@example.org> 2018-01-01
commit bug core: break it
release v5.0
by D <d@example.org> 2019-01-01
commit fix core: mend it
	Fixes: {bug:12} ("core: break it")
release v5.1-rc1
branch linux-5.0.y v5.0
release v5.0.1
commit r5 Revert "core: break it"
	This reverts commit {bug}.
release v5.0.2
branch linux-4.20.y v4.20
commit b20 core: break it
	commit {bug} upstream.
release v4.20.1
commit - Revert "core: break it"
	This reverts commit {b20} which is commit {bug} upstream.
release v4.20.2
commit - core: break it
	commit {bug} upstream.
release v4.20.3
branch linux-4.19.y v4.19
commit b19 core: break it
	commit {bug} upstream.
release v4.19.1
commit r19 Revert "core: break it"
	This reverts commit {b19} which is commit {bug} upstream.
release v4.19.2
branch linux-4.18.y v4.18
release v4.18.1
END
audited -C introducer --releases "$fix"
test_ok 'repaired by reverting the introducer: not affected' 'status 1 && audit_is <<END
mainline carries v5.1-rc1.. ancestor
5.0.y not-affected - introducer
4.20.y missing - introducer,absence
4.19.y not-affected - introducer
4.18.y not-affected - introducer
END'
test_ok 'and the evidence says so' 'texts 5.0.y "\"took back\" in e[\"text\"] and \"since v5.0.2\" in e[\"text\"] and e[\"commit\"] == \"$r5\"" &&
	texts 4.19.y "\"took back\" in e[\"text\"] and e[\"commit\"] == \"$r19\"" &&
	texts 4.18.y "\"never had\" in e[\"text\"]"'
test_ok 'release by release' 'releases_are <<END
mainline: v4.18 not-affected v4.19 not-affected v4.20 not-affected v5.0 missing v5.1-rc1 carries
5.0.y: v4.18 not-affected v4.19 not-affected v4.20 not-affected v5.0 missing v5.0.1 missing v5.0.2 not-affected
4.20.y: v4.18 not-affected v4.19 not-affected v4.20 not-affected v4.20.1 missing v4.20.2 not-affected v4.20.3 missing
4.19.y: v4.18 not-affected v4.19 not-affected v4.19.1 missing v4.19.2 not-affected
4.18.y: v4.18 not-affected v4.18.1 not-affected
END'

# A bug and its fix on one stable branch only; a fix of one backport only.
history stable <<'END'
branch master
commit - base
release v4.19
release v5.0
commit good core: a change
release v5.1-rc1
branch linux-5.0.y v5.0
commit bad core: a change
	commit {good} upstream.
release v5.0.1
commit only core: mend the backport of a change
	Fixes: {bad:12} ("core: a change")
release v5.0.2
branch linux-4.19.y v4.19
commit - core: a change
	commit {good} upstream.
release v4.19.1
END
audited -C stable "$only"
test_ok 'bug and fix on one stable branch only' 'status 0 && audit_is <<END
mainline not-affected - introducer
5.0.y carries v5.0.2.. ancestor
4.19.y not-affected - introducer
END'
audited -C stable "$good"
test_ok 'a repair of one backport concerns no other branch' \
	'json "[(f[\"fix\"], f[\"without\"]) for f in d[\"fixes\"][0][\"followers\"]] == [(\"$only\", [])]"'

# Ids.
history ids <<'END'
branch master
commit - base
release v5.0
twins one two 8 core: a twin
commit named core: a change
	Fixes: 0123456789ab ("core: that nobody has")
release v5.1-rc1
branch linux-5.0.y v5.0
commit - backport
	commit {one:8} upstream.
commit - another
	commit 89abcdef0123456789abcdef0123456789abcdef upstream.
release v5.0.1
END
audited -C ids "$(short $one 8)"
test_ok 'an ambiguous abbreviation: unknown' 'status 3 && echo "unknown $(short $one 8)" | audit_is &&
	json "\"more than one\" in d[\"unknown\"][0][\"why\"]"'
audited -C ids "$(short $one 12)"
test_ok 'a backport that names its upstream by an ambiguous one brings nothing, and that is told' \
	'status 1 && audit_is <<END && json "\"more than one\" in d[\"fixes\"][0][\"notes\"][0]"
mainline carries v5.1-rc1.. ancestor
5.0.y missing - absence
END'
audited -C ids --introduced-by="$(short $one 8)" "$named"
test_ok 'an ambiguous --introduced-by: an error' 'status 2 && err_lines 1 && err_has "more than one"'
audited -C ids 89abcdef0123456789abcdef0123456789abcdef
test_ok 'an id that no commit has, named by a backport' 'status 3 && audit_is <<END
mainline unknown - absence
5.0.y carries v5.0.1.. message
unknown 89abcdef0123456789abcdef0123456789abcdef
END'
audited -C ids 1111111111111111111111111111111111111111
test_ok 'an id that no commit has nor names: unknown everywhere' 'status 3 && audit_is <<END
mainline unknown - absence
5.0.y unknown - absence
unknown 1111111111111111111111111111111111111111
END'
audited -C ids 1111111111
test_ok 'an abbreviation that no commit has' 'status 3 && echo "unknown 1111111111" | audit_is'
audited -C ids "$named"
test_ok 'a Fixes: that leads nowhere is a note' \
	'json "any(\"0123456789ab\" in n for n in d[\"fixes\"][0][\"notes\"])" && has_note 5.0.y "nothing says"'

# Subjects.
history subjects <<'END'
branch master
commit - base
release v4.18
release v4.19
release v5.0
at 2019-02-01
by D <d@example.org> 2019-01-01
commit fix core: mend it
release v5.1-rc1
branch linux-5.0.y v5.0
by D <d@example.org> 2019-01-01
commit - core: mend it
	No word of where it is from.
release v5.0.1
branch linux-4.19.y v4.19
by E <e@example.org> 2019-01-01
commit l19 core: mend it
release v4.19.1
branch linux-4.18.y v4.18
by D <d@example.org> 2019-01-02
commit - core: mend it
release v4.18.1
END
audited -C subjects "$fix"
test_ok 'a subject alone is likely, with author and date it carries' 'status 3 && audit_is <<END
mainline carries v5.1-rc1.. ancestor
5.0.y carries v5.0.1.. authorship
4.19.y unknown - subject
4.18.y unknown - subject
END'
test_ok 'likely is told' 'json "[b[\"likely\"] for b in d[\"fixes\"][0][\"branches\"]] == [False, False, True, True]" &&
	has_note 4.19.y likely && texts 4.19.y "e[\"commit\"] == \"$l19\""'
run teardown audit -C subjects "$fix"
test_ok 'in the text too' 'status 3 && out_has "^  4\.19\.y +unknown +.*likely$"'

# Order of releases: by version, not by date or name.
history order <<'END'
branch master
at 2019-12-01
commit - base
release v5.1-rc1
release v5.1-rc2
commit fix core: mend it
at 2019-11-01
release v5.1-rc9
release v5.1-rc10
release v5.1
branch linux-5.1.y v5.1
release v5.1.9
branch linux-5.1.y-rt v5.1.9
commit - rt: patches
tag v5.1.9-rt9
commit - rt: more
tag v5.1.9-rt10
branch linux-5.1.y
release v5.1.10
branch linux-5.1.y-rt
merge - v5.1.10 Merge v5.1.10
tag v5.1.10-rt11
END
audited -C order --releases --branch='*' "$fix"
test_ok 'rc10 is behind rc9, a release behind its rcs, -rt10 behind -rt9' 'status 0 && releases_are <<END
mainline: v5.1-rc1 missing v5.1-rc2 missing v5.1-rc9 carries v5.1-rc10 carries v5.1 carries
5.1.y: v5.1-rc1 missing v5.1-rc2 missing v5.1-rc9 carries v5.1-rc10 carries v5.1 carries v5.1.9 carries v5.1.10 carries
linux-5.1.y-rt: v5.1-rc1 missing v5.1-rc2 missing v5.1-rc9 carries v5.1-rc10 carries v5.1 carries v5.1.9 carries v5.1.9-rt9 carries v5.1.9-rt10 carries v5.1.10 carries v5.1.10-rt11 carries
END'

# A vendor's tree: one import, no tags, no mainline.
#
#	mainline  v4.14--old--bug--v5.0--fix--late--v5.1-rc1
#	vendor    import (4.14.105)--fix's backport--'Linux 4.14.106'--'Linux 4.14.107'
history mainline <<'END'
branch master
at 2017-11-12
commit - base
release v4.14
by D <d@example.org> 2018-01-01
commit old core: an old fix
commit bug core: break it
at 2019-03-01
release v5.0
by D <d@example.org> 2019-02-01
commit fix core: mend it
	Fixes: {bug:12} ("core: break it")
at 2019-05-01
by D <d@example.org> 2019-04-01
commit late core: a late fix
by D <d@example.org> 2019-04-02
commit quiet core: a quiet fix
release v5.1-rc1
END
cat >vendor.spec <<END
branch vendor
at 2019-03-10
commit - Import of 4.14.105
at 2019-03-12
commit v_fix core: mend it
	commit $fix upstream.
title v4.14.106
by D <d@example.org> 2019-04-02
commit - core: a quiet fix
title v4.14.107
END
history vendor <vendor.spec
git -C vendor symbolic-ref HEAD refs/heads/vendor
audited -C vendor "$fix"
test_ok 'a vendor tree alone: by message, in the release of that title' 'status 3 && audit_is <<END
vendor carries v4.14.106.. message
unknown $fix
unknown vendor
END'
audited -C vendor "$late"
test_ok 'a vendor tree alone: an id unknown here is never missing' 'status 3 && json "d[\"fixes\"][0][\"branches\"][0][\"verdict\"] == \"unknown\""'
audited -C vendor --upstream=mainline "$fix"
test_ok '--upstream: the id, subject and dates come from there' 'status 0 && audit_is <<END &&
vendor carries v4.14.106.. message
END
	json "d[\"fixes\"][0][\"subject\"] == \"core: mend it\" and
		d[\"fixes\"][0][\"introducers\"][0][\"commit\"] == \"$bug\" and
		d[\"fixes\"][0][\"introducers\"][0][\"release\"] == \"v5.0\""'
audited -C vendor --upstream=mainline "$(short $late 12)"
test_ok '--upstream: missing, as the import is older than the fix' 'status 1 && audit_is <<END
vendor missing - absence
END'
audited -C vendor --upstream=mainline 'v5.0~2'
test_ok '--upstream: a fix older than the import may be in it unseen' 'status 3 && audit_is <<END
vendor unknown - boundary
END'
audited -C vendor --upstream=mainline "$quiet"
test_ok '--upstream: subject, author and date of there' 'status 0 && audit_is <<END
vendor carries v4.14.107.. authorship
END'
audited -C vendor --upstream=mainline --releases "$fix"
test_ok '--upstream: releases by title; the import may hold the bug' 'releases_are <<END
vendor: v4.14.106 carries v4.14.107 carries
END'
audited -C vendor --upstream=vendor "$fix"
test_ok '--upstream without mainline: an error' 'status 2 && err_lines 1 && err_has "--upstream=vendor: no mainline there"'
audited -C vendor --upstream=nowhere "$fix"
test_ok '--upstream that is no repository: an error' 'status 2 && err_lines 1 && err_has nowhere'

# The same with 'master' for its branch: no mainline all the same; and one without a release.
sed 's/^branch vendor/branch master/' vendor.spec >master.spec
history master <master.spec
audited -C master "$fix"
test_ok "a vendor's master is no mainline" 'status 3 && audit_is <<END
master carries v4.14.106.. message
unknown $fix
unknown master
END'
audited -C master --upstream=mainline 'v5.0~2'
test_ok "a vendor's master: what its import hides" 'status 3 && audit_is <<END
master unknown - boundary
END'
history plain <<'END'
branch master
at 2019-03-10
commit - Import
commit - local
END
audited -C plain --upstream=mainline 'v5.0~2'
test_ok 'a vendor tree without any release: an import that upstream has not hides too' \
	'status 3 && json "d[\"fixes\"][0][\"branches\"][0][\"verdict\"] == \"unknown\""'

# Several remotes; no branch but tags.
#
#	5.0.y: .1--.2 (origin)--.3 (stable)	5.1.y: tags .1, .2 and no branch
history remotes <<'END'
branch remotes/origin/master
commit - base
release v5.0
release v5.1
commit fix core: mend it
release v5.2-rc1
branch linux-5.0.y v5.0
release v5.0.1
branch remotes/origin/linux-5.0.y linux-5.0.y
release v5.0.2
branch remotes/stable/linux-5.0.y remotes/origin/linux-5.0.y
commit - core: mend it
	commit {fix} upstream.
release v5.0.3
branch gone v5.1
release v5.1.1
commit - core: mend it
	commit {fix} upstream.
release v5.1.2
drop gone
branch remotes/stable/master v5.1
END
audited -C remotes "$fix"
test_ok 'several remotes: the one furthest on; a series by its tags' 'status 0 && audit_is <<END
mainline carries v5.2-rc1.. ancestor
5.1.y carries v5.1.2.. message
5.0.y carries v5.0.3.. message
END'
test_ok 'the refs are told' 'json "[b[\"ref\"] for b in d[\"fixes\"][0][\"branches\"]] ==
	[\"refs/remotes/origin/master\", \"refs/tags/v5.1.2\", \"refs/remotes/stable/linux-5.0.y\"]"'
history remotes <<'END'
branch remotes/mine/linux-5.0.y v5.0.2
commit - mine
END
audited -C remotes "$fix"
test_ok 'two that differ: the one with the higher release stands for it, and that is told' \
	'status 3 && json "[b[\"ref\"] for b in d[\"fixes\"][0][\"branches\"]][2] == \"refs/remotes/stable/linux-5.0.y\" and
		\"differ\" in d[\"unknown\"][0][\"why\"]"'

# A fix that is a pair of commits: a rule names both.
history pair <<'END'
branch master
commit bug core: break it
release v5.0
commit one core: mend it, part one
	Fixes: {bug:12} ("core: break it")
commit two core: mend it, part two
	Fixes: {bug:12} ("core: break it")
release v5.1-rc1
branch linux-5.0.y v5.0
commit - core: mend it, part one
	commit {one} upstream.
release v5.0.1
END
cat >rules/pair.cocci <<END
/// A pair.
// Confidence: High
// Fixed-by: $(short $one 12) core: mend it, part one
// Fixed-by: $(short $two 12) core: mend it, part two
END
audited -C pair pair
test_ok 'a pair: the branch that has one of them lacks the other' 'status 1 && audit_is <<END
fix pair
mainline carries v5.1-rc1.. ancestor
5.0.y carries v5.0.1.. message
fix pair
mainline carries v5.1-rc1.. ancestor
5.0.y missing - introducer,absence
END'
run teardown audit -C pair pair
test_ok 'the summary of both names it' 'out_has "^2 fixes, 4 verdicts" && out_has "missing: 5\.0\.y"'
test_done
