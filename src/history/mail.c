// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/mail.h"

#include <ctype.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "history/date.h"
#include "history/mime.h"
#include "history/subject.h"

enum { ID_NIBBLES = 40, INDENT = 4 };

static struct span span_of(const struct str *s)
{
	return (struct span){ s->buf, s->buf + s->len };
}

static char *copy_span(struct span s)
{
	return mem_strndup(s.at, (size_t)(s.end - s.at));
}

/* Puts @value in the place of what *@field owns. */
static void set(char **field, char *value)
{
	mem_free(*field);
	*field = value;
}

/* Whether @line is @word, an id and nothing but what a blank parts from it. */
static bool has_id(struct span line, const char *word)
{
	int i;

	if (!span_starts(line, word))
		return false;
	line.at += strlen(word);
	if (line.end - line.at < ID_NIBBLES)
		return false;
	for (i = 0; i < ID_NIBBLES; i++)
		if (!isxdigit((unsigned char)line.at[i]))
			return false;
	return line.at + i == line.end || isspace((unsigned char)line.at[i]);
}

/* NULL for the zeros that format-patch --zero-commit writes. */
static char *copy_id(struct span line, const char *word)
{
	char *id = mem_strndup(line.at + strlen(word), ID_NIBBLES), *c;

	for (c = id; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	if (id[strspn(id, "0")])
		return id;
	mem_free(id);
	return NULL;
}

bool mail_is_commit_line(struct span line)
{
	return has_id(line, "commit ");
}

static bool is_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isdigit((unsigned char)s[i]))
			return false;
	return true;
}

/* "From SENDER … 10:00:00 2019": not a sentence that begins with From. */
bool mail_is_from_line(struct span line)
{
	const char *colon;

	if (!span_starts(line, "From "))
		return false;
	line = span_trim(line);
	colon = memrchr(line.at, ':', (size_t)(line.end - line.at));
	return colon && line.end - colon >= 8 && isdigit((unsigned char)colon[-1]) &&
	       is_digits(colon + 1, 2) && colon[3] == ' ' && is_digits(colon + 4, 4);
}

/* @text up to the next line that begins another. */
static struct span cut_at(struct span text, bool (*begins)(struct span line))
{
	struct span rest = text, line;

	while (rest.at < rest.end) {
		line = span_line(&rest);
		if (begins(line))
			return (struct span){ text.at, line.at };
	}
	return text;
}

/* @line begins a diff; @rest is what follows it. */
static bool is_diff(struct span line, struct span rest)
{
	return span_starts(line, "diff -") ||
	       (span_starts(line, "--- ") && span_starts(rest, "+++ "));
}

static bool is_rule(struct span line)
{
	return span_starts(line, "---") && span_is_blank((struct span){ line.at + 3, line.end });
}

/* From the first line of a diff on; empty when there is none. */
static struct span find_diff(struct span text)
{
	struct span rest = text, line;

	while (rest.at < rest.end) {
		line = span_line(&rest);
		if (is_diff(line, rest))
			return (struct span){ line.at, text.end };
	}
	return rest;
}

/* Up to '---' or the diff. */
static struct span find_message(struct span text)
{
	struct span rest = text, line;

	while (rest.at < rest.end) {
		line = span_line(&rest);
		if (is_rule(line) || is_diff(line, rest))
			return (struct span){ text.at, line.at };
	}
	return text;
}

static struct span skip_blank_lines(struct span text)
{
	struct span rest = text;

	while (text.at < text.end && span_is_blank(span_line(&rest)))
		text = rest;
	return text;
}

static void end_line(struct str *s)
{
	while (s->len && isspace((unsigned char)s->buf[s->len - 1]))
		s->buf[--s->len] = '\0';
	if (s->len)
		str_addc(s, '\n');
}

static char *read_subject(struct mail *m, const struct str *value)
{
	struct str s = STR_INIT;
	struct subject said;
	char *subject;

	mime_decode_words(&s, value->buf);
	said = subject_parse(s.buf);
	if (said.total) {
		m->number = said.number;
		m->total = said.total;
	}
	if (said.version)
		m->version = said.version;
	m->reply |= said.reply;
	subject = copy_span(span_trim((struct span){ said.text, s.buf + s.len }));
	str_release(&s);
	return subject;
}

/* Without the quotes and backslashes of "Doe, \"J\"" <…>. */
static void add_unquoted(struct str *to, struct span s)
{
	for (; s.at < s.end; s.at++) {
		if (*s.at == '\\' && s.at + 1 < s.end)
			s.at++;
		else if (*s.at == '"')
			continue;
		str_addc(to, *s.at);
	}
}

/* "address (Name)" as "Name <address>". */
static bool add_old_style(struct str *to, struct span s)
{
	const char *open = memchr(s.at, '(', (size_t)(s.end - s.at));
	struct span address;

	if (!open || open == s.at || s.end[-1] != ')' || memchr(s.at, '<', (size_t)(s.end - s.at)))
		return false;
	address = span_trim((struct span){ s.at, open });
	add_unquoted(to, (struct span){ open + 1, s.end - 1 });
	str_addf(to, " <%.*s>", (int)(address.end - address.at), address.at);
	return true;
}

