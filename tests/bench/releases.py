#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Makes a repository of kernel releases whose trees are real files, and what is true of them.

	releases.py sweep|proof [--small] TREE REPO FOLDER

TREE is an unpacked linux-source-6.12, REPO an empty bare repository, FOLDER gets `truth`.

sweep	100 releases of the whole tree: a mainline release changes 3,000 files, a point
	release 150. Places of the driver core are wrong in some of them.
proof	5,000 releases of 80 branches of some 280 files; fixes of the driver core and of
	other files, with backports that name the upstream commit, silent ones, ones that
	name it and mend nothing or only a part, reverts, branches that never get them.

truth has lines of fields parted by tabs:
	release BRANCH TAG PATHS	the release's files where dma_ops_before_devres finds
					something, commas between, or -
	rule FIX INTRODUCER		the commits that stand for the rule's Fixed-by and
					Introduced-by
	fix ID BRANCH VERDICT INTERVALS COMMIT STORY
					as history.c writes it; a|b: either verdict is right

Every file is kept as all its fixes leave it; a place that is wrong, or not there yet, is put
in its stead when the file is written. Versions of a file are written one after the other,
the newest first, so that each becomes a delta against the next as in a packed clone.
"""
import os
import random
import re
import subprocess
import sys
from collections import defaultdict

import churn

RULE_WORDS = (r"devres_release_|arch_teardown_dma_ops|set_dma_ops|dma_range_map|device_del\(|"
              r"device_unregister\(|device_release_driver")
DAY = 86400
STARTS = {"3.0": 1311300000, "3.2": 1325720000, "5.1": 1557080000}
FIRST_TITLE = "driver core: Postpone DMA tear-down until after devres release"
BROUGHT_TITLE = ("of/acpi: Configure dma operations at probe time for platform/amba/pci "
                 "bus devices")
PEOPLE = ["%s <%s@example.org>" % (n, n.split()[1].lower()) for n in (
    "Geert Gupta", "Heiko Ullman", "Elena Ueda", "Eric Dubois", "Uwe Weber", "Dan Vogel",
    "Ana Silva", "Kaito Mori", "Jon Berg", "Mei Lin")]
LINUS = "Linus Torvalds <torvalds@linux-foundation.org>"
GREG = "Greg Kroah-Hartman <gregkh@linuxfoundation.org>"
SASHA = "Sasha Levin <sashal@kernel.org>"

# The driver core's order of things, and a place that only some releases have.
UNBIND = "static void device_unbind_cleanup(struct device *dev)\n{\n%s\tkfree(dev->dma_range_map);\n"
RELEASE, TEARDOWN = "\tdevres_release_all(dev);\n", "\tarch_teardown_dma_ops(dev);\n"
RESET = "static void amba_reset_device(struct device *dev)\n{\n%s\tdev_set_drvdata(dev, NULL);\n}\n\n"
UNSET = "\tset_dma_ops(dev, NULL);\n"


class Commit:
    """Where it stands in its branch's list is its place in time; forms: {bug: form} from here."""

    def __init__(self, title, body=(), edits=None, forms=None, author=None):
        self.title, self.body, self.author = title, list(body), author
        self.edits, self.forms = edits or {}, forms or {}
        self.release = None	# its number on the branch
        self.date = self.mark = self.id = None

    def paths(self):
        return set(self.edits) | {bug.path for bug in self.forms}


class Branch:
    """A line of releases: of n + 1 for mainline, whose first is the import's."""

    def __init__(self, name, base, tags, dates):
        self.name, self.base, self.tags, self.dates = name, base, tags, dates
        self.ref = "master" if base is None else "linux-" + name
        self.work = [[] for _ in tags]		# the commits of each release
        self.log = []				# all of them, with the releases' own

    def add(self, n, commit):
        self.work[n].append(commit)
        return commit


class Bug:
    """
    places: [(absent, before, after, later)] of one file; later: as mainline rewrites it when it
    is mended already. Form 'half': only the first is mended.
    """

    def __init__(self, name, path, places, rule=False, absent=False, setup=None):
        self.name, self.path, self.places, self.rule = name, path, places, rule
        self.start = "absent" if absent else "before"
        self.setup = setup or (lambda text: text)

    def whole(self, text):
        return all(text.count(after) == 1 for _, _, after, _ in self.places)

    def render(self, text, form):
        for i, (absent, before, after, later) in enumerate(self.places):
            now = {"absent": absent, "before": before, "after": after, "later": later,
                   "half": before if i else after}[form]
            if now is not after:
                text = text.replace(after, now)
        return text


