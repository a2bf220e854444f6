// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/claim.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_LINES = 16,		/* that one form may run over */
	MAX_SUBJECT_LINES = 4,
	MAX_WORDS = 9,		/* before an id */
	NUMBER_NIBBLES = 12,	/* fewer decimal digits are a number: of a bug, a date */
	LONE_NIBBLES = 12,	/* of an id that only its place makes a claim */
	FEW_CLAIMS = 32,	/* up to here twins are searched for one by one */
	MAX_SPELLING = 12,
	MAX_REMARK = 40,
};

/* How words are spelled and what they are read as; "": as nothing. */
static const struct spelling {
	char word[MAX_SPELLING];	/* NULs behind it */
	const char *means;
} spellings[] = {
	{ "commit", "commit" }, { "commits", "commit" }, { "comit", "commit" },
	{ "commmit", "commit" }, { "commited", "commit" }, { "comitt", "commit" },
	{ "changeset", "commit" }, { "changesets", "commit" },
	{ "upstream", "upstream" }, { "upsream", "upstream" }, { "upstrem", "upstream" },
	{ "upstraem", "upstream" }, { "usptream", "upstream" }, { "uptream", "upstream" },
	{ "upstreams", "upstream" }, { "upstrream", "upstream" }, { "mainline", "upstream" },
	{ "master", "master" },
	{ "cherry", "cherry" }, { "cheery", "cherry" }, { "picked", "pick" }, { "pick", "pick" },
	{ "backport", "backport" }, { "backported", "backport" }, { "bacport", "backport" },
	{ "bacported", "backport" }, { "from", "from" }, { "form", "from" }, { "of", "of" },
	{ "in", "in" }, { "stable", "stable" }, { "git", "git" }, { "fix", "fix" },
	{ "fixes", "fixes" }, { "this", "this" }, { "is", "is" }, { "was", "is" },
	{ "which", "which" }, { "that", "which" }, { "patch", "patch" },
	{ "reverts", "reverts" }, { "revert", "revert" }, { "partially", "partly" },
	{ "partly", "partly" }, { "partial", "partly" }, { "mostly", "partly" },
	{ "part", "partly" }, { "parts", "partly" }, { "most", "partly" },
	{ "effectively", "" }, { "basically", "" }, { "essentially", "" },
	{ "a", "" }, { "an", "" }, { "the", "" }, { "id", "" }, { "ids", "" }, { "following", "" },
};

/* What makes a revert one of a part only, right behind the id. */
static const char *const exceptions[] = {
	"but", "except", "excluding", "without", "just", "only", "most", "mostly", "partially",
	"partly", "minus",
};

/* What may stand between an id and the version that it was brought to. */
static const char *const remarks[] = {
	"for", "to", "in", "into", "on", "the", "needed", "backport", "backported", "adapted",
	"stable", "linux",
};

enum {
	TAIL = 1,	/* 'upstream' must follow the id, or it is a header line */
	COLON = 2,	/* a colon must show that it is no sentence, or square brackets */
	FREE = 4,	/* whatever may follow */
	FREE_IN_PARENS = 8,	/* whatever may follow an opening parenthesis, at any line */
	ANYWHERE = 16,	/* at any line, not just where a paragraph or a header line may begin */
	PARTLY = 32,	/* no claim; the title's is none either */
	QUOTES = 64,	/* a colon or a quoted subject must be there */
};

