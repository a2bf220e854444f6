#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Builds git histories for the tests, and tells what an audit said; see history.sh."""
import calendar
import hashlib
import json
import os
import re
import struct
import subprocess
import sys
import time
import zlib

TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'	# the empty one
AUTHOR = 'A <a@example.org>'
COMMITTER = 'C <c@example.org>'
START = 1500000000
STEP = 3600


def object_id(kind, data):
    return hashlib.sha1(b'%s %d\0' % (kind.encode(), len(data)) + data).hexdigest()


def seconds(text):
    if re.fullmatch(r'\d+', text):
        return int(text)
    form = '%Y-%m-%d %H:%M:%S' if ' ' in text else '%Y-%m-%d'
    return calendar.timegm(time.strptime(text, form))


class History:
    def __init__(self, folder):
        self.folder = folder
        self.state = os.path.join(os.environ['TMP'], '.lib',
                                  os.path.basename(folder) + '.json')
        self.ids, self.refs, self.about = {}, {}, {}
        self.clock, self.branch, self.by = START, None, None
        self.files, self.changes = {}, {}	# by commit; for the next one
        self.objects = {}	# by id: (type number, data)
        if os.path.exists(self.state):
            with open(self.state) as f:
                (self.ids, self.refs, self.about, self.clock, self.files) = json.load(f)

    def id_of(self, name):
        if re.fullmatch(r'[0-9a-f]{40}', name):
            return name
        return self.ids.get(name) or self.refs[full_ref(name)]

    def expand(self, text):
        def one(m):
            i = self.id_of(m.group(1))
            return i[:int(m.group(2))] if m.group(2) else i
        return re.sub(r'\{([\w./-]+)(?::(\d+))?\}', one, text)

    def add(self, kind, number, data):
        i = object_id(kind, data)
        self.objects[i] = (number, data)
        return i

    def tree(self, files):
        """The tree object of files, text by path, with all that is below it."""
        folders, data = {}, b''
        entries = []
        for path, text in files.items():
            name, slash, rest = path.partition('/')
            if slash:
                folders.setdefault(name, {})[rest] = text
            else:
                blob = text.encode('utf-8', 'surrogateescape')
                entries.append((name, '100644', self.add('blob', 3, blob)))
        entries += [(n + '/', '40000', self.tree(f)) for n, f in folders.items()]
        for name, mode, i in sorted(entries):
            data += ('%s %s\0' % (mode, name.rstrip('/'))).encode() + bytes.fromhex(i)
        return self.add('tree', 2, data) if data else TREE

    def take_changes(self, parents):
        files = dict(self.files.get(parents[0], {})) if parents else {}
        files.update(self.changes)
        self.changes = {}
        return {p: t for p, t in files.items() if t}

    def commit_data(self, parents, message, author, tree=TREE):
        head = 'tree %s\n' % tree + ''.join('parent %s\n' % p for p in parents)
        head += 'author %s %d +0000\n' % author
        head += 'committer %s %d +0000\n\n' % (COMMITTER, self.clock)
        return head.encode('utf-8', 'surrogateescape') + message

    def commit(self, label, subject, body, others=()):
        author = self.by or (AUTHOR, self.clock)
        if subject.startswith('='):
            subject, *author = self.about[self.id_of(subject[1:])]
            author = tuple(author)
        message = self.expand(subject) + '\n'
        if body:
            message += '\n' + self.expand('\n'.join(body)) + '\n'
        message = message.encode('utf-8', 'surrogateescape')
        parents = [self.refs[self.branch]] if self.branch in self.refs else []
        parents += [self.id_of(o) for o in others]
        files = self.take_changes(parents)
        i = self.add('commit', 1, self.commit_data(parents, message, author, self.tree(files)))
        if files:
            self.files[i] = files
        self.set(label, i)
        self.about[i] = [subject, author[0], author[1]]
        self.refs[self.branch] = i
        self.clock += STEP
        self.by = None

    def set(self, label, i):
        if label != '-':
            self.ids[label] = i

    def twins(self, one, two, digits, subject):
        """Two commits whose ids begin with the same digits; the branch goes on at their merge."""
        tip, met, n = self.refs[self.branch], {}, 0
        while True:
            data = self.commit_data([tip], b'%s %d\n' % (subject.encode(), n),
                                    (AUTHOR, self.clock))
            i = object_id('commit', data)
            if i[:digits] in met:
                break
            met[i[:digits]] = data
            n += 1
        for label, d in ((one, met[i[:digits]]), (two, data)):
            self.set(label, self.add('commit', 1, d))
            self.about[self.ids[label]] = [d.split(b'\n\n')[1].decode().strip(), AUTHOR,
                                           self.clock]
        self.clock += STEP
        self.refs[self.branch] = self.ids[one]
        self.commit('-', 'Merge the twins', [], [two])

    def tag(self, name, annotated):
        i = self.refs[self.branch]
        if annotated:
            text = 'object %s\ntype commit\ntag %s\ntagger %s %d +0000\n\n%s\n'
            i = self.add('tag', 4, (text % (i, name, COMMITTER, self.clock, name)).encode())
        self.refs['refs/tags/' + name] = i
        self.ids[name] = self.refs[self.branch]

    def line(self, words, rest, body):
        verb = words[0]
        if verb == 'branch':
            self.branch = full_ref(words[1])
            if len(words) > 2:
                self.refs[self.branch] = self.id_of(words[2])
        elif verb == 'orphan':
            self.branch = full_ref(words[1])
            self.refs.pop(self.branch, None)
        elif verb == 'at':
            self.clock = seconds(' '.join(words[1:]))
        elif verb == 'by':
            who, when = re.fullmatch(r'by (.*>) (.*)', rest).groups()
            self.by = (who, seconds(when))
        elif verb == 'commit':
            self.commit(words[1], rest.split(None, 2)[2], body)
        elif verb == 'file':
            self.changes[words[1]] = content(words[2:])
        elif verb == 'merge':
            self.commit(words[1], rest.split(None, 3)[3], body, [words[2]])
        elif verb == 'twins':
            self.twins(words[1], words[2], int(words[3]), rest.split(None, 4)[4])
        elif verb in ('release', 'title'):
            self.commit('-' if verb == 'release' else words[1],
                        'Linux ' + words[1].removeprefix('v'), body)
            if verb == 'release':
                self.tag(words[1], True)
        elif verb in ('tag', 'atag'):
            self.tag(words[1], verb == 'atag')
        elif verb == 'drop':
            del self.refs[full_ref(words[1])]
        else:
            sys.exit('history: unknown: %s' % rest)

    def read(self, text):
        pending = None
        for line in text.split('\n') + ['# end']:
            if pending and (not line or line.startswith('\t')):
                pending[2].append(line[1:])
                continue
            if pending:
                while pending[2] and not pending[2][-1]:
                    pending[2].pop()
                self.line(*pending)
                pending = None
            if line.strip() and not line.startswith('#'):
                pending = (line.split(), line, [])

    def pack(self):
        objects = [*self.objects.values(), (2, b'')]
        data = struct.pack('>4sII', b'PACK', 2, len(objects))
        for number, text in objects:
            size, byte = len(text) >> 4, number << 4 | len(text) & 15
            while size:
                data += bytes([byte | 128])
                size, byte = size >> 7, size & 127
            data += bytes([byte]) + zlib.compress(text, 1)
        return data + hashlib.sha1(data).digest()

    def write(self):
        if not os.path.exists(self.folder):
            subprocess.run(['git', 'init', '-q', '-b', 'master', self.folder], check=True)
        git = os.path.join(self.folder, '.git')
        if not os.path.exists(git):
            git = self.folder
        if self.objects:
            subprocess.run(['git', '-C', self.folder, 'index-pack', '--stdin', '--fix-thin'],
                           input=self.pack(), stdout=subprocess.DEVNULL, check=True)
        with open(os.path.join(git, 'packed-refs'), 'w') as f:
            f.write('# pack-refs with: sorted \n')
            for name in sorted(self.refs):
                f.write('%s %s\n' % (self.refs[name], name))
        with open(self.state, 'w') as f:
            json.dump([self.ids, self.refs, self.about, self.clock, self.files], f)
        for label in sorted(self.ids):
            if re.fullmatch(r'[a-z_]\w*', label):
                print('%s=%s' % (label, self.ids[label]))


