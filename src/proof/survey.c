// SPDX-License-Identifier: GPL-2.0
#include "proof/survey.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/term.h"
#include "check/ask.h"
#include "check/cache.h"
#include "check/packed.h"
#include "check/patch.h"
#include "proof/judged.h"

enum { FORMAT = 3, CHUNK = 256, MAX_WAITING = 256 };

struct pending {		/* an answer that a result waits for */
	struct ask ask;
	size_t file;
};

struct result {
	struct report report;
	ARRAY(struct pending) pending;
	git_oid tree;		/* the first of those that it is of */
	bool fresh;		/* made by this run, not taken from the cache */
	bool kept;		/* its report is in the cache */
	char id[41];		/* of the packed report, once it is finished */
	size_t same;		/* 1 + the place of another with an equal report; 0: none */
};

struct tree {			/* that was added */
	git_oid id;
	size_t result;
	size_t files;
};

struct file {			/* that spatch is asked about */
	git_oid id;
	char *path;
	struct spatch_file answer;	/* its .text only while it is asked */
};

struct survey {
	const struct survey_options *o;
	struct objects *objects;
	struct objects_reader *reader;
	struct tree_reader trees;
	struct blobs *blobs;
	struct units units;
	struct judged judged;	/* the last one */
	size_t last_result;	/* what is of it, where it has one */
	ARRAY(struct tree) all;
	size_t kept;		/* of them, the first so many are in the cache */
	struct map by_id;	/* hex -> 1 + place in .all */
	ARRAY(struct result *) results;
	size_t finished;	/* of them, the first so many */
	struct map by_report;	/* id -> 1 + place in .results */
	ARRAY(struct file *) files;
	size_t answered;	/* of them, the first so many */
	struct map file_numbers;	/* "RULE ID PATH" -> 1 + place in .files */
	struct spatch spatch;
	bool has_spatch;
	struct error *no_spatch;	/* why there is none */
	struct cache *cache;
	char *label;		/* what results depend on, beside the tree */
};

/* ---- what results depend on ---- */

static void add_id_of(struct str *to, const void *bytes, size_t len)
{
	char id[41];

	cache_blob_id(id, bytes, len);
	str_addf(to, " %s", id);
}

static char *make_label(const struct survey *s)
{
	const struct survey_options *o = s->o;
	struct str label = STR_INIT, paths = STR_INIT;

	str_addf(&label, "tree %d %s %s %d", FORMAT, VERSION, s->spatch.id, o->patches);
	for (size_t i = 0; i < o->check->rules.n; i++)
		add_id_of(&label, o->check->rules.item[i]->text, o->check->rules.item[i]->len);
	for (size_t i = 0; i < o->n_paths; i++)
		str_addn(&paths, o->paths[i], strlen(o->paths[i]) + 1);
	add_id_of(&label, paths.buf, paths.len);
	str_release(&paths);
	return str_detach(&label);
}

static struct error *open_spatch(struct survey *s)
{
	struct error *err;

	if (s->has_spatch || s->no_spatch)
		return NULL;
	err = spatch_open(&s->spatch, s->o->check->jobs, s->o->check->timeout_s);
	s->has_spatch = !err;
	if (!err && s->o->check->cache)
		s->spatch.cache = s->cache = cache_open();
	if (err && s->o->spare_spatch) {
		s->no_spatch = err;
		err = NULL;
	}
	return err;
}

struct survey *survey_new(struct objects *objects, const struct survey_options *o)
{
	struct survey *s = mem_alloc(sizeof(*s));

	s->o = o;
	s->judged.options = o->check;
	s->objects = objects;
	s->reader = s->trees.reader = objects_reader_new(objects);
	return s;
}

static void result_free(struct result *r)
{
	for (size_t i = 0; i < r->pending.n; i++)
		array_free(&r->pending.item[i].ask.known.list);
	array_free(&r->pending);
	report_release(&r->report);
	mem_free(r);
}

void survey_free(struct survey *s)
{
	if (!s)
		return;
	judged_release(&s->judged);
	units_release(&s->units);
	blobs_free(s->blobs);
	tree_reader_release(&s->trees);
	objects_reader_free(s->reader);
	for (size_t i = 0; i < s->results.n; i++)
		result_free(s->results.item[i]);
	for (size_t i = 0; i < s->files.n; i++) {
		spatch_file_release(&s->files.item[i]->answer);
		mem_free(s->files.item[i]->path);
		mem_free(s->files.item[i]);
	}
	array_free(&s->all);
	array_free(&s->results);
	array_free(&s->files);
	map_release(&s->by_id);
	map_release(&s->by_report);
	map_release(&s->file_numbers);
	cache_close(s->cache);
	if (s->has_spatch)
		spatch_close(&s->spatch);
	error_free(s->no_spatch);
	mem_free(s->label);
	mem_free(s);
}

