#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What README shows first is what the program prints, and `make demo` goes as told.
. "$(dirname "$0")/lib.sh"

export TEARDOWN_RULES="$ROOT/cocci"
demo() { TEARDOWN=$TEARDOWN sh "$ROOT/tests/demo.sh"; }

run demo
test_ok 'the demonstration ends well' 'status 0 && out_has "^no findings$"'
test_ok 'both places are found' '[ "$(grep -c "^drivers/base/dd.c:[0-9]*:[0-9]*: " "$OUT")" -eq 2 ]'
test_ok 'nothing right is reported' 'out_lacks "^drivers/demo/.*:[0-9]"'

# The blocks between ``` lines of README.md: a finding, an audit, a sweep.
block() { awk -v n="$1" '/^```/ { k++; next } k == 2 * n - 1' "$ROOT/README.md"; }
block 1 >shown
block 2 >audited
block 3 >swept
cat >holds.py <<'EOF'
import sys
shown, printed = (open(p).read() for p in sys.argv[1:])
sys.exit(not (shown.strip() and shown in printed))
EOF
test_ok "README's finding is printed so" '/usr/bin/python3 holds.py shown "$OUT"'
test_ok "README's audit is printed so" '/usr/bin/python3 holds.py audited "$OUT"'
test_ok "README's sweep is printed so" '/usr/bin/python3 holds.py swept "$OUT"'
test_ok 'a backport that mends nothing is told' 'out_has "^ *broken backport: .*4\.19\.1"'
test_ok 'a fix that no message names is told' 'out_has "^  4\.14\.y +carries .* code$"'
test_ok 'revisions are checked without a checkout' '[ "$(grep -c "^v4\.19[.0-9]*:drivers/base/dd.c:" "$OUT")" -eq 4 ]'
test_ok 'what the branch lacks is told' 'out_has "^4.12.y lacks 1 fix "'

test_done
