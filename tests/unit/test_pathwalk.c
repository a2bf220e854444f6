// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sparse/pathwalk.h"

#include "sparse_sample.h"

static void add_place(struct str *out, struct body *b, const struct event *e)
{
	const struct ir_insn *i = &b->code->ir.insns.item[e->insn];
	const struct ir_operand *o = i->n ? &b->code->ir.operands.item[i->first] : NULL;

	if (i->op == IR_STORE)
		str_addf(out, "store");
	else if (o && o->kind == IR_NAME)
		str_addf(out, "%s", ir_name(&b->code->ir, o->name));
	else
		str_addf(out, "->");
}

static void add_hits(struct str *out, const struct path_hits *hits)
{
	for (size_t i = 0; i < hits->list.n; i++) {
		const struct path_hit *h = &hits->list.item[i];

		if (i)
			str_addc(out, ' ');
		add_place(out, h->body, h->teardown);
		for (size_t k = 0; k < h->more.n; k++) {
			str_addc(out, '+');
			add_place(out, h->body, h->more.item[k]);
		}
		str_addc(out, '>');
		if (h->release)
			add_place(out, h->body, h->release);
		else
			str_addf(out, "return@%u", h->return_line);
	}
}

/* Paths begin at the entry, end at the release, and go along edges. */
static void check_path(const struct path_hit *h)
{
	const struct edges *e = &h->body->values.edges;

	assert_true(h->blocks.n > 0 && h->torn_at < h->blocks.n);
	assert_int_equal(h->blocks.item[0], 0);
	assert_int_equal(h->blocks.item[h->torn_at], h->teardown->block);
	if (h->release)
		assert_int_equal(h->blocks.item[h->blocks.n - 1], h->release->block);
	for (size_t i = 0; i + 1 < h->blocks.n; i++) {
		int to = h->blocks.item[i + 1];
		bool is = false;

		for (size_t k = e->first.item[to]; k < e->first.item[to + 1]; k++)
			is |= e->from.item[k] == h->blocks.item[i];
		assert_true(is);
	}
}

/* The hits in f on the way of its first argument: "down>release". */
static char *hits_in(const char *text, bool filled, enum walk_end end, bool blind)
{
	struct path_hits hits = { 0 };
	struct str out = STR_INIT;
	struct pathwalk p;
	struct sample s;
	struct body *b;

	sample_open(&s, text);
	b = sample_body(&s, "f");
	pathwalk_open(&p, &s.rules.all.item[0]);
	p.blind = blind;
	pathwalk_find(&p, b, value_arg(&b->values, 1), filled, end, &hits);
	for (size_t i = 0; i < hits.list.n; i++)
		check_path(&hits.list.item[i]);
	add_hits(&out, &hits);
	path_hits_release(&hits);
	pathwalk_release(&p);
	sample_close(&s);
	return str_detach(&out);
}

static void check_hits(const char *text, bool filled, enum walk_end end, bool blind,
		       const char *want, int line)
{
	char *got = hits_in(text, filled, end, blind);

	if (strcmp(got, want)) {
		print_error("line %d: got  %s\n", line, got);
		print_error("line %d: want %s\n", line, want);
		fail();
	}
	mem_free(got);
}

#define HEAD "int f(struct device *d, struct foo *p, struct device *e, int a) {\n"
#define HITS(text, want) check_hits(text, true, END_PLAIN, false, want, __LINE__)
#define BODY(text, want) HITS(HEAD text "\nreturn 0; }", want)
#define BLIND(text, want) check_hits(HEAD text "\nreturn 0; }", true, END_PLAIN, true, want, \
	__LINE__)
#define EMPTY(text, want) check_hits(HEAD text "\nreturn 0; }", false, END_PLAIN, false, want, \
	__LINE__)
#define REMOVE(text, want) check_hits(HEAD text "\nreturn 0; }", true, END_RELEASES, false, want, \
				      __LINE__)
#define PROBE(text, want) check_hits(HEAD text "}", false, END_FAILURE_RELEASES, false, want, \
	__LINE__)

