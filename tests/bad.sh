# SPDX-License-Identifier: GPL-2.0
# What 0320 and 0325 share: a file with the bug, stand-ins for spatch, what an error looks like.

command -v spatch >/dev/null || skip_all 'no spatch'
export TEARDOWN_RULES="$ROOT/cocci"
mkdir tmp
export TMPDIR="$TMP/tmp"

fails() { status 2 && [ ! -s "$OUT" ] && err_lines 1 && err_has "^teardown: (check: )?$1"; }
nothing_left() { sleep 0.2; [ -z "$(ls -A "$TMPDIR")" ]; }

wrong()
{
	printf 'static void %s(struct device *dev)\n{\n' "$1"
	printf '\tarch_teardown_dma_ops(dev);\n\tdevres_release_all(dev);\n}\n'
}
wrong good >good.c

# fake NAME: a spatch of that name from stdin, that answers --version as the real one
fake()
{
	{
		echo '#!/bin/sh'
		echo 'case " $* " in *" --version "*) exec spatch --version ;; esac'
		cat
	} >"$1"
	chmod +x "$1"
}
