/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hunk: whether a file's text holds a fix's change, or the code that was there
 * before it: for fixes that no rule knows. Text in, answer out; nothing is read but
 * what is given.
 *
 * The change is taken apart into runs of removed and added lines. Blanks, empty
 * lines and comments make no difference anywhere. A side stands in a text where its
 * lines stand there one behind the other, under a head of the same name (elsewhere
 * only where that name is gone, or it's unmistakable), with enough of the lines
 * around them: the less they say themselves, the more. A side without lines (nothing
 * was there before; nothing is left) is the seam between what stood around. A side
 * is doubted where lines that make the other one stand elsewhere, and where what was
 * moved isn't where the fix takes it. A run that can't tell its own before from its
 * own after is never told.
 *
 * In doubt the answer is HUNK_NEITHER, HUNKS_UNCLEAR: a backport that renames or
 * rewraps is not recognised.
 */
#ifndef PROOF_HUNK_H
#define PROOF_HUNK_H

#include <stdbool.h>
#include <stddef.h>

struct hunks;		/* a change of one file: prepared once, asked of many texts */

/*
 * The change from @before to @after, neither of which must outlive the call. @before
 * "" and @n 0: the file is created; @after NULL: it's deleted. Never NULL: of what
 * has nothing to tell by (binary, huge, only blanks or comments) hunks_count() is 0.
 * libgit2 must be initialised.
 */
struct hunks *hunks_new(const char *before, size_t n, const char *after, size_t m);
void hunks_free(struct hunks *h);	/* NULL is fine */

size_t hunks_count(const struct hunks *h);

enum hunk_state {
	HUNK_NEITHER,		/* not there, or not to be told */
	HUNK_BEFORE,
	HUNK_AFTER,
	HUNK_BOTH,
};

struct hunk_answer {
	enum hunk_state state;
	unsigned line;		/* in the text, from 1, where that side was found; else 0 */
	const char *function;	/* the name of what .line is under, as git has it; "" */
	size_t function_len;	/* it's in the text */
	bool sure;		/* not only by what isn't there */
	bool gone;		/* neither, and what the hunk is in isn't there either */
	bool mixed;		/* the function's hunks say different things */
	bool slight;		/* braces, #include, #if, a file that isn't there */
};

/*
 * Asks @text for each hunk: hunks_count() @answers, in the order of the change. They
 * point into @text. Of a file that isn't there, @len is 0.
 */
void hunks_find(const struct hunks *h, const char *text, size_t len, struct hunk_answer *answers);

enum hunks_state {
	HUNKS_NONE,		/* no answers: the change has nothing to tell by */
	HUNKS_BEFORE,		/* none is after; as many are surely before as are open, or more */
	HUNKS_AFTER,		/* none is before; surely after are more than twice the untold */
	HUNKS_PART,		/* some are surely after; other functions are as before */
	HUNKS_UNCLEAR,
};

/*
 * What the answers say together: of one file, or of all that a fix changes. Slight
 * ones count where there are no others. Open are those that aren't told and not gone.
 * Where none is sure, none may be open for HUNKS_BEFORE, and all must be told for
 * HUNKS_AFTER. A function that is mixed makes no HUNKS_PART: a backport that reached
 * it changed it in its own way; nor do functions that are before, none of them
 * surely, unless all is told.
 */
enum hunks_state hunks_weigh(const struct hunk_answer *answers, size_t n);

#endif
