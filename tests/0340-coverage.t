#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Coverage as a part of the answer: what is counted, what is told as not parsed or not
# seen, and what parses although spatch alone would lose it.
. "$(dirname "$0")/lib.sh"

command -v spatch >/dev/null || skip_all 'no spatch'
export TEARDOWN_RULES="$ROOT/cocci"

body='{
	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
}'
count() { json "(d['coverage']['files'], d['coverage']['candidates'], d['coverage']['functions']) == ($1)"; }
complete() { json "d['coverage']['complete'] and not d['coverage']['unparsed'] and not d['coverage']['unseen']"; }

# Counts.
mkdir counts
echo 'int none;' >counts/none.c
echo 'static int none(void) { return 0; }' >counts/none.h
printf 'static void a(struct device *dev)\n%s\nstatic void b(void)\n{\n}\n' "$body" >counts/a.c
printf 'not C at all' >counts/notes.txt
run teardown -C counts check --format=json .
test_ok 'files, those that could match, their functions' 'status 1 && count "3, 1, 2" && complete'
run teardown -C counts check .
test_ok 'in words' 'out_has "3 files, 1 could match, 2 functions, 2 seen"'
echo 'static void c(struct device *dev) { /* arch_teardown_dma_ops(dev) */ }' >counts/c.c
run teardown -C counts check --format=json c.c
test_ok 'functions of a file are not counted twice, over several rules' 'count "1, 1, 1" || count "1, 0, 0"'

# What 6.12 uses and spatch 1.1.1 does not know.
cat >modern.c <<'END'
static int one(struct device *dev)
{
	struct foo *foo __free(kfree) = kzalloc(sizeof(*foo), GFP_KERNEL);

	scoped_guard(mutex, &dev->mutex) {
		if (dev->foo)
			return 0;
	}
	scoped_cond_guard(mutex_intr, return -EINTR, &dev->mutex) {
		dev->foo = no_free_ptr(foo);
	}
	return 0;
}

static void two(struct device *dev)
{
	guard(mutex)(&dev->mutex);
	kfree(dev->foo);
}

static void three(struct device *dev)
{
	kfree(dev->bar);
	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
}

DEFINE_FREE(foo, struct foo *, if (_T) foo_put(_T))
EXPORT_SYMBOL_NS_GPL(three, "FOO");
END
run teardown check --format=json modern.c
test_ok 'guards and __free() parse; what stands behind is found' \
	'status 1 && complete && count "1, 1, 3" && json "[f[\"function\"] for f in d[\"findings\"]] == [\"three\"]"'
run teardown check --strict --confidence=high -r dma_owner_before_devres modern.c
test_ok 'all was seen: --strict is content' 'status 0'

# What nobody can parse.
cat >lost.c <<'END'
static void first(struct device *dev)
{
	devres_release_all(dev);
	dev-> = ;
}

static void second(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
}

static void third(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	int = 3;
}
END
run teardown check --format=json lost.c
test_ok 'lost functions are told by name and line' \
	'json "[(u[\"function\"], u[\"line\"]) for u in d[\"coverage\"][\"unparsed\"]] == [(\"first\", 1), (\"third\", 13)] and
		not d[\"coverage\"][\"complete\"]"'
test_ok 'what stands between them is found' 'status 1 && json "[f[\"function\"] for f in d[\"findings\"]] == [\"second\"]"'
run teardown check --format=terse lost.c
test_ok 'terse says so on stderr or not at all, never as a finding' '[ "$(wc -l <"$OUT")" -eq 1 ]'
run teardown check lost.c
test_ok 'text: by name' 'out_has "not parsed: lost\.c:1: first\(\)" && out_has "not parsed: lost\.c:13: third\(\)" &&
	out_has "3 functions, 1 seen" && out_has "not everything was seen"'
run teardown -q check lost.c
test_ok 'text: also with -q' 'out_has "not parsed: lost\.c:1: first\(\)"'
run teardown check --format=sarif lost.c
test_ok 'sarif: as notifications' 'json "any(\"lost.c\" in str(n) for i in d[\"runs\"][0][\"invocations\"] for n in i[\"toolExecutionNotifications\"])"'
run teardown check --format=html lost.c
test_ok 'html: by name' 'out_has "third"'
for i in $(seq 20); do
	printf 'static void lost_%s(struct device *dev)\n{\n\tdevres_release_all(dev);\n\tset_dma_ops(dev, NULL);\n\tno ( C;\n}\n\n' "$i"
done >many.c
run teardown check many.c
test_ok 'many: the first few and their number' '[ "$(grep -c "not parsed: many" "$OUT")" -lt 20 ] && out_has "more \(-v lists them\)"'
run teardown -v check many.c
test_ok 'many: all of them with -v' '[ "$(grep -c "not parsed: many" "$OUT")" -eq 20 ]'

# A time-out.
cat >slow <<'END'
#!/bin/sh
case " $* " in *' --version '*) exec spatch --version ;; esac
sleep 100
END
chmod +x slow
run env SPATCH="$TMP/slow" "$TEARDOWN" check --no-cache --timeout=1 -r dma_ops_before_devres --format=json counts/a.c
test_ok 'a time-out is told, and what the program reads itself is found all the same' \
	'status 1 && json "d[\"coverage\"][\"timeouts\"] == [\"counts/a.c\"] and
		[(u[\"path\"], u[\"why\"]) for u in d[\"coverage\"][\"unseen\"]] == [(\"counts/a.c\", \"timeout\")] and
		not d[\"coverage\"][\"complete\"] and [f[\"function\"] for f in d[\"findings\"]] == [\"a\"]"'
printf 'static void quiet(struct device *dev)\n{\n\tdevres_release_all(dev);\n\tarch_teardown_dma_ops(dev);\n}\n' >quiet.c
run env SPATCH="$TMP/slow" "$TEARDOWN" check --no-cache --timeout=1 --strict quiet.c
test_ok 'a time-out with --strict: exit status 3' 'status 3 && out_has "not seen: quiet\.c: timeout"'
run teardown check --strict quiet.c
test_ok 'a time-out is not kept: with a quicker spatch all is seen' 'status 0'

# The cache keeps coverage too.
run teardown check lost.c
cp "$OUT" before
run teardown check lost.c
test_ok 'from the cache: the same functions are told' 'cmp "$OUT" before'
sed -i 's/dev-> = ;//; s/int = 3;//' lost.c
run teardown check --format=json lost.c
test_ok 'a mended file is seen whole' 'complete && count "1, 1, 3"'

test_done
