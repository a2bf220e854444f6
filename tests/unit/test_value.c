// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <time.h>

#include "sparse/value.h"

#include "sparse_sample.h"

/* The function f of a source, and how its first use()s are handed what. */
static struct body *open_f(struct sample *s, const char *text)
{
	sample_open(s, text);
	return sample_body(s, "f");
}

static const struct value *handed(struct body *b, const char *name, unsigned n)
{
	return value_at(&b->values, sample_handed(b, name, n, 1));
}

static void assert_number(const struct value *x, long long number)
{
	assert_int_equal(x->kind, VALUE_NUMBER);
	assert_true(x->number == number);
}

static void assert_arg(const struct value *x, long long number)
{
	assert_int_equal(x->kind, VALUE_ARG);
	assert_true(x->number == number);
}

#define NEEDS_SPARSE() do { (void)state; if (sample_skips()) skip(); } while (0)

/* -- What a value is -- */

static void arguments_numbers_and_names(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "extern struct device global;\n"
		   "void f(int a, struct device *d) { use(a); use(7); release(&global); "
		"release(d); }");
	assert_arg(handed(b, "use", 1), 1);
	assert_number(handed(b, "use", 2), 7);
	assert_int_equal(handed(b, "release", 1)->kind, VALUE_NAME);
	assert_string_equal(ir_name(b->values.ir, (unsigned)handed(b, "release", 1)->number),
			    "global");
	assert_arg(handed(b, "release", 2), 2);
	sample_close(&s);
}

static void a_member_s_address_is_the_value_and_an_offset(void **state)
{
	struct sample s;
	struct body *b;
	long long offset;
	int d;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(struct platform_device *p, struct device *x) {\n"
		   "struct device *d = &p->dev;\n"
		   "release(d);\n"
		   "release(&container_of(d, struct platform_device, dev)->dev);\n"
		   "release(x); p = container_of(x, struct platform_device, dev); "
		"release(&p->dev); }");
	d = sample_handed(b, "release", 1, 1);
	assert_int_equal(value_at(&b->values, d)->kind, VALUE_ADD);
	assert_true(value_root(&b->values, d, &offset) == value_arg(&b->values, 1));
	assert_true(offset == 8);
	assert_int_equal(sample_handed(b, "release", 2, 1), d);
	assert_int_equal(sample_handed(b, "release", 4, 1), sample_handed(b, "release", 3, 1));
	assert_int_equal(value_add(&b->values, value_arg(&b->values, 1), 8), d);
	assert_int_equal(value_add(&b->values, d, -8), value_arg(&b->values, 1));
	sample_close(&s);
}

static void a_member_keeps_its_value_over_calls(void **state)
{
	struct sample s;
	struct body *b;
	const struct value *x;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(struct foo *p) {\n"
		   "release(p->dev); ask(); release(p->dev); release(p->dev->parent); }");
	x = handed(b, "release", 1);
	assert_int_equal(x->kind, VALUE_LOAD);
	assert_int_equal(x->a, value_arg(&b->values, 1));
	assert_int_equal(sample_handed(b, "release", 2, 1), sample_handed(b, "release", 1, 1));
	assert_int_equal(handed(b, "release", 3)->a, sample_handed(b, "release", 1, 1));
	assert_true(value_holds(&b->values, sample_handed(b, "release", 3, 1),
				value_arg(&b->values, 1)));
	assert_int_equal(value_load(&b->values, x->a, x->number),
			 sample_handed(b, "release", 1, 1));
	sample_close(&s);
}

static void each_call_gives_another_value(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(void) { struct device *d = get(), *e = get();\n"
		   "release(d); release(e); release(d); }");
	assert_int_equal(handed(b, "release", 1)->kind, VALUE_OPAQUE);
	assert_int_not_equal(sample_handed(b, "release", 1, 1), sample_handed(b, "release", 2, 1));
	assert_int_equal(sample_handed(b, "release", 1, 1), sample_handed(b, "release", 3, 1));
	sample_close(&s);
}