def read(tree, path):
    with open(os.path.join(tree, path), encoding="latin-1", newline="") as f:
        return f.read()


# ---- what is to happen

class Plan:
    def __init__(self, tree, paths, rng):
        self.tree, self.paths, self.rng = tree, paths, rng
        self.branches, self.bugs, self.truth = [], [], []
        self.rule_ids = None

    def series(self, names, points, cadence):
        """names: mainline's releases; points: {name: how many point releases}"""
        step, start = 63 * DAY, STARTS[names[0]]
        dates = [start + i * step for i in range(len(names))]
        self.mainline = Branch("mainline", None, ["v" + n for n in names], dates)
        self.branches = [self.mainline]
        for i, name in enumerate(names):
            n = points.get(name, 0)
            if n:
                end = dates[-1] + 2 * step
                gap = min(cadence * DAY, (end - dates[i] - 7 * DAY) // n)
                self.branches.append(Branch(
                    name + ".y", i, ["v%s.%d" % (name, k + 1) for k in range(n)],
                    [dates[i] + 7 * DAY + k * gap for k in range(n)]))

    def churn(self, branch, n, paths, commits):
        """The files of a release, in that many commits."""
        for part in (paths[k::commits] for k in range(commits)):
            if not part:
                continue
            folder = os.path.dirname(part[0]) or "kbuild"
            edits = {p: churn.size(self.rng) for p in part}
            title = "%s: %s" % (folder.removeprefix("drivers/").replace("/", ": "),
                                " ".join(self.rng.sample(churn.WORDS, 4)))
            branch.add(n, Commit(title, ["Found in review.\n"], edits,
                                 author=self.rng.choice(PEOPLE)))

    def stable_churn_names_mainline(self):
        """Each of a branch's common commits says what commit of mainline it was made from."""
        main = self.mainline
        for b in self.branches[1:]:
            pool, newest = [], b.base
            for n, c in ((n, c) for n, work in enumerate(b.work) for c in work):
                while newest + 1 < len(main.tags) and main.dates[newest + 1] < b.dates[n]:
                    newest += 1
                    pool += [o for o in main.work[newest] if not o.forms]
                if pool and not c.forms and not c.body[0].startswith(("commit", "[")):
                    origin = pool.pop(self.rng.randrange(len(pool)))
                    c.title, c.author = origin.title, origin.author
                    c.body = ["commit ", origin, " upstream.\n\n"] + origin.body

    def order(self):
        for b in self.branches:
            for n, work in enumerate(b.work):
                version = b.tags[n][1:]
                last = Commit("Linux " + version, author=GREG if b.base is not None else LINUS)
                last.release = n
                for i, c in enumerate(work + [last]):
                    c.date = b.dates[n] - (len(work) - i) * 600
                    b.log.append(c)

    # -- a bug's way through the branches

    def first_after(self, branch, date, wait):
        """The branch's first release that can have what mainline got then."""
        return next((n for n, d in enumerate(branch.dates) if d > date + wait * DAY), None)

    def fate(self, bug, introduced, fixed, choose, title, brought_title=None):
        """
        introduced: the mainline release that brings it, or None; choose(branch): how a branch
        gets the fix: upstream, silent, broken, half, reverted or none.
        """
        main, rng = self.mainline, self.rng
        self.bugs.append(bug)
        brought = None
        if introduced is not None:
            brought = main.add(introduced, Commit(
                brought_title or "%s: %s" % (bug.name, " ".join(rng.sample(churn.WORDS, 5))),
                ["As it is said to be.\n"], forms={bug: "before"}, author=rng.choice(PEOPLE)))
        body = ["What is taken away must not be in use.\n\n"]
        if brought:
            body += ["Fixes: ", (brought, 12), ' ("%s")\n' % brought.title]
        author = rng.choice(PEOPLE)
        fix = main.add(fixed, Commit(title, body, forms={bug: "after"}, author=author))
        if bug.rule:
            self.rule_ids = (fix, brought)
        if bug.rule is None and rng.random() < 0.3 and fixed + 2 < len(main.tags):
            main.add(fixed + 2, Commit("%s: say it in other words" % bug.name, ["No change.\n"],
                                       forms={bug: "later"}, author=author))
        self.tell(fix, main, "carries", [(main.tags[fixed], None)], fix, "mainline")
        for b in self.branches[1:]:
            if b.base >= fixed:
                self.tell(fix, b, "carries", [(main.tags[fixed], None)], fix, "base")
                continue
            if introduced is not None and b.base < introduced:
                self.tell(fix, b, "not-affected", [], None, "older")
                continue
            n = self.first_after(b, main.dates[fixed], rng.randrange(5, 40))
            how = choose(b) if n is not None else "none"
            getattr(self, "way_" + how)(bug, fix, b, n)
        return fix

    def tell(self, fix, branch, verdict, spans, commit, story):
        self.truth.append((fix, branch, verdict, spans, commit, story))

    def backport(self, bug, fix, form, edits=None):
        if self.rng.random() < 0.5:
            top = ["commit ", fix, " upstream.\n\n"]
        else:
            top = ["[ Upstream commit ", fix, " ]\n\n"]
        return Commit(fix.title, top + fix.body + ["Signed-off-by: %s\n" % SASHA], edits,
                      {bug: form} if form else {}, fix.author)

    def way_none(self, bug, fix, b, n):
        self.tell(fix, b, "missing", [], None, "none")

    def way_upstream(self, bug, fix, b, n):
        c = b.add(n, self.backport(bug, fix, "after"))
        self.tell(fix, b, "carries", [(b.tags[n], None)], c, "upstream")

    def way_silent(self, bug, fix, b, n):
        """Mended in other words, along with something else."""
        c = b.add(n, Commit("%s: tidy up %s" % (bug.name, " ".join(self.rng.sample(churn.WORDS, 2))),
                            ["No change is meant.\n"], {bug.path: 6}, {bug: "after"},
                            self.rng.choice(PEOPLE)))
        self.tell(fix, b, "carries", [(b.tags[n], None)], c, "silent")

    def way_broken(self, bug, fix, b, n):
        """The message says so; the commit changes something else."""
        b.add(n, self.backport(bug, fix, None, {bug.path: 3}))
        self.tell(fix, b, "missing|partial", [], None, "broken")

    def way_half(self, bug, fix, b, n):
        if len(bug.places) < 2:
            return self.way_broken(bug, fix, b, n)
        b.add(n, self.backport(bug, fix, "half"))
        self.tell(fix, b, "partial|missing", [], None, "half")

    def way_reverted(self, bug, fix, b, n):
        if n + 1 >= len(b.tags):
            return self.way_upstream(bug, fix, b, n)
        until = min(n + self.rng.randrange(1, 20), len(b.tags) - 1)
        c = b.add(n, self.backport(bug, fix, "after"))
        b.add(until, Commit('Revert "%s"' % fix.title,
                            ["This reverts commit ", c, " which is\ncommit ", fix,
                             " upstream.\n\nIt makes things worse here.\n"],
                            forms={bug: "before"}, author=GREG))
        self.tell(fix, b, "reverted", [(b.tags[n], b.tags[until])], c, "reverted")

    # -- the files' versions

    def versions(self, path):
        """[(commit, text)] of a file that changes; the import's commit is None."""
        rng = random.Random("7:" + path)
        bugs = [b for b in self.bugs if b.path == path]
        text = read(self.tree, path)
        for bug in bugs:
            text = bug.setup(text)
            assert bug.whole(text), "%s: %s is not there once" % (path, bug.name)
        lines, forms = text.split("\n"), {b: b.start for b in bugs}

        def render():
            text = "\n".join(lines)
            for b in bugs:
                text = b.render(text, forms[b])
            return text

        def change(commit):
            nonlocal lines
            for _ in range(commit.edits.get(path, 0)):
                if not bugs:
                    churn.edit(lines, rng)
                    continue
                trial = lines[:]
                churn.edit(trial, rng)
                text = "\n".join(trial)
                if all(b.whole(text) for b in bugs):
                    lines = trial
            forms.update({b: f for b, f in commit.forms.items() if b.path == path})

        made, bases = [(None, render())], {}
        wanted = {b.base for b in self.branches[1:] if (path, b.name) in self.touched}
        n = 0
        touching = self.touched.get((path, "mainline"), [])
        for commit in touching + [None]:
            after = len(self.mainline.tags) if commit is None else commit.at
            for n in range(n, after):
                if n in wanted:
                    bases[n] = (lines[:], dict(forms))
            n = after
            if commit:
                change(commit)
                made.append((commit, render()))
        for b in self.branches[1:]:
            touching = self.touched.get((path, b.name), [])
            if not touching:
                continue
            lines, forms = bases[b.base][0][:], dict(bases[b.base][1])
            for commit in touching:
                change(commit)
                made.append((commit, render()))
        return made

    def index_touched(self):
        """(path, branch) -> the commits; each commit knows its release."""
        self.touched = defaultdict(list)
        for b in self.branches:
            for n, work in enumerate(b.work):
                for c in work:
                    c.at = n
                    for p in c.paths():
                        self.touched[p, b.name].append(c)
        return {p for p, _ in self.touched}

    def wrong_paths(self):
        """(branch, tag, paths) for each release: where the rule finds something."""
        rows, states = [], {}
        for b in self.branches:
            forms = dict(states[b.base]) if b.base is not None else \
                {bug: bug.start for bug in self.bugs if bug.rule is not None}
            for n, work in enumerate(b.work):
                for c in work:
                    forms.update({g: f for g, f in c.forms.items() if g in forms})
                rows.append((b.name, b.tags[n],
                             sorted(g.path for g, f in forms.items() if f == "before")))
                if b.base is None:
                    states[n] = dict(forms)
        return rows


# ---- git fast-import

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
    author = lambda who, date: ("%s %d +0000" % (who, date)).encode()

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
                    b.tags[c.release].encode(), parent, author(c.author, c.date), len(text), text))
                if b.base is None:
                    released[c.release] = parent
    out.close()
    os.remove(os.path.join(repo, "marks"))


