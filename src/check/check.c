// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/check.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/term.h"
#include "check/cache.h"
#include "check/filter.h"
#include "check/judge.h"
#include "check/reading.h"
#include "check/spatch.h"

enum { CHUNK = 256 };	/* files in memory at a time for a rule that may match anywhere */

struct check {
	const struct check_options *options;
	struct report *report;
	struct reading reading;
	struct spatch spatch;
	struct map patches;	/* "rule path" -> struct patch * */
	struct progress progress;
	size_t done;
};

struct work {			/* files under rules, for one run of spatch_report() */
	ARRAY(struct spatch_file) files;
	ARRAY(size_t) index;	/* of their sources */
};

/* Adds the sources that @rule can match by itself, in one file. */
static void add_work(struct check *c, const struct rule *rule, struct work *w)
{
	struct words torn = { 0 }, released = { 0 };
	struct filter *one, *two;

	reading_teardown_words(rule, true, &torn);
	reading_release_words(rule, &released);
	one = torn.list.n ? filter_new(torn.list.item, torn.list.n) : NULL;
	two = released.list.n ? filter_new(released.list.item, released.list.n) : NULL;
	for (size_t i = 0; i < c->reading.sources.all.n; i++) {
		const char *text = c->reading.text[i];
		size_t len = c->reading.len[i];

		if (!c->reading.unit[i] || !c->reading.sources.all.item[i].asked ||
		    !c->reading.candidate[i] || (one && !filter_match(one, text, len)) ||
		    !judge_suits(&c->reading.program, rule, c->reading.unit[i],
				 two && filter_match(two, text, len)))
			continue;
		*array_push(&w->index) = i;
		*array_push(&w->files) = (struct spatch_file){
			.rule = rule, .path = c->reading.sources.all.item[i].path,
			.text = text, .len = len
		};
	}
	filter_free(one);
	filter_free(two);
	array_free(&torn.list);
	array_free(&released.list);
}

static bool is_line_of(const struct finding *f, const struct rule *rule, const char *path,
		       unsigned line)
{
	if (f->rule != rule || strcmp(f->path, path))
		return false;
	if (f->line == line)
		return true;
	for (size_t i = 0; i < f->related.n; i++)
		if (f->related.item[i].kind == PLACE_TEARDOWN && f->related.item[i].line == line &&
		    !strcmp(f->related.item[i].path, path))
			return true;
	return false;
}

static bool is_told(const struct report *r, const struct rule *rule, const char *path,
		    unsigned line)
{
	for (size_t i = 0; i < r->findings.n; i++)
		if (is_line_of(&r->findings.item[i], rule, path, line))
			return true;
	return false;
}

static void add_hit(struct check *c, const struct rule *rule, const struct spatch_hit *h,
		    struct unit *u)
{
	struct function *fn = unit_function_at(u, h->line);
	struct finding *f;

	if (is_told(c->report, rule, u->path, h->line) ||
	    judge_knows(&c->reading.program, u, rule, h->line))
		return;
	f = array_push(&c->report->findings);
	f->rule = rule;
	f->confidence = rule->confidence;
	f->path = mem_strdup(u->path);
	f->line = h->line;
	f->column = h->column;
	f->function = mem_strdup(fn ? fn->name : "");
	f->message = mem_strdup(h->message);
}

static void note_failure(struct check *c, const struct spatch_file *f)
{
	struct coverage *cov = &c->report->coverage;
	struct unseen *u;

	for (size_t i = 0; i < cov->unseen.n; i++)
		if (!strcmp(cov->unseen.item[i].path, f->path))
			return;
	u = array_push(&cov->unseen);
	u->path = mem_strdup(f->path);
	u->why = mem_strdup(f->failed);
	u->timeout = f->timeout;
}

static void note_unparsed(struct check *c, const struct spatch_file *f, const struct unit *u)
{
	for (size_t i = 0; i < f->bad_lines.n; i++) {
		const struct function *fn = unit_function_at(u, f->bad_lines.item[i]);
		struct unparsed *bad;
		bool known = false;

		for (size_t k = 0; k < c->report->coverage.unparsed.n; k++) {
			const struct unparsed *old = &c->report->coverage.unparsed.item[k];

			known |= old->line == (fn ? fn->line : f->bad_lines.item[i]) &&
				 !strcmp(old->path, f->path);
		}
		if (known)
			continue;
		bad = array_push(&c->report->coverage.unparsed);
		bad->path = mem_strdup(f->path);
		bad->line = fn ? fn->line : f->bad_lines.item[i];
		bad->function = mem_strdup(fn ? fn->name : "");
	}
}