static void what_compares_numbers_is_a_number(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(int a) {\n"
		   "int x = 3, y = stub(); bool c;\n"
		   "if (ask()) { x = 3; y = 0; }\n"
		   "use(x == 3); use(x < 2); use(y); use(!y); c = a == a; use(c); }");
	assert_number(handed(b, "use", 1), 1);
	assert_number(handed(b, "use", 2), 0);
	assert_number(handed(b, "use", 3), 0);
	assert_number(handed(b, "use", 4), 1);
	sample_close(&s);
}

/* sparse prints 32 bits without a sign: 0xffffffff may be -1 in 64. */
static void numbers_keep_to_their_width(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(int a) {\n"
		   "int ret = -1; unsigned u = 0xffffffff, v = 0; long l;\n"
		   "if (a) { ret = -1; u = 0xffffffff; v = 0; }\n"
		   "l = ret; u++; v--;\n"
		   "if (l == -1) use(1);\n"
		   "use(u == 0); use(v == 0xffffffff); }");
	assert_number(handed(b, "use", 2), 1);
	assert_number(handed(b, "use", 3), 1);
	for (size_t k = 0; k < b->f->n_blocks; k++)
		assert_int_not_equal(facts_constant(&b->facts, (int)k), 1);
	sample_close(&s);
}

static void a_condition_and_its_negations_ask_of_one_value(void **state)
{
	static const char *const ask[] = { "a", "!a", "a == 0", "a != 0", "!!a", "!(a != 0)" };

	NEEDS_SPARSE();
	for (size_t i = 0; i < 6; i++) {
		char *text = mem_printf("void f(int a) { if (%s) use(1); }", ask[i]);
		struct sample s;
		struct body *b = open_f(&s, text);

		assert_int_equal(b->facts.asked[0], value_arg(&b->values, 1));
		sample_close(&s);
		mem_free(text);
	}
}

static void what_a_comparison_says_of_zero(void **state)
{
	struct sample s;
	struct body *b;
	bool if_zero;
	int what;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(int a, unsigned u) {\n"
		   "use(a == 3); use(a < 0); use(a >= 0); use(u > 2); use(a < -2); use(a); }");
	for (unsigned i = 1; i <= 4; i++) {
		assert_true(value_compares(&b->values, sample_handed(b, "use", i, 1), &what,
					   &if_zero));
		assert_int_equal(if_zero, i == 3);
		assert_int_equal(what, value_arg(&b->values, i == 4 ? 2 : 1));
	}
	assert_false(value_compares(&b->values, sample_handed(b, "use", 5, 1), &what, &if_zero));
	assert_false(value_compares(&b->values, sample_handed(b, "use", 6, 1), &what, &if_zero));
	sample_close(&s);
}

/* -- Variables -- */

static void a_variable_is_what_was_stored_last(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(struct device *d, struct device *e) { struct device *p = d;\n"
		   "release(p); p = e; release(p); if (ask()) release(p); }");
	assert_arg(handed(b, "release", 1), 1);
	assert_arg(handed(b, "release", 2), 2);
	assert_arg(handed(b, "release", 3), 2);
	sample_close(&s);
}

static const struct value *join_of_ways(struct body *b, const char *name, unsigned n)
{
	const struct value *x = handed(b, name, n);

	assert_int_equal(x->kind, VALUE_JOIN);
	return x;
}

static bool has_way(const struct body *b, const struct value *join, int value)
{
	const struct values *v = &b->values;
	size_t first = v->edges.first.item[join->block];

	for (size_t i = 0; i < v->edges.first.item[join->block + 1] - first; i++)
		if (v->ways.item[v->joins.item[join->join].first + i] == value)
			return true;
	return false;
}