#define NEEDS_SPARSE() do { (void)state; if (sample_skips()) skip(); } while (0)

static void a_teardown_before_a_release(void **state)
{
	NEEDS_SPARSE();
	BODY("down(d); release(d);", "down>release");
	BODY("release(d); down(d);", "");
	BODY("release(d); down(d); release(d);", "");
	BODY("down(d); configure(d); release(d);", "");
	BODY("down(d); down(d); release(d);", "down+down>release");
	BODY("down(e); release(d);", "");
	BODY("down(d); release(e);", "");
	BODY("set_ops(d, NULL); release(d);", "set_ops>release");
	BODY("set_ops(d, e); release(d);", "");
	BODY("d->ops = NULL; release(d);", "store>release");
	BODY("d->ops = e; release(d);", "");
	BODY("down(d); d->ops = e; release(d);", "");
	BODY("kfree(d->map); release(d);", "kfree>release");
	BODY("kfree(d->ops); release(d);", "");
	BODY("d->bus->dma_cleanup(d); release(d);", "->>release");
	BODY("down(d); d->bus->dma_configure(d); release(d);", "");
}

static void devres_must_hold_something(void **state)
{
	NEEDS_SPARSE();
	EMPTY("down(d); release(d);", "");
	EMPTY("dmam_alloc(d); down(d); release(d);", "down>release");
	EMPTY("dmam_alloc(e); down(d); release(d);", "");
	EMPTY("if (!dmam_alloc(d)) { down(d); release(d); }", "");
	EMPTY("if (dmam_alloc(d)) { down(d); release(d); }", "down>release");
	EMPTY("if (IS_ERR(dmam_alloc(d))) { down(d); release(d); }", "");
	EMPTY("devm_kzalloc(d); down(d); release(d);", "down>release");
}

static void returns_that_release(void **state)
{
	NEEDS_SPARSE();
	REMOVE("down(d);", "down>return@3");
	REMOVE("down(d); release(d);", "down>release");
	PROBE("dmam_alloc(d);\ndown(d);\nreturn -1;", "down>return@4");
	PROBE("dmam_alloc(d);\ndown(d);\nreturn 0;", "");
	PROBE("int ret = 0;\ndmam_alloc(d);\nif (a) { ret = -1; goto out; }\nreturn 0;\n"
	      "out:\ndown(d);\nreturn ret;", "down>return@8");
	PROBE("int ret = ask();\ndmam_alloc(d);\nif (ret) return ret;\ndown(d);\nreturn ret;", "");
}

static void branches_that_exclude_each_other(void **state)
{
	NEEDS_SPARSE();
	BODY("if (a) down(d); if (!a) release(d);", "");
	BODY("if (a) down(d); if (a) release(d);", "down>release");
	BLIND("if (a) down(d); if (!a) release(d);", "down>release");
	BODY("if (a) down(d); a = ask(); if (!a) release(d);", "down>release");
	BODY("if (p->x) down(d); if (!p->x) release(d);", "");
	BODY("if (p->x) down(d); p->x = 0; if (!p->x) release(d);", "down>release");
	BODY("int ret = 0; if (a) { down(d); ret = 1; } if (!ret) release(d);", "");
	BODY("if (a == 3) down(d); if (!a) release(d);", "");
	BODY("if (!a) down(d); if (a < 0) release(d);", "");
	BODY("bool done = 0; if (ask()) { down(d); done = 1; } if (!done) release(d);", "");
	BODY("while (ask()) { if (a) down(d); a = !a; if (a) release(d); }", "down>release");
	BODY("if (stub()) { down(d); release(d); }", "");
}

