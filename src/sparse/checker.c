// SPDX-License-Identifier: GPL-2.0
#include "sparse/checker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "check/source.h"
#include "sparse/compile.h"
#include "sparse/opinion.h"
#include "sparse/run.h"
#include "sparse/store.h"
#include "sparse/warnings.h"

enum { TIMEOUT_S = 600 };

static void print_finding(const struct finding *f)
{
	fprintf(stderr, "%s:%u:%u: warning: %s(): %s [%s]\n", f->path, f->line,
		f->column ? f->column : 1, f->function, f->message, f->rule->name);
	for (size_t i = 0; i < f->related.n; i++) {
		const struct place *p = &f->related.item[i];

		if (p->kind != PLACE_TEARDOWN || p->line != f->line)
			fprintf(stderr, "%s:%u:%u: note: %s%s\n", p->path, p->line,
				p->column ? p->column : 1,
				p->kind == PLACE_TEARDOWN ? "and " : "", p->message);
	}
}

/* What is told of files that are gone counts no more. */
static void drop_gone(struct summaries *s)
{
	size_t kept = 0;

	map_release(&s->by_function);
	for (size_t i = 0; i < s->list.n; i++) {
		struct summary *x = s->list.item[i];

		if (access(x->path, F_OK)) {
			summary_free(x);
			continue;
		}
		s->list.item[kept++] = x;
		*map_put(&s->by_function, x->function) = x;
	}
	s->list.n = kept;
	kept = 0;
	for (size_t i = 0; i < s->callbacks.n; i++) {
		if (access(s->callbacks.item[i].path, F_OK))
			summary_callback_release(&s->callbacks.item[i]);
		else
			s->callbacks.item[kept++] = s->callbacks.item[i];
	}
	s->callbacks.n = kept;
}

/* Summaries hold for these rules, as this program reads them. */
static struct summary_store *open_store(const struct rules *rules)
{
	struct str id = STR_INIT;
	struct summary_store *store;
	char *build = getcwd(NULL, 0);

	str_add(&id, VERSION);
	for (size_t i = 0; i < rules->all.n; i++)
		str_addn(&id, rules->all.item[i].text, rules->all.item[i].len);
	store = build ? summary_store_open(build, id.buf) : NULL;
	str_release(&id);
	free(build);
	return store;
}

/* What this program does not know of sparse's language: "mulhi 2, frob 1". */
static void tell_unknown(const struct compiled *c)
{
	const struct map *m = &c->ir.unknown;

	if (!c->ir.n_unknown)
		return;
	fprintf(stderr, "teardown: %s: %zu instructions of sparse are not known here:", c->path,
		c->ir.n_unknown);
	for (size_t i = 0; i < m->n; i++)
		fprintf(stderr, "%s %s (%zu)", i ? "," : "", m->entry[i].key,
			(size_t)m->entry[i].value);
	fputc('\n', stderr);
}

static void tell(struct compiled *c)
{
	struct report report = { 0 };

	for (size_t i = 0; i < c->rules->all.n; i++)
		if (c->rules->all.item[i].on_by_default)
			opinion_find(c, &c->rules->all.item[i], &report);
	report_sort(&report);
	for (size_t i = 0; i < report.findings.n; i++)
		print_finding(&report.findings.item[i]);
	report_release(&report);
}

/* What other files must know of it, though nothing in it is found. */
static void look(struct compiled *c, const struct run *r, struct summaries *own)
{
	struct str errors = STR_INIT;	/* sparse has told of them */
	struct error *err;

	opinion_callbacks(c, own);
	if (!r->status && !r->timed_out && compile_is_dump(r->out.buf, r->out.len) &&
	    !compile_matters(c, r->out.buf, r->out.len))
		return;
	err = compile_take(c, r, TIMEOUT_S, &errors);
	if (err) {
		fprintf(stderr, "teardown: %s: not looked at: %s\n", c->path, error_text(err));
		error_free(err);
	} else {
		tell_unknown(c);
		tell(c);
		opinion_summarise(c, own);
		compiled_release(c);
	}
	str_release(&errors);
}

