// SPDX-License-Identifier: GPL-2.0
#include "check/finding.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

const char *place_kind_name(enum place_kind k)
{
	switch (k) {
	case PLACE_TEARDOWN:
		return "teardown";
	case PLACE_INSIDE:
		return "inside";
	case PLACE_PATH:
		return "path";
	case PLACE_RELEASE:
		return "release";
	case PLACE_CALLBACK:
		return "callback";
	case PLACE_MANAGED:
		return "managed";
	case PLACE_CHANGE:
		return "change";
	}
	return "path";
}

const char *opinion_name(enum opinion o)
{
	switch (o) {
	case OPINION_CONFIRMED:
		return "confirmed";
	case OPINION_REFUTED:
		return "refuted";
	case OPINION_UNSEEN:
		return "unseen";
	case OPINION_NONE:
		return "";
	}
	return "";
}

static void place_release(struct place *p)
{
	mem_free(p->path);
	mem_free(p->message);
	*p = (struct place){ 0 };
}

void finding_release(struct finding *f)
{
	for (size_t i = 0; i < f->related.n; i++)
		place_release(&f->related.item[i]);
	array_free(&f->related);
	mem_free(f->path);
	mem_free(f->function);
	mem_free(f->message);
	mem_free(f->patch);
	mem_free(f->no_patch);
	mem_free(f->brought);
	mem_free(f->mended);
	mem_free(f->opinion_why);
	*f = (struct finding){ 0 };
}

void coverage_release(struct coverage *c)
{
	for (size_t i = 0; i < c->unparsed.n; i++) {
		mem_free(c->unparsed.item[i].path);
		mem_free(c->unparsed.item[i].function);
	}
	for (size_t i = 0; i < c->unseen.n; i++) {
		mem_free(c->unseen.item[i].path);
		mem_free(c->unseen.item[i].why);
	}
	array_free(&c->unparsed);
	array_free(&c->unseen);
	*c = (struct coverage){ 0 };
}

static void remark_release(struct remark *r)
{
	mem_free(r->of);
	mem_free(r->path);
	mem_free(r->line);
	mem_free(r->text);
}

void report_release(struct report *r)
{
	for (size_t i = 0; i < r->remarks.n; i++)
		remark_release(&r->remarks.item[i]);
	array_free(&r->remarks);
	for (size_t i = 0; i < r->findings.n; i++)
		finding_release(&r->findings.item[i]);
	array_free(&r->findings);
	coverage_release(&r->coverage);
	mem_free(r->root);
	*r = (struct report){ 0 };
}

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_number(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

static int compare_findings(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;
	int d = compare_text(a->path, b->path);

	if (!d)
		d = compare_number(a->line, b->line);
	if (!d)
		d = compare_number(a->column, b->column);
	if (!d)
		d = compare_text(a->rule ? a->rule->name : "", b->rule ? b->rule->name : "");
	if (!d)
		d = compare_text(a->function, b->function);
	return d ? d : compare_text(a->message, b->message);
}

static int compare_unparsed(const void *left, const void *right)
{
	const struct unparsed *a = left, *b = right;
	int d = compare_text(a->path, b->path);

	if (!d)
		d = compare_number(a->line, b->line);
	return d ? d : compare_text(a->function, b->function);
}

static int compare_unseen(const void *left, const void *right)
{
	const struct unseen *a = left, *b = right;
	int d = compare_text(a->path, b->path);

	return d ? d : compare_text(a->why, b->why);
}

#define SORT(a, compare) do { \
	if ((a).n > 1) \
		qsort((a).item, (a).n, sizeof(*(a).item), compare); \
} while (0)

void report_sort(struct report *r)
{
	SORT(r->findings, compare_findings);
	SORT(r->coverage.unparsed, compare_unparsed);
	SORT(r->coverage.unseen, compare_unseen);
}

bool coverage_complete(const struct coverage *c)
{
	return !c->unparsed.n && !c->unseen.n;
}

void finding_add_place(struct finding *f, enum place_kind kind, const char *path,
		       unsigned line, unsigned column, char *message)
{
	*array_push(&f->related) = (struct place){
		.kind = kind,
		.path = mem_strdup(path),
		.line = line,
		.column = column,
		.message = message,
	};
}

static uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* The NUL goes in too: "ab", "c" and "a", "bc" must differ. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
	return text ? hash_bytes(hash, text, strlen(text) + 1) : hash_bytes(hash, "\1", 1);
}

static bool is_expression(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '>' || c == '-';
}

/* The end of the parentheses that open at @open; NULL when they don't close. */
static const char *closing(const char *open)
{
	int depth = 0;

	for (const char *p = open; *p; p++) {
		depth += (*p == '(') - (*p == ')');
		if (!depth)
			return p + 1;
	}
	return NULL;
}

/* The first call with arguments, or assignment of NULL, in @message. */
static const char *teardown_text(const char *message, size_t *len)
{
	for (const char *p = message; *p; p++) {
		bool assigns = str_starts(p, " = NULL");
		const char *from = p, *end = NULL;

		if (assigns)
			end = p + strlen(" = NULL");
		else if (*p == '(' && p[1] != ')')
			end = closing(p);
		while (from > message && is_expression(from[-1]))
			from--;
		if (!end || from == p)
			continue;
		*len = (size_t)(end - from);
		return from;
	}
	return NULL;
}

const char *finding_teardown(const struct finding *f, size_t *len)
{
	return teardown_text(f->message ? f->message : "", len);
}

static uint64_t hash_without_digits(uint64_t hash, const char *text)
{
	for (; *text; text++)
		if (!isdigit((unsigned char)*text))
			hash = hash_bytes(hash, text, 1);
	return hash;
}

char *finding_fingerprint(const struct finding *f)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	const char *message = f->message ? f->message : "";
	size_t len;
	const char *text = teardown_text(message, &len);

	hash = hash_text(hash, f->rule ? f->rule->name : NULL);
	hash = hash_text(hash, f->path);
	hash = hash_text(hash, f->function);
	hash = text ? hash_bytes(hash, text, len) : hash_without_digits(hash, message);
	return mem_printf("%016" PRIx64, hash);
}

bool finding_has_fix(const struct finding *f, const struct fix *fix)
{
	if (!fix->of || strstr(f->message, fix->of))
		return true;
	for (size_t i = 0; i < f->related.n; i++)
		if ((f->related.item[i].kind == PLACE_TEARDOWN ||
		     f->related.item[i].kind == PLACE_INSIDE) &&
		    strstr(f->related.item[i].message, fix->of))
			return true;
	return false;
}