def full_ref(name):
    if name.startswith('refs/'):
        return name
    return 'refs/' + name if name.startswith('remotes/') else 'refs/heads/' + name


def content(words):
    """What a file holds, where 'file PATH' is followed by these."""
    if not words or words[0][0] != '<':
        return ' '.join(words)
    with open(words[0][1:], encoding='utf-8', errors='surrogateescape', newline='') as f:
        return f.read()


def build(folder):
    h = History(folder)
    h.read(sys.stdin.buffer.read().decode('utf-8', 'surrogateescape'))
    h.write()


def short_evidence(branch):
    return ','.join(e['kind'] for e in branch['evidence']) or '-'


def intervals(branch):
    return ','.join('%s..%s' % (i['from'] or '', i['until'] or '')
                    for i in branch['intervals']) or '-'


def check_first(branch):
    """What is told twice must agree."""
    spans = branch['intervals']
    if branch['first_release'] != (spans[0]['from'] if spans else None):
        print('first_release %s differs' % branch['first_release'])


def table(d):
    for fix in d['fixes']:
        if len(d['fixes']) > 1:
            print('fix', fix['given'])
        for b in fix['branches']:
            check_first(b)
            print(b['branch'], b['verdict'], intervals(b), short_evidence(b))
    for u in d['unknown']:
        print('unknown', u['what'])


def proofs(d):
    for fix in d['fixes']:
        if len(d['fixes']) > 1:
            print('fix', fix['given'])
        for b in fix['branches']:
            check_first(b)
            words = [b['branch'], b['verdict'], intervals(b)]
            proof = b['proof'] or {'state': '-', 'release': None, 'sites': []}
            words += [proof['state'], proof['release'] or '-']
            words += sorted(s['function'] or s['path'] for s in proof['sites']
                            if s['state'] == 'has-bug')
            if b['claim'] != b['verdict']:
                words += ['claimed', b['claim']]
            print(*words)
    for u in d['unknown']:
        print('unknown', u['what'])


def sweep(d):
    for b in d['branches']:
        for f in sorted(b['findings'], key=lambda f: (f['path'], f['function'])):
            print(b['branch'], f['path'], f['function'], intervals(f), f['appeared'] or '-',
                  f['gone'] or '-')
    for u in d['unknown']:
        print('unknown', u['what'])


def missing(d):
    for m in d['missing']:
        print(m['subject'], '<-', m['fixes']['subject'], 'as',
              'itself' if m['fixes']['commit'] == m['fixes']['on_branch_as'] else 'backport',
              'since', m['fixes']['on_branch_in'])
        for f in m['followers']:
            print('with', f[15:-2])
    for u in d['unknown']:
        print('unknown', u['what'])


def releases(d):
    for b in d['fixes'][0]['branches']:
        print(b['branch'] + ':', ' '.join('%s %s' % (r['release'], r['verdict'])
                                          for r in b['releases']))


if sys.argv[1] == 'build':
    build(sys.argv[2])
else:
    with open(sys.argv[2]) as f:
        {'table': table, 'proofs': proofs, 'releases': releases, 'sweep': sweep,
         'missing': missing}[sys.argv[1]](json.load(f))
