/* SPDX-License-Identifier: GPL-2.0 */
/*
 * words: what the writers of audits say in the same words. They add outside
 * text as it is; the writer escapes the sentence as a whole.
 */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "audit/verdict.h"
#include "base/str.h"

/* "2019-03-05"; "2019-03-05T10:00:00Z". Nothing for 0 and for years not of four digits. */
void words_day(struct str *to, long long date);
void words_time(struct str *to, long long date);

/* "1 branch", "2 branches" */
void words_count(struct str *to, size_t n, const char *one, const char *many);

/* Adds ", " where @to holds something, then @text. */
void words_listed(struct str *to, const char *text);

/* 376991db4b64 ("subject"); the id alone where the subject is empty or NULL. */
void words_commit(struct str *to, const char *id, const char *subject);

/* The title of an audited fix: as words_commit(), of what is known. */
void words_fix(struct str *to, const struct fix_audit *f);
/* Who wrote it and when, where mainline has it, and what was asked for if that is no id. */
void words_origin(struct str *to, const struct fix_audit *f);
void words_introducer(struct str *to, const struct introducer *i);

/* The evidence that the verdict of @b rests on; NULL when it has none. */
const struct evidence *words_main_evidence(const struct branch_verdict *b);
/* Whether that is the subject alone. */
bool words_likely(const struct branch_verdict *b);
/*
 * One word: "message"; "likely" for the subject alone; "code" where that decides, whatever
 * history says; "unread" where the code can't be read; "none".
 */
const char *words_evidence_word(const struct branch_verdict *b);
/* message: commit … upstream (376991db4b64) */
void words_evidence(struct str *to, const struct evidence *e);

/*
 * What the code says: "code: has the bug in v4.14.106, by rule NAME: drivers/base/dd.c:9
 * really_probe()"; nothing where it was not asked.
 */
void words_proof(struct str *to, const struct branch_verdict *b);
/* Likewise, without what a note of @b tells: the places, the reason, that objects are missing. */
void words_proof_brief(struct str *to, const struct branch_verdict *b);
/* Whether @e says no more than words_proof(): what the code is where it was looked at. */
bool words_is_proof(const struct branch_verdict *b, const struct evidence *e);
/* "+code" where it bears out what history claims, "" elsewhere. */
const char *words_proof_mark(const struct branch_verdict *b);

/* "carried v5.10.81 to before v5.10.83, again from v5.10.86"; nothing for none. */
void words_intervals(struct str *to, const struct branch_verdict *b);
/* Whether there is none but one that reaches to the end. */
bool words_intervals_plain(const struct branch_verdict *b);

/* The release that the row of @b names; "none yet" where it carries but has none, "" else. */
const char *words_release(const struct branch_verdict *b);

/* Verdicts counted: "carries 4 (1 likely), missing 2" */
struct tally {
	size_t total, likely, of[VERDICT_UNKNOWN + 1];
};

void tally_add(struct tally *t, const struct fix_audit *f);
void words_tally(struct str *to, const struct tally *t);

/* The branches of @f with verdict @v, by name: "4.14.y, 4.9.y" */
void words_branches(struct str *to, const struct fix_audit *f, enum verdict v);
/* Likewise over all fixes: "4.14.y (2 fixes), 4.9.y" */
void words_all_branches(struct str *to, const struct audit *a, enum verdict v);

/* The verdicts that call for work, in the order to name them; WORDS_OPEN of them. */
enum { WORDS_OPEN = 4 };
extern const enum verdict words_open[WORDS_OPEN];

/* v6.3-rc1, 2023-02-01; fixes <12> ("…"), on the branch as <12> since v5.10.61 */
void words_missing(struct str *to, const struct missing_fix *f);

#endif
