/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ir_user: which of a function's variables an access means. An instruction tells only the
 * name; the list of a variable has its users' texts, in the order in which the function has
 * them. A load and a symaddr are known by the register they set. Stores of the same text may
 * be of several variables: they are placed from the function's last to its first, each
 * where the list has got that far, and of several where the variable's next access follows
 * soonest. Scopes nest, so that is the inner one. But where nothing follows, as in an inlined
 * function of which sparse knows what is stored, it is not: the first stores of two variables
 * change places where that suits the variables declared beside them better.
 */
#ifndef SPARSE_IR_USER_H
#define SPARSE_IR_USER_H

#include "sparse/ir.h"

struct ir_user {		/* in a variable's list */
	unsigned variable;
	unsigned text;		/* of a store: which one; 0: known by its register */
	long long reg;
	size_t insn;		/* where it is placed, or NOWHERE */
	size_t below;		/* in the stack of its text */
};

struct ir_access {		/* in the function's blocks */
	size_t insn;		/* in ir.insns */
	unsigned text;		/* as above */
	size_t below;
};

struct ir_list {
	unsigned name;		/* as operands tell it */
	size_t first;		/* in .users; it ends where the next one begins */
};

struct ir_users {
	ARRAY(struct ir_list) lists;	/* one for each of the function's variables */
	ARRAY(struct ir_user) users;
	ARRAY(struct ir_access) accesses;
	struct map addresses;		/* of the variables: known */
	bool again;			/* the list that was begun last is of one of them */
	struct map texts;		/* of stores -> (void *)(1 + index) */
};

/* Whether @insn accesses what may be a variable: its address is then its last operand. */
bool ir_accesses_name(const struct ir *ir, const struct ir_insn *insn);

/*
 * The list of a variable begins, which operands call @name. False: the same one, told by its
 * @address, had its list already (a static one, of a function that was inlined more than
 * once); what is added is nothing new then.
 */
bool ir_users_begin(struct ir_users *u, const char *address, size_t len, unsigned name);

/* @insn, whose line is @text, is in the list that was begun last. */
void ir_users_add(struct ir_users *u, const struct ir *ir, const struct ir_insn *insn,
		  const char *text, size_t len);

/* ir.insns[@insn], whose line is @text, stands in the function. */
void ir_users_meet(struct ir_users *u, const struct ir *ir, size_t insn, const char *text,
		   size_t len);

/* All was added and met: the operands become variables. @u is empty afterwards. */
void ir_users_settle(struct ir_users *u, struct ir *ir);

void ir_users_release(struct ir_users *u);

#endif
