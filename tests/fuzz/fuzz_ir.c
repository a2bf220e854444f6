// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sparse/ir.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void hold(int what)
{
	if (!what)
		abort();
}

static void hold_range(size_t first, size_t n, size_t all)
{
	hold(first <= all && n <= all - first);
}

static void hold_operand(const struct ir *ir, const struct ir_function *f,
			 const struct ir_operand *o)
{
	hold(o->name < ir->names.n && (o->kind == IR_NAME || !o->name));
	if (o->kind == IR_REG)
		hold(o->number >= f->first_register && o->number < f->registers);
	else if (o->kind == IR_VARIABLE)
		hold(o->number >= 0 && (size_t)o->number < f->n_variables);
}

static void hold_insn(const struct ir *ir, const struct ir_function *f, const struct ir_insn *in)
{
	size_t i;

	hold_range(in->first, in->n, ir->operands.n);
	hold_operand(ir, f, &in->target);
	hold(in->target.kind != IR_VARIABLE);
	for (i = in->first; i < in->first + in->n; i++) {
		hold_operand(ir, f, &ir->operands.item[i]);
		hold(ir->operands.item[i].kind != IR_NONE);
		hold(ir->operands.item[i].kind != IR_VARIABLE ||
		     (i + 1 == in->first + in->n && (in->op == IR_LOAD || in->op == IR_STORE ||
						     in->op == IR_SYMADDR)));
	}
}

static void hold_goal(const struct ir_function *f, int to)
{
	hold(to >= -1 && (to < 0 || (size_t)to < f->n_blocks));
}

static void hold_block(const struct ir *ir, const struct ir_function *f,
		       const struct ir_block *b)
{
	size_t i;

	hold(b->first <= b->last && b->last <= ir->insns.n);
	hold(b->path < ir->names.n);
	hold_goal(f, b->to[0]);
	hold_goal(f, b->to[1]);
	hold_range(b->first_case, b->n_cases, ir->cases.n);
	for (i = b->first_case; i < b->first_case + b->n_cases; i++)
		hold_goal(f, ir->cases.item[i].block);
	for (i = b->first; i < b->last; i++) {
		hold_insn(ir, f, &ir->insns.item[i]);
		hold(i + 1 == b->last || ir->insns.item[i].op < IR_RET ||
		     ir->insns.item[i].op > IR_JUMP);
	}
}

static void hold_function(const struct ir *ir, const struct ir_function *f, size_t len)
{
	size_t i;

	hold(f->name < ir->names.n);
	hold(ir_function(ir, ir_name(ir, f->name)) <= f);
	hold(f->first_register <= f->registers);
	hold((size_t)(f->registers - f->first_register) <= 4096 + 64 * len);
	hold_range(f->first_block, f->n_blocks, ir->blocks.n);
	hold_range(f->first_variable, f->n_variables, ir->variables.n);
	for (i = f->first_variable; i < f->first_variable + f->n_variables; i++)
		hold(ir->variables.item[i].name < ir->names.n);
	for (i = f->first_block; i < f->first_block + f->n_blocks; i++)
		hold_block(ir, f, &ir->blocks.item[i]);
}

/* What stands at the end of one function stands at the beginning of the next. */
static void hold_all(const struct ir *ir, size_t len)
{
	size_t i, blocks = 0, variables = 0, insns = 0;
	const struct ir_function *f;

	for (i = 0; i < ir->functions.n; i++) {
		f = &ir->functions.item[i];
		hold(f->first_block == blocks && f->first_variable == variables);
		hold_function(ir, f, len);
		blocks += f->n_blocks;
		variables += f->n_variables;
	}
	hold(blocks == ir->blocks.n && variables == ir->variables.n);
	for (i = 0; i < ir->blocks.n; i++) {
		hold(ir->blocks.item[i].first == insns);
		insns = ir->blocks.item[i].last;
	}
	hold(insns == ir->insns.n && !*ir_name(ir, 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct error *err;
	struct ir ir;

	err = ir_read(&ir, (const char *)data, len);
	if (err)
		hold(!strncmp(error_text(err), "line ", 5) && !strchr(error_text(err), '\n'));
	else
		hold_all(&ir, len);
	error_free(err);
	ir_release(&ir);
	return 0;
}
