#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The rules in the kernel's own `make coccicheck`, from outside the tree and put into it: every
# rule in every mode, without an error, and the lines that were judged.
. "$(dirname "$0")/../lib.sh"
. "$ROOT/tests/kernel/trees.sh"
need_trees

some_of 6.12 k drivers/base drivers/amba
bus=bus_teardown_before_devres
owner=dma_owner_before_devres

ours() { run make -s -C "$ROOT" coccicheck KDIR="$TMP/k" "$@"; }
at() { echo "$1:$(line_of "k/$1" "$2" "$3")"; }

# path:line of each judged place that a rule sees by itself, by rule and folder.
expected()
{
	case $1:$2 in
	$bus:drivers/base)
		at drivers/base/auxiliary.c auxiliary_bus_probe dev_pm_domain_detach
		at drivers/base/auxiliary.c auxiliary_bus_remove dev_pm_domain_detach
		at drivers/base/platform.c platform_probe dev_pm_domain_detach
		at drivers/base/platform.c platform_remove dev_pm_domain_detach ;;
	$bus:drivers/amba)
		behind drivers/amba/bus.c 'amba_put_disable_pclk.pcdev.;' 2
		behind drivers/amba/bus.c 'dev_pm_domain_detach.dev, true.;' 2 ;;
	$owner:drivers/base)
		behind drivers/base/dd.c '[>]dma_cleanup.dev.;' 3 ;;
	esac
}

# The last N lines of a file that match.
behind() { grep -n "$2" "k/$1" | tail -n "$3" | sed "s|^\([0-9]*\):.*|$1:\1|"; }

# path:line of what a mode printed. Context mode marks lines in a diff against nothing.
reported()
{
	case $1 in
	report) sed -n 's|^\(\./\)\{0,1\}\([^ :]*\.[ch]\):\([0-9]*\):[0-9].*|\2:\3|p' "$OUT" ;;
	org) sed -n 's|^\* TODO \[\[view:\(\./\)\{0,1\}\([^:]*\)::.*::linb=\([0-9]*\)::.*|\2:\3|p' "$OUT" ;;
	*) awk '/^--- / { sub(/^(\.\/|a\/)/, "", $2); path = $2; next }
		/^@@ / { line = -$2 - 1; next }
		/^\+/ { next }
		/^[- ]/ { line++; if (/^-/) print path ":" line }' "$OUT" ;;
	esac | sort
}

same()
{
	expected "$1" "$2" | sort >want
	reported "$3" >got
	diff want got >"$IN/diff"
}

for path in "$ROOT"/cocci/*.cocci; do
	rule=$(basename "$path" .cocci)
	for folder in drivers/base drivers/amba; do
		n=$(expected $rule $folder | wc -l)
		for mode in report org context patch; do
			want=$n
			[ $mode != patch ] || want=0
			ours M=$folder MODE=$mode RULES=$rule
			test_ok "$rule, $folder, $mode: no error" 'out_lacks "^EXN|xception" &&
				err_lacks "EXN|xception|failed|skipped" && err_has "^coccicheck: findings: [0-9]+, rules: 1$"'
			if [ $mode = patch ]; then
				test_ok "$rule, $folder, patch: nothing to change" 'status 0 && [ ! -s "$OUT" ]'
				continue
			fi
			test_ok "$rule, $folder, $mode: $n places" 'same $rule $folder $mode'
			[ $mode = context ] || test_ok "$rule, $folder, $mode: the exit status says so" \
				'if [ $want -eq 0 ]; then status 0; else status 2 && err_has "Error 1$"; fi'
		done
	done
done

# A bug put in: all the modes speak of it. (make turns the script's 1 into 2.)
rule=dma_ops_before_devres
perl -0pi -e 's/^(\t\t)(device_unbind_cleanup\(dev\);\n\t\tdevice_links_driver)/$1arch_teardown_dma_ops(dev);\n$1devres_release_all(dev);\n$1$2/m' \
	k/drivers/base/dd.c
expected() { at drivers/base/dd.c __device_release_driver arch_teardown_dma_ops; }
for mode in report org context; do
	ours M=drivers/base MODE=$mode RULES=$rule
	test_ok "a bug put in is seen in mode $mode" 'same $rule drivers/base $mode'
done
ours M=drivers/base MODE=patch RULES=$rule
test_ok 'a bug put in is mended in mode patch' 'status 2 && err_has "Error 1$" &&
	patch -s -p1 -d k <"$OUT" &&
	[ "$(grep -A1 "^		devres_release_all.dev" k/drivers/base/dd.c | tail -n 1)" = \
	  "		arch_teardown_dma_ops(dev);" ]'
ours M=drivers/base MODE=report RULES=$rule
test_ok 'and is gone then' 'status 0 && [ ! -s "$OUT" ]'

# Put into the tree, beside a few of the kernel's own rules. Those that need an OCaml compiler,
# which Debian's coccinelle does without, are in other folders.
for folder in k/scripts/coccinelle/*/; do
	case $folder in */free/ | */iterators/) ;; *) rm -r "$folder" ;; esac
done
run make -s -C "$ROOT" install-rules KDIR="$TMP/k"
test_ok 'make install-rules' 'status 0 && err_has "^install-rules: $(ls "$ROOT"/cocci/*.cocci | wc -l) rules" ||
	out_has "^install-rules: $(ls "$ROOT"/cocci/*.cocci | wc -l) rules"'
run make -s -C k coccicheck MODE=report M=drivers/amba
test_ok "the kernel's make coccicheck runs them all" 'status 0 && ! grep -q EXN "$OUT" "$ERR" &&
	[ "$(grep -c -- "--cocci-file .*/devres/" "$OUT")" -eq "$(ls "$ROOT"/cocci/*.cocci | wc -l)" ] &&
	[ "$(grep -c -- "--cocci-file .*/free/" "$OUT")" -gt 3 ]'
expected() { behind drivers/amba/bus.c 'amba_put_disable_pclk.pcdev.;' 2
	behind drivers/amba/bus.c 'dev_pm_domain_detach.dev, true.;' 2; }
test_ok 'and its lines are ours' 'same all drivers/amba report'
test_done