static void take_one(struct check *c, struct spatch_file *f, struct unit *u)
{
	if (f->failed)
		note_failure(c, f);
	else
		note_unparsed(c, f, u);
	for (size_t k = 0; k < f->hits.n; k++)
		add_hit(c, f->rule, &f->hits.item[k], u);
	spatch_file_release(f);
}

/*
 * A rule without a vocabulary of ours may match anywhere: it is run over all files, some at a
 * time, and what it says is told as it stands.
 */
static struct error *run_some(struct check *c, const struct rule *rule, const size_t index[],
			      size_t n)
{
	struct spatch_file files[CHUNK] = { 0 };
	struct error *err;

	for (size_t i = 0; i < n; i++) {
		const struct source *src = &c->reading.sources.all.item[index[i]];

		files[i].path = src->path;
		files[i].rule = rule;
		error_free(source_map(src, &files[i].text, &files[i].len));
	}
	err = spatch_report(&c->spatch, files, n, &c->progress, &c->done);
	for (size_t i = 0; i < n; i++) {
		const char *text = files[i].text;
		size_t len = files[i].len;
		struct unit u;

		unit_read(&u, files[i].path, text ? text : "", len);
		take_one(c, &files[i], &u);
		if (!c->reading.candidate[index[i]]) {
			c->report->coverage.candidates++;
			c->report->coverage.functions += u.n_functions;
			c->reading.candidate[index[i]] = true;
		}
		unit_release(&u);
		source_unmap(text, len);
	}
	return err;
}

static struct error *run_everywhere(struct check *c, const struct rule *rule)
{
	struct error *err = NULL;
	size_t index[CHUNK], n = 0;

	for (size_t i = 0; !err && i < c->reading.sources.all.n; i++) {
		if (c->reading.sources.all.item[i].asked && !c->reading.sources.all.item[i].header)
			index[n++] = i;
		if (n == CHUNK || (n && i + 1 == c->reading.sources.all.n)) {
			err = run_some(c, rule, index, n);
			n = 0;
		}
	}
	return err;
}

static struct error *run_rules(struct check *c)
{
	struct error *err;
	struct work w = { 0 };
	size_t total;

	for (size_t k = 0; k < c->options->rules.n; k++)
		if (c->options->rules.item[k]->patterns.n)
			add_work(c, c->options->rules.item[k], &w);
	total = w.files.n;
	for (size_t k = 0; k < c->options->rules.n; k++)
		if (!c->options->rules.item[k]->patterns.n)
			total += c->reading.sources.all.n;
	progress_start(&c->progress, "files", total, c->options->quiet);
	err = spatch_report(&c->spatch, w.files.item, w.files.n, &c->progress, &c->done);
	for (size_t i = 0; i < w.files.n; i++)
		take_one(c, &w.files.item[i], c->reading.unit[w.index.item[i]]);
	for (size_t k = 0; !err && k < c->options->rules.n; k++)
		if (!c->options->rules.item[k]->patterns.n)
			err = run_everywhere(c, c->options->rules.item[k]);
	progress_stop(&c->progress);
	array_free(&w.files);
	array_free(&w.index);
	return err;
}

/* Whether the rule's patch mode can change anything. */
static bool makes_patches(const struct rule *rule)
{
	return strstr(rule->text, "depends on patch");
}

/* The hunks of @diff that lie in lines [first, last] of the old file, with its header; or NULL. */
static char *hunks_within(const char *diff, unsigned first, unsigned last)
{
	const char *hunk = strstr(diff, "\n@@ -");
	struct str out = STR_INIT;
	bool any = false;

	if (!hunk)
		return NULL;
	str_addn(&out, diff, hunk + 1 - diff);
	while (hunk) {
		const char *next = strstr(hunk + 1, "\n@@ -");
		size_t len = next ? (size_t)(next - hunk) : strlen(hunk + 1);
		unsigned from = 0, lines = 1;

		sscanf(hunk + 1, "@@ -%u,%u", &from, &lines);
		if (from <= last && first <= from + lines) {
			str_addn(&out, hunk + 1, len);
			any = true;
		}
		hunk = next;
	}
	if (any)
		return str_detach(&out);
	str_release(&out);
	return NULL;
}

