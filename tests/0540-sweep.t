#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown audit --sweep RULE: what the rule finds in each release, and the commits with
# which a finding came and went.
#
#	mainline  4.11 (old.c)--the bug--4.12--4.14--old.c goes, name.c--4.19--its other name--4.20--
#	--fix--5.1--probe's fix--5.2--foo.c--5.3--its wrapper tears down--5.4--5.5
#
#	4.14.y	both fixes	4.19.y	the fix, and its end again	4.20.y	a new driver
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/history.sh"
. "$ROOT/tests/bad.sh"
. "$ROOT/tests/proof/dd.sh"

for letter in a b c d e; do
	shape $letter >$letter.c
done
wrong old_off >old.c
wrong name_off >name.c
sed 's/arch_teardown_dma_ops/dma_deconfigure/' name.c >name-old.c
wrong foo_off | sed 's/arch_teardown_dma_ops/foo_forget/' >foo.c
printf 'void foo_forget(struct device *dev)\n{\n\tfoo_log(dev);\n}\n' >forget.c
sed 's/foo_log(dev)/arch_teardown_dma_ops(dev)/' forget.c >forget-more.c
{ printf '\n\n\n/* Some lines more. */\n' && cat foo.c; } >foo-moved.c

history repo <<'END'
branch master
at 2017-01-01
file Kbuild obj-y += drivers/
file Makefile VERSION = 4
file drivers/base/dd.c <a.c
file drivers/old/old.c <old.c
commit base The beginning
release v4.11
file drivers/base/dd.c <b.c
commit bug driver core: tear down
release v4.12
release v4.14
file drivers/old/old.c
file drivers/name/name.c <name-old.c
commit gone old: drop it
release v4.19
file drivers/name/name.c <name.c
commit - name: another name
release v4.20
file drivers/base/dd.c <c.c
commit fix driver core: mend it
release v5.1
file drivers/base/dd.c <d.c
commit probe driver core: mend it more
release v5.2
file drivers/foo/foo.c <foo.c
file drivers/foo/forget.c <forget.c
commit foo foo: a driver
file drivers/base/dd.c <e.c
commit - driver core: probe again
release v5.3
file drivers/foo/forget.c <forget-more.c
commit worse foo: forget more
release v5.4
file drivers/foo/foo.c <foo-moved.c
commit - foo: some lines more
release v5.5
at 2019-06-01

branch linux-4.14.y v4.14
release v4.14.1
file drivers/base/dd.c <d.c
commit mend14 driver core: mend it
	commit {fix} upstream.
release v4.14.2

branch linux-4.19.y v4.19
file drivers/base/dd.c <c.c
commit mend19 driver core: mend it
	commit {fix} upstream.
release v4.19.1
file drivers/base/dd.c <b.c
commit again19 driver core: tidy up
release v4.19.2

branch linux-4.20.y v4.20
file drivers/new/new.c <old.c
commit new20 new: a driver
release v4.20.1
END

swept() { run timeout 60 "$TEARDOWN" audit --format=json --sweep dma_ops_before_devres "$@"; }
dd=drivers/base/dd.c
# BRANCH PATH FUNCTION EXPR, over its finding f
found()
{
	json "[f for b in d['branches'] if b['branch'] == '$1' for f in b['findings']
		if (f['path'], f['function']) == ('$2', '$3') and ($4)]"
}

swept -C repo --branch master
/usr/bin/python3 - "$OUT" main.json name.json <<'END'
import json, sys
d = json.load(open(sys.argv[1]))
findings = d['branches'][0]['findings']
for path, is_name in zip(sys.argv[2:], (False, True)):
    d['branches'][0]['findings'] = [f for f in findings if ('name.c' in f['path']) == is_name]
    json.dump(d, open(path, 'w'))
END
test_ok 'mainline: each finding, since when and until when, and by whom' 'status 1 && err_lines 0 && cp main.json "$OUT" &&
	sweep_is <<END
