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

size_t summary_count(const struct report *r, const struct rule *rule)
{
	size_t n = 0;

	for (size_t i = 0; i < r->findings.n; i++)
		n += r->findings.item[i].rule == rule;
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

void summary_findings(struct str *to, const struct report *r)
{
	struct summary s = summary_of(r);
	const char *sep = ": ";

	if (!s.findings) {
		str_add(to, "no findings");
		return;
	}
	summary_plural(to, s.findings, "finding");
	str_add(to, " in ");
	summary_plural(to, s.files, "file");
	for (int c = CONFIDENCE_HIGH; c >= CONFIDENCE_LOW; c--) {
		if (!s.by_confidence[c])
			continue;
		str_addf(to, "%s%zu %s", sep, s.by_confidence[c], confidence_name(c));
		sep = ", ";
	}
}
