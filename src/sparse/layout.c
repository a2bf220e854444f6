// SPDX-License-Identifier: GPL-2.0
#include "sparse/layout.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "check/scratch.h"
#include "sparse/run.h"
#include "sparse/value.h"

enum { TIMEOUT_S = 60 };

static char *question(const char *const members[], size_t n)
{
	struct str text = STR_INIT;

	str_add(&text, "#include <linux/device.h>\n");
	for (size_t i = 0; i < n; i++)
		str_addf(&text, "unsigned long long teardown_%zu(void)\n"
			 "{ return __builtin_offsetof(struct device, %s); }\n", i, members[i]);
	return str_detach(&text);
}

/* What the function returns, where that is one number. */
static long long answer(const struct ir *ir, const struct ir_function *f)
{
	const struct ir_block *b = &ir->blocks.item[f->first_block];
	long long number = -1;
	struct values v;

	values_open(&v, ir, f);
	for (size_t i = b->first; i < b[f->n_blocks - 1].last; i++) {
		const struct ir_insn *insn = &ir->insns.item[i];
		int value = insn->op == IR_RET && insn->n ?
			    value_of(&v, &ir->operands.item[insn->first]) : -1;

		if (value >= 0 && value_at(&v, value)->kind == VALUE_NUMBER)
			number = value_at(&v, value)->number;
	}
	values_release(&v);
	return number;
}

static void take(const struct run *r, size_t n, long long offset[])
{
	struct error *err;
	struct ir ir;

	err = ir_read(&ir, r->out.buf, r->out.len);
	for (size_t i = 0; i < n; i++) {
		char *name = mem_printf("teardown_%zu", i);
		const struct ir_function *f = err ? NULL : ir_function(&ir, name);

		offset[i] = f && f->n_blocks ? answer(&ir, f) : -1;
		mem_free(name);
	}
	error_free(err);
	ir_release(&ir);
}

/* The flags with another file in the place of theirs. */
static const char **flags_for(const char *const flags[], const char *path)
{
	const char **of;
	size_t n = 0;

	while (flags[n])
		n++;
	of = mem_alloc((n + 1) * sizeof(*of));
	for (size_t i = 0; i + 1 < n; i++)
		of[i] = flags[i];
	if (n)
		of[n - 1] = path;
	return of;
}

struct error *layout_read(const char *const members[], size_t n, const char *const flags[],
			  const char *dir, long long offset[])
{
	static const char *const more[] = { "-v", "-fdump-ir=linearize", NULL };
	char *text = question(members, n), *path = NULL;
	const char **own = NULL;
	struct scratch scratch = { 0 };
	struct run r = { 0 };
	struct error *err = scratch_make(&scratch);

	if (!err)
		err = scratch_write(&scratch, "layout.c", text, strlen(text));
	if (!err) {
		path = mem_printf("%s/layout.c", scratch.path);
		own = flags_for(flags, path);
		err = run_sparse(&r, more, own, dir, TIMEOUT_S);
	}
	if (!err)
		take(&r, n, offset);
	run_release(&r);
	scratch_remove(&scratch);
	mem_free(own);
	mem_free(path);
	mem_free(text);
	return err;
}
