#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown missing: which of mainline's fixes a branch lacks for what it carries.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/history.sh"

why() { json "['$2' in m['why'] for m in d['missing'] if m['subject'] == '$1'] == [True]"; }
fails() { status 2 && err_lines 1 && out_is </dev/null; }

# The bug is the branch's own ancestor, or came in as a backport; each fix once in each way.
#
#	mainline  bug--v5.0--late--v5.1-rc1--fixes--v5.2-rc1
#	5.0.y          \--backport of late by chain, by message, by authorship--backports of fixes
history forms <<'END'
branch master
commit base The beginning
commit bug core: the bug
commit bug2 core: the second bug
commit gone core: a bug that is taken back
release v5.0
commit late core: a late bug
commit later core: a later bug
by D <d@example.org> 2017-08-01
commit latest core: the latest bug
commit never core: a bug that 5.0.y never had
release v5.1-rc1
commit fix core: mend the bug
	Fixes: {bug:12} ("core: the bug")
commit fixlate core: mend the late bug
	Fixes: {late:12} ("core: a late bug")
commit fixlater core: mend the later bug
	Fixes: {later:12} ("core: a later bug")
commit fixlatest core: mend the latest bug
	Fixes: {latest:12} ("core: the latest bug")
commit - core: mend what 5.0.y never had
	Fixes: {never:12} ("core: a bug that 5.0.y never had")
commit - core: mend what is taken back
	Fixes: {gone:12} ("core: a bug that is taken back")
commit m1 core: mended by message
	Fixes: {bug:12} ("core: the bug")
commit m2 core: mended by bracket
	Fixes: {bug:12} ("core: the bug")
commit m3 core: mended by pick
	Fixes: {bug:12} ("core: the bug")
commit m4 core: mended by a cut id
	Fixes: {bug:12} ("core: the bug")
commit m5 core: mended through two stable ids
	Fixes: {bug:12} ("core: the bug")
by D <d@example.org> 2017-08-02
commit m6 core: mended with the same author
	Fixes: {bug:12} ("core: the bug")
commit m7 core: mended and taken back
	Fixes: {bug:12} ("core: the bug")
commit m8 core: mended, taken back without an id
	Fixes: {bug:12} ("core: the bug")
commit m9 core: mended, taken back and mended
	Fixes: {bug:12} ("core: the bug")
commit m10 core: mended by RHEL
	Fixes: {bug:12} ("core: the bug")
commit m11 core: a subject that is there
	Fixes: {bug:12} ("core: the bug")
commit up1 core: a fix upstream takes back
	Fixes: {bug:12} ("core: the bug")
commit up2 Revert "core: a fix upstream takes back"
	This reverts commit {up1}.
commit up3 core: a fix upstream brings back
	Fixes: {bug:12} ("core: the bug")
commit up4 Revert "core: a fix upstream brings back"
	This reverts commit {up3}.
commit - Revert "Revert "core: a fix upstream brings back""
	This reverts commit {up4}.
commit m12 core: mended, its revert is a backport
	Fixes: {bug:12} ("core: the bug")
commit r12 Revert "core: mended, its revert is a backport"
	This reverts commit {m12}.
commit - core: mended, its revert is a backport, again
	Fixes: {bug:12} ("core: the bug")
release v5.2-rc1

branch linux-4.20.y bug2
release v4.20
commit s1 core: stable one
	commit {late} upstream.
commit s5 core: stable five
	[ Upstream commit {m5} ]
release v4.20.1
branch linux-4.19.y bug2
release v4.19
commit t1 core: stable one
	(cherry picked from commit {s1})
commit t5 core: stable five
	(cherry picked from commit {s5})
release v4.19.1

branch linux-5.0.y v5.0
commit - core: a copy of a copy of a copy
	(cherry picked from commit {t1})
commit - core: by its message
	commit {later} upstream.
by D <d@example.org> 2017-08-01
commit - core: the latest bug
commit - Revert "core: a bug that is taken back"
	This reverts commit {gone}.
release v5.0.1
commit - a1
	commit {m1} upstream.
commit - a2
	[ Upstream commit {m2} ]
