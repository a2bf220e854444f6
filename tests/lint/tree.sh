# SPDX-License-Identifier: GPL-2.0
# A small tree like a kernel's for tests of lint, behind lib.sh:
#
#	new_tree FOLDER		a repository there with one commit, tag base; then stands in it
#	change PATH FROM TO	the first line that is FROM becomes TO, in one file (sed's s,,,)
#	swap			drivers/base/dd.c in the wrong order
#	commit SUBJECT		all that changed
#	lint ARG…		runs `teardown lint --format=json ARG…`
#	lint_is <<END		whether it found that: 'PATH:LINE FUNCTION' a line, then 'change
#				PATH:LINE', 'brought SUBJECT' and 'mended SUBJECT' where told

new_tree()
{
	mkdir -p "$TMP/$1/drivers/base" "$TMP/$1/drivers/foo" "$TMP/$1/drivers/bar" &&
	cd "$TMP/$1" && git init -q -b master . || exit 2
	git config core.autocrlf false
	: >Kbuild
	echo 'VERSION = 6' >Makefile
	cat >drivers/base/dd.c <<'END'
#include <linux/device.h>

static int probe_count;

static void count_probe(void)
{
	probe_count++;
}

static void device_unbind_cleanup(struct device *dev)
{
	devres_release_all(dev);
	arch_teardown_dma_ops(dev);
	kfree(dev->p);
}

void device_release_driver(struct device *dev)
{
	count_probe();
	device_unbind_cleanup(dev);
}
END
	cat >drivers/foo/old.c <<'END'
static void old_bug(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
}

void old_use(struct device *dev)
{
	old_bug(dev);
}
END
	cat >drivers/foo/helper.c <<'END'
void foo_stop(struct device *dev)
{
	dev_info(dev, "stopped");
}

void foo_start(struct device *dev)
{
	dev_info(dev, "started");
}
END
	cat >drivers/foo/caller.c <<'END'
void foo_stop(struct device *dev);

void foo_unbind(struct device *dev)
{
	foo_stop(dev);
	devres_release_all(dev);
}
END
	cat >drivers/bar/far.c <<'END'
void bar_unbind(struct device *dev)
{
	foo_unbind_all(dev);
	devres_release_all(dev);
}
END
	git add -A && git commit -q -m base && git tag base
}

change() { sed -i "s,^$2\$,$3," "$1"; }

swap()
{
	/usr/bin/python3 - <<'END'
p = 'drivers/base/dd.c'
s = open(p).read()
a, b = '\tdevres_release_all(dev);\n', '\tarch_teardown_dma_ops(dev);\n'
assert a + b in s
open(p, 'w').write(s.replace(a + b, b + a))
END
}

commit() { git add -A && git commit -q -m "$1"; }

lint() { run timeout 60 "$TEARDOWN" lint --format=json "$@"; }

lint_is()
{
	sed 's/[[:space:]]\{1,\}/ /g; s/^ //; s/ $//; /^$/d' >"$IN/want"
	/usr/bin/python3 - "$OUT" >"$IN/got" 2>&1 <<'END'
import json, re, sys

def quoted(text):
    return re.sub(r'.*\("(.*)"\)$', r'\1', text)

for f in json.load(open(sys.argv[1]))['findings']:
    line = '%s:%d %s' % (f['path'], f['line'], f['function'])
    for p in f['related']:
        if p['kind'] == 'change':
            line += ' change %s:%d' % (p['path'], p['line'])
    for key, word in (('brought_by', 'brought'), ('mended_by', 'mended')):
        if f.get(key):
            line += ' %s %s' % (word, quoted(f[key]))
    print(line)
END
	diff "$IN/want" "$IN/got" >"$IN/diff"
}
