// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/str.h"
#include "sparse/ir.h"

#define HEAD(name) name ":\nep 0x7f01: " name "\n"
#define SYM(at, name) "   sym: 0x" at " " name "\n"
#define BLOCK(number) ".L" number ":\n/src/a.c:1" number "\n"
#define ENTRY "\t<entry-point>\n"
#define RET "\tret\n"
#define END "\n\n"
/* A function f of one block, begun and ended. */
#define BODY(insns) HEAD("f") "\n" BLOCK("0") ENTRY insns RET END

static void read_text(struct ir *ir, const char *text)
{
	struct error *err = ir_read(ir, text, strlen(text));

	if (err)
		fail_msg("%s", error_text(err));
}

static void assert_error(const char *text, size_t len, const char *message)
{
	struct ir ir;
	struct error *err = ir_read(&ir, text, len);

	assert_non_null(err);
	assert_string_equal(error_text(err), message);
	error_free(err);
	ir_release(&ir);
}

static void assert_bad(const char *text, const char *message)
{
	assert_error(text, strlen(text), message);
}

/* In a body the first instruction is in the text's line 7. */
static void assert_bad_insn(const char *insn, const char *message)
{
	char *text = mem_printf(HEAD("f") "\n" BLOCK("0") ENTRY "\t%s\n" RET END, insn);

	assert_bad(text, message);
	mem_free(text);
}

static const struct ir_block *block(const struct ir *ir, const char *function, size_t i)
{
	const struct ir_function *f = ir_function(ir, function);

	assert_non_null(f);
	assert_true(i < f->n_blocks);
	return &ir->blocks.item[f->first_block + i];
}

static const struct ir_insn *insn(const struct ir *ir, const struct ir_block *b, size_t i)
{
	assert_true(b->first + i < b->last);
	return &ir->insns.item[b->first + i];
}

/* Of the first function's first block. */
static const struct ir_insn *first_insn(const struct ir *ir, size_t i)
{
	return insn(ir, &ir->blocks.item[0], i);
}

static const struct ir_operand *operand(const struct ir *ir, const struct ir_insn *in, size_t i)
{
	assert_true(i < in->n);
	return &ir->operands.item[in->first + i];
}

static void assert_operand(const struct ir_operand *o, enum ir_kind kind, long long number)
{
	assert_int_equal(o->kind, kind);
	assert_true(o->number == number);
	assert_int_equal(o->name, 0);
}

static void assert_name(const struct ir *ir, const struct ir_operand *o, const char *name)
{
	assert_int_equal(o->kind, IR_NAME);
	assert_string_equal(ir_name(ir, o->name), name);
}

/* Which variable the @i-th instruction's address is; -1: another kind of thing. */
static long long accessed(const struct ir *ir, size_t i)
{
	const struct ir_insn *in = first_insn(ir, i);
	const struct ir_operand *o = operand(ir, in, in->n - 1);

	return o->kind == IR_VARIABLE ? o->number : -1;
}

/* Reads a body of one instruction. */
static const struct ir_insn *one(struct ir *ir, const char *line)
{
	char *text = mem_printf(HEAD("f") "\n" BLOCK("0") ENTRY "\t%s\n" RET END, line);

	read_text(ir, text);
	mem_free(text);
	return first_insn(ir, 1);
}

/* ---- functions and blocks ---- */

static void nothing_is_no_function(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, "");
	assert_int_equal(ir.functions.n, 0);
	assert_null(ir_function(&ir, "f"));
	assert_string_equal(ir_name(&ir, 0), "");
	ir_release(&ir);
	read_text(&ir, "\n\n\n");
	assert_int_equal(ir.functions.n, 0);
	ir_release(&ir);
}

static void functions_keep_their_order_and_the_first_of_a_name_is_told(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, BODY("") HEAD("g") "\n" BLOCK("1") ENTRY RET END
		  HEAD("f") "\n" BLOCK("2") ENTRY RET END HEAD("empty") "\n\n");
	assert_int_equal(ir.functions.n, 4);
	assert_ptr_equal(ir_function(&ir, "f"), &ir.functions.item[0]);
	assert_ptr_equal(ir_function(&ir, "g"), &ir.functions.item[1]);
	assert_string_equal(ir_name(&ir, ir.functions.item[2].name), "f");
	assert_int_equal(ir_function(&ir, "empty")->n_blocks, 0);
	assert_null(ir_function(&ir, "h"));
	ir_release(&ir);
}

static void a_function_without_name_has_none(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("<noident>") "\n" BLOCK("0") ENTRY RET END);
	assert_int_equal(ir.functions.n, 1);
	assert_int_equal(ir.functions.item[0].name, 0);
	ir_release(&ir);
}

#define FORK \
	HEAD("f") "\n" \
	".L7:\n/src/a b:c.c:12\n  **to .L9 (/src/x.h:3:21)**\n  **to .L8 (/src/a b:c.c:14:5)**\n" \
	ENTRY "\tcbr         %r1, .L9, .L8\n\n" \
	".L8:\n/src/a b:c.c:14\n  **uses %r1 (from .L7)**\n  **defines %r2 **\n" \
	"  **from .L7 (/src/a b:c.c:12:3)**\n\tbr          .L9\n\n" \
	".L9:\n/src/x.h:3\n  **from .L8 (/src/a b:c.c:14:5)**\n" RET END

