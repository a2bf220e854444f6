#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown lint of commits, of what is staged and of the work tree: what a change brings is told,
# once, where it is; what was there before, moved or not, is no news.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/lint/tree.sh"

new_tree k

# ---- one change, however it is given ----

swap
lint --worktree
test_ok 'the work tree: the swap is told once, at its line' 'status 1 && lint_is <<END
drivers/base/dd.c:12 device_unbind_cleanup
END'
lint --staged
test_ok 'nothing is staged' 'status 0 && lint_is </dev/null'
git add -A
lint --staged
test_ok 'what is staged' 'status 1 && lint_is <<END
drivers/base/dd.c:12 device_unbind_cleanup
END'
git checkout -q HEAD -- . && swap
git add drivers/base/dd.c
change drivers/base/dd.c '	kfree(dev->p);' '	kfree(dev->q);'
lint --worktree
test_ok 'the work tree is all that is not in HEAD, staged or not' 'status 1 && lint_is <<END
drivers/base/dd.c:12 device_unbind_cleanup
END'
commit swap
lint HEAD
test_ok 'a commit' 'status 1 && lint_is <<END
drivers/base/dd.c:12 device_unbind_cleanup brought swap
END'
lint base..HEAD
test_ok 'a range' 'status 1 && lint_is <<END
drivers/base/dd.c:12 device_unbind_cleanup brought swap
END'
lint base..
test_ok 'a range up to HEAD' 'status 1'
lint HEAD..base
test_ok 'a range without commits brings nothing' 'status 0 && lint_is </dev/null'
git format-patch -q -1 --stdout HEAD >"$TMP/swap.patch"
git checkout -q base
lint "$TMP/swap.patch"
test_ok 'a patch file' 'status 1 && lint_is <<END
drivers/base/dd.c:12 device_unbind_cleanup brought swap
END'
RAN='lint - <swap.patch'
STATUS=0; "$TEARDOWN" lint --format=json - <"$TMP/swap.patch" >"$OUT" 2>"$ERR" || STATUS=$?
test_ok 'a patch on standard input' 'status 1 && lint_is <<END
drivers/base/dd.c:12 device_unbind_cleanup brought swap
END'
git clone -q --bare . "$TMP/bare.git"
lint -C "$TMP/bare.git" 2>/dev/null
run timeout 60 "$TEARDOWN" -C "$TMP/bare.git" lint --format=json master
test_ok 'a commit of a bare repository' 'status 1 && lint_is <<END
drivers/base/dd.c:12 device_unbind_cleanup brought swap
END'
run timeout 60 "$TEARDOWN" -C "$TMP/bare.git" lint --worktree
test_ok 'which has no work tree' 'status 2 && err_lines 1 && err_has "has no work tree"'

# ---- no news ----

branch() { git checkout -q -f -B "$1" base; }

branch elsewhere
change drivers/base/dd.c '	probe_count++;' '	probe_count += 2;'
commit 'dd: count by two'
lint HEAD
test_ok 'a change elsewhere in the file' 'status 0 && lint_is </dev/null'
branch comment
sed -i 's,^	devres_release_all,	/* first */\n&,' drivers/base/dd.c
commit 'dd: a comment'
lint HEAD
test_ok 'a comment where it matters' 'status 0 && lint_is </dev/null'
branch drift
sed -i '1i // one more line' drivers/foo/old.c
commit 'old: a line above'
lint HEAD
test_ok 'an old finding that drifted' 'status 0 && lint_is </dev/null'
branch indent
/usr/bin/python3 - <<'END'
p = 'drivers/foo/old.c'
s = open(p).read()
s = s.replace('\tarch_teardown_dma_ops(dev);\n\tdevres_release_all(dev);\n',
              '\tif (dev) {\n\t\tarch_teardown_dma_ops(dev);\n\n\t\tdevres_release_all(dev);\n\t}\n')
