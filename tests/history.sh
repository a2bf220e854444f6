# SPDX-License-Identifier: GPL-2.0
# Helpers of the tests of audit and missing, read after lib.sh: small histories of
# commits with empty trees, or a few files, made in one go with dates and ids that
# never change.
#
#	history FOLDER <<END	makes the repository, or adds to it; its lines:
#
#	branch NAME [FROM]	what follows goes on that branch: a new one without FROM begins
#				anew; an old one with FROM is moved there (a force-push)
#	orphan NAME		the branch begins anew
#	commit LABEL SUBJECT	a commit; '-' for no label; '=OTHER' for a subject: that one's, and
#				its author and date. Body: the lines below that begin with a tab
#	file PATH TEXT	what the next commit changes in the tree; without TEXT it deletes it
#	file PATH <FILE	likewise, the text of that file
#	merge LABEL OTHER SUBJECT
#	twins ONE TWO N SUBJECT	two commits whose ids have the same first N digits, and their merge
#	release vX.Y.Z		a commit titled so, with a tag object
#	title vX.Y.Z		likewise without the tag
#	tag NAME / atag NAME	a tag of the last commit; with an object of its own
#	drop NAME		deletes a ref
#	at DATE			2019-03-05, or that with a time: when the next commit is made;
#				those behind it follow an hour apart
#	by NAME <ADDR> DATE	the author of the next commit, else A, when it is made
#
# {LABEL} in a message is that commit's id, {LABEL:12} its first digits; tags and
# branches are labels too. Afterwards $LABEL is its id here.
#
#	audited ARG…		runs `teardown audit --format=json ARG…`
#	audit_is <<END		whether it said so: 'BRANCH VERDICT FROM..UNTIL,… EVIDENCE,…' a
#				line, '-' for none; 'fix GIVEN' before each of several fixes;
#				'unknown WHAT' for what it could not know
#	proof_is <<END		whether it said so: 'BRANCH VERDICT FROM..UNTIL,… STATE RELEASE
#				FUNCTION…' a line, those where the bug is; at its end 'claimed
#				VERDICT' where history alone says otherwise
#	sweep_is <<END		whether a sweep said so: 'BRANCH PATH FUNCTION FROM..UNTIL,…
#				APPEARED GONE' a finding, the commits' ids
#	lacks REPO BRANCH…	runs `teardown missing --format=json -C REPO BRANCH…`
#	lacks_is <<END		whether it said so: 'SUBJECT <- SUBJECT OF THE BUG as itself|backport
#				since RELEASE' a fix, 'with SUBJECT' a follower, 'unknown WHAT'
#	releases_are <<END	likewise of --releases: 'BRANCH: RELEASE VERDICT …'

history_run() { TMP=$TMP PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -I -S "$ROOT/tests/history.py" "$@"; }

history()
{
	history_run build "$1" >"$IN/labels" || exit 2
	. "$IN/labels"
}

audited() { run timeout 20 "$TEARDOWN" audit --format=json "$@"; }

told()
{
	sed 's/[[:space:]]\{1,\}/ /g; s/^ //; s/ $//; /^$/d' >"$IN/want"
	history_run "$1" "$OUT" >"$IN/got" 2>&1
	diff "$IN/want" "$IN/got" >"$IN/diff"
}

lacks()
{
	repository=$1
	shift
	run timeout 20 "$TEARDOWN" missing --format=json -C "$repository" "$@"
}

audit_is() { told table; }
proof_is() { told proofs; }
sweep_is() { told sweep; }
lacks_is() { told missing; }
releases_are() { told releases; }