static void a_device_of_several(void **state)
{
	NEEDS_SPARSE();
	BODY("struct device *x = a ? d : e; down(x); release(d);", "down>release");
	BODY("struct device *x = a ? d : e; down(x); if (!a) release(d);", "");
	BODY("struct device *x; if (a) { use(1); x = d; } else { use(2); x = e; }\n"
	     "down(x); release(d);", "down>release");
	BODY("struct device *x; if (a) { use(1); x = d; } else { use(2); x = e; }\n"
	     "down(d); release(x);", "down>release");
	BODY("struct device *x = e; if (a) { use(1); x = d; } else { down(d); } release(x);", "");
	BODY("struct device *x = e; down(d); x = ask() ? x : d; x = ask() ? x : e; release(x);",
	     "down>release");
	BODY("struct device *x = d; while (ask()) { down(x); x = e; } release(d);", "down>release");
	BODY("p->dev = d; down(p->dev); release(d);", "down>release");
	BODY("p->dev = d; down(p->dev); p->dev = e; release(p->dev);", "");
}

/* In each round another one. */
static void elements_of_a_list(void **state)
{
	static const char walks[] =
		"struct device *next_of(struct device *);\n"
		"void f(struct foo *list) { struct foo *p; struct device *x;\n"
		"for (p = list; p; p = p->next) { %s } }";
	static const struct { const char *body, *want; } of[] = {
		{ "release(p->dev); down(p->dev);", "" },
		{ "down(p->dev); release(p->dev);", "down>release" },
		{ "x = get(); release(x); down(x);", "" },
		{ "x = get(); if (ask()) { down(x); } else { release(x); }", "" },
		{ "x = get(); down(x); release(x);", "down>release" },
		/* What one element has released says nothing of the next one. */
		{ "x = get(); if (p == list) release(x); else { down(x); release(x); }",
		  "down>release" },
	};

	NEEDS_SPARSE();
	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++) {
		char *text = mem_printf(walks, of[i].body);
		struct path_hits hits = { 0 };
		struct str out = STR_INIT;
		struct pathwalk p;
		struct sample s;
		struct body *b;
		const struct events *e;

		sample_open(&s, text);
		b = sample_body(&s, "f");
		pathwalk_open(&p, &s.rules.all.item[0]);
		e = path_devices(&p, b);
		assert_int_equal(e->devices.n, 1);
		pathwalk_find(&p, b, e->devices.item[0], true, END_PLAIN, &hits);
		add_hits(&out, &hits);
		assert_string_equal(out.buf, of[i].want);
		str_release(&out);
		path_hits_release(&hits);
		pathwalk_release(&p);
		sample_close(&s);
		mem_free(text);
	}
}

static void an_element_that_is_kept(void **state)
{
	NEEDS_SPARSE();
	BODY("struct device *old = d; while (ask()) { struct device *x = get();\n"
	     "down(old); old = x; } release(d);", "down>release");
}

static void calls_of_the_same_file(void **state)
{
	NEEDS_SPARSE();
	HITS("static void g(struct device *x) { down(x); }\n"
	     HEAD "g(d); release(d); return 0; }", "g>release");
	HITS("static void g(struct device *x) { release(x); }\n"
	     HEAD "down(d); g(d); return 0; }", "down>g");
	HITS("static void g(struct device *x) { configure(x); }\n"
	     HEAD "down(d); g(d); release(d); return 0; }", "");
	HITS("static void g(struct device *x) { down(x); }\n"
	     "static void h(struct device *x) { g(x); }\n"
	     HEAD "h(d); release(d); return 0; }", "h>release");
	HITS("static void g(struct foo *q) { down(q->dev); }\n"
	     HEAD "p->dev = d; g(p); release(d); return 0; }", "g>release");
	HITS("static void g(struct foo *q) { down(q->dev); }\n"
	     HEAD "p->dev = e; g(p); release(d); return 0; }", "");
	HITS("static void g(struct device *x, struct device *y) { release(y); }\n"
	     HEAD "down(d); g(e, d); return 0; }", "down>g");
	HITS("static void g(struct device *x, struct device *y) { release(y); }\n"
	     HEAD "down(d); g(d, e); return 0; }", "");
	HITS("static void g(struct device *x, int a) { if (a) down(x); else use(1); if (!a) "
		"release(x); }\n"
	     HEAD "g(d, a); release(d); return 0; }", "g>release");
	HITS("static inline void g(struct device *x) { down(x); }\n"
	     HEAD "g(d); release(d); return 0; }", "down>release");
}