open(p, 'w').write(s)
END
commit 'old: indented'
lint HEAD
test_ok 'an old finding that was indented' 'status 0 && lint_is </dev/null'
branch name
sed -i 's/old_bug/new_name/' drivers/foo/old.c
commit 'old: another name'
lint HEAD
test_ok 'an old finding whose function has another name' 'status 0 && lint_is </dev/null'
branch moved
git mv drivers/foo/old.c drivers/bar/renamed.c
commit 'old: moved'
lint HEAD
test_ok 'an old finding whose file was renamed' 'status 0 && lint_is </dev/null'
branch apart
sed -n '1,5p' drivers/foo/old.c >>drivers/bar/far.c
sed -i '1,6d' drivers/foo/old.c
commit 'old: its function moved to another file'
lint HEAD
test_ok 'an old finding whose function moved to another file' 'status 0 && lint_is </dev/null'
branch wrapped
/usr/bin/python3 - <<'END'
p = 'drivers/foo/old.c'
s = open(p).read()
s = ('static void dma_off(struct device *d)\n{\n\tarch_teardown_dma_ops(d);\n}\n\n' +
     s.replace('arch_teardown_dma_ops(dev)', 'dma_off(dev)'))
open(p, 'w').write(s)
END
commit 'old: a wrapper'
lint HEAD
test_ok 'an old finding behind a new wrapper' 'status 0 && lint_is </dev/null'
branch twice
sed -n '1,5p' drivers/foo/old.c | sed 's/old_bug/second_bug/' >>drivers/foo/old.c
commit 'old: the same once more'
lint HEAD
test_ok 'the same bug once more is news' 'status 1 && lint_is <<END
drivers/foo/old.c:13 second_bug brought old: the same once more
END'
branch mended
/usr/bin/python3 - <<'END'
p = 'drivers/foo/old.c'
s = open(p).read()
a, b = '\tarch_teardown_dma_ops(dev);\n', '\tdevres_release_all(dev);\n'
open(p, 'w').write(s.replace(a + b, b + a))
END
commit 'old: mended

Cc: stable@vger.kernel.org'
lint HEAD
test_ok 'an old finding that is mended' 'status 0 && lint_is </dev/null'
branch gone
git rm -q drivers/foo/old.c
commit 'old: gone'
lint HEAD
test_ok 'a file that is removed' 'status 0 && lint_is </dev/null'
branch text
echo words >README
commit 'readme'
lint HEAD
test_ok 'a change of no C file' 'status 0 && json "d[\"coverage\"][\"files\"] == 0"'

# ---- other files ----

branch both
cat >drivers/foo/new.c <<'END'
void foo_dma_off(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}
END
sed -i 's/foo_stop(dev)/foo_dma_off(dev)/' drivers/foo/caller.c
commit 'foo: a wrapper and its caller'
lint HEAD
test_ok 'a new wrapper in one file, the wrong caller in another' 'status 1 && lint_is <<END &&
drivers/foo/caller.c:5 foo_unbind brought foo: a wrapper and its caller
END
	json "\"foo_dma_off(dev)\" in d[\"findings\"][0][\"message\"]"'
branch stop
sed -i 's/dev_info(dev, "stopped")/arch_teardown_dma_ops(dev)/' drivers/foo/helper.c
commit 'foo: stop DMA'
lint HEAD
test_ok 'a function tears down now: its caller elsewhere, which nobody touched, is told' 'status 1 && lint_is <<END
drivers/foo/caller.c:5 foo_unbind change drivers/foo/helper.c:3 brought foo: stop DMA
END'
branch far
cat >>drivers/foo/caller.c <<'END'

void foo_unbind_all(struct device *dev)
{
	foo_stop(dev);
}
END
sed -i '/devres_release_all/d' drivers/foo/caller.c
commit 'foo: unbind all'
sed -i 's/dev_info(dev, "stopped")/arch_teardown_dma_ops(dev)/' drivers/foo/helper.c
commit 'foo: stop DMA'
lint HEAD
test_ok 'likewise over two calls and two folders' 'status 1 && lint_is <<END
drivers/bar/far.c:3 bar_unbind change drivers/foo/helper.c:3 brought foo: stop DMA
END'
branch release
/usr/bin/python3 - <<'END'
p = 'drivers/foo/caller.c'
s = open(p).read()
open(p, 'w').write(s.replace('\tfoo_stop(dev);\n\tdevres_release_all(dev);\n',
                             '\tarch_teardown_dma_ops(dev);\n\tfoo_stop(dev);\n'))