commit - a3
	(cherry picked from commit {m3})
commit - a4
	commit {m4:12} upstream.
commit - a5
	(cherry picked from commit {t5})
by D <d@example.org> 2017-08-02
commit - core: mended with the same author
commit a7 a7
	commit {m7} upstream.
commit - Revert "a7"
	This reverts commit {a7} which is commit {m7} upstream.
commit a8 core: mended, taken back without an id
	commit {m8} upstream.
commit - Revert "core: mended, taken back without an id"
	It broke a driver.
commit a9 a9
	commit {m9} upstream.
commit - Revert "a9"
	This reverts commit {a9}.
commit - a9 again
	commit {m9} upstream.
commit - a10
	Bugzilla: 1

	commit {m10}
	Author: A
commit - core: a subject that is there
	Not the same.
commit - a12
	commit {m12} upstream.
commit - core: drop it again
	commit {r12} upstream.
release v5.0.2
END
lacks forms 5.0.y
test_ok 'ancestors, backports in every form and depth, reverts on either side' \
	'status 1 && lacks_is <<END
core: mend the bug <- core: the bug as itself since v5.0
core: mend the late bug <- core: a late bug as backport since v5.0.1
core: mend the later bug <- core: a later bug as backport since v5.0.1
core: mend the latest bug <- core: the latest bug as backport since v5.0.1
core: mended and taken back <- core: the bug as itself since v5.0
core: mended, taken back without an id <- core: the bug as itself since v5.0
core: a subject that is there <- core: the bug as itself since v5.0
core: a fix upstream brings back <- core: the bug as itself since v5.0
core: mended, its revert is a backport, again <- core: the bug as itself since v5.0
END'
test_ok 'why: what it fixes, as what the branch has that' \
	'why "core: mend the bug" "it fixes $(echo $bug | cut -c1-12), which 5.0.y has as " &&
	 why "core: mend the late bug" "which 5.0.y has as its backport " &&
	 why "core: mended and taken back" "; the branch had the fix and took it back" &&
	 why "core: mended, taken back without an id" "took it back" &&
	 why "core: a subject that is there" "on the branch has its subject, and nothing else"'
