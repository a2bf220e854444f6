// SPDX-License-Identifier: GPL-2.0
/* A source file is any bytes: read, followed and judged whole under one rule. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check/device.h"
#include "check/effect.h"
#include "check/judge.h"
#include "check/program.h"
#include "check/walk.h"

static void add_pattern(struct rule *rule, enum word word, const char *text)
{
	if (!pattern_parse(array_push(&rule->patterns), word, text))
		abort();
}

static void make_rule(struct rule *rule)
{
	memset(rule, 0, sizeof(*rule));
	rule->name = (char *)"fuzz";
	add_pattern(rule, WORD_TEARDOWN, "down(dev)");
	add_pattern(rule, WORD_TEARDOWN, "set_ops(dev, NULL)");
	add_pattern(rule, WORD_TEARDOWN, "dev->ops = NULL");
	add_pattern(rule, WORD_TEARDOWN, "kfree(dev->map)");
	add_pattern(rule, WORD_TEARDOWN_MANAGED, "give_back(dev)");
	add_pattern(rule, WORD_TEARDOWN_BUS, "clk_*(dev...)");
	add_pattern(rule, WORD_RELEASE, "release_all(dev)");
	add_pattern(rule, WORD_RELEASE, ".remove");
	add_pattern(rule, WORD_RELEASE, ".probe");
	add_pattern(rule, WORD_CONFIGURE, "configure(dev)");
	add_pattern(rule, WORD_CONFIGURE, "->configure(dev)");
	add_pattern(rule, WORD_MANAGED, "dmam_*(dev)");
}

static void drop_rule(struct rule *rule)
{
	for (size_t i = 0; i < rule->patterns.n; i++)
		pattern_release(&rule->patterns.item[i]);
	array_free(&rule->patterns);
}

/* The nodes' edges and tokens must stay inside, whatever the source. */
static void check_flow(struct function *f)
{
	const struct flow *flow = flow_of(f);

	for (size_t i = 0; i < flow->nodes.n; i++) {
		const struct node *n = &flow->nodes.item[i];

		if (n->first > n->last || n->last > f->unit->tokens.n)
			abort();
		for (int side = 0; side < 2; side++)
			if (n->to[side] >= (int)flow->nodes.n)
				abort();
	}
	if (flow->nodes.item[flow->exit].kind != NODE_EXIT)
		abort();
}

static void check_tokens(const struct tokens *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct token *tok = &t->list.item[i];

		if (!tok->line || !tok->column || tok->match > t->n)
			abort();
		if (tok->match && tok->match > i && t->list.item[tok->match].match != i)
			abort();
	}
}

static void follow_all(struct program *p, struct unit *u, const struct rule *rule)
{
	struct walk w;

	walk_open(&w, p, rule);
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = &u->functions.item[i];
		struct hits hits = { 0 };

		check_flow(f);
		effects_of(p, f, rule);
		walk_torn(&w, f);
		for (size_t k = 0; k < f->params.n; k++) {
			char *device = device_of_param(f, k);

			walk_probes(&w, f, device);
			walk_find(&w, f, device, true, END_RELEASES, &hits);
			mem_free(device);
		}
		hits_release(&hits);
		judge_knows(p, u, rule, f->line);
	}
	walk_release(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_alloc(size + 1);
	struct unit *u = mem_alloc(sizeof(*u));
	struct program p = { 0 };
	struct report report = { 0 };
	struct rule rule;

	memcpy(text, data, size);
	make_rule(&rule);
	unit_read(u, "a.c", text, size);
	u->asked = true;
	u->rules = 1;
	check_tokens(&u->tokens);
	program_add(&p, u);
	program_link(&p);
	follow_all(&p, u, &rule);
	judge_rule(&p, &rule, 1, &report);
	report_release(&report);
	program_release(&p);
	drop_rule(&rule);
	mem_free(text);
	return 0;
}
