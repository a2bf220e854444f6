// SPDX-License-Identifier: GPL-2.0
#include "report/report.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "report/drawing.h"
#include "report/escape.h"
#include "report/excerpt.h"
#include "report/opinion.h"
#include "report/style.h"
#include "report/summary.h"

#define COMMIT_URL \
	"https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/commit/?id="

static void add_text(struct str *to, const char *text)
{
	escape_html(to, text, strlen(text));
}

static void add_head(struct str *to, const struct report *r)
{
	str_add(to, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" "
		"content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>teardown: ");
	summary_findings(to, r);
	str_add(to, "</title>\n<style>\n");
	str_add(to, style_sheet());
	str_add(to, "</style>\n</head>\n<body>\n");
}

static void add_opinions(struct str *to, const struct report *r)
{
	struct str counts = STR_INIT;

	opinion_add_counts(&counts, r);
	if (counts.len)
		str_addf(to, "\n<p>%s</p>", counts.buf);
	str_release(&counts);
}

static void add_title(struct str *to, const struct report *r, const struct report_options *o)
{
	str_add(to, "<header><h1>");
	if (r->findings.n)
		summary_plural(to, r->findings.n, "finding");
	else
		str_add(to, "No findings");
	summary_remarks(to, r);
	str_add(to, "</h1>\n<p>Places where DMA, or what it stands on, is taken down before the "
		"device's managed resources are released.</p>");
	add_opinions(to, r);
	str_add(to, "\n<p class=\"root\">teardown ");
	str_add(to, o->lint ? "lint of <code>" : "check of <code>");
	add_text(to, r->root ? r->root : "");
	str_add(to, "</code></p></header>\n");
}

static void add_confidence_card(struct str *to, const struct summary *s, enum confidence c)
{
	str_addf(to, "<div class=\"card %s\"><b>%zu</b>%s confidence</div>\n",
		 s->by_confidence[c] ? confidence_name(c) : "none", s->by_confidence[c],
		 confidence_name(c));
}

static void add_coverage_card(struct str *to, const struct report *r, const struct summary *s)
{
	const struct coverage *c = &r->coverage;

	str_addf(to, "<div class=\"card wide\"><b>%zu of %zu</b>", s->functions_seen, c->functions);
	str_addf(to, "functions in files that could match were seen"
		 "<progress max=\"%zu\" value=\"%zu\"></progress>",
		 c->functions ? c->functions : 1, s->functions_seen);
	str_add(to, "<span class=\"dim\">");
	summary_plural(to, c->files, "file");
	str_addf(to, ", %zu could match", c->candidates);
	if (c->unseen.n)
		str_addf(to, ", %zu could not be seen", c->unseen.n);
	str_add(to, "</span></div>\n");
}

static void add_unparsed(struct str *to, const struct coverage *c)
{
	for (size_t i = 0; i < c->unparsed.n; i++) {
		const struct unparsed *u = &c->unparsed.item[i];

		str_add(to, "<li>not parsed: <code>");
		add_text(to, u->path);
		str_addf(to, ":%u</code>", u->line);
		if (u->function && *u->function) {
			str_add(to, " <code>");
			add_text(to, u->function);
			str_add(to, "()</code>");
		}
		str_add(to, "</li>\n");
	}
}

static void add_missed(struct str *to, const struct coverage *c)
{
	if (coverage_complete(c))
		return;
	str_add(to, "<details class=\"missed\" open><summary><strong>Not everything was seen:"
		"</strong> nothing is known of ");
	summary_plural(to, c->unparsed.n, "function");
	str_add(to, " and ");
	summary_plural(to, c->unseen.n, "file");
	str_add(to, "</summary><ul>\n");
	for (size_t i = 0; i < c->unseen.n; i++) {
		str_add(to, "<li>not seen: <code>");
		add_text(to, c->unseen.item[i].path);
		str_add(to, "</code>: ");
		add_text(to, c->unseen.item[i].why);
		str_add(to, "</li>\n");
	}
	add_unparsed(to, c);
	str_add(to, "</ul></details>\n");
}

static void add_badge(struct str *to, enum confidence c)
{
	str_addf(to, "<span class=\"badge %s\">%s</span>", confidence_name(c), confidence_name(c));
}

static bool is_id(const char *id)
{
	const char *p = id;

	while (isxdigit((unsigned char)*p))
		p++;
	return !*p && p - id >= 7;
}

