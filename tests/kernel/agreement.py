#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""agreement.py TREE BUILD FOLDER...: what check finds in these folders of a kernel tree, and what
`teardown sparse` finds in those of their files that the build's configuration compiles: a line
for each finding, "both", "check" or "sparse", where it is, and why the other does not tell it.
Nothing is compiled: kbuild is asked to run $(CHECK) in the compiler's place. $TEARDOWN is the
program."""
import json
import os
import re
import subprocess
import sys
import tempfile

# "PATH:LINE:COLUMN: warning: FUNCTION(): … [RULE]", and behind it further teardowns of its.
WARNING = re.compile(r'^(\S+):(\d+):\d+: warning: (\w+)\(\): .* \[(\w+)\]$')
FURTHER = re.compile(r'^(\S+):(\d+):\d+: note: and ')


def checker(program, build, folders, cache):
    """The stderr of a make that has every file looked at; and how many it were."""
    make = ['make', '-k', '-C', build, 'C=2', 'CHECK=' + program + ' sparse',
            'rule_cc_o_c=$(call cmd,checksrc)', 'cmd_ar_builtin=:', 'cmd_ar_lib=:',
            'cmd_ld_multi_m=:'] + [f.rstrip('/') + '/' for f in folders]
    done = subprocess.run(make, env=dict(os.environ, XDG_CACHE_HOME=cache, LC_ALL='C'),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          errors='replace', check=False)
    files = [l for l in done.stdout.splitlines()
             if l.startswith('  CHECK ') and not l.endswith('scripts/mod/empty.c')]
    return done.stderr, len(files)


def by_sparse(program, tree, build, folders):
    with tempfile.TemporaryDirectory() as cache:
        checker(program, build, folders, cache)    # what files must know of each other
        err, files = checker(program, build, folders, cache)
    found = []
    for line in err.splitlines():
        m = WARNING.match(line)
        if m and m[4] not in ('',):
            path = os.path.relpath(os.path.join(build, m[1]), tree)
            found.append({'path': path, 'function': m[3], 'rule': m[4], 'lines': {int(m[2])}})
        elif found and FURTHER.match(line):
            found[-1]['lines'].add(int(FURTHER.match(line)[2]))
    troubles = [l for l in err.splitlines() if l.startswith('teardown: ')]
    return found, files, troubles


def by_check(program, tree, build, folders):
    out = subprocess.run([program, '-C', tree, 'check', '--kbuild=' + build, '--format=json'] +
                         folders, stdout=subprocess.PIPE, text=True, check=False).stdout
    found = []
    for f in json.loads(out)['findings']:
        lines = {f['line']} | {r['line'] for r in f['related'] if r.get('kind') == 'teardown'}
        found.append({'path': f['path'], 'function': f['function'], 'rule': f['rule'],
                      'lines': lines, 'line': f['line'], 'sparse': f['sparse']})
    return found


def same(a, b):
    return (a['path'], a['function'], a['rule']) == (b['path'], b['function'], b['rule']) and \
        a['lines'] & b['lines']


def main():
    program = os.path.abspath(os.environ.get('TEARDOWN', 'teardown'))
    tree, build, folders = sys.argv[1], sys.argv[2], sys.argv[3:]
    tree = os.path.realpath(tree)
    folders = [f for f in folders if os.path.isdir(os.path.join(tree, f))]
    sparse, files, troubles = by_sparse(program, tree, build, folders)
    check = by_check(program, tree, build, folders)
    for c in check:
        other = [s for s in sparse if same(c, s)]
        why = '' if other and c['sparse']['opinion'] == 'confirmed' else \
            '%s: %s' % (c['sparse']['opinion'], c['sparse']['why'])
        print('both' if other else 'check', '%s:%d' % (c['path'], c['line']),
              c['function'] + '()', c['rule'], why, sep='\t')
    for s in sparse:
        if not any(same(c, s) for c in check):
            print('sparse', '%s:%d' % (s['path'], min(s['lines'])), s['function'] + '()',
                  s['rule'], '', sep='\t')
    print('files', files, sep='\t')
    for t in troubles:
        print('trouble', t, sep='\t')


if __name__ == '__main__':
    main()
