#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""put-in.py TREE TO CALL <LIST: puts a call at the end of functions, in copies of their files.

LIST has lines of path, function and more, with tabs between. CALL names the device by DEV: that of
the function's one parameter. The call stands before a last return, else before the last brace.
Prints path, function and line of each.
"""
import os
import re
import sys


def head_of(text, name):
    return re.search(r"^\w[\w \t*]*\b" + name + r"\s*\(\s*struct (\w+)\s*\*\s*(\w+)\)\s*\n\{",
                     text, re.M)


def put_in(text, name, call):
    head = head_of(text, name)
    end = text.index("\n}", head.end())
    last = text.rindex("\n", 0, end) + 1
    at = last if re.match(r"\treturn\b.*;$", text[last:end]) else end + 1
    kind, name = head.groups()
    device = name if kind == "device" else f"&{name}->dev"
    return text[:at] + "\t" + call.replace("DEV", device) + ";\n" + text[at:]


def line_of(text, name, call):
    word = call.split("(")[0] + "("
    return text.count("\n", 0, text.index("\t" + word, head_of(text, name).end())) + 1


def main():
    tree, to, call = sys.argv[1:]
    functions = {}
    for line in sys.stdin:
        if not line.startswith("#"):
            path, name = line.split("\t")[:2]
            functions.setdefault(path, []).append(name)
    for path, names in functions.items():
        with open(os.path.join(tree, path), encoding="latin1") as source:
            text = source.read()
        for name in names:
            text = put_in(text, name, call)
        os.makedirs(os.path.dirname(os.path.join(to, path)), exist_ok=True)
        with open(os.path.join(to, path), "w", encoding="latin1") as copy:
            copy.write(text)
        for name in names:
            print(path, name, line_of(text, name, call), sep="\t")


main()