def write_truth(plan, path):
    with open(path, "w", encoding="utf-8") as f:
        for branch, tag, paths in plan.wrong_paths():
            f.write("release\t%s\t%s\t%s\n" % (branch, tag, ",".join(paths) or "-"))
        if plan.rule_ids:
            f.write("rule\t%s\t%s\n" % tuple(c.id if c else "-" for c in plan.rule_ids))
        for fix, branch, verdict, spans, commit, story in plan.truth:
            f.write("fix\t%s\t%s\t%s\t%s\t%s\t%s: %s\n" % (
                fix.id, branch.name, verdict,
                ",".join("%s..%s" % (a, b or "") for a, b in spans) or "-",
                commit.id if commit else "-", "rule" if fix is plan.rule_ids[0] else "other", story))


# ---- the two shapes

def dd_bug(absent):
    after = UNBIND % (RELEASE + TEARDOWN)
    return Bug("driver core", "drivers/base/dd.c",
               [(UNBIND % RELEASE, UNBIND % (TEARDOWN + RELEASE), after, after)], True, absent)


def amba_bug():
    after = RESET % (RELEASE + UNSET)
    at = "static void amba_device_release(struct device *dev)\n"
    return Bug("amba", "drivers/amba/bus.c", [("", RESET % (UNSET + RELEASE), after, after)], False, True,
               lambda text: text.replace(at, after + at, 1))