static char *read_author(const struct str *value)
{
	struct span s = span_trim(span_of(value));
	struct str plain = STR_INIT, decoded = STR_INIT;
	char *author;

	if (!add_old_style(&plain, s))
		add_unquoted(&plain, s);
	mime_decode_words(&decoded, plain.buf);
	author = copy_span(span_trim(span_of(&decoded)));
	str_release(&plain);
	str_release(&decoded);
	return author;
}

static void take_headers(struct mail *m, const struct mime_headers *h)
{
	if (h->value[MIME_SUBJECT].len)
		set(&m->subject, read_subject(m, &h->value[MIME_SUBJECT]));
	if (h->value[MIME_FROM].len)
		set(&m->author, read_author(&h->value[MIME_FROM]));
	if (h->value[MIME_DATE].len)
		m->author_date = date_parse(h->value[MIME_DATE].buf);
}

/* The '>' that mbox files put before lines of a message. */
static struct span unquote_from(struct span line)
{
	struct span rest = line;

	while (rest.at < rest.end && *rest.at == '>')
		rest.at++;
	line.at += rest.at > line.at && span_starts(rest, "From ");
	return line;
}

static void add_message(struct str *to, struct span text, bool in_mbox)
{
	struct span line;

	text = skip_blank_lines(text);
	while (text.at < text.end) {
		line = span_line(&text);
		if (in_mbox)
			line = unquote_from(line);
		str_addn(to, line.at, (size_t)(line.end - line.at));
		str_addc(to, '\n');
	}
	end_line(to);
}

static void take_message(struct mail *m, struct span text, bool in_mbox)
{
	struct str body = STR_INIT, message = STR_INIT;

	add_message(&body, text, in_mbox);
	if (*m->subject)
		str_addf(&message, "%s\n%s", m->subject, body.len ? "\n" : "");
	str_addn(&message, body.buf, body.len);
	str_release(&body);
	set(&m->message, str_detach(&message));
}

static char *find_base(struct span text)
{
	struct span line;

	while (text.at < text.end) {
		line = span_line(&text);
		if (has_id(line, "base-commit: "))
			return copy_id(line, "base-commit: ");
	}
	return NULL;
}

/* The first text is the message; the diff is in it or in a later one. */
static struct error *take_texts(struct mail *m, const struct mime_texts *t, bool in_mbox)
{
	struct mime_headers h;
	struct span text, diff;
	size_t i;

	if (!t->list.n && t->too_deep)
		return error_new("parts within parts, more than %d deep", MIME_MAX_DEPTH);
	if (!t->list.n)
		return error_new("no plain text in the mail");
	text = skip_blank_lines(span_of(&t->list.item[0]));
	mime_headers_read(&h, &text, true);
	take_headers(m, &h);
	mime_headers_release(&h);
	take_message(m, find_message(text), in_mbox);
	diff = find_diff(text);
	for (i = 1; i < t->list.n && diff.at == diff.end; i++)
		diff = find_diff(span_of(&t->list.item[i]));
	set(&m->diff, copy_span(diff));
	for (i = 0; i < t->list.n && !m->base; i++)
		m->base = find_base(span_of(&t->list.item[i]));
	return NULL;
}

static bool has_nul(const struct mime_texts *t)
{
	size_t i;

	for (i = 0; i < t->list.n; i++)
		if (memchr(t->list.item[i].buf, '\0', t->list.item[i].len))
			return true;
	return false;
}

static bool is_mail(const struct mime_headers *h)
{
	return h->value[MIME_SUBJECT].len || h->value[MIME_FROM].len || h->value[MIME_DATE].len;
}

/* Of an mbox, the first mail. */
static bool take_from_line(struct mail *m, struct span *text)
{
	struct span rest = *text, line = span_line(&rest);
	bool has = has_id(line, "From ");

	if (!has && !mail_is_from_line(line))
		return false;
	if (has)
		m->id = copy_id(line, "From ");
	*text = cut_at(rest, mail_is_from_line);
	return true;
}

/* A text without headers is all body: a bare diff, or one with words before it. */
static struct error *read_mail(struct mail *m, struct span text)
{
	bool in_mbox = take_from_line(m, &text);
	struct span body = text, none = { text.end, text.end };
	struct mime_headers h;
	struct mime_texts t;
	struct error *err;

	mime_headers_read(&h, &body, false);
	if (!is_mail(&h)) {
		mime_headers_release(&h);
		mime_headers_read(&h, &none, false);
		body = text;
	}
	take_headers(m, &h);
	mime_texts_read(&t, &h, body);
	err = has_nul(&t) ? error_new("a NUL byte in its text") : take_texts(m, &t, in_mbox);
	mime_texts_release(&t);
	mime_headers_release(&h);
	return err;
}

