#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""put-in.py TREE TO STATEMENT <LIST: puts a statement at the end of functions, in copies of files.

LIST has lines of path, function and more, with tabs between. In STATEMENT, DEV stands for the
device of the function's one parameter, RET for the variable that it returns. It goes before a last
return, else before the last brace. Prints path, function and line of each.
"""
import os
import re
import sys


def head_of(text, name):
    return re.search(r"^\w[\w \t*]*\b" + name + r"\s*\(\s*struct (\w+)\s*\*\s*(\w+)\)\s*\n\{",
                     text, re.M)


def put_in(text, name, statement):
    head = head_of(text, name)
    kind, device = head.groups()
    if kind != "device":
        device = f"&{device}->dev"
    end = text.index("\n}", head.end())
    last = text.rindex("\n", 0, end) + 1
    at = end + 1
    returned = re.match(r"\treturn\b\s*(\w*).*;$", text[last:end])
    if returned:
        at = last
        statement = statement.replace("RET", returned.group(1))
    return text[:at] + "\t" + statement.replace("DEV", device) + "\n" + text[at:]


def line_of(text, name, statement):
    shape = re.escape(statement).replace("DEV", ".*").replace("RET", ".*")
    found = re.compile(r"^\t" + shape + "$", re.M).search(text, head_of(text, name).end())
    return text.count("\n", 0, found.start()) + 1


def main():
    tree, to, statement = sys.argv[1:]
    functions = {}
    for line in sys.stdin:
        if not line.startswith("#"):
            path, name = line.split("\t")[:2]
            functions.setdefault(path, []).append(name)
    for path, names in functions.items():
        with open(os.path.join(tree, path), encoding="latin1") as source:
            text = source.read()
        for name in names:
            text = put_in(text, name, statement)
        os.makedirs(os.path.dirname(os.path.join(to, path)), exist_ok=True)
        with open(os.path.join(to, path), "w", encoding="latin1") as copy:
            copy.write(text)
        for name in names:
            print(path, name, line_of(text, name, statement), sep="\t")


main()
