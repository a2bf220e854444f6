// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sparse/facts.h"

#include "sparse_sample.h"

/* Every way through the function from one state to the next, no state twice. */
struct seen {
	int block;
	struct known known;
};

static bool been(const struct seen *list, size_t n, int block, const struct known *k)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].block == block && list[i].known.known == k->known &&
		    !((list[i].known.value ^ k->value) & k->known))
			return true;
	return false;
}

static const struct ir_block *block_at(const struct body *b, int block)
{
	return &b->code->ir.blocks.item[b->f->first_block + block];
}

/* The blocks behind one, each with what is known there. */
static size_t behind(const struct body *b, const struct seen *at, struct seen next[2])
{
	const struct edges *e = &b->values.edges;
	size_t n = 0;

	for (int side = 0; side < 2; side++) {
		int to = block_at(b, at->block)->to[side];
		struct known k = at->known;

		if (to < 0 || !facts_take(&b->facts, &k, at->block, side))
			continue;
		for (size_t i = e->first.item[to]; i < e->first.item[to + 1]; i++)
			if (e->from.item[i] == at->block) {
				next[n++] = (struct seen){ to, facts_enter(&b->facts, k, to,
									   i - e->first.item[to]) };
				break;
			}
	}
	return n;
}

/* Whether use(2) may be reached in f behind use(1). */
static bool follows(const char *text)
{
	struct seen list[4000] = { 0 };
	size_t n = 1, first_behind = 0;
	int one, two;
	bool found = false;
	struct sample s;
	struct body *b;

	sample_open(&s, text);
	b = sample_body(&s, "f");
	one = b->values.ir ? value_at(&b->values, value_of(&b->values,
		&b->code->ir.insns.item[sample_call(b, "mark", 1)].target))->block : 0;
	two = value_at(&b->values, value_of(&b->values,
		&b->code->ir.insns.item[sample_call(b, "mark", 2)].target))->block;
	for (size_t i = 0; i < n; i++) {	/* to the first mark, on any way */
		struct seen next[2];
		size_t k = behind(b, &list[i], next);

		for (size_t j = 0; j < k && n < 2000; j++)
			if (!been(list, n, next[j].block, &next[j].known))
				list[n++] = next[j];
	}
	first_behind = n;
	for (size_t i = 0; i < first_behind; i++)
		if (list[i].block == one)
			list[n++] = list[i];
	for (size_t i = first_behind; i < n && !found; i++) {
		struct seen next[2];
		size_t k = behind(b, &list[i], next);

		for (size_t j = 0; j < k && n < 4000; j++) {
			found |= next[j].block == two;
			if (!been(list + first_behind, n - first_behind, next[j].block,
				  &next[j].known))
				list[n++] = next[j];
		}
	}
	sample_close(&s);
	return found;
}

#define HEAD "int mark(int);\nint f(int a, int b, struct foo *p) {\n"

static void check(const char *body, bool want, int line)
{
	char *text = mem_printf(HEAD "%s\nreturn 0; }", body);

	if (follows(text) != want)
		fail_msg("line %d: the second mark %s be reached", line, want ? "can't" : "can");
	mem_free(text);
}

#define CAN(body) check(body, true, __LINE__)
#define CANNOT(body) check(body, false, __LINE__)
#define NEEDS_SPARSE() do { (void)state; if (sample_skips()) skip(); } while (0)

static void the_same_condition_again(void **state)
{
	NEEDS_SPARSE();
	CANNOT("if (a) mark(1); if (!a) mark(2);");
	CAN("if (a) mark(1); if (a) mark(2);");
	CANNOT("if (a == 3) mark(1); if (a != 3) mark(2);");
	CANNOT("if (p->x) mark(1); if (!p->x) mark(2);");
	CANNOT("if (a < b) mark(1); use(1); if (!(a < b)) mark(2);");
	CAN("if (a) mark(1); if (!b) mark(2);");
	CAN("if (a && b) mark(1); if (!a || b) mark(2);");
	CANNOT("if (a < b) mark(1); if (a >= b) mark(2);");
	CANNOT("if (a > 3) mark(1); if (a <= 3) mark(2);");
}

