#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Code that is long, deep or full of jumps: found whatever spatch makes of it.
. "$(dirname "$0")/../lib.sh"

command -v spatch >/dev/null || skip_all 'no spatch'
export TEARDOWN_RULES="$ROOT/cocci"

# Functions that are long, deep or full of jumps.
many_gotos()
{
	echo 'static void many_gotos(struct device *dev, int x)'
	echo '{'
	seq 1 200 | sed 's,.*,	if (step(x\, &))\n		goto out_&;,'
	echo '	return;'
	seq 200 -1 1 | sed 's,.*,out_&:\n	undo(x\, &);,'
	printf '\tarch_teardown_dma_ops(dev); /* finding */\n\tdevres_release_all(dev);\n}\n'
}

long_function()
{
	printf 'static void long_function(struct device *dev, int x)\n{\n'
	seq 1 3000 | sed 's,.*,	x = foo_write(x\, &);,'
	printf '\tarch_teardown_dma_ops(dev); /* finding */\n'
	seq 1 3000 | sed 's,.*,	x = foo_write(x\, &);,'
	printf '\tdevres_release_all(dev);\n}\n'
}

deep_function()
{
	printf 'static void deep_function(struct device *dev, int x)\n{\n'
	seq 1 60 | sed 's,.*,	if (x > &) {,'
	printf '\tarch_teardown_dma_ops(dev); /* finding */\n'
	seq 1 60 | sed 's,.*,	},'
	printf '\tdevres_release_all(dev);\n}\n'
}

mkdir odd
many_gotos >odd/many-gotos.c
long_function >odd/long-function.c
deep_function >odd/deep-function.c
for f in many-gotos long-function deep-function; do
	echo "$(grep -n finding odd/$f.c | cut -d: -f1)" >want
	from=$(date +%s)
	run teardown check --no-cache --timeout=5 -r dma_ops_before_devres --format=json odd/$f.c
	test_ok "$f.c: found, whatever spatch makes of it" \
		'json "[f[\"line\"] for f in d[\"findings\"]] == [$(cat want)]" && [ $(($(date +%s) - from)) -lt 30 ]'
done

# A file of 5 MB, all of it functions with a word of the rules.
mkdir big
{
	printf 'static void big_wrong(struct device *dev)\n{\n'
	printf '\tarch_teardown_dma_ops(dev); /* finding */\n\tdevres_release_all(dev);\n}\n'
	seq 1 52000 | sed 's,.*,static void big_&(struct device *dev)\n{\n	foo_write(dev\, &);\n	if (dev->power)\n		foo_power(dev);\n}\n,'
} >big/big.c
run teardown -C big check --timeout=5 -r dma_ops_before_devres --format=json .
test_ok 'a file of 5 MB: found, whatever spatch makes of it' \
	'status 1 && json "[f[\"line\"] for f in d[\"findings\"]] == [3]"'

test_done
