#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown audit: every form in which a message names an upstream commit, each on
# a vendor branch of its own. The author and the subject differ from the fix's, so
# that nothing but the form can tell.
#
#	mainline  v5.0--fix--other--revert of third--v5.1-rc1
#	            |\
#	            | stable 4.19.y: backport of fix--backport of other
#	            form/NN: one commit each
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/history.sh"

# form NAME VERDICT KIND [SUBJECT]: the body on stdin. VERDICT and KIND are the fix's on that branch.
TEARDOWN_RULES=$ROOT/cocci
export TEARDOWN_RULES
N=0
: >want
cat >spec <<'END'
branch master
commit base The beginning
commit third arm: a change that is taken back
release v5.0
by Someone <someone@example.org> 2017-06-01
commit fix driver core: mend the thing
	It was broken.
by Someone <someone@example.org> 2017-06-02
commit other driver core: mend another thing
commit unrelated mm: unrelated
commit thirdrev Revert "arm: a change that is taken back"
	This reverts commit {third}.
release v5.1-rc1

branch linux-5.0.y v5.0
release v5.0.1
commit stable core: the stable one
	commit {fix} upstream.
commit stable_other core: another stable one
	commit {other} upstream.
release v5.0.2
END
form()
{
	N=$((N + 1))
	printf '\nbranch form/%02d v5.0\ncommit - %s\n' $N "${4:-a subject of its own}" >>spec
	sed 's/^/	/' >>spec
	printf 'form/%02d|%s|%s|%s\n' $N "$2" "$3" "$1" >>want
}

form 'commit A upstream.' carries message <<'END'
commit {fix} upstream.

It was broken.
END
form 'without the period' carries message <<'END'
commit {fix} upstream
END
form 'commit commit A upstream.' carries message <<'END'
commit commit {fix} upstream.
END
form 'Commit A Upstream.' carries message <<'END'
Commit {fix} Upstream.
END
form '[ Upstream commit A ]' carries message <<'END'
[ Upstream commit {fix} ]
END
form '[ upstream commit A ]' carries message <<'END'
[ upstream commit {fix} ]
END
form '[ upstream commit: A ]' carries message <<'END'
[ upstream commit: {fix} ]
END
form '[ commit A upstream ]' carries message <<'END'
[ commit {fix} upstream ]
END
form '[Upstream commit A] without blanks' carries message <<'END'
[Upstream commit {fix}]
END
form 'Upstream commit A' carries message <<'END'
Upstream commit {fix}
END
form 'Upstream commit A.' carries message <<'END'
Upstream commit {fix}.
END
form 'Upstream commit: A' carries message <<'END'
Upstream commit: {fix}
END
form 'two such lines, the second' carries message <<'END'
commit {other} upstream.
commit {fix} upstream.
END
form 'two such lines, the first' carries message <<'END'
[ Upstream commit {fix} ]
[ Upstream commit {other} ]
END
form '[ Upstream commits A and B ], the first' carries message <<'END'
[ Upstream commits {fix} and {other} ]
END
form '[ Upstream commits A and B ], the second' carries message <<'END'
[ Upstream commits {other} and {fix} ]
END
form 'a comma list' carries message <<'END'
commits {other}, {unrelated}, {fix} upstream.
END
form '(cherry picked from commit A)' carries cherry-pick <<'END'
It was broken.

(cherry picked from commit {fix})
Signed-off-by: V <v@example.org>
END
form '(cherry-picked from commit A)' carries cherry-pick <<'END'
(cherry-picked from commit {fix})
END
form '(Cherry-Picked from commit A)' carries cherry-pick <<'END'
(Cherry-Picked from commit {fix})
END
form 'a cherry-pick line of a stable commit' carries cherry-pick <<'END'
(cherry picked from commit {stable})
END
form 'a cherry-pick line of a stable commit with its branch' carries cherry-pick <<'END'
(cherry picked from commit {stable} linux-5.0.y)
END
form 'openEuler: stable inclusion, and the upstream line' carries message <<'END'
stable inclusion
from stable-v5.0.2
commit {stable}
category: bugfix
bugzilla: NA

--------------------------------

