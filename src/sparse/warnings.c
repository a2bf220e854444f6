// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "sparse/warnings.h"

#include <ctype.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

struct line {
	const char *start;
	size_t len;		/* without its end */
	size_t path;		/* of "PATH:LINE:COLUMN: …": how long that is; 0: it is none */
	bool note;		/* "BASE: note: in included file…:" */
};

struct filter {
	const char *path;
	struct str *to;
	struct line note;	/* before the message that comes next; .len 0: none */
	struct line last_seen, last_kept;	/* the last messages in a header */
	struct map notes;	/* header -> the note that it was last told with */
};

static size_t skip_number(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && isdigit((unsigned char)*p))
		p++;
	return (size_t)(p - from);
}

/* The length of the path in "PATH:12:3: …", or 0. */
static size_t message_path(const char *start, const char *end)
{
	for (const char *colon = start; (colon = memchr(colon, ':', (size_t)(end - colon)));
	     colon++) {
		const char *p = colon + 1;
		size_t line = skip_number(p, end), column;

		p += line;
		if (!line || p >= end || *p != ':')
			continue;
		column = skip_number(p + 1, end);
		p += 1 + column;
		if (column && end - p >= 2 && p[0] == ':' && p[1] == ' ')
			return (size_t)(colon - start);
	}
	return 0;
}

static struct line read_line(const char *start)
{
	struct line l = { .start = start, .len = strcspn(start, "\n") };

	l.note = memmem(start, l.len, ": note: in included file", 24);
	l.path = l.note ? 0 : message_path(start, start + l.len);
	return l;
}

static bool ends(const struct line *l, const char *end)
{
	size_t n = strlen(end);

	return l->len >= n && !memcmp(l->start + l->len - n, end, n);
}

static bool is_verbose(const struct line *l)
{
	static const char *const texts[] = { ": cast loses sign", ": cast drops bits",
					     ": cast wasn't removed", ": cast changes sign" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (ends(l, texts[i]))
			return true;
	return memmem(l->start, l->len, ": possible uninitialized variable (", 35);
}

static bool same_path(const struct line *a, const struct line *b)
{
	return a->path && a->path == b->path && !memcmp(a->start, b->start, a->path);
}

static void put(struct filter *f, const char *text, size_t len)
{
	str_addn(f->to, text, len);
	str_addc(f->to, '\n');
}

static char *note_text(const struct line *note)
{
	return mem_strndup(note->start, note->len);
}

/* Notes the line that told of the header; false when it was told of in another way before. */
static bool take_note(struct filter *f, const struct line *l)
{
	void **at = map_putn(&f->notes, l->start, l->path);
	char *text = note_text(&f->note);
	bool same = !*at || !strcmp(*at, text);

	mem_free(*at);
	*at = text;
	return same && !same_path(l, &f->last_seen);
}

static bool take_message(struct filter *f, const struct line *l)
{
	bool own = l->path == strlen(f->path) && !memcmp(l->start, f->path, l->path);
	bool header = f->note.len || (!own && map_getn(&f->notes, l->start, l->path));

	if (f->note.len && !take_note(f, l))
		return false;
	f->note.len = 0;
	if (header)
		f->last_seen = *l;
	if (is_verbose(l))
		return true;
	if (header && !same_path(l, &f->last_kept)) {
		const char *note = map_getn(&f->notes, l->start, l->path);

		put(f, note, strlen(note));
	}
	if (header)
		f->last_kept = *l;
	put(f, l->start, l->len);
	return true;
}

static bool filter_lines(struct filter *f, const char *err)
{
	for (const char *p = err; *p;) {
		struct line l = read_line(p);

		p += l.len + (p[l.len] == '\n');
		if (l.note)
			f->note = l;
		else if (!l.path)
			put(f, l.start, l.len);
		else if (!take_message(f, &l))
			return false;
	}
	return !f->note.len;
}

bool warnings_without_v(const char *err, const char *path, struct str *to)
{
	struct filter f = { .path = path, .to = to };
	bool is = !strstr(err, "too many warnings") && filter_lines(&f, err);

	for (size_t i = 0; i < f.notes.n; i++)
		mem_free(f.notes.entry[i].value);
	map_release(&f.notes);
	return is;
}