test_ok 'the branch, its ref and tip, how many were looked at' \
	'json "d[\"branch\"] == \"5.0.y\" and d[\"ref\"] == \"refs/heads/linux-5.0.y\" and
	       d[\"seen\"] == 21 and d[\"tip\"] == \"$(git -C forms rev-parse linux-5.0.y)\""'
run teardown missing -C forms 5.0.y
test_ok 'text tells what is out of the ordinary' \
	'status 1 && out_has "^ +the branch had the fix and took it back$" &&
	 out_has "^5.0.y lacks 9 fixes for what it carries; 21 upstream commits with a Fixes:"'
lacks forms 4.20.y
test_ok 'another branch, another list' \
	'status 1 && json "[m[\"subject\"] for m in d[\"missing\"]][:2] ==
		[\"core: mend the bug\", \"core: mend the late bug\"] and
		not [m for m in d[\"missing\"] if \"two stable ids\" in m[\"subject\"]]"'
lacks forms mainline
test_ok 'mainline lacks nothing' 'status 0 && lacks_is </dev/null'

# What Fixes: names.
history names <<'END'
branch master
commit bug core: the bug
commit other core: another bug
twins t1 t2 8 core: a twin
release v5.0
branch side v5.0
by D <d@example.org> 2017-08-01
commit inside core: bug of the next tree
branch master
by D <d@example.org> 2017-08-01
commit inmaster core: bug of the next tree
commit notthere core: not on the branch
commit - wrong id, right subject
	Fixes: 123456789abc ("core: the bug")
commit - seven digits
	Fixes: {bug:7} ("core: the bug")
commit - eight digits of two
	Fixes: {t1:8} ("core: the bug")
commit - no subject
	Fixes: {bug}
commit - the word commit
	Fixes: commit {bug:12} ("core: the bug")
commit - unknown id, unknown subject
	Fixes: 123456789abc ("core: nobody knows this")
commit - two lines, both there
	Fixes: {bug:12} ("core: the bug")
	Fixes: {other:12} ("core: another bug")
commit - two lines, one there
	Fixes: {notthere:12} ("core: not on the branch")
	Fixes: {other:12} ("core: another bug")
commit - a mention
	The bug came with {bug:12} ("core: the bug").
commit - the id of the next tree
	Fixes: {inside:12} ("core: bug of the next tree")
merge both side Merge side
	Fixes: {bug:12} ("core: the bug")
release v5.1-rc1
branch linux-5.0.y v5.0
commit s core: bug of the next tree, here
	commit {inmaster} upstream.
release v5.0.1
branch master
commit - the id of a stable commit
	Fixes: {s:12} ("core: bug of the next tree, here")
release v5.1
branch linux-4.20.y bug
release v4.20
commit - core: another backport
	commit {inmaster} upstream.
END
lacks names 5.0.y
test_ok 'wrong, cut, ambiguous and lacking ids; two lines; merges; ids of stable and next' \
	'status 1 && lacks_is <<END
wrong id, right subject <- core: the bug as itself since v5.0
seven digits <- core: the bug as itself since v5.0
eight digits of two <- core: the bug as itself since v5.0
no subject <- core: the bug as itself since v5.0
the word commit <- core: the bug as itself since v5.0
two lines, both there <- core: the bug as itself since v5.0
two lines, one there <- core: another bug as itself since v5.0
the id of the next tree <- core: bug of the next tree as backport since v5.0.1
Merge side <- core: the bug as itself since v5.0
the id of a stable commit <- core: bug of the next tree, here as itself since v5.0.1
END'
test_ok 'each commit with a Fixes: line is counted once' 'json "d[\"seen\"] == 11"'
lacks names 4.20.y
test_ok 'a stable id stands for what it was made from on other branches too' \
	'status 1 && json "[m[\"fixes\"][\"on_branch_as\"] != m[\"fixes\"][\"commit\"] for m in d[\"missing\"]
		if m[\"subject\"] in (\"the id of a stable commit\", \"the id of the next tree\")] == [True, True]"'

# Followers; a fix that is in mainline twice.
history chain <<'END'
branch master
commit bug core: the bug
release v5.0
branch next master
by D <d@example.org> 2019-01-01
commit one core: mend it
	Fixes: {bug:12} ("core: the bug")
branch master
commit two =one
	Fixes: {bug:12} ("core: the bug")
merge - next Merge next
commit f1 core: mend the mending
	Fixes: {one:12} ("core: mend it")
commit f2 core: mend the mending of the mending
	Fixes: {f1:12} ("core: mend the mending")
commit f3 core: taken back
	Fixes: {one:12} ("core: mend it")
commit - Revert "core: taken back"
	This reverts commit {f3}.
commit f4 core: there already
	Fixes: {one:12} ("core: mend it")
release v5.1-rc1
branch linux-5.0.y v5.0
commit - core: there
	commit {f4} upstream.
release v5.0.1
branch linux-5.1.y v5.1-rc1
release v5.1.1
branch linux-4.20.y bug
release v4.20
by D <d@example.org> 2019-01-01
commit - core: mend it
	commit {two} upstream.
drop next
END
lacks chain 5.0.y
test_ok 'two ids of one fix are listed once; fixes to the fix, and to those, stand with it' \
	'status 1 && lacks_is <<END
core: mend it <- core: the bug as itself since v5.0
with core: mend the mending
with core: mend the mending of the mending
END'
lacks chain 5.1.y
test_ok 'who has all of it lacks nothing' 'status 0 && lacks_is </dev/null'
lacks chain 4.20.y
test_ok 'who has one of the two ids lacks its followers' 'status 1 && lacks_is <<END
core: mend the mending <- core: mend it as backport since None
with core: mend the mending of the mending
core: there already <- core: mend it as backport since None
END'

# The same change under another name, and files.
history files <<'END'
branch master
file drivers/base/dd.c one two three
file drivers/base/core.c core
file drivers/basement/x.c x
file drivers/old/name.c a file with a name
file mm/slab.c slab
file Makefile all:
commit bug core: all of it
release v5.0
file drivers/base/dd.c one two four
commit c1 base: mend dd
	Fixes: {bug:12} ("core: all of it")
file mm/slab.c slab slob
file drivers/base/core.c core core
commit c2 mm: mend two
	Fixes: {bug:12} ("core: all of it")
file drivers/basement/x.c y
commit c3 basement: mend x
	Fixes: {bug:12} ("core: all of it")
file drivers/old/name.c
file drivers/new/name.c a file with a name
commit - drivers: rename
	Fixes: {bug:12} ("core: all of it")
file drivers/new/name.c a file with a new name
commit - drivers: mend what was renamed
	Fixes: {bug:12} ("core: all of it")
file Makefile none:
commit - kbuild: mend it
	Fixes: {bug:12} ("core: all of it")
file drivers/base/dd.c one two five
commit c4 base: mend dd again
	Fixes: {bug:12} ("core: all of it")
commit - nothing: change nothing
	Fixes: {bug:12} ("core: all of it")
file mm/slab.c slab
commit - mm: mend one
	Fixes: {bug:12} ("core: all of it")
release v5.1-rc1
branch linux-5.0.y v5.0
file drivers/basement/x.c y
commit - vendor: a change of our own
release v5.0.1
orphan island
file drivers/base/dd.c lone
commit lone island: a root
	Fixes: {bug:12} ("core: all of it")
branch master
merge - island Merge an island
drop island
END
lacks files 5.0.y
test_ok 'grouped by folder, the oldest first; roots; the same change under another name is not lacking' \
	'status 1 && json "[m[\"path\"] for m in d[\"missing\"]] == [[],
		[\"Makefile\"],
		[\"drivers/base/dd.c\"], [\"drivers/base/core.c\", \"mm/slab.c\"],
		[\"drivers/base/dd.c\"], [\"drivers/base/dd.c\"],
		[\"drivers/new/name.c\", \"drivers/old/name.c\"],
		[\"drivers/new/name.c\"], [\"mm/slab.c\"]]"'
for path in drivers/base drivers/base/ ./drivers/base drivers//base/./ .//drivers/base//; do
	lacks files 5.0.y -- "$path"
	test_ok "a folder: $path" 'status 1 && json "[m[\"subject\"] for m in d[\"missing\"]] ==
		[\"base: mend dd\", \"mm: mend two\", \"base: mend dd again\", \"island: a root\"]"'
done
lacks files 5.0.y -- drivers/base/core.c
test_ok 'a file' 'status 1 && lacks_is <<END
mm: mend two <- core: all of it as itself since v5.0
END'
lacks files 5.0.y -- mm Makefile
test_ok 'two; what was asked for comes first' \
	'status 1 && json "[m[\"path\"] for m in d[\"missing\"]] == [[\"Makefile\"],
		[\"mm/slab.c\", \"drivers/base/core.c\"], [\"mm/slab.c\"]]"'
lacks files 5.0.y -- drivers/old/name.c
test_ok 'a file that mainline has under another name: what it is called now is not seen' \
	'status 1 && json "[m[\"subject\"] for m in d[\"missing\"]] == [\"drivers: rename\"] and
		d[\"unknown\"][0][\"what\"] == \"drivers/old/name.c\" and
		\"mainline has it no longer\" in d[\"unknown\"][0][\"why\"]"'
lacks files 5.0.y -- drivers/new
test_ok 'a file that only mainline has under that name' \
	'status 1 && json "len(d[\"missing\"]) == 2 and not d[\"unknown\"]"'
lacks files 5.0.y -- drivers/nowhere drivers/base/dd.c/x
test_ok 'a path that is nowhere is not "nothing is lacking"' 'status 3 && lacks_is <<END
unknown drivers/nowhere
unknown drivers/base/dd.c/x
END'
lacks files 5.0.y -- drivers/basement/x.c
test_ok 'nothing is lacking there' 'status 0 && lacks_is </dev/null'
lacks files 5.0.y -- .
test_ok 'the top folder is all of it' 'status 1 && json "len(d[\"missing\"]) == 9"'
for path in /drivers ../drivers drivers/.. drivers/../.. ''; do
	lacks files 5.0.y -- "$path"
	test_ok "a path outside: '$path'" 'fails && err_has "paths are those of the repository"'
done

# Formats.
run teardown missing -C files 5.0.y -- drivers/base
cp "$OUT" first
test_ok 'text: folders, fixes, what they mend, a sum' \
	'status 1 && out_has "^drivers/base/$" && out_has "^  [0-9a-f]{12} " && out_has "base: mend dd" &&
	 out_has "^5.0.y lacks 4 fixes for what it carries"'
test_ok 'text fits 80 columns' '! grep -q "^.\{81\}" "$OUT"'
run teardown missing -C files 5.0.y -- drivers/base
test_ok 'a second run writes the same bytes' 'cmp first "$OUT"'
run teardown missing --format=csv -C files 5.0.y -- mm
test_ok 'csv: a header and a row each' \
	'status 1 && [ "$(wc -l <"$OUT")" -eq 3 ] && out_has "^branch,fix,subject,release" &&
	 out_has "^5.0.y,[0-9a-f]{40},mm: mend two,v5.1-rc1,"'
run teardown missing --format=markdown -C files 5.0.y -- mm
test_ok 'markdown: a table' 'status 1 && out_has "^\|" && out_has "mend two"'
run teardown missing --format=yaml -C files 5.0.y
test_ok 'a format that is none' 'fails && err_has "text, json, csv"'

# Names of branches; refs that differ.
history branches <<'END'
branch master
commit bug core: the bug
release v5.0
commit - core: mend it
	Fixes: {bug:12} ("core: the bug")
release v5.1-rc1
branch remotes/stable/linux-5.0.y v5.0
release v5.0.1
branch vendor/one v5.0
commit - one: its own
branch remotes/acme/device v5.0
commit - device: its own
branch remotes/other/device v5.0
commit - device: the other's
branch remotes/acme/board v5.0
commit - board: its own
branch board v5.0
commit - board: mine
branch linux-4.20.y v5.0
commit - mine
branch remotes/stable/linux-4.20.y v5.0
commit - theirs
END
for name in 5.0.y linux-5.0.y stable/linux-5.0.y refs/remotes/stable/linux-5.0.y '5.0*' \
	vendor/one refs/heads/vendor/one acme/device 'acme/dev*' board refs/remotes/acme/board; do
	lacks branches "$name"
	test_ok "named $name" 'status 1 && lacks_is <<END
core: mend it <- core: the bug as itself since v5.0
END'
done
lacks branches board
test_ok 'a name is first of all the local branch of that name' \
	'json "d[\"ref\"] == \"refs/heads/board\""'
lacks branches 4.20.y
test_ok 'two of the name that differ: told, with the one that was taken' \
	'status 1 && json "len(d[\"missing\"]) == 1 and \"differ\" in d[\"unknown\"][0][\"why\"]"'
for name in device '*device' 'vendor*/* '; do
	lacks branches "${name% }"
done
lacks branches device
test_ok 'two that match' 'fails && err_has "device is refs/remotes/acme/device and refs/remotes/other/device"'
lacks branches nobody
test_ok 'one that is not there' 'fails && err_has "^teardown: missing: nobody: no such branch in "'
lacks branches v5.0
test_ok 'a tag is no branch' 'fails && err_has "no such branch"'
run teardown missing -C branches
test_ok 'none named' 'fails && err_has "which branch"'
run teardown missing -C nowhere 5.0.y
test_ok 'no repository' 'fails'

# A vendor's import, mainline elsewhere.
history vendor <<END
branch product
commit - Linux 5.0.1
commit - a fix
	[ Upstream commit $(git -C forms rev-parse v5.1-rc1~2) ]
commit - a bug
	commit $later upstream.
END
history import <<END
at 2024-01-01
branch product
commit - Import of everything
commit - core: the later bug, here
	commit $(git -C forms log --format=%H --grep='^core: a later bug$' master) upstream.
by D <d@example.org> 2017-08-01
commit - core: the latest bug
END
lacks import product
test_ok 'no mainline there' 'fails && err_has "holds no mainline.*--upstream"'
lacks import --upstream "$PWD/forms" product
test_ok 'with --upstream; what came with the import is said not to be seen' \
	'status 1 && lacks_is <<END
core: mend the later bug <- core: a later bug as backport since None
core: mend the latest bug <- core: the latest bug as backport since None
unknown product
END'
run teardown missing --upstream forms -C import product
test_ok 'the same as text' 'status 1 && out_has "^unknown: product: its history begins with an import on 2024-01-01"'
# A pick of a stable commit that only the upstream repository has.
history picks <<END
at 2024-01-01
branch product
commit - Import of everything
commit - core: picked
	(cherry picked from commit $s1)
commit - core: picked from far
	(cherry picked from commit $t5)
END
lacks picks --upstream "$PWD/forms" product
test_ok 'stable ids are followed in --upstream too' 'status 1 && lacks_is <<END
core: mend the late bug <- core: a late bug as backport since None
unknown product
END'
run "$TEARDOWN" audit -C picks --upstream forms --branch product "$late"
test_ok 'by audit as well' 'status 0 && out_has "product +carries"'
run "$TEARDOWN" -v audit -C picks --upstream forms --branch product "$m5"
test_ok 'at any depth, with the words that say so' \
	'status 0 && out_has "cherry-pick: \"\(cherry picked from commit$" && out_has "^ +$t5\)\", and that brings"'

lacks import --upstream vendor product
test_ok 'no mainline in --upstream either' 'fails && err_has "no mainline there"'

# Shallow, unreadable, damaged.
git clone -q --bare --depth=1 --no-single-branch "file://$PWD/forms" shallow.git 2>/dev/null
lacks shallow.git 5.0.y
test_ok 'a shallow clone: not clean, the cut is told' \
	'status 3 && json "[u for u in d[\"unknown\"] if \"shallow\" in u[\"why\"]]"'
cp -r branches unread
printf 'nonsense\n' >unread/.git/refs/heads/bad
lacks unread 5.0.y
test_ok 'a ref that cannot be read is told' 'status 1 && json "[u for u in d[\"unknown\"] if \"bad\" in u[\"why\"]]"'
git init -q loose
for pack in files/.git/objects/pack/*.pack; do
	git -C loose unpack-objects -q <"$pack"
done
cp files/.git/packed-refs loose/.git/packed-refs
tree=$(git -C files rev-parse 'master~1^{tree}')
lacks loose 5.0.y
test_ok 'all objects loose' 'status 1 && json "len(d[\"missing\"]) == 9"'
rm -f "loose/.git/objects/$(echo "$tree" | cut -c1-2)/$(echo "$tree" | cut -c3-)"
lacks loose 5.0.y
test_ok 'a tree that is missing: one line' 'fails && err_has "$tree"'
lacks loose 5.0.y -- drivers/base
test_ok 'likewise with paths' 'fails && err_has "$tree"'

index=$PWD/broken.idx
lacks files --index "$index" 5.0.y
cp "$OUT" good
size=$(wc -c <"$index")
dd if=/dev/zero of="$index" bs=512 seek=$((size / 1024)) count=8 conv=notrunc 2>/dev/null
lacks files --index "$index" 5.0.y
test_ok 'a damaged index is made anew' 'status 1 && cmp good "$OUT"'

# An audit of a commit needs no rules.
mkdir norules
for rules in "$PWD/norules" "$PWD/nofolder"; do
	run env TEARDOWN_RULES="$rules" "$TEARDOWN" audit --format=json -C files "$c1"
	test_ok "a commit without rules (${rules##*/})" \
		'status 1 && json "len(d[\"fixes\"]) == 1 and not d[\"unknown\"]"'
	run env TEARDOWN_RULES="$rules" "$TEARDOWN" audit -C files
	test_ok 'what the rules know needs rules' 'fails && err_has "${rules##*/}"'
	run env TEARDOWN_RULES="$rules" "$TEARDOWN" audit -C files some_rule
	test_ok 'so does a rule' 'fails && err_has "whether it is a rule can.t be told"'
done
test_done