static void add_fix(struct str *to, const struct fix *fix)
{
	if (is_id(fix->id))
		str_addf(to, "<a href=\"" COMMIT_URL "%s\"><code>%.12s</code></a>",
			 fix->id, fix->id);
	else
		add_text(to, fix->id);
	if (!fix->subject || !*fix->subject)
		return;
	str_add(to, " ");
	add_text(to, fix->subject);
}

/* Those of @f's kind, where a finding is given. */
static void add_fixes(struct str *to, const struct rule *rule, const struct finding *f)
{
	const char *between = "";

	for (size_t i = 0; i < rule->fixed_by.n; i++) {
		if (f && !finding_has_fix(f, &rule->fixed_by.item[i]))
			continue;
		str_add(to, between);
		add_fix(to, &rule->fixed_by.item[i]);
		between = "<br>";
	}
}

static void add_rules(struct str *to, const struct report *r, const struct rules *run)
{
	struct rule_list list = { 0 };

	rule_list_of(&list, r, run);
	if (list.all.n)
		str_add(to, "<h2>Rules</h2>\n<table class=\"list\"><thead><tr><th>Rule</th>"
			"<th>Confidence</th><th>Upstream fixes of this kind</th>"
			"<th class=\"num\">Findings</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < list.all.n; i++) {
		const struct rule *rule = list.all.item[i];

		str_add(to, "<tr><td><code>");
		add_text(to, rule->name);
		str_add(to, "</code><br><span class=\"dim\">");
		add_text(to, rule->summary ? rule->summary : "");
		str_add(to, "</span></td><td>");
		add_badge(to, rule->confidence);
		str_add(to, "</td><td>");
		add_fixes(to, rule, NULL);
		str_addf(to, "</td><td class=\"num\">%zu</td></tr>\n", summary_count(r, rule));
	}
	str_add(to, list.all.n ? "</tbody></table>\n" : "");
	rule_list_release(&list);
}

static void add_place(struct str *to, const struct finding *f)
{
	add_text(to, f->path);
	str_addf(to, ":%u:%u", f->line, f->column);
}

static void add_contents(struct str *to, const struct report *r)
{
	if (!r->findings.n)
		return;
	str_add(to, "<h2>Findings</h2>\n<table class=\"list\"><thead><tr><th class=\"num\">#</th>"
		"<th>Function</th><th>Place</th><th>Rule</th><th>Confidence</th></tr></thead>\n"
		"<tbody>\n");
	for (size_t i = 0; i < r->findings.n; i++) {
		const struct finding *f = &r->findings.item[i];

		str_addf(to, "<tr><td class=\"num\">%zu</td><td><a href=\"#f%zu\"><code>",
			 i + 1, i + 1);
		add_text(to, f->function ? f->function : "");
		str_add(to, "()</code></a></td><td class=\"place\">");
		add_place(to, f);
		str_add(to, "</td><td><code>");
		add_text(to, f->rule->name);
		str_add(to, "</code></td><td>");
		add_badge(to, f->confidence);
		if (f->opinion != OPINION_NONE)
			str_addf(to, "<br><span class=\"dim\">sparse: %s</span>",
				 opinion_name(f->opinion));
		str_add(to, "</td></tr>\n");
	}
	str_add(to, "</tbody></table>\n");
}

static void add_remark(struct str *to, const struct remark *m)
{
	str_add(to, "<tr><td>");
	add_text(to, m->of);
	str_add(to, "</td><td>");
	add_text(to, m->text);
	if (m->line) {
		str_add(to, "<br><code>");
		add_text(to, m->line);
		str_add(to, "</code>");
	}
	str_addf(to, "</td><td><code>%s</code></td><td>", m->check);
	str_addf(to, "<span class=\"badge %s\">%s</span></td></tr>\n",
		 m->fails ? "High" : "Moderate", m->fails ? "error" : "warning");
}

static void add_remarks(struct str *to, const struct report *r)
{
	if (!r->remarks.n)
		return;
	str_add(to, "<h2>Remarks on messages</h2>\n<table class=\"list\"><thead><tr>"
		"<th>Of</th><th>Remark</th><th>Check</th><th>Severity</th></tr></thead>\n"
		"<tbody>\n");
	for (size_t i = 0; i < r->remarks.n; i++)
		add_remark(to, &r->remarks.item[i]);
	str_add(to, "</tbody></table>\n");
}

static const char *patch_tag(const char *line)
{
	if (str_starts(line, "---") || str_starts(line, "+++") || str_starts(line, "@@"))
		return "b";
	return *line == '+' ? "ins" : *line == '-' ? "del" : NULL;
}