/* ---- one revision ---- */

static struct result *new_result(struct survey *s)
{
	return *array_push(&s->results) = mem_alloc(sizeof(struct result));
}

static size_t file_number(struct survey *s, const struct rule *rule, const git_oid *id,
			  const char *path)
{
	char hex[GIT_OID_HEXSZ + 1];
	char *key = mem_printf("%s %s %s", rule->name, git_oid_tostr(hex, sizeof(hex), id), path);
	void **at = map_put(&s->file_numbers, key);

	mem_free(key);
	if (!*at) {
		struct file *f = *array_push(&s->files) = mem_alloc(sizeof(*f));

		f->id = *id;
		f->path = mem_strdup(path);
		f->answer = (struct spatch_file){ .rule = rule, .path = f->path };
		*at = (void *)s->files.n;
	}
	return (size_t)*at - 1;
}

/* Takes @ask over. */
static void wait_for(struct survey *s, const struct revision *r, struct ask ask)
{
	git_oid id;
	size_t at;

	blob_id(s->blobs, r->number[ask.source], &id);
	at = file_number(s, ask.rule, &id, r->tree.sources.all.item[ask.source].path);
	*array_push(&s->results.item[s->results.n - 1]->pending) = (struct pending){ ask, at };
}

static void ask_everywhere(struct survey *s, const struct revision *r, const struct rule *rule)
{
	for (size_t i = 0; i < r->tree.sources.all.n; i++) {
		const struct source *src = &r->tree.sources.all.item[i];

		if (src->asked && !src->header && !blob_unread(r->blobs, r->number[i]) &&
		    (!r->supply.seeds || r->supply.seeds[i]))
			wait_for(s, r, (struct ask){ .rule = rule, .source = i });
	}
}

/* What spatch is to be asked of a revision, for the last result. */
static void ask(struct survey *s, const struct revision *r, const struct asks *asks)
{
	const struct check_options *o = s->o->check;

	for (size_t k = 0; k < o->rules.n; k++)
		if (!o->rules.item[k]->patterns.n)
			ask_everywhere(s, r, o->rules.item[k]);
	for (size_t i = 0; i < asks->list.n; i++) {
		struct ask a = asks->list.item[i];

		if (s->o->spare_spatch && !a.broken)
			continue;
		a.known = (struct lines){ 0 };
		for (size_t k = 0; k < asks->list.item[i].known.list.n; k++)
			*array_push(&a.known.list) = asks->list.item[i].known.list.item[k];
		wait_for(s, r, a);
	}
}

static size_t count_asked(const struct revision *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->tree.sources.all.n; i++)
		n += r->tree.sources.all.item[i].asked;
	return n;
}

/* Its result: that of the revision before it where nothing of it matters. */
static void add_result(struct survey *s, const git_oid *id, struct tree *tree)
{
	struct result *r = new_result(s);

	judged_copy(&s->judged, &r->report);
	r->fresh = true;
	r->tree = *id;
	ask(s, &s->judged.revision, &s->judged.asks);
	tree->result = s->last_result = s->results.n - 1;
}

static void make_room(struct survey *s)
{
	if (s->blobs && blobs_full(s->blobs)) {
		judged_release(&s->judged);
		units_release(&s->units);
		blobs_free(s->blobs);
		s->blobs = NULL;
	}
	if (!s->blobs)
		s->blobs = blobs_new(s->objects, s->o->check->jobs);
	else if (s->judged.has)
		blobs_trim(s->blobs, s->judged.revision.number,
			   s->judged.revision.tree.sources.all.n);
}

struct error *survey_open(struct survey *s, const git_oid *id, struct revision *to,
			  struct coverage *coverage)
{
	make_room(s);
	return revision_open(to, &s->trees, s->blobs, &s->units, id, s->o->paths, s->o->n_paths,
			     coverage);
}

size_t survey_take(struct survey *s, const struct revision *r, struct report *report,
		   const struct asks *asks)
{
	struct tree tree = { .files = count_asked(r), .result = s->results.n };
	struct result *result = new_result(s);

	result->report = *report;
	result->fresh = true;
	*report = (struct report){ 0 };
	ask(s, r, asks);
	*array_push(&s->all) = tree;
	return s->all.n - 1;
}

static struct error *examine(struct survey *s, struct tree *tree)
{
	struct coverage coverage = { 0 };
	struct revision now;
	struct error *err = survey_open(s, &tree->id, &now, &coverage);

	tree->files = count_asked(&now);
	if (!err) {
		if (coverage.unseen.n || !judged_follow(&s->judged, &now))
			judged_read(&s->judged, &now, &coverage);
		add_result(s, &tree->id, tree);
	}
	coverage_release(&coverage);
	revision_close(&now);
	return err;
}

