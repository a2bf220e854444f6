// SPDX-License-Identifier: GPL-2.0
#include "check/patch.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

struct patch {			/* what one rule makes of one file */
	char *diff;		/* NULL: nothing */
	char *why;		/* why it could not be made, or NULL */
};

/* Whether the rule's patch mode can change anything. */
static bool makes_patches(const struct rule *rule)
{
	return strstr(rule->text, "depends on patch");
}

/* The hunks of @diff that lie in lines [first, last] of the old file, with its header; or NULL. */
static char *hunks_within(const char *diff, unsigned first, unsigned last)
{
	const char *hunk = strstr(diff, "\n@@ -");
	struct str out = STR_INIT;
	bool any = false;

	if (!hunk)
		return NULL;
	str_addn(&out, diff, hunk + 1 - diff);
	while (hunk) {
		const char *next = strstr(hunk + 1, "\n@@ -");
		size_t len = next ? (size_t)(next - hunk) : strlen(hunk + 1);
		unsigned from = 0, lines = 1;

		sscanf(hunk + 1, "@@ -%u,%u", &from, &lines);
		if (from <= last && first <= from + lines) {
			str_addn(&out, hunk + 1, len);
			any = true;
		}
		hunk = next;
	}
	if (any)
		return str_detach(&out);
	str_release(&out);
	return NULL;
}

/* Why the rule's patch does not mend this finding. */
static const char *why_no_patch(const struct finding *f)
{
	bool inside = false, returns = false;

	for (size_t i = 0; i < f->related.n; i++) {
		inside |= f->related.item[i].kind == PLACE_INSIDE;
		returns |= f->related.item[i].kind == PLACE_CALLBACK;
	}
	if (returns)
		return "devres is released by the caller, after this function has returned";
	if (inside)
		return "a call stands for more than the teardown or the release: "
		       "moving it would move the rest too";
	return "moving the teardown behind the release would lose it on another path, "
	       "or use a device that may be gone";
}

/* Made once for each rule and file, however many findings there are. */
static struct patch *patch_of(struct patches *p, const struct finding *f, const char *key,
			      const struct unit *u)
{
	char *name = mem_printf("%s %s", f->rule->name, key);
	struct patch **at = (struct patch **)map_put(&p->made, name), *made = *at;
	struct spatch_file file = { .rule = f->rule, .path = f->path, .text = u->text,
				    .len = u->len };
	struct error *err;

	mem_free(name);
	if (made)
		return made;
	*at = made = mem_alloc(sizeof(*made));
	err = spatch_patch(p->spatch, f->rule, &file, &made->diff);
	if (err)	/* a finding without its patch is still one */
		made->why = mem_strdup(error_text(err));
	error_free(err);
	return made;
}

bool patches_suit(const struct finding *f)
{
	return makes_patches(f->rule);
}

void patches_add(struct patches *p, struct finding *f, const char *key, const struct unit *u)
{
	const struct function *fn = unit_function_at(u, f->line);
	const struct patch *made;

	if (!makes_patches(f->rule))
		return;
	made = patch_of(p, f, key, u);
	if (made->diff && fn)
		f->patch = hunks_within(made->diff, fn->line, fn->end_line);
	if (!f->patch)
		f->no_patch = mem_strdup(made->why ? made->why : why_no_patch(f));
}

void patches_release(struct patches *p)
{
	for (size_t i = 0; i < p->made.n; i++) {
		struct patch *made = p->made.entry[i].value;

		mem_free(made->diff);
		mem_free(made->why);
		mem_free(made);
	}
	map_release(&p->made);
}