static void two_branches_make_a_join(void **state)
{
	struct sample s;
	struct body *b;
	const struct value *x;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(struct device *d, struct device *e) { struct device *p;\n"
		   "if (ask()) { use(1); p = d; } else { use(2); p = e; }\n"
		   "release(p); if (ask()) p = d; else p = d; release(p); }");
	x = join_of_ways(b, "release", 1);
	assert_true(has_way(b, x, value_arg(&b->values, 1)));
	assert_true(has_way(b, x, value_arg(&b->values, 2)));
	assert_arg(handed(b, "release", 2), 1);
	sample_close(&s);
}

static void a_loop_makes_a_join_only_of_what_it_sets(void **state)
{
	struct sample s;
	struct body *b;
	const struct value *x;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(struct device *d, int n) { struct device *p = d;\n"
		   "while (n) { release(p); release(d); p = next(p); n--; } }");
	x = join_of_ways(b, "release", 1);
	assert_true(has_way(b, x, value_arg(&b->values, 1)));
	assert_arg(handed(b, "release", 2), 1);
	sample_close(&s);
}

/* Joins that are only joins of each other and of d. */
static void a_jump_into_a_loop_changes_nothing_by_itself(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(struct device *d, int n) {\n"
		   "if (ask()) goto in;\n"
		   "while (ask()) { if (ask()) { in: use(1); } else { use(2); } release(d); } }");
	assert_arg(handed(b, "release", 1), 1);
	sample_close(&s);
}

static void what_was_never_set_is_not_what_is_set_later(void **state)
{
	struct sample s;
	struct body *b;
	int x;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(void) { int prev, have = 0;\n"
		   "for (;;) { int x = ask(); if (have) use(prev); use(x); prev = x; have = 1; } "
		"}");
	x = sample_handed(b, "use", 2, 1);
	assert_int_equal(value_at(&b->values, x)->kind, VALUE_OPAQUE);
	assert_int_not_equal(sample_handed(b, "use", 1, 1), x);
	sample_close(&s);
}

static void a_select_is_one_of_two(void **state)
{
	struct sample s;
	struct body *b;
	const struct value *x;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(struct device *d, struct device *e, int c) {\n"
		   "release(c ? d : e); release(c ? d : d); release(stub() ? d : e); }");
	x = handed(b, "release", 1);
	assert_int_equal(x->kind, VALUE_SELECT);
	assert_int_equal(x->a, value_arg(&b->values, 3));
	assert_int_equal(x->b, value_arg(&b->values, 1));
	assert_true(x->number == value_arg(&b->values, 2));
	assert_false(value_holds(&b->values, sample_handed(b, "release", 1, 1), x->b));
	assert_arg(handed(b, "release", 2), 1);
	sample_close(&s);
}

static void an_inlined_function_s_variables_are_its_own(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "static inline int g(struct device *d, int ret) {\n"
		   "if (ask()) ret = 5; release(d); return ret; }\n"
		   "void f(struct device *d, struct device *e) { int ret = 3, other;\n"
		   "other = g(e, 4); use(ret); release(d); use(other); }");
	assert_arg(handed(b, "release", 1), 2);
	assert_arg(handed(b, "release", 2), 1);
	assert_number(handed(b, "use", 1), 3);
	assert_int_equal(handed(b, "use", 2)->kind, VALUE_JOIN);
	sample_close(&s);
}

/* Both are first set to the same: only the order of their lists tells which is which. */
static void equal_first_values_of_two_of_one_name(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "static inline int g(void) { int x = -1; return ask(); }\n"
		   "void f(void) { int x = -1; while (ask()) x = g(); use(x); }");
	assert_int_equal(handed(b, "use", 1)->kind, VALUE_JOIN);
	for (size_t i = 0; i < b->values.ways.n; i++)
		assert_int_not_equal(value_at(&b->values, b->values.ways.item[i])->kind,
				     VALUE_UNDEF);
	sample_close(&s);
}