static void blocks_are_linked_and_tell_where_they_begin(void **state)
{
	const struct ir_block *b;
	struct ir ir;

	(void)state;
	read_text(&ir, FORK);
	b = block(&ir, "f", 0);
	assert_int_equal(b->label, 7);
	assert_string_equal(ir_name(&ir, b->path), "/src/a b:c.c");
	assert_int_equal(b->line, 12);
	assert_int_equal(b->column, 3);
	assert_int_equal(b->to[0], 2);
	assert_int_equal(b->to[1], 1);
	assert_int_equal(b[1].to[0], 2);
	assert_int_equal(b[1].to[1], -1);
	assert_int_equal(b[1].column, 5);
	assert_int_equal(b[2].to[0], -1);
	assert_int_equal(b[2].column, 21);
	assert_int_equal(b[2].last - b[2].first, 1);
	ir_release(&ir);
}

static void a_block_may_have_no_position_and_no_end(void **state)
{
	const struct ir_block *b;
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") "\n.L0:\n" ENTRY "\tEND\n\n.L1:\n/a.c:2\n\n\n");
	b = block(&ir, "f", 0);
	assert_int_equal(b->path, 0);
	assert_int_equal(b->line, 0);
	assert_int_equal(b->column, 0);
	assert_int_equal(b->last - b->first, 1);
	assert_int_equal(b->to[0], -1);
	assert_int_equal(b[1].last, b[1].first);
	assert_int_equal(b[1].line, 2);
	ir_release(&ir);
}

static void a_label_that_is_not_there_is_no_block(void **state)
{
	const struct ir_block *b;
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") "\n" BLOCK("0") "\tcbr         $1, .L0, .L???\n\n"
		  BLOCK("1") "\tbr          .L5\n\n" BLOCK("2") "\tcbr         $0, .L1, .L1\n" END);
	b = block(&ir, "f", 0);
	assert_int_equal(b[0].to[0], 0);
	assert_int_equal(b[0].to[1], -1);
	assert_int_equal(b[1].to[0], -1);
	assert_int_equal(b[2].to[0], 1);
	assert_int_equal(b[2].to[1], 1);
	ir_release(&ir);
}

static void labels_are_those_of_the_same_function(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") "\n" BLOCK("0") "\tbr          .L1\n\n" BLOCK("1") RET END
		  HEAD("g") "\n" BLOCK("1") "\tbr          .L0\n" END);
	assert_int_equal(block(&ir, "f", 0)->to[0], 1);
	assert_int_equal(block(&ir, "g", 0)->to[0], -1);
	ir_release(&ir);
}

static void a_switch_tells_its_cases(void **state)
{
	const struct ir_block *b;
	const struct ir_case *c;
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") "\n" BLOCK("0")
		  "\tswitch.32   %r4, -5 -> .L1, 3 ... 9 -> .L0, default -> .L2\n\n"
		  BLOCK("1") "\tjmp *       %r5, .L0, .L1\n" END);
	b = block(&ir, "f", 0);
	assert_int_equal(b->n_cases, 3);
	c = &ir.cases.item[b->first_case];
	assert_true(c[0].from == -5 && c[0].to == -5 && c[0].block == 1 && !c[0].is_default);
	assert_true(c[1].from == 3 && c[1].to == 9 && c[1].block == 0);
	assert_true(c[2].is_default && c[2].block == -1);
	assert_operand(operand(&ir, insn(&ir, b, 0), 0), IR_REG, 4);
	assert_int_equal(insn(&ir, b, 0)->size, 32);
	assert_int_equal(insn(&ir, &b[1], 0)->op, IR_JUMP);
	assert_int_equal(b[1].n_cases, 2);
	assert_int_equal(ir.cases.item[b[1].first_case + 1].block, 1);
	ir_release(&ir);
}

static void registers_are_told_by_their_first_and_last(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, BODY("\tadd.64      %r12 <- %r9, $1\n\tload.64     %r10(x) <- 0[%r20]\n")
		  HEAD("g") "\n" BLOCK("1") ENTRY RET END);
	assert_true(ir_function(&ir, "f")->first_register == 9);
	assert_true(ir_function(&ir, "f")->registers == 21);
	assert_true(ir_function(&ir, "g")->first_register == 0);
	assert_true(ir_function(&ir, "g")->registers == 0);
	ir_release(&ir);
}

/* ---- instructions ---- */

static void operands_are_of_all_kinds(void **state)
{
	static const enum ir_kind kinds[] = {
		IR_NAME, IR_ARG, IR_PHI, IR_REG, IR_NUMBER, IR_NUMBER, IR_STRING, IR_OTHER,
		IR_OTHER, IR_OTHER, IR_OTHER, IR_VOID, IR_VOID, IR_UNDEF, IR_STRING, IR_NAME,
	};
	const struct ir_insn *in;
	struct ir ir;
	size_t i;

	(void)state;
	in = one(&ir, "call.32     %r1 <- f1, %arg2, %phi3(ret), %r4(x), $-5, $0xfffffdfb, "
		 "\"a\\\"b, <- \\\\\", .L12, <symbol value: 5>, <bad symbol>, "
		 "<anon symbol:0x7f0a>, VOID, no pseudo, UNDEF, \"\", VOIDS");
	assert_int_equal(in->op, IR_CALL);
	assert_int_equal(in->size, 32);
	assert_operand(&in->target, IR_REG, 1);
	assert_int_equal(in->n, sizeof(kinds) / sizeof(*kinds));
	for (i = 0; i < in->n; i++)
		assert_int_equal(operand(&ir, in, i)->kind, kinds[i]);
	assert_name(&ir, operand(&ir, in, 0), "f1");
	assert_operand(operand(&ir, in, 1), IR_ARG, 2);
	assert_operand(operand(&ir, in, 2), IR_PHI, 3);
	assert_operand(operand(&ir, in, 4), IR_NUMBER, -5);
	assert_operand(operand(&ir, in, 5), IR_NUMBER, 0xfffffdfb);
	assert_name(&ir, operand(&ir, in, 15), "VOIDS");
	ir_release(&ir);
}

