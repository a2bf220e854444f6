// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/series.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ID_NIBBLES = 40 };

static void patch_release(struct series_patch *p)
{
	mail_release(&p->mail);
	mem_free(p->of);
	mem_free(p->path);
}

void series_release(struct series *s)
{
	for (size_t i = 0; i < s->patches.n; i++)
		patch_release(&s->patches.item[i]);
	array_free(&s->patches);
	mem_free(s->base);
	*s = (struct series){ 0 };
}

/* ---- one text ---- */

/* The id of the first 'base-commit: ID' line; NULL: there is none. */
static char *find_base(struct span text)
{
	static const char word[] = "base-commit: ";

	while (text.at < text.end) {
		struct span line = span_trim(span_line(&text));
		size_t n = strlen(word), k = 0;

		if (!span_starts(line, word) || line.end - line.at != (ptrdiff_t)n + ID_NIBBLES)
			continue;
		while (k < ID_NIBBLES && isxdigit((unsigned char)line.at[n + k]))
			k++;
		if (k == ID_NIBBLES)
			return mem_strndup(line.at + n, k);
	}
	return NULL;
}

static void take_base(struct series *s, struct span text, const struct mail *m)
{
	if (!s->base)
		s->base = find_base(text);
	if (!s->base)
		s->base = find_base((struct span){ m->message, m->message + strlen(m->message) });
	if (!s->base)
		s->base = find_base((struct span){ m->diff, m->diff + strlen(m->diff) });
}

static struct error *add_piece(struct series *s, struct span text, const char *path, bool alone)
{
	struct series_patch *p;
	struct mail m;
	struct error *err = mail_parse(&m, text.at, (size_t)(text.end - text.at));

	if (err && !alone) {	/* mail of another kind: HTML, a picture */
		error_free(err);
		return NULL;
	}
	if (err)
		return err;
	take_base(s, text, &m);
	if (!*m.diff) {
		mail_release(&m);
		return NULL;
	}
	if (s->patches.n == SERIES_MAX_PATCHES) {
		mail_release(&m);
		return error_new("more than %d patches", SERIES_MAX_PATCHES);
	}
	p = array_push(&s->patches);
	*p = (struct series_patch){ .mail = m, .text = s->texts };
	p->path = path ? mem_strdup(path) : NULL;
	if (m.number)
		p->of = mem_printf("%u/%u", m.number, m.total);
	return NULL;
}

static struct error *add_pieces(struct series *s, struct span text,
				bool (*begins)(struct span line), const char *path)
{
	struct span rest = text, piece = { text.at, text.at };
	struct error *err = NULL;

	while (!err && rest.at < rest.end) {
		struct span line = span_line(&rest);

		if (begins(line) && line.at > piece.at) {
			piece.end = line.at;
			err = add_piece(s, piece, path, false);
			s->mails++;
			piece.at = line.at;
		}
	}
	piece.end = text.end;
	s->mails++;
	return err ? err : add_piece(s, piece, path, false);
}

/* What git log prints, the newest first, is turned round. */
static void turn(struct series *s, size_t first)
{
	bool rising = true;

	for (size_t i = first + 1; i < s->patches.n; i++)
		rising &= s->patches.item[i - 1].mail.author_date <
			  s->patches.item[i].mail.author_date;
	for (size_t i = first, k = s->patches.n; !rising && i + 1 < k; i++) {
		struct series_patch p = s->patches.item[--k];

		s->patches.item[k] = s->patches.item[i];
		s->patches.item[i] = p;
	}
}

/* The text without a byte order mark and empty lines at its head. */
static struct span body_of(const char *text, size_t len)
{
	struct span all = { text, text + len }, rest;

	if (span_starts(all, "\xef\xbb\xbf"))
		all.at += 3;
	for (rest = all; rest.at < rest.end && span_is_blank(span_line(&rest));)
		all.at = rest.at;
	return all;
}

static bool has_two(struct span text, bool (*begins)(struct span line))
{
	unsigned n = 0;

	while (text.at < text.end && n < 2)
		n += begins(span_line(&text));
	return n == 2;
}

static struct error *add_text(struct series *s, struct span text, const char *path)
{
	size_t first = s->patches.n;
	struct span rest = text, line = span_line(&rest);
	struct error *err;

	if (mail_is_from_line(line) && has_two(text, mail_is_from_line))
		return add_pieces(s, text, mail_is_from_line, path);
	if (mail_is_commit_line(line) && has_two(text, mail_is_commit_line)) {
		err = add_pieces(s, text, mail_is_commit_line, path);
		turn(s, first);
		return err;
	}
	s->mails++;
	return add_piece(s, text, path, true);
}

struct error *series_add(struct series *s, const char *text, size_t len, const char *path)
{
	size_t first = s->patches.n;
	unsigned mails = s->mails;
	const char *nul = len ? memchr(text, '\0', len) : NULL;
	struct error *err;

	if (len > SERIES_MAX_BYTES)
		err = error_new("larger than the %d MiB that a mailbox may have",
				SERIES_MAX_BYTES >> 20);
	else if (nul)
		err = error_new("no patch: byte %zu is NUL", (size_t)(nul - text) + 1);
	else
		err = add_text(s, body_of(text, len), path);
	if (!err && s->patches.n == first)
		err = s->mails - mails > 1 ? error_new("no patch in %u mails", s->mails - mails) :
					     error_new("no diff in it");
	s->texts++;
	return err && path ? error_under(err, "%s", path) : err;
}

static struct error *read_all(struct str *to, int fd)
{
	char buf[1 << 16];
	ssize_t n;

