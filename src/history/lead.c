// SPDX-License-Identifier: GPL-2.0
#include "history/lead.h"

#include "history/quote.h"
#include "history/word.h"

enum { MAX_WORDS = 9 };	/* before an id */

/* The words before the first id, as the spellings give them; each is said once. */
static const struct phrase {
	const char *words;
	enum claim_kind kind;
	unsigned flags;
} phrases[] = {
	{ "commit", CLAIM_BACKPORT, LEAD_TAIL | LEAD_LONE },
	{ "this is commit", CLAIM_BACKPORT, LEAD_TAIL },
	{ "upstream commit", CLAIM_BACKPORT, 0 },
	{ "this is upstream commit", CLAIM_BACKPORT, 0 },
	{ "from upstream commit", CLAIM_BACKPORT, 0 },
	{ "upstream fix", CLAIM_BACKPORT, LEAD_COLON },
	{ "master commit", CLAIM_BACKPORT, LEAD_COLON | LEAD_ANYWHERE },
	{ "upstream", CLAIM_BACKPORT, LEAD_COLON },
	{ "git commit", CLAIM_BACKPORT, LEAD_COLON },
	{ "backport", CLAIM_BACKPORT, LEAD_COLON },
	{ "backport commit", CLAIM_BACKPORT, LEAD_COLON },
	{ "backport upstream commit", CLAIM_BACKPORT, LEAD_COLON },
	{ "backport from", CLAIM_BACKPORT, LEAD_FREE_IN_PARENS },
	{ "backport from commit", CLAIM_BACKPORT, LEAD_FREE_IN_PARENS },
	{ "backport from upstream", CLAIM_BACKPORT, LEAD_FREE_IN_PARENS },
	{ "backport from upstream commit", CLAIM_BACKPORT, LEAD_FREE_IN_PARENS },
	{ "backport from stable commit", CLAIM_PICK, LEAD_FREE_IN_PARENS },
	{ "backport of", CLAIM_BACKPORT, 0 },
	{ "backport of commit", CLAIM_BACKPORT, 0 },
	{ "backport of upstream commit", CLAIM_BACKPORT, 0 },
	{ "this is backport of commit", CLAIM_BACKPORT, LEAD_FREE },
	{ "this is backport of upstream commit", CLAIM_BACKPORT, LEAD_FREE },
	{ "this is backport of stable commit", CLAIM_PICK, LEAD_FREE },
	{ "this is backport from commit", CLAIM_BACKPORT, LEAD_FREE },
	{ "this is backport from upstream commit", CLAIM_BACKPORT, LEAD_FREE },
	{ "this is backport from stable commit", CLAIM_PICK, LEAD_FREE },
	{ "cherry pick from", CLAIM_PICK, LEAD_FREE_IN_PARENS },
	{ "cherry pick from commit", CLAIM_PICK, LEAD_FREE | LEAD_FREE_IN_PARENS },
	{ "cherry pick from upstream", CLAIM_PICK, LEAD_FREE_IN_PARENS },
	{ "cherry pick from upstream commit", CLAIM_PICK, LEAD_FREE | LEAD_FREE_IN_PARENS },
	{ "cherry pick from stable commit", CLAIM_PICK, LEAD_FREE | LEAD_FREE_IN_PARENS },
	{ "cherry pick commit", CLAIM_PICK, LEAD_FREE_IN_PARENS },
	{ "cherry pick of commit", CLAIM_PICK, LEAD_FREE_IN_PARENS },
	{ "cherry pick", CLAIM_PICK, LEAD_COLON },
	{ "fixes", CLAIM_FIXES, LEAD_ANYWHERE },
	{ "fixes commit", CLAIM_FIXES, LEAD_ANYWHERE },
	{ "fixes upstream commit", CLAIM_FIXES, LEAD_ANYWHERE },
	{ "fixes stable commit", CLAIM_FIXES, LEAD_ANYWHERE },
	{ "this reverts", CLAIM_REVERT, LEAD_ANYWHERE },
	{ "this reverts commit", CLAIM_REVERT, LEAD_ANYWHERE },
	{ "this reverts upstream commit", CLAIM_REVERT, LEAD_ANYWHERE },
	{ "this reverts stable commit", CLAIM_REVERT, LEAD_ANYWHERE },
	{ "this revert commit", CLAIM_REVERT, LEAD_ANYWHERE },
	{ "this patch reverts commit", CLAIM_REVERT, LEAD_ANYWHERE },
	{ "this commit reverts commit", CLAIM_REVERT, LEAD_ANYWHERE },
	{ "this commit reverts", CLAIM_REVERT, LEAD_ANYWHERE },
	{ "this patch reverts", CLAIM_REVERT, LEAD_ANYWHERE },
	{ "this is revert of", CLAIM_REVERT, LEAD_ANYWHERE },
	{ "this is revert of commit", CLAIM_REVERT, LEAD_ANYWHERE },
	{ "reverts", CLAIM_REVERT, 0 },
	{ "reverts commit", CLAIM_REVERT, 0 },
	{ "this partly reverts", CLAIM_REVERT, LEAD_ANYWHERE | LEAD_PARTLY },
	{ "this partly reverts commit", CLAIM_REVERT, LEAD_ANYWHERE | LEAD_PARTLY },
	{ "this reverts partly commit", CLAIM_REVERT, LEAD_ANYWHERE | LEAD_PARTLY },
	{ "this reverts partly of commit", CLAIM_REVERT, LEAD_ANYWHERE | LEAD_PARTLY },
	{ "this reverts partly of", CLAIM_REVERT, LEAD_ANYWHERE | LEAD_PARTLY },
	{ "this is partly revert of commit", CLAIM_REVERT, LEAD_ANYWHERE | LEAD_PARTLY },
	{ "this is partly revert of", CLAIM_REVERT, LEAD_ANYWHERE | LEAD_PARTLY },
};