static void numbers_reach_from_the_least_to_the_greatest(void **state)
{
	const struct ir_insn *in;
	struct ir ir;

	(void)state;
	in = one(&ir, "call        f, $0xffffffffffffffff, $0x7fffffffffffffff, "
		 "$0x8000000000000000, $-1000, %r2147483647");
	assert_int_equal(in->target.kind, IR_NONE);
	assert_operand(operand(&ir, in, 1), IR_NUMBER, -1);
	assert_operand(operand(&ir, in, 2), IR_NUMBER, LLONG_MAX);
	assert_operand(operand(&ir, in, 3), IR_NUMBER, LLONG_MIN);
	assert_operand(operand(&ir, in, 4), IR_NUMBER, -1000);
	assert_true(ir.functions.item[0].registers == INT_MAX + 1ll);
	ir_release(&ir);
	in = one(&ir, "load.8      %r1 <- -9223372036854775808[%r2]");
	assert_true(in->offset == LLONG_MIN);
	ir_release(&ir);
}

static void numbers_out_of_range_are_errors(void **state)
{
	(void)state;
	assert_bad_insn("ret.64      $9223372036854775808",
			"line 7: ret: a number out of range");
	assert_bad_insn("ret.64      $0x10000000000000000",
			"line 7: ret: a number out of range");
	assert_bad_insn("load.8      %r1 <- -9223372036854775809[%r2]",
			"line 7: load: a number out of range");
	assert_bad_insn("ret.64      %r9223372036854775807",
			"line 7: ret: a register without number, or out of range");
	assert_bad_insn("ret.64      %r2147483648",
			"line 7: ret: a register without number, or out of range");
	assert_bad_insn("ret.4294967296 $1", "line 7: no instruction of sparse's");
	assert_bad_insn("br          .L2147483648", "line 7: br: a label is missing");
}

