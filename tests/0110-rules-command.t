#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown rules: the list, the explanation of one rule, JSON, bad rules.
. "$(dirname "$0")/lib.sh"

mkdir rules
cat >rules/first_thing.cocci <<'EOF'
// SPDX-License-Identifier: GPL-2.0
/// The first thing goes wrong.
/// It does so in more words.
///
// Confidence: High
// Comments: False positives: a path that cannot be taken.
// Options: --no-includes
// Keywords: first
// Fixed-by: 376991db4b6464e906d699ef07681e2ffa8ab08c driver core: Postpone DMA tear-down until after devres release
// Fixed-by: 0b777eee88d7
// Introduced-by: 09515ef5ddad71c7820e5e428da418b709feeb26 of/acpi: Configure
// Teardown: gone(dev)
// Teardown: set_ops(dev, NULL)
// Teardown: dev->ops = NULL
// Teardown: kfree(dev->map)
// Release: .remove
// Release: .probe
// Configure: ->configure(dev)
// Managed: dmam_*(dev)
// Wrong:
//	gone(dev);
//	released(dev);
// Right:
//	released(dev);
//	if (x)
//		gone(dev);

virtual report
EOF
cat >rules/second.cocci <<'EOF'
/// The second one.
// Confidence: Low
// Default: off
EOF
export TEARDOWN_RULES="$TMP/rules"

cat >expected <<'EOF'
RULE         CONFIDENCE  DEFAULT  FIXES
first_thing  High        on       376991db4b64 0b777eee88d7
    The first thing goes wrong.
second       Low         off      -
    The second one.
EOF
run teardown rules
test_ok 'the list' 'status 0 && err_lines 0 && out_is <expected'

cat >expected <<'EOF'
first_thing: High confidence, on by default

    The first thing goes wrong. It does so in more words.

Wrong
    gone(dev);
    released(dev);

Right
    released(dev);
    if (x)
            gone(dev);

Fixed upstream by
    376991db4b64 driver core: Postpone DMA tear-down until after devres release
    0b777eee88d7

Introduced by
    09515ef5ddad of/acpi: Configure

Takes down what devres stands on
    gone(), set_ops() with NULL, NULL stored in its ops, kfree() of its map

Releases devres
    the return from .remove, a failing .probe

Sets the same up again
    a call through ->configure

Allocates managed memory that stands on it
    any dmam_*()

What it gets wrong
    False positives: a path that cannot be taken.

The rule
EOF
echo "    $TMP/rules/first_thing.cocci" >>expected
run teardown rules first_thing
test_ok 'the explanation of one' 'status 0 && err_lines 0 && out_is <expected'

run teardown rules second
test_ok 'a rule that says little is explained too' \
	'status 0 && out_has "^second: Low confidence, off by default$" && out_lacks "^Wrong"'

run teardown rules third
test_ok 'an unknown rule: one line with the known ones' \
	'status 2 && [ ! -s "$OUT" ] && err_lines 1 &&
	err_has "^teardown: rules: unknown rule third; known: first_thing, second$"'

run teardown rules first_thing second
test_ok 'two at a time are refused' 'status 2 && err_lines 1 && err_has "not also second"'

run teardown rules --format=json
test_ok 'JSON of all' 'status 0 && json "
	[r[\"rule\"] for r in d[\"rules\"]] == [\"first_thing\", \"second\"] and
	d[\"rules\"][0][\"fixes\"][0][\"id\"] == \"376991db4b6464e906d699ef07681e2ffa8ab08c\" and
	d[\"rules\"][0][\"fixes\"][1] == {\"id\": \"0b777eee88d7\", \"subject\": \"\"} and
	d[\"rules\"][0][\"introduced_by\"][0][\"subject\"] == \"of/acpi: Configure\" and
	d[\"rules\"][0][\"on_by_default\"] is True and d[\"rules\"][1][\"on_by_default\"] is False and
	d[\"rules\"][1][\"confidence\"] == \"Low\""'
test_ok 'JSON of the vocabulary' 'json "
	[(v[\"word\"], v[\"name\"]) for v in d[\"rules\"][0][\"vocabulary\"]] == [
	(\"teardown\", \"gone\"), (\"teardown\", \"set_ops\"), (\"teardown\", \"ops\"),
	(\"teardown\", \"kfree\"), (\"release\", \"remove\"), (\"release\", \"probe\"),
	(\"configure\", \"configure\"), (\"managed\", \"dmam_\")]"'
run teardown rules --format=json second
test_ok 'JSON of one' 'status 0 && json "[r[\"rule\"] for r in d[\"rules\"]] == [\"second\"]"'
run teardown rules --format=yaml
test_ok 'an unknown format' 'status 2 && err_lines 1 &&
	err_has "unknown --format=yaml; known: text, json$"'

# What a rule says is outside text.
mkdir hostile
printf '/// A\033[2Jb \377 c.\n// Confidence: Low\n' >hostile/x.cocci
TEARDOWN_RULES=$TMP/hostile run teardown rules
test_ok 'control characters do not reach the terminal' \
	'status 0 && ! LC_ALL=C grep -q "$(printf "[\033\377]")" "$OUT"'
TEARDOWN_RULES=$TMP/hostile run teardown rules --format=json
test_ok 'JSON stays JSON with bytes that are no UTF-8' 'status 0 && json "len(d[\"rules\"]) == 1"'

mkdir bad empty
printf '/// A.\n// Confidence: Low\n// Teardown: gone\n' >bad/x.cocci
TEARDOWN_RULES=$TMP/bad run teardown rules
test_ok 'a bad rule: file, line, what is expected' 'status 2 && err_lines 1 &&
	err_has "/bad/x.cocci:3: expected a pattern such as name\(dev\), got .gone.$"'
TEARDOWN_RULES=$TMP/empty run teardown rules
test_ok 'a folder without rules' 'status 2 && err_lines 1 && err_has "no rule \(\*\.cocci\) in it$"'
TEARDOWN_RULES=$TMP/nowhere run teardown rules
test_ok 'no folder' 'status 2 && err_lines 1 &&
	err_has "TEARDOWN_RULES names .*/nowhere, which is no folder$"'

# The rules that we ship.
unset TEARDOWN_RULES
for rule in "$ROOT"/cocci/*.cocci; do
	name=$(basename "$rule" .cocci)
	TEARDOWN_RULES=$ROOT/cocci run teardown rules "$name"
	test_ok "$name is explained whole, in 80 columns" 'status 0 &&
		out_has "^Wrong$" && out_has "^Right$" && out_has "^Takes down" &&
		out_has "^Releases devres$" && out_has "^What it gets wrong$" &&
		! grep -q ".\{80\}" "$OUT"'
done
TEARDOWN_RULES=$ROOT/cocci run teardown rules
test_ok 'the list of ours fits 80 columns' 'status 0 && ! grep -q ".\{80\}" "$OUT"'

test_done
