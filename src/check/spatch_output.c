// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/spatch_output.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"

#define MAX_NUMBER 100000000u

struct cursor {
	const char *p, *end;
};

struct line {
	const char *p;
	size_t len;
};

static bool next_line(struct cursor *c, struct line *l)
{
	const char *nl;

	if (c->p == c->end)
		return false;
	nl = memchr(c->p, '\n', (size_t)(c->end - c->p));
	l->p = c->p;
	l->len = (size_t)((nl ? nl : c->end) - c->p);
	c->p = nl ? nl + 1 : c->end;
	return true;
}

static bool take(struct line *l, const char *word)
{
	size_t n = strlen(word);

	if (l->len < n || memcmp(l->p, word, n))
		return false;
	l->p += n;
	l->len -= n;
	return true;
}

static bool take_number(struct line *l, unsigned *value)
{
	size_t i;

	for (*value = 0, i = 0; i < l->len && isdigit((unsigned char)l->p[i]); i++) {
		*value = *value * 10 + (unsigned)(l->p[i] - '0');
		if (*value > MAX_NUMBER)
			return false;
	}
	l->p += i;
	l->len -= i;
	return i > 0;
}

static bool take_file(struct line *l, size_t *file)
{
	unsigned number;

	if (!take_number(l, &number) || !(take(l, ".c") || take(l, ".h")))
		return false;
	*file = number;
	return true;
}

void spatch_read_out(struct spatch_founds *f, const char *out, size_t len)
{
	struct cursor c = { out, out + len };
	struct spatch_found one;
	unsigned end;
	struct line l;

	while (next_line(&c, &l)) {
		if (!take_file(&l, &one.file) || !take(&l, ":") || !take_number(&l, &one.line) ||
		    !take(&l, ":") || !take_number(&l, &one.column))
			continue;
		if (take(&l, "-") && !take_number(&l, &end))
			continue;
		if (!one.line || !take(&l, ":"))
			continue;
		take(&l, " ");
		one.column++;
		one.message = l.p;
		one.len = l.len;
		*array_push(&f->all) = one;
	}
}

/* The lines around a parse error; rows[bad] is the line of the error itself. */
struct block {
	ARRAY(struct line) rows;
	size_t bad;
	size_t file;
	unsigned line;		/* that rows[bad] is in the file */
};

static void note(struct spatch_notes *n, enum spatch_note_kind kind, size_t file, size_t line,
		 struct line text)
{
	*array_push(&n->all) = (struct spatch_note){
		kind, file, (unsigned)line, text.p, text.len
	};
}

static void note_row(struct spatch_notes *n, const struct block *b, size_t row)
{
	size_t first = b->line > b->bad ? b->line - b->bad : 1;

	note(n, NOTE_BAD, b->file, first + row, b->rows.item[row]);
}

static struct line trimmed(struct line l)
{
	while (l.len && isspace((unsigned char)l.p[l.len - 1]))
		l.len--;
	return l;
}

static bool has(struct line l, char c)
{
	return l.len && memchr(l.p, c, l.len);
}

static bool ends(struct line l, char c)
{
	return l.len && l.p[l.len - 1] == c;
}

static bool at_margin(struct line l)
{
	return l.len && (isalpha((unsigned char)*l.p) || *l.p == '_');
}

static bool is_type(struct line l)
{
	return !has(l, '(') && (take(&l, "struct ") || take(&l, "union ") || take(&l, "enum ") ||
				take(&l, "typedef "));
}

static bool opens_body(struct line before, struct line l)
{
	if (l.len && *l.p == '{')
		return !ends(before, '=') && !is_type(before);
	return at_margin(l) && ends(l, '{') && has(l, ')') && !has(l, '=');
}

/* Whether the line begins something at the top level that is no function. */
static bool opens_other(struct line l)
{
	return at_margin(l) && (has(l, '=') || is_type(l) || ends(l, ';') ||
				(has(l, '(') && ends(l, ')')));
}

static bool in_define(const struct block *b, size_t row)
{
	return ends(trimmed(b->rows.item[row]), '\\') ||
	       (row && ends(trimmed(b->rows.item[row - 1]), '\\')) ||
	       (b->rows.item[row].len && *b->rows.item[row].p == '#');
}

/* A note for each function's body in the block; false when there is none. */
static bool note_bodies(struct spatch_notes *n, const struct block *b)
{
	struct line l, before = { "", 0 };
	bool any = false, define = false, body = false, bad;
	size_t i, open = 0;

	for (i = 0; i < b->rows.n; i++) {
		l = trimmed(b->rows.item[i]);
		define = define || (l.len && *l.p == '#');
		if (!define && !body && opens_body(before, l)) {
			body = true;
			open = i;
		}
		if (body && ((l.len && *l.p == '}') || i + 1 == b->rows.n)) {
			bad = b->bad >= open && b->bad <= i;
			note_row(n, b, bad ? b->bad : open);
			any = true;
			body = false;
		}
		define = define && ends(l, '\\');
		if (l.len)
			before = l;
	}
	return any;
}

static bool is_indented(struct line l)
{
	struct line t = trimmed(l);

	return t.len && isspace((unsigned char)*t.p) && !take(&t, " *");
}