static void every_opcode_is_known(void **state)
{
	static const struct {
		const char *line;
		enum ir_op op;
		size_t n;
	} lines[] = {
		{ "ret", IR_RET, 0 }, { "ret.32      %r1", IR_RET, 1 },
		{ "unreachable", IR_UNREACHABLE, 0 },
		{ "load.64     %r1 <- 8[%r2]", IR_LOAD, 1 },
		{ "store.64    %r1 -> 8[%r2]", IR_STORE, 2 },
		{ "store       VOID -> 0[ret]", IR_STORE, 2 },
		{ "symaddr.64  %r1 <- x", IR_SYMADDR, 1 },
		{ "call        f", IR_CALL, 1 }, { "call        $0, %r2", IR_CALL, 2 },
		{ "call.64     %r1 <- %r2, %r3, VOID", IR_CALL, 3 },
		{ "# call      f, %r1", IR_INLINED, 2 },
		{ "phisrc.1    %phi3(return) <- UNDEF", IR_PHISRC, 1 },
		{ "phi.64      %r9 <- %phi1, %phi2(x)", IR_PHIJOIN, 2 },
		{ "phi.64      %r9", IR_PHIJOIN, 0 },
		{ "copy.64     %r1 <- %r2", IR_COPY, 1 }, { "nop.64      %r1 <- %r2", IR_COPY, 1 },
		{ "ptrcast.64  %r1 <- (64) %r2", IR_COPY, 1 },
		{ "utptr.64    %r1 <- (64) %r2", IR_COPY, 1 },
		{ "ptrtu.64    %r1 <- (64) x", IR_COPY, 1 },
		{ "sext.64     %r1 <- (32) %r2", IR_EXTEND, 1 },
		{ "zext.64     %r1 <- (32) %r2", IR_EXTEND, 1 },
		{ "trunc.8     %r1 <- (32) %r2", IR_TRUNC, 1 },
		{ "add.64      %r1 <- %r2, $8", IR_ADD, 2 },
		{ "sub.64      %r1 <- %r2, $8", IR_SUB, 2 },
		{ "and.64      %r1 <- %r2, $8", IR_AND, 2 },
		{ "or.64       %r1 <- %r2, $8", IR_OR, 2 },
		{ "xor.64      %r1 <- %r2, $8", IR_XOR, 2 },
		{ "mul.64      %r1 <- %r2, $8", IR_MUL, 2 },
		{ "seteq.32    %r1 <- %r2, $0", IR_SETEQ, 2 },
		{ "setne.32    %r1 <- %r2, $0", IR_SETNE, 2 },
		{ "setlt.32    %r1 <- %r2, $0", IR_SETLT, 2 },
		{ "setle.32    %r1 <- %r2, $0", IR_SETLE, 2 },
		{ "setgt.32    %r1 <- %r2, $0", IR_SETGT, 2 },
		{ "setge.32    %r1 <- %r2, $0", IR_SETGE, 2 },
		{ "setb.32     %r1 <- %r2, $0", IR_SETB, 2 },
		{ "setbe.32    %r1 <- %r2, $0", IR_SETBE, 2 },
		{ "seta.32     %r1 <- %r2, $0", IR_SETA, 2 },
		{ "setae.32    %r1 <- %r2, $0", IR_SETAE, 2 },
		{ "not.32      %r1 <- %r2", IR_NOT, 1 }, { "neg.32      %r1 <- %r2", IR_NEG, 1 },
		{ "select.32   %r1 <- %r2, $1, $0", IR_SELECT, 3 },
		{ "set.64      %r1 <- -5", IR_SETVAL, 1 },
		{ "set.64      %r1 <- \"a string, cut", IR_SETVAL, 1 },
		{ "set.64      %r1 <- <none>", IR_SETVAL, 1 },
		{ "label.64    %r1 <- .L0", IR_SETVAL, 1 },
		{ "setfval.64  %r1 <- 1.500000e+00", IR_ARITHMETIC, 0 },
		{ "asm         \"nop\"", IR_ASM, 0 },
		{ "context     1", IR_IGNORED, 0 }, { "context     check: -1", IR_IGNORED, 0 },
		{ "range-check %r1 between $0..$9", IR_IGNORED, 0 },
		{ "dead        %r1", IR_IGNORED, 0 },
		{ "shl.32      %r1 <- %r2, $3", IR_ARITHMETIC, 2 },
		{ "lsr.32      %r1 <- %r2, $3", IR_ARITHMETIC, 2 },
		{ "asr.32      %r1 <- %r2, $3", IR_ARITHMETIC, 2 },
		{ "divu.32     %r1 <- %r2, $3", IR_ARITHMETIC, 2 },
		{ "divs.32     %r1 <- %r2, $3", IR_ARITHMETIC, 2 },
		{ "modu.32     %r1 <- %r2, $3", IR_ARITHMETIC, 2 },
		{ "mods.32     %r1 <- %r2, $3", IR_ARITHMETIC, 2 },
		{ "fadd.64     %r1 <- %r2, %r3", IR_ARITHMETIC, 2 },
		{ "fcmpueq.64  %r1 <- %r2, %r3", IR_ARITHMETIC, 2 },
		{ "fneg.64     %r1 <- %r2", IR_ARITHMETIC, 1 },
		{ "fmadd.64    %r1 <- %r2, %r3, %r4", IR_ARITHMETIC, 3 },
		{ "ucvtf.64    %r1 <- (32) %r2", IR_ARITHMETIC, 1 },
		{ "slice.8     %r1 <- (32) %r2, 8", IR_ARITHMETIC, 1 },
	};
	const struct ir_insn *in;
	struct ir ir;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		char *text = mem_printf(HEAD("f") "\n" BLOCK("0") ENTRY "\t%s\n\tEND\n" END,
					lines[i].line);

		read_text(&ir, text);
		in = first_insn(&ir, 1);
		if (in->op != lines[i].op || in->n != lines[i].n || ir.n_unknown)
			fail_msg("%s", lines[i].line);
		ir_release(&ir);
		mem_free(text);
	}
}

static void memory_is_told_by_offset_and_address(void **state)
{
	const struct ir_insn *in;
	struct ir ir;

	(void)state;
	in = one(&ir, "store.8192  \"a -> 0[x]\" -> -16[%r2(p)]");
	assert_int_equal(in->size, 8192);
	assert_true(in->offset == -16);
	assert_operand(operand(&ir, in, 0), IR_STRING, 0);
	assert_operand(operand(&ir, in, 1), IR_REG, 2);
	ir_release(&ir);
	in = one(&ir, "set.32      %r3 <- 9");
	assert_operand(operand(&ir, in, 0), IR_NUMBER, 9);
	ir_release(&ir);
}

static void an_opcode_of_13_columns_has_its_operands_one_blank_behind(void **state)
{
	const struct ir_insn *in;
	struct ir ir;

	(void)state;
	in = one(&ir, "range-check.32 %r1 between $0..$9");
	assert_int_equal(in->op, IR_IGNORED);
	assert_int_equal(in->size, 32);
	ir_release(&ir);
}

static void what_is_not_known_is_counted(void **state)
{
	const struct ir_insn *in;
	struct ir ir;

	(void)state;
	read_text(&ir, BODY("\tfrob.32     %r1 <- what, \"ever\n"
			    "\tfrob        strange\n\topcode:57\n"));
	assert_int_equal(ir.n_unknown, 3);
	assert_int_equal((size_t)map_get(&ir.unknown, "frob"), 2);
	assert_int_equal((size_t)map_get(&ir.unknown, "opcode:57"), 1);
	in = first_insn(&ir, 1);
	assert_int_equal(in->op, IR_UNKNOWN);
	assert_operand(&in->target, IR_REG, 1);
	assert_int_equal(first_insn(&ir, 2)->target.kind, IR_NONE);
	ir_release(&ir);
}