/* The words before the first id, as the spellings give them; each is said once. */
static const struct lead {
	const char *words;
	enum claim_kind kind;
	unsigned flags;
} leads[] = {
	{ "commit", CLAIM_BACKPORT, TAIL },
	{ "this is commit", CLAIM_BACKPORT, TAIL },
	{ "upstream commit", CLAIM_BACKPORT, 0 },
	{ "this is upstream commit", CLAIM_BACKPORT, 0 },
	{ "from upstream commit", CLAIM_BACKPORT, 0 },
	{ "upstream fix", CLAIM_BACKPORT, COLON },
	{ "master commit", CLAIM_BACKPORT, COLON | ANYWHERE },
	{ "upstream", CLAIM_BACKPORT, COLON },
	{ "git commit", CLAIM_BACKPORT, COLON },
	{ "backport", CLAIM_BACKPORT, COLON },
	{ "backport commit", CLAIM_BACKPORT, COLON },
	{ "backport upstream commit", CLAIM_BACKPORT, COLON },
	{ "backport from", CLAIM_BACKPORT, FREE_IN_PARENS },
	{ "backport from commit", CLAIM_BACKPORT, FREE_IN_PARENS },
	{ "backport from upstream", CLAIM_BACKPORT, FREE_IN_PARENS },
	{ "backport from upstream commit", CLAIM_BACKPORT, FREE_IN_PARENS },
	{ "backport from stable commit", CLAIM_PICK, FREE_IN_PARENS },
	{ "backport of", CLAIM_BACKPORT, 0 },
	{ "backport of commit", CLAIM_BACKPORT, 0 },
	{ "backport of upstream commit", CLAIM_BACKPORT, 0 },
	{ "this is backport of commit", CLAIM_BACKPORT, FREE },
	{ "this is backport of upstream commit", CLAIM_BACKPORT, FREE },
	{ "this is backport of stable commit", CLAIM_PICK, FREE },
	{ "this is backport from commit", CLAIM_BACKPORT, FREE },
	{ "this is backport from upstream commit", CLAIM_BACKPORT, FREE },
	{ "this is backport from stable commit", CLAIM_PICK, FREE },
	{ "cherry pick from", CLAIM_PICK, FREE_IN_PARENS },
	{ "cherry pick from commit", CLAIM_PICK, FREE | FREE_IN_PARENS },
	{ "cherry pick from upstream", CLAIM_PICK, FREE_IN_PARENS },
	{ "cherry pick from upstream commit", CLAIM_PICK, FREE | FREE_IN_PARENS },
	{ "cherry pick from stable commit", CLAIM_PICK, FREE | FREE_IN_PARENS },
	{ "cherry pick commit", CLAIM_PICK, FREE_IN_PARENS },
	{ "cherry pick of commit", CLAIM_PICK, FREE_IN_PARENS },
	{ "cherry pick", CLAIM_PICK, COLON },
	{ "fixes", CLAIM_FIXES, ANYWHERE | QUOTES },
	{ "fixes commit", CLAIM_FIXES, ANYWHERE | QUOTES },
	{ "fixes upstream commit", CLAIM_FIXES, ANYWHERE | QUOTES },
	{ "fixes stable commit", CLAIM_FIXES, ANYWHERE | QUOTES },
	{ "this reverts", CLAIM_REVERT, ANYWHERE },
	{ "this reverts commit", CLAIM_REVERT, ANYWHERE },
	{ "this reverts upstream commit", CLAIM_REVERT, ANYWHERE },
	{ "this reverts stable commit", CLAIM_REVERT, ANYWHERE },
	{ "this revert commit", CLAIM_REVERT, ANYWHERE },
	{ "this patch reverts commit", CLAIM_REVERT, ANYWHERE },
	{ "this commit reverts commit", CLAIM_REVERT, ANYWHERE },
	{ "this commit reverts", CLAIM_REVERT, ANYWHERE },
	{ "this patch reverts", CLAIM_REVERT, ANYWHERE },
	{ "this is revert of", CLAIM_REVERT, ANYWHERE },
	{ "this is revert of commit", CLAIM_REVERT, ANYWHERE },
	{ "reverts", CLAIM_REVERT, 0 },
	{ "reverts commit", CLAIM_REVERT, 0 },
	{ "this partly reverts", CLAIM_REVERT, ANYWHERE | PARTLY },
	{ "this partly reverts commit", CLAIM_REVERT, ANYWHERE | PARTLY },
	{ "this reverts partly commit", CLAIM_REVERT, ANYWHERE | PARTLY },
	{ "this reverts partly of commit", CLAIM_REVERT, ANYWHERE | PARTLY },
	{ "this reverts partly of", CLAIM_REVERT, ANYWHERE | PARTLY },
	{ "this is partly revert of commit", CLAIM_REVERT, ANYWHERE | PARTLY },
	{ "this is partly revert of", CLAIM_REVERT, ANYWHERE | PARTLY },
};

/* What lines of a message's header part begin with, besides 'Key: ' and addresses. */
static const char *const header_starts[] = {
	"upstream status", "build info", "jira ", "cve ", "cve-", "commit-author ",
	"commit-source ", "commit-count ", "upstream-diff", "subsystem-sync ", "rebuild_",
	"from stable-", "from mainline-", "from linux-", "from lts-", "from next-", "from v",
	"master date:", "http:", "https:", "---", "===",
};

static const struct quote {
	const char *open, *close;
} quotes[] = {
	{ "(\"", "\")" }, { "('", "')" }, { "(\xe2\x80\x9c", "\xe2\x80\x9d)" },
	{ "(\xe2\x80\x98", "\xe2\x80\x99)" }, { "(`", "`)" },
	{ "\"", "\"" }, { "'", "'" }, { "\xe2\x80\x9c", "\xe2\x80\x9d" },
};

struct line {
	const char *p;
	size_t len;
};

/* A place in the message; @lines ends of lines may still be passed. */
struct cursor {
	const char *p, *end;
	unsigned lines;
};

/* What is known of the body up to @at: it is asked for at a header line only. */
struct header {
	const char *at;
	bool broken;		/* prose came */
	bool any;		/* a header line came before the first 'commit A' */
	bool commit;		/* 'commit A' came */
	bool inside;		/* a paragraph */
	bool announced;		/* the last words end with a colon */
	enum claim_kind kind;	/* what 'commit A' is in this paragraph */
};

