#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What teardown lint says of messages: of commits, of mails, of backports for a stable branch.
# tests/unit/test_message.c has each form; here they come through the command.
#
#	master	base--bug--fix--note		stable	base--bug'--backports of fix
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/lint/tree.sh"

# said_is <<END: the remarks: 'CHECK severity OF' a line, OF '-' for an id
said_is()
{
	sed 's/[[:space:]]\{1,\}/ /g; s/^ //; s/ $//; /^$/d' >"$IN/want"
	/usr/bin/python3 - "$OUT" >"$IN/got" 2>&1 <<'END'
import json, re, sys
for m in json.load(open(sys.argv[1]))['remarks']:
    of = '-' if re.fullmatch('[0-9a-f]{12}', m['of']) else m['of'].rsplit('/', 1)[-1]
    print(m['check'], m['severity'], of)
END
	diff "$IN/want" "$IN/got" >"$IN/diff"
}

unswap()
{
	/usr/bin/python3 - <<'END'
p = 'drivers/base/dd.c'
s = open(p).read()
a, b = '\tarch_teardown_dma_ops(dev);\n', '\tdevres_release_all(dev);\n'
assert a + b in s
open(p, 'w').write(s.replace(a + b, b + a))
END
}

new_tree k
swap && commit 'dd: swap'
BUG=$(git rev-parse HEAD)
lint HEAD
test_ok 'a message that says nothing of other commits' 'status 1 && said_is </dev/null'

unswap
git commit -q -a -m "dd: the right order

Fixes: $(git rev-parse --short=12 $BUG) (\"dd: swap\")"
FIX=$(git rev-parse HEAD)
lint HEAD
test_ok 'a bug of a rule is mended: stable is to be told' 'status 0 && said_is <<END &&
stable-missing warning -
END
	json "\"dma_ops_before_devres\" in d[\"remarks\"][0][\"message\"]"'
git commit -q --amend -m "dd: the right order

Fixes: $(git rev-parse --short=12 $BUG) (\"dd: swap\")
Cc: stable@vger.kernel.org # 6.1"
FIX=$(git rev-parse HEAD)
lint HEAD
test_ok 'it is told' 'status 0 && said_is </dev/null'
lint base..HEAD
test_ok 'a bug that the series itself brings is none of any release' 'said_is </dev/null && lint_is <<END
drivers/base/dd.c:12 device_unbind_cleanup brought dd: swap mended dd: the right order
END'

say() { git commit -q --allow-empty -m "$@"; lint HEAD; }

say "x

Fixes: $(git rev-parse --short=8 $BUG) (\"dd: swap\")"
test_ok 'too few digits: the right line is told' 'status 0 && said_is <<END && json "\"$(git rev-parse --short=12 $BUG)\" in d[\"remarks\"][0][\"message\"]"
fixes-short warning -
END'
say "x

Fixes: $(git rev-parse --short=12 $BUG) (\"dd: something else\")"
test_ok 'another subject' 'status 0 && said_is <<END
fixes-subject warning -
END'
say "x

Fixes: $(git rev-parse --short=12 HEAD:drivers) (\"a tree\")"
test_ok 'an id that is no commit' 'status 1 && said_is <<END
fixes-unknown error -
END'
say "x

Fixes: https://bugs.example.org/1"
test_ok 'a link' 'status 0 && said_is </dev/null'

git checkout -q -B mails base
git format-patch -q -o "$TMP/fp" --start-number=1 base..$FIX
sed -i 's/^Fixes: .*/Fixes: 1234567890ab ("x")/' "$TMP"/fp/0002*
lint "$TMP"/fp/*.patch
test_ok 'a mail is called by its file' 'status 1 && said_is <<END
fixes-unknown error 2/2
END
	json "d[\"remarks\"][0][\"path\"].endswith(\"/0002-dd-the-right-order.patch\")"'

# ---- for a stable branch ----

git checkout -q -B stable $BUG
stable() { lint --stable HEAD; }
unswap
git commit -q -a -m "dd: the right order

commit $FIX upstream."
stable
test_ok 'a backport that is what upstream has' 'status 0 && said_is </dev/null'
git commit -q --amend -m "dd: the right order"
stable
test_ok 'no upstream commit is named' 'status 0 && said_is <<END
upstream-missing warning -
END'
git commit -q --amend -m "dd: the right order

commit 1234567890123456789012345678901234567890 upstream."
stable
test_ok 'one that is not there' 'status 1 && said_is <<END
upstream-unknown error -
END'
lint HEAD
test_ok 'without --stable it is a warning' 'status 0 && said_is <<END
upstream-unknown warning -
stable-missing warning -
END'
sed -i 's/kfree(dev->p)/kfree(dev->q)/' drivers/base/dd.c
git commit -q -a --amend -m "dd: the right order

[ Upstream commit $FIX ]"
stable
test_ok 'another change than upstream has' 'status 0 && said_is <<END && json "\"drivers/base/dd.c\" in d[\"remarks\"][0][\"message\"]"
upstream-differs warning -
END'
git format-patch -q --stdout -1 HEAD >"$TMP/differs.patch"
git checkout -q HEAD~1
lint --stable "$TMP/differs.patch"
test_ok 'likewise of a mail' 'status 0 && said_is <<END
upstream-differs warning differs.patch
END'
git checkout -q stable
git commit -q --amend -m "dd: the right order

commit $FIX upstream.

[ jdoe: p is called q here ]"
stable
test_ok 'and a note says why' 'status 0 && said_is </dev/null'
BACKPORT=$(git rev-parse HEAD)
git checkout -q -B older $BUG && unswap
git commit -q -a -m "dd: the right order

commit $BACKPORT upstream."
stable
test_ok 'a backport of a backport' 'status 0 && said_is <<END
upstream-backport warning -
upstream-differs warning -
END'

git clone -q --depth=1 "file://$TMP/k" "$TMP/shallow" -b older
run timeout 60 "$TEARDOWN" -C "$TMP/shallow" lint --format=json HEAD
test_ok 'a shallow clone that ends at the commit' 'status 2 && err_lines 1 && err_has "the clone is shallow"'
git -C "$TMP/shallow" fetch -q --deepen=1
run timeout 60 "$TEARDOWN" -C "$TMP/shallow" lint --format=json HEAD
test_ok 'in a shallow clone what is not there may be elsewhere' 'status 0 && said_is <<END
upstream-unknown warning -
stable-missing warning -
END'

test_done
