/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sparse_sample: small C sources as the real sparse compiles them, beside a rule of which the
 * words are down(), release(), configure() and the like.
 */
#ifndef TESTS_SPARSE_SAMPLE_H
#define TESTS_SPARSE_SAMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "sparse/compiled.h"
#include "sparse/run.h"

/* The declarations stand before line 1 of the sample, by way of -include. */
#define SAMPLE_HEAD \
	"typedef _Bool bool;\n" \
	"struct device; struct foo;\n" \
	"struct bus_type { int (*dma_configure)(struct device *);\n" \
	"	void (*dma_cleanup)(struct device *);\n" \
	"	int (*probe)(struct device *); void (*remove)(struct device *); };\n" \
	"struct device { void *ops; void *map; struct bus_type *bus;\n" \
	"	struct device *parent; int n; };\n" \
	"struct platform_device { int id; struct device dev; };\n" \
	"struct foo { int x, y; struct device *dev; struct foo *next; struct device own; };\n" \
	"void down(struct device *, ...); void set_ops(struct device *, void *);\n" \
	"void kfree(void *);\n" \
	"void release(struct device *, ...); void configure(struct device *, ...);\n" \
	"void *dmam_alloc(struct device *, ...); void *devm_kzalloc(struct device *, ...);\n" \
	"int ask(void); struct device *get(void); struct device *next(struct device *);\n" \
	"struct foo *next_foo(struct foo *); void use(int); void put(struct device *);\n" \
	"static inline int stub(void) { return 0; }\n" \
	"static inline bool IS_ERR(const void *p)\n" \
	"{ return (unsigned long)p >= (unsigned long)-4095; }\n" \
	"#define NULL ((void *)0)\n" \
	"#define container_of(p, type, m) ((type *)((char *)(p) - __builtin_offsetof(type, m)))\n"

struct sample {
	struct compiled code;
	struct rules rules;
	struct unit unit;
	char *text;
};

static inline void sample_pattern(struct rule *rule, enum word word, const char *text)
{
	if (!pattern_parse(array_push(&rule->patterns), word, text))
		fail_msg("no pattern: %s", text);
}

static inline void sample_rule(struct rule *rule)
{
	memset(rule, 0, sizeof(*rule));
	rule->name = (char *)"test";
	sample_pattern(rule, WORD_TEARDOWN, "down(dev)");
	sample_pattern(rule, WORD_TEARDOWN, "set_ops(dev, NULL)");
	sample_pattern(rule, WORD_TEARDOWN, "dev->ops = NULL");
	sample_pattern(rule, WORD_TEARDOWN, "kfree(dev->map)");
	sample_pattern(rule, WORD_TEARDOWN, "->dma_cleanup(dev)");
	sample_pattern(rule, WORD_TEARDOWN_BUS, "clk_*(dev...)");
	sample_pattern(rule, WORD_RELEASE, "release(dev)");
	sample_pattern(rule, WORD_CONFIGURE, "configure(dev)");
	sample_pattern(rule, WORD_CONFIGURE, "->dma_configure(dev)");
	sample_pattern(rule, WORD_MANAGED, "dmam_alloc*(dev)");
}

/* Takes @ir over; the source is @text. */
static inline void sample_from(struct sample *s, struct ir *ir, const char *text)
{
	static const char *const members[] = { "ops", "map" };

	s->text = mem_strdup(text);
	unit_read(&s->unit, "a.c", s->text, strlen(s->text));
	sample_rule(array_push(&s->rules.all));
	s->code.path = "a.c";
	s->code.unit = &s->unit;
	s->code.rules = &s->rules;
	for (size_t i = 0; i < 2; i++)
		*array_push(&s->code.layouts) = (struct layout){ mem_strdup(members[i]),
								 (long long)(8 * i) };
	compiled_open(&s->code, ir);
}

static inline void sample_put(const char *dir, const char *name, const char *text)
{
	char *path = mem_printf("%s/%s", dir, name);
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f))
		fail_msg("%s can't be written", path);
	mem_free(path);
}