commit {fix} upstream.
END
form 'openEuler: stable inclusion, the stable id alone' carries cherry-pick <<'END'
stable inclusion
from stable-v5.0.2
commit {stable}
category: bugfix
END
form 'openEuler: mainline inclusion' carries message <<'END'
mainline inclusion
from mainline-v5.1-rc1
commit {fix}
category: bugfix
END
form '(backported from commit A)' carries message <<'END'
BugLink: https://bugs.example.org/1

(backported from commit {fix})
END
form 'Git-commit: A' carries message <<'END'
Git-commit: {fix}
Patch-mainline: v5.1-rc1
References: bsc#1
END
form 'Mainline: A' carries message <<'END'
Mainline: {fix}
END
form 'a lone commit A header line (RHEL)' carries message <<'END'
Bugzilla: https://bugs.example.org/2

commit {fix}
Author: Someone <someone@example.org>
Date:   Thu Jun 1 00:00:00 2017 +0000

    driver core: mend the thing
END
form '12 digits' carries message <<'END'
commit {fix:12} upstream.
END
form '20 digits' carries message <<'END'
[ Upstream commit {fix:20} ]
END
form 'a cherry-pick line of 12 digits' carries cherry-pick <<'END'
(cherry picked from commit {fix:12})
END
form 'comit A upstream' carries message <<'END'
comit {fix} upstream.
END
form 'commit A upsream' carries message <<'END'
commit {fix} upsream.
END
form "a subject with 'upstream': the body decides" carries message 'usb: upstream port fix' <<'END'
commit {fix} upstream.
END
form "a subject with 'upstream' and an id of another" missing absence 'port of commit {fix:12} upstream' <<'END'
commit {other} upstream.
END
form 'a revert of what is not there' missing absence 'Revert "core: the stable one"' <<'END'
This reverts commit {stable}.
END
form 'a stable revert does not bring it' missing absence 'Revert "core: the stable one"' <<'END'
This reverts commit {stable} which is commit {fix} upstream.
END
form 'likewise over two lines' missing absence 'Revert "core: the stable one"' <<'END'
This reverts commit {stable} which is
commit {fix} upstream.
END
form 'likewise with a comma, and a line of its own for the id' missing absence 'Revert "core: the stable one"' <<'END'
This reverts commit {stable}, which is
commit {fix}
upstream.
END
form 'Not upstream: fixed differently by B' missing absence <<'END'
Not upstream: fixed differently by {fix} there.
END
form 'In commit A we …' missing absence <<'END'
In commit {fix} ("driver core: mend the thing") we mended it.
END
form 'Fixes: A' missing absence <<'END'
Fixes: {fix:12} ("driver core: mend the thing")
END
form 'a link to it' missing absence <<'END'
Link: https://git.kernel.org/torvalds/c/{fix}
END
form 'another commit upstream' missing absence <<'END'
commit {other} upstream.

This is needed by {fix:12}.
END
form 'Android UPSTREAM:' carries cherry-pick 'UPSTREAM: driver core: mend it' <<'END'
(cherry picked from commit {fix})
Bug: 1
Change-Id: I0123456789012345678901234567890123456789
END
form 'Android BACKPORT:' carries cherry-pick 'BACKPORT: driver core: mend it' <<'END'
Bug: 1
(cherry picked from commit {fix})
END
form 'Android FROMGIT: with an address behind the id' carries cherry-pick 'FROMGIT: driver core: mend it' <<'END'
(cherry picked from commit {fix}
 https://git.kernel.org/pub/scm/linux/kernel/git/gregkh/driver-core.git driver-core-next)
END
form 'Android FROMLIST: with a link alone' missing absence 'FROMLIST: driver core: mend it' <<'END'
Link: https://lore.kernel.org/r/1@example.org
END
form 'an id that no commit has' missing absence <<'END'
commit 0123456789abcdef0123456789abcdef01234567 upstream.
END
form 'indented' carries message <<'END'
    commit {fix} upstream.
END
form 'CR LF' carries message <<END
commit {fix} upstream.$(printf '\r')
END
form 'capitals in the id' carries message <<'END'
commit {FIX} upstream.
END

sed '/^release v5.1-rc1/q' spec >begin
history linux <begin
fix_capitals=$(echo $fix | tr a-f A-F)
sed "1,/^release v5.1-rc1/d; s/{FIX}/$fix_capitals/" spec >rest
history linux <rest

audited -C linux --branch='form/*' "$fix"
history_run table "$OUT" >table
while IFS='|' read -r branch verdict kind name; do
	got=$(sed -n "s|^$branch ||p" table)
	case $got in
	"$verdict "*" $kind"|"$verdict "*" $kind",*) test_ok "$name" : ;;
	*) test_ok "$name: $verdict $kind, not '$got'" false ;;
	esac
