#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown audit: shapes that real stable trees have shown (DPDK, systemd, Xen),
# in small.
#
#	mainline  v5.0--fix--v5.1-rc1--sentence--effect--again--v5.1
#	            \
#	             series 5.0.y, and a vendor branch of each shape
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/history.sh"

history repo <<'END'
branch master
commit base The beginning
by Someone <someone@example.org> 2017-06-01
commit worse arm: slower
commit best arm: a bad idea
release v5.0
by Someone <someone@example.org> 2017-06-02
commit fix core: mend the thing
	It was broken.
release v5.1-rc1
commit sentence arm: back to the old way
	It was slower, so this commit reverts
	commit {worse:12} ("arm: slower")
commit effect arm: another way
	This effectively reverts commit {best}.
release v5.1

branch linux-5.0.y v5.0
commit backport core: mend the thing
	commit {fix} upstream.
release v5.0.1
commit unpublished Revert "core: mend the thing"
	It is not for 5.0.

	This reverts commit 0123456789abcdef0123456789abcdef01234567.
release v5.0.2

branch again linux-5.0.y
commit brought Revert "Revert "core: mend the thing""
	This reverts commit 123456789abcdef0123456789abcdef012345678.

branch other v5.0
commit - core: mend it all
	commit {fix} upstream.
commit - Revert "core: mend another thing"
	This reverts commit 0123456789abcdef0123456789abcdef01234567.

branch quotes v5.0
commit quoted core: mend it all
	[ upstream commit {fix} ]
commit - Revert "core: mend it all"
	This reverts commit {quoted}.

	It leads to a deadlock [0].

	[0]
	commit {quoted}
	Author: Someone <someone@example.org>

	    core: mend it all

	    [ upstream commit {fix} ]

branch xen v5.0
commit - core: mend it all
	The thing was broken.

	Signed-off-by: Someone <someone@example.org>
	master commit: {fix}
	master date: 2017-06-02 00:00:00 +0000

branch mention v5.0
commit - core: otherwise
	Unlike
	master commit {fix} we do nothing.
END

audited -C repo --branch 'linux-*' --branch '[a-z]*' "$fix"
test_ok 'an id that was never published: the title tells; quotations are no claims' 'audit_is <<END
mainline carries v5.1-rc1.. ancestor
5.0.y reverted v5.0.1..v5.0.2 message,revert
again carries v5.0.1..v5.0.2,.. message,revert,revert
mention missing - absence
other carries .. message
quotes reverted - message,revert
xen carries .. message
END'
test_ok 'the evidence says what it rests on' \
	'json "
any(\"by its title\" in e[\"text\"] for b in d[\"fixes\"][0][\"branches\"]
    if b[\"branch\"] == \"5.0.y\" for e in b[\"evidence\"] if e[\"kind\"] == \"revert\")"'

audited -C repo --branch mention "$worse" "$best"
test_ok 'a revert told at the end of a sentence, or in effect' 'audit_is <<END
fix '"$worse"'
mainline reverted v5.0..v5.1 ancestor,revert
mention carries v5.0.. ancestor
fix '"$best"'
mainline reverted v5.0..v5.1 ancestor,revert
mention carries v5.0.. ancestor
END'

cat >only-stable.patch <<'END'
From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: Other <other@example.org>
Date: Mon, 5 Jun 2017 00:00:00 +0000
Subject: [PATCH] arm: only for 5.0

END
history repo <<'END'
branch linux-5.0.y
by Other <other@example.org> 2017-06-05
commit only arm: only for 5.0
END
audited -C repo --branch 'linux-*' only-stable.patch
test_ok 'a patch of a commit that mainline never had' \
	'status 1 && json "d[\"fixes\"][0][\"fix\"] == \"$only\" and not d[\"unknown\"]"'

# The same change under another message, where the fix says what brought the bug.
{
	git init -q -b master same && cd same &&
	printf '%s\n' a b c >file && git add file && git commit -q -m 'begin' && git tag v5.0 &&
	printf '%s\n' a B c >file && git commit -q -a -m 'the bug' && git tag v5.1 &&
	git checkout -q -b vendor && printf '%s\n' a b c >file && git commit -q -a -m 'words of our own' &&
	git checkout -q master && printf '%s\n' a b c >file &&
	GIT_AUTHOR_DATE='1699990000 +0000' git commit -q -a -m "mend it

Fixes: $(git rev-parse --short=12 v5.1) (\"the bug\")"
	cd ..
} >/dev/null 2>&1
audited -C same --branch vendor master
test_ok 'what an equal change shows is told once' 'json "
[(b[\"verdict\"], len(b[\"intervals\"]), [e[\"kind\"] for e in b[\"evidence\"]])
 for b in d[\"fixes\"][0][\"branches\"] if b[\"branch\"] == \"vendor\"] ==
[(\"carries\", 1, [\"introducer\", \"patch-id\"])]"'

# A tree without mainline: the bug's id is known from its backport alone, to whoever
# names it by twelve digits.
bug=00112233445566778899aabbccddeeff00112233 mend=8899aabbccddeeff001122334455667788990011
history alone <<END
branch linux-5.0.y
by Someone <someone@example.org> 2017-06-01
commit brings the bug
	commit $bug upstream.
commit mends it
	commit $mend upstream.

	Fixes: 001122334455 ("another name of the bug")
END
audited -C alone $mend
test_ok 'a bug that only a backport names is what Fixes: names' \
	"json 'd[\"fixes\"][0][\"introducers\"][0][\"commit\"] == \"$bug\"'"

# A revert of a part is told; it is none.
history part <<'END'
branch master
by Someone <someone@example.org> 2017-06-01
commit base The beginning
release v5.0
commit fix core: mend the thing
release v5.1-rc1
commit less core: less of that
	This partially reverts commit {fix}.
release v5.1
END
audited -C part "$fix"
test_ok 'a fix that was taken back in part is carried, with a note' "json '
[(b[\"verdict\"], len(b[\"notes\"]), [e[\"kind\"] for e in b[\"evidence\"]])
 for b in d[\"fixes\"][0][\"branches\"]] == [(\"carries\", 1, [\"ancestor\", \"revert\"])]'"

test_done
