// SPDX-License-Identifier: GPL-2.0
#include "history/header.h"

#include "history/word.h"

enum { MAX_KEY = 40 };

/* What lines of a message's header part begin with, besides 'Key: ' and addresses. */
static const char *const header_starts[] = {
	"upstream status", "build info", "jira ", "cve ", "cve-", "commit-author ",
	"commit-source ", "commit-count ", "upstream-diff", "subsystem-sync ", "rebuild_",
	"from stable-", "from mainline-", "from linux-", "from lts-", "from next-", "from v",
	"master date:", "http:", "https:", "---", "===",
};

static size_t key_length(struct text l)
{
	size_t n = 0;

	while (n < l.len && n < MAX_KEY && (in_word(l.p[n]) || l.p[n] == '-'))
		n++;
	return n;
}

/* 'mainline inclusion' and its like. */
static bool is_inclusion(struct text l)
{
	size_t n = key_length(l);
	struct text rest = { l.p + n, l.len - n };

	return n && text_starts(rest, " inclusion") && text_trim(rest).len == 9;
}

/* 'commit A', whatever follows. */
static bool starts_commit(struct text l)
{
	struct cursor c = { l.p, l.p + l.len, 0 };

	if (!word_take(&c, "commit"))
		return false;
	while (is_blank(cursor_at(&c, 0)) || cursor_at(&c, 0) == ':')
		c.p++;
	return cursor_id_length(&c);
}

bool header_is_line(struct text l)
{
	size_t i, n;

	l = text_trim(l);
	n = key_length(l);
	if (n > 1 && is_letter(*l.p) && n < l.len && l.p[n] == ':' &&
	    (n + 1 == l.len || is_blank(l.p[n + 1]) || l.p[n + 1] == '#' || l.p[n + 1] == 'h'))
		return true;
	for (i = 0; i < sizeof(header_starts) / sizeof(*header_starts); i++)
		if (text_starts(l, header_starts[i]))
			return true;
	return is_inclusion(l) || starts_commit(l);
}

/* 'mainline inclusion', 'from stable-v5.10.1': where the paragraph's commit is from. */
static void read_origin(struct header *h, struct text l)
{
	bool mainline = text_starts(l, "mainline ") || text_starts(l, "from mainline") ||
			text_starts(l, "upstream ");

	if (is_inclusion(l) || text_starts(l, "from "))
		h->kind = mainline ? CLAIM_BACKPORT : CLAIM_PICK;
}

static void read_header_line(struct header *h, struct text l)
{
	bool header = header_is_line(l) || (h->commit && l.len && is_blank(*l.p));

	l = text_trim(l);
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
	struct text l;

	while (h->at < to) {
		l = text_line(h->at, to);
		read_header_line(h, l);
		h->at = l.p + l.len + 1;
	}
}

/* Whether 'commit A', 'Author:' and an indented message is all there is. */
static bool is_rest_quoted(struct header *h, const char *p)
{
	struct text l;

	for (; h->rest == HEADER_UNKNOWN && p < h->end; p = l.p + l.len + 1) {
		l = text_line(p, h->end);
		if (text_trim(l).len && !is_blank(*l.p) && !header_is_line(l))
			h->rest = HEADER_PROSE;
	}
	if (h->rest == HEADER_UNKNOWN)
		h->rest = HEADER_QUOTED;
	return h->rest == HEADER_QUOTED;
}

void header_start(struct header *h, struct text title, const char *body, const char *end)
{
	*h = (struct header){ .begin = body, .at = body, .end = end };
	h->announced = title.len && title.p[title.len - 1] == ':';
}

bool header_holds(struct header *h, struct text line, struct text prev, struct text below)
{
	prev = text_trim(prev);
	if (text_starts(prev, "commit-author ") || text_starts(below, "commit-author ") ||
	    text_starts(below, "upstream-diff"))
		return true;
	read_header(h, line.p);
	if (h->broken || h->announced || (below.len && !header_is_line(below)))
		return false;
	if (prev.len && prev.p >= h->begin && !header_is_line(prev))
		return false;
	return h->any || !below.len || is_rest_quoted(h, line.p);
}
