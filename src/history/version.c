// SPDX-License-Identifier: GPL-2.0
#include "history/version.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

enum { MAX_SUBJECT = 80, MAX_DIGITS = 10 };

static const char *const candidate_words[] = { "rc", "pre", NULL };
static const char *const release_words[] = { "v", "release", "rel", "version", "linux", NULL };
/* Before or behind a number they make it a place of work, or what the order has no room for. */
static const char *const work_words[] = {
	"tree", "branch", "branched", "base", "split", "merge", "pull", "topic", "for", "next",
	"dev", "devel", "staging", "wip", "tmp", "backup", "fix", "fixes", "patch", "patches",
	"test", "alpha", "beta", NULL
};

static bool is_listed(const char *const words[], const char *s, size_t n)
{
	for (; *words; words++)
		if (strlen(*words) == n && !strncasecmp(*words, s, n))
			return true;
	return false;
}

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

static bool starts_digit(const char *s)
{
	return is_one_of(*s, DIGITS);
}

static bool take_number(const char **s, unsigned *to, unsigned char *width)
{
	size_t n = strspn(*s, DIGITS);
	unsigned long long value;

	if (!n || n > MAX_DIGITS)
		return false;
	value = strtoull(*s, NULL, 10);
	if (value > UINT_MAX)
		return false;
	*to = (unsigned)value;
	*width = (unsigned char)n;
	*s += n;
	return true;
}

/* "5.10.3"; what is beyond VERSION_PARTS stays. */
static bool take_parts(struct version *v, const char **s)
{
	do {
		*s += v->n > 0;
		if (!take_number(s, &v->part[v->n], &v->width[v->n]))
			return false;
		v->n++;
	} while (v->n < VERSION_PARTS && **s == '.' && starts_digit(*s + 1));
	return true;
}

/* "-rc3", "~rc3", "rc3": the number behind one of @words, 1 where there is none. */
static bool take_counted(const char **s, const char *const words[], unsigned *to)
{
	const char *at = *s + is_one_of(**s, "-~_.");
	size_t n = strspn(at, LETTERS);
	unsigned char width;

	if (!is_listed(words, at, n))
		return false;
	at += n;
	*to = 1;
	if (starts_digit(at) && !take_number(&at, to, &width))
		return false;
	if (!*to)
		*to = 1;
	*s = at;
	return true;
}

static bool take_suffix(struct version *v, const char *s)
{
	size_t n = sizeof(v->suffix) - 1;

	s += is_one_of(*s, "-_.");
	if (is_listed(work_words, s, strspn(s, LETTERS)) || strchr(s, '/'))
		return false;
	memcpy(v->suffix, s, strnlen(s, n));
	return true;
}

/* 5.8.0 of Ubuntu's "5.8-5.8.0-23.24": the series, then the release in it. */
static const char *skip_series(const char *s)
{
	size_t n = strspn(s, DIGITS ".");

	if (s[n] == '-' && !strncmp(s, s + n + 1, n) && s[2 * n + 1] == '.')
		return s + n + 1;
	return s;
}

/* What begins with the number itself. */
static bool parse_number(struct version *v, const char *s)
{
	static const char *const rt_words[] = { "rt", NULL };

	s = skip_series(s + is_one_of(*s, "vV"));
	if (!take_parts(v, &s))
		return false;
	if (!take_counted(&s, candidate_words, &v->rc))
		v->rc = 0;
	if (!take_counted(&s, rt_words, &v->rt))
		v->rt = 0;
	return take_suffix(v, s);
}

/* Not the "v4" of v4l, nor what an abbreviated id starts with. */
static bool is_number(const char *s)
{
	size_t n, letters;

	s += is_one_of(*s, "vV");
	n = strspn(s, DIGITS);
	letters = strspn(s + n, LETTERS);
	return n && (!letters || is_listed(candidate_words, s + n, letters));
}

static bool skip_words(struct version *v, const char **s)
{
	size_t n;

	while (!is_number(*s)) {
		n = starts_digit(*s) ? 0 : strspn(*s, LETTERS DIGITS);
		if (!n || !is_one_of((*s)[n], "-_/") || is_listed(work_words, *s, n))
			return false;
		v->named |= !is_listed(release_words, *s, n);
		*s += n + 1;
	}
	return true;
}

static bool is_graph(const char *s)
{
	for (; *s; s++)
		if (*s <= ' ' || *s > '~')
			return false;
	return true;
}

bool version_of_tag(struct version *v, const char *tag)
{
	*v = (struct version){ .n = 0 };
	return is_graph(tag) && skip_words(v, &tag) && parse_number(v, tag);
}

