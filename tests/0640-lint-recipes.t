#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The manual's recipes, taken out of the manual and tried: hooks that stop a bug, a rebase that stops
# where it comes, what b4, vim and emacs are told to run, and the commands of the CI jobs.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/lint/tree.sh"

mkdir "$TMP/bin" && ln -s "$TEARDOWN" "$TMP/bin/teardown"
PATH=$TMP/bin:$PATH

# recipe RE: the literal text that follows the first line of the manual that matches
recipe()
{
	awk -v re="$1" '
		$0 ~ re { met = 1 }
		met && /^\.Ed/ { exit }
		text { print }
		met && /^\.Bd/ { text = 1 }' "$ROOT/src/teardown.1"
}

new_tree k
recipe 'hooks/pre-commit' >.git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
swap
git add -A
run git commit -q -m swap
test_ok 'pre-commit: the bug is not committed' 'status 1 && [ "$(git rev-parse HEAD)" = "$(git rev-parse base)" ]'
git reset -q --hard base
change drivers/base/dd.c '	probe_count++;' '	probe_count += 2;'
git add -A
run git commit -q -m count
test_ok 'pre-commit: what brings nothing is' 'status 0 && [ "$(git log -1 --format=%s)" = count ]'
rm .git/hooks/pre-commit

git clone -q --bare . "$TMP/there.git"
git remote add origin "$TMP/there.git"
git fetch -q && git remote set-head origin master
recipe 'hooks/pre-push' >.git/hooks/pre-push
chmod +x .git/hooks/pre-push
echo words >README && commit words
run git push -q origin master
test_ok 'pre-push: what brings nothing is pushed' 'status 0 && [ "$(git -C "$TMP/there.git" rev-parse master)" = "$(git rev-parse master)" ]'
swap && commit swap
run git push -q origin master
test_ok 'pre-push: a bug is not' 'status 1 && [ "$(git -C "$TMP/there.git" rev-parse master)" = "$(git rev-parse master~1)" ]'
run git push -q origin HEAD:refs/heads/new
test_ok 'pre-push: nor in a new branch' 'status 1'
run git push -q origin --delete nonesuch
git push -q origin master~1:refs/heads/old
run git push -q origin --delete old
test_ok 'pre-push: a branch can be deleted' 'status 0'
rm .git/hooks/pre-push

git checkout -q -b topic base
echo one >one && commit one
swap && commit two
echo three >three && commit three
git checkout -q -b upstream base && echo up >up && commit up && git checkout -q topic
eval "set -- $(recipe 'while it is rebased' | sed 's,origin/master,upstream,; s,^git ,,')"
run git "$@"
test_ok 'rebase -x stops behind the commit that brings the bug' 'status 1 && [ "$(git log -1 --format=%s)" = two ]'
git rebase --abort

git format-patch -q -o "$TMP/fp" base..topic
B4=$(recipe 'With b4' | sed -n 's/.*prep-perpatch-check-cmd = //p')
test_ok 'b4: the recipe has a command' '[ -n "$B4" ]'
git checkout -q topic
RAN="$B4 <two"
STATUS=0; $B4 <"$TMP/fp/0002-two.patch" >"$OUT" 2>"$ERR" || STATUS=$?
test_ok 'b4: a patch of the branch at hand fails' '[ "$(grep -c "^ERROR: drivers/base/dd.c:12: " "$OUT")" -eq 1 ] && [ ! -s "$ERR" ]'
STATUS=0; $B4 <"$TMP/fp/0001-one.patch" >"$OUT" 2>"$ERR" || STATUS=$?
test_ok 'b4: a clean one says nothing' 'status 0 && [ ! -s "$OUT" ] && [ ! -s "$ERR" ]'

git checkout -q base && swap
VIM=$(recipe 'In vim' | sed -n "s/^:cexpr system('\(.*\)')/\1/p")
run $VIM
test_ok 'vim: FILE:LINE:COLUMN: MESSAGE, as its default errorformat reads it' 'status 1 && [ "$(wc -l <"$OUT")" -eq 1 ] && out_has "^drivers/base/dd.c:12:2: "'
if command -v vim >/dev/null; then
	vim -u NONE -es -c "$(recipe 'In vim' | sed -n 1p | sed 's/^://')" -c 'redir! > quick | clist | redir END' -c 'qa!' </dev/null
	test_ok 'vim: it goes there' 'grep -q "drivers/base/dd.c:12 col 2" quick'
	rm -f quick
else
	test_skip 'vim: it goes there' 'there is no vim'
fi
EMACS=$(recipe 'In vim' | sed -n 2p)
run $EMACS
test_ok 'emacs: likewise' 'status 1 && out_has "^drivers/base/dd.c:12:2: "'
git checkout -q -f base

git checkout -q topic
git remote set-url origin "$TMP/there.git" && git update-ref refs/remotes/origin/master base
recipe 'job of GitHub Actions' | sed -n 's/.*run: \(teardown lint .*\)/\1/p' >github.sh
run env GITHUB_BASE_REF=master sh github.sh
test_ok 'GitHub: the job fails, and says where' 'status 1 && out_has "^::error file=drivers/base/dd.c,line=12,"'
recipe 'job of GitLab' | awk '/teardown lint/ { on = 1; sub(/^ *- /, "") } on && /artifacts/ { exit } on' | tr '\n' ' ' >gitlab.sh
run env CI_MERGE_REQUEST_DIFF_BASE_SHA="$(git rev-parse base)" sh gitlab.sh
test_ok 'GitLab: the job fails, and its report is there' 'status 1 && cp gl-code-quality-report.json "$OUT" && json "len(d) == 1 and d[0][\"location\"][\"path\"] == \"drivers/base/dd.c\""'
if /usr/bin/python3 -c 'import yaml' 2>/dev/null; then
	recipe 'job of GitHub Actions' >github.yml
	recipe 'job of GitLab' >gitlab.yml
	test_ok 'both are YAML' '/usr/bin/python3 -c "import yaml; [yaml.safe_load(open(f)) for f in (\"github.yml\", \"gitlab.yml\")]"'
else
	test_skip 'both are YAML' 'there is no python3-yaml'
fi

test_done
