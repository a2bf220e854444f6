// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "sparse/ir_line.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

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

/* What is still to be read of a line; .why is what is wrong with it. */
struct reader {
	struct ir *ir;
	const char *p, *end;
	const char *why;
};

struct word {
	const char *p;
	size_t len;
};

static bool fail(struct reader *r, const char *why)
{
	r->why = why;
	return false;
}

static size_t left(const struct reader *r)
{
	return (size_t)(r->end - r->p);
}

static bool starts(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len >= n && !memcmp(text, word, n);
}

static bool take(struct reader *r, const char *word)
{
	if (!starts(r->p, left(r), word))
		return false;
	r->p += strlen(word);
	return true;
}

static bool must(struct reader *r, const char *word)
{
	return take(r, word) || fail(r, "its operands are not those of its opcode");
}

static bool done(struct reader *r)
{
	return r->p == r->end || fail(r, "more than an instruction");
}

unsigned ir_intern(struct ir *ir, const char *name, size_t len)
{
	size_t n = ir->by_name.n;
	void **index = map_putn(&ir->by_name, name, len);

	if (ir->by_name.n > n) {
		*index = (void *)n;
		*array_push(&ir->names) = ir->by_name.entry[n].key;
	}
	return (unsigned)(size_t)*index;
}

static bool is_name(unsigned char c)
{
	return isalnum(c) || c == '_' || c == '$' || c >= 0x80;
}

size_t ir_name_length(const char *text, size_t len)
{
	size_t n = 0;

	if (!len || isdigit((unsigned char)*text) || *text == '$')
		return 0;
	while (n < len && is_name((unsigned char)text[n]))
		n++;
	return n;
}

size_t ir_digits(const char *text, size_t len, int *value)
{
	size_t n;

	*value = 0;
	for (n = 0; n < len && isdigit((unsigned char)text[n]); n++)
		if (__builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, text[n] - '0', value))
			return 0;
	return n;
}

size_t ir_label_length(const char *text, size_t len, int *label)
{
	size_t n;

	*label = -1;
	if (starts(text, len, ".L???"))
		return strlen(".L???");
	if (!starts(text, len, ".L"))
		return 0;
	n = ir_digits(text + 2, len - 2, label);
	return n ? n + 2 : 0;
}

static bool read_label(struct reader *r, int *label)
{
	size_t n = ir_label_length(r->p, left(r), label);

	r->p += n;
	return n || fail(r, "a label is missing");
}

static bool read_decimal(struct reader *r, long long *value)
{
	bool negative = take(r, "-");
	const char *begin = r->p;
	int digit;

	for (*value = 0; r->p < r->end && isdigit((unsigned char)*r->p); r->p++) {
		digit = negative ? '0' - *r->p : *r->p - '0';
		if (__builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, digit, value))
			return fail(r, "a number out of range");
	}
	return r->p > begin || fail(r, "a number is missing");
}