static void a_variable_whose_address_is_taken_is_not_known(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "void set(int *);\n"
		   "void f(void) { int x = 3; set(&x); use(x); }");
	assert_int_equal(handed(b, "use", 1)->kind, VALUE_OPAQUE);
	sample_close(&s);
}

/* -- Members that are stored to -- */

static void a_member_is_what_was_stored_to_it(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(struct foo *p, struct foo *q, struct device *d) {\n"
		   "release(p->dev); p->dev = d; release(p->dev); release(q->dev);\n"
		   "if (ask()) { p->dev = q->dev; use(1); } release(p->dev); }");
	assert_int_equal(handed(b, "release", 1)->kind, VALUE_LOAD);
	assert_arg(handed(b, "release", 2), 3);
	assert_int_equal(handed(b, "release", 3)->kind, VALUE_LOAD);
	assert_int_equal(handed(b, "release", 4)->kind, VALUE_JOIN);
	sample_close(&s);
}

/* What the first round takes for one value, before it knows of the store, is two. */
static void loads_before_and_behind_a_store_are_not_one(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(struct foo *p, int c) { int y = p->x;\n"
		   "if (c) { p->x = 1; ask(); y = p->x; } use(y); use(p->x); }");
	assert_int_equal(handed(b, "use", 1)->kind, VALUE_JOIN);
	assert_int_equal(handed(b, "use", 2)->kind, VALUE_JOIN);
	sample_close(&s);
}

static void a_store_of_a_whole_struct_is_one_of_its_members(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "struct pair { int a, b; };\nstruct pair get_pair(void);\n"
		   "void f(struct foo *p, struct foo *q) { struct pair x = { 1, 0 };\n"
		   "if (ask()) x.b = 0; use(x.b); x = get_pair(); use(x.a); use(x.b);\n"
		   "p->y = 2; use(1); use(p->y); *p = *q; use(p->y); use(p->x); }");
	assert_number(handed(b, "use", 1), 0);
	assert_int_equal(handed(b, "use", 2)->kind, VALUE_OPAQUE);
	assert_int_equal(handed(b, "use", 3)->kind, VALUE_OPAQUE);
	assert_number(handed(b, "use", 5), 2);
	assert_int_equal(handed(b, "use", 6)->kind, VALUE_OPAQUE);
	assert_int_equal(handed(b, "use", 7)->kind, VALUE_OPAQUE);
	sample_close(&s);
}

static void a_whole_struct_set_to_zero_is_zero_in_each_member(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "struct pair { int a, b; };\n"
		   "void f(void) { struct pair x = { 0 }; if (ask()) use(0); use(x.b); }");
	assert_number(handed(b, "use", 2), 0);
	sample_close(&s);
}

static void what_a_call_is_handed_is_loaded_then(void **state)
{
	struct sample s;
	struct body *b;
	size_t first, second;

	NEEDS_SPARSE();
	b = open_f(&s, "void g(struct foo *);\n"
		   "void f(struct foo *p, struct device *d) { g(p); p->dev = d; g(p);\n"
		   "if (ask()) { p->dev = get(); use(1); } g(p); }");
	first = sample_call(b, "g", 1);
	second = sample_call(b, "g", 2);
	assert_int_equal(value_at(&b->values, value_loaded(&b->values, first,
			 value_arg(&b->values, 1), 8))->kind, VALUE_LOAD);
	assert_int_equal(value_loaded(&b->values, second, value_arg(&b->values, 1), 8),
			 value_arg(&b->values, 2));
	assert_true(has_way(b, value_at(&b->values, value_loaded(&b->values, sample_call(b, "g", 3),
			    value_arg(&b->values, 1), 8)), value_arg(&b->values, 2)));
	sample_close(&s);
}

/* -- Blocks -- */