def find(tree, top, suffixes):
    for folder, dirs, names in os.walk(os.path.join(tree, top)):
        dirs.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith(suffixes) and os.path.isfile(path) and not os.path.islink(path):
                yield os.path.relpath(path, tree)


def choice_of(rng, ways):
    names = [n for n, _ in ways]
    weights = [w for _, w in ways]
    return lambda branch: rng.choices(names, weights)[0]


def sweep_shape(tree, small):
    rng = random.Random(51)
    if small:
        tops = ["drivers/base", "drivers/amba", "drivers/iommu", "drivers/spi", "include/linux", "kernel/dma"]
        paths = [p for top in tops for p in find(tree, top, (".c", ".h"))]
    else:
        paths = list(find(tree, ".", ".c"))
        paths += [p for top in ("include", "drivers") for p in find(tree, top, ".h")
                  if not p.startswith("drivers/gpu/drm/amd/include/")]
    paths += ["Kbuild", "Makefile"]
    plan = Plan(tree, paths, rng)
    if small:
        plan.series(["5.%d" % i for i in range(1, 5)], {"5.1": 2, "5.2": 4}, 40)
        main_files, point_files, main_commits, point_commits = 60, 8, 6, 3
        introduced, amba_fixed, fixed = 1, 3, 2
    else:
        plan.series(["5.%d" % i for i in range(1, 15)],
                    {"5.1": 8, "5.2": 12, "5.3": 10, "5.4": 24, "5.5": 12, "5.10": 20}, 28)
        main_files, point_files, main_commits, point_commits = 3000, 150, 100, 20
        introduced, amba_fixed, fixed = 3, 9, 5

    # Drivers change most; within a part of the tree few files change often.
    parts = {"drivers": .56, "arch": .12, "include": .08, "net": .07, "fs": .06, "sound": .06}
    count = defaultdict(float)
    raw = {p: rng.lognormvariate(0, 1.2) for p in paths if p not in ("Makefile", "drivers/base/dd.c")}
    for p, w in raw.items():
        count[p.split("/")[0]] += w
    files = list(raw)
    total, weights = 0, []
    for p in files:
        part = p.split("/")[0]
        other = sum(w for k, w in count.items() if k not in parts)
        total += raw[p] * (parts[part] / count[part] if part in parts else .05 / other)
        weights.append(total)
    words = subprocess.run(["grep", "-rlE", "--include=*.c", RULE_WORDS, "."], cwd=tree, check=True,
                           stdout=subprocess.PIPE, text=True).stdout.split()
    words = sorted({w[2:] for w in words} & set(files))

    for b in plan.branches:
        for n in range(len(b.tags)):
            if b.base is None and n == 0:
                continue
            k = main_files if b.base is None else round(point_files * rng.lognormvariate(-.12, .5))
            chosen = set(rng.choices(files, cum_weights=weights, k=k))
            chosen |= set(rng.sample(words, 3))
            if b.base is None or rng.random() < 0.2:
                chosen.add("drivers/base/dd.c")
            plan.churn(b, n, sorted(chosen), main_commits if b.base is None else point_commits)

    ways = {"5.2.y": "broken", "5.3.y": "silent", "5.4.y": "upstream", "5.5.y": "reverted"}
    plan.fate(dd_bug(False), None, fixed, lambda b: ways.get(b.name, "upstream"), FIRST_TITLE)
    dd = plan.rule_ids
    amba = amba_bug()
    plan.fate(amba, introduced, amba_fixed, lambda b: {"5.4.y": "reverted"}.get(b.name, "upstream"),
              "amba: Release devres before the DMA ops are unset on reset")
    plan.rule_ids = dd
    return plan


