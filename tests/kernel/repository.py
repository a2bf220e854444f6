#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""repository.py TREE REPOSITORY: makes a git repository of a tree of sources, one commit.

Its pack is written in one go, so there are no loose objects; its work tree is TREE's name and
nothing is copied. Symbolic links are kept as such.
"""
import os
import subprocess
import sys

tree, repository = sys.argv[1:]
subprocess.run(["git", "init", "-q", "-b", "master", repository], check=True)
importer = subprocess.Popen(["git", "-C", repository, "fast-import", "--quiet", "--depth=0"],
                            stdin=subprocess.PIPE)
out = importer.stdin
out.write(b"commit refs/heads/master\ncommitter A <a@example.org> 1700000000 +0000\n"
          b"data 5\nlinux\n")
for folder, folders, files in os.walk(os.fsencode(tree)):
    folders[:] = sorted(d for d in folders if d != b".git")
    links = [d for d in folders if os.path.islink(os.path.join(folder, d))]
    for name in sorted(files) + links:
        path = os.path.join(folder, name)
        inside = os.path.relpath(path, os.fsencode(tree))
        if os.path.islink(path):
            mode, data = b"120000", os.readlink(path)
        elif os.path.isfile(path):
            mode = b"100755" if os.access(path, os.X_OK) else b"100644"
            with open(path, "rb") as f:
                data = f.read()
        else:
            continue
        out.write(b"M %s inline %s\ndata %d\n" % (mode, inside, len(data)))
        out.write(data + b"\n")
out.close()
sys.exit(importer.wait())
