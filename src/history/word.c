// SPDX-License-Identifier: GPL-2.0
#include "history/word.h"

enum { MAX_SPELLING = 12 };

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

const char *word_at(const struct cursor *c, size_t *len)
{
	char word[MAX_SPELLING] = "";
	size_t i, n = 0;

	while (n < sizeof(word) - 1 && is_letter(cursor_at(c, n))) {
		word[n] = (char)(c->p[n] | 32);
		n++;
	}
	*len = n;
	if (!n || in_word(cursor_at(c, n)))
		return NULL;
	for (i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
		if (!memcmp(word, spellings[i].word, sizeof(word)))
			return spellings[i].means;
	return NULL;
}

bool word_take(struct cursor *c, const char *means)
{
	size_t n;
	const char *word = word_at(c, &n);

	if (!word || strcmp(word, means) ||
	    (cursor_at(c, n) == '-' && is_letter(cursor_at(c, n + 1))))
		return false;
	c->p += n;
	return true;
}