static inline void sample_remove(const char *dir)
{
	static const char *const names[] = { "a.c", "head.h" };

	for (size_t i = 0; i < 2; i++) {
		char *path = mem_printf("%s/%s", dir, names[i]);

		unlink(path);
		mem_free(path);
	}
	rmdir(dir);
}

/* What sparse makes of @text. */
static inline void sample_open(struct sample *s, const char *text)
{
	static const char *const more[] = { "-v", "-fdump-ir=linearize", NULL };
	static const char *const flags[] = { "-m64", "-include", "head.h", "a.c", NULL };
	char dir[] = "/tmp/test-sample-XXXXXX";
	struct error *err;
	struct run r = { 0 };
	struct ir ir = { 0 };
	size_t len;

	memset(s, 0, sizeof(*s));
	if (!mkdtemp(dir))
		fail_msg("no scratch folder");
	sample_put(dir, "head.h", SAMPLE_HEAD);
	sample_put(dir, "a.c", text);
	err = run_sparse(&r, more, flags, dir, 60);
	sample_remove(dir);
	if (!err && run_error(r.err.buf, &len))
		fail_msg("%.*s", (int)len, run_error(r.err.buf, &len));
	if (!err)
		err = ir_read(&ir, r.out.buf, r.out.len);
	if (err)
		fail_msg("%s", error_text(err));
	run_release(&r);
	sample_from(s, &ir, text);
	ir_release(&ir);
}

/* From the form itself; there is no source. */
static inline void sample_open_ir(struct sample *s, const char *form)
{
	struct ir ir = { 0 };
	struct error *err = ir_read(&ir, form, strlen(form));

	memset(s, 0, sizeof(*s));
	if (err)
		fail_msg("%s", error_text(err));
	sample_from(s, &ir, "");
	ir_release(&ir);
}

static inline void sample_close(struct sample *s)
{
	struct rule *rule = &s->rules.all.item[0];

	compiled_release(&s->code);
	unit_release(&s->unit);
	for (size_t i = 0; i < rule->patterns.n; i++)
		pattern_release(&rule->patterns.item[i]);
	array_free(&rule->patterns);
	array_free(&s->rules.all);
	mem_free(s->text);
}

static inline struct body *sample_body(struct sample *s, const char *name)
{
	struct body *b = compiled_body(&s->code, name);

	if (!b)
		fail_msg("no function %s", name);
	body_open(b);
	return b;
}

/* The instruction of the @n-th call of @name, from 1. */
static inline size_t sample_call(struct body *b, const char *name, unsigned n)
{
	const struct ir *ir = &b->code->ir;
	const struct ir_block *blocks = &ir->blocks.item[b->f->first_block];

	for (size_t i = blocks->first; i < blocks[b->f->n_blocks - 1].last; i++) {
		const struct ir_insn *in = &ir->insns.item[i];
		const struct ir_operand *o = in->n ? &ir->operands.item[in->first] : NULL;

		if ((in->op == IR_CALL || in->op == IR_INLINED) && o && o->kind == IR_NAME &&
		    !strcmp(ir_name(ir, o->name), name) && !--n)
			return i;
	}
	fail_msg("%s() is not called that often", name);
	return 0;
}

/* The value of what that call is handed as its argument @arg, from 1. */
static inline int sample_handed(struct body *b, const char *name, unsigned n, unsigned arg)
{
	const struct ir_insn *in = &b->code->ir.insns.item[sample_call(b, name, n)];

	if (arg >= in->n)
		fail_msg("%s() is not handed %u arguments", name, arg);
	return value_of(&b->values, &b->code->ir.operands.item[in->first + arg]);
}

static inline bool sample_skips(void)
{
	char *path = mem_printf("command -v '%s' >/dev/null", run_program());
	bool none = system(path) != 0;

	mem_free(path);
	return none;
}

#endif
