// SPDX-License-Identifier: GPL-2.0
#include "report/summary.h"

#include <string.h>

struct summary summary_of(const struct report *r)
{
	const struct coverage *c = &r->coverage;
	struct summary s = { .findings = r->findings.n };
	const char *last = NULL;

	for (size_t i = 0; i < r->findings.n; i++) {
		const struct finding *f = &r->findings.item[i];

		s.by_confidence[f->confidence]++;
		s.files += !last || strcmp(last, f->path);
		last = f->path;
	}
	if (c->functions > c->unparsed.n)
		s.functions_seen = c->functions - c->unparsed.n;
	return s;
}

size_t rule_list_index(const struct rule_list *list, const struct rule *rule)
{
	size_t i = 0;

	while (i < list->all.n && strcmp(list->all.item[i]->name, rule->name))
		i++;
	return i;
}

/* A finding's rule is listed even where @run forgot it: its index must be true. */
void rule_list_of(struct rule_list *list, const struct report *r, const struct rules *run)
{
	for (size_t i = 0; run && i < run->all.n; i++)
		*array_push(&list->all) = &run->all.item[i];
	for (size_t i = 0; i < r->findings.n; i++)
		if (rule_list_index(list, r->findings.item[i].rule) == list->all.n)
			*array_push(&list->all) = r->findings.item[i].rule;
}

void rule_list_release(struct rule_list *list)
{
	array_free(&list->all);
}

size_t summary_count(const struct report *r, const struct rule *rule)
{
	size_t n = 0;

	for (size_t i = 0; i < r->findings.n; i++)
		n += !strcmp(r->findings.item[i].rule->name, rule->name);
	return n;
}

void summary_plural(struct str *to, size_t n, const char *noun)
{
	str_addf(to, "%zu %s%s", n, noun, n == 1 ? "" : "s");
}

void summary_coverage(struct str *to, const struct report *r)
{
	const struct coverage *c = &r->coverage;

	summary_plural(to, c->files, "file");
	str_addf(to, ", %zu could match, ", c->candidates);
	summary_plural(to, c->functions, "function");
	str_addf(to, ", %zu seen", summary_of(r).functions_seen);
}

static void add_kinds(struct str *to, const struct summary *s)
{
	const char *sep = ": ";

	str_add(to, " in ");
	summary_plural(to, s->files, "file");
	for (int c = CONFIDENCE_HIGH; c >= CONFIDENCE_LOW; c--) {
		if (!s->by_confidence[c])
			continue;
		str_addf(to, "%s%zu %s", sep, s->by_confidence[c], confidence_name(c));
		sep = ", ";
	}
}

void summary_findings(struct str *to, const struct report *r)
{
	struct summary s = summary_of(r);

	if (s.findings)
		summary_plural(to, s.findings, "finding");
	else
		str_add(to, "no findings");
	if (r->remarks.n)
		summary_remarks(to, r);
	else if (s.findings)
		add_kinds(to, &s);
}

void summary_remarks(struct str *to, const struct report *r)
{
	if (!r->remarks.n)
		return;
	str_add(to, ", ");
	summary_plural(to, r->remarks.n, "remark");
	str_add(to, " on messages");
}
