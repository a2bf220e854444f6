// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/claim.h"

#include <stdlib.h>
#include <string.h>

#include "history/cursor.h"
#include "history/header.h"
#include "history/lead.h"
#include "history/quote.h"
#include "history/tail.h"
#include "history/title.h"

enum {
	MAX_LINES = 16,		/* that one form may run over */
	LONE_NIBBLES = 12,	/* of an id that only its place makes a claim */
	FEW_CLAIMS = 32,	/* up to here twins are searched for one by one */
};

struct reader {
	struct claims *to;
	const char *message, *at, *end;	/* @at: the next line */
	struct text title, prev, line;
	struct text reverted;	/* the subject that the title quotes */
	bool behind_claim;	/* @prev is one's line */
	bool reverts;		/* ' reverts' stands somewhere in it */
	bool partly;		/* the text says that the revert is one of a part */
	bool many;		/* twins are still to be searched for */
	struct header header;
};

/* A form that is being read: what it began with, what was found of it. */
struct form {
	struct lead lead;
	bool quoted;
	size_t first;		/* its first claim in the list */
};

/* Whether a line behind @prev is no part of a sentence that began before. */
static bool stands_free(const struct reader *r)
{
	struct text prev = text_trim(r->prev);

	return r->behind_claim || !prev.len || r->prev.p == r->message || header_is_line(prev) ||
	       one_of(*prev.p, "[(") || prev.p[prev.len - 1] == ']';
}

/* Whether the form ends at @c, and is no part of a sentence. */
static bool ends(struct cursor *c, const struct form *f)
{
	return tail_is_clean(c, f->quoted && !f->lead.bracket);
}

static void set_subject(struct claim *claim, struct text subject)
{
	claim->subject = subject.len ? subject.p : NULL;
	claim->subject_len = subject.len;
}

/* One id and its subject; false, and nothing, when it is but a number. */
static bool read_id(struct reader *r, struct cursor *c, struct form *f, struct text subject)
{
	struct claim *claim = array_push(&r->to->list);
	struct cursor was = *c;
	bool number;

	claim->kind = f->lead.kind;
	number = cursor_take_id(c, claim);
	while (one_of(cursor_at(c, 0), "\"'>"))
		c->p++;
	f->quoted |= quote_take(c, claim->kind == CLAIM_FIXES, &subject);
	set_subject(claim, subject);
	if (!number || subject.len)
		return true;
	r->to->list.n--;
	*c = was;
	return false;
}

/* The ids from @c on. Of those that a revert tells, one before 'upstream' is not the reverted. */
static bool read_ids(struct reader *r, struct cursor *c, struct form *f, struct text subject)
{
	struct cursor next = *c;

	while (read_id(r, &next, f, subject)) {
		*c = next;
		if (f->lead.kind == CLAIM_REVERT && r->to->list.n - f->first > 1 &&
		    tail_take_upstream(c))
			r->to->list.item[r->to->list.n - 1].kind = CLAIM_REVERT_UPSTREAM;
		next = *c;
		subject = (struct text){ NULL, 0 };
		if (!tail_take_separator(&next, f->lead.plural || f->lead.bracket))
			break;
	}
	return r->to->list.n > f->first;
}

/* The subject of a Fixes: line that nothing quotes: the rest of it. */
static void read_fixes_rest(struct reader *r, struct cursor *c)
{
	struct claim *claim = &r->to->list.item[r->to->list.n - 1];
	struct text l = text_trim(text_line(c->p, c->end));

	if (!claim->subject && l.len && is_letter(*l.p))
		set_subject(claim, l);
}

/* 'which is commit A upstream', behind 'This reverts commit S'. */
static void read_reverted_upstream(struct reader *r, struct cursor *c, struct form *f)
{
	struct form of = {
		.lead = { .kind = CLAIM_REVERT_UPSTREAM, .plural = f->lead.plural },
		.first = r->to->list.n,
	};
	struct cursor next = *c;
	bool upstream = false;

	if (!tail_take_relation(&next, &upstream) ||
	    !read_ids(r, &next, &of, (struct text){ NULL, 0 }))
		return;
	if (tail_take_upstream(&next) || upstream)
		*c = next;
	else
		r->to->list.n = of.first;
}

static bool read_revert(struct reader *r, struct cursor *c, struct form *f)
{
	if ((f->lead.flags & LEAD_PARTLY) || (!r->reverted.p && tail_is_partial(c))) {
		r->partly = true;
		for (size_t i = f->first; i < r->to->list.n; i++)
			r->to->list.item[i].kind = CLAIM_REVERT_PART;
		return true;
	}
	read_reverted_upstream(r, c, f);
	return (f->lead.flags & LEAD_ANYWHERE) || ends(c, f);
}

