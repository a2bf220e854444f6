#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown audit: repositories that are broken, odd or empty, and wrong usage: one
# clear line, the right exit status, never a crash, a hang or a silent wrong answer.
#
#	mainline  v5.0--fix--other--v5.1-rc1		5.0.y  .1--fix's backport--.2
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/history.sh"

mkdir rules
printf '/// None.\n// Confidence: High\n' >rules/none.cocci
TEARDOWN_RULES=$PWD/rules
export TEARDOWN_RULES

history linux <<'END'
branch master
commit base The beginning
release v5.0
commit fix core: mend it
commit other core: mend another
release v5.1-rc1
branch linux-5.0.y v5.0
release v5.0.1
commit s0 core: mend it
	commit {fix} upstream.
release v5.0.2
END
git -C linux config gc.auto 0

failed() { status 2 && [ ! -s "$OUT" ] && err_lines 1 && err_has "^teardown: audit: .*$1"; }
# Refs that lead into what is broken are left out, and the answer says so.
left_out() { status 3 && err_lines 1 && err_has "refs can.t be read.*object [0-9a-f]{40}" &&
	json 'any("refs/" in u["why"] for u in d["unknown"]) and all(b["verdict"] != "missing" for f in d["fixes"] for b in f["branches"])'; }
carried() { status 0 && audit_is <<'END'
mainline carries v5.1-rc1.. ancestor
5.0.y carries v5.0.2.. message
END
}
copy() { rm -rf "$1"; cp -R linux "$1"; rm -rf "$1/.git/teardown"; }
unpack() { rm -rf "$1.packs"; mkdir "$1.packs" && mv "$1"/.git/objects/pack/* "$1.packs" && for p in "$1.packs"/*.pack; do git -C "$1" unpack-objects -q <"$p"; done; }
loose() { echo "$1/.git/objects/$(echo "$2" | sed 's|^..|&/|')"; }

audited -C linux "$fix"
test_ok 'as it should be' 'carried && err_lines 0'

# What is no repository, or holds nothing.
mkdir none
audited -C none "$fix"
test_ok 'not a repository' 'failed "none: not a git repository"'
audited -C nowhere "$fix"
test_ok 'no such folder' 'failed nowhere'
audited -C rules/none.cocci "$fix"
test_ok 'a file' 'failed none.cocci'
mkdir fake && mkdir fake/.git
audited -C fake "$fix"
test_ok 'an empty .git folder' 'failed fake'
git init -q -b master empty
audited -C empty "$fix"
test_ok 'an empty repository: unknown, and why' 'status 3 && err_lines 0 && json "d[\"unknown\"] != []"'
run timeout 20 "$TEARDOWN" audit -C empty "$fix"
test_ok 'an empty repository, as text' 'status 3 && out_has "^unknown: "'
audited -C empty
test_ok 'an empty repository, no FIX' 'status 3 && err_lines 0'
copy untagged && git -C untagged tag -d v5.0 v5.1-rc1 v5.0.1 v5.0.2 >/dev/null
audited -C untagged "$fix"
test_ok 'no tags: releases by title' 'carried'
history plain <<'END'
branch master
commit fix2 core: mend it
branch linux-5.0.y master
commit - core: else
END
audited -C plain "$fix2"
test_ok 'no tags and no titles: carried in no release' 'status 0 && audit_is <<END
mainline carries .. ancestor
5.0.y carries .. ancestor
END'

# Objects that are missing or broken.
copy onlyloose && unpack onlyloose
audited -C onlyloose "$fix"
test_ok 'loose objects only' 'carried && err_lines 0'
copy missing && unpack missing && rm -f "$(loose missing $other)"
audited -C missing "$fix"
test_ok 'a commit is missing: named' 'failed "$other"'
copy missing && unpack missing && rm -f "$(loose missing $s0)"
run timeout 20 "$TEARDOWN" audit --format=json -C missing "$fix"
test_ok 'a commit of a branch is missing: no silent answer' 'failed "$s0"'
copy bad && unpack bad && f=$(loose bad $other) && chmod u+w "$f" && echo garbage >"$f"
audited -C bad "$fix"
test_ok 'a loose object is garbage: named' 'failed "$other"'
: >"$f"
audited -C bad "$fix"
test_ok 'a loose object is empty: named' 'failed "$other"'
copy pack && p=$(ls pack/.git/objects/pack/*.pack) && chmod u+w "$p"
/usr/bin/python3 - "$p" <<'END'
import sys
b = bytearray(open(sys.argv[1], 'rb').read())
for i in range(len(b) // 3, len(b) // 3 + 200):
    b[i] ^= 0x55
open(sys.argv[1], 'wb').write(b)
END
audited -C pack "$fix"
test_ok 'a corrupt pack' left_out
copy pack && p=$(ls pack/.git/objects/pack/*.pack) && chmod u+w "$p" && head -c 300 "$p" >short && cp short "$p"
audited -C pack "$fix"
test_ok 'a truncated pack' left_out
: >"$p"
audited -C pack "$fix"
test_ok 'an empty pack' left_out
copy pack && p=$(ls pack/.git/objects/pack/*.idx) && chmod u+w "$p" && head -c 1100 "$p" >short && cp short "$p"
audited -C pack "$fix"
test_ok 'a truncated pack index' left_out
copy pack && rm -f pack/.git/objects/pack/*.pack
audited -C pack "$fix"
test_ok 'a pack index without its pack' left_out

# Commit graphs.
copy graph
rm -f graph/.git/objects/info/commit-graph
git -C graph -c commitGraph.generationVersion=1 commit-graph write --reachable --no-progress 2>/dev/null
audited -C graph "$fix"
test_ok 'commit-graph, generation numbers v1' 'carried && err_lines 0 && [ -f graph/.git/objects/info/commit-graph ]'
rm -rf graph/.git/teardown graph/.git/objects/info/commit-graph
git -C graph -c commitGraph.generationVersion=2 commit-graph write --reachable --no-progress --changed-paths 2>/dev/null
audited -C graph "$fix"
test_ok 'commit-graph, v2 and Bloom filters' 'carried && err_lines 0'
g=graph/.git/objects/info/commit-graph
chmod u+w $g && cp $g whole
for n in 0 7 8 60 200 $(($(wc -c <whole) - 21)); do
	head -c "$n" whole >$g
	rm -rf graph/.git/teardown
	audited -C graph "$fix"
	test_ok "commit-graph cut to $n bytes" 'carried'
done
/usr/bin/python3 -c 'import sys; b = bytearray(open("whole", "rb").read()); b[len(b) // 2:] = b"\xff" * (len(b) - len(b) // 2); open(sys.argv[1], "wb").write(b)' $g
rm -rf graph/.git/teardown
audited -C graph "$fix"
test_ok 'commit-graph with a wrong second half' 'carried'
rm -rf $g graph/.git/teardown
git -C graph rev-parse v5.0 | git -C graph commit-graph write --stdin-commits --split=no-merge --no-progress 2>/dev/null
git -C graph commit-graph write --reachable --split=no-merge --no-progress 2>/dev/null
audited -C graph "$fix"
test_ok 'commit-graph, split' 'carried && [ "$(wc -l <graph/.git/objects/info/commit-graphs/commit-graph-chain)" -ge 1 ]'
rm -rf graph/.git/teardown && echo garbage >graph/.git/objects/info/commit-graphs/commit-graph-chain
audited -C graph "$fix"
test_ok 'commit-graph, a chain of garbage' 'carried'

# Formats and extensions.
copy ext
git config -f ext/.git/config core.repositoryformatversion 1
git config -f ext/.git/config extensions.worktreeConfig true
audited -C ext "$fix"
test_ok 'extensions.worktreeConfig' 'carried'
git config -f ext/.git/config extensions.partialClone origin
audited -C ext "$fix"
test_ok 'extensions.partialClone' 'carried'
git config -f ext/.git/config extensions.preciousObjects true
audited -C ext "$fix"
test_ok 'extensions.preciousObjects' 'carried'
git config -f ext/.git/config extensions.refstorage reftable
audited -C ext "$fix"
test_ok 'reftable: named' 'failed "refstorage"'
git config -f ext/.git/config --unset extensions.refstorage
git config -f ext/.git/config extensions.noSuchThing true
audited -C ext "$fix"
test_ok 'an unknown extension: named' 'failed "nosuchthing"'
if git init -q --object-format=sha256 sha256 2>/dev/null; then
	audited -C sha256 "$fix"
	test_ok 'SHA-256: named' 'failed "(objectformat|SHA-256)"'
	audited -C linux --upstream=sha256 "$fix"
	test_ok 'SHA-256 as --upstream: named' 'failed "(objectformat|SHA-256)"'
else
	test_skip 'SHA-256' 'this git makes none'
fi
copy config && printf '[core\n' >>config/.git/config
audited -C config "$fix"
test_ok 'a broken config' 'failed ""'

# Refs.
copy replace && mkdir -p replace/.git/refs/replace
echo "$other" >replace/.git/refs/replace/"$fix"
echo "$fix" >replace/.git/refs/replace/"$other"
audited -C replace "$fix"
test_ok 'cyclic replace refs are not followed' 'carried'
copy refs
echo garbage >refs/.git/refs/heads/garbage
: >refs/.git/refs/heads/empty
echo 0123456789012345678901234567890123456789 >refs/.git/refs/heads/nothing
echo 'ref: refs/heads/loop' >refs/.git/refs/heads/loop
mkdir -p refs/.git/refs/remotes/origin && echo 'ref: refs/remotes/origin/gone' >refs/.git/refs/remotes/origin/HEAD
git -C refs tag tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904 2>/dev/null
audited -C refs "$fix"
test_ok 'broken refs are left out and told in a line' 'status 3 && err_lines 1 && err_has "refs can.t be read.*refs/heads/" && audit_is <<END
mainline carries v5.1-rc1.. ancestor
5.0.y carries v5.0.2.. message
unknown refs
END'
copy refs && echo 0123456789012345678901234567890123456789 >refs/.git/refs/heads/linux-4.19.y
audited -C refs "$fix"
test_ok 'a broken ref of a series: told' 'status 3 && json "\"linux-4.19.y\" in d[\"unknown\"][0][\"why\"]" && err_has "linux-4\.19\.y"'
copy refs && git -C refs update-ref 'refs/heads/!ems/07' "$s0" && git -C refs update-ref 'refs/heads/-x' "$s0" && git -C refs update-ref 'refs/heads/a"b' "$s0"
audited -C refs "$fix"
test_ok 'a branch named !ems/07' 'carried'
audited -C refs --branch='!ems/07' "$fix"
test_ok 'a branch named !ems/07, asked for' 'status 0 && json "[b[\"branch\"] for b in d[\"fixes\"][0][\"branches\"]] == [\"mainline\", \"!ems/07\"]"'
audited -C refs --branch=-x --branch='a"b' "$fix"
test_ok 'branches named -x and a"b' 'status 0 && json "[b[\"branch\"] for b in d[\"fixes\"][0][\"branches\"]] == [\"mainline\", \"-x\", \"a\\\"b\"]"'
copy many && /usr/bin/python3 - "$fix" "$s0" <<'END' >>many/.git/packed-refs
import sys
for i in range(20000):
    print('%s refs/tags/zz/%05d' % (sys.argv[1 + i % 2], i))
END
audited -C many "$fix"
test_ok '20,000 refs' 'carried'
audited -C many "$fix"
test_ok '20,000 refs, again' 'carried'
copy head && echo 'ref: refs/heads/unborn' >head/.git/HEAD
audited -C head "$fix"
test_ok 'HEAD on an unborn branch' 'carried'
echo garbage >head/.git/HEAD
audited -C head "$fix"
test_ok 'a garbage HEAD: a line at most' '[ "$(wc -l <"$ERR")" -le 1 ] && { status 2 || carried; }'

# Borrowed objects, shallow and partial clones.
git clone -q -s -n linux borrower 2>/dev/null
audited -C borrower "$fix"
test_ok 'alternates' 'carried'
echo /nowhere/objects >>borrower/.git/objects/info/alternates
rm -rf borrower/.git/teardown
audited -C borrower "$fix"
test_ok 'alternates of which one is gone' 'carried'
(cd borrower/.git/objects/info && echo "$TMP/borrower/.git/objects" >>alternates)
rm -rf borrower/.git/teardown
audited -C borrower "$fix"
test_ok 'alternates that lead back' 'carried'
git -C linux config uploadpack.allowAnySHA1InWant true
git clone -q --depth=1 --no-single-branch "file://$TMP/linux" shallow 2>/dev/null
audited -C shallow "$fix"
test_ok 'a shallow clone: where it ends is told, nothing is called missing' \
	'status 3 && json "any(\"shallow\" in u[\"why\"] for u in d[\"unknown\"]) and
		all(b[\"verdict\"] in (\"unknown\", \"carries\") for b in d[\"fixes\"][0][\"branches\"])"'
git clone -q --depth=2 --branch linux-5.0.y "file://$TMP/linux" shallow2 2>/dev/null
audited -C shallow2 "$fix"
test_ok 'a shallow clone that still holds the backport' 'status 3 && json "[(b[\"branch\"], b[\"verdict\"]) for b in d[\"fixes\"][0][\"branches\"]] == [(\"5.0.y\", \"carries\")]"'
audited -C shallow2 --upstream=linux "$other"
test_ok 'shallow with --upstream: a fix of before its end is unknown, not missing' \
	'status 3 && json "[(b[\"branch\"], b[\"verdict\"]) for b in d[\"fixes\"][0][\"branches\"]] == [(\"5.0.y\", \"unknown\")]"'
audited -C shallow2 --upstream=linux "$base"
test_ok 'shallow with --upstream: a fix older than where it ends' 'status 3 && json "[b[\"verdict\"] for b in d[\"fixes\"][0][\"branches\"]] == [\"unknown\"]" && json "[e[\"kind\"] for e in d[\"fixes\"][0][\"branches\"][0][\"evidence\"]] == [\"boundary\"]"'
git -C shallow2 fetch -q --unshallow 2>/dev/null
audited -C shallow2 "$fix"
test_ok 'made whole: the index follows' 'json "[(b[\"branch\"], b[\"verdict\"]) for b in d[\"fixes\"][0][\"branches\"] if b[\"branch\"] == \"5.0.y\"] == [(\"5.0.y\", \"carries\")] and not any(\"shallow\" in u[\"why\"] for u in d[\"unknown\"])"'
git -C linux config uploadpack.allowFilter true
git clone -q --filter=tree:0 -n "file://$TMP/linux" partial 2>/dev/null
audited -C partial "$fix"
test_ok 'a partial clone' 'carried'

# Messages.
printf 'branch master\ncommit - a\303\050 \377\376 subject\n\tbody \200\201\n\tcommit {fix} upstream\377\nrelease v5.1-rc2\nbranch linux-5.0.y\nby \377\376 <\200@x> 2019-01-01\ncommit utf core: \300\301 it\nrelease v5.0.3\n' >utf.spec
copy utf && cp "$IN/linux.json" "$IN/utf.json"
history utf <utf.spec
audited -C utf "$utf"
test_ok 'invalid UTF-8: valid JSON all the same' 'status 1 && json "d[\"fixes\"][0][\"branches\"][1][\"first_release\"] == \"v5.0.3\""'
for f in text csv markdown; do
	run timeout 20 "$TEARDOWN" audit --format=$f -C utf "$utf"
	test_ok "invalid UTF-8: valid $f" 'status 1 && iconv -f utf-8 -t utf-8 "$OUT" >/dev/null'
done
history hostile <<'END'
branch master
commit base The beginning
release v5.0
branch linux-5.0.y v5.0
commit hostile +cmd(); <script>alert(1)</script> | @torvalds `x` [a](b)
	Fixes: {base:12} ("The beginning")
release v5.0.1
END
run timeout 20 "$TEARDOWN" audit --format=markdown -C hostile "$hostile"
test_ok 'a hostile subject: no markup' '! grep -Eq "<script|[^\\\\]@torvalds|^@" "$OUT"'
copy big && cp "$IN/linux.json" "$IN/big.json"
{ printf 'tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent %s\nauthor A <a@example.org> 1600000000 +0000\ncommitter C <c@example.org> 1600000000 +0000\n\na long one\n\n' "$(git -C big rev-parse linux-5.0.y)"
  yes "commit $(echo $base | cut -c1-12) is not it; This reverts nothing; Fixes: nothing (\"" | head -c 50000000
  printf '\n\ncommit %s upstream.\n' "$other"; } >message
id=$(git -C big hash-object -t commit -w --literally ../message 2>/dev/null || git -C big hash-object -t commit -w --literally "$TMP/message")
git -C big update-ref refs/heads/linux-5.0.y "$id"
audited -C big "$other"
test_ok 'a message of 50 MB' 'json "[b[\"branch\"] for b in d[\"fixes\"][0][\"branches\"]] == [\"mainline\", \"5.0.y\"]" && [ "$STATUS" -le 1 ]'
copy odd
for c in 'tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904' '' 'author' "parent $other"; do
	id=$(printf '%s\n' "$c" | git -C odd hash-object -t commit -w --stdin --literally)
	git -C odd update-ref refs/heads/odd "$id" 2>/dev/null || echo "$id" >odd/.git/refs/heads/odd
	rm -rf odd/.git/teardown
	audited -C odd "$fix"
	test_ok "a commit of '$c' alone: no crash" '[ "$STATUS" -le 3 ] && [ "$(wc -l <"$ERR")" -le 1 ] && { status 2 || carried; }'
done
history deep <<END
branch master
$(for i in $(seq 1 3000); do echo "commit c$i core: $i"; done)
END
audited -C deep "$c1"
test_ok '3,000 commits in a row' 'status 0'

# Wrong usage.
audited -C linux --no-such-option
test_ok 'an unknown option' 'failed "--no-such-option"'
audited -C linux --format=yaml "$fix"
test_ok 'an unknown --format' 'failed "yaml.*text, json, csv, markdown"'
audited -C linux this-is-nothing
test_ok 'FIX that is nothing' 'failed "this-is-nothing"'
audited -C linux ''
test_ok 'FIX that is empty' 'status 2 && err_lines 1'
audited -C linux "$fix" v9.9
test_ok 'a tag that is not there' 'failed "v9\.9"'
audited -C linux "v5.0^{tree}"
test_ok 'a revision that is no commit' 'failed "v5\.0"'
audited -C linux --branch=nonsense "$fix"
test_ok '--branch that matches nothing' 'failed "--branch=nonsense"'
audited -C linux --since=nonsense "$fix"
test_ok '--since that is no version' 'failed "--since=nonsense"'
audited -C linux --branch
test_ok '--branch without a value' 'failed "--branch"'
audited -C linux --introduced-by="$other" --introduced-by=zzz "$fix"
test_ok '--introduced-by that is nothing' 'failed zzz'
printf 'not a mail\n' >text
audited -C linux "$PWD/text"
test_ok 'a file that is no patch: unknown or an error, in a line' '{ status 2 && err_lines 1; } || { status 3 && json "len(d[\"unknown\"]) == 1"; }'
audited -C linux rules
test_ok 'a folder as FIX' 'status 2 && err_lines 1'
head -c 100000 /dev/urandom >noise
audited -C linux "$PWD/noise"
test_ok 'a file of random bytes' '[ "$STATUS" -eq 2 ] || [ "$STATUS" -eq 3 ]'
run timeout 20 "$TEARDOWN" audit -C linux "$fix" --format=text /dev/full
test_ok 'a device as FIX' 'status 2 && err_lines 1'
run sh -c "'$TEARDOWN' audit -C linux $fix >/dev/full"
test_ok 'stdout that is full: exit status 2, a line' 'status 2 && err_lines 1'

# The exit status.
audited -C linux "$fix"
test_ok 'exit status 0: all carried' 'status 0'
audited -C linux "$other"
test_ok 'exit status 1: a branch lacks it' 'status 1'
audited -C linux "$other" 1111111111
test_ok 'exit status 1 also where something is unknown' 'status 1'
audited -C linux "$fix" 1111111111
test_ok 'exit status 3: nothing lacks it, but something is unknown' 'status 3'
test_done
