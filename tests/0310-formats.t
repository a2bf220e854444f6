#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The formats of teardown check, each for the same findings: what others' tools read
# from them, and that no outside text gets out of its place.
. "$(dirname "$0")/lib.sh"

command -v spatch >/dev/null || skip_all 'no spatch'
export TEARDOWN_RULES="$ROOT/cocci"

# Names and texts that want to be markup.
mkdir 'tree' 'tree/<script>alert(1)<'
cat >'tree/<script>alert(1)</a&b"c.c' <<'END'
/* </script></td><img src=x onerror=alert(1)> &amp; "quoted" */
static void undo(struct device *dev)
{
	set_dma_ops(dev, NULL); /* </pre><script>alert(2)</script> */
}

static void both(struct device *dev, int x)
{
	if (x < 3 && x > 1)
		goto out;
	undo(dev);
out:
	devres_release_all(dev);
}
END
cat >tree/plain.c <<'END'
static void plain(struct device *dev)
{
	arch_teardown_dma_ops(dev);
	devres_release_all(dev);
}
END
printf 'static void lost(struct device *dev)\n{\n\tdevres_release_all(dev);\n\tset_dma_ops(dev, NULL);\n\tthis is ( no C;\n}\n' >tree/lost.c

for format in text terse json sarif html github gitlab b4; do
	run teardown -C tree check --format=$format .
	cp "$OUT" report.$format
	test_ok "$format: exit status 1, nothing on stderr" 'status 1 && err_lines 0'
	run teardown -C tree check --no-cache -j1 --format=$format .
	test_ok "$format: the same again" 'cmp "$OUT" report.$format'
	run teardown -C tree check -o "$TMP/file.$format" --format $format .
	test_ok "$format: -o writes the same" 'cmp file.$format report.$format'
	run teardown check --format=$format "$ROOT/tests/rules/dma_ops_before_devres/right-order.c"
	test_ok "$format: no finding" 'status 0 && err_lines 0'
done
show() { cp "report.$1" "$OUT"; }