static void what_a_comparison_tells_of_zero(void **state)
{
	NEEDS_SPARSE();
	CANNOT("if (a == 3) mark(1); if (!a) mark(2);");
	CANNOT("if (!a) mark(1); if (a == 3) mark(2);");
	CANNOT("if (!a) mark(1); if (a < 0) mark(2);");
	CANNOT("if (a < 0) mark(1); if (!a) mark(2);");
	CAN("if (!a) mark(1); if (a >= 0) mark(2);");
	CAN("if (a >= 0) mark(1); if (!a) mark(2);");
	CAN("if (a <= 0) mark(1); if (!a) mark(2);");
	CAN("if (a != 3) mark(1); if (!a) mark(2);");
	CAN("if (a != 3) mark(1); if (a) mark(2);");
	CAN("if (a > 0) mark(1); if (a < 5) mark(2); if (!a) use(1);");
	CAN("if ((unsigned)a < 4) mark(1); if (!a) mark(2);");
	CANNOT("if ((unsigned)a > 4) mark(1); if (!a) mark(2);");
}

static void a_value_that_is_set_on_the_way(void **state)
{
	NEEDS_SPARSE();
	CANNOT("int ret = 0;\nif (a) { ret = -1; mark(1); goto out; }\n"
	       "ret = -2;\nout: if (!ret) mark(2);");
	CAN("int ret = 0;\nif (a) { ret = ask(); mark(1); goto out; }\n"
	    "ret = -2;\nout: if (!ret) mark(2);");
	CANNOT("int ret = ask();\nif (ret) { mark(1); goto out; }\nret = 0;\n"
	       "out: if (!ret) mark(2);");
	CAN("if (a) mark(1); a = ask(); if (!a) mark(2);");
	CAN("if (p->x) mark(1); p->x = ask(); if (!p->x) mark(2);");
	CANNOT("bool done = 0; if (a) { mark(1); done = 1; } if (!done) mark(2);");
	CAN("bool done = 0; if (a) { mark(1); done = b; } if (!done) mark(2);");
	CANNOT("int ret = 0; if (b) { use(1); ret = a; } else { use(2); ret = -5; }\n"
	       "if (ret) { mark(1); goto out; } use(3); out: if (!ret) mark(2);");
}

static void loops_set_it_anew(void **state)
{
	NEEDS_SPARSE();
	CAN("while (ask()) { if (a) mark(1); else mark(2); a = ask(); }");
	CAN("while (ask()) { if (a) mark(1); else mark(2); a = !a; }");
	CAN("while (ask()) { int x = ask(); if (x) mark(1); if (!x) mark(2); }");
	CANNOT("int x = ask(); while (ask()) { if (x) mark(1); if (!x) mark(2); }");
	CAN("while (p) { if (p->x) mark(1); p = p->next; if (!p->x) mark(2); }");
	CAN("for (a = 3; a; a--) { mark(1); use(a); } if (!a) mark(2);");
	CAN("int prev, have = 0;\nfor (;;) { int x = ask(); if (have && prev != x) mark(2);\n"
	    "if (!have) mark(1); prev = x; have = 1; }");
}

static void pointers_and_their_errors(void **state)
{
	NEEDS_SPARSE();
	CANNOT("struct device *d = get(); if (IS_ERR(d)) mark(1); use(1); if (!IS_ERR(d)) "
		"mark(2);");
	CAN("struct device *d = get(); if (IS_ERR(d)) mark(1); d = get(); if (!IS_ERR(d)) "
		"mark(2);");
	CANNOT("struct device *d = get(); if (!d) mark(1); use(1); if (d) mark(2);");
}