static void what_was_removed_is_passed_over(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, BODY("\t# store.32  %r1 -> 0[x]\n\t# asm       \"a\n\tret\n\"\n"
			    "\t\tin: \"r\" (%r1)\n\t# ret.32    %r1\n\t# frob!\n"
			    "\t# call      g\n"));
	assert_int_equal(ir.insns.n, 3);
	assert_int_equal(first_insn(&ir, 1)->op, IR_INLINED);
	ir_release(&ir);
}

/* ---- asm ---- */

#define ASM \
	"\tasm         \"1:\t.byte 0x0f\n" \
	"\tret\n" \
	".pushsection t,\"aw\"\n" \
	"\tcall foo, \"x\"\n" \
	"\tret\n" \
	".L3:\n" \
	"\n" \
	"\n" \
	"g:\n" \
	"ep 0x1: g\n" \
	"\n" \
	".L3:\n" \
	"  **to nowhere\n" \
	"\tmov %rax, \"\n" \
	"# no more\n" \
	"\t\"\n" \
	"\t\tout: \"=r\" (%r5) [out], \"=m\" (%r6)\n" \
	"\t\tin: \"i\" (<symbol value: 3>)\n" \
	"\t\tclobber: \"memory\"\n"

static void an_asm_holds_anything(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, BODY(ASM "\tbr          .L0\n\n" BLOCK("4") ASM ASM));
	assert_int_equal(ir.functions.n, 1);
	assert_int_equal(ir.blocks.n, 2);
	assert_int_equal(ir.blocks.item[0].last, 3);
	assert_int_equal(first_insn(&ir, 1)->op, IR_ASM);
	assert_int_equal(first_insn(&ir, 1)->target.kind, IR_NONE);
	assert_int_equal(first_insn(&ir, 1)->n, 0);
	assert_int_equal(first_insn(&ir, 2)->op, IR_BR);
	assert_int_equal(ir.insns.n, 6);
	ir_release(&ir);
}

static void an_empty_asm_ends_in_its_line(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, BODY("\tasm         \"\"\n\tasm         \"\n\"\n\tcontext     1\n"));
	assert_int_equal(ir.insns.n, 5);
	assert_int_equal(first_insn(&ir, 3)->op, IR_IGNORED);
	ir_release(&ir);
}

static void an_asm_may_be_the_last_of_an_open_block(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") "\n" BLOCK("0") "\tasm         \"x\n\tEND\n\"\n\tEND\n" END);
	assert_int_equal(ir.insns.n, 1);
	ir_release(&ir);
}

static void an_asm_in_a_list_ends_where_the_list_goes_on(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") SYM("1", "x") "\tasm         \"\n\n\"\n\t\tin: \"m\" (x)\n"
		  SYM("2", "y") "\tasm         \"\n.L9:\n\"\n\t\tin: \"m\" (y)\n\n"
		  BLOCK("0") RET END);
	assert_int_equal(ir.variables.n, 2);
	assert_true(ir.variables.item[0].external && ir.variables.item[1].external);
	assert_int_equal(ir.blocks.n, 1);
	ir_release(&ir);
}

static void lines_are_counted_over_an_asm(void **state)
{
	(void)state;
	assert_bad(BODY("\tasm         \"a\nb\n\"\n\t\tin: \"m\" (x)\n\tmov %rax\n"),
		   "line 7: the text ends within a function");
	assert_bad(BODY("\tasm         \"a\nb\n\"\n\t\tin: \"m\" (x)\n\tcall        f,\n"),
		   "line 11: call: more than an instruction");
}

/* ---- variables ---- */

static void variables_are_told_by_their_lists(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f")
		  SYM("a1", "n") "\tstore.32    %arg1 -> 0[n]\n\tload.32     %r1 <- 0[n]\n"
		  SYM("a2", "buf") "\tsymaddr.64  %r2 <- buf\n"
		  SYM("a3", "once") "\texternal visibility\n\tload.8      %r3 <- 0[once]\n"
		  "\n" BLOCK("0") ENTRY
		  "\tstore.32    %arg1 -> 0[n]\n\tload.32     %r1 <- 0[n]\n"
		  "\tsymaddr.64  %r2 <- buf\n\tload.8      %r3 <- 0[once]\n"
		  "\tsymaddr.64  %r4 <- jiffies\n\tcall        n, %r1\n" RET END);
	assert_int_equal(ir.functions.item[0].n_variables, 3);
	assert_string_equal(ir_name(&ir, ir.variables.item[0].name), "n");
	assert_false(ir.variables.item[0].external);
	assert_true(ir.variables.item[1].external);
	assert_true(ir.variables.item[2].external);
	assert_int_equal(accessed(&ir, 1), 0);
	assert_int_equal(accessed(&ir, 2), 0);
	assert_int_equal(accessed(&ir, 3), 1);
	assert_int_equal(accessed(&ir, 4), 2);
	assert_name(&ir, operand(&ir, first_insn(&ir, 5), 0), "jiffies");
	assert_name(&ir, operand(&ir, first_insn(&ir, 6), 0), "n");
	ir_release(&ir);
}

