/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ir: what `sparse -v -fdump-ir=linearize` prints, read into functions of basic blocks
 * (sparse 0.6.4 and newer: show_entry(), show_bb() and show_instruction() in its
 * linearize.c). Variables are still memory there, loaded and stored by name; two of one
 * name (of an inlined function and of its caller, say) are told apart by the list of
 * users that -v prints of each. That is sure for what is loaded, of which the address is
 * taken, and for nearly all stores (ir_user.h): the rest are constants, mostly 0, that two
 * variables of one name are set to.
 *
 * Nothing of the text is trusted: it may be cut off, or of another program.
 */
#ifndef SPARSE_IR_H
#define SPARSE_IR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"

enum ir_kind {			/* of an operand */
	IR_NONE,
	IR_VOID,		/* "VOID", "no pseudo": no value */
	IR_UNDEF,
	IR_REG,			/* %r12, %r12(ret): set once */
	IR_ARG,			/* %arg1: from 1 */
	IR_PHI,			/* %phi3(ret): what a phisrc names */
	IR_NUMBER,		/* $0, $-5, $0xfffffdfb */
	IR_VARIABLE,		/* of the function, as the address of a load, store or symaddr:
				 * number is its index in the function's .variables */
	IR_NAME,		/* a function or variable of the file or beyond, cut after 63
				 * bytes: name */
	IR_STRING,		/* "…": nothing is kept of it */
	IR_OTHER,		/* a label's address, an anonymous symbol that no list tells of */
};

struct ir_operand {
	enum ir_kind kind;
	unsigned name;		/* IR_NAME: index in ir.names */
	long long number;	/* IR_REG, IR_ARG, IR_PHI, IR_NUMBER, IR_VARIABLE; $0xff…ff is -1 */
};

enum ir_op {
	IR_ENTRY,
	IR_RET, IR_BR, IR_CBR, IR_SWITCH, IR_UNREACHABLE, IR_JUMP /* computed */,
	IR_LOAD, IR_STORE, IR_SYMADDR,
	IR_CALL,		/* of a function, or through a register: what it calls is a[0] */
	IR_INLINED,		/* "# call": the call whose body stands before it, in place; its
				 * target is what the phi before it set */
	IR_PHISRC, IR_PHIJOIN,	/* phisrc, phi: of && || ?: and returned values */
	IR_COPY,		/* copy, nop, ptrcast, utptr, ptrtu: target has a[0]'s value */
	IR_EXTEND,		/* sext, zext: likewise, in more bits */
	IR_TRUNC,
	IR_ADD, IR_SUB, IR_AND, IR_OR, IR_XOR, IR_MUL,
	IR_SETEQ, IR_SETNE, IR_SETLT, IR_SETLE, IR_SETGT, IR_SETGE,	/* signed */
	IR_SETB, IR_SETBE, IR_SETA, IR_SETAE,				/* unsigned */
	IR_NOT, IR_NEG, IR_SELECT,
	IR_SETVAL,		/* set: a number (a[0]), or something else (IR_OTHER) */
	IR_ASM,			/* neither target nor operands: what it writes has no definition */
	IR_IGNORED,		/* context, range-check, dead: no value, no effect */
	IR_ARITHMETIC,		/* shifts, divisions, floats, slices: target has some value */
	IR_UNKNOWN,		/* one that this parser does not know; target: if it is told */
};

struct ir_case {		/* of a switch: .from … .to, or the default */
	long long from, to;
	bool is_default;
	int block;		/* index in .blocks, or -1 */
};

struct ir_insn {
	enum ir_op op;
	unsigned size;		/* bits; 0 where none is told */
	long long offset;	/* IR_LOAD, IR_STORE: in bytes */
	struct ir_operand target;	/* what it sets; IR_NONE */
	/*
	 * Its operands, .n of them from ir.operands[.first]. IR_LOAD: the address. IR_STORE:
	 * the value, the address. IR_CALL, IR_INLINED: the function, its arguments. IR_PHIJOIN:
	 * the IR_PHIs. IR_PHISRC: the value (target is the IR_PHI). IR_RET: the value or none.
	 * IR_CBR, IR_SWITCH, IR_JUMP: what decides. IR_ARITHMETIC of floats: maybe none.
	 */
	size_t first, n;
};

struct ir_block {
	unsigned label;		/* .L12 */
	unsigned path;		/* index in ir.names, 0: not told; sparse tells it of no insn */
	unsigned line, column;	/* where it begins, from 1; column 0: not told */
	/*
	 * Its instructions, [first, last) of ir.insns. Only the last may be IR_RET … IR_JUMP;
	 * where it is none of these, nothing is known of where the block goes.
	 */
	size_t first, last;
	/*
	 * Where it goes, as indices into the function's blocks, -1 for a label that is not there.
	 * IR_CBR: when true, when false. IR_BR: to[0]; to[1] is -1. Of others see .cases.
	 */
	int to[2];
	size_t first_case, n_cases;	/* IR_SWITCH, IR_JUMP: of ir.cases */
};

struct ir_variable {
	unsigned name;		/* index in ir.names, 0: it has none */
	bool external;		/* static, extern, address taken: not the function's alone */
};

struct ir_function {
	unsigned name;		/* index in ir.names, 0: it has none */
	size_t first_block, n_blocks;	/* of ir.blocks; the first is the entry */
	size_t first_variable, n_variables;	/* of ir.variables */
	/*
	 * All of its IR_REGs are smaller, and not below the first. Between the two are no more
	 * than 4096 and 64 for each byte of its text.
	 */
	long long registers;
	long long first_register;
};

struct ir {
	ARRAY(struct ir_function) functions;	/* in the order of the text */
	ARRAY(struct ir_block) blocks;
	ARRAY(struct ir_insn) insns;
	ARRAY(struct ir_operand) operands;
	ARRAY(struct ir_case) cases;
	ARRAY(struct ir_variable) variables;
	ARRAY(char *) names;	/* each once; [0] is ""; they are the keys of .by_name */
	struct map by_name;	/* name -> (void *)(index in .names), NULL also for "" */
	struct map functions_by_name;	/* name -> (void *)(1 + index in .functions) */
	struct map unknown;	/* an opcode that is IR_UNKNOWN -> (void *) how often */
	size_t n_unknown;	/* of all these */
};

/*
 * Reads @len bytes of @text. Instructions whose opcode it does not know are IR_UNKNOWN
 * and counted; any other line that is none of sparse's, or a text that ends within a
 * function, is an error naming the line. ir_release() frees all, also after an error. Time and
 * memory are linear in @len.
 */
struct error *ir_read(struct ir *ir, const char *text, size_t len);
void ir_release(struct ir *ir);

static inline const char *ir_name(const struct ir *ir, unsigned name)
{
	return ir->names.item[name];
}

/* The function @name of the text, or NULL. */
const struct ir_function *ir_function(const struct ir *ir, const char *name);

#endif