/* What a call releases and tears down again is its own from then on. */
static void a_call_that_does_both(void **state)
{
	NEEDS_SPARSE();
	HITS("static void g(struct device *x) { release(x); dmam_alloc(x); down(x); }\n"
	     HEAD "down(d); g(d); release(d); return 0; }", "down>g g>release");
}

static void one_device_handed_twice(void **state)
{
	NEEDS_SPARSE();
	HITS("static void g(struct device *x, struct device *y) { down(x); use(1); if (ask()) "
		"release(y); }\n"
	     HEAD "g(d, d); release(d); return 0; }", "g>release");
	HITS("static void g(struct device *x, struct device *y) { if (ask()) configure(x); "
		"release(y); }\n"
	     HEAD "down(d); g(d, d); return 0; }", "down>g");
}

static void functions_that_call_themselves(void **state)
{
	NEEDS_SPARSE();
	HITS("static void h(struct device *x, int n);\n"
	     "static void g(struct device *x, int n) { if (n) h(x, n); else down(x); }\n"
	     "static void h(struct device *x, int n) { g(x, n - 1); }\n"
	     HEAD "h(d, a); release(d); return 0; }", "h>release");
	HITS("static void g(struct device *x, int n) { if (n) g(x, n - 1); else down(x); }\n"
	     HEAD "g(d, a); release(d); return 0; }", "g>release");
	HITS("int f(struct device *d, int n) { if (n) { down(d); f(d, n - 1); } release(d); "
		"return 0; }",
	     "down>f");
	HITS("int f(struct device *d, int n) { if (n) f(d, n - 1); else down(d); release(d); "
		"return 0; }",
	     "down>release");
}

/* really_probe(): a failing round goes back to where it is configured. */
static void configured_in_another_round(void **state)
{
	static const char probe[] =
		HEAD "int ret;\nre_probe:\n%s\nret = d->bus->probe(d);\n"
		"if (ret) goto fail;\nif (ask()) { release(d); down(d); goto re_probe; }\nreturn "
		"0;\n"
		"fail: %s return ret; }";
	static const struct { const char *first, *last, *want; } of[] = {
		{ "if (d->bus->dma_configure) { ret = d->bus->dma_configure(d); if (ret) return "
			"ret; }",
		  "release(d); down(d);", "" },
		{ "if (d->bus->dma_configure) { ret = d->bus->dma_configure(d); if (ret) return "
			"ret; }",
		  "down(d); release(d);", "down>release" },
		{ "", "release(d); down(d);", "" },
		{ "", "down(d); release(d);", "down>release" },
	};

	NEEDS_SPARSE();
	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++) {
		char *text = mem_printf(probe, of[i].first, of[i].last);

		HITS(text, of[i].want);
		mem_free(text);
	}
}

static void who_has_a_device_probed(void **state)
{
	static const struct { const char *text; bool probes; } of[] = {
		{ HEAD "return d->bus->probe(d); }", true },
		{ HEAD "release(d); return d->bus->probe(d); }", false },
		{ HEAD "if (a) return d->bus->probe(d); down(d); return 0; }", true },
		{ HEAD "return d->bus->probe(e); }", false },
		{ HEAD "return 0; }", false },
	};

	NEEDS_SPARSE();
	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++) {
		struct pathwalk p;
		struct sample s;
		struct body *b;

		sample_open(&s, of[i].text);
		b = sample_body(&s, "f");
		pathwalk_open(&p, &s.rules.all.item[0]);
		assert_int_equal(pathwalk_probes(&p, b, value_arg(&b->values, 1)), of[i].probes);
		pathwalk_release(&p);
		sample_close(&s);
	}
}

