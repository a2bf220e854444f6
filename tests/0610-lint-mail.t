#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown lint of patches and mails: applied in memory as git am would, nothing written; what does
# not apply says where and why; what is hostile is refused with one line.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/lint/tree.sh"

new_tree k
M=$TMP/mails
mkdir "$M"

# stdin FILE ARG…: lint of that on standard input
stdin()
{
	from=$1
	shift
	RAN="lint $* - <$from"
	STATUS=0
	timeout 60 "$TEARDOWN" lint --format=json "$@" - <"$from" >"$OUT" 2>"$ERR" || STATUS=$?
}
clean() { [ -z "$(git status --porcelain)" ]; }
refused() { status 2 && err_lines 1 && [ ! -s "$OUT" ] && clean && err_has "$1"; }

# base--one: count by two--two: swap--three: kfree
git checkout -q -b topic
change drivers/base/dd.c '	probe_count++;' '	probe_count += 2;' && commit 'dd: count by two'
swap && commit 'dd: swap'
sed -i 's/kfree(dev->p)/kfree(dev->q)/' drivers/base/dd.c && commit 'dd: q'
git format-patch -q -o "$M/plain" base..topic
git format-patch -q -o "$M/cover" --cover-letter -n base..topic
git format-patch -q --stdout -n --cover-letter base..topic >"$M/series.mbox"
git format-patch -q --stdout -n --cover-letter --base=base base..topic >"$M/based.mbox"
git format-patch -q --stdout -n --attach base..topic >"$M/attached.mbox"
git checkout -q base

SWAP='drivers/base/dd.c:12 device_unbind_cleanup brought dd: swap'
test_series()
{
	test_ok "$1" "status 1 && clean && lint_is <<END
$SWAP
END"
}

# ---- series ----

