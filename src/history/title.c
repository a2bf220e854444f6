// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/title.h"

#include "history/quote.h"

struct text title_read(struct text first, const char *end)
{
	struct text l = first, title = first;
	unsigned left;

	if (!first.len || !memchr(first.p, '"', first.len))
		return text_trim(first);
	for (left = QUOTE_MAX_LINES; left && l.p + l.len < end; left--) {
		l = text_line(l.p + l.len + 1, end);
		if (!text_trim(l).len)
			break;
		title.len = (size_t)(l.p + l.len - title.p);
	}
	return text_trim(title);
}

/* What a title quotes behind its first 'Revert "'; a prefix may stand before that. */
static const char *find_revert(struct text title)
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

/* A pull request's number may follow. */
struct text title_reverted(struct text title)
{
	const char *open, *close, *p;

	if (!title.p || !memchr(title.p, '"', title.len))
		return (struct text){ NULL, 0 };
	open = find_revert(title);
	close = open ? memrchr(open, '"', (size_t)(title.p + title.len - open)) : NULL;
	if (!close || close == open)
		return (struct text){ NULL, 0 };
	for (p = close + 1; p < title.p + title.len; p++)
		if (!is_digit(*p) && !one_of(*p, " (#)."))
			return (struct text){ NULL, 0 };
	title = text_trim((struct text){ open, (size_t)(close - open) });
	return title.len ? title : (struct text){ NULL, 0 };
}
