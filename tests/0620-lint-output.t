#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What teardown lint prints in each format; baselines; fixes; exit status.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/lint/tree.sh"

new_tree k
swap
commit 'dd: swap

Fixes: 1234567890ab ("nothing")'
ID=$(git rev-parse --short=12 HEAD)
as() { run timeout 60 "$TEARDOWN" lint --format="$@"; }

# ---- formats ----

as text HEAD
test_ok 'text: as compilers print it, with who brings it' 'status 1 &&
	out_has "^drivers/base/dd.c:12:2: device_unbind_cleanup.*\[dma_ops_before_devres, High\]$" &&
	out_has "^  brought by: $ID \(\"dd: swap\"\)$"'
test_ok 'text: the remark, its line, the count of both' '
	out_has "^$ID: 1234567890ab names no object of this repository \[fixes-unknown\]$" &&
	out_has "^  > Fixes: 1234567890ab \(\"nothing\"\)$" &&
	out_has "^1 finding, 1 remark on messages$"'
as terse HEAD
test_ok 'terse: a line each' '[ "$(wc -l <"$OUT")" -eq 2 ] &&
	out_has "^drivers/base/dd.c:12:2: .*\(brought by $ID .\"dd: swap\".\) \[dma_ops_before_devres\]$" &&
	out_has "^$ID: 1234567890ab names no object.*\[fixes-unknown\]$"'
as json HEAD
test_ok 'json: remarks' 'json "[(m[\"check\"], m[\"severity\"], m[\"line_text\"]) for m in d[\"remarks\"]] == [(\"fixes-unknown\", \"error\", \"Fixes: 1234567890ab (\\\"nothing\\\")\")]"'
as sarif HEAD
test_ok 'sarif: each result has its rule, a message check too' 'json "all(d[\"runs\"][0][\"tool\"][\"driver\"][\"rules\"][r[\"ruleIndex\"]][\"id\"] == r[\"ruleId\"] for r in d[\"runs\"][0][\"results\"]) and [r[\"ruleId\"] for r in d[\"runs\"][0][\"results\"]] == [\"dma_ops_before_devres\", \"fixes-unknown\"]"'
test_ok 'sarif: paths from the top of the repository' 'json "d[\"runs\"][0][\"results\"][0][\"locations\"][0][\"physicalLocation\"][\"artifactLocation\"] == {\"uri\": \"drivers/base/dd.c\", \"uriBaseId\": \"ROOT\"} and d[\"runs\"][0][\"originalUriBaseIds\"][\"ROOT\"][\"uri\"] == \"file://$TMP/k/\""'
cp "$OUT" "$TMP/one.sarif"
git checkout -q -b drift base
sed -i '1i // a line' drivers/base/dd.c
commit drift
swap
commit 'dd: swap'
as sarif HEAD
test_ok 'sarif: fingerprints survive line drift' '[ "$(grep -A1 partialFingerprints "$OUT")" = "$(grep -A1 partialFingerprints "$TMP/one.sarif")" ]'
git checkout -q master
as github HEAD
test_ok 'github: annotations' '[ "$(wc -l <"$OUT")" -eq 2 ] &&
	out_has "^::error file=drivers/base/dd.c,line=12,col=2,title=teardown%3A dma_ops_before_devres .High.::.*brought by .*released at drivers/base/dd.c:13" &&
	out_has "^::error title=teardown%3A fixes-unknown::$ID: 1234567890ab names no object"'
as gitlab HEAD
test_ok 'gitlab: a code quality report' 'json "[(e[\"check_name\"], e[\"severity\"], e[\"location\"][\"path\"], e[\"location\"][\"lines\"][\"begin\"]) for e in d] == [(\"dma_ops_before_devres\", \"critical\", \"drivers/base/dd.c\", 12), (\"fixes-unknown\", \"critical\", \"drivers/base/dd.c\", 1)] and len(set(e[\"fingerprint\"] for e in d)) == 2"'
as gitlab base
as b4 HEAD
test_ok 'b4: what fails says so, nothing on stderr' '[ "$(grep -c "^ERROR: " "$OUT")" -eq 2 ] && [ "$(wc -l <"$OUT")" -eq 2 ] && [ ! -s "$ERR" ]'
as html HEAD
test_ok 'html' 'out_has "Brought by" && out_has "fixes-unknown"'
as nonesuch HEAD
test_ok 'a format that is none' 'status 2 && err_has "known: text, terse, json, sarif, html, github, gitlab, b4"'
git checkout -q -B words base
echo words >README
commit words
as b4 HEAD
test_ok 'b4: a clean patch says nothing at all' 'status 0 && [ ! -s "$OUT" ] && [ ! -s "$ERR" ]'
as gitlab HEAD
test_ok 'gitlab: a clean change is an empty list' 'status 0 && json "d == []"'
as github HEAD
test_ok 'github: a clean change has no annotation' 'status 0 && [ ! -s "$OUT" ]'
git checkout -q master
as terse -o "$TMP/report" HEAD
test_ok '--output' 'status 1 && [ ! -s "$OUT" ] && [ "$(wc -l <"$TMP/report")" -eq 2 ]'