lint "$M"/plain/*.patch
test_series 'the files of a series'
stdin "$M/series.mbox"
test_series 'a mailbox with its cover letter'
test_ok 'the patch is called by its number' 'json "d[\"findings\"][0][\"brought_by\"].startswith(\"2/3 \")"'
stdin "$M/attached.mbox"
test_series 'a mailbox of attachments'

/usr/bin/python3 - "$M" <<'END'
import base64, email, mailbox, os, quopri, re, sys
folder = sys.argv[1]
box = open(os.path.join(folder, 'series.mbox'), 'rb').read()
mails = re.split(rb'(?m)^(?=From [0-9a-f]{40} )', box)[1:]
def write(name, list):
    open(os.path.join(folder, name), 'wb').write(b''.join(list))
write('shuffled.mbox', [mails[k] for k in (3, 0, 2, 1)])
write('missing.mbox', [mails[k] for k in (0, 1, 3)])
write('twice.mbox', mails + mails[2:3])
reply = re.sub(rb'(?m)^Subject: ', b'Subject: Re: ', mails[2]).split(b'\n\n', 1)
reply = reply[0] + b'\n\n' + re.sub(rb'(?m)^', b'> ', reply[1]) + b'\nLooks good.\n\n'
write('reply.mbox', mails[:2] + [reply] + mails[2:])
def encoded(mail, how, code):
    head, body = mail.split(b'\n\n', 1)
    head = re.sub(rb'(?m)^(MIME|Content).*\n', b'', head + b'\n')
    return (head + b'MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n' +
            b'Content-Transfer-Encoding: ' + how + b'\n\n' + code(body) + b'\n')
write('base64.mbox', [encoded(m, b'base64', base64.encodebytes) for m in mails])
write('quoted.mbox', [encoded(m, b'quoted-printable', quopri.encodestring) for m in mails])
write('crlf.mbox', [m.replace(b'\n', b'\r\n') for m in mails])
old = [re.sub(rb'(?m)^Subject: \[PATCH', b'Subject: [PATCH v2', m) for m in mails]
broken = [m.replace(b'probe_count', b'no_such_word') for m in mails]
write('versions.mbox', broken + old)
write('none.mbox', mails[:1] * 2)
END
for form in shuffled twice reply base64 quoted crlf versions; do
	stdin "$M/$form.mbox"
	test_series "a mailbox: $form"
done
stdin "$M/missing.mbox"
test_ok 'a patch of a mailbox is missing' 'refused "patch 2/3 is not in the mailbox$"'
stdin "$M/none.mbox"
test_ok 'no patch in a mailbox' 'refused "standard input: no patch in 2 mails$"'
lint "$M/plain/0002-dd-swap.patch"
test_series 'one patch of a series alone'
git show HEAD...topic >"$M/show" && git log -p base..topic >"$M/log"
stdin "$M/log"
test_ok 'what git log -p prints, the newest first' 'status 1 && lint_is <<END
'"$SWAP"'
END'
diff -u drivers/base/dd.c - <<END >"$M/bare.diff"
$(git show topic~1:drivers/base/dd.c)
END
sed -i '2s,.*,+++ drivers/base/dd.c,' "$M/bare.diff"
lint "$M/bare.diff"
test_ok 'a bare diff without prefixes' 'status 1 && lint_is <<END
drivers/base/dd.c:12 device_unbind_cleanup
END'
printf 'hello\n' >"$M/words"
lint "$M/words"
test_ok 'a file that is no patch' 'refused "^teardown: lint: .*words: no patch: expected"'
lint "$M/plain"
test_ok 'a folder' 'refused "plain: names no commit"'
lint "$M/plain/0001-nonesuch.patch"
test_ok 'a file that is not there' 'refused "0001-nonesuch.patch: names no commit"'

# ---- what they are applied to ----

git checkout -q -b ahead
sed -i '1i // one\n// two\n// three' drivers/base/dd.c && commit 'three lines'
stdin "$M/series.mbox"
test_ok 'lines that drifted' 'status 1 && lint_is <<END
drivers/base/dd.c:15 device_unbind_cleanup brought dd: swap
END'
sed -i 's/kfree(dev->p)/kfree(dev->r)/' drivers/base/dd.c && commit 'r'
stdin "$M/series.mbox"
test_ok 'what does not apply says which patch, hunk and line, and what stands there' \
	'refused "^teardown: lint: 2/3: drivers/base/dd.c: hunk 1 of 1 .line 9 in count_probe...*does not apply: nearest is line [0-9]+, where line 17 has .kfree.dev->r.;. and the patch .kfree.dev->p.;."'
stdin "$M/based.mbox"
test_series 'but a base-commit line names what it is made on'
sed 's/^base-commit: .*/base-commit: 1234567890123456789012345678901234567890/' "$M/based.mbox" >"$M/lost.mbox"
stdin "$M/lost.mbox"
test_ok 'a base that is not here: HEAD' 'refused "2/3: drivers/base/dd.c: hunk 1 of 1"'
stdin "$M/series.mbox" --base=base
test_series '--base'
stdin "$M/series.mbox" --base=nonesuch
test_ok '--base of nothing' 'refused "base=nonesuch: names no commit"'
git checkout -q topic
stdin "$M/series.mbox"
test_series 'a series that HEAD has already: as it was applied'
lint "$M/plain/0002-dd-swap.patch"
test_series 'likewise a patch in the middle of it'
git checkout -q base

# ---- new files, renames, deletions ----

git checkout -q -b files base
git mv drivers/foo/old.c drivers/foo/new.c && git rm -q drivers/bar/far.c && mkdir -p drivers/bar
printf 'void bad(struct device *dev)\n{\n\tarch_teardown_dma_ops(dev);\n\tdevres_release_all(dev);\n}\n' >drivers/bar/bad.c
commit 'files'
git format-patch -q --stdout -1 HEAD >"$M/files.patch"
git checkout -q base
lint "$M/files.patch"
test_ok 'a rename, a deletion, a new file' 'status 1 && lint_is <<END
drivers/bar/bad.c:3 bad brought files
END'
git checkout -q files~0
lint --base=HEAD "$M/files.patch"
test_ok 'a new file that is there already' 'refused "drivers/bar/bad.c: is there already|drivers/foo/new.c: is there already|drivers/bar/far.c: is not there|old.c: is not there"'
git checkout -q base

# ---- hostile ----