static void numbers_of_variables_begin_anew_in_each_function(void **state)
{
	const struct ir_insn *in;
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") SYM("1", "x") "\tload.32     %r1 <- 0[x]\n\n"
		  BLOCK("0") "\tload.32     %r1 <- 0[x]\n" RET END
		  HEAD("g") SYM("1", "y") "\tload.32     %r2 <- 0[y]\n\n"
		  BLOCK("1") "\tload.32     %r2 <- 0[y]\n\tload.32     %r3 <- 0[x]\n" RET END);
	assert_int_equal(ir.functions.item[1].first_variable, 1);
	in = insn(&ir, block(&ir, "g", 0), 0);
	assert_operand(operand(&ir, in, 0), IR_VARIABLE, 0);
	in = insn(&ir, block(&ir, "g", 0), 1);
	assert_name(&ir, operand(&ir, in, 0), "x");
	ir_release(&ir);
}

static void an_anonymous_variable_has_no_name(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") SYM("7a", "<noident>")
		  "\tstore.32    $1 -> 0[<anon symbol:0x7a>]\n\n" BLOCK("0") ENTRY
		  "\tstore.32    $1 -> 0[<anon symbol:0x7a>]\n"
		  "\tstore.32    $1 -> 0[<anon symbol:0x7b>]\n" RET END);
	assert_int_equal(ir.variables.item[0].name, 0);
	assert_int_equal(accessed(&ir, 1), 0);
	assert_int_equal(operand(&ir, first_insn(&ir, 2), 1)->kind, IR_OTHER);
	ir_release(&ir);
}

#define LONG "a23456789_123456789_123456789_123456789_123456789_123456789_123"

static void a_long_name_is_cut_in_operands_only(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") SYM("1", LONG "456") "\tload.32     %r1 <- 0[" LONG "]\n\n"
		  BLOCK("0") ENTRY "\tload.32     %r1 <- 0[" LONG "]\n" RET END);
	assert_string_equal(ir_name(&ir, ir.variables.item[0].name), LONG "456");
	assert_int_equal(accessed(&ir, 1), 0);
	ir_release(&ir);
}

#define TWICE "\tload.8      %r1 <- 0[s]\n\tload.8      %r2 <- 0[s]\n"
#define LISTED SYM("a1", "s") "\texternal visibility\n" TWICE

static void a_variable_that_is_listed_twice_is_one(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f")
		  LISTED
		  LISTED
		  SYM("a2", "n") "\tload.8      %r3 <- 0[n]\n\n" BLOCK("0") ENTRY
		  TWICE "\tload.8      %r3 <- 0[n]\n"
		  RET END);
	assert_int_equal(ir.variables.n, 2);
	assert_true(ir.variables.item[0].external);
	assert_false(ir.variables.item[1].external);
	assert_int_equal(accessed(&ir, 1), 0);
	assert_int_equal(accessed(&ir, 2), 0);
	assert_int_equal(accessed(&ir, 3), 1);
	ir_release(&ir);
}

#define ZERO "\tstore.32    $0 -> 0[ret]\n"
#define GET(r) "\tload.32     %r" r " <- 0[ret]\n"

/* int ret = 0; … { int ret = 0; … use(ret); } … use(ret); */
static void the_inner_of_two_scopes_is_set_last_and_read_first(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") SYM("1", "ret") ZERO GET("9") SYM("2", "ret") ZERO GET("5") "\n"
		  BLOCK("0") ENTRY ZERO ZERO GET("5") GET("9") RET END);
	assert_int_equal(accessed(&ir, 1), 0);
	assert_int_equal(accessed(&ir, 2), 1);
	assert_int_equal(accessed(&ir, 3), 1);
	assert_int_equal(accessed(&ir, 4), 0);
	ir_release(&ir);
}

static void of_scopes_one_after_the_other_each_has_its_own_store(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") SYM("1", "ret") ZERO GET("5") SYM("2", "ret") ZERO GET("9") "\n"
		  BLOCK("0") ENTRY ZERO GET("5") ZERO GET("9") RET END);
	assert_int_equal(accessed(&ir, 1), 0);
	assert_int_equal(accessed(&ir, 2), 0);
	assert_int_equal(accessed(&ir, 3), 1);
	assert_int_equal(accessed(&ir, 4), 1);
	ir_release(&ir);
}

/* Between its own loads, as the list tells it, though another's follows sooner. */
static void a_store_stands_between_the_accesses_that_its_list_has_around_it(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") SYM("1", "ret") GET("1") GET("2") ZERO GET("9")
		  SYM("2", "ret") ZERO GET("5") GET("6") "\n" BLOCK("0") ENTRY
		  GET("1") ZERO GET("5") GET("2") GET("6") ZERO GET("9") RET END);
	assert_int_equal(accessed(&ir, 2), 1);
	assert_int_equal(accessed(&ir, 6), 0);
	ir_release(&ir);
}

static void no_variable_has_more_stores_than_its_list(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") SYM("1", "ret") ZERO SYM("2", "ret") ZERO ZERO GET("5") "\n"
		  BLOCK("0") ENTRY ZERO ZERO ZERO GET("5") ZERO RET END);
	assert_int_equal(accessed(&ir, 5), 0);
	assert_int_equal(accessed(&ir, 4), 1);
	assert_int_equal(accessed(&ir, 3), 1);
	assert_int_equal(accessed(&ir, 2), 1);
	assert_int_equal(accessed(&ir, 1), -1);
	ir_release(&ir);
}

