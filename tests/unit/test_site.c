// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sparse/site.h"

#include "sparse_sample.h"

#define NEEDS_SPARSE() do { (void)state; if (sample_skips()) skip(); } while (0)

/* "LINE:COLUMN TEXT" of each call in f but the inlined ones, "?LINE TEXT" of those not found. */
static char *sites_in(const char *text)
{
	struct str out = STR_INIT;
	struct sample s;
	struct body *b;
	const struct ir *ir;
	const struct ir_block *blocks;

	sample_open(&s, text);
	b = sample_body(&s, "f");
	ir = &s.code.ir;
	blocks = &ir->blocks.item[b->f->first_block];
	for (size_t i = blocks->first; i < blocks[b->f->n_blocks - 1].last; i++) {
		const struct site *at;
		char *is;

		if (ir->insns.item[i].op != IR_CALL)
			continue;
		at = site_of(&b->sites, i);
		is = site_text(&b->sites, i);
		if (out.len)
			str_addf(&out, ", ");
		if (at->known)
			str_addf(&out, "%u:%u %s", at->line, at->column, is);
		else
			str_addf(&out, "?%u %s", at->line, is);
		mem_free(is);
	}
	sample_close(&s);
	return str_detach(&out);
}

static void check(const char *text, const char *want, int line)
{
	char *got = sites_in(text);

	if (strcmp(got, want)) {
		print_error("line %d: got  %s\n", line, got);
		print_error("line %d: want %s\n", line, want);
		fail();
	}
	mem_free(got);
}

#define SITES(text, want) check(text, want, __LINE__)
#define BODY(text, want) check("void f(struct device *d, struct foo *p, int a)\n{\n" text "\n}\n", \
			       want, __LINE__)

static void calls_by_name_in_order(void **state)
{
	NEEDS_SPARSE();
	BODY("down(d);", "3:1 down(d)");
	BODY("down(d);\nrelease(d);\ndown(d);", "3:1 down(d), 4:1 release(d), 5:1 down(d)");
	BODY("down(d); down(p->dev);", "3:1 down(d), 3:10 down(p->dev)");
	BODY("down(d, 1); down(d);", "3:1 down(d, 1), 3:13 down(d)");
	BODY("use(ask());", "3:5 ask(), 3:1 use(ask())");
	BODY("if (a)\ndown(d);\nelse\nrelease(d);\ndown(p->dev);",
	     "4:1 down(d), 6:1 release(d), 7:1 down(p->dev)");
}

static void calls_in_loops(void **state)
{
	NEEDS_SPARSE();
	BODY("while (ask())\ndown(d);\nrelease(d);", "3:8 ask(), 4:1 down(d), 5:1 release(d)");
	BODY("for (a = ask(); ask(); a = ask())\ndown(d);",
	     "3:10 ask(), 3:17 ask(), 4:1 down(d), 3:28 ask()");
	BODY("do {\ndown(d);\n} while (ask());\nrelease(d);",
	     "4:1 down(d), 5:10 ask(), 6:1 release(d)");
}

static void calls_through_members(void **state)
{
	NEEDS_SPARSE();
	BODY("d->bus->dma_cleanup(d);", "3:9 d->bus->dma_cleanup(d)");
	BODY("if (d->bus->probe(d))\nd->bus->remove(d);\nd->bus->dma_cleanup(d);",
	     "3:13 d->bus->probe(d), 4:9 d->bus->remove(d), 5:9 d->bus->dma_cleanup(d)");
	BODY("d->bus->remove(d);\ndown(d);\nd->bus->dma_cleanup(d);",
	     "3:9 d->bus->remove(d), 4:1 down(d), 5:9 d->bus->dma_cleanup(d)");
}

static void calls_in_macros_and_inlined_functions(void **state)
{
	NEEDS_SPARSE();
	SITES("#define DOWN(x) down(x)\nvoid f(struct device *d)\n{\nuse(1);\nDOWN(d);\n}\n",
	      "4:1 use(1), ?2 down()");
	SITES("static inline void g(struct device *x)\n{\ndown(x);\n}\n"
	      "void f(struct device *d)\n{\nuse(1);\ng(d);\n}\n",
	      "7:1 use(1), 8:1 g(d)");
	SITES("static inline void g(struct device *x)\n{\nif (x)\ndown(x);\n}\n"
	      "static inline void h(struct device *x)\n{\ng(x);\n}\n"
	      "void f(struct device *d)\n{\nh(d);\nrelease(d);\n}\n",
	      "12:1 h(d), 13:1 release(d)");
}