END
commit 'foo: tear down'
git tag -f before-release >/dev/null
sed -i 's/dev_info(dev, "stopped")/devres_release_all(dev)/' drivers/foo/helper.c
commit 'foo: release in stop'
lint HEAD
test_ok 'a function releases devres now: its caller had torn down' 'status 1 && lint_is <<END
drivers/foo/caller.c:5 foo_unbind change drivers/foo/helper.c:3 brought foo: release in stop
END'
branch configure
sed -i 's/dev_info(dev, "started")/dma_configure(dev)/' drivers/foo/helper.c
cat >>drivers/foo/caller.c <<'END'

void foo_rebind(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	foo_start(dev);
	devres_release_all(dev);
}
END
commit 'foo: rebind'
lint HEAD
test_ok 'configured again before the release: right' 'status 0 && lint_is </dev/null'
sed -i 's/dma_configure(dev)/dev_info(dev, "started")/' drivers/foo/helper.c
commit 'foo: no configure'
lint HEAD
test_ok 'and no more configured, in another file: news at the caller' 'status 1 && lint_is <<END
drivers/foo/caller.c:11 foo_rebind change drivers/foo/helper.c:8 brought foo: no configure
END'
branch inline
mkdir -p include/linux
cat >include/linux/foo.h <<'END'
static inline void foo_quiet(struct device *dev)
{
}
END
sed -i 's/foo_stop(dev);$/foo_quiet(dev);/; 1i #include <linux/foo.h>' drivers/foo/caller.c
commit 'foo: quiet'
sed -i 's/^{$/{\n	arch_teardown_dma_ops(dev);/' include/linux/foo.h
commit 'foo.h: tear down'
lint HEAD
test_ok 'an inline function of a header' 'status 1 && lint_is <<END
drivers/foo/caller.c:6 foo_unbind change include/linux/foo.h:3 brought foo.h: tear down
END'
branch table
cat >drivers/foo/bus.c <<'END'
void foo_bus_remove(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}
END
cat >drivers/foo/table.c <<'END'
const struct bus_type foo_bus = {
	.name = "foo",
};
END
commit 'foo: a bus'
lint HEAD
test_ok 'a function that nobody calls' 'status 0 && lint_is </dev/null'
sed -i 's/.name = "foo",/&\n	.remove = foo_bus_remove,/' drivers/foo/table.c
commit 'foo: its remove'
lint HEAD
test_ok 'a table in another file makes it a callback' 'status 1 && lint_is <<END
drivers/foo/bus.c:3 foo_bus_remove change drivers/foo/table.c:3 brought foo: its remove
END'

# ---- a series: base--one--two--three ----

branch series
change drivers/base/dd.c '	probe_count++;' '	probe_count += 2;'
commit one
swap
commit two
sed -i 's/kfree(dev->p)/kfree(dev->q)/; 1i // a line' drivers/base/dd.c
commit three
lint base..HEAD
test_ok 'a series: the patch that brings it, and the line where it stands at the end' 'status 1 && lint_is <<END
drivers/base/dd.c:13 device_unbind_cleanup brought two
END'
/usr/bin/python3 - <<'END'
p = 'drivers/base/dd.c'
s = open(p).read()
a, b = '\tarch_teardown_dma_ops(dev);\n', '\tdevres_release_all(dev);\n'
open(p, 'w').write(s.replace(a + b, b + a))
END
commit four
lint base..HEAD
test_ok 'mended by a later patch: bisection breaks between them' 'status 1 && lint_is <<END
drivers/base/dd.c:13 device_unbind_cleanup brought two mended four
END'
run timeout 60 "$TEARDOWN" lint base..HEAD
test_ok 'and its lines are those of then' 'status 1 && out_has "^ +13  arch_teardown_dma_ops.dev.;" &&
	out_has "^  mended by: .*four"'
lint HEAD
test_ok 'the patch that mends is clean' 'status 0 && lint_is </dev/null'
branch wander
swap
commit one
sed -i 's/device_unbind_cleanup/device_cleanup/' drivers/base/dd.c
commit two
git mv drivers/base/dd.c drivers/base/bind.c
commit three
lint base..HEAD
test_ok 'brought by one, renamed by two, moved by three: one finding' 'status 1 && lint_is <<END
drivers/base/bind.c:12 device_cleanup brought one
END'

