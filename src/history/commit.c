// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/commit.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

enum { HEX = GIT_OID_HEXSZ, PARENT_LINE = 7 + GIT_OID_HEXSZ + 1 };

/* The line "WORD <hex>\n" at @p; false when something else stands there. */
static bool id_line(const char *p, const char *end, const char *word, git_oid *id)
{
	size_t n = strlen(word);

	return (size_t)(end - p) > n + HEX && !memcmp(p, word, n) && p[n + HEX] == '\n' &&
	       !git_oid_fromstrn(id, p + n, HEX);
}

static long long parse_date(const char *p, const char *end)
{
	long long n = 0;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	for (; p < end && isdigit((unsigned char)*p); p++) {
		if (n >= LLONG_MAX / 20)
			return 0;
		n = n * 10 + (*p - '0');
	}
	return n;
}

/* "Name <address> date zone", up to @end; an address may itself hold '<'. */
static void parse_person(struct person *who, const char *p, const char *end)
{
	const char *close = memrchr(p, '>', (size_t)(end - p)), *open;

	*who = (struct person){ .text = p, .len = (size_t)(end - p), .address = end };
	if (!close)
		return;
	who->len = (size_t)(close + 1 - p);
	open = memchr(p, '<', (size_t)(close - p));
	who->address = open ? open + 1 : close;
	who->address_len = (size_t)(close - who->address);
	who->date = parse_date(close + 1, end);
}

static const char *line_end(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));

	return nl ? nl : end;
}

static bool has_word(const char *p, const char *eol, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(eol - p) >= n && !memcmp(p, word, n);
}

/* The lines from @p to the empty one; returns the message's start. */
static const char *parse_headers(struct commit *c, const char *p, const char *end)
{
	const char *eol;

	for (; p < end && *p != '\n'; p = eol < end ? eol + 1 : end) {
		eol = line_end(p, end);
		if (has_word(p, eol, "author ") && !c->author.text)
			parse_person(&c->author, p + 7, eol);
		else if (has_word(p, eol, "committer ") && !c->committer.text)
			parse_person(&c->committer, p + 10, eol);
	}
	return p < end ? p + 1 : end;
}

bool commit_parse(struct commit *c, const char *data, size_t len)
{
	const char *p = data, *end = data + len;
	git_oid id;

	*c = (struct commit){ 0 };
	if (!id_line(p, end, "tree ", &c->tree))
		return false;
	p = c->parents_at = data + 5 + HEX + 1;
	for (; id_line(p, end, "parent ", &id); p += PARENT_LINE)
		c->parents++;
	c->message = parse_headers(c, p, end);
	c->message_len = strnlen(c->message, (size_t)(end - c->message));
	return c->committer.text;
}

void commit_parent(const struct commit *c, size_t i, git_oid *id)
{
	git_oid_fromstrn(id, c->parents_at + i * PARENT_LINE + 7, HEX);
}

void message_subject(struct str *to, const char *message, size_t len)
{
	const char *p = message, *end = message + len, *eol;

	str_clear(to);
	while (p < end && isspace((unsigned char)*p))
		p++;
	for (; p < end; p = eol + 1) {
		eol = line_end(p, end);
		while (p < eol && isspace((unsigned char)*p))
			p++;
		if (p == eol)
			break;
		if (to->len)
			str_addc(to, ' ');
		str_addn(to, p, (size_t)(eol - p));
		while (to->len && isspace((unsigned char)to->buf[to->len - 1]))
			to->buf[--to->len] = '\0';
		if (eol == end)
			break;
	}
}

void commit_subject(struct str *to, const struct commit *c)
{
	message_subject(to, c->message, c->message_len);
}

static uint32_t mix(uint32_t h)
{
	h ^= h >> 16;
	h *= 0x7feb352du;
	h ^= h >> 15;
	h *= 0x846ca68bu;
	return h ^ h >> 16;
}

uint32_t subject_hash(const char *subject, size_t len)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++)
		if (!isspace((unsigned char)subject[i]))
			h = (h ^ (unsigned char)tolower((unsigned char)subject[i])) * 16777619u;
	return mix(h);
}

uint32_t authored_hash(const struct person *author)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < author->address_len; i++)
		h = (h ^ (unsigned char)tolower((unsigned char)author->address[i])) * 16777619u;
	for (unsigned i = 0; i < 64; i += 8)
		h = (h ^ ((uint64_t)author->date >> i & 0xff)) * 16777619u;
	return mix(h);
}

/* The next byte that is no blank, in lower case; -1 at the end. */
static int next_letter(const char **p, const char *end)
{
	while (*p < end && isspace((unsigned char)**p))
		++*p;
	return *p < end ? tolower((unsigned char)*(*p)++) : -1;
}

bool subject_same(const char *one, size_t one_len, const char *two, size_t two_len)
{
	const char *one_end = one + one_len, *two_end = two + two_len;
	int a, b;

	do {
		a = next_letter(&one, one_end);
		b = next_letter(&two, two_end);
	} while (a == b && a != -1);
	return a == b;
}
