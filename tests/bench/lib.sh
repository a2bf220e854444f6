# SPDX-License-Identifier: GPL-2.0
# What the scripts of `make bench` share. $tmp is a folder to write to. A script ends
# with `exit $missed`: 1 when a figure was missed; 2 when something failed.
set -u

# The user's own set-up does not count; a python shim before spatch would.
unset SPATCH TEARDOWN_RULES GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE MAKEFLAGS MFLAGS MAKELEVEL
PATH=/usr/bin:/bin:$PATH
export PATH

fail()
{
	echo "bench: $*" >&2
	exit 2
}

# seconds LIMIT-OF-STATUS COMMAND…: the wall time to $took; ends all when the command fails
seconds()
{
	most=$1
	shift
	from=$(date +%s%N)
	"$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
	took=$(date +%s%N)
	[ $status -le "$most" ] || fail "status $status: $* $(tail -n 3 "$tmp/err")"
	took=$(awk -v a="$from" -v b="$took" 'BEGIN { printf "%.3f", (b - a) / 1e9 }')
}

# median COUNT LIMIT-OF-STATUS COMMAND…: to $took
median()
{
	count=$1
	shift
	for i in $(seq "$count"); do
		seconds "$@"
		echo "$took"
	done >"$tmp/times"
	took=$(sort -n "$tmp/times" | sed -n "$(((count + 1) / 2))p")
}

missed=0
# verdict WHAT VALUE LIMIT DETAIL: one line
verdict()
{
	if awk -v v="$2" -v l="$3" 'BEGIN { exit !(v <= l) }'; then
		word=pass
	else
		word=FAIL
		missed=1
	fi
	printf '%-4s  %-46s %8s  at most %-5s  %s\n' "$word" "$1" "$2" "$3" "$4"
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }
