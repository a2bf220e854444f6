// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/diff_path.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "lint/diff.h"

/* ---- read ---- */

static int octal(struct span s)
{
	int value = 0;

	if (s.end - s.at < 3)
		return -1;
	for (unsigned i = 0; i < 3; i++) {
		if (s.at[i] < '0' || s.at[i] > '7')
			return -1;
		value = value << 3 | (s.at[i] - '0');
	}
	return value > 0 && value < 256 ? value : -1;
}

static int escaped(char c)
{
	static const char letters[] = "abtnvfr\"\\", bytes[] = "\a\b\t\n\v\f\r\"\\";
	const char *at = c ? strchr(letters, c) : NULL;

	return at ? bytes[at - letters] : -1;
}

/* What stands between the quotes that @s begins with; @s is then behind them. */
static bool unquote(struct span *s, struct str *to)
{
	for (s->at++; s->at < s->end && *s->at != '"'; s->at++) {
		int c = (unsigned char)*s->at;

		if (c == '\\') {
			s->at++;
			c = octal(*s);
			if (c > 0)
				s->at += 2;
			else
				c = s->at < s->end ? escaped(*s->at) : -1;
			if (c < 0)
				return false;
		}
		str_addc(to, (char)c);
	}
	return s->at < s->end && s->at++;
}

static struct span without_end(struct span s)
{
	while (s.at < s.end && (s.end[-1] == '\n' || s.end[-1] == '\r'))
		s.end--;
	return s;
}

struct error *path_read(struct span s, bool dated, char **path)
{
	struct str to = STR_INIT;
	const char *tab;

	s = without_end(s);
	if (s.at < s.end && *s.at == '"') {
		if (!unquote(&s, &to)) {
			str_release(&to);
			return error_new("a path that is not well quoted");
		}
	} else {
		tab = dated ? memchr(s.at, '\t', (size_t)(s.end - s.at)) : NULL;
		str_addn(&to, s.at, (size_t)((tab ? tab : s.end) - s.at));
	}
	if (to.len > DIFF_MAX_PATH || memchr(to.buf, '\0', to.len)) {
		str_release(&to);
		return error_new("a path that is too long, or has a NUL in it");
	}
	mem_free(*path);
	*path = str_detach(&to);
	return NULL;
}

/* In minutes since 1970: "1970-01-01 01:00:00.000000000 +0100". */
static bool minutes_of(const char *date, int *minutes)
{
	int day, hour, minute, zone, n = 0;
	char sign;

	if (sscanf(date, "1970-01-%2d %2d:%2d:00%n", &day, &hour, &minute, &n) == 3 && n)
		*minutes = day - 1;
	else if (sscanf(date, "1969-12-%2d %2d:%2d:00%n", &day, &hour, &minute, &n) == 3 && n)
		*minutes = day - 32;
	else
		return false;
	date += n;
	if (*date == '.')
		date += 1 + strspn(date + 1, "0");
	if (sscanf(date, " %c%4d", &sign, &zone) != 2 || !strchr("+-", sign))
		return false;
	zone = zone / 100 * 60 + zone % 100;
	*minutes = (*minutes * 24 + hour) * 60 + minute - (sign == '+' ? zone : -zone);
	return true;
}

bool path_is_epoch(struct span s)
{
	const char *tab = memchr(s.at, '\t', (size_t)(s.end - s.at));
	char date[64] = "";
	int minutes;

	if (!tab || s.end - tab > (long)sizeof(date))
		return false;
	memcpy(date, tab + 1, (size_t)(s.end - tab - 1));
	return minutes_of(date, &minutes) && !minutes;
}

/* What is behind the first part. */
static const char *behind_first(const char *path)
{
	const char *slash = path ? strchr(path, '/') : NULL;

	return slash && slash > path ? slash + 1 : NULL;
}

static bool same_behind(const char *one, const char *other)
{
	const char *a = behind_first(one), *b = behind_first(other);

	return !strcmp(one, other) || (a && b && !strcmp(a, b));
}

/* Neither is quoted: they are alike, so the blank between them is in the middle. */
static void split(struct span s, char **old, char **new)
{
	for (const char *blank = s.at; (blank = memchr(blank, ' ', (size_t)(s.end - blank)));
	     blank++) {
		char *a, *b;

		if (blank - s.at > s.end - blank + 16 || s.end - blank > blank - s.at + 16)
			continue;	/* prefixes differ by less */
		a = mem_strndup(s.at, (size_t)(blank - s.at));
		b = mem_strndup(blank + 1, (size_t)(s.end - blank - 1));
		if (same_behind(a, b)) {
			*old = a;
			*new = b;
			return;
		}
		mem_free(a);
		mem_free(b);
	}
}

struct error *paths_read_pair(struct span s, char **old, char **new)
{
	struct str first = STR_INIT;
	struct error *err = NULL;

	s = without_end(s);
	if (s.end - s.at > 2 * DIFF_MAX_PATH)
		return error_new("a path that is too long");
	if (s.at == s.end || *s.at != '"') {
		split(s, old, new);
		return NULL;
	}
	if (!unquote(&s, &first) || memchr(first.buf, '\0', first.len)) {
		str_release(&first);
		return error_new("a path that is not well quoted");
	}
	s.at += s.at < s.end && *s.at == ' ';
	*old = str_detach(&first);
	err = path_read(s, false, new);
	return err;
}

/* ---- prefixes ---- */

static bool is_none(const char *path)
{
	return !path || !strcmp(path, "/dev/null");
}

static void strip(char **path)
{
	const char *rest = behind_first(*path);
	char *stripped = rest ? mem_strdup(rest) : NULL;

	if (!stripped)
		return;
	mem_free(*path);
	*path = stripped;
}

static void drop_none(char **path)
{
	if (!is_none(*path))
		return;
	mem_free(*path);
	*path = NULL;
}

/* What git puts before one path that has no other to be held against. */
static bool has_letter(const char *path)
{
	return path && strchr("abciow", path[0]) && path[0] && path[1] == '/';
}

void paths_strip_with(char **old, char **new, const char *git_old, const char *git_new)
{
	bool plain;

	drop_none(old);
	drop_none(new);
	if (*old && *new)
		plain = !strcmp(*old, *new);
	else if (git_old && git_new && !is_none(git_old) && !is_none(git_new))
		plain = !strcmp(git_old, git_new);
	else
		plain = !has_letter(*old ? *old : *new);
	if (plain)
		return;
	strip(old);
	strip(new);
}

void paths_strip(char **old, char **new)
{
	paths_strip_with(old, new, NULL, NULL);
}

/* ---- checked ---- */

static bool is_bad_part(const char *part, size_t n)
{
	return !n || (n == 1 && part[0] == '.') || (n == 2 && !memcmp(part, "..", 2)) ||
	       (n == 4 && !strncasecmp(part, ".git", 4));
}

struct error *path_check(const char *path)
{
	const char *part = path;

	while (part) {
		const char *end = strchrnul(part, '/');

		if (is_bad_part(part, (size_t)(end - part)))
			return error_new("%s: leads out of the tree or into .git: the patch is "
					 "refused", path);
		part = *end ? end + 1 : NULL;
	}
	return NULL;
}
