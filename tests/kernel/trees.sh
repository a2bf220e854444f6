# SPDX-License-Identifier: GPL-2.0
# For tests of real kernels, behind tests/lib.sh:
#
#	tree 6.12		the folder of Linux 6.12, as the environment names it
#	need_trees		ends the test where one is missing
#	some_of 6.12 TO PATH…	a small tree at TO: what make and coccicheck need, and these paths
#	found RULE PATH FUNCTION	"line" for each such finding of the report in $OUT
#	line_of PATH FUNCTION RE	the first line of the function that matches, by number

KERNEL_TESTS=$ROOT/tests/kernel

tree()
{
	case $1 in
	6.1) echo "${TEARDOWN_LINUX_6_1:-/nowhere}" ;;
	6.12) echo "${TEARDOWN_LINUX_6_12:-/nowhere}" ;;
	esac
}

need_trees()
{
	for version in 6.1 6.12; do
		[ -f "$(tree $version)/drivers/base/dd.c" ] ||
			skip_all "no tree of Linux $version: make check-kernel names them"
	done
}

some_of()
{
	from=$(tree "$1") to=$2
	shift 2
	mkdir -p "$to/include/linux"
	cp -a "$from/Makefile" "$from/Kbuild" "$from/scripts" "$to/"
	cp "$from/include/linux/kconfig.h" "$from/include/linux/compiler-version.h" "$to/include/linux/"
	for path in $(cd "$from" && echo arch/*/Makefile*) "$@"; do
		mkdir -p "$to/$(dirname "$path")"
		cp -a "$from/$path" "$to/$path"
	done
	chmod -R u+w "$to"
}

found()
{
	/usr/bin/python3 -c 'import json, sys
for f in json.load(open(sys.argv[1]))["findings"]:
    if [f["rule"], f["path"], f["function"]] == sys.argv[2:5]:
        print(f["line"])' "$OUT" "$@"
}

# A definition starts in the first column and ends with a brace there.
line_of()
{
	awk -v name="$2" -v re="$3" '
		/^[a-z]/ && index($0, name "(") && !/;$/ { inside = 1 }
		inside && $0 ~ re { print NR; exit }
		/^}/ { inside = 0 }' "$1"
}