static void lists_in_another_order_still_tell_whose_a_store_is(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, HEAD("f") SYM("1", "ret") ZERO "\tstore.32    $7 -> 0[ret]\n" GET("5") "\n"
		  BLOCK("0") ENTRY GET("5") "\tstore.32    $7 -> 0[ret]\n" ZERO RET END);
	assert_int_equal(accessed(&ir, 1), 0);
	assert_int_equal(accessed(&ir, 2), 0);
	assert_int_equal(accessed(&ir, 3), 0);
	ir_release(&ir);
}

/* ---- errors ---- */

static void a_text_that_is_cut_off_is_an_error(void **state)
{
	const char *text = HEAD("f") SYM("1", "ret") ZERO "\n" BLOCK("0") ENTRY ZERO
		"\tasm         \"\n\"\n" RET "\n" BLOCK("1") RET END;
	size_t len = strlen(text), n;
	struct error *err;
	struct ir ir;

	(void)state;
	for (n = 1; n < len; n++) {
		err = ir_read(&ir, text, n);
		if (!err)
			fail_msg("%zu bytes", n);
		error_free(err);
		ir_release(&ir);
	}
	assert_error(text, len - 1, "line 18: the text ends within a function");
	assert_bad("f", "line 1: the text ends within a line");
	assert_bad("f:\n", "line 2: the text ends within a function");
}

static void another_text_is_an_error_of_its_line(void **state)
{
	(void)state;
	assert_bad("\n<html>\n", "line 2: no function begins here");
	assert_bad("a b:\n", "line 1: no function begins here");
	assert_bad("9:\n", "line 1: no function begins here");
	assert_bad("f:\n.L0:\n", "line 2: the function's entry point is missing");
	assert_bad("f:\nep 0x1: g\n", "line 2: the function's entry point is missing");
	assert_bad(HEAD("f") "   sym: 0x5\n", "line 3: a variable has no name");
	assert_bad(HEAD("f") "   sym: x\n", "line 3: a variable has no name");
	assert_bad(HEAD("f") "x\n", "line 3: neither a variable nor one of its users");
	assert_bad(HEAD("f") "\nx\n", "line 4: neither a block nor the end of a function");
	assert_bad(HEAD("f") "\n.L:\n", "line 4: neither a block nor the end of a function");
	assert_bad(HEAD("f") "\n.L0:\nx\n", "line 5: a block's position is no path and line");
	assert_bad(HEAD("f") "\n.L0:\n:5\n", "line 5: a block's position is no path and line");
	assert_bad(HEAD("f") "\n.L0:\n  **to\n", "line 5: what is told of a block has no end");
	assert_bad(HEAD("f") "\n" BLOCK("0") RET "x\n",
		   "line 7: neither an instruction nor the end of a block");
	assert_bad(HEAD("f") "\n" BLOCK("0") RET RET,
		   "line 7: an instruction behind the end of its block");
}

static void operands_of_another_instruction_are_an_error(void **state)
{
	(void)state;
	assert_bad_insn("mov %rax, 5", "line 7: no instruction of sparse's");
	assert_bad_insn("add.64     %r1 <- %r2, $1", "line 7: no instruction of sparse's");
	assert_bad_insn("", "line 7: no instruction of sparse's");
	assert_bad_insn("add.64      %r1 <- %r2",
			"line 7: add: its operands are not those of its opcode");
	assert_bad_insn("add.64      %r1 <- %r2, $1, $2", "line 7: add: more than an instruction");
	assert_bad_insn("add.64      %r1 <- %r2, \"abc",
			"line 7: add: a string without end");
	assert_bad_insn("call        <anon", "line 7: call: a '<' without end");
	assert_bad_insn("br          x", "line 7: br: a label is missing");
	assert_bad_insn("not.64      %r1 <- ,", "line 7: not: an operand is missing");
	assert_bad_insn("ret.64      %r",
			"line 7: ret: a register without number, or out of range");
}

static void a_block_that_stands_twice_is_an_error(void **state)
{
	(void)state;
	assert_bad(HEAD("f") "\n" BLOCK("0") RET "\n" BLOCK("1") RET "\n" BLOCK("0") RET END,
		   "line 12: the block .L0 stands twice in a function");
}

static void registers_far_apart_are_an_error(void **state)
{
	struct ir ir;

	(void)state;
	read_text(&ir, BODY("\tadd.64      %r1 <- %r4000, $1\n"));
	ir_release(&ir);
	assert_bad(BODY("\tadd.64      %r1 <- %r2147483647, $1\n"),
		   "line 10: the registers of this function are numbered too far apart");
}

static void a_nul_byte_is_an_error(void **state)
{
	static const char text[] = "\n\nf\0:\n";

	(void)state;
	assert_error(text, sizeof(text) - 1, "line 3: a NUL byte");
}

/* ---- much of it ---- */

static double seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static void read_much(struct ir *ir, struct str *text)
{
	double began = seconds();

	read_text(ir, text->buf);
	assert_true(seconds() - began < 20);
	str_release(text);
}