show json
test_ok 'json: every documented field is there' 'json "
	set(d) >= {\"version\", \"root\", \"findings\", \"coverage\"} and
	set(d[\"coverage\"]) >= {\"files\", \"candidates\", \"functions\", \"unparsed\", \"unseen\", \"timeouts\", \"complete\"} and
	all(set(f) >= {\"rule\", \"confidence\", \"path\", \"line\", \"column\", \"function\", \"message\", \"related\",
		\"fixes\", \"patch\", \"no_patch\", \"fingerprint\"} for f in d[\"findings\"])"'
test_ok 'json: the findings' 'json "[(f[\"path\"], f[\"line\"], f[\"function\"]) for f in d[\"findings\"]] ==
	[(\"<script>alert(1)</a&b\\\"c.c\", 11, \"both\"), (\"plain.c\", 3, \"plain\")]"'
test_ok 'json: related places of known kinds, in the order of the way' 'json "
	all(set(r) >= {\"kind\", \"path\", \"line\", \"column\", \"message\"} and
		r[\"kind\"] in (\"teardown\", \"inside\", \"path\", \"release\", \"callback\", \"managed\")
		for f in d[\"findings\"] for r in f[\"related\"]) and
	all(f[\"related\"][-1][\"kind\"] == \"release\" for f in d[\"findings\"])"'
test_ok 'json: the wrapper is looked into' 'json "any(r[\"kind\"] == \"inside\" and r[\"line\"] == 4 for r in d[\"findings\"][0][\"related\"])"'
test_ok 'json: fixes are ids' 'json "all(all(set(x) <= set(\"0123456789abcdef\") and len(x) >= 12 for x in f[\"fixes\"]) and f[\"fixes\"] for f in d[\"findings\"])"'
test_ok 'json: a patch, or why there is none' 'json "all((f[\"patch\"] is None) != (f[\"no_patch\"] is None) for f in d[\"findings\"])"'
test_ok 'json: fingerprints differ' 'json "len({f[\"fingerprint\"] for f in d[\"findings\"]}) == len(d[\"findings\"])"'
test_ok 'json: what was not parsed' 'json "[(u[\"path\"], u[\"function\"]) for u in d[\"coverage\"][\"unparsed\"]] == [(\"lost.c\", \"lost\")]"'

/usr/bin/python3 -c 'import json, sys; sys.stdout.write(json.load(open("report.json"))["findings"][1]["patch"] or "")' >fix.patch
test_ok 'json: the patch applies by patch -p1 and mends it' \
	'cp -R tree mended && (cd mended && patch -s -p1 <../fix.patch) && run teardown -C mended check plain.c && status 0'
rm -rf moved && cp -R tree moved && { echo && echo '/* moved */' && cat tree/plain.c; } >moved/plain.c
run teardown -C moved check --format=json plain.c
test_ok 'json: fingerprints outlive moved lines' 'json "[f[\"fingerprint\"] for f in d[\"findings\"]] ==
	[json.load(open(\"report.json\"))[\"findings\"][1][\"fingerprint\"]] and d[\"findings\"][0][\"line\"] == 5"'

show sarif
test_ok 'sarif: version, schema, one run' 'json "d[\"version\"] == \"2.1.0\" and d[\"\$schema\"].startswith(\"https://\") and len(d[\"runs\"]) == 1"'
test_ok 'sarif: the driver has a name and lists the rules by id' 'json "d[\"runs\"][0][\"tool\"][\"driver\"][\"name\"] == \"teardown\" and
	{\"dma_ops_before_devres\", \"dma_ops_in_remove\"} <= {r[\"id\"] for r in d[\"runs\"][0][\"tool\"][\"driver\"][\"rules\"]} and
	all(r[\"shortDescription\"][\"text\"] for r in d[\"runs\"][0][\"tool\"][\"driver\"][\"rules\"])"'
test_ok 'sarif: each result has a rule of the list, a level, a message, a place' 'json "len(d[\"runs\"][0][\"results\"]) == 2 and
	all(d[\"runs\"][0][\"tool\"][\"driver\"][\"rules\"][r[\"ruleIndex\"]][\"id\"] == r[\"ruleId\"] and
		r[\"level\"] in (\"error\", \"warning\", \"note\") and r[\"message\"][\"text\"] and
		r[\"locations\"][0][\"physicalLocation\"][\"region\"][\"startLine\"] > 0 and
		r[\"locations\"][0][\"physicalLocation\"][\"region\"][\"startColumn\"] > 0
		for r in d[\"runs\"][0][\"results\"])"'
test_ok 'sarif: places are URIs' 'json "[r[\"locations\"][0][\"physicalLocation\"][\"artifactLocation\"][\"uri\"] for r in d[\"runs\"][0][\"results\"]] ==
	[\"%3Cscript%3Ealert%281%29%3C/a%26b%22c.c\", \"plain.c\"]"'
test_ok 'sarif: fingerprints and the way as a code flow' 'json "all(r[\"partialFingerprints\"] and
	len(r[\"codeFlows\"][0][\"threadFlows\"][0][\"locations\"]) >= 2 for r in d[\"runs\"][0][\"results\"])"'
test_ok 'sarif: the fix of the plain one' 'json "len(d[\"runs\"][0][\"results\"][1][\"fixes\"][0][\"artifactChanges\"][0][\"replacements\"]) >= 1"'

show html
cat >page.py <<'END'
import html.parser, sys

class Page(html.parser.HTMLParser):
    void = {"meta", "link", "br", "hr", "img", "input", "col", "wbr"}
    def __init__(self):
        super().__init__()
        self.open, self.bad, self.text = [], [], ""
    def handle_starttag(self, tag, attrs):
        if tag not in self.void:
            self.open.append(tag)
        if tag in ("script", "img", "iframe", "object", "embed", "link", "base", "form"):
            self.bad.append("<%s>" % tag)
        for name, value in attrs:
            if name.startswith("on") or (name == "src") or \
               (name == "href" and not (value or "").startswith(("#", "https://"))):
                self.bad.append("%s=%s" % (name, value))
    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.void:
            self.open.pop()
    def handle_endtag(self, tag):
        if tag in self.void:
            return
        while self.open and self.open[-1] != tag and self.open[-1] in ("p", "li", "td", "tr", "th", "tbody", "thead", "dd", "dt"):
            self.open.pop()
        if not self.open or self.open.pop() != tag:
            self.bad.append("</%s>" % tag)
    def handle_data(self, data):
        self.text += data

page = Page()
text = open(sys.argv[1], encoding="utf-8").read()
page.feed(text)
page.close()
for want in sys.argv[2:]:
    if want not in page.text:
        page.bad.append("no text: " + want)
if not text.lower().startswith("<!doctype html>"):
    page.bad.append("no doctype")
for word in ("url(", "@import"):
    if word in text:
        page.bad.append(word)
print("\n".join(page.bad))
sys.exit(bool(page.bad))
END
test_ok 'html: well-formed, self-contained, without scripts' '/usr/bin/python3 page.py report.html >"$IN/diff"'
test_ok 'html: names and sources stand there as text' '/usr/bin/python3 page.py report.html \
	"<script>alert(1)</a&b\"c.c" "</pre><script>alert(2)</script>" "arch_teardown_dma_ops(dev);" "376991db4b64" >"$IN/diff"'
test_ok 'html: a title and a table of lines' 'out_has "<title>teardown: 2 findings" && out_has "<table"'

show terse
test_ok 'terse: PATH:LINE:COLUMN: message [rule], a line each' \
	'[ "$(wc -l <"$OUT")" -eq 2 ] && out_has "^plain\.c:3:[0-9]+: .*devres_release_all.* \[dma_ops_before_devres\]$"'
show github
test_ok 'github: a workflow command each, its properties escaped' \
	'[ "$(wc -l <"$OUT")" -eq 2 ] &&
		out_has "^::error file=plain\.c,line=3,col=[0-9]+,title=teardown%3A dma_ops_before_devres \(High\)::arch_teardown_dma_ops.*; released at plain\.c:4 \[dma_ops_before_devres\]$"'
cp -R tree percent && mv percent/plain.c 'percent/50%: a,b.c'
run teardown -C percent check --format=github '50%: a,b.c'
test_ok 'github: a path of commas, colons and percent signs' 'out_has "^::error file=50%25%3A a%2Cb\.c,line=3,"'
show gitlab
test_ok 'gitlab: an array of what Code Quality reads' 'json "len(d) == 2 and
	all(set(i) == {\"description\", \"check_name\", \"fingerprint\", \"severity\", \"location\"} and
		i[\"severity\"] in (\"info\", \"minor\", \"major\", \"critical\", \"blocker\") and
		i[\"location\"][\"lines\"][\"begin\"] > 0 for i in d) and
	d[1][\"location\"] == {\"path\": \"plain.c\", \"lines\": {\"begin\": 3}} and d[1][\"severity\"] == \"critical\""'
test_ok 'gitlab: the fingerprints of json' 'json "[i[\"fingerprint\"] for i in d] ==
	[f[\"fingerprint\"] for f in json.load(open(\"report.json\"))[\"findings\"]]"'
show b4
test_ok 'b4: an error each, as b4 tells one from a warning' \
	'[ "$(grep -c "ERROR:" "$OUT")" -eq 2 ] && [ "$(wc -l <"$OUT")" -eq 2 ] &&
		out_has "^ERROR: plain\.c:3: arch_teardown_dma_ops.* \[dma_ops_before_devres\]$"'
cp "$ROOT/tests/rules/dma_ops_before_devres/right-order.c" .
run teardown check --format=b4 right-order.c
test_ok 'b4: nothing at all for what is clean' 'status 0 && err_lines 0 && [ ! -s "$OUT" ]'
run teardown check --format=gitlab right-order.c
test_ok 'gitlab: an empty array for what is clean' 'json "d == []"'
run teardown check --format=github right-order.c
test_ok 'github: nothing for what is clean' '[ ! -s "$OUT" ]'

show text
test_ok 'text: the story: where torn down, where released, which fix, the patch' \
	'out_has "^plain\.c:3:[0-9]+: " && out_has "^ +3 .*torn down" && out_has "^ +4 .*devres is released" &&
		out_has "fix: 376991db4b64" && out_has "^ +-	arch_teardown_dma_ops" && out_has "^ +\+	arch_teardown_dma_ops"'
test_ok 'text: through the wrapper' 'out_has "undo\(dev\)" && out_has "set_dma_ops\(dev, NULL\)"'
test_ok 'text: the summary and what was not seen' 'out_has "not parsed: lost\.c:1: lost\(\)" && out_has "2 findings in 2 files"'

# Long lines, tabs, bytes that are no text, in what is quoted.
{
	printf 'static void odd(struct device *dev)\n{\n\tarch_teardown_dma_ops(dev); /* \351 \033[31m \342\200\256 '
	printf '%05000d */\n\tdevres_release_all(dev);\n}\n' 0
} >odd.c
for format in text terse json sarif html github gitlab b4; do
	run teardown check --format=$format odd.c
	test_ok "$format: quoted bytes are harmless" 'status 1 && iconv -f UTF-8 -t UTF-8 "$OUT" >/dev/null &&
		! LC_ALL=C grep -q "$(printf "\033")" "$OUT"'
	case $format in
	json | sarif | gitlab) continue ;;
	esac
	test_ok "$format: marks that turn the text around are shown, not obeyed" \
		'! LC_ALL=C grep -q "$(printf "\342\200\256")" "$OUT"'
done

test_done
