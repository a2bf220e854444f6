// SPDX-License-Identifier: GPL-2.0
#include "history/tail.h"

#include "history/header.h"
#include "history/word.h"

enum {
	MAX_RELATION = 9,	/* words */
	MAX_REMARK = 40,
	MAX_EXCEPTION = 12,
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

bool tail_take_upstream(struct cursor *c)
{
	struct cursor was = *c;
	bool ended = false;

	for (; is_blank(cursor_at(c, 0)) || one_of(cursor_at(c, 0), "\"'>()],:;-."); c->p++)
		ended |= one_of(*c->p, "()].;");
	if (!ended)
		cursor_skip_space(c);
	if (word_take(c, "in") || word_take(c, "from") || word_take(c, "is"))
		cursor_skip_space(c);
	if (word_take(c, ""))
		cursor_skip_space(c);
	if (word_take(c, "upstream"))
		return true;
	*c = was;
	return false;
}

static void take_word_of_list(struct cursor *c, const char *means)
{
	if (word_take(c, means))
		cursor_skip_space(c);
}

static bool take_and(struct cursor *c)
{
	struct text l = { c->p, (size_t)(c->end - c->p) };

	if (!text_starts(l, "and") || !(is_blank(cursor_at(c, 3)) || cursor_at(c, 3) == '\n'))
		return false;
	c->p += 3;
	cursor_skip_space(c);
	return true;
}

bool tail_take_separator(struct cursor *c, bool over_lines)
{
	struct cursor was = *c;
	bool any = over_lines;

	cursor_skip_blanks(c);
	while (one_of(cursor_at(c, 0), ",;&+")) {
		any = true;
		c->p++;
		cursor_skip_blanks(c);
	}
	any |= c->p > was.p && !cursor_at_line_end(c);
	cursor_skip_space(c);
	any |= take_and(c);
	take_word_of_list(c, "upstream");
	take_word_of_list(c, "commit");
	if (any && c->p > was.p && cursor_id_length(c))
		return true;
	*c = was;
	return false;
}

bool tail_take_relation(struct cursor *c, bool *upstream)
{
	static const char *const words[] = {
		"which", "is", "backport", "of", "commit", "upstream",
	};
	const char *word;
	size_t n, i, k;

	for (k = 0; k < MAX_RELATION; k++) {
		cursor_skip_set(c, ",;(-:");
		if (cursor_id_length(c))
			return k;
		word = word_at(c, &n);
		if (!word)
			return false;
		for (i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (!*word || !strcmp(word, words[i]))
				break;
		if (i == sizeof(words) / sizeof(*words))
			return false;
		*upstream |= !strcmp(word, "upstream");
		c->p += n;
	}
	return false;
}

bool tail_is_partial(const struct cursor *c)
{
	struct cursor p = *c;
	struct text word;
	size_t i, n;

	cursor_skip_set(&p, ",;");
	for (n = 0; is_letter(cursor_at(&p, n)) && n < MAX_EXCEPTION; )
		n++;
	word = (struct text){ p.p, n };
	for (i = 0; i < sizeof(exceptions) / sizeof(*exceptions); i++)
		if (n == strlen(exceptions[i]) && text_starts(word, exceptions[i]))
			return true;
	return false;
}

/* The length of the first word of @l that blanks end; @digit: whether it holds one. */
static size_t word_length(struct text l, bool *digit)
{
	size_t n;

	*digit = false;
	for (n = 0; n < l.len && n < MAX_REMARK && !is_blank(l.p[n]); n++)
		*digit |= is_digit(l.p[n]);
	return n;
}

/* A version behind words that may stand before one: 'linux-2.6.34.y', 'needed for 5.10'. */
static bool is_remark(struct text l)
{
	bool digit = false;
	size_t i, n;

	while (l.len && !digit) {
		n = word_length(l, &digit);
		for (i = 0; !digit && i < sizeof(remarks) / sizeof(*remarks); i++)
			if (n == strlen(remarks[i]) && text_starts(l, remarks[i]))
				break;
		if (i == sizeof(remarks) / sizeof(*remarks))
			return false;
		l = text_trim((struct text){ l.p + n, l.len - n });
	}
	return digit && (!l.len || one_of(*l.p, "]).,") || text_starts(l, "stable"));
}

/* Whether the rest of the line holds nothing that would make a sentence of it. */
static bool is_line_clean(struct cursor *c, bool *closed)
{
	struct text l;

	*closed = false;
	for (; !cursor_at_line_end(c); c->p++) {
		if (one_of(*c->p, ".])}"))
			*closed = true;
		else if (!is_blank(*c->p) && !one_of(*c->p, ",;:!\"'>"))
			break;
	}
	l = text_trim(text_line(c->p, c->end));
	if (!l.len)
		return true;
	*closed = one_of(l.p[l.len - 1], ".])");
	return one_of(*l.p, "-#([") || is_remark(l);
}

/* Whether what ends at @c goes on in the line below. */
static bool goes_on(const struct cursor *c, bool quoted)
{
	struct text below = cursor_line_below(c);

	if (!below.len || header_is_line(below))
		return false;
	if (quoted)
		return !one_of(*below.p, "[(");
	return *below.p >= 'a' && *below.p <= 'z';
}

bool tail_is_clean(struct cursor *c, bool quoted)
{
	bool closed;

	return is_line_clean(c, &closed) && (closed || !goes_on(c, quoted));
}