LONG = ["3.2", "3.10", "3.16", "3.18", "4.1", "4.4", "4.9", "4.14", "4.19", "5.4", "5.10", "5.15",
        "6.1", "6.6", "6.12"]
STATEMENT = re.compile(r"\t[a-z_][\w>.\-\[\]]*( = .*|\(.*\));$")
PLAIN = re.compile(r"\t[a-z_]\w*\(.*\);$")
CONDITION = re.compile(r"\tif \(!(\w+)\)$")


def bug_places(text, rng):
    """Places where a line of a function may have been missing, or been another one."""
    lines, found = text.split("\n"), []
    for i in range(1, len(lines) - 3):
        if not STATEMENT.match(lines[i - 1]):
            continue
        one = CONDITION.match(lines[i])
        if one and lines[i + 1].startswith("\t\treturn"):
            after = "\n".join(lines[i - 1:i + 2]) + "\n"
            before = after.replace(lines[i], "\tif (IS_ERR(%s))" % one[1])
            later = after.replace(lines[i], "\tif (unlikely(!%s))" % one[1])
            absent = lines[i - 1] + "\n"
        elif PLAIN.match(lines[i]) and STATEMENT.match(lines[i + 1]):
            after = "\n".join(lines[i - 1:i + 2]) + "\n"
            before = lines[i - 1] + "\n" + lines[i + 1] + "\n"
            later = after.replace(lines[i], lines[i].replace("(", "_once(", 1))
            absent = lines[i + 1] + "\n"
        else:
            continue
        if text.count(after) == 1:
            found.append((i, (absent, before, after, later)))
    rng.shuffle(found)
    return found