static void what_a_select_chose(void **state)
{
	NEEDS_SPARSE();
	CANNOT("int ret = a ? -1 : 0; if (ret) mark(1); if (!ret) mark(2);");
	CANNOT("int ret = a ? -1 : 0; if (a) mark(1); if (!ret) mark(2);");
	CAN("int ret = a ? b : 0; if (a) mark(1); if (!ret) mark(2);");
}

/* sparse tells sizes apart, values do not. */
static void widths_and_signs(void **state)
{
	NEEDS_SPARSE();
	CAN("int ret = -1; long l; if (a) { mark(1); ret = -1; } l = ret; if (l == -1) mark(2);");
	CAN("unsigned u = 0xffffffff; if (a) { mark(1); u = 0xffffffff; } u++; if (!u) mark(2);");
	CAN("unsigned char c = a; mark(1); if (a) { if (!c) mark(2); }");
}

static void constants_have_one_way(void **state)
{
	struct sample s;
	struct body *b;
	unsigned constant = 0;

	NEEDS_SPARSE();
	sample_open(&s, "int f(int a) { if (stub()) use(1); if (a) use(2); if (!stub()) use(3);\n"
		    "return 0; }");
	b = sample_body(&s, "f");
	for (size_t k = 0; k < b->f->n_blocks; k++) {
		struct known know = { 0 };
		int way = facts_constant(&b->facts, (int)k);

		if (way < 0)
			continue;
		constant++;
		assert_true(facts_take(&b->facts, &know, (int)k, way));
		assert_false(facts_take(&b->facts, &know, (int)k, !way));
	}
	assert_int_equal(constant, 2);
	sample_close(&s);
}

/* More than there are bits for: what is not kept rules nothing out. */
static void very_many_conditions(void **state)
{
	struct str text = STR_INIT;
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	str_addf(&text, "struct all { int x[200]; };\nvoid f(struct all *p) {\n");
	for (unsigned i = 0; i < 400; i++)
		str_addf(&text, "if (p->x[%u]) use(%u);\n", i % 200, i);
	str_addf(&text, "}");
	sample_open(&s, text.buf);
	b = sample_body(&s, "f");
	assert_int_equal(b->facts.n, FACTS_MAX);
	for (size_t k = 0; k < b->f->n_blocks; k++)
		if (b->facts.asked[k] >= 0 && facts_number(&b->facts, b->facts.asked[k]) < 0) {
			struct known know = { 0 };

			assert_true(facts_take(&b->facts, &know, (int)k, 0));
			assert_true(facts_take(&b->facts, &know, (int)k, 1));
			assert_int_equal(know.known, 0);
		}
	sample_close(&s);
	str_release(&text);
}

/* A condition of so many parts that they can't be told is not kept over any block. */
static void a_condition_of_many_parts(void **state)
{
	struct str text = STR_INIT;
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	str_addf(&text, "void f(void) { while (ask()) {\nint x = ask()");
	for (unsigned i = 0; i < 40; i++)
		str_addf(&text, " ^ ask()");
	str_addf(&text, ";\nif (x) use(1);\nuse(2); if (!x) use(3); } }");
	sample_open(&s, text.buf);
	b = sample_body(&s, "f");
	for (size_t i = 0; i < b->facts.n; i++) {
		int blocks[4];

		if (facts_set_in(&b->values, b->facts.of[i], blocks, 4) <= 4)
			continue;
		for (size_t k = 0; k < b->f->n_blocks; k++)
			assert_true(b->facts.forget[k] & 1u << i);
	}
	sample_close(&s);
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_condition_again),
		cmocka_unit_test(what_a_comparison_tells_of_zero),
		cmocka_unit_test(a_value_that_is_set_on_the_way),
		cmocka_unit_test(loops_set_it_anew),
		cmocka_unit_test(pointers_and_their_errors),
		cmocka_unit_test(what_a_select_chose),
		cmocka_unit_test(widths_and_signs),
		cmocka_unit_test(constants_have_one_way),
		cmocka_unit_test(very_many_conditions),
		cmocka_unit_test(a_condition_of_many_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