/* Whether the rows up to the error are the end of a function whose begin was taken for whole. */
static bool is_tail_of_function(const struct block *b)
{
	bool code = false;
	size_t i;

	if (in_define(b, b->bad))
		return false;
	for (i = 0; i <= b->bad; i++) {
		if (opens_other(trimmed(b->rows.item[i])))
			return false;
		code = code || is_indented(b->rows.item[i]);
	}
	return code;
}

static void read_block(struct cursor *c, struct block *b, unsigned count)
{
	struct cursor at = *c;
	struct line l;

	while (b->rows.n <= count && next_line(&at, &l)) {
		if (take(&l, "BAD:!!!!! "))
			b->bad = b->rows.n;
		else if (!take(&l, "bad: "))
			break;
		*array_push(&b->rows) = l;
		*c = at;
	}
}

/* " = File "7.c", line 12, …"; the file is another where a macro's body did not parse. */
static bool read_place(struct line l, struct block *b, bool *foreign)
{
	if (!take(&l, " =") || !(take(&l, " "), take(&l, "File \"")))
		return false;
	*foreign = !take_file(&l, &b->file) || !take(&l, "\", line ") ||
		   !take_number(&l, &b->line) || !b->line;
	return true;
}

static void note_block(struct spatch_notes *n, const struct block *b, bool foreign)
{
	size_t known = n->all.n;

	if (!b->rows.n)
		note(n, NOTE_BAD, b->file, b->line, (struct line){ "", 0 });
	else if (!note_bodies(n, b) && !foreign && is_tail_of_function(b))
		note_row(n, b, b->bad);
	for (; foreign && known < n->all.n; known++)
		n->all.item[known].line = 1;
}

/* After "parse error": the place, what stands there, the block. */
static void read_error(struct spatch_notes *n, struct cursor *c, size_t reading)
{
	struct block b = { .bad = 0 };
	struct cursor at = *c;
	bool foreign = false;
	unsigned count;
	struct line l;
	int i;

	if (!next_line(&at, &l) || !read_place(l, &b, &foreign))
		return;
	*c = at;
	for (i = 0; i < 4 && next_line(&at, &l); i++) {
		if (!take(&l, "badcount: ") || !take_number(&l, &count))
			continue;
		*c = at;
		read_block(c, &b, count);
		break;
	}
	if (foreign) {
		b.file = reading;
		b.line = 1;
	}
	note_block(n, &b, foreign);
	array_free(&b.rows);
}

/* "EXN: text in 7.c" */
static void read_exception(struct spatch_notes *n, struct line l)
{
	struct line name;
	size_t i, file;

	for (i = l.len; i-- > 4; ) {
		if (memcmp(l.p + i - 4, " in ", 4))
			continue;
		name = (struct line){ l.p + i, l.len - i };
		if (take_file(&name, &file) && !name.len) {
			l.len = i - 4;
			note(n, NOTE_EXCEPTION, file, 0, l);
		}
		return;
	}
}

void spatch_read_err(struct spatch_notes *n, const char *err, size_t len)
{
	struct cursor c = { err, err + len };
	struct line l;
	size_t file = 0;

	while (next_line(&c, &l)) {
		if (take(&l, "HANDLING: ") || take(&l, "Skipping: ")) {
			if (take_file(&l, &file))
				note(n, NOTE_READ, file, 0, l);
		} else if (take(&l, "parse error") || take(&l, "lexical error") ||
			   take(&l, "semantic error")) {
			read_error(n, &c, file);
		} else if (take(&l, "EXN: ")) {
			read_exception(n, l);
		}
	}
}

static bool is_talk(struct line l)
{
	return take(&l, "HANDLING: ") || take(&l, "Skipping: ") || take(&l, "init_defs") ||
	       take(&l, "Warning: PARSING") || take(&l, "(ONCE)");
}

/* The next line that says something of its own. */
static bool next_words(struct cursor *c, struct line *l)
{
	while (next_line(c, l)) {
		*l = trimmed(*l);
		while (l->len && isspace((unsigned char)*l->p)) {
			l->p++;
			l->len--;
		}
		if (l->len && !is_talk(*l))
			return true;
	}
	return false;
}

static void add_words(struct str *s, struct line l)
{
	size_t i;

	if (s->len)
		str_addc(s, ' ');
	for (i = 0; i < l.len && s->len < 300; i++)
		str_addc(s, iscntrl((unsigned char)l.p[i]) ? ' ' : l.p[i]);
}

char *spatch_last_words(const char *err, size_t len)
{
	struct cursor c = { err, err + len };
	struct line l, last = { "", 0 };
	struct str s = STR_INIT;

	while (next_words(&c, &l))
		last = l;
	add_words(&s, last);
	return s.len ? str_detach(&s) : mem_strdup("");
}

char *spatch_words(const char *err, size_t len)
{
	struct cursor c = { err, err + len };
	struct str s = STR_INIT;
	struct line l;

	while (s.len < 300 && next_words(&c, &l))
		add_words(&s, l);
	return s.len ? str_detach(&s) : mem_strdup("");
}

char *spatch_read_version(const char *out, size_t len)
{
	struct line l = { out, len };
	size_t n = 0;

	if (!take(&l, "spatch version "))
		return NULL;
	while (n < l.len && n < 32 && (isalnum((unsigned char)l.p[n]) || strchr(".-+~_", l.p[n])))
		n++;
	return n && isdigit((unsigned char)*l.p) ? mem_strndup(l.p, n) : NULL;
}