def proof_shape(tree, small):
    rng = random.Random(80)
    base = [p for p in find(tree, "drivers/base", ".c") if p.count("/") == 2]
    heads = [p for p in find(tree, "include/linux", ".h") if re.match(r"include/linux/device", p)]
    pool = [p for top in ("drivers/iommu", "drivers/amba", "drivers/pci", "drivers/spi", "drivers/mmc/host",
                          "drivers/dma", "kernel/dma", "net/core", "fs/ext4", "drivers/of", "mm")
            for p in find(tree, top, ".c")]
    others = sorted(set(rng.sample(pool, 200)) | {"drivers/amba/bus.c", "kernel/dma/mapping.c"})
    plan = Plan(tree, base + heads + others + ["Kbuild", "Makefile"], rng)
    names = ["3.%d" % i for i in range(20)] + ["4.%d" % i for i in range(21)] + \
        ["5.%d" % i for i in range(20)] + ["6.%d" % i for i in range(19)]
    if small:
        names = [n for n in names if n in LONG or n in ("4.11", "4.12", "4.17", "4.18", "4.20", "5.0", "5.1", "6.13")]
        points = {n: 12 for n in names[-17:-1]}
    else:
        points = {n: 48 if n in ("4.17", "4.18") else 16 for n in names[:-1] if n not in LONG}
        longs = 5000 - len(names) - sum(points.values())
        for i, n in enumerate(LONG):
            points[n] = longs // len(LONG) + (i < longs % len(LONG))
    plan.series(names, points, 30 if small else 8)

    places = [(b, n) for b in plan.branches[1:] for n in range(len(b.tags))]
    dd = set(rng.sample(places, 10 if small else 215))
    dd |= {(plan.mainline, n) for n in range(1, len(names))}
    base = [p for p in base + heads if p != "drivers/base/dd.c"]
    for b in plan.branches:
        for n in range(len(b.tags)):
            if b.base is None and n == 0:
                continue
            if (b, n) in dd:
                plan.churn(b, n, ["drivers/base/dd.c"], 1)
            if rng.random() < 0.25:
                plan.churn(b, n, [rng.choice(base)], 1)
            k = 20 if b.base is None else rng.randrange(1, 4)
            plan.churn(b, n, sorted(set(rng.sample(others, k))), k)

    at = names.index
    ways = [("upstream", 60), ("none", 12), ("silent", 10), ("broken", 8), ("half", 5), ("reverted", 5)]
    known = {"5.0.y": "upstream", "4.20.y": "reverted", "4.19.y": "upstream", "4.18.y": "broken",
             "4.17.y": "silent", "4.14.y": "upstream"}
    pick = choice_of(rng, ways)
    rule_fix = plan.fate(dd_bug(True), at("4.12"), at("5.1"),
                         lambda b: known.get(b.name) or pick(b), FIRST_TITLE, BROUGHT_TITLE)
    rule_ids = plan.rule_ids
    assert rule_ids[0] is rule_fix

    # Fixes that no rule knows.
    files = [p for p in base + others if p.endswith(".c")]
    rng.shuffle(files)
    wanted = 10 if small else 40
    for path in files:
        if len(plan.bugs) > wanted:
            break
        found = bug_places(read(tree, path), rng)
        if len(found) < 2 or abs(found[0][0] - found[1][0]) < 12:
            continue
        count = 2 if rng.random() < 0.4 else 1
        fixed = rng.randrange(len(names) // 3, len(names) - 2)
        introduced = rng.randrange(1, fixed) if rng.random() < 0.5 else None
        stem = "%s: %s" % (os.path.dirname(path).split("/")[-1], os.path.basename(path)[:-2])
        bug = Bug(stem, path, [p for _, p in found[:count]], None, introduced is not None)
        if not bug.whole(read(tree, path)):
            continue
        plan.fate(bug, introduced, fixed, pick,
                  "%s: fix %s" % (stem, " ".join(rng.sample(churn.WORDS, 4))))
    plan.rule_ids = rule_ids
    return plan


def main(shape, *args):
    small = args[:1] == ("--small",)
    tree, repo, folder = args[small:]
    plan = {"sweep": sweep_shape, "proof": proof_shape}[shape](tree, small)
    plan.stable_churn_names_mainline()
    plan.order()
    write(plan, repo)
    write_truth(plan, os.path.join(folder, "truth"))


if __name__ == "__main__":
    if len(sys.argv) < 5 or sys.argv[1] not in ("sweep", "proof"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