static void stores_by_their_member(void **state)
{
	struct sample s;
	struct body *b;
	unsigned line = 3;

	NEEDS_SPARSE();
	sample_open(&s, "void f(struct device *d, struct device *e)\n{\n"
		    "d->ops = NULL;\ne->ops = d;\nd->map = NULL;\nd->ops = e;\n}\n");
	b = sample_body(&s, "f");
	for (size_t i = b->sites.base; s.code.ir.insns.item[i].op != IR_RET; i++) {
		const struct ir_insn *in = &s.code.ir.insns.item[i];

		if (in->op != IR_STORE || s.code.ir.operands.item[in->first + 1].kind != IR_REG)
			continue;
		if (line == 5) {
			assert_true(site_stores(&b->sites, i, "map"));
		} else {
			assert_true(site_stores(&b->sites, i, "ops"));
			assert_false(site_stores(&b->sites, i, "map"));
		}
		assert_int_equal(site_of(&b->sites, i)->line, line++);
	}
	assert_int_equal(line, 7);
	sample_close(&s);
}

static void a_function_without_source(void **state)
{
	struct sample s;
	struct body *b;
	char *text, *name;

	(void)state;
	sample_open_ir(&s, "f:\nep 0x7f01: f\n\n.L0:\na.c:7\n\t<entry-point>\n"
		       "\tcall        down, %arg1\n\tcall        %arg2, %arg1\n\tret\n\n\n");
	b = sample_body(&s, "f");
	assert_false(site_of(&b->sites, sample_call(b, "down", 1))->known);
	assert_int_equal(site_of(&b->sites, sample_call(b, "down", 1))->line, 7);
	text = site_text(&b->sites, sample_call(b, "down", 1));
	assert_string_equal(text, "down()");
	mem_free(text);
	text = site_text(&b->sites, sample_call(b, "down", 1) + 1);
	assert_string_equal(text, "a function()");
	mem_free(text);
	name = site_name(&b->sites, sample_call(b, "down", 1) + 1);
	assert_string_equal(name, "");
	mem_free(name);
	sample_close(&s);
}

static void the_name_of_a_member_call(void **state)
{
	struct sample s;
	struct body *b;
	char *name;
	size_t i;

	NEEDS_SPARSE();
	sample_open(&s, "void f(struct device *d)\n{\nuse(1);\nd->bus->dma_cleanup(d);\n}\n");
	b = sample_body(&s, "f");
	for (i = sample_call(b, "use", 1) + 1; s.code.ir.insns.item[i].op != IR_CALL; i++)
		;
	name = site_name(&b->sites, i);
	assert_string_equal(name, "dma_cleanup");
	mem_free(name);
	sample_close(&s);
}

static void very_many_calls(void **state)
{
	struct str text = STR_INIT;
	struct sample s;
	struct body *b;

	NEEDS_SPARSE();
	str_addf(&text, "void f(struct device *d)\n{\n");
	for (unsigned i = 0; i < 20000; i++)
		str_addf(&text, "down(d);\n");
	str_addf(&text, "}\n");
	sample_open(&s, text.buf);
	b = sample_body(&s, "f");
	assert_int_equal(site_of(&b->sites, sample_call(b, "down", 1))->line, 3);
	assert_int_equal(site_of(&b->sites, sample_call(b, "down", 600))->line, 602);
	sample_close(&s);
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_by_name_in_order),
		cmocka_unit_test(calls_in_loops),
		cmocka_unit_test(calls_through_members),
		cmocka_unit_test(calls_in_macros_and_inlined_functions),
		cmocka_unit_test(stores_by_their_member),
		cmocka_unit_test(a_function_without_source),
		cmocka_unit_test(the_name_of_a_member_call),
		cmocka_unit_test(very_many_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
