// SPDX-License-Identifier: GPL-2.0
#include "check/check.h"

#include <string.h>

#include "base/term.h"
#include "check/ask.h"
#include "check/cache.h"
#include "check/files.h"
#include "check/patch.h"

enum { CHUNK = 256 };	/* files in memory at a time for a rule that may match anywhere */

struct check {
	const struct check_options *options;
	struct report *report;
	struct files files;
	struct reading reading;
	struct spatch spatch;
	struct asks asks;
	struct progress progress;
	size_t done;
};

static struct error *run_asks(struct check *c)
{
	size_t n = c->asks.list.n;
	struct spatch_file *files = mem_alloc((n + 1) * sizeof(*files));
	struct error *err;

	for (size_t i = 0; i < n; i++) {
		const struct ask *a = &c->asks.list.item[i];
		const struct unit *u = c->reading.unit[a->source];

		files[i] = (struct spatch_file){ .rule = a->rule, .path = u->path,
						 .text = u->text, .len = u->len };
	}
	err = spatch_report(&c->spatch, files, n, &c->progress, &c->done);
	for (size_t i = 0; i < n; i++) {
		const struct ask *a = &c->asks.list.item[i];

		ask_take(a, &files[i], c->reading.unit[a->source], c->report);
		spatch_file_release(&files[i]);
	}
	mem_free(files);
	return err;
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
		const struct source *src = &c->files.sources.all.item[index[i]];

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
		ask_take(&(struct ask){ .rule = rule }, &files[i], &u, c->report);
		spatch_file_release(&files[i]);
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

	for (size_t i = 0; !err && i < c->files.sources.all.n; i++) {
		if (c->files.sources.all.item[i].asked && !c->files.sources.all.item[i].header)
			index[n++] = i;
		if (n == CHUNK || (n && i + 1 == c->files.sources.all.n)) {
			err = run_some(c, rule, index, n);
			n = 0;
		}
	}
	return err;
}

static struct error *run_rules(struct check *c)
{
	const struct check_options *o = c->options;
	struct error *err;
	size_t total;

	for (size_t k = 0; k < o->rules.n; k++)
		asks_add(&c->asks, &c->reading, o->rules.item[k]);
	total = c->asks.list.n;
	for (size_t k = 0; k < o->rules.n; k++)
		if (!o->rules.item[k]->patterns.n)
			total += c->files.sources.all.n;
	progress_start(&c->progress, "files", total, o->quiet);
	err = run_asks(c);
	for (size_t k = 0; !err && k < o->rules.n; k++)
		if (!o->rules.item[k]->patterns.n)
			err = run_everywhere(c, o->rules.item[k]);
	progress_stop(&c->progress);
	return err;
}

static void add_patches(struct check *c)
{
	struct patches patches = { .spatch = &c->spatch };

	for (size_t i = 0; i < c->report->findings.n; i++) {
		struct finding *f = &c->report->findings.item[i];
		size_t at = sources_find(&c->files.sources, f->path);

		if (at < c->files.sources.all.n && c->reading.unit[at])
			patches_add(&patches, f, f->path, c->reading.unit[at]);
	}
	patches_release(&patches);
}

static struct error *examine(struct check *c)
{
	const struct check_options *o = c->options;
	struct error *err;

	c->report->root = mem_strdup(c->files.sources.root);
	reading_open(&c->reading, o, &c->files.supply, &c->report->coverage);
	reading_count(&c->reading);
	for (size_t k = 0; k < o->rules.n; k++)
		judge_rule(&c->reading.program, o->rules.item[k], 1u << k, c->report);
	err = run_rules(c);
	if (!err)
		add_patches(c);
	report_sort(c->report);
	asks_release(&c->asks);
	reading_release(&c->reading);
	return err;
}

struct error *check_run(const struct check_options *o, const char *const paths[], size_t n,
			struct report *report)
{
	struct check c = { .options = o, .report = report };
	struct error *err = spatch_open(&c.spatch, o->jobs, o->timeout_s);
	struct words first = { 0 };

	if (err)
		return err;
	c.spatch.cache = o->cache ? cache_open() : NULL;
	reading_first_words(o, &first);
	err = files_open(&c.files, paths, n, o->jobs, c.spatch.cache, first.list.item,
			 first.list.n, &report->coverage);
	if (!err)
		err = examine(&c);
	array_free(&first.list);
	files_close(&c.files);
	cache_close(c.spatch.cache);
	spatch_close(&c.spatch);
	return err;
}
