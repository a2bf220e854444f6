#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# install-rules.sh KDIR RULE.cocci…: puts the rules where `make coccicheck` of the
# kernel tree finds them.
set -u

fail()
{
	echo "install-rules: $*" >&2
	exit 2
}

kdir=${1:-}
[ $# -eq 0 ] || shift
[ -n "$kdir" ] || fail 'name a kernel tree: make install-rules KDIR=<tree>'
[ -d "$kdir" ] || fail "$kdir: no such folder"
if ! grep -q '^VERSION = ' "$kdir/Makefile" 2>/dev/null || [ ! -d "$kdir/scripts/coccinelle" ]; then
	fail "$kdir is not a kernel tree"
fi

to=$kdir/scripts/coccinelle/devres
mkdir -p "$to" 2>/dev/null && [ -w "$to" ] || fail "$to: cannot be written to"
for rule; do
	install -m 644 "$rule" "$to/" 2>/dev/null || fail "$to/$(basename "$rule"): cannot be written"
done
echo "install-rules: $# rules in $to"
