// SPDX-License-Identifier: GPL-2.0
#include "sparse/checker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/source.h"
#include "sparse/compile.h"
#include "sparse/opinion.h"
#include "sparse/run.h"

enum { TIMEOUT_S = 600 };

static const char *last_of(const char *const flags[])
{
	while (flags[0] && flags[1])
		flags++;
	return flags[0];
}

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

static void look(struct compiled *c)
{
	struct report report = { 0 };
	struct str errors = STR_INIT;	/* sparse has told of them */
	struct error *err = compile_file(c, TIMEOUT_S, &errors);

	str_release(&errors);
	if (err) {
		fprintf(stderr, "teardown: %s: not looked at: %s\n", c->path, error_text(err));
		error_free(err);
		return;
	}
	for (size_t i = 0; i < c->rules->all.n; i++)
		if (c->rules->all.item[i].on_by_default)
			opinion_find(c, &c->rules->all.item[i], &report);
	report_sort(&report);
	for (size_t i = 0; i < report.findings.n; i++)
		print_finding(&report.findings.item[i]);
	report_release(&report);
}

static void look_at(const struct rules *rules, const char *const flags[], const struct run *r)
{
	struct compiled c = { .path = last_of(flags), .rules = rules, .flags = flags };
	const struct source source = { .path = (char *)c.path, .file = (char *)c.path };
	struct unit unit;
	const char *text;
	size_t len;
	struct error *err = source_map(&source, &text, &len);

	if (err) {
		error_free(err);	/* sparse has told of it */
		return;
	}
	unit_read(&unit, c.path, text, len);
	c.unit = &unit;
	if (compile_matters(&c, r->out.buf, r->out.len)) {
		look(&c);
		compiled_release(&c);
	}
	unit_release(&unit);
	source_unmap(text, len);
}

struct error *checker_run(const struct rules *rules, const char *const flags[], int *status)
{
	static const char *const more[] = { "-fdump-ir=linearize", NULL };
	struct run r = { 0 };
	struct error *err;

	if (!run_analyses(flags))
		return run_become(flags);
	err = run_sparse(&r, more, flags, NULL, TIMEOUT_S);
	if (err)
		return err;
	if (r.status || r.timed_out) {	/* by the dump, or anyway: sparse itself tells */
		run_release(&r);
		return run_become(flags);
	}
	fwrite(r.err.buf, 1, r.err.len, stderr);
	look_at(rules, flags, &r);
	*status = r.status;
	run_release(&r);
	return NULL;
}