/* ---- what earlier runs kept ---- */

static char *key_of(const struct survey *s, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	return mem_printf("%s %s", s->label, git_oid_tostr(hex, sizeof(hex), id));
}

static char *report_key(const char *id)
{
	return mem_printf("report %d %s", FORMAT, id);
}

/* The place of the result with the report @id, from the cache; false where it is not there. */
static bool take_report(struct survey *s, const char *id, size_t *result)
{
	void *known = map_get(&s->by_report, id);
	struct str packed = STR_INIT;
	struct result *r = NULL;
	char *key;

	if (known) {
		*result = (size_t)known - 1;
		return true;
	}
	key = report_key(id);
	if (cache_get(s->cache, key, &packed)) {
		r = mem_alloc(sizeof(*r));
		if (!report_unpack(&r->report, packed.buf, packed.len,
				   s->o->check->rules.item, s->o->check->rules.n)) {
			mem_free(r);
			r = NULL;
		}
	}
	mem_free(key);
	str_release(&packed);
	if (!r)
		return false;
	*array_push(&s->results) = r;
	snprintf(r->id, sizeof(r->id), "%s", id);
	r->kept = true;
	*map_put(&s->by_report, id) = (void *)s->results.n;
	*result = s->results.n - 1;
	return true;
}

static bool take_kept(struct survey *s, const char *key, struct tree *tree)
{
	struct str value = STR_INIT;
	struct bytes_reader in = { 0 };
	const char *id = NULL;
	bool known = cache_get(s->cache, key, &value);

	if (known) {
		in.p = value.buf;
		in.end = value.buf + value.len;
		tree->files = bytes_take_number(&in);
		id = bytes_take_text(&in);
	}
	known = known && !in.bad && id && take_report(s, id, &tree->result);
	str_release(&value);
	return known;
}

static const struct result *result_of(const struct survey *s, const struct tree *t)
{
	const struct result *r = s->results.item[t->result];

	return r->same ? s->results.item[r->same - 1] : r;
}

static void keep_report(struct survey *s, struct result *r)
{
	struct str packed = STR_INIT;
	char *key = report_key(r->id);

	report_pack(&packed, &r->report);
	cache_put(s->cache, key, packed.buf, packed.len);
	r->kept = true;
	str_release(&packed);
	mem_free(key);
}

/* What was not seen may be seen next time. */
static void keep_tree(struct survey *s, const struct tree *t)
{
	struct result *r = (struct result *)result_of(s, t);
	struct str value = STR_INIT;
	char *key;

	if (r->report.coverage.unseen.n)
		return;
	if (!r->kept)
		keep_report(s, r);
	key = key_of(s, &t->id);
	bytes_put_number(&value, t->files);
	bytes_put_text(&value, r->id);
	cache_put(s->cache, key, value.buf, value.len);
	str_release(&value);
	mem_free(key);
}

struct error *survey_add(struct survey *s, const git_oid *id, size_t *number)
{
	char hex[GIT_OID_HEXSZ + 1], *key = NULL;
	struct tree tree = { .id = *id };
	struct error *err = s->o->spare_spatch ? NULL : open_spatch(s);
	void **at;

	if (err)
		return err;
	if (!s->label && s->cache)
		s->label = make_label(s);
	at = map_put(&s->by_id, git_oid_tostr(hex, sizeof(hex), id));
	if (*at) {
		*number = (size_t)*at - 1;
		return NULL;
	}
	if (s->label)
		key = key_of(s, id);
	if (!key || !take_kept(s, key, &tree))
		err = examine(s, &tree);
	mem_free(key);
	if (err)
		return err;
	*array_push(&s->all) = tree;
	*at = (void *)s->all.n;
	*number = s->all.n - 1;
	return s->results.n - s->finished > MAX_WAITING ? survey_finish(s) : NULL;
}

/* ---- spatch ---- */

struct blobs *survey_blobs(struct survey *s)
{
	if (!s->blobs)
		s->blobs = blobs_new(s->objects, s->o->check->jobs);
	return s->blobs;
}

struct tree_reader *survey_trees(struct survey *s)
{
	return &s->trees;
}

static char *read_text(struct survey *s, const git_oid *id, size_t *len)
{
	uint32_t number = blobs_number(s->blobs, id, false);
	char *text;
	struct error *err = blob_text(s->blobs, number, &text, len);

	error_free(err);
	return text;
}

static void take_answer(struct survey *s, struct report *to, const struct pending *p)
{
	const struct file *f = s->files.item[p->file];
	const struct spatch_file *a = &f->answer;
	bool anywhere = !a->rule->patterns.n;
	struct unit u;
	char *text;
	size_t len = 0;

	if (!a->hits.n && !a->bad_lines.n && !a->failed && !anywhere)
		return;
	text = read_text(s, &f->id, &len);
	unit_read(&u, f->path, text ? text : "", len);
	ask_take(&p->ask, a, &u, to);
	if (anywhere) {		/* a rule without a vocabulary: every file is a candidate */
		to->coverage.candidates++;
		to->coverage.functions += u.n_functions;
	}
	unit_release(&u);
	mem_free(text);
}

