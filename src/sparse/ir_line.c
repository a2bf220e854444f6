// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "sparse/ir_line.h"

#include <stdlib.h>
#include <string.h>

#include "sparse/ir_operand.h"

#define OPERANDS_COLUMN 12

enum form {			/* of what follows the opcode */
	NOTHING,
	ANYTHING,
	SETS,			/* target <- anything */
	SETS_VALUE,		/* target <- value */
	CASTS,			/* target <- (32) value, anything */
	COMPUTES1, COMPUTES2, COMPUTES3,	/* target <- value, value, … */
	RETURNS,
	BRANCHES,
	DECIDES,
	SWITCHES,
	JUMPS,
	LOADS,
	STORES,
	CALLS,
	JOINS,
};

struct opcode {
	const char *name;
	enum ir_op op;
	enum form form;
};

static const struct opcode opcodes[] = {	/* in the order of strcmp() */
	{ "# call", IR_INLINED, CALLS },
	{ "<entry-point>", IR_ENTRY, NOTHING },
	{ "add", IR_ADD, COMPUTES2 },
	{ "and", IR_AND, COMPUTES2 },
	{ "asm", IR_ASM, ANYTHING },
	{ "asr", IR_ARITHMETIC, COMPUTES2 },
	{ "br", IR_BR, BRANCHES },
	{ "call", IR_CALL, CALLS },
	{ "cbr", IR_CBR, DECIDES },
	{ "context", IR_IGNORED, ANYTHING },
	{ "copy", IR_COPY, COMPUTES1 },
	{ "dead", IR_IGNORED, ANYTHING },
	{ "divs", IR_ARITHMETIC, COMPUTES2 },
	{ "divu", IR_ARITHMETIC, COMPUTES2 },
	{ "fadd", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpoeq", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpoge", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpogt", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpole", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpolt", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpone", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpord", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpueq", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpuge", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpugt", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpule", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpult", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpune", IR_ARITHMETIC, COMPUTES2 },
	{ "fcmpuno", IR_ARITHMETIC, COMPUTES2 },
	{ "fcvtf", IR_ARITHMETIC, CASTS },
	{ "fcvts", IR_ARITHMETIC, CASTS },
	{ "fcvtu", IR_ARITHMETIC, CASTS },
	{ "fdiv", IR_ARITHMETIC, COMPUTES2 },
	{ "fmadd", IR_ARITHMETIC, COMPUTES3 },
	{ "fmul", IR_ARITHMETIC, COMPUTES2 },
	{ "fneg", IR_ARITHMETIC, COMPUTES1 },
	{ "fsub", IR_ARITHMETIC, COMPUTES2 },
	{ "jmp *", IR_JUMP, JUMPS },
	{ "label", IR_SETVAL, SETS_VALUE },
	{ "load", IR_LOAD, LOADS },
	{ "lsr", IR_ARITHMETIC, COMPUTES2 },
	{ "mods", IR_ARITHMETIC, COMPUTES2 },
	{ "modu", IR_ARITHMETIC, COMPUTES2 },
	{ "mul", IR_MUL, COMPUTES2 },
	{ "neg", IR_NEG, COMPUTES1 },
	{ "nop", IR_COPY, COMPUTES1 },
	{ "not", IR_NOT, COMPUTES1 },
	{ "or", IR_OR, COMPUTES2 },
	{ "phi", IR_PHIJOIN, JOINS },
	{ "phisrc", IR_PHISRC, COMPUTES1 },
	{ "ptrcast", IR_COPY, CASTS },
	{ "ptrtu", IR_COPY, CASTS },
	{ "range-check", IR_IGNORED, ANYTHING },
	{ "ret", IR_RET, RETURNS },
	{ "scvtf", IR_ARITHMETIC, CASTS },
	{ "select", IR_SELECT, COMPUTES3 },
	{ "set", IR_SETVAL, SETS_VALUE },
	{ "seta", IR_SETA, COMPUTES2 },
	{ "setae", IR_SETAE, COMPUTES2 },
	{ "setb", IR_SETB, COMPUTES2 },
	{ "setbe", IR_SETBE, COMPUTES2 },
	{ "seteq", IR_SETEQ, COMPUTES2 },
	{ "setfval", IR_ARITHMETIC, SETS },
	{ "setge", IR_SETGE, COMPUTES2 },
	{ "setgt", IR_SETGT, COMPUTES2 },
	{ "setle", IR_SETLE, COMPUTES2 },
	{ "setlt", IR_SETLT, COMPUTES2 },
	{ "setne", IR_SETNE, COMPUTES2 },
	{ "sext", IR_EXTEND, CASTS },
	{ "shl", IR_ARITHMETIC, COMPUTES2 },
	{ "slice", IR_ARITHMETIC, CASTS },
	{ "store", IR_STORE, STORES },
	{ "sub", IR_SUB, COMPUTES2 },
	{ "switch", IR_SWITCH, SWITCHES },
	{ "symaddr", IR_SYMADDR, COMPUTES1 },
	{ "trunc", IR_TRUNC, CASTS },
	{ "ucvtf", IR_ARITHMETIC, CASTS },
	{ "unreachable", IR_UNREACHABLE, NOTHING },
	{ "utptr", IR_COPY, CASTS },
	{ "xor", IR_XOR, COMPUTES2 },
	{ "zext", IR_EXTEND, CASTS },
};

#define N_OPCODES (sizeof(opcodes) / sizeof(*opcodes))

struct word {
	const char *p;
	size_t len;
};

static bool done(struct ir_reader *r)
{
	return r->p == r->end || ir_fail(r, "more than an instruction");
}

static bool push_operand(struct ir_reader *r, struct ir_insn *insn)
{
	struct ir_operand o;

	if (!ir_read_operand(r, &o))
		return false;
	*array_push(&r->ir->operands) = o;
	insn->n++;
	return true;
}

static bool read_target(struct ir_reader *r, struct ir_insn *insn)
{
	return ir_read_operand(r, &insn->target) && ir_must(r, " <- ");
}

static bool read_operands(struct ir_reader *r, struct ir_insn *insn, size_t n)
{
	while (insn->n < n)
		if ((insn->n && !ir_must(r, ", ")) || !push_operand(r, insn))
			return false;
	return true;
}

static bool read_computed(struct ir_reader *r, struct ir_insn *insn, size_t n)
{
	return read_target(r, insn) && read_operands(r, insn, n);
}

static bool read_cast(struct ir_reader *r, struct ir_insn *insn)
{
	long long from;

	if (!read_target(r, insn) || !ir_must(r, "(") || !ir_read_decimal(r, &from) ||
	    !ir_must(r, ") ") || !push_operand(r, insn))
		return false;
	return !ir_take(r, ", ") || ir_read_decimal(r, &from);
}

/* A string is cut after 40 bytes here, a float is of any form. */
static bool read_set(struct ir_reader *r, struct ir_insn *insn)
{
	struct ir_operand value = { .kind = IR_NUMBER };

	if (!read_target(r, insn))
		return false;
	if (!ir_read_decimal(r, &value.number) || r->p < r->end)
		value = (struct ir_operand){ .kind = IR_OTHER };
	*array_push(&r->ir->operands) = value;
	insn->n++;
	r->p = r->end;
	return true;
}

static bool read_place(struct ir_reader *r, struct ir_insn *insn)
{
	return ir_read_decimal(r, &insn->offset) && ir_must(r, "[") && push_operand(r, insn) &&
		ir_must(r, "]");
}

static bool read_store(struct ir_reader *r, struct ir_insn *insn)
{
	return push_operand(r, insn) && ir_must(r, " -> ") && read_place(r, insn);
}

static bool read_call(struct ir_reader *r, struct ir_insn *insn)
{
	struct ir_operand *first;

	if (!push_operand(r, insn))
		return false;
	first = &r->ir->operands.item[insn->first];
	if (ir_take(r, " <- ")) {
		insn->target = *first;
		if (!ir_read_operand(r, first))
			return false;
	}
	while (ir_take(r, ", "))
		if (!push_operand(r, insn))
			return false;
	return true;
}

static bool read_join(struct ir_reader *r, struct ir_insn *insn)
{
	if (!ir_read_operand(r, &insn->target))
		return false;
	if (!ir_take(r, " <- "))
		return true;
	do {
		if (!push_operand(r, insn))
			return false;
	} while (ir_take(r, ", "));
	return true;
}

static bool read_decision(struct ir_reader *r, struct ir_insn *insn, int to[2])
{
	return push_operand(r, insn) && ir_must(r, ", ") && ir_read_label(r, &to[0]) &&
		ir_must(r, ", ") && ir_read_label(r, &to[1]);
}

static bool read_case(struct ir_reader *r, struct ir_case *c)
{
	c->is_default = ir_take(r, "default");
	if (!c->is_default) {
		if (!ir_read_decimal(r, &c->from))
			return false;
		c->to = c->from;
		if (ir_take(r, " ... ") && !ir_read_decimal(r, &c->to))
			return false;
	}
	return ir_must(r, " -> ") && ir_read_label(r, &c->block);
}

static bool read_cases(struct ir_reader *r, struct ir_insn *insn, bool computed)
{
	struct ir_case c;

	if (!push_operand(r, insn))
		return false;
	while (ir_take(r, ", ")) {
		c = (struct ir_case){ 0 };
		if (!(computed ? ir_read_label(r, &c.block) : read_case(r, &c)))
			return false;
		*array_push(&r->ir->cases) = c;
	}
	return true;
}

static bool read_form(struct ir_reader *r, enum form form, struct ir_insn *insn, int to[2])
{
	switch (form) {
	case NOTHING:
		return true;
	case SETS:
		if (!read_target(r, insn))
			return false;
		/* fall through */
	case ANYTHING:
		r->p = r->end;
		return true;
	case SETS_VALUE:
		return read_set(r, insn);
	case CASTS:
		return read_cast(r, insn);
	case COMPUTES1:
	case COMPUTES2:
	case COMPUTES3:
		return read_computed(r, insn, form - COMPUTES1 + 1);
	case RETURNS:
		return r->p == r->end || push_operand(r, insn);
	case BRANCHES:
		return ir_read_label(r, &to[0]);
	case DECIDES:
		return read_decision(r, insn, to);
	case SWITCHES:
	case JUMPS:
		return read_cases(r, insn, form == JUMPS);
	case LOADS:
		return read_target(r, insn) && read_place(r, insn);
	case STORES:
		return read_store(r, insn);
	case CALLS:
		return read_call(r, insn);
	case JOINS:
		return read_join(r, insn);
	}
	return false;
}

static int compare_opcode(const void *key, const void *item)
{
	const struct word *w = key;
	const char *name = ((const struct opcode *)item)->name;
	int order = strncmp(w->p, name, w->len);

	return order ? order : -!!name[w->len];
}

static const struct opcode *find_opcode(const struct word *w)
{
	return bsearch(w, opcodes, N_OPCODES, sizeof(*opcodes), compare_opcode);
}

/* Of two opcodes, and of all that were removed. */
static size_t blank_inside(const char *text, size_t len)
{
	if (ir_starts(text, len, "# call"))
		return strlen("# call");
	if (ir_starts(text, len, "jmp *"))
		return strlen("jmp *");
	return ir_starts(text, len, "# ") ? strlen("# ") : 0;
}

/* Splits what it sets off as the opcode into name and size: "load.64". */
static bool split_size(struct word *name, unsigned *size)
{
	const char *dot = memrchr(name->p, '.', name->len);
	size_t n;
	int bits;

	*size = 0;
	if (!dot)
		return true;
	n = (size_t)(name->p + name->len - dot) - 1;
	if (!n || ir_digits(dot + 1, n, &bits) != n)
		return false;
	*size = (unsigned)bits;
	name->len -= n + 1;
	return true;
}

/* By columns; @r is then at the operands, if there are any. */
static bool split(struct ir_reader *r, struct word *name, unsigned *size)
{
	size_t n = blank_inside(r->p, ir_left(r)), column;
	const char *text = r->p;

	while (n < ir_left(r) && text[n] != ' ' && text[n] != '\t')
		n++;
	*name = (struct word){ text, n };
	if (!n || !split_size(name, size) || !name->len)
		return false;
	column = n + 1 > OPERANDS_COLUMN ? n + 1 : OPERANDS_COLUMN;
	if (n < ir_left(r)) {
		if (column >= ir_left(r) || text[column] == ' ')
			return false;
		for (; n < column; n++)
			if (text[n] != ' ')
				return false;
	}
	r->p += n;
	return true;
}

void ir_count_unknown(struct ir *ir, const char *text, size_t len)
{
	struct ir_reader r = { .p = text, .end = text + len };
	struct word name;
	unsigned size;
	void **count;

	if (!split(&r, &name, &size))
		return;
	count = map_putn(&ir->unknown, name.p, name.len);
	*count = (void *)((size_t)*count + 1);
	ir->n_unknown++;
}

/* A newer opcode: if anything is known of it, then what it sets. */
static void read_unknown(struct ir_reader *r, struct ir_insn *insn)
{
	insn->op = IR_UNKNOWN;
	if (!ir_starts(r->p, ir_left(r), "%") || !read_target(r, insn))
		insn->target = (struct ir_operand){ 0 };
}

struct error *ir_read_insn(struct ir *ir, const char *text, size_t len, struct ir_insn *insn,
			   int to[2])
{
	struct ir_reader r = { .ir = ir, .p = text, .end = text + len };
	const struct opcode *opcode;
	struct word name;

	*insn = (struct ir_insn){ .first = ir->operands.n };
	if (!split(&r, &name, &insn->size))
		return error_new("no instruction of sparse's");
	opcode = find_opcode(&name);
	if (!opcode) {
		read_unknown(&r, insn);
		return NULL;
	}
	insn->op = opcode->op;
	if (!read_form(&r, opcode->form, insn, to) || !done(&r))
		return error_new("%s: %s", opcode->name, r.why);
	return NULL;
}

bool ir_is_asm(const char *text, size_t len)
{
	return ir_starts(text, len, "asm         \"") || ir_starts(text, len, "# asm       \"");
}

/* Whether a line of @len bytes, told without its tab, is like none of an asm's text. */
static bool is_known(const char *text, size_t len, bool blank_follows)
{
	struct ir_reader r = { .p = text, .end = text + len };
	const struct opcode *opcode;
	struct word name;
	unsigned size;

	if (ir_starts(text, len, "END") && len == strlen("END"))
		return blank_follows;
	if (!split(&r, &name, &size))
		return false;
	opcode = find_opcode(&name);
	if (!opcode && ir_starts(name.p, name.len, "# ")) {
		name.p += strlen("# ");
		name.len -= strlen("# ");
		opcode = find_opcode(&name);
	}
	return opcode && (r.p < r.end || blank_follows);
}

/* Whether what stands at @text can follow an asm: an instruction, a variable, a block. */
static bool follows_asm(const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);
	size_t n;
	int label;

	if (!end)
		return false;
	if (end == text)
		return (n = ir_label_length(text + 1, len - 1, &label)) &&
			ir_starts(text + 1 + n, len - 1 - n, ":\n");
	n = (size_t)(end - text);
	if (*text != '\t')
		return ir_starts(text, n, "   sym: 0x");
	return is_known(text + 1, n - 1, n + 1 < len && end[1] == '\n');
}

/* Whether the line can be the last of an asm: its text's, or one of its constraints. */
static bool ends_asm(const char *line, size_t len)
{
	char last = len ? line[len - 1] : 0;

	if (last == '"')
		return true;
	return (last == ')' || last == ']') &&
		(ir_starts(line, len, "\t\tout: \"") || ir_starts(line, len, "\t\tin: \"") ||
		 ir_starts(line, len, "\t\tclobber: \""));
}

size_t ir_asm_length(const char *text, size_t len)
{
	size_t begin = OPERANDS_COLUMN + 1, end;
	const char *nl;

	for (; (nl = memchr(text + begin, '\n', len - begin)); begin = end + 1) {
		end = (size_t)(nl - text);
		if (ends_asm(text + begin, end - begin) &&
		    follows_asm(nl + 1, len - end - 1))
			return end;
	}
	return len;
}
