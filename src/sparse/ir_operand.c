// SPDX-License-Identifier: GPL-2.0
#include "sparse/ir_operand.h"

#include <ctype.h>
#include <string.h>

bool ir_fail(struct ir_reader *r, const char *why)
{
	r->why = why;
	return false;
}

size_t ir_left(const struct ir_reader *r)
{
	return (size_t)(r->end - r->p);
}

bool ir_starts(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len >= n && !memcmp(text, word, n);
}

bool ir_take(struct ir_reader *r, const char *word)
{
	if (!ir_starts(r->p, ir_left(r), word))
		return false;
	r->p += strlen(word);
	return true;
}

bool ir_must(struct ir_reader *r, const char *word)
{
	return ir_take(r, word) || ir_fail(r, "its operands are not those of its opcode");
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
	if (ir_starts(text, len, ".L???"))
		return strlen(".L???");
	if (!ir_starts(text, len, ".L"))
		return 0;
	n = ir_digits(text + 2, len - 2, label);
	return n ? n + 2 : 0;
}

bool ir_read_label(struct ir_reader *r, int *label)
{
	size_t n = ir_label_length(r->p, ir_left(r), label);

	r->p += n;
	return n || ir_fail(r, "a label is missing");
}

bool ir_read_decimal(struct ir_reader *r, long long *value)
{
	bool negative = ir_take(r, "-");
	const char *begin = r->p;
	int digit;

	for (*value = 0; r->p < r->end && isdigit((unsigned char)*r->p); r->p++) {
		digit = negative ? '0' - *r->p : *r->p - '0';
		if (__builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, digit, value))
			return ir_fail(r, "a number out of range");
	}
	return r->p > begin || ir_fail(r, "a number is missing");
}

static bool read_hex(struct ir_reader *r, long long *value)
{
	const char *begin = r->p;
	unsigned long long n = 0;
	int c;

	for (; r->p < r->end && isxdigit((unsigned char)*r->p); r->p++) {
		if (n >> 60)
			return ir_fail(r, "a number out of range");
		c = tolower((unsigned char)*r->p);
		n = n << 4 | (unsigned)(isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	*value = (long long)n;
	return r->p > begin || ir_fail(r, "a number is missing");
}

/* What a register or phi stands for may follow it: "(ret)". */
static bool read_index(struct ir_reader *r, enum ir_kind kind, struct ir_operand *o)
{
	size_t n;
	int index;

	n = ir_digits(r->p, ir_left(r), &index);
	if (!n)
		return ir_fail(r, "a register without number, or out of range");
	r->p += n;
	*o = (struct ir_operand){ .kind = kind, .number = index };
	if (kind == IR_ARG || !ir_take(r, "("))
		return true;
	if (!ir_take(r, "<noident>"))
		r->p += ir_name_length(r->p, ir_left(r));
	return ir_must(r, ")");
}

static bool read_string(struct ir_reader *r)
{
	while (r->p < r->end && *r->p != '"')
		r->p += *r->p == '\\' && ir_left(r) > 1 ? 2 : 1;
	return ir_take(r, "\"") || ir_fail(r, "a string without end");
}

static bool read_bracketed(struct ir_reader *r)
{
	const char *close = memchr(r->p, '>', ir_left(r));

	if (!close)
		return ir_fail(r, "a '<' without end");
	r->p = close + 1;
	return true;
}

static bool read_name(struct ir_reader *r, struct ir_operand *o)
{
	size_t n = ir_name_length(r->p, ir_left(r));
	const char *name = r->p;

	if (!n)
		return ir_fail(r, "an operand is missing");
	r->p += n;
	if (n == 4 && !memcmp(name, "VOID", n))
		o->kind = IR_VOID;
	else if (n == 5 && !memcmp(name, "UNDEF", n))
		o->kind = IR_UNDEF;
	else
		*o = (struct ir_operand){ .kind = IR_NAME, .name = ir_intern(r->ir, name, n) };
	return true;
}

bool ir_read_operand(struct ir_reader *r, struct ir_operand *o)
{
	int label;

	*o = (struct ir_operand){ .kind = IR_OTHER };
	if (ir_take(r, "%r"))
		return read_index(r, IR_REG, o);
	if (ir_take(r, "%phi"))
		return read_index(r, IR_PHI, o);
	if (ir_take(r, "%arg"))
		return read_index(r, IR_ARG, o);
	if (ir_take(r, "$")) {
		o->kind = IR_NUMBER;
		return ir_take(r, "0x") ? read_hex(r, &o->number) : ir_read_decimal(r, &o->number);
	}
	if (ir_take(r, "\"")) {
		o->kind = IR_STRING;
		return read_string(r);
	}
	if (ir_take(r, "<"))
		return read_bracketed(r);
	if (ir_starts(r->p, ir_left(r), ".L"))
		return ir_read_label(r, &label);
	if (ir_take(r, "no pseudo")) {
		o->kind = IR_VOID;
		return true;
	}
	return read_name(r, o);
}
