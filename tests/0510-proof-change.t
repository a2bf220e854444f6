#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# teardown audit on a fix that no rule knows: it is proved by its own hunks, of which it
# has two, in foo_create() and foo_write(). Each series of mainline had the bug and did
# with it what stands there; v4.1 is older than the file.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/history.sh"
. "$ROOT/tests/proof/branch.sh"

mkdir rules
printf '/// None.\n// Confidence: High\n' >rules/none.cocci
export TEARDOWN_RULES="$TMP/rules"

cat >bug.c <<'END'
// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/slab.h>

static struct foo *foo_create(struct device *dev)
{
	struct foo *foo;

	foo = kzalloc(sizeof(foo), GFP_KERNEL);
	if (!foo)
		return NULL;
	foo->dev = dev;
	return foo;
}

static int foo_read(struct foo *foo, void *buf, size_t len)
{
	if (!foo->on)
		return -EIO;
	return foo_transfer(foo, buf, len, FOO_READ);
}

static int foo_write(struct foo *foo, void *buf, size_t len)
{
	if (!foo->on)
		return -EIO;
	return foo_transfer(foo, buf, len, FOO_WRITE);
}

static void foo_destroy(struct foo *foo)
{
	foo->dev = NULL;
	kfree(foo);
}
END
create() { sed 's/sizeof(foo)/sizeof(*foo)/'; }
write() { sed 's/^\(.*\)return foo_transfer(\(.*\)FOO_WRITE/\1if (len > FOO_MAX)\n\1\1return -EINVAL;\n&/'; }
create <bug.c >half.c
write <half.c >fixed.c
sed 's/foo->dev = NULL;/put_device(foo->dev);/' bug.c >other.c
# Other lines above, between and around the hunks; another name of a function.
sed 's,^#include <linux/slab.h>,&\n#include <linux/old.h>\n\n#define OLD 1,
	s/struct device \*dev/struct old_device *dev/; s/if (!foo)/if (unlikely(!foo))/
	s/->on)/->state != ON)/' bug.c >drift.c