static void what_rules_a_path_out(void **state)
{
	struct path_hits hits = { 0 };
	struct pathwalk p;
	struct sample s;
	struct body *b;
	size_t at, before;
	bool constant;

	NEEDS_SPARSE();
	sample_open(&s, HEAD "use(1);\nif (a)\ndown(d);\nuse(2);\nif (!a)\nrelease(d);\nreturn 0; "
		"}");
	b = sample_body(&s, "f");
	pathwalk_open(&p, &s.rules.all.item[0]);
	p.blind = true;
	pathwalk_find(&p, b, value_arg(&b->values, 1), true, END_PLAIN, &hits);
	assert_int_equal(hits.list.n, 1);
	assert_true(path_ruled_out(b, &hits.list.item[0], &at, &constant, &before));
	assert_int_equal(b->sites.line[hits.list.item[0].blocks.item[at]], 5);
	assert_int_not_equal(before, NOWHERE);
	assert_int_equal(hits.list.item[0].blocks.item[before], 0);
	assert_false(constant);
	path_hits_release(&hits);
	p.blind = false;
	pathwalk_find(&p, b, value_arg(&b->values, 1), true, END_PLAIN, &hits);
	assert_int_equal(hits.list.n, 0);
	pathwalk_release(&p);
	sample_close(&s);
}

static void where_inside_a_call(void **state)
{
	struct path_inside in;
	struct pathwalk p;
	struct sample s;
	struct body *b;
	const struct events *e;

	NEEDS_SPARSE();
	sample_open(&s, "static void g(struct platform_device *x) { use(1); down(&x->dev); }\n"
		    "int f(struct platform_device *d) { g(d); release(&d->dev); return 0; }");
	b = sample_body(&s, "f");
	pathwalk_open(&p, &s.rules.all.item[0]);
	e = path_devices(&p, b);
	assert_int_equal(e->list.item[0].kind, EVENT_CALL);
	assert_int_equal(e->devices.n, 1);
	assert_true(pathwalk_inside(&p, b, &e->list.item[0], e->devices.item[0], false, &in));
	assert_string_equal(in.body->name, "g");
	assert_int_equal(in.event->kind, EVENT_TEARDOWN);
	assert_false(pathwalk_inside(&p, b, &e->list.item[0], e->devices.item[0], true, &in));
	assert_false(pathwalk_inside(&p, b, &e->list.item[1], e->devices.item[0], true, &in));
	pathwalk_release(&p);
	sample_close(&s);
}

/* More joins than a walk keeps bits for: what it can't follow it must not lose quietly. */
static void very_many_joins(void **state)
{
	struct str text = STR_INIT;

	NEEDS_SPARSE();
	str_addf(&text, HEAD "struct device *x = d;\ndown(d);\n");
	for (unsigned i = 0; i < 50; i++)
		str_addf(&text, "if (ask()) { use(%u); x = get(); release(x); }\n", i);
	str_addf(&text, "release(x); return 0; }");
	HITS(text.buf, "down>release");
	str_release(&text);
}

static void very_many_branches(void **state)
{
	struct str text = STR_INIT;

	NEEDS_SPARSE();
	str_addf(&text, HEAD "down(d);\n");
	for (unsigned i = 0; i < 3000; i++)
		str_addf(&text, "if (a == %u) use(p->x);\n", i % 40);
	str_addf(&text, "if (p->y) release(d); return 0; }");
	HITS(text.buf, "down>release");
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_teardown_before_a_release),
		cmocka_unit_test(devres_must_hold_something),
		cmocka_unit_test(returns_that_release),
		cmocka_unit_test(branches_that_exclude_each_other),
		cmocka_unit_test(a_device_of_several),
		cmocka_unit_test(elements_of_a_list),
		cmocka_unit_test(an_element_that_is_kept),
		cmocka_unit_test(calls_of_the_same_file),
		cmocka_unit_test(a_call_that_does_both),
		cmocka_unit_test(one_device_handed_twice),
		cmocka_unit_test(functions_that_call_themselves),
		cmocka_unit_test(configured_in_another_round),
		cmocka_unit_test(who_has_a_device_probed),
		cmocka_unit_test(what_rules_a_path_out),
		cmocka_unit_test(where_inside_a_call),
		cmocka_unit_test(very_many_joins),
		cmocka_unit_test(very_many_branches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
