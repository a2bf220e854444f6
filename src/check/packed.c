// SPDX-License-Identifier: GPL-2.0
#include "check/packed.h"

#include <string.h>

#include "base/bytes.h"

static void pack_finding(struct str *to, const struct finding *f)
{
	bytes_put_text(to, f->rule->name);
	bytes_put_number(to, f->confidence);
	bytes_put_text(to, f->path);
	bytes_put_number(to, f->line);
	bytes_put_number(to, f->column);
	bytes_put_text(to, f->function);
	bytes_put_text(to, f->message);
	bytes_put_text(to, f->patch);
	bytes_put_text(to, f->no_patch);
	bytes_put_number(to, f->related.n);
	for (size_t i = 0; i < f->related.n; i++) {
		const struct place *p = &f->related.item[i];

		bytes_put_number(to, p->kind);
		bytes_put_text(to, p->path);
		bytes_put_number(to, p->line);
		bytes_put_number(to, p->column);
		bytes_put_text(to, p->message);
	}
}

static void pack_coverage(struct str *to, const struct coverage *c)
{
	bytes_put_number(to, c->files);
	bytes_put_number(to, c->candidates);
	bytes_put_number(to, c->functions);
	bytes_put_number(to, c->unparsed.n);
	for (size_t i = 0; i < c->unparsed.n; i++) {
		bytes_put_text(to, c->unparsed.item[i].path);
		bytes_put_number(to, c->unparsed.item[i].line);
		bytes_put_text(to, c->unparsed.item[i].function);
	}
	bytes_put_number(to, c->unseen.n);
	for (size_t i = 0; i < c->unseen.n; i++) {
		bytes_put_text(to, c->unseen.item[i].path);
		bytes_put_text(to, c->unseen.item[i].why);
		bytes_put_number(to, c->unseen.item[i].timeout);
	}
}

void report_pack(struct str *to, const struct report *r)
{
	bytes_put_number(to, r->findings.n);
	for (size_t i = 0; i < r->findings.n; i++)
		pack_finding(to, &r->findings.item[i]);
	pack_coverage(to, &r->coverage);
}

/* What every writer takes to be there. */
static char *take_text(struct bytes_reader *in)
{
	const char *text = bytes_take_text(in);

	in->bad |= !text;
	return mem_strdup(text ? text : "");
}

static void take_place(struct bytes_reader *in, struct finding *f)
{
	struct place *p = array_push(&f->related);

	p->kind = bytes_take_number(in);
	in->bad |= p->kind > PLACE_CHANGE;
	p->path = take_text(in);
	p->line = (unsigned)bytes_take_number(in);
	p->column = (unsigned)bytes_take_number(in);
	p->message = take_text(in);
}

static void take_finding(struct bytes_reader *in, struct report *r,
			 const struct rule *const rules[], size_t n)
{
	struct finding *f = array_push(&r->findings);
	const char *rule = bytes_take_text(in);
	uint64_t places;

	for (size_t i = 0; i < n && rule; i++)
		if (!strcmp(rules[i]->name, rule))
			f->rule = rules[i];
	f->confidence = bytes_take_number(in);
	in->bad |= !f->rule || f->confidence > CONFIDENCE_HIGH;
	f->path = take_text(in);
	f->line = (unsigned)bytes_take_number(in);
	f->column = (unsigned)bytes_take_number(in);
	f->function = take_text(in);
	f->message = take_text(in);
	f->patch = mem_strdup(bytes_take_text(in));
	f->no_patch = mem_strdup(bytes_take_text(in));
	places = bytes_take_number(in);
	for (uint64_t i = 0; i < places && !in->bad; i++)
		take_place(in, f);
}

static void take_coverage(struct bytes_reader *in, struct coverage *c)
{
	uint64_t n;

	c->files = bytes_take_number(in);
	c->candidates = bytes_take_number(in);
	c->functions = bytes_take_number(in);
	n = bytes_take_number(in);
	for (uint64_t i = 0; i < n && !in->bad; i++) {
		struct unparsed *u = array_push(&c->unparsed);

		u->path = take_text(in);
		u->line = (unsigned)bytes_take_number(in);
		u->function = take_text(in);
	}
	n = bytes_take_number(in);
	for (uint64_t i = 0; i < n && !in->bad; i++) {
		struct unseen *u = array_push(&c->unseen);

		u->path = take_text(in);
		u->why = take_text(in);
		u->timeout = bytes_take_number(in);
	}
}

bool report_unpack(struct report *r, const char *bytes, size_t len,
		   const struct rule *const rules[], size_t n)
{
	struct bytes_reader in = { .p = bytes, .end = bytes + len };
	uint64_t findings = bytes_take_number(&in);

	for (uint64_t i = 0; i < findings && !in.bad; i++)
		take_finding(&in, r, rules, n);
	take_coverage(&in, &r->coverage);
	if (!in.bad && in.p == in.end)
		return true;
	report_release(r);
	return false;
}