static void add_patch_text(struct str *to, const char *line, size_t len)
{
	for (size_t part; len; line += part, len -= part) {
		const char *tab = memchr(line, '\t', len);

		part = tab ? (size_t)(tab - line) + 1 : len;
		escape_html(to, line, tab ? part - 1 : part);
		str_add(to, tab ? "\t" : "");
	}
}

/* ins, del and b are blocks: a newline behind one would be a second one. */
static void add_patch(struct str *to, const char *patch)
{
	str_add(to, "<figure><figcaption>the rule's patch</figcaption><pre>");
	while (*patch) {
		size_t len = strcspn(patch, "\n");
		const char *tag = patch_tag(patch);

		if (tag)
			str_addf(to, "<%s>", tag);
		add_patch_text(to, patch, len);
		if (tag)
			str_addf(to, "</%s>", tag);
		else
			str_add(to, "\n");
		patch += len + (patch[len] == '\n');
	}
	str_add(to, "</pre></figure>\n");
}

static void add_brought(struct str *to, const struct finding *f)
{
	if (!f->brought && !f->mended)
		return;
	str_add(to, "<dl>");
	if (f->brought) {
		str_add(to, "<dt>Brought by</dt><dd>");
		add_text(to, f->brought);
		str_add(to, "</dd>");
	}
	if (f->mended) {
		str_add(to, "<dt>Mended by</dt><dd>");
		add_text(to, f->mended);
		str_add(to, ": bisection breaks between them</dd>");
	}
	str_add(to, "</dl>\n");
}

static void add_opinion(struct str *to, const struct finding *f)
{
	if (f->opinion == OPINION_NONE)
		return;
	str_addf(to, "<dt>sparse</dt><dd>%s", opinion_name(f->opinion));
	if (f->opinion_why) {
		str_add(to, ": ");
		add_text(to, f->opinion_why);
	}
	str_add(to, "</dd>");
}

static void add_outcome(struct str *to, const struct finding *f)
{
	str_add(to, "<dl>");
	add_opinion(to, f);
	if (f->rule->fixed_by.n) {
		str_add(to, "<dt>Upstream fixes of this kind</dt><dd>");
		add_fixes(to, f->rule, f);
		str_add(to, "</dd>");
	}
	if (!f->patch && f->no_patch) {
		str_add(to, "<dt>No mechanical patch</dt><dd>");
		add_text(to, f->no_patch);
		str_add(to, "</dd>");
	}
	str_add(to, "</dl>\n");
	if (f->patch)
		add_patch(to, f->patch);
}

static void add_finding(struct str *to, struct excerpts *x, const struct finding *f, size_t number)
{
	str_addf(to, "<article id=\"f%zu\">\n<h3>%zu. ", number, number);
	add_text(to, f->message);
	str_add(to, "</h3>\n<p class=\"place\">");
	add_place(to, f);
	if (f->function && *f->function) {
		str_add(to, " in ");
		add_text(to, f->function);
		str_add(to, "()");
	}
	str_add(to, " &middot; ");
	add_text(to, f->rule->name);
	str_add(to, " ");
	add_badge(to, f->confidence);
	str_add(to, "</p>\n");
	add_brought(to, f);
	excerpts_turn(x, f);
	drawing_add(to, x, f);
	add_outcome(to, f);
	str_add(to, "</article>\n");
}

static void add_summary(struct str *to, const struct report *r)
{
	struct summary s = summary_of(r);

	str_add(to, "<div class=\"cards\">\n");
	for (int c = CONFIDENCE_HIGH; c >= CONFIDENCE_LOW; c--)
		add_confidence_card(to, &s, c);
	add_coverage_card(to, r, &s);
	str_add(to, "</div>\n");
	add_missed(to, &r->coverage);
}

void report_write_html(FILE *out, const struct report *r, const struct report_options *o)
{
	struct str page = STR_INIT;
	struct excerpts sources;

	excerpts_open_report(&sources, r);
	add_head(&page, r);
	add_title(&page, r, o);
	add_summary(&page, r);
	add_contents(&page, r);
	add_remarks(&page, r);
	add_rules(&page, r, o->rules);
	for (size_t i = 0; i < r->findings.n; i++)
		add_finding(&page, &sources, &r->findings.item[i], i + 1);
	str_add(&page, "<footer>teardown " VERSION "</footer>\n</body>\n</html>\n");
	fwrite(page.buf, 1, page.len, out);
	excerpts_close(&sources);
	str_release(&page);
}
