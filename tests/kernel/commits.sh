# SPDX-License-Identifier: GPL-2.0
# Commits of whole kernels without a checkout, behind trees.sh or bench/lib.sh:
#
#	kernel_repository TREE FOLDER	a repository there with one commit, tag base, of the tree
#	file_of PATH		that file of HEAD, to stdout
#	put PATH <TEXT		the next commit has that file so
#	commit SUBJECT		on HEAD
#	swapped			drivers/base/dd.c of HEAD with device_unbind_cleanup()'s two calls swapped
#
# All but the first stand in the repository.

COMMITS=${ROOT:-${here:-.}}/tests/kernel

kernel_repository()
{
	[ -d "$2" ] || {
		rm -rf "$2.part" && /usr/bin/python3 "$COMMITS/repository.py" "$1" "$2.part" &&
			git -C "$2.part" tag base && mv "$2.part" "$2" || return 1
	}
	git -C "$2" read-tree base
}

file_of() { git cat-file blob "HEAD:$1"; }

put() { git update-index --add --cacheinfo "100644,$(git hash-object -w --stdin),$1"; }

commit() { git update-ref HEAD "$(git commit-tree -m "$1" -p HEAD "$(git write-tree)")"; }

swapped()
{
	file_of drivers/base/dd.c | /usr/bin/python3 -c '
import re, sys
text = sys.stdin.read()
head = re.search(r"\ndevice_unbind_cleanup\(|\n\w.*device_unbind_cleanup\(struct device \*dev\)\n\{", text)
a, b = "\tdevres_release_all(dev);\n", "\tarch_teardown_dma_ops(dev);\n"
at = text.index(a + b, head.end())
sys.stdout.write(text[:at] + b + a + text[at + len(a + b):])'
}