# ---- a baseline ----

B=$TMP/baseline.json
lint --baseline="$B" HEAD
test_ok 'a baseline that is not there' 'status 2 && err_lines 1 && err_has "cannot read .*baseline.json"'
lint --baseline="$B" --update-baseline HEAD
test_ok 'it is written' 'status 0 && err_has "1 finding added to" && [ "$(grep -c fingerprint "$B")" -eq 1 ]'
cp "$B" "$B.first"
lint --baseline="$B" HEAD~0
test_ok 'what it knows is not told; a remark is no finding' 'status 1 && lint_is </dev/null && json "len(d[\"remarks\"]) == 1"'
lint --baseline="$B" drift
test_ok 'known at another line too' 'status 0 && lint_is </dev/null'
lint --baseline="$B" --update-baseline HEAD
test_ok 'written again it is the same' 'cmp -s "$B" "$B.first"'
git checkout -q -b two
printf '\nvoid more(struct device *dev)\n{\n\tarch_teardown_dma_ops(dev);\n\tdevres_release_all(dev);\n}\n' >>drivers/base/dd.c
commit more
lint --baseline="$B" HEAD
test_ok 'another one is told' 'status 1 && lint_is <<END
drivers/base/dd.c:25 more brought more
END'
lint --baseline="$B" --update-baseline HEAD
test_ok 'and added: those that were there stay' '[ "$(grep -c fingerprint "$B")" -eq 2 ]'
printf '{"teardown_baseline": 9, "findings": []}' >"$B"
lint --baseline="$B" HEAD
test_ok 'a baseline of a later version' 'status 2 && err_lines 1 && err_has "of version 9; known: 1"'
printf '{"teardown_baseline": 1,\n "findings": [}' >"$B"
lint --baseline="$B" HEAD
test_ok 'a damaged baseline: the line' 'status 2 && err_lines 1 && err_has "baseline.json:2: "'
cp "$B" "$B.was"
lint --baseline="$B" --update-baseline HEAD
test_ok 'it is not written over' 'status 2 && cmp -s "$B" "$B.was"'

# ---- fixes ----

git checkout -q master
as text --fix HEAD
test_ok '--fix: the patch, and git takes it' 'status 1 && git apply --check "$OUT" && out_has "^--- a/drivers/base/dd.c$" && [ "$(grep -c "^[-+]	" "$OUT")" -eq 2 ]'
as text --fix --apply HEAD
test_ok '--fix --apply: the work tree is right, and nothing else' 'status 1 && [ ! -s "$OUT" ] && err_has "1 file changed" && [ "$(git status --porcelain)" = " M drivers/base/dd.c" ] && git diff --quiet base -- drivers/base/dd.c'
git checkout -q -f . && chmod 755 drivers/base/dd.c
echo '// mine' >>drivers/base/dd.c
cp drivers/base/dd.c "$TMP/mine.c"
as text --fix --apply HEAD
test_ok 'a file that is not what was linted stays' 'status 2 && err_lines 1 && err_has "drivers/base/dd.c: in the work tree it is not what was linted; nothing is changed" && cmp -s drivers/base/dd.c "$TMP/mine.c"'
as text --fix --apply --worktree
git checkout -q -f base && swap && chmod 755 drivers/base/dd.c
as text --fix --apply --worktree
test_ok 'the work tree mended in place; its mode stays' 'status 1 && git -c core.fileMode=false diff --quiet && [ -x drivers/base/dd.c ]'
git checkout -q -f master
git checkout -q -B callback base
cat >drivers/foo/bus.c <<'END'
static void foo_remove(struct device *dev)
{
	arch_teardown_dma_ops(dev);
}

static const struct bus_type foo_bus = {
	.remove = foo_remove,
};
END
commit 'a bus'
as text --fix HEAD
test_ok 'what has no patch is told' 'status 1 && [ ! -s "$OUT" ] && err_has "no patch for drivers/foo/bus.c:3: its rule makes none$"'

# ---- exit status ----

git checkout -q -B broken base
printf 'static void lost(struct device *dev)\n{\n\tarch_teardown_dma_ops(dev;\n}\n' >>drivers/base/dd.c
commit 'a lost bracket'
as text HEAD
test_ok 'what could not be parsed is told' 'status 0 && out_has "not parsed: drivers/base/dd.c"'
as text --strict HEAD
test_ok '--strict: 3' 'status 3'
git checkout -q -B short base
echo x >README && commit 'x

Fixes: abc ("nothing")'
as terse HEAD
test_ok 'an id of three digits is none: a warning alone does not fail' 'status 0 && out_has "\[fixes-form\]$"'
run timeout 60 "$TEARDOWN" -q lint --confidence=high master
test_ok '-q: no summary' 'status 1 && out_lacks "^1 finding"'

test_done