create <drift.c | write >drift-fixed.c
create <drift.c >drift-half.c
sed 's/foo_create/foo_new/' bug.c >named.c
create <named.c | write >named-fixed.c
sed 's/sizeof(\*foo), /sizeof( *foo ),/; s/(len > /( len >  /; s/^	*return -EINVAL/    &/' fixed.c >blanks.c
# Written anew: neither what the fix takes away nor what it brings.
sed 's/kzalloc(sizeof(foo), GFP_KERNEL)/kzalloc_obj(*foo)/
	/^static int foo_write/,/^}/ { s/return -EIO/return foo_off(foo)/; s/foo_transfer(.*/foo_put(foo, buf, len);/; }' bug.c >anew.c
sed 's/kzalloc(sizeof(\*foo), GFP_KERNEL)/kzalloc_obj(*foo)/
	/^static int foo_write/,/^}/ { s/return -EIO/return foo_off(foo)/; s/foo_transfer(.*/foo_put(foo, buf, len);/
		s/len > FOO_MAX/foo_too_long(foo, len)/; }' fixed.c >later.c

{
	cat <<'END'
branch master
at 2019-01-01
file other.c int other;
commit base The beginning
release v4.1
file drivers/foo/foo.c <bug.c
commit bug foo: a new driver
END
	for n in 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do
		echo "release v4.$n"
	done
	cat <<'END'
file drivers/foo/foo.c <fixed.c
commit fix foo: mend it
	It was too small, and so was what it took.
release v5.1-rc1
at 2019-06-01

# older than the file
branch linux-4.1.y v4.1
release v4.1.1

# backported
branch linux-4.2.y v4.2
file drivers/foo/foo.c <fixed.c
commit - foo: mend it
	commit {fix} upstream.
release v4.2.1

# another line of the file, under its name
branch linux-4.3.y v4.3
file drivers/foo/foo.c <other.c
commit - foo: mend it
	commit {fix} upstream.
release v4.3.1

# nothing said, and other code around it
branch linux-4.4.y v4.4
file drivers/foo/foo.c <drift.c
commit - foo: be old
release v4.4.1
file drivers/foo/foo.c <drift-fixed.c
commit silent foo: tidy up
release v4.4.2
release v4.4.3

# one hunk of two
branch linux-4.5.y v4.5
file drivers/foo/foo.c <half.c
commit - foo: mend it
	commit {fix} upstream.
release v4.5.1

# other code around it
branch linux-4.6.y v4.6
file drivers/foo/foo.c <drift.c
commit - foo: be old
file drivers/foo/foo.c <drift-fixed.c
commit - foo: mend it
	commit {fix} upstream.
release v4.6.1

# other blanks
branch linux-4.7.y v4.7
file drivers/foo/foo.c <blanks.c
commit - foo: mend it
	commit {fix} upstream.
release v4.7.1

# in another folder, with the fix
branch linux-4.8.y v4.8
file drivers/foo/foo.c
file drivers/old/foo.c <bug.c
commit - foo: move
file drivers/old/foo.c <fixed.c
commit - foo: mend it
	commit {fix} upstream.
release v4.8.1

# under another name, without it
branch linux-4.9.y v4.9
file drivers/foo/foo.c
file drivers/foo/foo-old.c <bug.c
commit - foo: rename
release v4.9.1

# both
branch moved v4.15
file drivers/foo/foo.c
file drivers/old/foo-old.c <bug.c
commit - foo: move and rename

# deleted
branch linux-4.10.y v4.10
release v4.10.1
file drivers/foo/foo.c
commit gone foo: drop it
release v4.10.2

# taken back, without a word
branch linux-4.11.y v4.11
file drivers/foo/foo.c <fixed.c
commit - foo: mend it
	commit {fix} upstream.
release v4.11.1
file drivers/foo/foo.c <bug.c
commit back foo: tidy up
release v4.11.2

# written anew
branch linux-4.12.y v4.12
file drivers/foo/foo.c <anew.c
commit - foo: write it anew
release v4.12.1

# never
branch linux-4.13.y v4.13
release v4.13.1

# nothing said, one hunk after the other
branch linux-4.14.y v4.14
file drivers/foo/foo.c <half.c
commit - foo: tidy up
release v4.14.1
file drivers/foo/foo.c <fixed.c
commit second foo: tidy up more
release v4.14.2

# another name of the function
branch linux-4.15.y v4.15
file drivers/foo/foo.c <named.c
commit - foo: another name
file drivers/foo/foo.c <named-fixed.c
commit - foo: mend it
	commit {fix} upstream.
release v4.15.1

# a part taken back
branch linux-4.16.y v4.16
file drivers/foo/foo.c <fixed.c
commit - foo: mend it
	commit {fix} upstream.
release v4.16.1
file drivers/foo/foo.c <half.c
commit - foo: tidy up
release v4.16.2

# all taken back, and a part backported again
branch linux-4.17.y v4.17
file drivers/foo/foo.c <drift-fixed.c
commit - foo: tidy up
release v4.17.1
file drivers/foo/foo.c <bug.c
commit - foo: tidy up more
release v4.17.2
file drivers/foo/foo.c <half.c
commit - foo: mend it
	commit {fix} upstream.
release v4.17.3

# a tree that never had the file
branch vendor
file other.c int other;
commit - Import of another tree
END
} >repo.spec
history repo <repo.spec
audited -C repo --branch 'linux-4.?.y' --branch 'linux-4.1[0-5].y' --branch vendor "$fix"
test_ok 'proved by its own hunks' 'status 1 && proof_is <<END
mainline carries v5.1-rc1.. fixed v5.1-rc1
4.15.y carries v4.15.1.. fixed v4.15.1
4.14.y carries v4.14.2.. fixed v4.14.2 claimed missing
4.13.y missing - has-bug v4.13.1 foo_create foo_write
4.12.y missing - unclear v4.12.1
4.11.y reverted v4.11.1..v4.11.2 has-bug v4.11.2 foo_create foo_write claimed carries
4.10.y not-affected - absent v4.10.2 claimed missing
4.9.y missing - has-bug v4.9.1 foo_create foo_write
4.8.y carries v4.8.1.. fixed v4.8.1
4.7.y carries v4.7.1.. fixed v4.7.1
4.6.y carries v4.6.1.. fixed v4.6.1
4.5.y partial - partial v4.5.1 foo_write claimed carries
4.4.y carries v4.4.2.. fixed v4.4.3 claimed missing
4.3.y missing - has-bug v4.3.1 foo_create foo_write claimed carries
4.2.y carries v4.2.1.. fixed v4.2.1
4.1.y not-affected - absent v4.1.1 claimed missing
vendor unknown - absent -
END'
test_ok 'by the change itself' \
	'json "{b[\"proof\"][\"by\"] for b in d[\"fixes\"][0][\"branches\"] if b[\"proof\"][\"state\"] != \"absent\"} == {\"change\"}"'
test_ok 'a broken backport: the note names functions and lines' \
	'broken_on 4.3.y foo_create foo.c:9 && broken_on 4.3.y foo_write foo.c:2'
test_ok 'one hunk of two: the note names the function left' 'note_on 4.5.y "left: [^;]*foo_write" && ! note_on 4.5.y "left: [^;]*foo_create"'
test_ok 'what was not said is named' "by_code 4.4.y $silent v4.4.2 && by_code 4.14.y $second v4.14.2"
test_ok 'and who took it back' \
	"on 4.11.y '\"$back\" in [e[\"commit\"] for e in b[\"evidence\"] if e[\"kind\"] == \"code\"]'"
test_ok 'a site is where the code stands on that branch' "json '
[(s[\"path\"], s[\"line\"], s[\"function\"]) for b in d[\"fixes\"][0][\"branches\"] if b[\"branch\"] == \"4.9.y\"
 for s in b[\"proof\"][\"sites\"]][0] == (\"drivers/foo/foo-old.c\", 9, \"foo_create\")'"
cp "$OUT" first.json
audited -C repo --branch 4.16.y --branch 4.17.y "$fix"
test_ok 'a part taken back: the other is left' 'on 4.16.y "b[\"verdict\"] == b[\"proof\"][\"state\"] == \"partial\" and
	b[\"intervals\"] == [{\"from\": \"v4.16.1\", \"until\": \"v4.16.2\"}]"'
test_ok 'releases that have the bug are in no interval' 'on 4.17.y "b[\"verdict\"] == b[\"proof\"][\"state\"] == \"partial\" and
	b[\"intervals\"] == [{\"from\": \"v4.17.1\", \"until\": \"v4.17.2\"}]"'
audited -C repo --branch moved "$fix"
test_ok 'in another folder and under another name: the bug is there all the same' \
	'on moved "b[\"verdict\"] == \"missing\" and b[\"proof\"][\"sites\"][0][\"path\"] == \"drivers/old/foo-old.c\""'
audited -C repo --branch 'linux-4.?.y' --branch 'linux-4.1[0-5].y' --branch vendor "$fix"
test_ok 'a second run says the same' 'cmp -s first.json "$OUT"'
SPATCH=/nowhere/spatch
export SPATCH
audited -C repo --branch 'linux-4.2.y' "$fix"
test_ok 'no spatch is needed for that' "on 4.2.y 'b[\"proof\"][\"state\"] == \"fixed\"'"
unset SPATCH

# Two files, one of them a header that came later; and what is changed once more later.
cat >a.c <<'END'
int a_size(struct a *a)
{
	return sizeof(a);
}
END
cat >a.h <<'END'
#define A_FIRST 0
#define A_MAX 10
#define A_LAST 20
END
sed 's/sizeof(a)/sizeof(*a)/' a.c >a-fixed.c
sed 's/A_MAX 10/A_MAX 16/' a.h >a-fixed.h
sed 's/sizeof(.*)/a_real_size(a, A_MAX)/' a.c >a-later.c
history two <<'END'
branch master
at 2019-01-01
file a.c <a.c
file foo.c <bug.c
commit base The beginning
release v4.19
file a.h <a.h
commit - a: a header
release v4.20
release v5.0
file a.c <a-fixed.c
file a.h <a-fixed.h
commit fix a: mend it
file foo.c <fixed.c
commit foo foo: mend it
release v5.1-rc1
release v5.1
file a.c <a-later.c
commit - a: another way
file foo.c <later.c
commit - foo: another way
release v5.2
at 2019-06-01

branch linux-5.0.y v5.0
file a.c <a-fixed.c
commit - a: mend it
	commit {fix} upstream.
release v5.0.1

branch linux-4.20.y v4.20
release v4.20.1

branch linux-4.19.y v4.19
file a.c <a-fixed.c
commit - a: mend it
	commit {fix} upstream.
release v4.19.1
END
audited -C two "$fix"
test_ok 'one file of two; a file that came later' 'status 1 &&
	on 5.0.y "b[\"verdict\"] == \"partial\" and b[\"claim\"] == \"carries\" and
		[s[\"path\"] for s in b[\"proof\"][\"sites\"] if s[\"state\"] == \"has-bug\"] == [\"a.h\"]" &&
	note_on 5.0.y "a\.h" &&
	on 4.20.y "b[\"verdict\"] == \"missing\" and b[\"proof\"][\"state\"] == \"has-bug\"" &&
	on 4.19.y "b[\"verdict\"] == \"carries\" and b[\"proof\"][\"state\"] == \"fixed\""'
test_ok 'changed once more later: it is no revert' 'on mainline "b[\"verdict\"] == \"carries\""'
audited -C two "$foo"
test_ok 'likewise where nothing of it is left as it was' \
	'on mainline "b[\"verdict\"] == \"carries\" and b[\"first_release\"] == \"v5.1-rc1\" and
		b[\"intervals\"] == [{\"from\": \"v5.1-rc1\", \"until\": None}]"'

test_done
