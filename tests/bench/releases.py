#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Makes a repository of kernel releases whose trees are real files, and what is true of them.

	releases.py sweep|series|proof [--small] TREE REPO FOLDER

TREE is an unpacked linux-source-6.12, REPO an empty bare repository, FOLDER gets `truth`.

sweep	100 releases of the whole tree: a mainline release changes 3,000 files, a point
	release 150. Places of the driver core are wrong in some of them.
series	likewise, but 97 of the releases are those of one stable series.
proof	5,000 releases of 80 branches of some 280 files; fixes of the driver core and of
	other files, with backports that name the upstream commit, some in other words,
	silent ones, ones that name it and mend nothing or only a part, reverts, and
	branches that never get them.

truth has lines of fields parted by tabs:
	release BRANCH TAG PATHS	the release's files where dma_ops_before_devres finds
					something, commas between, or -
	rule FIX INTRODUCER		the commits that stand for the rule's Fixed-by and
					Introduced-by
	fix ID BRANCH VERDICT INTERVALS COMMIT STORY
					as history.c writes it; a|b: either verdict is right
"""
import os
import random
import re
import subprocess
import sys
from collections import defaultdict

import churn
from fastimport import write, write_truth
from plan import Bug, Plan, read

RULE_WORDS = (r"arch_teardown_dma_ops|dma_deconfigure|set_dma_ops|dma_ops = NULL|dma_range_map|"
              r"of_reserved_mem_device_release|dma_release_coherent_memory|arm_iommu_detach_|"
              r"dev_pm_domain_detach|device_link_|irq_dispose_mapping|devres_release_")
FIRST_TITLE = "driver core: Postpone DMA tear-down until after devres release"
BROUGHT_TITLE = ("of/acpi: Configure dma operations at probe time for platform/amba/pci "
                 "bus devices")

# The driver core's order of things, and a place that only some releases have.
DD = "drivers/base/dd.c"
UNBIND = ("static void device_unbind_cleanup(struct device *dev)\n{\n%s"
          "\tkfree(dev->dma_range_map);\n")
RELEASE, TEARDOWN = "\tdevres_release_all(dev);\n", "\tarch_teardown_dma_ops(dev);\n"
RESET = ("static void amba_reset_device(struct device *dev)\n{\n%s"
         "\tdev_set_drvdata(dev, NULL);\n}\n\n")
UNSET = "\tset_dma_ops(dev, NULL);\n"


def dd_bug(absent):
    after = UNBIND % (RELEASE + TEARDOWN)
    return Bug("driver core", DD,
               [(UNBIND % RELEASE, UNBIND % (TEARDOWN + RELEASE), after, after)], True, absent)


def amba_bug():
    after = RESET % (RELEASE + UNSET)
    at = "static void amba_device_release(struct device *dev)\n"
    return Bug("amba", "drivers/amba/bus.c", [("", RESET % (UNSET + RELEASE), after, after)],
               False, True, lambda text: text.replace(at, after + at, 1))


def find(tree, top, suffixes):
    for folder, dirs, names in os.walk(os.path.join(tree, top)):
        dirs.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith(suffixes) and os.path.isfile(path) and not os.path.islink(path):
                yield os.path.relpath(path, tree)


def sweep_files(tree, small):
    if small:
        tops = ["drivers/base", "drivers/amba", "drivers/iommu", "drivers/spi", "include/linux",
                "kernel/dma"]
        paths = [p for top in tops for p in find(tree, top, (".c", ".h"))]
    else:
        paths = list(find(tree, ".", ".c"))
        paths += [p for top in ("include", "drivers") for p in find(tree, top, ".h")
                  if not p.startswith("drivers/gpu/drm/amd/include/")]
    return paths + ["Kbuild", "Makefile"]


def popularity(files, rng):
    """Weights, added up: drivers change most; within a part few files change often."""
    parts = {"drivers": .56, "arch": .12, "include": .08, "net": .07, "fs": .06, "sound": .06}
    part = {p: p.split("/")[0] if p.split("/")[0] in parts else "" for p in files}
    raw = {p: rng.lognormvariate(0, 1.2) for p in files}
    sums = defaultdict(float)
    for p in files:
        sums[part[p]] += raw[p]
    total, weights = 0, []
    for p in files:
        total += raw[p] * parts.get(part[p], .05) / sums[part[p]]
        weights.append(total)
    return weights


def series_shape(tree, small):
    return sweep_shape(tree, small, True)


def sweep_shape(tree, small, series=False):
    rng = random.Random(51)
    paths = sweep_files(tree, small)
    plan = Plan(tree, paths, rng)
    if series:
        plan.series(["5.%d" % i for i in range(1, 4)], {"5.1": 4 if small else 97}, 7)
        main_files, point_files, main_words, point_words = 3000, 150, 40, 3
        introduced, amba_fixed, fixed = 1, 2, 2
    elif small:
        plan.series(["5.%d" % i for i in range(1, 5)], {"5.1": 2, "5.2": 4}, 40)
        main_files, point_files, main_words, point_words = 60, 8, 6, 2
        introduced, amba_fixed, fixed = 1, 3, 2
    else:
        plan.series(["5.%d" % i for i in range(1, 15)],
                    {"5.1": 8, "5.2": 12, "5.3": 10, "5.4": 24, "5.5": 12, "5.10": 20}, 28)
        main_files, point_files, main_words, point_words = 3000, 150, 40, 3
        introduced, amba_fixed, fixed = 3, 9, 5

    files = [p for p in paths if p not in ("Makefile", DD)]
    weights = popularity(files, rng)
    words = subprocess.run(["grep", "-rlE", "--include=*.c", RULE_WORDS, "."], cwd=tree, check=True,
                           stdout=subprocess.PIPE, text=True).stdout.split()
    words = sorted({w[2:] for w in words} & set(files))
    for b, n in plan.releases():
        main = b is plan.mainline
        k = main_files if main else round(point_files * rng.lognormvariate(-.12, .5))
        chosen = set(rng.choices(files, cum_weights=weights, k=k))
        chosen |= set(rng.sample(words, main_words if main else point_words))
        if main or rng.random() < 0.2:
            chosen.add(DD)
        plan.churn(b, n, sorted(chosen), max(3, k // 10 if k < 1000 else k // 30))

    ways = {"5.2.y": "broken", "5.3.y": "silent", "5.4.y": "upstream", "5.5.y": "reverted"}
    plan.fate(dd_bug(False), None, fixed, lambda b: ways.get(b.name, "upstream"), FIRST_TITLE)
    plan.fate(amba_bug(), introduced, amba_fixed,
              lambda b: {"5.4.y": "reverted"}.get(b.name, "upstream"),
              "amba: Release devres before the DMA ops are unset on reset")
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


def proof_files(tree, rng):
    """The driver core's, its headers and other files."""
    base = [p for p in find(tree, "drivers/base", ".c") if p.count("/") == 2]
    heads = [p for p in find(tree, "include/linux", ".h") if p.startswith("include/linux/device")]
    tops = ("drivers/amba", "drivers/dma", "drivers/iommu", "drivers/mmc/host", "drivers/of",
            "drivers/pci", "drivers/spi", "fs/ext4", "kernel/dma", "mm", "net/core")
    pool = [p for top in tops for p in find(tree, top, ".c")]
    return base + heads, sorted(rng.sample(pool, 200))


