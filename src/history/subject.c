// SPDX-License-Identifier: GPL-2.0
#include "history/subject.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "history/mime.h"

/* "[PATCH v2 3/7]", "[RFC]", "[3/7]"; other brackets belong to the subject. */
static bool is_patch_bracket(struct span s)
{
	const char *at;
	size_t n;

	for (at = s.at; at < s.end; at += n + (at + n < s.end)) {
		n = strcspn(at, " ,-]");
		if (!strncasecmp(at, "PATCH", 5) &&
		    (!isalpha((unsigned char)at[5]) || tolower((unsigned char)at[5]) == 'v'))
			return true;
		if (n == 3 && !strncasecmp(at, "RFC", 3))
			return true;
		if (strspn(at, "0123456789/") == n && memchr(at, '/', n))
			return true;
	}
	return false;
}

/* Four digits at most, from *@at on, which then stands behind them. */
static unsigned take_number(const char **at, const char *end)
{
	unsigned n = 0;

	for (int i = 0; i < 4 && *at < end && isdigit((unsigned char)**at); i++)
		n = n * 10 + (unsigned)(*(*at)++ - '0');
	return n;
}

/* "2/5" or "v2" among the words of a bracket. */
static void take_word(struct subject *to, struct span word)
{
	const char *at = word.at;
	unsigned number = take_number(&at, word.end), total;

	if (at > word.at && at < word.end && *at++ == '/') {
		total = take_number(&at, word.end);
		if (at == word.end && total && number <= total) {
			to->number = number;
			to->total = total;
		}
	}
	at = word.at + (word.end - word.at > 5 && !strncasecmp(word.at, "PATCH", 5) ? 5 : 0);
	if (at < word.end && tolower((unsigned char)*at++) == 'v') {
		number = take_number(&at, word.end);
		if (at == word.end && number)
			to->version = number;
	}
}

static void take_bracket(struct subject *to, struct span s)
{
	const char *at;
	size_t n;

	for (at = s.at; at < s.end; at += n + (at + n < s.end)) {
		n = strcspn(at, " ,-]");
		take_word(to, (struct span){ at, at + n });
	}
}

/* Mailing lists put a bracket of their own before it: "[list] [PATCH] …". NULL: there is none. */
static const char *find_patch_bracket(const char *s)
{
	const char *end;

	while (*s == '[' && (end = strchr(s, ']'))) {
		if (is_patch_bracket((struct span){ s + 1, end }))
			return s;
		for (s = end + 1; isspace((unsigned char)*s);)
			s++;
	}
	return NULL;
}

struct subject subject_parse(const char *s)
{
	struct subject to = { 0 };
	const char *open, *end;

	for (;;) {
		while (isspace((unsigned char)*s))
			s++;
		if (!strncasecmp(s, "Re:", 3)) {
			to.reply = true;
			s += 3;
		} else if ((open = find_patch_bracket(s))) {
			end = strchr(open, ']');
			take_bracket(&to, (struct span){ open + 1, end });
			s = end + 1;
		} else {
			to.text = s;
			return to;
		}
	}
}