static void a_branch_on_a_stub_has_one_way(void **state)
{
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	b = open_f(&s, "void f(struct device *d) { struct device *p = d; int x = 0;\n"
		   "if (stub()) { p = get(); x = 1; } release(p); if (x) use(2); use(x); }");
	assert_arg(handed(b, "release", 1), 1);
	assert_number(handed(b, "use", 2), 0);
	sample_close(&s);
}

#define FORM_HEAD "f:\nep 0x7f01: f\n"
#define BLOCK(n) ".L" #n ":\na.c:1\n"

static void a_block_that_goes_to_itself(void **state)
{
	struct sample s;
	struct body *b;

	(void)state;
	sample_open_ir(&s, FORM_HEAD "   sym: 0x7f02 p\n\tstore.64    %arg1 -> 0[p]\n"
		       "\tload.64     %r1 <- 0[p]\n\tstore.64    %r2 -> 0[p]\n\n" BLOCK(0)
		       "\t<entry-point>\n\tstore.64    %arg1 -> 0[p]\n\tbr          "
		".L1\n\n" BLOCK(1)
		       "\tload.64     %r1 <- 0[p]\n\tcall        release, %r1\n"
		       "\tcall.64     %r2 <- next, %r1\n\tstore.64    %r2 -> 0[p]\n"
		       "\tcbr         %r2, .L1, .L2\n\n" BLOCK(2) "\tret\n\n\n");
	b = sample_body(&s, "f");
	assert_true(has_way(b, join_of_ways(b, "release", 1), value_arg(&b->values, 1)));
	assert_true(has_way(b, join_of_ways(b, "release", 1), sample_handed(b, "release", 1, 1)) ==
		    false);
	sample_close(&s);
}

static void an_entry_that_is_a_loop_s_head(void **state)
{
	struct sample s;
	struct body *b;

	(void)state;
	sample_open_ir(&s, FORM_HEAD "   sym: 0x7f02 p\n"
		       "\tload.64     %r1 <- 0[p]\n\tstore.64    %r2 -> 0[p]\n\n" BLOCK(0)
		       "\t<entry-point>\n\tload.64     %r1 <- 0[p]\n\tcall        release, %r1\n"
		       "\tcall.64     %r2 <- next, %r1\n\tstore.64    %r2 -> 0[p]\n"
		       "\tcbr         %r2, .L0, .L2\n\n" BLOCK(2) "\tret\n\n\n");
	b = sample_body(&s, "f");
	assert_int_not_equal(sample_handed(b, "release", 1, 1),
			     value_of(&b->values, &b->code->ir.insns.item[
				      sample_call(b, "next", 1)].target));
	sample_close(&s);
}

static void blocks_that_are_never_reached_have_values_too(void **state)
{
	struct sample s;
	struct body *b;

	(void)state;
	sample_open_ir(&s, FORM_HEAD "\n" BLOCK(0) "\t<entry-point>\n\tret\n\n" BLOCK(1)
		       "\tadd.64      %r1 <- %arg1, $8\n\tcall        release, %r1\n"
		       "\tbr          .L2\n\n" BLOCK(2) "\tcbr         %arg2, .L1, .L2\n\n\n");
	b = sample_body(&s, "f");
	assert_int_equal(handed(b, "release", 1)->kind, VALUE_ADD);
	sample_close(&s);
}

static void registers_that_nothing_sets_have_none(void **state)
{
	struct sample s;
	struct body *b;

	(void)state;
	sample_open_ir(&s, FORM_HEAD "\n" BLOCK(0) "\t<entry-point>\n"
		       "\tadd.64      %r2 <- %r9, $8\n\tcall        release, %r2\n"
		       "\tcall        use, %r9\n\tret\n\n\n");
	b = sample_body(&s, "f");
	assert_int_equal(sample_handed(b, "use", 1, 1), -1);
	assert_int_equal(handed(b, "release", 1)->kind, VALUE_OPAQUE);
	sample_close(&s);
}

