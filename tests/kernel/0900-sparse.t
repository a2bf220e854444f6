#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The second opinion on 6.1 and 6.12, as defconfig makes them: what sparse's form of the code shows
# is what the source shows, and bugs put into drivers/base/dd.c are told, or refuted with a reason.
. "$(dirname "$0")/../lib.sh"
. "$ROOT/tests/kernel/trees.sh"
need_trees
command -v sparse >/dev/null || skip_all 'no sparse'

FOLDERS='drivers/base drivers/amba drivers/bus drivers/iommu drivers/i2c drivers/spi
	drivers/soundwire drivers/mmc/core drivers/rpmsg'

configured()
{
	make -s -C "$(tree "$1")" O="$TMP/$1" defconfig >"$1.log" 2>&1 &&
		make -s -j4 -C "$TMP/$1" prepare modules_prepare >>"$1.log" 2>&1
}

agreed() { TEARDOWN=$TEARDOWN /usr/bin/python3 "$KERNEL_TESTS/agreement.py" "$(tree "$1")" "$TMP/$1" $FOLDERS >agreed; }
files() { [ "$(sed -n 's/^files\t//p' agreed)" -ge "$1" ]; }
only() { cut -f1 agreed | grep -Ev "^($1|files)\$" | sort -u | diff /dev/null - >&2; }
both() { grep -c '^both' agreed | grep -qx "$1"; }

# Kbuild's checker in the compiler's place: nothing is compiled.
checked()
{
	make -k -C "$TMP/$1" C=2 CHECK="$2" 'rule_cc_o_c=$(call cmd,checksrc)' cmd_ar_builtin=: \
		drivers/base/ >/dev/null 2>"$3"
}
passed_through()
{
	checked "$1" sparse plain && checked "$1" "$TEARDOWN sparse" ours &&
		! diff plain ours | grep '^<' >&2
}

# Flags of dd.c, NUL behind each, as kbuild gives them; here it is looked at in changed copies.
cat >keep <<'EOF2'
#!/bin/sh
case ${*##* } in
*) printf '%s\0' "$@" >"$KEEP" ;;
esac
EOF2
chmod +x keep
kept()
{
	KEEP=$TMP/$1.flags make -C "$TMP/$1" C=2 CHECK="$TMP/keep" \
		'rule_cc_o_c=$(call cmd,checksrc)' drivers/base/dd.o >/dev/null 2>&1
	[ -s "$1.flags" ]
}

# change VERSION SCRIPT: dd.c, changed by a python script over s, as dd.c here
change()
{
	/usr/bin/python3 -c 'import json, os, sys
tree, build, flags, script = sys.argv[1:]
s = before = open(tree + "/drivers/base/dd.c").read()
scope = {"s": s}
exec(script, scope)
assert scope["s"] != before or not script
open("dd.c", "w").write(scope["s"])
words = [w.decode() for w in open(flags, "rb").read().split(b"\0")[:-1]]
json.dump([{"directory": build, "file": os.path.abspath("dd.c"),
            "arguments": ["gcc"] + words[:-1] + ["-I" + tree + "/drivers/base", "-c", os.path.abspath("dd.c")]}],
          open("compile_commands.json", "w"))' "$(tree "$1")" "$TMP/$1" "$TMP/$1.flags" "$2"
}
asked() { run teardown check --confirm --format=json dd.c; }
looked() { run /usr/bin/python3 -c 'import json, os, sys
c = json.load(open("compile_commands.json"))[0]
words = [w for w in c["arguments"][1:] if w != "-c"]
os.chdir(c["directory"])
os.execv(sys.argv[1], [sys.argv[1], "sparse"] + words)' "$TEARDOWN"; }
told() { grep -c '\[dma_ops_before_devres\]$' "$ERR" | grep -qx "$1"; }

ORDER='	devres_release_all(dev);
	arch_teardown_dma_ops(dev);
'
swap() { printf 's = s.replace("""%s""", """%s""")' "$ORDER" "$1"; }

for v in 6.1 6.12; do
	test_ok "$v: a defconfig build can be prepared" "configured $v"
	test_ok "$v: what both see agrees" "agreed $v && files 60 && only 'both|check'"
	test_ok "$v: both find the platform and auxiliary bus" 'both 4'
	test_ok "$v: the source alone finds what is not compiled" \
		'! grep "^check" agreed | grep -v "not compiled in this configuration" >&2'
	test_ok "$v: sparse'\''s own warnings pass unchanged" "passed_through $v"
	test_ok "$v: the flags of dd.c" "kept $v"
	change $v ''
	test_ok "$v: dd.c as it is: nothing" 'looked && status 0 && told 0'
	change $v "$(swap '	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
')"
	test_ok "$v: the two calls swapped: told once" 'looked && status 0 && told 1'
	test_ok "$v: confirmed, though the function is empty on x86" 'asked && status 1 &&
		json "[f[\"sparse\"] for f in d[\"findings\"]] == [{\"opinion\": \"confirmed\", \"why\":
			\"but arch_teardown_dma_ops() is an empty function in this configuration\"}]"'
	change $v "$(swap '#ifdef CONFIG_NEVER
	arch_teardown_dma_ops(dev);
#endif
	devres_release_all(dev);
')"
	test_ok "$v: behind an #ifdef: refuted" 'looked && told 0 && asked && status 0 &&
		json "\"#ifdef CONFIG_NEVER\" in d[\"findings\"][0][\"sparse\"][\"why\"]"'
	change $v "$(swap '	if (IS_ENABLED(CONFIG_NEVER))
		arch_teardown_dma_ops(dev);
	devres_release_all(dev);
')"
	test_ok "$v: behind IS_ENABLED(): refuted" 'looked && told 0 && asked && status 0 &&
		json "\"constant in this configuration\" in d[\"findings\"][0][\"sparse\"][\"why\"]"'
	change $v "$(swap '	if (dev->driver)
		arch_teardown_dma_ops(dev);
	dev_dbg(dev, "unbound");
	if (!dev->driver)
		devres_release_all(dev);
')"
	test_ok "$v: exclusive branches: nothing" 'looked && told 0'
	change $v 's = s.replace("		device_unbind_cleanup(dev);\n\n		goto re_probe;",
		"		arch_teardown_dma_ops(dev);\n\n		goto re_probe;") if "device_unbind_cleanup(dev);\n\n		goto" in s else s + "/* */"'
	test_ok "$v: torn down, then probed again: nothing" 'looked && told 0'
done
test_done
