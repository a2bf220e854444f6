# SPDX-License-Identifier: GPL-2.0
"""What `teardown audit --format=json` answers, held against the truth of history.c or releases.py.

truth.py fixes TRUTH            the ids asked about, one a line
truth.py pick TRUTH             the one that most branches got a backport of
truth.py unknown TRUTH          an id that no commit has
truth.py rule TRUTH             the commits that stand for the rule's Fixed-by and Introduced-by
truth.py compare TRUTH JSON     what differs, the first ten; status 1 when anything does
truth.py sweep TRUTH JSON       the same for `audit --sweep`: each release's files with findings
"""
import json
import sys

SHOWN = 10


def read(path):
    with open(path, encoding="utf-8") as f:
        return [line.rstrip("\n").split("\t") for line in f]


def intervals(text):
    """[(from, until)]: None as from is a commit in no release, as until to the end."""
    if text == "-":
        return []
    parts = (span.split("..") for span in text.split(","))
    return [(a if a != "-" else None, b or None) for a, b in parts]


def differences(row, answer):
    """How the answer for one fix on one branch differs from the line that tells the truth."""
    verdict, spans, commit = row[3], intervals(row[4]), row[5]
    if answer is None:
        yield "no answer", verdict
        return
    if answer["verdict"] not in verdict.split("|"):
        yield answer["verdict"], verdict
        return
    if verdict == "unknown" or "|" in verdict:
        return
    got = answer.get("first_release")
    want = spans[0][0] if spans else None
    if got != want:
        yield "first_release %s" % got, want
    got = [(i["from"], i["until"]) for i in answer.get("intervals", [])]
    if got != spans:
        yield "intervals %s" % got, spans
    if len(spans) == 1 and answer.get("commit") != commit:
        yield "commit %s" % answer.get("commit"), commit


def compare(truth, answers):
    fixes = {f["fix"]: f for f in answers["fixes"]}
    branches = {(f, b["branch"]): b for f in fixes for b in fixes[f]["branches"]}
    n, bad = 0, []
    for row in truth:
        if row[0] == "fix":
            n += 1
            bad += [(row[1][:12], row[2], got, want, row[6])
                    for got, want in differences(row, branches.get((row[1], row[2])))]
        elif row[0] == "follower":
            n += 1
            want = set(row[3].split(",")) - {"-"}
            got = [set(f["without"]) for f in fixes.get(row[1], {}).get("followers", [])
                   if f["fix"] == row[2]]
            if got != [want]:
                bad.append((row[1][:12], "follower " + row[2][:12], got, sorted(want), ""))
    return tell(n, bad)


def tell(n, bad):
    for fix, branch, got, want, story in bad[:SHOWN]:
        print("%s %s: %s; right is %s (%s)" % (fix, branch, got, want, story.strip()),
              file=sys.stderr)
    print("%d answers, %d wrong" % (n, len(bad)))
    return bool(bad)


def sweep(truth, answers):
    """An interval of a branch may start in mainline: what counts is each release of its own."""
    rows = [row for row in truth if row[0] == "release"]
    mainline = [tag for _, branch, tag, _ in rows if branch == "mainline"]
    found = {}
    for b in answers["branches"]:
        own = [tag for _, branch, tag, _ in rows if branch == b["branch"]]
        base = b["branch"][:-2]
        line = own if base + ".y" != b["branch"] else \
            mainline[:mainline.index("v" + base) + 1] + own
        for f in b["findings"]:
            for i in f["intervals"]:
                until = line.index(i["until"]) if i["until"] else len(line)
                for tag in line[line.index(i["from"]):until]:
                    found.setdefault((b["branch"], tag), set()).add(f["path"])
    bad = []
    for _, branch, tag, paths in rows:
        got = ",".join(sorted(found.get((branch, tag), ()))) or "-"
        if got != paths:
            bad.append((tag, branch, got, paths, "release"))
    return tell(len(rows), bad)


def main(what, path, *more):
    truth = read(path)
    fixes = list(dict.fromkeys(row[1] for row in truth if row[0] == "fix"))
    if what == "fixes":
        print("\n".join(fixes))
    elif what == "pick":
        backports = {f: 0 for f in fixes}
        for row in truth:
            if row[0] == "fix":
                backports[row[1]] += row[3] == "carries" and row[5] != row[1]
        print(max(fixes, key=backports.get))
    elif what == "unknown":
        print(next(row[1] for row in truth if row[0] == "unknown"))
    elif what == "rule":
        print("\n".join(next(row[1:3] for row in truth if row[0] == "rule")))
    elif what in ("compare", "sweep"):
        with open(more[0], encoding="utf-8") as f:
            return {"compare": compare, "sweep": sweep}[what](truth, json.load(f))
    else:
        return 2
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