done <want
test_ok 'exit status 1, nothing on stderr' 'status 1 && err_lines 0'

# Evidence quotes the words and names the commit.
quoted() { json "[e['text'] for b in d['fixes'][0]['branches'] if b['branch'] == 'form/$1' for e in b['evidence']][0].startswith('\"$2')"; }
test_ok 'evidence quotes the line' \
	'quoted 01 "commit $fix upstream." && quoted 05 "[ Upstream commit $fix ]"'
test_ok 'of a copy of a stable commit: what that brings' \
	'quoted 21 "(cherry picked from commit $stable)" &&
		json "[\"and that brings $(echo $fix | cut -c1-12)\" in b[\"evidence\"][0][\"text\"] for b in
			d[\"fixes\"][0][\"branches\"] if b[\"branch\"] == \"form/21\"] == [True]"'

# commit A upstream, and This reverts commit B: a backport of A, which reverts B.
history pair <<'END'
branch master
commit base The beginning
commit bad arm: a change that is taken back
release v5.0
commit rev Revert "arm: a change that is taken back"
	This reverts commit {bad}.
release v5.1-rc1
branch linux-5.0.y v5.0
release v5.0.1
commit - Revert "arm: a change that is taken back"
	commit {rev} upstream.

	This reverts commit {bad}.
release v5.0.2
END
audited -C pair "$rev"
test_ok 'commit A upstream + This reverts commit B: brings A' 'audit_is <<END
mainline carries v5.1-rc1.. ancestor
5.0.y carries v5.0.2.. message
END'
audited -C pair "$bad"
test_ok 'commit A upstream + This reverts commit B: takes B back' 'status 1 && audit_is <<END
mainline reverted v5.0..v5.1-rc1 ancestor,revert
5.0.y reverted v5.0..v5.0.2 ancestor,revert
END'

# Fixes: in its forms, as followers of the fix.
history fixes <<'END'
branch master
commit fix core: mend the thing
release v5.0
commit f1 one
	Fixes: {fix:12} ("core: mend the thing")
commit f2 two
	Fixes: {fix}
commit f3 three
	Fixes: commit {fix:12} ("core: mend the thing")
commit f4 four
	Fixes: 0123456789ab ("core: mend the thing")
commit f5 five
	Fixes: {fix:8} ("core: mend the thing")
commit f6 six
	fixes: {fix:12} (core: mend the thing)
commit - no follower
	This is like {fix:12} ("core: mend the thing").
commit - no follower either
	Fixes: 0123456789ab ("core: mend a thing")
release v5.1-rc1
branch linux-5.0.y v5.0
release v5.0.1
END
audited -C fixes "$fix"
followers() { json "[f['subject'] for f in d['fixes'][0]['followers']] == '$1'.split()"; }
test_ok 'Fixes: by id, abbreviated, cut, with commit before it, by its subject where the id is wrong' \
	'json "sorted(f[\"subject\"] for f in d[\"fixes\"][0][\"followers\"]) ==
		sorted(\"one two three four five six\".split())"'
test_ok 'the branch lacks them all' \
	'json "all(f[\"without\"] == [\"5.0.y\"] for f in d[\"fixes\"][0][\"followers\"])"'
for f in "$f1" "$f2" "$f3" "$f4" "$f5" "$f6"; do
	audited -C fixes "$f"
	test_ok 'and as the introducer of each' \
		'json "[i[\"commit\"] for i in d[\"fixes\"][0][\"introducers\"]] == [\"$fix\"]"'
done
test_done