static bool read_lone(struct reader *r, struct cursor *c, struct form *f)
{
	struct claim *claim = &r->to->list.item[f->first];

	if (!(f->lead.flags & LEAD_LONE) || f->lead.bracket || f->quoted ||
	    f->lead.start != r->line.p || r->line.p == r->message ||
	    r->to->list.n != f->first + 1 || claim->nibbles < LONE_NIBBLES ||
	    text_trim(text_line(c->p, c->end)).len ||
	    !header_holds(&r->header, r->line, r->prev, cursor_line_below(c)))
		return false;
	claim->kind = r->header.kind;
	return true;
}

static bool read_backport(struct reader *r, struct cursor *c, struct form *f)
{
	if (!(f->lead.flags & LEAD_TAIL))
		c->lines = 0;
	if (!tail_take_upstream(c) && (f->lead.flags & LEAD_TAIL))
		return read_lone(r, c, f);
	if (f->lead.bracket == '(' ? f->lead.flags & LEAD_FREE_IN_PARENS :
	    !f->lead.bracket && (f->lead.flags & LEAD_FREE))
		return true;
	f->quoted |= quote_take(c, false, &(struct text){ NULL, 0 });
	return ends(c, f);
}

static bool may_stand(const struct reader *r, const struct form *f)
{
	unsigned flags = f->lead.flags;

	if ((flags & LEAD_COLON) && !f->lead.colon && f->lead.bracket != '[')
		return false;
	return (flags & LEAD_ANYWHERE) || f->lead.bracket == '[' ||
	       (f->lead.bracket == '(' && (flags & LEAD_FREE_IN_PARENS)) || stands_free(r);
}

static bool read_rest(struct reader *r, struct cursor *c, struct form *f)
{
	if (!may_stand(r, f) || !read_ids(r, c, f, f->lead.subject))
		return false;
	switch (f->lead.kind) {
	case CLAIM_FIXES:
		if (!f->lead.colon && !f->quoted)
			return false;
		read_fixes_rest(r, c);
		return true;
	case CLAIM_REVERT:
		return read_revert(r, c, f);
	default:
		return read_backport(r, c, f);
	}
}

static bool is_same(const struct claim *a, const struct claim *b)
{
	return a->kind == b->kind && a->nibbles == b->nibbles &&
	       !memcmp(a->id, b->id, sizeof(a->id));
}

static bool is_known(const struct claims *c, size_t n, const struct claim *claim)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (is_same(&c->list.item[i], claim))
			return true;
	return false;
}

/* The claims from @first on are what @line says; those that are known go. */
static void keep(struct reader *r, size_t first, struct text line)
{
	struct claim *item = r->to->list.item;
	size_t i, n = first;

	line = text_trim(line);
	for (i = first; i < r->to->list.n; i++) {
		item[i].line = line.p;
		item[i].line_len = line.len;
		if (n > FEW_CLAIMS)
			r->many = true;
		else if (is_known(r->to, n, &item[i]))
			continue;
		item[n++] = item[i];
	}
	r->to->list.n = n;
}

/* What a revert quotes, indented, of the commit that it takes back is no claim of its own. */
static bool is_quoted(const struct reader *r, const struct form *f)
{
	size_t i, indent = (size_t)(f->lead.start - r->line.p);

	if ((f->lead.kind != CLAIM_BACKPORT && f->lead.kind != CLAIM_PICK) ||
	    (indent < 4 && (!indent || *r->line.p != '\t')))
		return false;
	for (i = 0; i < f->first; i++)
		if (r->to->list.item[i].kind == CLAIM_REVERT && r->to->list.item[i].nibbles)
			return true;
	return false;
}

/* The form that begins at @p, in the line. */
static bool read_form(struct reader *r, const char *p)
{
	struct cursor c = { p, r->end, MAX_LINES };
	struct form f = { .first = r->to->list.n };
	struct text l;

	if (!lead_read(&f.lead, &c))
		return false;
	if (!read_rest(r, &c, &f) || is_quoted(r, &f) || (p != r->line.p && !ends(&c, &f))) {
		r->to->list.n = f.first;
		return false;
	}
	l = text_line(c.p, r->end);
	r->at = l.p + l.len < r->end ? l.p + l.len + 1 : r->end;
	keep(r, f.first, (struct text){ f.lead.start, (size_t)(l.p + l.len - f.lead.start) });
	return true;
}