bool version_of_subject(struct version *v, const char *subject, size_t len)
{
	char text[MAX_SUBJECT + 1] = "";

	*v = (struct version){ .n = 0 };
	while (len && isspace((unsigned char)subject[len - 1]))
		len--;
	if (!len || len > MAX_SUBJECT || memchr(subject, '\0', len))
		return false;
	memcpy(text, subject, len);
	if (!str_starts(text, "Linux ") && !str_starts(text, "Linux-"))
		return false;
	return is_graph(text + 6) && is_number(text + 6) && parse_number(v, text + 6) && v->n > 1;
}

static unsigned series_parts(const struct version *v)
{
	return v->part[0] == 2 && v->part[1] == 6 ? 3 : 2;
}

bool version_of_line(struct version *v, const char *name)
{
	const char *slash = strrchr(name, '/');

	*v = (struct version){ .n = 0 };
	name = slash ? slash + 1 : name;
	if (str_starts(name, "linux-"))
		name += strlen("linux-");
	return take_parts(v, &name) && !strcmp(name, ".y") && v->n == series_parts(v);
}

static int compare_numbers(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

static int compare_parts(const struct version *a, const struct version *b)
{
	int i, c = 0;

	for (i = 0; i < VERSION_PARTS && !c; i++)
		c = compare_numbers(a->part[i], b->part[i]);
	return c;
}

/* A suffix is compared piece by piece, and its end is a piece: "a2-rc1", "a2", "a2-b", "a10". */
enum piece_kind { PIECE_CANDIDATE, PIECE_END, PIECE_WORD, PIECE_NUMBER };

struct piece {
	enum piece_kind kind;
	const char *at;
	size_t n;
};

static struct piece next_piece(const char **s)
{
	struct piece p = { .kind = PIECE_END };

	while (**s && !is_one_of(**s, LETTERS DIGITS))
		++*s;
	if (starts_digit(*s)) {
		p.kind = PIECE_NUMBER;
		p.at = *s + strspn(*s, "0");
		p.n = strspn(p.at, DIGITS);
		*s = p.at + p.n;
	} else if (**s) {
		p.at = *s;
		p.n = strspn(*s, LETTERS);
		p.kind = is_listed(candidate_words, p.at, p.n) ? PIECE_CANDIDATE : PIECE_WORD;
		*s += p.n;
	}
	return p;
}

static int compare_pieces(const struct piece *a, const struct piece *b)
{
	int c = (a->kind > b->kind) - (a->kind < b->kind);
	int longer = (a->n > b->n) - (a->n < b->n);

	if (c || a->kind == PIECE_END)
		return c;
	if (a->kind == PIECE_NUMBER && longer)
		return longer;
	c = memcmp(a->at, b->at, a->n < b->n ? a->n : b->n);
	return c ? c : longer;
}

static int compare_suffixes(const char *a, const char *b)
{
	const char *one = a, *two = b;
	struct piece p, q;
	int c;

	do {
		p = next_piece(&one);
		q = next_piece(&two);
		c = compare_pieces(&p, &q);
	} while (!c && p.kind != PIECE_END);
	return c ? c : strcmp(a, b);
}

int version_compare(const struct version *a, const struct version *b)
{
	int c = compare_parts(a, b);

	if (!c)
		c = compare_numbers(a->rc - 1, b->rc - 1);	/* none is UINT_MAX */
	if (!c)
		c = compare_numbers(a->rt, b->rt);
	return c ? c : compare_suffixes(a->suffix, b->suffix);
}

bool version_is_mainline(const struct version *v)
{
	unsigned n = v->n;

	while (n && !v->part[n - 1])
		n--;
	return n && n <= series_parts(v) && !v->rt && !*v->suffix && !v->named;
}

void version_series(struct version *to, const struct version *v)
{
	unsigned most = series_parts(v);
	struct version series = { .n = v->n < most ? v->n : most };

	memcpy(series.part, v->part, series.n * sizeof(*v->part));
	memcpy(series.width, v->width, series.n * sizeof(*v->width));
	*to = series;
}

bool version_same_series(const struct version *a, const struct version *b)
{
	struct version one, two;

	version_series(&one, a);
	version_series(&two, b);
	return !compare_parts(&one, &two);
}

char *version_name(const struct version *v)
{
	struct str s = STR_INIT;
	unsigned i;

	for (i = 0; i < v->n; i++)
		str_addf(&s, "%s%0*u", i ? "." : "", v->width[i], v->part[i]);
	if (v->rc)
		str_addf(&s, "-rc%u", v->rc);
	if (v->rt)
		str_addf(&s, "-rt%u", v->rt);
	if (*v->suffix)
		str_addf(&s, "%s%s", *v->suffix == '+' ? "" : "-", v->suffix);
	return str_detach(&s);
}