def proof_series(plan, small):
    """The names of mainline's releases."""
    names = ["%d.%d" % (major, minor) for major, minors in ((3, 20), (4, 21), (5, 20), (6, 19))
             for minor in range(minors)]
    if small:
        few = LONG + ["4.11", "4.12", "4.17", "4.18", "4.20", "5.0", "5.1", "6.13"]
        names = [n for n in names if n in few]
        points = {n: 12 for n in names[-17:-1]}
    else:
        points = {n: 48 if n in ("4.17", "4.18") else 16 for n in names[:-1] if n not in LONG}
        left = 5000 - len(names) - sum(points.values())
        for i, n in enumerate(LONG):
            points[n] = left // len(LONG) + (i < left % len(LONG))
    plan.series(names, points, 30 if small else 8)
    return names


def unknown_fixes(plan, files, names, pick, wanted):
    """Fixes that no rule knows."""
    rng = plan.rng
    for path in files:
        text = read(plan.tree, path)
        found = bug_places(text, rng)
        if len(found) < 2 or abs(found[0][0] - found[1][0]) < 12:
            continue
        count = 2 if rng.random() < 0.4 else 1
        fixed = rng.randrange(len(names) // 3, len(names) - 2)
        introduced = rng.randrange(1, fixed) if rng.random() < 0.5 else None
        stem = "%s: %s" % (path.split("/")[-2], os.path.basename(path)[:-2])
        bug = Bug(stem, path, [p for _, p in found[:count]], None, introduced is not None)
        plan.fate(bug, introduced, fixed, pick,
                  "%s: fix %s" % (stem, " ".join(rng.sample(churn.WORDS, 4))))
        wanted -= 1
        if not wanted:
            return


def proof_shape(tree, small):
    rng = random.Random(80)
    base, others = proof_files(tree, rng)
    plan = Plan(tree, base + others + ["Kbuild", "Makefile"], rng)
    names = proof_series(plan, small)
    base.remove(DD)

    places = [(b, n) for b, n in plan.releases() if b is not plan.mainline]
    places = set(rng.sample(places, 10 if small else 215))
    for b, n in plan.releases():
        main = b is plan.mainline
        if main or (b, n) in places:
            plan.churn(b, n, [DD], 1)
        if rng.random() < 0.25:
            plan.churn(b, n, [rng.choice(base)], 1)
        k = 20 if main else rng.randrange(1, 4)
        plan.churn(b, n, sorted(rng.sample(others, k)), k)

    ways = {"upstream": 52, "reworded": 8, "none": 12, "silent": 10, "broken": 8, "half": 5,
            "reverted": 5}
    known = {"5.0.y": "upstream", "4.20.y": "reverted", "4.19.y": "upstream", "4.18.y": "broken",
             "4.17.y": "silent", "4.14.y": "upstream"}
    pick = lambda b: rng.choices(list(ways), ways.values())[0]
    plan.fate(dd_bug(True), names.index("4.12"), names.index("5.1"),
              lambda b: known.get(b.name) or pick(b), FIRST_TITLE, BROUGHT_TITLE)
    files = [p for p in base + others if p.endswith(".c")]
    rng.shuffle(files)
    unknown_fixes(plan, files, names, pick, 10 if small else 40)
    return plan


SHAPES = {"sweep": sweep_shape, "series": series_shape, "proof": proof_shape}


def main(shape, *args):
    small = args[:1] == ("--small",)
    tree, repo, folder = args[small:]
    plan = SHAPES[shape](tree, small)
    plan.stable_churn_names_mainline()
    plan.order()
    write(plan, repo)
    write_truth(plan, os.path.join(folder, "truth"))


if __name__ == "__main__":
    if len(sys.argv) < 5 or sys.argv[1] not in SHAPES:
        sys.exit(__doc__)
    main(*sys.argv[1:])