	while (to->len <= SERIES_MAX_BYTES && (n = read(fd, buf, sizeof(buf)))) {
		if (n < 0)
			return error_errno("cannot read it");
		str_addn(to, buf, (size_t)n);
	}
	return NULL;
}

static struct error *read_from(struct series *s, int fd, const char *path)
{
	struct str text = STR_INIT;
	struct error *err = read_all(&text, fd);

	if (err && path)
		err = error_under(err, "%s", path);
	if (!err)
		err = series_add(s, text.buf, text.len, path);
	str_release(&text);
	return err;
}

struct error *series_read(struct series *s, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct error *err;

	if (fd < 0)
		return error_errno("cannot read %s", path);
	err = read_from(s, fd, path);
	close(fd);
	return err;
}

struct error *series_read_fd(struct series *s, int fd)
{
	struct error *err = read_from(s, fd, NULL);

	return err ? error_under(err, "standard input") : NULL;
}

/* ---- the order ---- */

static bool same_diff(const struct series_patch *a, const struct series_patch *b)
{
	return !strcmp(a->mail.diff, b->mail.diff) &&
	       !strcmp(a->mail.subject, b->mail.subject) && a->mail.version == b->mail.version;
}

static bool same_set(const struct mail *a, const struct mail *b)
{
	return a->total == b->total && a->version == b->version && a->number && b->number;
}

/* Whether a later version of it is here: of itself, or of one of its set. */
static bool is_outdated(const struct series *s, const struct mail *m, unsigned latest)
{
	for (size_t i = 0; i < s->patches.n && m->version < latest; i++) {
		const struct mail *a = &s->patches.item[i].mail;

		if (a != m && !same_set(a, m))
			continue;
		for (size_t k = 0; k < s->patches.n; k++) {
			const struct mail *b = &s->patches.item[k].mail;

			if (b->version > m->version && !strcmp(a->subject, b->subject))
				return true;
		}
	}
	return false;
}

static bool is_double(const struct series *s, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (same_diff(&s->patches.item[i], &s->patches.item[at]) &&
		    s->patches.item[i].mail.number == s->patches.item[at].mail.number)
			return true;
	return false;
}

static void drop(struct series *s)
{
	bool *wanted = mem_alloc(s->patches.n + 1), only_replies = true;
	unsigned latest = 0;
	size_t kept = 0;

	for (size_t i = 0; i < s->patches.n; i++) {
		const struct mail *m = &s->patches.item[i].mail;

		only_replies &= m->reply;
		latest = m->version > latest ? m->version : latest;
	}
	for (size_t i = 0; i < s->patches.n; i++) {
		const struct mail *m = &s->patches.item[i].mail;

		wanted[i] = (!m->reply || only_replies) && !is_double(s, i) &&
			    !is_outdated(s, m, latest);
	}
	for (size_t i = 0; i < s->patches.n; i++)
		if (wanted[i])
			s->patches.item[kept++] = s->patches.item[i];
		else
			patch_release(&s->patches.item[i]);
	s->patches.n = kept;
	mem_free(wanted);
}

struct placed {
	size_t set;		/* the place of its set's first patch */
	unsigned number;
	size_t at;
};

static int by_place(const void *one, const void *two)
{
	const struct placed *a = one, *b = two;

	if (a->set != b->set)
		return a->set < b->set ? -1 : 1;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

/* Numbered ones join the set before them that lacks their number; @all is filled in order. */
static size_t find_set(const struct series *s, const struct placed *all, size_t at)
{
	const struct mail *m = &s->patches.item[at].mail;

	for (size_t i = 0; i < at; i++) {
		bool taken = false;

		if (all[i].set != i || !same_set(&s->patches.item[i].mail, m))
			continue;
		for (size_t k = i; k < at; k++)
			taken |= all[k].set == i && all[k].number == m->number;
		if (!taken)
			return i;
	}
	return at;
}

static struct error *check_set(const struct series *s, const struct placed *all, size_t n)
{
	const struct series_patch *first = &s->patches.item[all[0].at];

	for (size_t i = 0; i < n; i++) {
		if (s->patches.item[all[i].at].text != first->text)
			return NULL;	/* files: whoever gives them knows which */
		if (n > 1 && all[i].number != i + 1)
			return error_new("patch %zu/%u is not in the mailbox", i + 1,
					 first->mail.total);
	}
	if (n > 1 && n < first->mail.total)
		return error_new("patch %zu/%u is not in the mailbox", n + 1, first->mail.total);
	return NULL;
}

static struct error *check_sets(const struct series *s, const struct placed *all)
{
	struct error *err = NULL;

	for (size_t i = 0, n; i < s->patches.n && !err; i += n) {
		for (n = 1; i + n < s->patches.n && all[i + n].set == all[i].set;)
			n++;
		if (all[i].number)
			err = check_set(s, all + i, n);
	}
	return err;
}

struct error *series_settle(struct series *s)
{
	struct series_patch *sorted;
	struct placed *all;
	struct error *err;
	size_t n;

	drop(s);
	n = s->patches.n;
	all = mem_alloc((n + 1) * sizeof(*all));
	sorted = mem_alloc((n + 1) * sizeof(*sorted));
	for (size_t i = 0; i < n; i++) {
		all[i] = (struct placed){ i, s->patches.item[i].mail.number, i };
		if (all[i].number)
			all[i].set = find_set(s, all, i);
	}
	if (n)
		qsort(all, n, sizeof(*all), by_place);
	err = check_sets(s, all);
	for (size_t i = 0; i < n; i++)
		sorted[i] = s->patches.item[all[i].at];
	if (n)
		memcpy(s->patches.item, sorted, n * sizeof(*sorted));
	mem_free(sorted);
	mem_free(all);
	return err;
}
