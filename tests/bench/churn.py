# SPDX-License-Identifier: GPL-2.0
"""Small changes to C files, as releases bring them: the code stays valid, its sense is no matter.

A file is a list of lines, of characters that are bytes (latin-1).
"""
import math
import re

WORDS = """device driver register buffer queue lock clock reset probe remove index limit state
    window channel request response frame packet power domain region master group attach detach
    cache entry token level policy timer signal stream sector bitmap worker cursor
    descriptor""".split()

CALL = re.compile(r"\t+\w[\w.>-]*\(.*\);$")
COMMENT = re.compile(r"\t+/\* [\w ]+ \*/$")
MESSAGE = re.compile(r'((?:(?:pr|dev|netdev)_(?:err|warn|info|dbg)|printk)\([^"]*")(\w+) (\w+)')
LOCAL = re.compile(r"\t(?:unsigned )?int (ret|err|error|rc|i|len|status|val|count)(?: = 0)?;$")
NAMES = ("ret", "err", "error", "rc", "result", "idx", "n", "size", "status", "value", "nr")
REACH = 600			# lines looked at for a place


def comment(lines, i, rng):
    """A comment comes or goes before a call that stands for itself."""
    if COMMENT.match(lines[i]) and not lines[i - 1].endswith("\\"):
        del lines[i]
        return True
    if CALL.match(lines[i]) and lines[i - 1].endswith((";", "{", "}")):
        indent = lines[i][:len(lines[i]) - len(lines[i].lstrip("\t"))]
        lines.insert(i, "%s/* %s */" % (indent, " ".join(rng.sample(WORDS, 4))))
        return True
    return False


def helper(lines, i, rng):
    """A function comes in between two others."""
    if lines[i] != "}" or i + 1 >= len(lines) or lines[i + 1]:
        return False
    name = "%s_%s_%s" % tuple(rng.sample(WORDS, 3))
    lines[i + 2:i + 2] = ["static inline int %s(int %s)" % (name, rng.choice(NAMES[5:])), "{",
                          "\treturn %d;" % rng.randrange(4096), "}", ""]
    return True


def message(lines, i, _):
    """Two words of a message change places."""
    lines[i], n = MESSAGE.subn(r"\1\3 \2", lines[i], 1)
    return n > 0


def local(lines, i, rng):
    """A local gets another name, all over its function."""
    found = LOCAL.match(lines[i])
    if not found:
        return False
    start, end = i, i
    while start > 0 and lines[start] not in ("{", "}"):
        start -= 1
    while end < len(lines) and lines[end] != "}":
        end += 1
    if lines[start] != "{":
        return False
    body = "\n".join(lines[start:end])
    free = [n for n in NAMES if not re.search(r"\b%s\b" % n, body)]
    if not free:
        return False
    body = re.sub(r"(?<![\w.>])%s\b" % found[1], rng.choice(free), body)
    lines[start:end] = body.split("\n")
    return True


KINDS = [comment] * 9 + [helper] * 3 + [message] * 4 + [local] * 4


def edit(lines, rng):
    """One change, in place."""
    if len(lines) > 3:
        kind = rng.choice(KINDS)
        for kind in (kind, comment, helper):
            at = rng.randrange(1, len(lines))
            for i in range(at, min(at + REACH, len(lines))):
                if kind(lines, i, rng):
                    return
    note = " ".join(rng.sample(WORDS, 4))
    make = lines and lines[0].startswith("#") and not lines[0].startswith(("#i", "#d"))
    lines.insert(len(lines) - 1, "# " + note if make else "/* %s */" % note)


def size(rng):
    """How many changes a commit makes to a file."""
    return min(40, max(1, round(math.exp(rng.gauss(0.5, 0.9)))))
