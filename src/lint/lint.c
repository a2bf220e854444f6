// SPDX-License-Identifier: GPL-2.0
#include "lint/lint.h"

#include <string.h>

#include "base/str.h"
#include "check/ask.h"
#include "check/cache.h"
#include "check/judge.h"
#include "check/patch.h"
#include "lint/cause.h"
#include "proof/blobs_kept.h"

enum { MAX_LOOKS = 6 };

static char *state_text(void *ctx, unsigned state, const char *path, size_t *len)
{
	return states_text(ctx, state, path, len);
}

/* ---- one patch ---- */

struct look {			/* a reading of one state */
	struct coverage coverage;
	struct reading reading;
	struct revision r;
};

static void look_open(struct look *k, const struct lint *l, size_t state, const struct seeds *s,
		      struct units *units)
{
	*k = (struct look){ 0 };
	states_make(&l->states, state, &k->r);
	k->r.supply.seeds = s->of;
	k->r.supply.seeds_only = !s->all;
	k->r.units = units;
	units_start(units);
	reading_open(&k->reading, l->options->check, &k->r.supply, &k->coverage);
}

static void look_close(struct look *k)
{
	reading_release(&k->reading);
	coverage_release(&k->coverage);
	revision_close(&k->r);
}

/* The number of its result. */
static size_t look_judge(struct look *k, struct lint *l)
{
	const struct check_options *o = l->options->check;
	struct report report = { .coverage = k->coverage };
	struct asks asks = { 0 };
	size_t number;

	k->coverage = (struct coverage){ 0 };
	for (size_t i = 0; i < o->rules.n; i++)
		judge_rule(&k->reading.program, o->rules.item[i], 1u << i, &report);
	for (size_t i = 0; i < o->rules.n; i++)
		asks_add(&asks, &k->reading, o->rules.item[i]);
	number = survey_take(l->survey, &k->r, &report, &asks);
	asks_release(&asks);
	return number;
}

/* Whether another look, with more seeds, is to be taken: then none was judged. */
static bool look_at(struct lint *l, struct seeds *s, size_t k, bool last)
{
	struct look before, after;
	bool more;

	look_open(&before, l, k, s, &l->units[0]);
	look_open(&after, l, k + 1, s, &l->units[1]);
	more = !last && seeds_compare(s, &before.reading, &after.reading, &after.r);
	if (!more)
		*array_push(&l->pairs) = (struct pair){
			k, look_judge(&before, l), look_judge(&after, l)
		};
	look_close(&before);
	look_close(&after);
	return more;
}

/* Where no end of files that matter comes, all are read that a check would read. */
static void examine_patch(struct lint *l, struct seeds *s, size_t k)
{
	struct revision r;
	unsigned looks = 0;

	states_make(&l->states, k, &r);
	seeds_find(s, &r);
	revision_close(&r);
	while (look_at(l, s, k, s->all))
		s->all |= ++looks == MAX_LOOKS;
}

static struct error *open_tree(struct lint *l)
{
	struct error *err;

	if (l->options->check->cache)
		blobs_keep_read(l->states.blobs);
	err = states_open(&l->states, l->survey, &l->report.coverage);
	if (!err && l->options->check->cache)
		l->writer = blobs_keep_write(l->states.blobs, l->states.base.number,
					     l->states.base.tree.sources.all.n);
	return err;
}

/* The tree is read once a patch is met that matters. */
static struct error *examine(struct lint *l)
{
	struct blobs *blobs = survey_blobs(l->survey);
	struct error *err = NULL;

	for (size_t k = 0; !err && k < l->patches->all.n; k++) {
		struct seeds s;

		seeds_open(&s, l->options->check, l->words, &l->patches->all.item[k], blobs,
			   &l->functions);
		if (seeds_matter(&s, blobs, survey_trees(l->survey), &l->patches->base)) {
			err = l->states.open ? NULL : open_tree(l);
			if (!err)
				examine_patch(l, &s, k);
		}
		seeds_release(&s);
	}
	return err ? err : survey_finish(l->survey);
}

/* ---- the findings ---- */

static char *in_words(const struct one_patch *o)
{
	return *o->subject ? mem_printf("%s (\"%s\")", o->of, o->subject) : mem_strdup(o->of);
}

static char *copy_text(const char *text)
{
	return text ? mem_strdup(text) : NULL;
}

static void copy_finding(struct finding *to, const struct finding *f)
{
	*to = (struct finding){
		.rule = f->rule, .confidence = f->confidence, .path = mem_strdup(f->path),
		.line = f->line, .column = f->column, .function = copy_text(f->function),
		.message = copy_text(f->message),
	};
	for (size_t i = 0; i < f->related.n; i++) {
		const struct place *p = &f->related.item[i];

		finding_add_place(to, p->kind, p->path, p->line, p->column,
				  copy_text(p->message));
	}
}

static void tell(struct lint *l, const struct item *i)
{
	struct finding *f = array_push(&l->report.findings);

	copy_finding(f, i->finding);
	f->state = (unsigned)i->state;
	if (l->patches->all.n > 1 || l->patches->all.item[0].message)
		f->brought = in_words(&l->patches->all.item[i->brought]);
	if (i->gone != NOWHERE)
		f->mended = in_words(&l->patches->all.item[i->gone]);
	cause_add(f, &l->states, i->brought, i->state);
}