mainline '"$dd __device_release_driver v4.12..v5.1 $bug $fix"'
mainline '"$dd really_probe v4.12..v5.2 $bug $probe"'
mainline drivers/foo/foo.c foo_off '"v5.4.. $worse -"'
mainline drivers/old/old.c old_off '"v4.11..v4.19 - $gone"'
END'
test_ok 'another name of what is called is no end of it' 'cp name.json "$OUT" && sweep_is <<END
mainline drivers/name/name.c name_off '"v4.19.. $gone -"'
END'
cp main.json "$OUT"
test_ok 'what is told of each' "json 'd[\"rule\"] == \"dma_ops_before_devres\" and d[\"version\"] and
	all(f[\"confidence\"] == \"High\" and f[\"line\"] > 0 and \"devres\" in f[\"message\"]
	    for b in d[\"branches\"] for f in b[\"findings\"])' &&
	json '(d[\"branches\"][0][\"ref\"], d[\"branches\"][0][\"tip\"]) ==
		(\"refs/heads/master\", \"$(git -C repo rev-parse master)\")'"
test_ok 'the line is that of the newest release that has it' "found mainline drivers/foo/foo.c foo_off 'f[\"line\"] == 7'"

swept -C repo
test_ok 'all branches' 'json "[b[\"branch\"] for b in d[\"branches\"]] == \"mainline 4.20.y 4.19.y 4.14.y\".split()"'
until="f['intervals'][-1]['until']"
test_ok 'gone with a backport' "
	found 4.14.y $dd really_probe \"$until == 'v4.14.2' and f['gone'] == '$mend14'\" &&
	found 4.14.y $dd __device_release_driver \"$until == 'v4.14.2' and f['gone'] == '$mend14'\" &&
	found 4.14.y drivers/old/old.c old_off \"$until is None and f['gone'] is None and f['appeared'] is None\""
test_ok 'gone and come again' "
	found 4.19.y $dd __device_release_driver \"len(f['intervals']) == 2 and f['gone'] is None and
		f['intervals'][0]['until'] == 'v4.19.1' and f['intervals'][1]['from'] == 'v4.19.2' and $until is None\" &&
	found 4.19.y $dd really_probe \"len(f['intervals']) == 1 and $until is None\""
test_ok 'come with a commit of the branch' "
	found 4.20.y drivers/new/new.c old_off \"f['intervals'][0]['from'] == 'v4.20.1' and $until is None and f['appeared'] == '$new20'\""
cp "$OUT" first.json
swept -C repo
test_ok 'a second run says the same' 'cmp -s first.json "$OUT"'
swept -C repo --branch 4.14.y --since 4.14
test_ok 'one branch' 'json "[b[\"branch\"] for b in d[\"branches\"]] == \"mainline 4.14.y\".split()"'
run timeout 60 "$TEARDOWN" audit -C repo --sweep dma_ops_before_devres --branch 4.14.y
test_ok 'as text' 'status 1 && err_lines 0 && out_has "really_probe" && out_has v4\.14\.2 && out_has '"$(echo $mend14 | cut -c1-12)"
for format in csv markdown; do
	run timeout 60 "$TEARDOWN" audit -C repo --sweep dma_ops_before_devres --format=$format
	test_ok "as $format" 'status 1 && err_lines 0 && out_has "really.*probe.*v4\.12"'
done

run timeout 60 "$TEARDOWN" audit -C repo --sweep no_such_rule
test_ok 'a rule that is none' 'status 2 && err_lines 1 && err_has no_such_rule'
git init -q empty
swept -C empty
test_ok 'an empty repository: nothing is known of it' 'status 3 && json "d[\"branches\"] == [] and d[\"unknown\"]"'

# An import that no release is, and the bug with the next drop.
history board <<'END'
branch board
file Kbuild obj-y += drivers/
file Makefile VERSION = 4
file drivers/base/dd.c <a.c
commit import board: import
file drivers/base/dd.c <b.c
commit drop board: up to 4.14.103
title v4.14.103
END
swept -C board --branch board
test_ok 'what came before the first release came with a commit' \
	'found board drivers/base/dd.c really_probe "f[\"appeared\"] == \"$drop\" and f[\"intervals\"][0][\"from\"] == \"v4.14.103\""'

# A blob that is not there.
git clone -q --bare repo part.git 2>/dev/null
mv part.git/objects/pack packs && mkdir part.git/objects/pack
git -C part.git unpack-objects -q <"$(ls packs/*.pack)"
lost=$(git -C part.git rev-parse v4.12:$dd)
rm -f part.git/objects/"$(echo "$lost" | cut -c1-2)"/"$(echo "$lost" | cut -c3-)"
rm -rf part.git/teardown
run env XDG_CACHE_HOME="$TMP/no-cache" timeout 60 "$TEARDOWN" audit --format=json -C part.git \
	--sweep dma_ops_before_devres --branch master
test_ok 'a blob that is not there is told as unknown, the rest is told' \
	'json "[u for u in d[\"unknown\"] if \"dd.c\" in u[\"what\"] + u[\"why\"]]" &&
		found mainline drivers/foo/foo.c foo_off "f[\"appeared\"] == \"$worse\""'

test_done
