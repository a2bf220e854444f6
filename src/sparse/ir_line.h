/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ir_line: one instruction as sparse prints it, read apart from the function it stands in.
 * Its operands begin at column 12, or one blank behind an opcode that is longer; an asm has
 * its text raw, with all the newlines and quotes of it.
 */
#ifndef SPARSE_IR_LINE_H
#define SPARSE_IR_LINE_H

#include "sparse/ir.h"

/*
 * Reads an instruction's line, without the tab before it. Its operands and cases come at the
 * end of @ir's; the blocks that it goes to are the labels' numbers, in @to and the cases.
 * Errors do not tell of the line.
 */
struct error *ir_read_insn(struct ir *ir, const char *text, size_t len, struct ir_insn *insn,
			   int to[2]);

/* Counts the opcode of an instruction that was read as IR_UNKNOWN. */
void ir_count_unknown(struct ir *ir, const char *text, size_t len);

/* Whether an asm begins at @text, of which more lines may follow; also one that was removed. */
bool ir_is_asm(const char *text, size_t len);

/*
 * The length of the asm at @text without the newline behind it, up to where the first line
 * stands that can follow it; @len where there is none.
 */
size_t ir_asm_length(const char *text, size_t len);

#endif