static void tell_all(struct lint *l)
{
	l->news = (struct news){ .patches = l->patches, .text = state_text, .ctx = &l->states };
	for (size_t i = 0; i < l->pairs.n; i++)
		news_add(&l->news, l->pairs.item[i].patch,
			 survey_report(l->survey, l->pairs.item[i].before),
			 survey_report(l->survey, l->pairs.item[i].after));
	for (size_t i = 0; i < l->news.all.n; i++) {
		const struct item *item = &l->news.all.item[i];

		if (item->brought != NOWHERE && item->finding->confidence >= l->options->level)
			tell(l, item);
	}
}

static bool is_path(const struct lint *l, const char *path)
{
	for (size_t i = 0; i < l->states.paths.n; i++)
		if (!strcmp(l->states.paths.item[i], path))
			return true;
	return false;
}

static bool is_told(const struct coverage *c, const struct unparsed *u)
{
	for (size_t i = 0; i < c->unparsed.n; i++)
		if (!strcmp(c->unparsed.item[i].path, u->path) &&
		    !strcmp(c->unparsed.item[i].function, u->function))
			return true;
	return false;
}

/* What was not seen: of the files that are changed; and what could not be read at all. */
static void take_coverage(struct lint *l, const struct coverage *from)
{
	struct coverage *to = &l->report.coverage;

	for (size_t i = 0; i < from->unparsed.n; i++)
		if (is_path(l, from->unparsed.item[i].path) &&
		    !is_told(to, &from->unparsed.item[i]))
			*array_push(&to->unparsed) = (struct unparsed){
				.path = mem_strdup(from->unparsed.item[i].path),
				.line = from->unparsed.item[i].line,
				.function = copy_text(from->unparsed.item[i].function),
			};
	for (size_t i = 0; i < from->unseen.n; i++)
		*array_push(&to->unseen) = (struct unseen){
			.path = mem_strdup(from->unseen.item[i].path),
			.why = copy_text(from->unseen.item[i].why),
			.timeout = from->unseen.item[i].timeout,
		};
}

static void take_coverages(struct lint *l)
{
	if (l->pairs.n)
		l->report.coverage.candidates = l->states.paths.n;
	for (size_t i = 0; i < l->functions.n; i++)
		l->report.coverage.functions += (size_t)l->functions.entry[i].value;
	for (size_t i = 0; i < l->pairs.n; i++)
		take_coverage(l, &survey_report(l->survey, l->pairs.item[i].after)->coverage);
}

/* ---- patches ---- */

static void add_patch(struct lint *l, struct patches *patches, struct finding *f)
{
	size_t len;
	char *text;
	struct unit u;

	if (f->mended || !patches_suit(f))
		return;
	text = states_text(&l->states, l->patches->all.n, f->path, &len);
	if (!text)
		return;
	unit_read(&u, f->path, text, len);
	patches_add(patches, f, f->path, &u);
	unit_release(&u);
	mem_free(text);
}

static struct error *add_patches(struct lint *l)
{
	struct patches patches = { 0 };
	struct spatch spatch;
	struct error *err;

	if (!l->options->patches || !l->report.findings.n)
		return NULL;
	err = spatch_open(&spatch, l->options->check->jobs, l->options->check->timeout_s);
	if (err)
		return err;
	spatch.cache = l->options->check->cache ? cache_open() : NULL;
	patches.spatch = &spatch;
	for (size_t i = 0; i < l->report.findings.n; i++)
		add_patch(l, &patches, &l->report.findings.item[i]);
	patches_release(&patches);
	cache_close(spatch.cache);
	spatch_close(&spatch);
	return NULL;
}

struct error *lint_run(struct lint *l, const struct lint_options *o, const struct patchset *p)
{
	struct blobs *blobs;
	struct error *err;

	*l = (struct lint){ .options = o, .patches = p,
			    .how = { .check = o->check, .spare_spatch = true } };
	l->survey = survey_new(p->repository->objects, &l->how);
	blobs = survey_blobs(l->survey);
	states_start(&l->states, p, blobs);
	l->report.root = mem_strdup(git_repository_workdir(p->repository->git) ?
				    git_repository_workdir(p->repository->git) :
				    p->repository->folder);
	l->report.text = state_text;
	l->report.text_ctx = &l->states;
	l->report.coverage.files = l->states.paths.n;
	l->words = touch_words(o->check);
	err = examine(l);
	if (err)
		return err;
	tell_all(l);
	take_coverages(l);
	report_sort(&l->report);
	return add_patches(l);
}

void lint_release(struct lint *l)
{
	blobs_keep_end(l->writer);
	news_release(&l->news);
	filter_free(l->words);
	map_release(&l->functions);
	array_free(&l->pairs);
	units_release(&l->units[0]);
	units_release(&l->units[1]);
	states_release(&l->states);
	survey_free(l->survey);
	report_release(&l->report);
}

const struct rule *lint_mends(const struct lint *l, size_t k)
{
	for (size_t i = 0; i < l->news.all.n; i++) {
		const struct item *item = &l->news.all.item[i];
		struct unit u;
		size_t len;
		char *text;
		bool there;

		if (item->brought != NOWHERE || item->gone != k)
			continue;
		text = states_text(&l->states, k + 1, item->finding->path, &len);
		if (!text)
			continue;
		unit_read(&u, item->finding->path, text, len);
		there = map_has(&u.by_name, item->finding->function);
		unit_release(&u);
		mem_free(text);
		if (there)
			return item->finding->rule;
	}
	return NULL;
}
