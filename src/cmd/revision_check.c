// SPDX-License-Identifier: GPL-2.0
#include "cmd/revision_check.h"

#include <string.h>

/* Where a report's excerpts come from. */
struct excerpt_source {
	struct survey *survey;
	git_oid tree;
};

static char *read_text(void *ctx, unsigned state, const char *path, size_t *len)
{
	const struct excerpt_source *of = ctx;

	(void)state;
	return survey_text(of->survey, &of->tree, path, len);
}

static struct error *read_words(struct revision_check *c, const struct word_list *words,
				const struct word_list *paths)
{
	struct error *err = repository_open(&c->repository, ".");

	for (size_t i = 0; i < words->n && !err; i++) {
		err = revisions_add(&c->revisions, &c->repository, words->item[i]);
		if (err)
			err = error_under(err, "--rev");
	}
	for (size_t i = 0; i < paths->n && !err; i++)
		err = repository_path(&c->repository, paths->item[i], array_push(&c->paths));
	return err;
}

/* A path need not be in every revision. */
static struct error *check_paths(const struct revision_check *c)
{
	for (size_t k = 0; k < c->paths.n; k++) {
		bool found = false;

		for (size_t i = 0; i < c->revisions.all.n && !found; i++) {
			const struct revision_name *r = &c->revisions.all.item[i];
			git_oid id;
			unsigned mode;
			struct error *err;

			if (!*c->paths.item[k])
				return NULL;
			err = objects_at_path(c->repository.reader, &r->tree, c->paths.item[k],
					      &id, &mode);
			if (err)
				return error_under(err, "%s", r->name);
			found = mode;
		}
		if (!found)
			return error_new("%s: not in %s", c->paths.item[k],
					 c->revisions.all.n > 1 ? "any of the revisions" :
								  c->revisions.all.item[0].name);
	}
	return NULL;
}

static struct error *survey_all(struct revision_check *c, size_t numbers[])
{
	struct error *err = check_paths(c);

	for (size_t i = 0; i < c->revisions.all.n && !err; i++) {
		const struct revision_name *r = &c->revisions.all.item[i];

		err = survey_add(c->survey, &r->tree, &numbers[i]);
		if (err)
			err = error_under(err, "%s", r->name);
	}
	return err ? err : survey_finish(c->survey);
}

/* A view of the survey's report, which keeps what is in it. */
static void add_report(struct revision_check *c, size_t i, size_t number, enum confidence level)
{
	const struct revision_name *name = &c->revisions.all.item[i];
	const struct report *from = survey_report(c->survey, number);
	struct excerpt_source *source = mem_alloc(sizeof(*source));
	struct revision_report *to = array_push(&c->reports.all);

	*source = (struct excerpt_source){ c->survey, name->tree };
	to->name = name->name;
	git_oid_tostr(to->commit, sizeof(to->commit), &name->commit);
	to->report = (struct report){ .root = c->repository.folder, .coverage = from->coverage,
				      .text = read_text, .text_ctx = source };
	to->report.coverage.files = survey_files(c->survey, number);
	for (size_t k = 0; k < from->findings.n; k++)
		if (from->findings.item[k].confidence >= level)
			*array_push(&to->report.findings) = from->findings.item[k];
	to->as = 0;
	while (to->as < i && c->reports.all.item[to->as].of != from)
		to->as++;
	to->of = from;
}

struct error *revision_check_run(struct revision_check *c, const struct check_options *o,
				 const struct word_list *words, const struct word_list *paths,
				 enum confidence level)
{
	struct error *err;
	size_t *numbers;

	*c = (struct revision_check){ .options = { .check = o, .patches = true } };
	mem_return_large();
	err = read_words(c, words, paths);
	if (err)
		return err;
	c->reports.root = c->repository.folder;
	c->options.paths = (const char *const *)c->paths.item;
	c->options.n_paths = c->paths.n;
	c->survey = survey_new(c->repository.objects, &c->options);
	numbers = mem_alloc((c->revisions.all.n + 1) * sizeof(*numbers));
	err = survey_all(c, numbers);
	for (size_t i = 0; i < c->revisions.all.n && !err; i++)
		add_report(c, i, numbers[i], level);
	mem_free(numbers);
	return err;
}

void revision_check_release(struct revision_check *c)
{
	for (size_t i = 0; i < c->reports.all.n; i++) {
		mem_free(c->reports.all.item[i].report.text_ctx);
		array_free(&c->reports.all.item[i].report.findings);
	}
	array_free(&c->reports.all);
	survey_free(c->survey);
	for (size_t i = 0; i < c->paths.n; i++)
		mem_free(c->paths.item[i]);
	array_free(&c->paths);
	revisions_release(&c->revisions);
	repository_close(&c->repository);
}
