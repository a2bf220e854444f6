#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# scripts/: coccicheck in a kernel tree, rules put into one, missing packages. The
# tree is a small one whose coccicheck prints what the real one would; that the
# real one is understood is shown by tests/kernel/.
. "$(dirname "$0")/lib.sh"

scripts=$ROOT/scripts
mkdir -p k/scripts/coccinelle k/drivers/base rules bin
cat >k/Makefile <<'EOF'
VERSION = 6
coccicheck:
	@MODE=$(MODE) M=$(M) J=$(J) V=$(V) sh scripts/coccicheck $(COCCI)
EOF
cat >k/scripts/coccicheck <<'EOF'
echo
echo 'Please check for false positives in the output before submitting a patch.'
echo 'When using "patch" mode, carefully review the patch before submitting it.'
echo
echo "$SPATCH -D $MODE --cocci-file $1 --dir ."
echo "mode=$MODE M=$M J=$J" >>said
case $1 in
*clean*) ;;
*finds*) echo './a.c:3:1-9: torn down too early'; echo './b.c:7:1-9: torn down too early' ;;
*patches*) printf '%s\n' '--- a/a.c' '+++ b/a.c' '@@ -1,2 +1,2 @@' ' x' '-y' '+z' ;;
*orgs*) echo '* TODO [[view:./a.c::face=ovl-face1::linb=3::colb=1::cole=9][torn down]]' ;;
*crashes*) echo 'EXN: Failure("boom") in ./a.c' ;;
*old*) echo 'Skipping coccinelle SmPL patch: old.cocci' ;;
*fails*) echo 'coccicheck failed'; exit 1 ;;
esac
EOF
for r in clean finds patches orgs crashes old fails; do echo "// $r" >rules/$r.cocci; done
printf '#!/bin/sh\n' >bin/spatch
chmod +x bin/spatch
export SPATCH="$TMP/bin/spatch"

coccicheck() { sh "$scripts/coccicheck.sh" "$@"; }
refuses() { status 2 && [ ! -s "$OUT" ] && err_lines 1 && err_has "$1"; }

run coccicheck
test_ok 'no tree named' 'refuses "^coccicheck: name a kernel tree"'
run coccicheck "$TMP/nowhere"
test_ok 'no such tree' 'refuses "no such folder$"'
run coccicheck "$TMP/rules"
test_ok 'a folder that is no kernel tree' 'refuses "/rules is not a kernel tree$"'
run coccicheck k no_such_rule
test_ok 'no such rule' 'refuses "no_such_rule.cocci: no such rule$"'
M=drivers/none run coccicheck k rules/clean.cocci
test_ok 'M names no folder' 'refuses "M=drivers/none: no such folder in .*/k$"'
MODE=fix run coccicheck k rules/clean.cocci
test_ok 'an unknown MODE' 'refuses "unknown MODE=fix; known: report, context, org, patch"'
SPATCH=$TMP/bin/none run coccicheck k rules/clean.cocci
test_ok 'no spatch' 'refuses "/bin/none: not found"'

run coccicheck k rules/clean.cocci
test_ok 'no findings: status 0, no banner' 'status 0 && [ ! -s "$OUT" ] && err_has "findings: 0, rules: 1$"'
run coccicheck k rules/clean.cocci rules/finds.cocci
test_ok 'findings: status 1, only the reports' 'status 1 && err_has "findings: 2, rules: 2$" &&
	printf "./a.c:3:1-9: torn down too early\n./b.c:7:1-9: torn down too early\n" | out_is'
MODE=patch run coccicheck k rules/patches.cocci
test_ok 'a patch is a finding' 'status 1 && out_has "^\+z$" && err_has "findings: 1,"'
MODE=org run coccicheck k rules/orgs.cocci
test_ok 'a TODO is a finding' 'status 1 && err_has "findings: 1,"'
run coccicheck k rules/fails.cocci rules/finds.cocci
test_ok 'coccicheck failed: status 2, the rest is run' 'status 2 && err_has "fails: it failed$" &&
	out_has "too early"'
run coccicheck k rules/crashes.cocci
test_ok 'spatch failed on a file: status 2' 'status 2 && err_has "crashes: spatch failed on 1"'
run coccicheck k rules/old.cocci
test_ok 'a rule that was skipped: status 2' 'status 2 && err_has "old: it was skipped"'
V=1 run coccicheck k rules/clean.cocci
test_ok 'V=1 shows all that coccicheck says' 'status 0 && out_has "^Please check for false positives"'

rm k/said
MODE=org M=drivers/base J=3 run coccicheck k rules/clean.cocci
test_ok 'MODE, M and J are handed on' 'grep -qx "mode=org M=drivers/base J=3" k/said'

if [ "$(grep -L '^// Default: off' "$ROOT"/cocci/*.cocci | wc -l)" -gt 0 ]; then
	run coccicheck k
	test_ok 'no rule named: those that are on by default' 'status 0 &&
		err_has "rules: $(grep -L "^// Default: off" "$ROOT"/cocci/*.cocci | wc -l)$"'
fi

run sh "$scripts/install-rules.sh" k rules/clean.cocci rules/finds.cocci
test_ok 'rules are put into the tree' 'status 0 &&
	cmp rules/clean.cocci k/scripts/coccinelle/devres/clean.cocci &&
	[ -e k/scripts/coccinelle/devres/finds.cocci ]'
run sh "$scripts/install-rules.sh" rules rules/clean.cocci
test_ok 'not into what is no kernel tree' 'refuses "^install-rules: rules is not a kernel tree$"'
rm -r k/scripts/coccinelle/devres
: >k/scripts/coccinelle/devres
run sh "$scripts/install-rules.sh" k rules/clean.cocci
test_ok 'not where it cannot be written' 'refuses "scripts/coccinelle/devres: cannot be written to$"'

# Packages: a Debian of our making, where only `there` is installed.
mkdir deb
cat >deb/dpkg-query <<'EOF'
#!/bin/sh
for p; do :; done
[ "$p" = there ] && printf installed
EOF
printf '#!/bin/sh\necho "apt-get $*" >>"%s/apt"\n' "$TMP" >deb/apt-get
printf '#!/bin/sh\necho ${FAKE_UID:-0}\n' >deb/id
chmod +x deb/*
ln -s "$(command -v env)" "$(command -v sh)" deb/
deps() { env -i PATH="$TMP/deb" FAKE_UID="${FAKE_UID:-0}" sh "$scripts/deps.sh" "$@"; }

run deps there
test_ok 'nothing is missing: nothing is said or done' 'status 0 && [ ! -s "$OUT" ] && [ ! -e apt ]'
run deps there wanted also
test_ok 'only what is missing is installed, without an update' 'status 0 &&
	out_has "^deps: installing wanted also$" && grep -q "install .* wanted also$" apt &&
	! grep -q there apt && ! grep -q update apt'
rm apt
FAKE_UID=1000 run deps wanted
test_ok 'not root and no sudo: one line with the packages' \
	'refuses "^deps: as root: apt-get install wanted$" && [ ! -e apt ]'
cat >deb/apt-get <<EOF
#!/bin/sh
echo "apt-get \$*" >>"$TMP/apt"
[ "\$1" = update ] && : >"$TMP/updated"
[ -e "$TMP/updated" ]
EOF
run deps wanted
test_ok 'packages that are not known yet: an update first' 'status 0 && grep -q "^apt-get update" apt'
rm deb/dpkg-query
run deps wanted
test_ok 'no Debian: said, and gone on' 'status 0 && err_has "not a Debian system.* wanted$"'

test_done
