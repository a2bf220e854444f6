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

# beside FOLDER: a history's FOLDER is $history. $tmp, $repo and $index are for this run: the
# packs as links, and once through the page cache.
beside()
{
	history=$(cd "$1" && pwd -P) || exit 2
	tmp=$(mktemp -d "$history.run.XXXXXX") || exit 2
	trap 'rm -rf "$tmp"' EXIT
	trap 'exit 2' INT TERM
	HOME=$tmp XDG_CACHE_HOME=$tmp/cache GIT_CONFIG_NOSYSTEM=1
	export HOME XDG_CACHE_HOME GIT_CONFIG_NOSYSTEM
	repo=$tmp/repo.git index=$tmp/index
	cp -al "$history/repo.git" "$repo" 2>/dev/null ||
		{ rm -rf "$repo" && cp -R "$history/repo.git" "$repo"; } || fail "cannot copy $history"
	cat "$repo"/objects/pack/* >/dev/null
}

# releases SHAPE FOLDER [--small]: FOLDER has the releases of releases.py, made when it is not
# there: aside and renamed, so that a folder of that name is a whole history.
releases()
{
	if [ ! -d "$2" ]; then
		tree=${TEARDOWN_LINUX_6_12:-$here/build/kernel/linux-source-6.12}
		[ -e "$tree/Kbuild" ] || fail "$tree: no kernel there; name one by TEARDOWN_LINUX_6_12="
		echo "bench: making $2" >&2
		rm -rf "$2.part"
		mkdir -p "$2.part" && git init -q --bare -b master "$2.part/repo.git" &&
			/usr/bin/python3 "$here/tests/bench/releases.py" "$1" ${3:-} "$tree" \
				"$2.part/repo.git" "$2.part" 2>"$2.part/log" &&
			mv "$2.part" "$2" || fail "no releases: $(tail -n 3 "$2.part/log")"
	fi
	beside "$2"
	tags=$(git -C "$repo" tag | wc -l)
	echo "# $tags releases on $(git -C "$repo" branch | wc -l) branches," \
		"$(git -C "$repo" rev-list --all --count) commits, pack of" \
		"$(($(cat "$repo"/objects/pack/*.pack | wc -c) >> 20)) MiB"
}

truth() { /usr/bin/python3 "$here/tests/bench/truth.py" "$@"; }
cold() { rm -rf "$index" "$index"-* "$XDG_CACHE_HOME"; }

# answers WHAT TRUTH [KIND]: the last command's answers against those of TRUTH
answers()
{
	told=$(truth "${3:-compare}" "$2" "$tmp/out" 2>"$tmp/err")
	wrong=$(echo "$told" | sed -nE 's/^[0-9]+ answers, ([0-9]+) wrong$/\1/p')
	[ -n "$wrong" ] || fail "no answers: $(tail -n 3 "$tmp/err")"
	verdict "$1: wrong ones" "$wrong" 0 "$told"
	sed 's/^/      /' "$tmp/err"
}