/* Why the rule's patch does not mend this finding. */
static const char *why_no_patch(const struct finding *f)
{
	bool inside = false, returns = false;

	for (size_t i = 0; i < f->related.n; i++) {
		inside |= f->related.item[i].kind == PLACE_INSIDE;
		returns |= f->related.item[i].kind == PLACE_CALLBACK;
	}
	if (returns)
		return "devres is released by the caller, after this function has returned";
	if (inside)
		return "a call stands for more than the teardown or the release: "
		       "moving it would move the rest too";
	return "moving the teardown behind the release would lose it on another path, "
	       "or use a device that may be gone";
}

static size_t find_source(const struct check *c, const char *path)
{
	size_t i = 0;

	while (i < c->reading.sources.all.n && strcmp(c->reading.sources.all.item[i].path, path))
		i++;
	return i;
}

struct patch {			/* what one rule makes of one file */
	char *diff;		/* NULL: nothing */
	char *why;		/* why it could not be made, or NULL */
};

/* Made once for each rule and file, however many findings there are. */
static struct patch *patch_of(struct check *c, const struct finding *f, size_t source)
{
	char *key = mem_printf("%s %s", f->rule->name, f->path);
	struct patch **at = (struct patch **)map_put(&c->patches, key);
	struct spatch_file file = { .rule = f->rule, .path = f->path,
				    .text = c->reading.text[source],
				    .len = c->reading.len[source] };
	struct patch *p = *at;
	struct error *err;

	mem_free(key);
	if (p)
		return p;
	*at = p = mem_alloc(sizeof(*p));
	err = spatch_patch(&c->spatch, f->rule, &file, &p->diff);
	if (err)	/* a finding without its patch is still one */
		p->why = mem_strdup(error_text(err));
	error_free(err);
	return p;
}

static void patch_finding(struct check *c, struct finding *f)
{
	size_t i = find_source(c, f->path);
	const struct patch *p;
	struct function *fn;

	if (i == c->reading.sources.all.n || !c->reading.unit[i] || !makes_patches(f->rule))
		return;
	p = patch_of(c, f, i);
	fn = unit_function_at(c->reading.unit[i], f->line);
	if (p->diff && fn)
		f->patch = hunks_within(p->diff, fn->line, fn->end_line);
	if (!f->patch)
		f->no_patch = mem_strdup(p->why ? p->why : why_no_patch(f));
}

static void patches_release(struct map *patches)
{
	for (size_t i = 0; i < patches->n; i++) {
		struct patch *p = patches->entry[i].value;

		mem_free(p->diff);
		mem_free(p->why);
		mem_free(p);
	}
	map_release(patches);
}

static void count_coverage(struct check *c)
{
	struct coverage *cov = &c->report->coverage;

	for (size_t i = 0; i < c->reading.sources.all.n; i++) {
		if (!c->reading.sources.all.item[i].asked)
			continue;
		cov->files++;
		if (!c->reading.candidate[i])
			continue;
		cov->candidates++;
		if (c->reading.unit[i])
			cov->functions += c->reading.unit[i]->n_functions;
	}
}

struct error *check_run(const struct check_options *o, const char *const paths[], size_t n,
			struct report *report)
{
	struct check c = { .options = o, .report = report };
	struct error *err = spatch_open(&c.spatch, o->jobs, o->timeout_s);

	if (err)
		return err;
	c.spatch.cache = o->cache ? cache_open() : NULL;
	err = reading_open(&c.reading, o, c.spatch.cache, paths, n, &report->coverage);
	if (!err) {
		report->root = mem_strdup(c.reading.sources.root);
		count_coverage(&c);
		for (size_t k = 0; k < o->rules.n; k++)
			judge_rule(&c.reading.program, o->rules.item[k], 1u << k, report);
		err = run_rules(&c);
	}
	for (size_t i = 0; !err && i < report->findings.n; i++)
		patch_finding(&c, &report->findings.item[i]);
	report_sort(report);
	patches_release(&c.patches);
	reading_release(&c.reading);
	cache_close(c.spatch.cache);
	spatch_close(&c.spatch);
	return err;
}
