#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""keys.py REPORT.json: a line for each finding, that does not drift with line numbers.

The columns are path, function, rule, confidence, teardown and release: the name that is called
to tear down, and .probe, .remove or the name that is called to release devres.
"""
import json
import re
import sys


def teardown_of(finding):
    name = re.match(r"[A-Za-z_]\w*(?=\()", finding["message"])
    return name.group(0) if name else finding["message"].split()[0]


def release_of(finding):
    for place in finding["related"]:
        if place["kind"] == "callback":
            return re.search(r"(\.\w+) (?:of|here)\b", place["message"]).group(1)
    for place in finding["related"]:
        called = re.search(r"released by (\w+)\(", place["message"])
        if place["kind"] == "release" and called:
            return called.group(1)
    return "?"


def main():
    with open(sys.argv[1], encoding="utf-8") as report:
        findings = json.load(report)["findings"]
    lines = [(f["path"], f["function"], f["rule"], f["confidence"], teardown_of(f), release_of(f))
             for f in findings]
    for line in sorted(lines):
        print(*line, sep="\t")


main()
