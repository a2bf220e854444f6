// SPDX-License-Identifier: GPL-2.0
#include "audit/verdict.h"

const char *verdict_name(enum verdict v)
{
	static const char *const names[] = {
		[VERDICT_CARRIES] = "carries",
		[VERDICT_MISSING] = "missing",
		[VERDICT_PARTIAL] = "partial",
		[VERDICT_REVERTED] = "reverted",
		[VERDICT_NOT_AFFECTED] = "not-affected",
		[VERDICT_UNKNOWN] = "unknown",
	};

	return names[v];
}

const char *evidence_name(enum evidence_kind k)
{
	static const char *const names[] = {
		[EVIDENCE_ANCESTOR] = "ancestor",
		[EVIDENCE_MESSAGE] = "message",
		[EVIDENCE_PICK] = "cherry-pick",
		[EVIDENCE_PATCH_ID] = "patch-id",
		[EVIDENCE_AUTHORSHIP] = "authorship",
		[EVIDENCE_SUBJECT] = "subject",
		[EVIDENCE_REVERT] = "revert",
		[EVIDENCE_INTRODUCER] = "introducer",
		[EVIDENCE_BOUNDARY] = "boundary",
		[EVIDENCE_ABSENCE] = "absence",
		[EVIDENCE_CODE] = "code",
	};

	return names[k];
}

const char *code_state_name(enum code_state s)
{
	static const char *const names[] = {
		[CODE_UNASKED] = "unasked",
		[CODE_HAS_BUG] = "has-bug",
		[CODE_FIXED] = "fixed",
		[CODE_PARTIAL] = "partial",
		[CODE_CLEAN] = "clean",
		[CODE_ABSENT] = "absent",
		[CODE_UNCLEAR] = "unclear",
		[CODE_MISSING] = "unread",
		[CODE_UNREAD] = "unread",
	};

	return names[s];
}

/* Frees each string of an array of them, and the array. */
#define free_strings(a) \
	do { \
		for (size_t _i = 0; _i < (a)->n; _i++) \
			mem_free((a)->item[_i]); \
		array_free(a); \
	} while (0)

static void free_intervals(struct branch_verdict *b)
{
	for (size_t i = 0; i < b->intervals.n; i++) {
		mem_free(b->intervals.item[i].from);
		mem_free(b->intervals.item[i].until);
	}
	array_free(&b->intervals);
}

void proof_release(struct proof *p)
{
	for (size_t i = 0; i < p->sites.n; i++) {
		mem_free(p->sites.item[i].path);
		mem_free(p->sites.item[i].function);
	}
	array_free(&p->sites);
	mem_free(p->by);
	mem_free(p->release);
	mem_free(p->why);
	*p = (struct proof){ 0 };
}

void branch_verdict_release(struct branch_verdict *b)
{
	proof_release(&b->proof);
	mem_free(b->branch);
	mem_free(b->ref);
	mem_free(b->first_release);
	mem_free(b->last_release);
	free_intervals(b);
	for (size_t i = 0; i < b->evidence.n; i++)
		mem_free(b->evidence.item[i].text);
	array_free(&b->evidence);
	free_strings(&b->notes);
	for (size_t i = 0; i < b->releases.n; i++)
		mem_free(b->releases.item[i].release);
	array_free(&b->releases);
}

static void free_introducers(struct fix_audit *f)
{
	for (size_t i = 0; i < f->introducers.n; i++) {
		mem_free(f->introducers.item[i].subject);
		mem_free(f->introducers.item[i].source);
		mem_free(f->introducers.item[i].release);
	}
	array_free(&f->introducers);
}

static void free_followers(struct fix_audit *f)
{
	for (size_t i = 0; i < f->followers.n; i++) {
		mem_free(f->followers.item[i].subject);
		mem_free(f->followers.item[i].release);
		free_strings(&f->followers.item[i].without);
	}
	array_free(&f->followers);
}

void fix_audit_release(struct fix_audit *f)
{
	mem_free(f->given);
	mem_free(f->subject);
	mem_free(f->author);
	free_introducers(f);
	for (size_t i = 0; i < f->branches.n; i++)
		branch_verdict_release(&f->branches.item[i]);
	array_free(&f->branches);
	free_followers(f);
	free_strings(&f->notes);
}

static void free_unknown(struct unknown *u)
{
	mem_free(u->what);
	mem_free(u->why);
}

void audit_release(struct audit *a)
{
	for (size_t i = 0; i < a->fixes.n; i++)
		fix_audit_release(&a->fixes.item[i]);
	array_free(&a->fixes);
	for (size_t i = 0; i < a->unknown.n; i++)
		free_unknown(&a->unknown.item[i]);
	array_free(&a->unknown);
}

static void free_missing_fix(struct missing_fix *f)
{
	mem_free(f->subject);
	mem_free(f->release);
	free_strings(&f->paths);
	mem_free(f->fixes.subject);
	mem_free(f->fixes.on_branch_in);
	mem_free(f->why);
	mem_free(f->note);
	free_strings(&f->followers);
}

void missing_release(struct missing *m)
{
	mem_free(m->branch);
	mem_free(m->ref);
	for (size_t i = 0; i < m->fixes.n; i++)
		free_missing_fix(&m->fixes.item[i]);
	array_free(&m->fixes);
	for (size_t i = 0; i < m->unknown.n; i++)
		free_unknown(&m->unknown.item[i]);
	array_free(&m->unknown);
}
