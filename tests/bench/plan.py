# SPDX-License-Identifier: GPL-2.0
"""What is to happen in the releases that releases.py makes, and the versions of each file.

Every file is kept as all its fixes leave it; a place that is wrong, or not there yet, is put
in its stead when a version is told.
"""
import os
import random
from collections import defaultdict

import churn

DAY = 86400
STARTS = {"3.0": 1311300000, "3.2": 1325720000, "5.1": 1557080000}
PEOPLE = ["%s <%s@example.org>" % (n, n.split()[1].lower()) for n in (
    "Geert Gupta", "Heiko Ullman", "Elena Ueda", "Eric Dubois", "Uwe Weber", "Dan Vogel",
    "Ana Silva", "Kaito Mori", "Jon Berg", "Mei Lin")]
LINUS = "Linus Torvalds <torvalds@linux-foundation.org>"
GREG = "Greg Kroah-Hartman <gregkh@linuxfoundation.org>"
SASHA = "Sasha Levin <sashal@kernel.org>"


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
    rule: True when its fix stands for the rule's own, False when the rule finds it, else None.
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

    def releases(self):
        """Each but the import's, with its branch and its number there."""
        return [(b, n) for b in self.branches for n in range(b.base is None, len(b.tags))]

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
        gets the fix: upstream, reworded, silent, broken, half, reverted or none.
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
        title = "%s: tidy up %s" % (bug.name, " ".join(self.rng.sample(churn.WORDS, 2)))
        c = b.add(n, Commit(title, ["No change is meant.\n"], {bug.path: 6}, {bug: "after"},
                            self.rng.choice(PEOPLE)))
        self.tell(fix, b, "carries", [(b.tags[n], None)], c, "silent")

    def way_reworded(self, bug, fix, b, n):
        """The message says so, and it is true; the code is not that of mainline."""
        c = b.add(n, self.backport(bug, fix, "later"))
        self.tell(fix, b, "carries", [(b.tags[n], None)], c, "reworded")

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