static void look_at(const struct rules *rules, const char *const flags[], const char *path,
		    const struct run *r)
{
	struct summaries known = { .list = { 0 } }, own = { .list = { 0 } };
	struct compiled c = { .path = path, .rules = rules, .flags = flags,
			      .known = &known };
	const struct source source = { .path = (char *)c.path, .file = (char *)c.path };
	struct summary_store *store;
	const char *text;
	struct unit unit;
	size_t len;
	struct error *err = source_map(&source, &text, &len);

	if (err) {
		error_free(err);	/* sparse has told of it */
		return;
	}
	unit_read(&unit, c.path, text, len);
	c.unit = &unit;
	store = open_store(rules);
	summary_store_read(store, c.path, &known);
	drop_gone(&known);
	look(&c, r, &own);
	summary_store_put(store, c.path, &own);
	summary_store_close(store);
	summaries_release(&own);
	summaries_release(&known);
	unit_release(&unit);
	source_unmap(text, len);
}

/* @flags with @path behind them as their only file. */
static const char **flags_of(const char *const flags[], const char *path)
{
	const char *const *next = run_next_file(flags);
	const char **of, **to;
	size_t n = 0;

	while (flags[n])
		n++;
	of = to = mem_alloc((n + 1) * sizeof(*of));
	for (; *flags; flags++) {
		if (flags == next)
			next = run_next_file(flags + 1);
		else
			*to++ = *flags;
	}
	*to = path;
	return of;
}

/* @all: what was printed of all files; where there are several each is run by itself once more. */
static struct error *look_at_each(const struct rules *rules, const char *const flags[],
				  const struct run *all)
{
	const char *const *file = run_next_file(flags);
	bool several = run_next_file(file + 1);
	struct error *err = NULL;

	for (; file && !err; file = run_next_file(file + 1)) {
		const char **of = flags_of(flags, *file);
		struct run r = { 0 };

		if (several)
			err = compile_run(of, NULL, TIMEOUT_S, &r);
		if (!err)
			look_at(rules, of, *file, several ? &r : all);
		run_release(&r);
		mem_free(of);
	}
	return err;
}

static bool is_strict(const char *const flags[])
{
	for (; *flags; flags++)
		if (!strcmp(*flags, COMPILE_STRICT))
			return true;
	return false;
}

/*
 * What sparse alone prints, and how it ends: told by the run with -v, or by another one where that
 * has changed it.
 */
static struct error *tell_sparse(const char *const flags[], const struct run *v, int *status)
{
	const char *const *file = run_next_file(flags);
	struct str err = STR_INIT;
	struct run plain = { 0 };
	struct error *failed = NULL;

	*status = v->status;
	if (v->status || v->timed_out || run_next_file(file + 1) || is_strict(flags) ||
	    !warnings_without_v(v->err.buf, *file, &err)) {
		failed = run_sparse(&plain, NULL, flags, NULL, 0);
		str_clear(&err);
		str_addn(&err, plain.err.buf, plain.err.len);
		fwrite(plain.out.buf, 1, plain.out.len, stdout);
		*status = plain.status;
	}
	fwrite(err.buf, 1, err.len, stderr);
	str_release(&err);
	run_release(&plain);
	return failed;
}

struct error *checker_run(const struct rules *rules, const char *const flags[], int *status)
{
	struct run v = { 0 };
	struct error *err;

	if (!run_analyses(flags))
		return run_become(flags);
	err = compile_run(flags, NULL, TIMEOUT_S, &v);
	if (!err)
		err = tell_sparse(flags, &v, status);
	if (!err && !*status)
		err = look_at_each(rules, flags, &v);
	run_release(&v);
	return err;
}
