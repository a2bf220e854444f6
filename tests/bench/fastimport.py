# SPDX-License-Identifier: GPL-2.0
"""A plan of plan.py becomes a repository, by `git fast-import`, and a truth file.

Versions of a file are written one after the other, the newest first, so that each becomes a
delta against the next as in a packed clone.
"""
import os
import re
import subprocess
import sys

from plan import DAY, LINUS, Commit, read


class Import:
    def __init__(self, repo, depth, marks=None):
        argv = ["git", "-C", repo, "-c", "pack.compression=1", "-c", "core.compression=1",
                "fast-import", "--quiet", "--depth=%d" % depth, "--export-marks=marks"]
        argv += ["--import-marks=marks"] if marks else []
        self.git = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.put, self.mark = self.git.stdin.write, marks or 0

    def blob(self, data):
        self.mark += 1
        self.put(b"blob\nmark :%d\ndata %d\n" % (self.mark, len(data)))
        self.put(data)
        return self.mark

    def apart(self):
        """A blob too small for a delta: the next one is not taken for a version of the last."""
        data = b"%d\n" % self.mark
        self.put(b"blob\ndata %d\n%s" % (len(data), data))

    def id(self, mark):
        self.put(b"get-mark :%d\n" % mark)
        self.git.stdin.flush()
        return self.git.stdout.readline().decode().strip()

    def close(self):
        self.git.stdin.close()
        if self.git.wait():
            sys.exit("git fast-import failed")


def makefile(text, version):
    numbers = (version.split(".") + ["0", "0"])[:3]
    for name, number in zip(("VERSION", "PATCHLEVEL", "SUBLEVEL"), numbers):
        text = re.sub(r"(?m)^%s = .*" % name, "%s = %s" % (name, number), text, count=1)
    return text.encode("latin-1")


def author(who, date):
    return ("%s %d +0000" % (who, date)).encode()


def write(plan, repo):
    changing = plan.index_touched()
    marks, first = {}, []
    out = Import(repo, 0)
    for path in plan.paths:
        if path not in changing and path != "Makefile":
            with open(os.path.join(plan.tree, path), "rb") as f:
                first.append((path, out.blob(f.read())))
    out.close()

    dates = {c: c.date for b in plan.branches for c in b.log}
    out = Import(repo, 50, out.mark)
    for path in sorted(changing):
        out.apart()
        made = plan.versions(path)
        for commit, text in sorted(made, key=lambda v: -dates.get(v[0], 0)):
            marks[path, commit] = out.blob(text.encode("latin-1"))
        first.append((path, marks[path, None]))

    base = read(plan.tree, "Makefile")
    def commit(ref, date, who, title, body, parent, files):
        out.mark += 1
        text = (title + "\n" + ("\n" + body if body else "")).encode()
        out.put(b"commit refs/heads/%s\nmark :%d\nauthor %s\ncommitter %s\ndata %d\n%s\n" % (
            ref.encode(), out.mark, author(who, date), author(who, date), len(text), text))
        if parent:
            out.put(b"from :%d\n" % parent)
        for path, mark in files:
            if isinstance(mark, bytes):
                out.put(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(mark), mark))
            else:
                out.put(b"M 100644 :%d %s\n" % (mark, path.encode()))
        out.put(b"\n")
        return out.mark

    start = commit("master", plan.mainline.dates[0] - DAY, LINUS, "Import of the tree", "", None,
                   first + [("Makefile", makefile(base, "0.0"))])
    released = {}
    named = {p if isinstance(p, Commit) else p[0] for b in plan.branches for c in b.log
             for p in c.body if not isinstance(p, str)}
    named |= {t[0] for t in plan.truth} | {t[4] for t in plan.truth if t[4]}
    for b in plan.branches:
        parent = start if b.base is None else released[b.base]
        for c in b.log:
            body = "".join(p if isinstance(p, str) else p.id if isinstance(p, Commit) else
                           p[0].id[:p[1]] for p in c.body)
            files = [(p, marks[p, c]) for p in sorted(c.paths())]
            if c.release is not None:
                files = [("Makefile", makefile(base, b.tags[c.release][1:]))]
            parent = commit(b.ref, c.date, c.author, c.title, body, parent, files)
            if c in named:
                c.id = out.id(parent)
            if c.release is not None:
                text = c.title.encode()
                out.put(b"tag %s\nfrom :%d\ntagger %s\ndata %d\n%s\n" % (
                    b.tags[c.release].encode(), parent, author(c.author, c.date),
                    len(text), text))
                if b.base is None:
                    released[c.release] = parent
    out.close()
    os.remove(os.path.join(repo, "marks"))


def write_truth(plan, path):
    with open(path, "w", encoding="utf-8") as f:
        for branch, tag, paths in plan.wrong_paths():
            f.write("release\t%s\t%s\t%s\n" % (branch, tag, ",".join(paths) or "-"))
        f.write("rule\t%s\t%s\n" % tuple(c.id if c else "-" for c in plan.rule_ids))
        for fix, branch, verdict, spans, commit, story in plan.truth:
            spans = ",".join("%s..%s" % (a, b or "") for a, b in spans) or "-"
            kind = "rule" if fix is plan.rule_ids[0] else "other"
            f.write("fix\t%s\t%s\t%s\t%s\t%s\t%s: %s\n" % (
                fix.id, branch.name, verdict, spans, commit.id if commit else "-", kind, story))
