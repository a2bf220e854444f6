// SPDX-License-Identifier: GPL-2.0
#include "check/managed.h"

#include <string.h>

#include "base/str.h"

/* Another device than the one the file drives: a firmware's, a parent's, a PM domain's. */
static bool is_other(const char *name)
{
	static const char *const parts[] = { ".fw", ".parent", "pd_dev", ".genpd", "[" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strstr(name, parts[i]))
			return true;
	return false;
}

bool managed_is_own(const struct function *f, const char *name)
{
	if (is_other(name))
		return false;
	if (str_ends(name, ".dev") || (!strchr(name, '.') && str_ends(name, "dev")))
		return true;
	for (size_t i = 0; i < f->params.n; i++)
		if (!strcmp(f->params.item[i].name, name))
			return true;
	return false;
}

size_t managed_places(const struct program *p, struct unit *u, const struct rule *rule,
		      struct managed_place places[], size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < u->functions.n && n < max; i++) {
		struct function *f = &u->functions.item[i];
		const struct effects *e = effects_of(p, f, rule);

		for (size_t k = 0; k < e->list.n && n < max; k++)
			if (e->list.item[k].kind == EFFECT_MANAGED &&
			    managed_is_own(f, e->list.item[k].device))
				places[n++] = (struct managed_place){ f, &e->list.item[k] };
	}
	return n;
}