/* What stands before an id. */
struct said {
	char words[96];
	size_t len;
	const char *last;	/* the last word in it */
	bool colon, plural;
	struct text subject;
};

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

/*
 * To the id at @c, over what marks may stand before one: 'commit: A', '"A"'. A
 * subject that stands before its id is taken.
 */
static bool reach_id(struct cursor *c, struct said *s)
{
	struct cursor inner;

	cursor_skip_space(c);
	while (one_of(cursor_at(c, 0), ":-")) {
		s->colon |= *c->p++ == ':';
		cursor_skip_space(c);
	}
	if (one_of(cursor_at(c, 0), "\"'<[(") && s->len) {
		inner = (struct cursor){ c->p + 1, c->end, c->lines };
		if (cursor_id_length(&inner))
			*c = inner;
		else if (!s->subject.p && quote_take(c, false, &s->subject))
			cursor_skip_set(c, "(");
	}
	return cursor_id_length(c);
}

/* The words from @c up to an id. */
static bool read_words(struct cursor *c, struct said *s)
{
	const char *word;
	unsigned i;
	size_t n;

	for (i = 0; i < MAX_WORDS; i++) {
		if (reach_id(c, s))
			return true;
		word = word_at(c, &n);
		if (!word || s->subject.p || (!i && !*word) || !add_word(s, word))
			return false;
		s->plural |= !strcmp(word, "commit") && c->p[n - 1] == 's';
		c->p += n;
		if (!cursor_at_line_end(c) && !is_blank(*c->p) && !one_of(*c->p, ":-\"'("))
			return false;
	}
	return reach_id(c, s);
}

static const struct phrase *find_phrase(const struct said *s)
{
	size_t i;

	for (i = 0; i < sizeof(phrases) / sizeof(*phrases); i++)
		if (*s->words == *phrases[i].words && !strcmp(s->words, phrases[i].words))
			return &phrases[i];
	return NULL;
}

/* Whether the first word of some phrase begins so: what most lines do not. */
static bool may_begin(char c)
{
	return is_letter(c) && one_of((char)(c | 32), "bcfgmrtu");
}

bool lead_read(struct lead *to, struct cursor *c)
{
	const struct phrase *phrase;
	struct said s;

	cursor_skip_blanks(c);
	to->start = c->p;
	to->bracket = '\0';
	while (one_of(cursor_at(c, 0), "[(")) {
		to->bracket = *c->p++;
		cursor_skip_blanks(c);
	}
	if (!may_begin(cursor_at(c, 0)))
		return false;
	s = (struct said){ .len = 0 };
	phrase = read_words(c, &s) ? find_phrase(&s) : NULL;
	if (!phrase)
		return false;
	to->kind = phrase->kind;
	to->flags = phrase->flags;
	to->colon = s.colon;
	to->plural = s.plural;
	to->subject = s.subject;
	return true;
}
