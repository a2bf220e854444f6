#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# deps.sh PACKAGE…: installs those Debian packages that are not installed yet.
set -u

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	echo "deps: not a Debian system; make sure of what these packages hold: $*" >&2
	exit 0
fi

missing=
for package; do
	case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
	installed) ;;
	*) missing="$missing $package" ;;
	esac
done
[ -n "$missing" ] || exit 0

root=
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "deps: as root: apt-get install$missing" >&2
		exit 2
	fi
	root=sudo
fi

# shellcheck disable=SC2086
install_missing()
{
	$root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -qq -y --no-install-recommends $missing </dev/null
}

echo "deps: installing$missing"
# shellcheck disable=SC2086
if ! apt-get install -s --no-install-recommends $missing >/dev/null 2>&1; then
	$root apt-get update -qq || exit 2
	install_missing || exit 2
elif ! install_missing; then
	$root apt-get update -qq && install_missing || exit 2
fi