/* What stands behind the colon of @line. */
static char *copy_value(struct span line)
{
	const char *colon = memchr(line.at, ':', (size_t)(line.end - line.at));

	line.at = colon ? colon + 1 : line.end;
	return copy_span(span_trim(line));
}

/* "Author: …", or "AuthorDate:" and "Date:", up to the empty line. */
static void read_commit_header(struct mail *m, struct span *text)
{
	struct span line;
	char *value;

	while (text->at < text->end) {
		line = span_line(text);
		if (span_is_blank(line))
			return;
		value = copy_value(line);
		if (span_starts(line, "Author:"))
			set(&m->author, mem_strdup(value));
		else if (span_starts(line, "Date:") || span_starts(line, "AuthorDate:"))
			m->author_date = date_parse(value);
		mem_free(value);
	}
}

/* The indented lines that @text begins with, without their indent. */
static void take_indented(struct str *to, struct span *text)
{
	struct span rest = *text, line;

	for (; text->at < text->end; *text = rest) {
		line = span_line(&rest);
		if (span_starts(line, "    "))
			line.at += INDENT;
		else if (!span_is_blank(line))
			return;
		str_addn(to, line.at, (size_t)(line.end - line.at));
		str_addc(to, '\n');
	}
}

/* The first paragraph is the subject, as git takes it. */
static char *first_paragraph(struct span text)
{
	struct str s = STR_INIT;
	struct span line;

	while (text.at < text.end) {
		line = span_trim(span_line(&text));
		if (line.at == line.end)
			break;
		if (s.len)
			str_addc(&s, ' ');
		str_addn(&s, line.at, (size_t)(line.end - line.at));
	}
	return str_detach(&s);
}

/* What `git show` prints; of what `git log -p` prints, the first commit. */
static struct error *read_commit(struct mail *m, struct span text)
{
	struct str indented = STR_INIT, message = STR_INIT;

	m->id = copy_id(span_line(&text), "commit ");
	text = cut_at(text, mail_is_commit_line);
	read_commit_header(m, &text);
	take_indented(&indented, &text);
	add_message(&message, span_of(&indented), false);
	set(&m->subject, first_paragraph(span_of(&message)));
	set(&m->message, str_detach(&message));
	set(&m->diff, copy_span(find_diff(text)));
	str_release(&indented);
	return NULL;
}

static struct error *parse(struct mail *m, struct span text)
{
	struct span rest;
	struct error *err;

	if (span_starts(text, "\xef\xbb\xbf"))
		text.at += 3;
	text = skip_blank_lines(text);
	rest = text;
	err = mail_is_commit_line(span_line(&rest)) ? read_commit(m, text) : read_mail(m, text);
	if (!err && !*m->subject && !*m->diff)
		err = error_new("no patch: expected what git format-patch or git show prints, "
				"a mail with a subject, or a diff");
	return err;
}

struct error *mail_parse(struct mail *m, const char *text, size_t len)
{
	struct str lines = STR_INIT;
	struct error *err;
	const char *nul;

	*m = (struct mail){ .author_date = -1, .version = 1 };
	if (len > MAIL_MAX_BYTES)
		return error_new("larger than the %d MiB that a patch may have",
				 MAIL_MAX_BYTES >> 20);
	nul = len ? memchr(text, '\0', len) : NULL;
	if (nul)
		return error_new("no patch: byte %zu is NUL", (size_t)(nul - text) + 1);
	m->subject = mem_strdup("");
	m->author = mem_strdup("");
	m->message = mem_strdup("");
	m->diff = mem_strdup("");
	if (len)
		mime_add_lines(&lines, (struct span){ text, text + len });
	err = parse(m, span_of(&lines));
	str_release(&lines);
	if (err)
		mail_release(m);
	return err;
}

/* One byte more than allowed is enough to be refused. */
static struct error *read_all(struct str *to, int fd)
{
	char buf[1 << 16];
	ssize_t n;

	while (to->len <= MAIL_MAX_BYTES && (n = read(fd, buf, sizeof(buf)))) {
		if (n < 0)
			return error_errno("cannot read it");
		str_addn(to, buf, (size_t)n);
	}
	return NULL;
}

struct error *mail_read(struct mail *m, const char *path)
{
	struct str text = STR_INIT;
	struct error *err;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*m = (struct mail){ .author_date = -1 };
	if (fd < 0)
		return error_errno("cannot read %s", path);
	err = read_all(&text, fd);
	close(fd);
	if (!err)
		err = mail_parse(m, text.buf, text.len);
	str_release(&text);
	return err ? error_under(err, "%s", path) : NULL;
}

void mail_release(struct mail *m)
{
	mem_free(m->id);
	mem_free(m->subject);
	mem_free(m->author);
	mem_free(m->message);
	mem_free(m->diff);
	mem_free(m->base);
	*m = (struct mail){ .author_date = -1 };
}
