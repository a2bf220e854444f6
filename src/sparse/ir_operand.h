/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ir_operand: what an instruction of sparse's is about: registers, numbers, names, labels.
 * What reads them returns false where the text is another, and .why tells of it.
 */
#ifndef SPARSE_IR_OPERAND_H
#define SPARSE_IR_OPERAND_H

#include "sparse/ir.h"

/* Of an operand sparse prints no more of a name. */
enum { IR_NAME_MAX = 63 };

/* The index in ir.names of @len bytes of @name. */
unsigned ir_intern(struct ir *ir, const char *name, size_t len);

/* How many bytes of @text name a function or variable: an identifier; 0: none begins here. */
size_t ir_name_length(const char *text, size_t len);

/* Digits, in decimal and not above INT_MAX: how many bytes, or 0. */
size_t ir_digits(const char *text, size_t len, int *value);

/* ".L12", or ".L???" of no block (-1): how many bytes, or 0. */
size_t ir_label_length(const char *text, size_t len, int *label);

/* What is still to be read of a line. */
struct ir_reader {
	struct ir *ir;
	const char *p, *end;
	const char *why;
};

bool ir_fail(struct ir_reader *r, const char *why);
size_t ir_left(const struct ir_reader *r);
bool ir_starts(const char *text, size_t len, const char *word);
bool ir_take(struct ir_reader *r, const char *word);	/* whether it stands there */
bool ir_must(struct ir_reader *r, const char *word);

bool ir_read_label(struct ir_reader *r, int *label);
bool ir_read_decimal(struct ir_reader *r, long long *value);
bool ir_read_operand(struct ir_reader *r, struct ir_operand *o);

#endif
