// SPDX-License-Identifier: GPL-2.0
/* The first line is a pattern, the rest source: the pattern's matches are as it says. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check/effect.h"
#include "check/program.h"

static void check_effects(const struct function *f, const struct effects *e)
{
	for (size_t i = 0; i < e->list.n; i++) {
		const struct effect *x = &e->list.item[i];
		char *text;

		if (x->first > x->last || x->last > f->unit->tokens.n ||
		    x->token > f->unit->tokens.n)
			abort();
		/* A pattern's contrary, with another value than NULL, sets up again. */
		if (x->pattern && x->kind != EFFECT_TEARDOWN && x->kind != EFFECT_CONFIGURE)
			abort();
		if (x->kind == EFFECT_TEARDOWN && (!x->pattern || !x->device))
			abort();
		text = effect_text(f, x);
		mem_free(text);
	}
}

static void match(const struct rule *rule, const char *text, size_t len)
{
	struct unit *u = mem_alloc(sizeof(*u));
	struct program p = { 0 };

	unit_read(u, "a.c", text, len);
	program_add(&p, u);
	program_link(&p);
	for (size_t i = 0; i < u->functions.n; i++)
		check_effects(&u->functions.item[i], effects_of(&p, &u->functions.item[i], rule));
	program_release(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	size_t line = strcspn(text, "\n");
	struct rule rule = { .name = (char *)"fuzz" };
	struct pattern pattern;

	if (text[line]) {
		text[line++] = '\0';
		if (pattern_parse(&pattern, WORD_TEARDOWN, text)) {
			*array_push(&rule.patterns) = pattern;
			match(&rule, text + line, strlen(text + line));
			pattern_release(&rule.patterns.item[0]);
		}
		array_free(&rule.patterns);
	}
	mem_free(text);
	return 0;
}
