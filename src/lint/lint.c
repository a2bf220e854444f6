// SPDX-License-Identifier: GPL-2.0
#include "lint/lint.h"

#include <string.h>

#include "base/str.h"
#include "check/cache.h"
#include "check/patch.h"
#include "lint/cause.h"
#include "proof/blobs_kept.h"

enum { MAX_LOOKS = 6 };

static char *state_text(void *ctx, unsigned state, const char *path, size_t *len)
{
	return states_text(ctx, state, path, len);
}

/* ---- the files to begin with ---- */

static void begin_with(const struct lint *l, size_t k, struct revision *r)
{
	states_make(&l->states, k, r);
	r->supply.seeds = l->seeds.of;
	r->supply.seeds_only = !l->seeds.all;
}

struct look {			/* a reading of one state */
	struct units units;
	struct coverage coverage;
	struct reading reading;
	struct revision r;
};

static void look_open(struct look *k, const struct lint *l, size_t state)
{
	*k = (struct look){ 0 };
	begin_with(l, state, &k->r);
	k->r.units = &k->units;
	units_start(&k->units);
	reading_open(&k->reading, l->options->check, &k->r.supply, &k->coverage);
}

static void look_close(struct look *k)
{
	reading_release(&k->reading);
	coverage_release(&k->coverage);
	revision_close(&k->r);
	units_release(&k->units);
}

/* Whether what the patches alter brings more files. */
static bool look_again(struct lint *l)
{
	struct look before, after;
	bool more = false;

	look_open(&before, l, 0);
	for (size_t k = 0; k < l->patches->all.n && !l->seeds.all; k++) {
		look_open(&after, l, k + 1);
		more |= seeds_compare(&l->seeds, &before.reading, &after.reading, &after.r);
		look_close(&before);
		before = after;
		before.reading.supply = &before.r.supply;
		before.reading.coverage = &before.coverage;
		before.reading.sources = &before.r.tree.sources;
		revision_moved(&before.r);
	}
	look_close(&before);
	return more;
}

static void find_seeds(struct lint *l)
{
	bool more = true;

	seeds_find(&l->seeds, &l->states.base);
	for (unsigned look = 0; more && !l->seeds.all && look < MAX_LOOKS; look++)
		more = look_again(l);
	l->seeds.all |= more;
}

/* ---- the findings ---- */

static struct error *judge(struct lint *l, size_t numbers[])
{
	for (size_t k = 0; k <= l->patches->all.n; k++) {
		struct coverage coverage = { 0 };
		struct revision r;

		begin_with(l, k, &r);
		units_start(r.units);
		numbers[k] = survey_judge(l->survey, &r, &coverage);
		coverage_release(&coverage);
		revision_close(&r);
	}
	return survey_finish(l->survey);
}

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

static void tell_all(struct lint *l, const size_t numbers[])
{
	l->news = (struct news){ .patches = l->patches, .text = state_text, .ctx = &l->states };
	for (size_t k = 0; k <= l->patches->all.n; k++)
		news_add(&l->news, survey_report(l->survey, numbers[k]), k);
	for (size_t i = 0; i < l->news.all.n; i++) {
		const struct item *item = &l->news.all.item[i];

		if (item->brought != NOWHERE && item->finding->confidence >= l->options->level)
			tell(l, item);
	}
	report_sort(&l->report);
}

static bool is_path(const struct lint *l, const char *path)
{
	for (size_t i = 0; i < l->states.paths.n; i++)
		if (!strcmp(l->states.paths.item[i], path))
			return true;
	return false;
}

/* What was not seen: of the files that are changed; and what could not be read at all. */
static void take_coverage(struct lint *l, const struct coverage *from)
{
	struct coverage *to = &l->report.coverage;

	to->candidates = to->files;
	for (size_t i = 0; i < from->unparsed.n; i++)
		if (is_path(l, from->unparsed.item[i].path))
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

/* ---- all of it ---- */

/* In the files as the last patch leaves them. */
static void count_functions(struct lint *l)
{
	for (size_t i = 0; i < l->states.paths.n; i++) {
		const char *path = l->states.paths.item[i];
		struct unit u;
		size_t len;
		char *text = states_text(&l->states, l->patches->all.n, path, &len);

		if (!text)
			continue;
		unit_read(&u, path, text, len);
		l->report.coverage.functions += u.n_functions;
		unit_release(&u);
		mem_free(text);
	}
}

static struct error *examine(struct lint *l)
{
	size_t *numbers = mem_alloc((l->patches->all.n + 1) * sizeof(*numbers));
	struct coverage coverage = { 0 };
	struct error *err = states_open(&l->states, l->survey, &coverage);

	if (!err) {
		if (l->options->check->cache)
			l->writer = blobs_keep_write(l->states.blobs, l->states.base.number,
						     l->states.base.tree.sources.all.n);
		find_seeds(l);
		err = judge(l, numbers);
	}
	if (!err) {
		tell_all(l, numbers);
		take_coverage(l, &coverage);
		take_coverage(l, &survey_report(l->survey, numbers[l->patches->all.n])->coverage);
		err = add_patches(l);
	}
	coverage_release(&coverage);
	mem_free(numbers);
	return err;
}

struct error *lint_run(struct lint *l, const struct lint_options *o, const struct patchset *p)
{
	struct blobs *blobs;

	*l = (struct lint){ .options = o, .patches = p,
			    .how = { .check = o->check, .spare_spatch = true } };
	l->survey = survey_new(p->repository->objects, &l->how);
	blobs = survey_blobs(l->survey);
	if (o->check->cache)
		blobs_keep_read(blobs);
	states_start(&l->states, p, blobs);
	l->report.root = mem_strdup(git_repository_workdir(p->repository->git) ?
				    git_repository_workdir(p->repository->git) :
				    p->repository->folder);
	l->report.text = state_text;
	l->report.text_ctx = &l->states;
	l->report.coverage.files = l->states.paths.n;
	seeds_open(&l->seeds, o->check, p, blobs);
	count_functions(l);
	if (!seeds_matter(&l->seeds, blobs, survey_trees(l->survey), &p->base))
		return NULL;
	return examine(l);
}

void lint_release(struct lint *l)
{
	blobs_keep_end(l->writer);
	news_release(&l->news);
	seeds_release(&l->seeds);
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