# patch OLD NEW HEADER [LINES]: one of one hunk
patch()
{
	printf 'From: A <a@b>\nSubject: [PATCH] x\n\nx\n---\n%s' "${5-}"
	printf -- '--- %s\n+++ %s\n%s\n%b' "$1" "$2" "$3" "${4-"-a\n+b\n"}"
}
hostile()
{
	patch "$@" >"$M/hostile"
	lint "$M/hostile"
}
mkdir "$TMP/above" && printf 'a\n' >"$TMP/above/file"
hostile a/../../above/file b/../../above/file '@@ -1 +1 @@'
test_ok 'a path that leads out of the tree' 'refused "\.\./\.\./above/file: leads out of the tree" && [ "$(cat "$TMP/above/file")" = a ]'
hostile /etc/passwd /etc/passwd '@@ -1 +1 @@'
test_ok 'an absolute path' 'refused "/etc/passwd: leads out of the tree"'
hostile a/.git/config b/.git/config '@@ -1 +1 @@'
test_ok 'a path into .git' 'refused ".git/config: leads out"'
hostile a/drivers/.GIT/hooks/x b/drivers/.GIT/hooks/x '@@ -1 +1 @@'
test_ok 'in any case of letters' 'refused "leads out"'
hostile a/x.c b/x.c '@@ -18446744073709551615,1 +1 @@'
test_ok 'numbers near 2^64' 'refused "numbers are too large"'
hostile a/x.c b/x.c '@@ -1,4294967297 +1,4294967297 @@'
test_ok 'numbers past 2^32' 'refused "numbers are too large"'
hostile a/drivers/base/dd.c b/drivers/base/dd.c '@@ -1,3 +1,3 @@'
test_ok 'a hunk that ends too early' 'refused "ends too early"'
hostile a/drivers/base/dd.c b/drivers/base/dd.c '@@ -1 +1 @@' 'x y\n'
test_ok 'a hunk that is none' 'refused "not as long as it says"'
printf 'From: A <a@b>\nSubject: x\n\n---\ndiff --git a/drivers/base/dd.c b/drivers/base/dd.c\nold mode 100644\nnew mode 120000\nindex 1..2\n--- a/drivers/base/dd.c\n+++ b/drivers/base/dd.c\n@@ -1 +1 @@\n-a\n+/etc/passwd\n' >"$M/link"
lint "$M/link"
test_ok 'a file that becomes a symbolic link' 'refused "drivers/base/dd.c: is or becomes a symbolic link"'
printf 'Subject: x\n\n---\n--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n-a\n+\0\n' >"$M/nul"
lint "$M/nul"
test_ok 'a NUL byte' 'refused "byte [0-9]+ is NUL"'
{ cat "$M/plain/0001-dd-count-by-two.patch"; yes '+++++++++++++++++++++++++++++++++++++++++++++++' | head -c 210000000; } >"$M/huge"
lint "$M/huge"
test_ok 'two hundred megabytes' 'refused "huge: larger than the 128 MiB that a mailbox may have"'
rm "$M/huge"
/usr/bin/python3 -c '
print("Subject: x\n\n---\n--- a/drivers/foo/l.c\n+++ b/drivers/foo/l.c")
for i in range(3000):
    print(f"@@ -{i+1},1 +{i+1},1 @@\n-{i}\n+x")' >"$M/many"
lint "$M/many"
test_ok 'a file that is not there' 'refused "drivers/foo/l.c: is not there"'
seq 300000 | sed 's/.*/same/' >drivers/foo/same.c && git add -A && git commit -q -m same
/usr/bin/python3 -c '
print("Subject: x\n\n---\n--- a/drivers/foo/same.c\n+++ b/drivers/foo/same.c")
for i in range(20000):
    print(f"@@ -{2*i+2},3 +{2*i+2},3 @@\n same\n-same\n+other\n same")' >"$M/same"
lint "$M/same"
test_ok 'twenty thousand hunks in a file of equal lines: answered in time' 'status 0 || status 2'
git checkout -q -f base
cat >"$M/escape" <<'END'
Subject: x

---
--- "a/drivers/\033[31mred.c"
+++ "b/drivers/\033[31mred.c"
@@ -1 +1 @@
-a
+b
END
lint "$M/escape"
test_ok 'control characters in a path reach no terminal' 'status 2 && err_lines 1 && ! LC_ALL=C grep -q "$(printf "\033")" "$ERR"'
rm -rf "$TMP/.lib/cache/teardown" && before=$(find "$TMP" -path "$TMP/.lib" -prune -o -path "$TMP/mails" -prune -o -type f -print | wc -l)
lint "$M/plain/0002-dd-swap.patch"
test_ok 'nothing is written beside the cache' '[ "$(find "$TMP" -path "$TMP/.lib" -prune -o -path "$TMP/mails" -prune -o -type f -print | wc -l)" -eq "$before" ] && clean'

test_done