static void take_answers(struct survey *s, struct result *r)
{
	for (size_t i = 0; i < r->pending.n; i++) {
		take_answer(s, &r->report, &r->pending.item[i]);
		array_free(&r->pending.item[i].ask.known.list);
	}
	array_free(&r->pending);
}

static struct error *ask_some(struct survey *s, size_t n, struct progress *progress, size_t *done)
{
	struct spatch_file files[CHUNK] = { 0 };
	char *text[CHUNK] = { 0 };
	struct error *err = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct file *f = s->files.item[s->answered + i];

		files[i] = f->answer;
		text[i] = read_text(s, &f->id, &files[i].len);
		files[i].text = text[i] ? text[i] : "";
		if (s->no_spatch)	/* as though it had been asked and had failed */
			files[i].failed = mem_strdup(error_text(s->no_spatch));
	}
	if (!s->no_spatch)
		err = spatch_report(&s->spatch, files, n, progress, done);
	for (size_t i = 0; i < n; i++) {
		files[i].text = NULL;
		s->files.item[s->answered + i]->answer = files[i];
		mem_free(text[i]);
	}
	s->answered += n;
	return err;
}

static struct error *ask_spatch(struct survey *s)
{
	size_t total = s->files.n - s->answered, done = 0;
	struct error *err = total ? open_spatch(s) : NULL;
	struct progress progress = { 0 };

	progress_start(&progress, "files", total, s->o->check->quiet);
	while (!err && s->answered < s->files.n)
		err = ask_some(s, s->files.n - s->answered < CHUNK ? s->files.n - s->answered :
								     CHUNK, &progress, &done);
	progress_stop(&progress);
	return err;
}

/* ---- patches ---- */

static git_oid *blob_of(struct survey *s, const git_oid *tree, const char *path, git_oid *id)
{
	unsigned mode = 0;
	struct error *err = objects_at_path(s->reader, tree, path, id, &mode);

	error_free(err);
	return mode ? id : NULL;
}

char *survey_text(struct survey *s, const git_oid *tree, const char *path, size_t *len)
{
	git_oid id;

	survey_blobs(s);
	return blob_of(s, tree, path, &id) ? read_text(s, &id, len) : NULL;
}

static void add_patch(struct survey *s, struct patches *patches, const git_oid *tree,
		      struct finding *f)
{
	char hex[GIT_OID_HEXSZ + 1], *text;
	struct unit u;
	git_oid id;
	size_t len;

	if (!patches_suit(f) || !blob_of(s, tree, f->path, &id))
		return;
	text = read_text(s, &id, &len);
	if (!text)
		return;
	unit_read(&u, f->path, text, len);
	patches_add(patches, f, git_oid_tostr(hex, sizeof(hex), &id), &u);
	unit_release(&u);
	mem_free(text);
}

static void finish(struct survey *s, struct result *r, struct patches *patches)
{
	struct report *report = &r->report;

	take_answers(s, r);
	for (size_t i = 0; r->fresh && s->o->patches && s->has_spatch && i < report->findings.n;
	     i++)
		add_patch(s, patches, &r->tree, &report->findings.item[i]);
	report_sort(report);
}

/* Of equal reports one is held. */
static void share(struct survey *s, size_t number)
{
	struct result *r = s->results.item[number];
	struct str packed = STR_INIT;
	void **at;

	if (!r->fresh)
		return;
	report_pack(&packed, &r->report);
	cache_blob_id(r->id, packed.buf, packed.len);
	at = map_put(&s->by_report, r->id);
	if (*at) {
		report_release(&r->report);
		r->same = (size_t)*at;
	} else {
		*at = (void *)(number + 1);
	}
	str_release(&packed);
}

struct error *survey_finish(struct survey *s)
{
	struct patches patches = { .spatch = &s->spatch };
	struct error *err = ask_spatch(s);

	if (err)
		return err;
	for (; s->finished < s->results.n; s->finished++) {
		finish(s, s->results.item[s->finished], &patches);
		share(s, s->finished);
	}
	for (; s->kept < s->all.n; s->kept++) {
		const struct tree *t = &s->all.item[s->kept];

		if (s->label && s->results.item[t->result]->fresh)
			keep_tree(s, t);
	}
	patches_release(&patches);
	return NULL;
}

const struct report *survey_report(const struct survey *s, size_t number)
{
	return &result_of(s, &s->all.item[number])->report;
}

size_t survey_files(const struct survey *s, size_t number)
{
	return s->all.item[number].files;
}