/* The end of a sentence: 'It was wrong, so this commit reverts commit A ("subject").' */
static bool read_sentence(struct reader *r)
{
	static const char *const words[] = { "his commit reverts", "his patch reverts" };
	const char *hit;
	size_t i;

	for (i = 0; r->reverts && i < sizeof(words) / sizeof(*words); i++) {
		hit = memmem(r->line.p, r->line.len, words[i], strlen(words[i]));
		if (hit && hit - r->line.p > 1 && is_blank(hit[-2]) && lower(hit[-1]) == 't' &&
		    read_form(r, hit - 1))
			return true;
	}
	return false;
}

/* A '(cherry picked from commit A)' that was glued to the end of a title or a trailer. */
static bool read_glued(struct reader *r)
{
	static const char words[] = "(cherry picked from commit ";
	size_t n = sizeof(words) - 1 + CLAIM_ID_BYTES * 2 + 1, first = r->to->list.n;
	struct text l = text_trim(r->line);
	struct cursor c;

	if (l.len <= n || l.p[l.len - 1] != ')' ||
	    memcmp(l.p + l.len - n, words, sizeof(words) - 1))
		return false;
	c = (struct cursor){ l.p + l.len - n + sizeof(words) - 1, l.p + l.len, 0 };
	if (cursor_id_length(&c) != CLAIM_ID_BYTES * 2 ||
	    (r->line.p != r->message && is_blank(l.p[l.len - n - 1])))
		return false;
	array_push(&r->to->list)->kind = CLAIM_PICK;
	cursor_take_id(&c, &r->to->list.item[first]);
	keep(r, first, (struct text){ l.p + l.len - n, n });
	return true;
}

/* The reverted subject goes to the one revert that there is, or is a claim by itself. */
static void claim_title(struct reader *r)
{
	struct claim *revert = NULL, *item;
	size_t i, reverts = 0;

	for (i = 0; i < r->to->list.n; i++) {
		if (r->to->list.item[i].kind != CLAIM_REVERT)
			continue;
		revert = &r->to->list.item[i];
		reverts++;
	}
	if (!reverts && !r->partly) {
		array_push(&r->to->list);
		item = r->to->list.item;
		memmove(item + 1, item, (r->to->list.n - 1) * sizeof(*item));
		*item = (struct claim){ .kind = CLAIM_REVERT, .line = r->title.p,
					.line_len = r->title.len };
		revert = item;
	}
	if (reverts <= 1 && revert && !revert->subject)
		set_subject(revert, r->reverted);
}

static int compare_twins(const void *one, const void *two, void *claims)
{
	const size_t *a = one, *b = two;
	const struct claim *all = claims, *x = &all[*a], *y = &all[*b];
	int by_id = memcmp(x->id, y->id, sizeof(x->id));

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->nibbles != y->nibbles)
		return x->nibbles < y->nibbles ? -1 : 1;
	return by_id ? by_id : (*a > *b) - (*a < *b);
}

/* Twins among many claims: by sorting, as an outsider's ids may be chosen to defeat a hash. */
static void drop_twins(struct claims *c)
{
	size_t i, n = c->list.n, kept = 0, *order = mem_alloc(n * sizeof(*order));
	bool *twin = mem_alloc(n * sizeof(*twin));

	for (i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof(*order), compare_twins, c->list.item);
	for (i = 1; i < n; i++)
		twin[order[i]] = is_same(&c->list.item[order[i - 1]], &c->list.item[order[i]]);
	for (i = 0; i < n; i++)
		if (!twin[i])
			c->list.item[kept++] = c->list.item[i];
	c->list.n = kept;
	mem_free(order);
	mem_free(twin);
}

static void read_lines(struct reader *r)
{
	while (r->at < r->end) {
		r->line = text_line(r->at, r->end);
		r->at = r->line.p + r->line.len < r->end ? r->line.p + r->line.len + 1 : r->end;
		r->behind_claim = read_form(r, r->line.p) || read_glued(r) || read_sentence(r);
		r->prev = r->line;
	}
}

void claims_read(struct claims *to, const char *message, size_t len)
{
	struct text first = text_line(message, message + len);
	struct reader r = { .to = to, .message = message, .at = message, .end = message + len };

	to->list.n = 0;
	r.reverts = memmem(message, len, " reverts", 8);
	r.title = title_read(first, r.end);
	r.reverted = title_reverted(r.title);
	header_start(&r.header, r.title, first.len < len ? first.p + first.len + 1 : r.end, r.end);
	read_lines(&r);
	if (r.reverted.p)
		claim_title(&r);
	if (r.many)
		drop_twins(to);
}

void claims_release(struct claims *c)
{
	array_free(&c->list);
}

int claim_same_id(const uint8_t *id, const uint8_t *other, unsigned nibbles)
{
	size_t whole = nibbles / 2;

	if (memcmp(id, other, whole))
		return 0;
	return !(nibbles % 2) || !((id[whole] ^ other[whole]) & 0xf0);
}