# ---- graphs ----
#
#	base--o master2   (merge)
#	  `---swap---------´

branch side
swap
commit side
branch main2
echo more >more
commit more
git merge -q --no-ff -m merge side
lint base..HEAD
test_ok 'what a merge brings is told of it' 'status 1 && lint_is <<END
drivers/base/dd.c:12 device_unbind_cleanup brought merge
END'
lint side..HEAD
test_ok 'and not when the other side has it' 'status 0 && lint_is </dev/null'
git checkout -q --orphan begin
git commit -q -m begin
lint HEAD
test_ok 'a root commit brings all that it has' 'status 1 && lint_is <<END
drivers/base/dd.c:12 device_unbind_cleanup brought begin
drivers/foo/old.c:3 old_bug brought begin
END'
lint base..begin
test_ok 'no commit in common' 'status 2 && err_lines 1 && err_has "they have no commit in common"'
mkdir "$TMP/fresh" && cp -r Kbuild Makefile drivers "$TMP/fresh/"
git init -q "$TMP/fresh" && git -C "$TMP/fresh" add -A
run timeout 60 "$TEARDOWN" -C "$TMP/fresh" lint --format=json --staged
test_ok 'what is staged in a repository without commits' 'status 1 && lint_is <<END
drivers/base/dd.c:12 device_unbind_cleanup
drivers/foo/old.c:3 old_bug
END'

# ---- the work tree's corners ----

git checkout -q -f master && git reset -q --hard base
rm drivers/foo/old.c && ln -s nowhere drivers/foo/old.c && rm drivers/bar/far.c
lint --worktree
test_ok 'files that are gone, or are links now' 'status 0 && lint_is </dev/null'
git checkout -q -f .
swap
git update-index --skip-worktree drivers/base/dd.c
lint --worktree
test_ok 'a file outside of a sparse checkout is as the index has it' 'status 0 && lint_is </dev/null'
git update-index --no-skip-worktree drivers/base/dd.c
touch -d '2001-01-01' drivers/base/dd.c
lint --worktree
test_ok 'an old date does not hide a change' 'status 1'
git checkout -q -f .

# ---- refused ----

refused() { run timeout 60 "$TEARDOWN" lint "$@"; status 2 && err_lines 1 && [ ! -s "$OUT" ]; }

test_ok 'of nothing' 'refused && err_has "of what"'
test_ok 'a revision that is none' 'refused nonesuch && err_has "^teardown: lint: nonesuch: names no commit of"'
test_ok 'a range of one' 'refused base..nonesuch && err_has "nonesuch: names no commit of"'
test_ok 'two commits' 'refused base master && err_has "master: one range or commit at a time"'
test_ok 'two sources' 'refused --staged --worktree && err_has "only one of"'
test_ok 'a file and a revision' 'cp "$TMP/swap.patch" master && refused master && err_has "is a file and a revision: write ./master or master.0"; rm -f master'
test_ok 'a patch and a commit' 'refused "$TMP/swap.patch" base && err_has "^teardown: lint: base: is no file"'
test_ok '--base without a patch' 'refused --base=base HEAD && err_has "base is for patches"'
test_ok '--apply without --fix' 'refused --apply HEAD && err_has "apply is for --fix"'
test_ok '--update-baseline without a file' 'refused --update-baseline HEAD'
test_ok 'a rule that is none' 'refused -r nonesuch HEAD && err_has "nonesuch"'
test_ok 'a number that is none' 'refused -j 0 HEAD && err_has "jobs=0: not a number from 1 to 256"'
test_ok 'no repository' 'cd "$TMP/.lib" && refused HEAD; cd "$TMP/k"'
git checkout -q -B left base && change drivers/base/dd.c '	probe_count++;' '	probe_count += 3;' && commit left
git checkout -q -B right base && change drivers/base/dd.c '	probe_count++;' '	probe_count += 4;' && commit right
git merge -q left >/dev/null 2>&1
test_ok 'unmerged files' 'refused --worktree && err_has "unmerged files"'

test_done