struct reader {
	struct claims *to;
	const char *message, *at, *end;	/* @at: the next line */
	struct line title, prev, line;
	struct line reverted;	/* the subject that the title quotes */
	bool behind_claim;	/* @prev is one's line */
	bool reverts;		/* ' reverts' stands somewhere in it */
	bool partly;		/* the text says that the revert is one of a part */
	enum { UNKNOWN, QUOTED, PROSE } rest;	/* what follows a first 'commit A', 'Author:' */
	bool many;		/* twins are still to be searched for */
	struct header header;
};

/* What stands before an id. */
struct said {
	char words[96];
	size_t len;
	const char *last;	/* the last word in it */
	bool colon, plural;
	struct line subject;
};

/* A form that is being read: what it began with, what was found of it. */
struct form {
	const struct lead *lead;
	const char *start;
	char bracket;		/* that it stands in; '\0': none */
	bool colon, plural, quoted;
	bool closed;		/* its end shows: a full stop, a bracket */
	size_t first;		/* its first claim in the list */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One more than what a hex digit stands for; 0: none. */
static const uint8_t hex_digits[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8,
	['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15,
	['f'] = 16, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static uint8_t hex_digit(char c)
{
	return hex_digits[(unsigned char)c];
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

static bool one_of(char c, const char *set)
{
	for (; *set; set++)
		if (*set == c)
			return true;
	return false;
}

/* '\0' behind the end, and for a NUL, which no form holds. */
static char at(const struct cursor *c, size_t i)
{
	return i < (size_t)(c->end - c->p) ? c->p[i] : '\0';
}

static bool at_line_end(const struct cursor *c)
{
	return c->p == c->end || *c->p == '\n';
}

static bool take(struct cursor *c, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(c->end - c->p) < n || memcmp(c->p, text, n))
		return false;
	c->p += n;
	return true;
}

static struct line line_at(const char *p, const char *end)
{
	const char *nl = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;

	return (struct line){ p, (size_t)((nl ? nl : end) - p) };
}

static struct line trimmed(struct line l)
{
	while (l.len && is_blank(l.p[l.len - 1]))
		l.len--;
	while (l.len && is_blank(*l.p)) {
		l.p++;
		l.len--;
	}
	return l;
}

static void skip_blanks(struct cursor *c)
{
	while (c->p < c->end && is_blank(*c->p))
		c->p++;
}

/* Over blanks and the end of the line, but over no empty line and into no quotation. */
static void skip_space(struct cursor *c)
{
	struct cursor next;

	skip_blanks(c);
	if (!c->lines || at(c, 0) != '\n')
		return;
	next = (struct cursor){ c->p + 1, c->end, c->lines - 1 };
	skip_blanks(&next);
	if (!at_line_end(&next) && *next.p != '>')
		*c = next;
}

static void skip_set(struct cursor *c, const char *set)
{
	skip_space(c);
	while (one_of(at(c, 0), set)) {
		c->p++;
		skip_space(c);
	}
}

static bool in_word(char c)
{
	return is_letter(c) || is_digit(c) || c == '_';
}

/* The number of hex digits of the id at @c; 0: none. */
static unsigned id_length(const struct cursor *c)
{
	size_t n = 0, left = (size_t)(c->end - c->p);

	if (left > CLAIM_ID_BYTES * 2)
		left = CLAIM_ID_BYTES * 2;
	while (n < left && hex_digit(c->p[n]))
		n++;
	return n < CLAIM_MIN_NIBBLES || in_word(at(c, n)) ? 0 : (unsigned)n;
}

/* The id at @c into @claim; whether it may be a plain number. */
static bool take_id(struct cursor *c, struct claim *claim)
{
	unsigned i, letters = 0, n = id_length(c);
	uint8_t digit;

	claim->nibbles = n;
	for (i = 0; i < n; i++) {
		digit = (uint8_t)(hex_digit(c->p[i]) - 1);
		claim->id[i / 2] |= (uint8_t)(digit << (i % 2 ? 0 : 4));
		letters += digit > 9;
	}
	c->p += n;
	return !letters && n < NUMBER_NIBBLES;
}

/* The word at @c by its spelling; NULL: one that no form has. */
static const struct spelling *known_word(const struct cursor *c, size_t *len)
{
	char word[MAX_SPELLING] = "";
	size_t i, n = 0;

	while (n < sizeof(word) - 1 && is_letter(at(c, n))) {
		word[n] = (char)(c->p[n] | 32);
		n++;
	}
	*len = n;
	if (!n || in_word(at(c, n)))
		return NULL;
	for (i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
		if (!memcmp(word, spellings[i].word, sizeof(word)))
			return &spellings[i];
	return NULL;
}

/* Takes the word at @c when it is read as @means; 'upstream-diff' is no 'upstream'. */
static bool take_word(struct cursor *c, const char *means)
{
	size_t n;
	const struct spelling *s = known_word(c, &n);

	if (!s || strcmp(s->means, means) || (at(c, n) == '-' && is_letter(at(c, n + 1))))
		return false;
	c->p += n;
	return true;
}

static bool add_word(struct said *s, const char *word)
{
	size_t n = strlen(word);

	if (!n || (s->last && !strcmp(s->last, word)))
		return true;
	if (s->len + n + 2 > sizeof(s->words))
		return false;
	if (s->len)
		s->words[s->len++] = ' ';
	s->last = memcpy(s->words + s->len, word, n + 1);
	s->len += n;
	return true;
}

/* Whether a quotation may end before @c. */
static bool may_close(const struct cursor *c)
{
	return at_line_end(c) || is_blank(*c->p) || one_of(*c->p, ".,;:)]");
}

/* The first @close on the line that may end a quotation; the last one for a plain ')'. */
static const char *find_close(struct line l, const char *close)
{
	const char *p = l.p, *end = l.p + l.len;
	struct cursor behind;

	if (*close == ')')
		return memrchr(l.p, ')', l.len);
	for (; p < end && (p = memchr(p, *close, (size_t)(end - p))); p++) {
		behind = (struct cursor){ p, end, 0 };
		if (take(&behind, close) && may_close(&behind))
			return p;
	}
	return NULL;
}

static bool starts_with(struct line l, const char *text)
{
	size_t i;

	for (i = 0; text[i]; i++)
		if (i == l.len || lower(l.p[i]) != text[i])
			return false;
	return true;
}

static size_t key_length(struct line l)
{
	size_t n = 0;

	while (n < l.len && n < 40 && (in_word(l.p[n]) || l.p[n] == '-'))
		n++;
	return n;
}

/* 'mainline inclusion' and its like. */
static bool is_inclusion(struct line l)
{
	size_t n = key_length(l);
	struct line rest = { l.p + n, l.len - n };

	return n && starts_with(rest, " inclusion") && trimmed(rest).len == 9;
}

/* 'commit A', whatever follows. */
static bool starts_commit(struct line l)
{
	struct cursor c = { l.p, l.p + l.len, 0 };

	if (!take_word(&c, "commit"))
		return false;
	while (is_blank(at(&c, 0)) || at(&c, 0) == ':')
		c.p++;
	return id_length(&c);
}

/* Whether the line may stand among those that tell where a commit is from. */
static bool is_header(struct line l)
{
	size_t i, n;

	l = trimmed(l);
	n = key_length(l);
	if (n > 1 && is_letter(*l.p) && n < l.len && l.p[n] == ':' &&
	    (n + 1 == l.len || is_blank(l.p[n + 1]) || l.p[n + 1] == '#' || l.p[n + 1] == 'h'))
		return true;
	for (i = 0; i < sizeof(header_starts) / sizeof(*header_starts); i++)
		if (starts_with(l, header_starts[i]))
			return true;
	return is_inclusion(l) || starts_commit(l);
}

/* Whether a quoted subject can't go on in that line. */
static bool ends_subject(struct line l)
{
	l = trimmed(l);
	return !l.len || one_of(*l.p, "[(>") || is_header(l);
}

/* The text up to @close, which may be lines below; a text that was cut ends with its line. */
static struct line take_until(struct cursor *c, const char *close)
{
	struct line first = line_at(c->p, c->end), l = first;
	unsigned left = *close == ')' ? 0 : c->lines;
	const char *hit = find_close(l, close), *start = c->p;

	if (left > MAX_SUBJECT_LINES)
		left = MAX_SUBJECT_LINES;
	for (; !hit && left && l.p + l.len < c->end; left--) {
		l = line_at(l.p + l.len + 1, c->end);
		if (ends_subject(l))
			break;
		hit = find_close(l, close);
	}
	c->p = hit ? hit + strlen(close) : first.p + first.len;
	return trimmed(hit ? (struct line){ start, (size_t)(hit - start) } : first);
}

/* A quoted subject, perhaps in the line below; @plain: or one in mere parentheses in this line. */
static bool take_subject(struct cursor *c, bool plain, struct line *subject)
{
	struct cursor was = *c, here;
	size_t i;

	while (is_blank(at(c, 0)) || at(c, 0) == ':')
		c->p++;
	here = *c;
	skip_space(c);
	for (i = 0; i < sizeof(quotes) / sizeof(*quotes); i++) {
		if (!take(c, quotes[i].open))
			continue;
		*subject = take_until(c, quotes[i].close);
		return true;
	}
	if (plain && take(&here, "(")) {
		*c = here;
		*subject = take_until(c, ")");
		return true;
	}
	*c = was;
	return false;
}

/*
 * To the id at @c, over what marks may stand before one: 'commit: A', '"A"'. A
 * subject that stands before its id is taken.
 */
static bool reach_id(struct cursor *c, struct said *s)
{
	struct cursor inner;

	skip_space(c);
	while (one_of(at(c, 0), ":-")) {
		s->colon |= *c->p++ == ':';
		skip_space(c);
	}
	if (one_of(at(c, 0), "\"'<[(") && s->len) {
		inner = (struct cursor){ c->p + 1, c->end, c->lines };
		if (id_length(&inner))
			*c = inner;
		else if (!s->subject.p && take_subject(c, false, &s->subject))
			skip_set(c, "(");
	}
	return id_length(c);
}

/* The words from @c up to an id. */
static bool read_words(struct cursor *c, struct said *s)
{
	const struct spelling *word;
	unsigned i;
	size_t n;

	for (i = 0; i < MAX_WORDS; i++) {
		if (reach_id(c, s))
			return true;
		word = known_word(c, &n);
		if (!word || s->subject.p || (!i && !*word->means) || !add_word(s, word->means))
			return false;
		s->plural |= !strcmp(word->means, "commit") && c->p[n - 1] == 's';
		c->p += n;
		if (!at_line_end(c) && !is_blank(*c->p) && !one_of(*c->p, ":-\"'("))
			return false;
	}
	return reach_id(c, s);
}

static const struct lead *find_lead(const struct said *s)
{
	size_t i;

	for (i = 0; i < sizeof(leads) / sizeof(*leads); i++)
		if (*s->words == *leads[i].words && !strcmp(s->words, leads[i].words))
			return &leads[i];
	return NULL;
}

/* Whether a line behind @prev is no part of a sentence that began before. */
static bool stands_free(const struct reader *r)
{
	struct line prev = trimmed(r->prev);

	return r->behind_claim || !prev.len || r->prev.p == r->message || is_header(prev) ||
	       one_of(*prev.p, "[(") || prev.p[prev.len - 1] == ']';
}

static struct line line_below(const struct cursor *c)
{
	struct line l = line_at(c->p, c->end);
	const char *p = l.p + l.len;

	return trimmed(line_at(p < c->end ? p + 1 : c->end, c->end));
}

/* Whether what ends at @c goes on in the line below. */
static bool goes_on(const struct cursor *c, const struct form *f)
{
	struct line below = line_below(c);

	if (f->closed || !below.len || is_header(below))
		return false;
	if (f->quoted && !f->bracket)
		return !one_of(*below.p, "[(");
	return *below.p >= 'a' && *below.p <= 'z';
}

/* The length of the first word of @l that blanks end; @digit: whether it holds one. */
static size_t word_length(struct line l, bool *digit)
{
	size_t n;

	*digit = false;
	for (n = 0; n < l.len && n < MAX_REMARK && !is_blank(l.p[n]); n++)
		*digit |= is_digit(l.p[n]);
	return n;
}

/* A version behind words that may stand before one: 'linux-2.6.34.y', 'needed for 5.10'. */
static bool is_remark(struct line l)
{
	bool digit = false;
	size_t i, n;

	while (l.len && !digit) {
		n = word_length(l, &digit);
		for (i = 0; !digit && i < sizeof(remarks) / sizeof(*remarks); i++)
			if (n == strlen(remarks[i]) && starts_with(l, remarks[i]))
				break;
		if (i == sizeof(remarks) / sizeof(*remarks))
			return false;
		l = trimmed((struct line){ l.p + n, l.len - n });
	}
	return digit && (!l.len || one_of(*l.p, "]).,") || starts_with(l, "stable"));
}

/* Whether the rest of the line holds nothing that would make a sentence of it. */
static bool is_clean(struct cursor *c, struct form *f)
{
	struct line l;

	f->closed = false;
	for (; !at_line_end(c); c->p++) {
		if (one_of(*c->p, ".])}"))
			f->closed = true;
		else if (!is_blank(*c->p) && !one_of(*c->p, ",;:!\"'>"))
			break;
	}
	l = trimmed(line_at(c->p, c->end));
	if (!l.len)
		return true;
	f->closed = one_of(l.p[l.len - 1], ".])");
	return one_of(*l.p, "-#([") || is_remark(l);
}

/* 'upstream', 'in mainline': what makes 'commit A' a claim; not below where something ended. */
static bool take_tail(struct cursor *c)
{
	struct cursor was = *c;
	bool ended = false;

	for (; is_blank(at(c, 0)) || one_of(at(c, 0), "\"'>()],:;-."); c->p++)
		ended |= one_of(*c->p, "()].;");
	if (!ended)
		skip_space(c);
	if (take_word(c, "in") || take_word(c, "from") || take_word(c, "is"))
		skip_space(c);
	if (take_word(c, ""))
		skip_space(c);
	if (take_word(c, "upstream"))
		return true;
	*c = was;
	return false;
}

static void take_word_of_list(struct cursor *c, const char *means)
{
	if (take_word(c, means))
		skip_space(c);
}

static bool take_and(struct cursor *c)
{
	if (lower(at(c, 0)) != 'a' || lower(at(c, 1)) != 'n' || lower(at(c, 2)) != 'd' ||
	    !(is_blank(at(c, 3)) || at(c, 3) == '\n'))
		return false;
	c->p += 3;
	skip_space(c);
	return true;
}

/* From behind an id to the next one of a list. */
static bool take_separator(struct cursor *c, bool over_lines)
{
	struct cursor was = *c;
	bool any = over_lines;

	skip_blanks(c);
	while (one_of(at(c, 0), ",;&+")) {
		any = true;
		c->p++;
		skip_blanks(c);
	}
	any |= c->p > was.p && !at_line_end(c);
	skip_space(c);
	any |= take_and(c);
	take_word_of_list(c, "upstream");
	take_word_of_list(c, "commit");
	if (any && c->p > was.p && id_length(c))
		return true;
	*c = was;
	return false;
}

static void set_subject(struct claim *claim, struct line subject)
{
	claim->subject = subject.len ? subject.p : NULL;
	claim->subject_len = subject.len;
}

/* One id and its subject; false, and nothing, when it is but a number. */
static bool read_id(struct reader *r, struct cursor *c, struct form *f, struct line subject)
{
	struct claim *claim = array_push(&r->to->list);
	struct cursor was = *c;
	bool number;

	claim->kind = f->lead->kind;
	number = take_id(c, claim);
	while (one_of(at(c, 0), "\"'>"))
		c->p++;
	f->quoted |= take_subject(c, claim->kind == CLAIM_FIXES, &subject);
	set_subject(claim, subject);
	if (!number || subject.len)
		return true;
	r->to->list.n--;
	*c = was;
	return false;
}

/* The ids from @c on. Of those that a revert tells, one before 'upstream' is not the reverted. */
static bool read_ids(struct reader *r, struct cursor *c, struct form *f, struct line subject)
{
	struct cursor next = *c;

	while (read_id(r, &next, f, subject)) {
		*c = next;
		if (f->lead->kind == CLAIM_REVERT && r->to->list.n - f->first > 1 && take_tail(c))
			r->to->list.item[r->to->list.n - 1].kind = CLAIM_REVERT_UPSTREAM;
		next = *c;
		subject = (struct line){ NULL, 0 };
		if (!take_separator(&next, f->plural || f->bracket))
			break;
	}
	return r->to->list.n > f->first;
}

/* The subject of a Fixes: line that nothing quotes: the rest of it. */
static void read_fixes_rest(struct reader *r, struct cursor *c)
{
	struct claim *claim = &r->to->list.item[r->to->list.n - 1];
	struct line l = trimmed(line_at(c->p, c->end));

	if (!claim->subject && l.len && is_letter(*l.p))
		set_subject(claim, l);
}

static bool is_partial(const struct cursor *c)
{
	struct cursor p = *c;
	struct line word;
	size_t i, n;

	skip_set(&p, ",;");
	for (n = 0; is_letter(at(&p, n)) && n < 12; )
		n++;
	word = (struct line){ p.p, n };
	for (i = 0; i < sizeof(exceptions) / sizeof(*exceptions); i++)
		if (n == strlen(exceptions[i]) && starts_with(word, exceptions[i]))
			return true;
	return false;
}

/* 'which is', 'a backport of': the words from what was reverted to what that came from. */
static bool read_relation(struct cursor *c, bool *upstream)
{
	static const char *const words[] = {
		"which", "is", "backport", "of", "commit", "upstream",
	};
	const struct spelling *word;
	size_t n, i, k;

	for (k = 0; k < MAX_WORDS; k++) {
		skip_set(c, ",;(-:");
		if (id_length(c))
			return k;
		word = known_word(c, &n);
		if (!word)
			return false;
		for (i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (!*word->means || !strcmp(word->means, words[i]))
				break;
		if (i == sizeof(words) / sizeof(*words))
			return false;
		*upstream |= !strcmp(word->means, "upstream");
		c->p += n;
	}
	return false;
}

/* 'which is commit A upstream', behind 'This reverts commit S'. */
static void read_reverted_upstream(struct reader *r, struct cursor *c, struct form *f)
{
	static const struct lead lead = { "", CLAIM_REVERT_UPSTREAM, 0 };
	struct form of = { .lead = &lead, .first = r->to->list.n, .plural = f->plural };
	struct cursor next = *c;
	bool upstream = false;

	if (!read_relation(&next, &upstream) ||
	    !read_ids(r, &next, &of, (struct line){ NULL, 0 }))
		return;
	if (take_tail(&next) || upstream)
		*c = next;
	else
		r->to->list.n = of.first;
}

static bool read_revert(struct reader *r, struct cursor *c, struct form *f)
{
	if ((f->lead->flags & PARTLY) || (!r->reverted.p && is_partial(c))) {
		r->partly = true;
		return false;
	}
	read_reverted_upstream(r, c, f);
	return (f->lead->flags & ANYWHERE) || (is_clean(c, f) && !goes_on(c, f));
}

/* 'mainline inclusion', 'from stable-v5.10.1': where the paragraph's commit is from. */
static void read_origin(struct header *h, struct line l)
{
	bool mainline = starts_with(l, "mainline ") || starts_with(l, "from mainline") ||
			starts_with(l, "upstream ");

	if (is_inclusion(l) || starts_with(l, "from "))
		h->kind = mainline ? CLAIM_BACKPORT : CLAIM_PICK;
}

static void read_header_line(struct header *h, struct line l)
{
	bool header = is_header(l) || (h->commit && l.len && is_blank(*l.p));

	l = trimmed(l);
	if (!l.len) {
		h->inside = false;
		h->kind = CLAIM_BACKPORT;
		return;
	}
	h->broken |= !h->inside && !header;
	h->inside = true;
	if (starts_commit(l)) {
		h->commit = true;
		h->broken |= h->announced;
	}
	h->announced = l.p[l.len - 1] == ':';
	h->any |= header && !h->commit;
	read_origin(h, l);
}

static void read_header(struct header *h, const char *to)
{
	struct line l;

	while (h->at < to) {
		l = line_at(h->at, to);
		read_header_line(h, l);
		h->at = l.p + l.len + 1;
	}
}

/* Whether 'commit A', 'Author:' and an indented message is all there is. */
static bool is_rest_quoted(struct reader *r)
{
	const char *p = r->line.p;
	struct line l;

	for (; r->rest == UNKNOWN && p < r->end; p = l.p + l.len + 1) {
		l = line_at(p, r->end);
		if (trimmed(l).len && !is_blank(*l.p) && !is_header(l))
			r->rest = PROSE;
	}
	if (r->rest == UNKNOWN)
		r->rest = QUOTED;
	return r->rest == QUOTED;
}

/* Whether 'commit A' without 'upstream' is a line of a vendor's header. */
static bool is_header_commit(struct reader *r, const struct cursor *c)
{
	struct line prev = trimmed(r->prev), below = line_below(c);

	if (starts_with(prev, "commit-author ") || starts_with(below, "commit-author ") ||
	    starts_with(below, "upstream-diff"))
		return true;
	read_header(&r->header, r->line.p);
	if (r->header.broken || r->header.announced || (below.len && !is_header(below)))
		return false;
	if (prev.len && r->prev.p != r->message && !is_header(prev))
		return false;
	return r->header.any || !below.len || is_rest_quoted(r);
}

static bool read_lone(struct reader *r, struct cursor *c, struct form *f)
{
	struct claim *claim = &r->to->list.item[f->first];

	if (f->lead != leads || f->bracket || f->quoted || f->start != r->line.p ||
	    r->line.p == r->message || r->to->list.n != f->first + 1 ||
	    claim->nibbles < LONE_NIBBLES || trimmed(line_at(c->p, c->end)).len ||
	    !is_header_commit(r, c))
		return false;
	claim->kind = r->header.kind;
	return true;
}

static bool read_backport(struct reader *r, struct cursor *c, struct form *f)
{
	if (!(f->lead->flags & TAIL))
		c->lines = 0;
	if (!take_tail(c) && (f->lead->flags & TAIL))
		return read_lone(r, c, f);
	if (f->bracket == '(' ? f->lead->flags & FREE_IN_PARENS :
	    !f->bracket && (f->lead->flags & FREE))
		return true;
	f->quoted |= take_subject(c, false, &(struct line){ NULL, 0 });
	return is_clean(c, f) && !goes_on(c, f);
}

static bool may_stand(const struct reader *r, const struct form *f)
{
	unsigned flags = f->lead->flags;

	if ((flags & COLON) && !f->colon && f->bracket != '[')
		return false;
	return (flags & ANYWHERE) || f->bracket == '[' ||
	       (f->bracket == '(' && (flags & FREE_IN_PARENS)) || stands_free(r);
}

static bool read_rest(struct reader *r, struct cursor *c, struct form *f, struct line subject)
{
	if (!may_stand(r, f) || !read_ids(r, c, f, subject))
		return false;
	switch (f->lead->kind) {
	case CLAIM_FIXES:
		if (!f->colon && !f->quoted)
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
static void keep(struct reader *r, size_t first, struct line line)
{
	struct claim *item = r->to->list.item;
	size_t i, n = first;

	line = trimmed(line);
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

/* Whether the first word of some lead begins so: what most lines do not. */
static bool may_begin(char c)
{
	return is_letter(c) && one_of((char)(c | 32), "bcfgmrtu");
}

static bool find_form(struct cursor *c, struct form *f, struct said *s)
{
	skip_blanks(c);
	f->start = c->p;
	while (one_of(at(c, 0), "[(")) {
		f->bracket = *c->p++;
		skip_blanks(c);
	}
	if (!may_begin(at(c, 0)) || !read_words(c, s))
		return false;
	f->lead = find_lead(s);
	f->colon = s->colon;
	f->plural = s->plural;
	return f->lead;
}

/* What a revert quotes, indented, of the commit that it takes back is no claim of its own. */
static bool is_quoted(const struct reader *r, const struct form *f)
{
	size_t i, indent = (size_t)(f->start - r->line.p);

	if ((f->lead->kind != CLAIM_BACKPORT && f->lead->kind != CLAIM_PICK) ||
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
	struct said s = { .len = 0 };
	struct line l;

	if (!find_form(&c, &f, &s))
		return false;
	if (!read_rest(r, &c, &f, s.subject) || is_quoted(r, &f) ||
	    (p != r->line.p && (!is_clean(&c, &f) || goes_on(&c, &f)))) {
		r->to->list.n = f.first;
		return false;
	}
	l = line_at(c.p, r->end);
	r->at = l.p + l.len < r->end ? l.p + l.len + 1 : r->end;
	keep(r, f.first, (struct line){ f.start, (size_t)(l.p + l.len - f.start) });
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
	struct line l = trimmed(r->line);
	struct cursor c;

	if (l.len <= n || l.p[l.len - 1] != ')' ||
	    memcmp(l.p + l.len - n, words, sizeof(words) - 1))
		return false;
	c = (struct cursor){ l.p + l.len - n + sizeof(words) - 1, l.p + l.len, 0 };
	if (id_length(&c) != CLAIM_ID_BYTES * 2 ||
	    (r->line.p != r->message && is_blank(l.p[l.len - n - 1])))
		return false;
	array_push(&r->to->list)->kind = CLAIM_PICK;
	take_id(&c, &r->to->list.item[first]);
	keep(r, first, (struct line){ l.p + l.len - n, n });
	return true;
}

/* What a title quotes behind its first 'Revert "'; a prefix may stand before that. */
static const char *find_revert(struct line title)
{
	static const char word[] = "evert \"";
	const char *hit = memmem(title.p, title.len, word, sizeof(word) - 1);
	const char *begin = hit ? hit - 1 : NULL;

	if (!hit || hit == title.p || lower(*begin) != 'r' ||
	    (begin != title.p && (begin - title.p < 2 || begin[-1] != ' ' ||
				  !one_of(begin[-2], ":]"))))
		return NULL;
	return hit + sizeof(word) - 1;
}

/* The title, with the lines that it was wrapped to if it quotes something. */
static struct line read_title(struct line first, const char *end)
{
	struct line l = first, title = first;
	unsigned left;

	if (!first.len || !memchr(first.p, '"', first.len))
		return trimmed(first);
	for (left = MAX_SUBJECT_LINES; left && l.p + l.len < end; left--) {
		l = line_at(l.p + l.len + 1, end);
		if (!trimmed(l).len)
			break;
		title.len = (size_t)(l.p + l.len - title.p);
	}
	return trimmed(title);
}

/* What a title 'Revert "subject"' quotes; a pull request's number may follow. */
static struct line quoted_by_title(struct line title)
{
	const char *open, *close, *p;

	if (!title.p || !memchr(title.p, '"', title.len))
		return (struct line){ NULL, 0 };
	open = find_revert(title);
	close = open ? memrchr(open, '"', (size_t)(title.p + title.len - open)) : NULL;
	if (!close || close == open)
		return (struct line){ NULL, 0 };
	for (p = close + 1; p < title.p + title.len; p++)
		if (!is_digit(*p) && !one_of(*p, " (#)."))
			return (struct line){ NULL, 0 };
	title = trimmed((struct line){ open, (size_t)(close - open) });
	return title.len ? title : (struct line){ NULL, 0 };
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
		r->line = line_at(r->at, r->end);
		r->at = r->line.p + r->line.len < r->end ? r->line.p + r->line.len + 1 : r->end;
		r->behind_claim = read_form(r, r->line.p) || read_glued(r) || read_sentence(r);
		r->prev = r->line;
	}
}

void claims_read(struct claims *to, const char *message, size_t len)
{
	struct line first = line_at(message, message + len);
	struct reader r = { .to = to, .message = message, .at = message, .end = message + len };

	to->list.n = 0;
	r.reverts = memmem(message, len, " reverts", 8);
	r.title = read_title(first, r.end);
	r.reverted = quoted_by_title(r.title);
	r.header.announced = r.title.len && r.title.p[r.title.len - 1] == ':';
	r.header.at = first.len < len ? first.p + first.len + 1 : r.end;
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
