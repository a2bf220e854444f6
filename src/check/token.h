/* SPDX-License-Identifier: GPL-2.0 */
/*
 * token: C source cut into tokens, for reading kernel code without a compiler.
 * Comments and #define, #include and the like are left out. Both sides of an
 * #if are kept, with tokens that mark it, where each side is balanced in its
 * braces and parentheses; else only the first side is. "#if 0" is skipped.
 *
 * Macros with parameters that call something come last, each as if it were a
 * function: "static FORGET(auto d) { arch_teardown_dma_ops(d); }".
 */
#ifndef CHECK_TOKEN_H
#define CHECK_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

enum token_kind {
	TOKEN_WORD,		/* an identifier or keyword */
	TOKEN_NUMBER,
	TOKEN_STRING,		/* "…" or '…' */
	TOKEN_PUNCT,		/* one operator; ch holds its bytes: '-' << 8 | '>' for -> */
	TOKEN_PP_IF,		/* #if, #ifdef, #ifndef: start and len cover the condition */
	TOKEN_PP_ELSE,		/* #else, #elif, #elifdef, #elifndef */
	TOKEN_PP_ENDIF,
	TOKEN_PP_VOID,		/* an #if or #else of which one side was left out */
	TOKEN_END,		/* the last token of every list */
};

struct token {
	const char *start;	/* in the text */
	unsigned len;
	unsigned line;		/* from 1 */
	unsigned column;	/* from 1, in bytes */
	unsigned ch;		/* TOKEN_PUNCT: the operator; TOKEN_PP_IF: 'n' for #ifndef */
	unsigned match;		/* of ( [ { ) ] }: the index of the other one, else 0 */
	enum token_kind kind;
};

struct tokens {
	ARRAY(struct token) list;
	size_t n;		/* without TOKEN_END */
	size_t macros;		/* the first token of the first macro, or n */
};

#define PUNCT2(a, b) ((unsigned)(a) << 8 | (unsigned)(b))

/*
 * Cuts @text (NUL-terminated at @len) into tokens; they point into it. Never
 * fails: bytes that are no C are left out, brackets without a partner match 0.
 */
void tokens_read(struct tokens *t, const char *text, size_t len);
void tokens_release(struct tokens *t);

/* Whether token @i is this operator, this word. */
bool token_is(const struct tokens *t, size_t i, unsigned ch);
bool token_is_word(const struct tokens *t, size_t i, const char *word);

/* Whether token @i is an identifier; the number 0. */
bool token_is_name(const struct tokens *t, size_t i);
bool token_is_zero(const struct tokens *t, size_t i);

/* Where the argument that starts at @first ends: its comma, or the bracket at @close. */
size_t tokens_argument_end(const struct tokens *t, size_t first, size_t close);

/*
 * The tokens [first, last) as text, a blank only where words would run together. The caller
 * frees it.
 */
char *tokens_text(const struct tokens *t, size_t first, size_t last);

#endif
