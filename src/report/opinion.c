// SPDX-License-Identifier: GPL-2.0
#include "report/opinion.h"

void opinion_add(struct str *to, const struct finding *f)
{
	if (f->opinion == OPINION_NONE)
		return;
	str_add(to, "sparse: ");
	str_add(to, opinion_name(f->opinion));
	if (!f->opinion_why)
		return;
	str_add(to, ": ");
	str_add(to, f->opinion_why);
}

void opinion_add_mark(struct str *to, const struct finding *f)
{
	if (f->opinion == OPINION_NONE)
		return;
	str_add(to, " [");
	opinion_add(to, f);
	str_add(to, "]");
}

void opinion_add_counts(struct str *to, const struct report *r)
{
	size_t count[OPINION_UNSEEN + 1] = { 0 };
	const char *sep = "sparse: ";

	for (size_t i = 0; i < r->findings.n; i++)
		count[r->findings.item[i].opinion]++;
	for (enum opinion o = OPINION_CONFIRMED; o <= OPINION_UNSEEN; o++) {
		if (!count[o])
			continue;
		str_addf(to, "%s%zu %s", sep, count[o], opinion_name(o));
		sep = ", ";
	}
}