/* Two registers that are each made of the other: no C is so. */
static void definitions_in_a_circle(void **state)
{
	struct sample s;
	struct body *b;

	(void)state;
	sample_open_ir(&s, FORM_HEAD "\n" BLOCK(0) "\t<entry-point>\n"
		       "\tadd.64      %r1 <- %r2, $8\n\tadd.64      %r2 <- %r1, $8\n"
		       "\tcall        release, %r2\n\tret\n\n\n");
	b = sample_body(&s, "f");
	assert_true(sample_handed(b, "release", 1, 1) >= 0);
	sample_close(&s);
}

/* -- Size -- */

static double seconds_of(const char *form)
{
	struct timespec from, to;
	struct values v;
	struct ir ir;
	struct error *err = ir_read(&ir, form, strlen(form));

	if (err)
		fail_msg("%s", error_text(err));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	values_open(&v, &ir, &ir.functions.item[0]);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	values_release(&v);
	ir_release(&ir);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* Twice as much takes about twice as long. */
static void assert_linear(char *(*make)(unsigned n), unsigned n)
{
	char *half = make(n / 2), *whole = make(n);
	double base = 0, most = 0;

	for (unsigned i = 0; i < 2; i++) {
		double one = seconds_of(half), two = seconds_of(whole);

		base = !i || one < base ? one : base;
		most = !i || two < most ? two : most;
	}
	if (getenv("VALUE_TIMES"))
		print_message("%u: %.3f s, %u: %.3f s\n", n / 2, base, n, most);
	if (most > 2.8 * base + 0.05)
		fail_msg("%.3f s became %.3f s", base, most);
	mem_free(half);
	mem_free(whole);
}

static char *make_sums(unsigned n)
{
	struct str s = STR_INIT;

	str_addf(&s, FORM_HEAD "\n" BLOCK(0) "\t<entry-point>\n\tadd.64      %%r1 <- %%arg1, $1\n");
	for (unsigned i = 1; i < n; i++)
		str_addf(&s, "\tadd.64      %%r%u <- %%r%u, $1\n", i + 1, i);
	str_addf(&s, "\tret.64      %%r%u\n\n\n", n);
	return str_detach(&s);
}

/* The last definition first: what each is made of follows. */
static char *make_sums_backwards(unsigned n)
{
	struct str s = STR_INIT;

	str_addf(&s, FORM_HEAD "\n" BLOCK(0) "\t<entry-point>\n");
	for (unsigned i = n; i > 0; i--)
		str_addf(&s, "\txor.64      %%r%u <- %%r%u, %%arg1\n", i + 1, i);
	str_addf(&s, "\tadd.64      %%r1 <- %%arg1, $1\n\tret.64      %%r%u\n\n\n", n);
	return str_detach(&s);
}

/* x = x + 1 in a block each, of one way. */
static char *make_variable(unsigned n)
{
	struct str s = STR_INIT;

	str_addf(&s, FORM_HEAD "   sym: 0x7f02 x\n\tstore.32    %%arg1 -> 0[x]\n");
	for (unsigned i = 0; i < n; i++)
		str_addf(&s, "\tload.32     %%r%u <- 0[x]\n\tstore.32    %%r%u -> 0[x]\n",
			 2 * i + 1, 2 * i + 2);
	str_addf(&s, "\n" BLOCK(0) "\t<entry-point>\n\tstore.32    %%arg1 -> 0[x]\n"
		 "\tbr          .L1\n\n");
	for (unsigned i = 0; i < n; i++)
		str_addf(&s, ".L%u:\na.c:1\n\tload.32     %%r%u <- 0[x]\n"
			 "\tadd.32      %%r%u <- %%r%u, $1\n\tstore.32    %%r%u -> 0[x]\n"
			 "\tbr          .L%u\n\n", i + 1, 2 * i + 1, 2 * i + 2, 2 * i + 1,
			2 * i + 2,
			 i + 2);
	str_addf(&s, ".L%u:\na.c:1\n\tret\n\n\n", n + 1);
	return str_detach(&s);
}

/* if (a) return; if (a) return; …: the only way to each is from the one before. */
static char *make_returns(unsigned n)
{
	struct str s = STR_INIT;

	str_addf(&s, FORM_HEAD "   sym: 0x7f02 a\n\tstore.32    %%arg1 -> 0[a]\n");
	for (unsigned i = 0; i < n; i++)
		str_addf(&s, "\tload.32     %%r%u <- 0[a]\n", i + 1);
	str_addf(&s, "\n" BLOCK(0) "\t<entry-point>\n\tstore.32    %%arg1 -> 0[a]\n"
		 "\tbr          .L1\n\n");
	for (unsigned i = 0; i < n; i++)
		str_addf(&s, ".L%u:\na.c:1\n\tload.32     %%r%u <- 0[a]\n\tcbr         %%r%u, "
			".L%u, "
			 ".L%u\n\n", i + 1, i + 1, i + 1, n + 1, i + 2);
	str_addf(&s, ".L%u:\na.c:1\n\tret\n\n\n", n + 1);
	return str_detach(&s);
}

/* if (a) x = 1; if (a) x = 2; …: a join each, of the one before. */
static char *make_joins(unsigned n)
{
	struct str s = STR_INIT;

	str_addf(&s, FORM_HEAD "   sym: 0x7f02 a\n\tstore.32    %%arg1 -> 0[a]\n");
	for (unsigned i = 0; i < n; i++)
		str_addf(&s, "\tload.32     %%r%u <- 0[a]\n", i + 1);
	str_addf(&s, "   sym: 0x7f03 x\n\tstore.32    %%arg2 -> 0[x]\n");
	for (unsigned i = 0; i < n; i++)
		str_addf(&s, "\tstore.32    $%u -> 0[x]\n", i);
	str_addf(&s, "\tload.32     %%r%u <- 0[x]\n", n + 1);
	str_addf(&s, "\n" BLOCK(0) "\t<entry-point>\n\tstore.32    %%arg1 -> 0[a]\n"
		 "\tstore.32    %%arg2 -> 0[x]\n\tbr          .L1\n\n");
	for (unsigned i = 0; i < n; i++)
		str_addf(&s, ".L%u:\na.c:1\n\tload.32     %%r%u <- 0[a]\n\tcbr         %%r%u, "
			".L%u, "
			 ".L%u\n\n.L%u:\na.c:1\n\tstore.32    $%u -> 0[x]\n\tbr          .L%u\n\n",
			 2 * i + 1, i + 1, i + 1, 2 * i + 2, 2 * i + 3, 2 * i + 2, i, 2 * i + 3);
	str_addf(&s, ".L%u:\na.c:1\n\tload.32     %%r%u <- 0[x]\n\tret.32      %%r%u\n\n\n",
		 2 * n + 1, n + 1, n + 1);
	return str_detach(&s);
}

/* n variables, set at the entry, used at the end; n branches between. */
static char *make_web(unsigned n)
{
	struct str s = STR_INIT;

	str_addf(&s, FORM_HEAD);
	for (unsigned i = 0; i < n; i++)
		str_addf(&s, "   sym: 0x8%06x v%u\n\tstore.32    %%arg%u -> 0[v%u]\n"
			 "\tload.32     %%r%u <- 0[v%u]\n", i, i, i + 1, i, i + 1, i);
	str_addf(&s, "\n" BLOCK(0) "\t<entry-point>\n");
	for (unsigned i = 0; i < n; i++)
		str_addf(&s, "\tstore.32    %%arg%u -> 0[v%u]\n", i + 1, i);
	str_addf(&s, "\tbr          .L1\n\n");
	for (unsigned i = 0; i < n; i++)
		str_addf(&s, ".L%u:\na.c:1\n\tcbr         %%arg1, .L%u, .L%u\n\n.L%u:\na.c:1\n"
			 "\tbr          .L%u\n\n", 2 * i + 1, 2 * i + 2, 2 * i + 3, 2 * i + 2,
			 2 * i + 3);
	str_addf(&s, ".L%u:\na.c:1\n", 2 * n + 1);
	for (unsigned i = 0; i < n; i++)
		str_addf(&s, "\tload.32     %%r%u <- 0[v%u]\n", i + 1, i);
	str_addf(&s, "\tret\n\n\n");
	return str_detach(&s);
}

static void sums_one_upon_the_other(void **state)
{
	(void)state;
	assert_linear(make_sums, 100000);
}

static void sums_the_last_one_first(void **state)
{
	(void)state;
	assert_linear(make_sums_backwards, 100000);
}

static void a_variable_that_is_counted_up(void **state)
{
	(void)state;
	assert_linear(make_variable, 100000);
}

static void a_hundred_thousand_blocks(void **state)
{
	(void)state;
	assert_linear(make_returns, 100000);
}

static void fifty_thousand_joins(void **state)
{
	(void)state;
	assert_linear(make_joins, 50000);
}

/* Each of many variables over each of many blocks: there is an end to what is made of that. */
static void many_variables_over_many_blocks(void **state)
{
	char *form = make_web(2000);
	double took = seconds_of(form);

	(void)state;
	if (getenv("VALUE_TIMES"))
		print_message("2000 by 2000: %.3f s\n", took);
	assert_true(took < 5);
	mem_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_numbers_and_names),
		cmocka_unit_test(a_member_s_address_is_the_value_and_an_offset),
		cmocka_unit_test(a_member_keeps_its_value_over_calls),
		cmocka_unit_test(each_call_gives_another_value),
		cmocka_unit_test(what_compares_numbers_is_a_number),
		cmocka_unit_test(numbers_keep_to_their_width),
		cmocka_unit_test(a_condition_and_its_negations_ask_of_one_value),
		cmocka_unit_test(what_a_comparison_says_of_zero),
		cmocka_unit_test(a_variable_is_what_was_stored_last),
		cmocka_unit_test(two_branches_make_a_join),
		cmocka_unit_test(a_loop_makes_a_join_only_of_what_it_sets),
		cmocka_unit_test(a_jump_into_a_loop_changes_nothing_by_itself),
		cmocka_unit_test(what_was_never_set_is_not_what_is_set_later),
		cmocka_unit_test(a_select_is_one_of_two),
		cmocka_unit_test(an_inlined_function_s_variables_are_its_own),
		cmocka_unit_test(equal_first_values_of_two_of_one_name),
		cmocka_unit_test(a_variable_whose_address_is_taken_is_not_known),
		cmocka_unit_test(a_member_is_what_was_stored_to_it),
		cmocka_unit_test(loads_before_and_behind_a_store_are_not_one),
		cmocka_unit_test(a_store_of_a_whole_struct_is_one_of_its_members),
		cmocka_unit_test(a_whole_struct_set_to_zero_is_zero_in_each_member),
		cmocka_unit_test(what_a_call_is_handed_is_loaded_then),
		cmocka_unit_test(a_branch_on_a_stub_has_one_way),
		cmocka_unit_test(a_block_that_goes_to_itself),
		cmocka_unit_test(an_entry_that_is_a_loop_s_head),
		cmocka_unit_test(blocks_that_are_never_reached_have_values_too),
		cmocka_unit_test(registers_that_nothing_sets_have_none),
		cmocka_unit_test(definitions_in_a_circle),
		cmocka_unit_test(sums_one_upon_the_other),
		cmocka_unit_test(sums_the_last_one_first),
		cmocka_unit_test(a_variable_that_is_counted_up),
		cmocka_unit_test(a_hundred_thousand_blocks),
		cmocka_unit_test(fifty_thousand_joins),
		cmocka_unit_test(many_variables_over_many_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