static bool read_hex(struct reader *r, long long *value)
{
	const char *begin = r->p;
	unsigned long long n = 0;
	int c;

	for (; r->p < r->end && isxdigit((unsigned char)*r->p); r->p++) {
		if (n >> 60)
			return fail(r, "a number out of range");
		c = tolower((unsigned char)*r->p);
		n = n << 4 | (unsigned)(isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	*value = (long long)n;
	return r->p > begin || fail(r, "a number is missing");
}

/* What a register or phi stands for may follow it: "(ret)". */
static bool read_index(struct reader *r, enum ir_kind kind, struct ir_operand *o)
{
	size_t n;
	int index;

	n = ir_digits(r->p, left(r), &index);
	if (!n)
		return fail(r, "a register without number, or out of range");
	r->p += n;
	*o = (struct ir_operand){ .kind = kind, .number = index };
	if (kind == IR_ARG || !take(r, "("))
		return true;
	if (!take(r, "<noident>"))
		r->p += ir_name_length(r->p, left(r));
	return must(r, ")");
}

static bool read_string(struct reader *r)
{
	while (r->p < r->end && *r->p != '"')
		r->p += *r->p == '\\' && left(r) > 1 ? 2 : 1;
	return take(r, "\"") || fail(r, "a string without end");
}

static bool read_bracketed(struct reader *r)
{
	const char *close = memchr(r->p, '>', left(r));

	if (!close)
		return fail(r, "a '<' without end");
	r->p = close + 1;
	return true;
}

static bool read_name(struct reader *r, struct ir_operand *o)
{
	size_t n = ir_name_length(r->p, left(r));
	const char *name = r->p;

	if (!n)
		return fail(r, "an operand is missing");
	r->p += n;
	if (n == 4 && !memcmp(name, "VOID", n))
		o->kind = IR_VOID;
	else if (n == 5 && !memcmp(name, "UNDEF", n))
		o->kind = IR_UNDEF;
	else
		*o = (struct ir_operand){ .kind = IR_NAME, .name = ir_intern(r->ir, name, n) };
	return true;
}

static bool read_operand(struct reader *r, struct ir_operand *o)
{
	int label;

	*o = (struct ir_operand){ .kind = IR_OTHER };
	if (take(r, "%r"))
		return read_index(r, IR_REG, o);
	if (take(r, "%phi"))
		return read_index(r, IR_PHI, o);
	if (take(r, "%arg"))
		return read_index(r, IR_ARG, o);
	if (take(r, "$")) {
		o->kind = IR_NUMBER;
		return take(r, "0x") ? read_hex(r, &o->number) : read_decimal(r, &o->number);
	}
	if (take(r, "\"")) {
		o->kind = IR_STRING;
		return read_string(r);
	}
	if (take(r, "<"))
		return read_bracketed(r);
	if (starts(r->p, left(r), ".L"))
		return read_label(r, &label);
	if (take(r, "no pseudo")) {
		o->kind = IR_VOID;
		return true;
	}
	return read_name(r, o);
}

static bool push_operand(struct reader *r, struct ir_insn *insn)
{
	struct ir_operand o;

	if (!read_operand(r, &o))
		return false;
	*array_push(&r->ir->operands) = o;
	insn->n++;
	return true;
}

static bool read_target(struct reader *r, struct ir_insn *insn)
{
	return read_operand(r, &insn->target) && must(r, " <- ");
}

static bool read_operands(struct reader *r, struct ir_insn *insn, size_t n)
{
	while (insn->n < n)
		if ((insn->n && !must(r, ", ")) || !push_operand(r, insn))
			return false;
	return true;
}

static bool read_computed(struct reader *r, struct ir_insn *insn, size_t n)
{
	return read_target(r, insn) && read_operands(r, insn, n);
}

static bool read_cast(struct reader *r, struct ir_insn *insn)
{
	long long from;

	if (!read_target(r, insn) || !must(r, "(") || !read_decimal(r, &from) || !must(r, ") ") ||
	    !push_operand(r, insn))
		return false;
	return !take(r, ", ") || read_decimal(r, &from);
}

/* A string is cut after 40 bytes here, a float is of any form. */
static bool read_set(struct reader *r, struct ir_insn *insn)
{
	struct ir_operand value = { .kind = IR_NUMBER };

	if (!read_target(r, insn))
		return false;
	if (!read_decimal(r, &value.number) || r->p < r->end)
		value = (struct ir_operand){ .kind = IR_OTHER };
	*array_push(&r->ir->operands) = value;
	insn->n++;
	r->p = r->end;
	return true;
}

static bool read_place(struct reader *r, struct ir_insn *insn)
{
	return read_decimal(r, &insn->offset) && must(r, "[") && push_operand(r, insn) &&
		must(r, "]");
}

static bool read_store(struct reader *r, struct ir_insn *insn)
{
	return push_operand(r, insn) && must(r, " -> ") && read_place(r, insn);
}

static bool read_call(struct reader *r, struct ir_insn *insn)
{
	struct ir_operand *first;

	if (!push_operand(r, insn))
		return false;
	first = &r->ir->operands.item[insn->first];
	if (take(r, " <- ")) {
		insn->target = *first;
		if (!read_operand(r, first))
			return false;
	}
	while (take(r, ", "))
		if (!push_operand(r, insn))
			return false;
	return true;
}

static bool read_join(struct reader *r, struct ir_insn *insn)
{
	if (!read_operand(r, &insn->target))
		return false;
	if (!take(r, " <- "))
		return true;
	do {
		if (!push_operand(r, insn))
			return false;
	} while (take(r, ", "));
	return true;
}

static bool read_decision(struct reader *r, struct ir_insn *insn, int to[2])
{
	return push_operand(r, insn) && must(r, ", ") && read_label(r, &to[0]) &&
		must(r, ", ") && read_label(r, &to[1]);
}

static bool read_case(struct reader *r, struct ir_case *c)
{
	c->is_default = take(r, "default");
	if (!c->is_default) {
		if (!read_decimal(r, &c->from))
			return false;
		c->to = c->from;
		if (take(r, " ... ") && !read_decimal(r, &c->to))
			return false;
	}
	return must(r, " -> ") && read_label(r, &c->block);
}

static bool read_cases(struct reader *r, struct ir_insn *insn, bool computed)
{
	struct ir_case c;

	if (!push_operand(r, insn))
		return false;
	while (take(r, ", ")) {
		c = (struct ir_case){ 0 };
		if (!(computed ? read_label(r, &c.block) : read_case(r, &c)))
			return false;
		*array_push(&r->ir->cases) = c;
	}
	return true;
}

static bool read_form(struct reader *r, enum form form, struct ir_insn *insn, int to[2])
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
		return read_label(r, &to[0]);
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

/* The two opcodes that hold a blank. */
static size_t blank_inside(const char *text, size_t len)
{
	if (starts(text, len, "# call"))
		return strlen("# call");
	return starts(text, len, "jmp *") ? strlen("jmp *") : 0;
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
static bool split(struct reader *r, struct word *name, unsigned *size)
{
	size_t n = blank_inside(r->p, left(r)), column;
	const char *text = r->p;

	while (n < left(r) && text[n] != ' ' && text[n] != '\t')
		n++;
	*name = (struct word){ text, n };
	if (!n || !split_size(name, size) || !name->len)
		return false;
	column = n + 1 > OPERANDS_COLUMN ? n + 1 : OPERANDS_COLUMN;
	if (n < left(r)) {
		if (column >= left(r) || text[column] == ' ')
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
	struct reader r = { .p = text, .end = text + len };
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
static void read_unknown(struct reader *r, struct ir_insn *insn)
{
	insn->op = IR_UNKNOWN;
	if (!starts(r->p, left(r), "%") || !read_target(r, insn))
		insn->target = (struct ir_operand){ 0 };
}

struct error *ir_read_insn(struct ir *ir, const char *text, size_t len, struct ir_insn *insn,
			   int to[2])
{
	struct reader r = { .ir = ir, .p = text, .end = text + len };
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
	return starts(text, len, "asm         \"") || starts(text, len, "# asm       \"");
}

/* Whether a line of @len bytes, told without its tab, is like none of an asm's text. */
static bool is_known(const char *text, size_t len, bool blank_follows)
{
	struct reader r = { .p = text, .end = text + len };
	const struct opcode *opcode;
	struct word name;
	unsigned size;

	if (starts(text, len, "END") && len == strlen("END"))
		return blank_follows;
	if (!split(&r, &name, &size))
		return false;
	opcode = find_opcode(&name);
	if (!opcode)
		return false;
	return r.p < r.end || blank_follows;
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
			starts(text + 1 + n, len - 1 - n, ":\n");
	n = (size_t)(end - text);
	if (*text != '\t')
		return starts(text, n, "   sym: 0x");
	return is_known(text + 1, n - 1, n + 1 < len && end[1] == '\n');
}

/* Whether the line can be the last of an asm: its text's, or one of its constraints. */
static bool ends_asm(const char *line, size_t len)
{
	char last = len ? line[len - 1] : 0;

	if (last == '"')
		return true;
	return (last == ')' || last == ']') &&
		(starts(line, len, "\t\tout: \"") || starts(line, len, "\t\tin: \"") ||
		 starts(line, len, "\t\tclobber: \""));
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