static void a_function_of_many_blocks_is_read_in_time(void **state)
{
	enum { MANY = 100000 };
	struct str text = STR_INIT;
	struct ir ir;
	int i;

	(void)state;
	str_add(&text, HEAD("f") "\n");
	for (i = MANY; i > 0; i--)
		str_addf(&text, ".L%d:\n/a.c:%d\n  **from .L%d (/a.c:1:2)**\n"
			 "\tcbr         $1, .L%d, .L%d\n\n", i, i, i - 1, i - 1, MANY - i);
	str_add(&text, "\n");
	read_much(&ir, &text);
	assert_int_equal(block(&ir, "f", 0)->to[0], 1);
	assert_int_equal(block(&ir, "f", MANY - 1)->to[1], 1);
	ir_release(&ir);
}

static void a_variable_of_many_stores_is_read_in_time(void **state)
{
	enum { MANY = 200000 };
	struct str text = STR_INIT;
	struct ir ir;
	int i;

	(void)state;
	str_add(&text, HEAD("f") SYM("1", "ret"));
	for (i = 0; i < MANY; i++)
		str_add(&text, ZERO);
	str_add(&text, "\n" BLOCK("0"));
	for (i = 0; i < MANY; i++)
		str_add(&text, ZERO);
	str_add(&text, RET END);
	read_much(&ir, &text);
	for (i = 0; i < MANY; i++)
		assert_int_equal(accessed(&ir, (size_t)i), 0);
	ir_release(&ir);
}

/* Nested all of them, so that every store may be of any. */
static void many_variables_of_one_name_are_read_in_time(void **state)
{
	enum { MANY = 20000 };
	struct str text = STR_INIT;
	struct ir ir;
	int i;

	(void)state;
	str_add(&text, HEAD("f"));
	for (i = 0; i < MANY; i++)
		str_addf(&text, "   sym: 0x%x ret\n" ZERO "\tload.32     %%r%d <- 0[ret]\n", i, i);
	str_add(&text, "\n" BLOCK("0"));
	for (i = 0; i < MANY; i++)
		str_add(&text, ZERO);
	for (i = MANY; i-- > 0;)
		str_addf(&text, "\tload.32     %%r%d <- 0[ret]\n", i);
	str_add(&text, RET END);
	read_much(&ir, &text);
	for (i = 0; i < MANY; i++) {
		assert_int_equal(accessed(&ir, (size_t)i), i);
		assert_int_equal(accessed(&ir, (size_t)(2 * MANY - 1 - i)), i);
	}
	ir_release(&ir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_no_function),
		cmocka_unit_test(functions_keep_their_order_and_the_first_of_a_name_is_told),
		cmocka_unit_test(a_function_without_name_has_none),
		cmocka_unit_test(blocks_are_linked_and_tell_where_they_begin),
		cmocka_unit_test(a_block_may_have_no_position_and_no_end),
		cmocka_unit_test(a_label_that_is_not_there_is_no_block),
		cmocka_unit_test(labels_are_those_of_the_same_function),
		cmocka_unit_test(a_switch_tells_its_cases),
		cmocka_unit_test(registers_are_told_by_their_first_and_last),
		cmocka_unit_test(operands_are_of_all_kinds),
		cmocka_unit_test(numbers_reach_from_the_least_to_the_greatest),
		cmocka_unit_test(numbers_out_of_range_are_errors),
		cmocka_unit_test(every_opcode_is_known),
		cmocka_unit_test(memory_is_told_by_offset_and_address),
		cmocka_unit_test(an_opcode_of_13_columns_has_its_operands_one_blank_behind),
		cmocka_unit_test(what_is_not_known_is_counted),
		cmocka_unit_test(what_was_removed_is_passed_over),
		cmocka_unit_test(an_asm_holds_anything),
		cmocka_unit_test(an_empty_asm_ends_in_its_line),
		cmocka_unit_test(an_asm_may_be_the_last_of_an_open_block),
		cmocka_unit_test(an_asm_in_a_list_ends_where_the_list_goes_on),
		cmocka_unit_test(lines_are_counted_over_an_asm),
		cmocka_unit_test(variables_are_told_by_their_lists),
		cmocka_unit_test(numbers_of_variables_begin_anew_in_each_function),
		cmocka_unit_test(an_anonymous_variable_has_no_name),
		cmocka_unit_test(a_long_name_is_cut_in_operands_only),
		cmocka_unit_test(a_variable_that_is_listed_twice_is_one),
		cmocka_unit_test(the_inner_of_two_scopes_is_set_last_and_read_first),
		cmocka_unit_test(of_scopes_one_after_the_other_each_has_its_own_store),
		cmocka_unit_test(a_store_stands_between_the_accesses_that_its_list_has_around_it),
		cmocka_unit_test(no_variable_has_more_stores_than_its_list),
		cmocka_unit_test(lists_in_another_order_still_tell_whose_a_store_is),
		cmocka_unit_test(a_text_that_is_cut_off_is_an_error),
		cmocka_unit_test(another_text_is_an_error_of_its_line),
		cmocka_unit_test(operands_of_another_instruction_are_an_error),
		cmocka_unit_test(a_block_that_stands_twice_is_an_error),
		cmocka_unit_test(registers_far_apart_are_an_error),
		cmocka_unit_test(a_nul_byte_is_an_error),
		cmocka_unit_test(a_function_of_many_blocks_is_read_in_time),
		cmocka_unit_test(a_variable_of_many_stores_is_read_in_time),
		cmocka_unit_test(many_variables_of_one_name_are_read_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
