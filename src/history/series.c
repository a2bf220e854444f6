// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/series.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "history/likeness.h"
#include "history/reroll.h"

void series_patch_release(struct series_patch *p)
{
	mail_release(&p->mail);
	mem_free(p->of);
	mem_free(p->path);
}

void series_release(struct series *s)
{
	for (size_t i = 0; i < s->patches.n; i++)
		series_patch_release(&s->patches.item[i]);
	array_free(&s->patches);
	mem_free(s->base);
	*s = (struct series){ 0 };
}

/* ---- one text ---- */

/* What a mail says of the whole series. */
static void take_words(struct series *s, const struct mail *m, bool alone)
{
	if (m->reply && !alone)
		return;
	if (m->base && m->version > s->base_version) {
		mem_free(s->base);
		s->base = mem_strdup(m->base);
		s->base_version = m->version;
	}
	if (m->total && !m->number && m->version > s->cover_version)
		s->cover_version = m->version;
}

static struct error *add_piece(struct series *s, struct span text, const char *path, bool alone)
{
	struct series_patch *p;
	struct mail m;
	struct error *err = mail_parse(&m, text.at, (size_t)(text.end - text.at));

	/* mail of another kind: HTML, a picture */
	if (err && !alone && text.end - text.at <= MAIL_MAX_BYTES) {
		error_free(err);
		return NULL;
	}
	if (err)
		return err;
	take_words(s, &m, alone);
	if (!*m.diff) {
		mail_release(&m);
		return NULL;
	}
	if (s->patches.n == SERIES_MAX_PATCHES) {
		mail_release(&m);
		return error_new("more than %d patches", SERIES_MAX_PATCHES);
	}
	p = array_push(&s->patches);
	*p = (struct series_patch){ .mail = m, .text = s->texts, .set_version = m.version };
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

struct ids {
	ARRAY(struct span) id;		/* old and new, of each file that a patch alters */
	ARRAY(size_t) patch;		/* 1 + whose each pair is */
};

/* Of the lines "index 1234567..89abcde 100644". */
static void add_ids(struct ids *to, const struct mail *m, size_t patch)
{
	struct span rest = { m->diff, m->diff + strlen(m->diff) };

	while (rest.at < rest.end) {
		struct span line = span_line(&rest);
		const char *dots;

		if (!span_starts(line, "index "))
			continue;
		line.at += strlen("index ");
		dots = memmem(line.at, (size_t)(line.end - line.at), "..", 2);
		if (!dots || line.at + strspn(line.at, "0") == dots)
			continue;
		*array_push(&to->id) = (struct span){ line.at, dots };
		line.at = dots + 2;
		line.end = line.at + strspn(line.at, "0123456789abcdef");
		*array_push(&to->id) = line;
		*array_push(&to->patch) = patch;
	}
}

/* The patches that make one content: 1 + the first and the last of them, 0 where none does. */
struct makers {
	size_t first, last;
};

/*
 * Where a file is altered twice, what the one makes of it is what the other has before.
 * Above 0: the oldest comes first; below: the newest; 0: it cannot be told.
 */
static long find_direction(const struct series *s, size_t first)
{
	struct ids ids = { 0 };
	struct makers *makers;
	size_t *same;
	long votes = 0;

	for (size_t i = first; i < s->patches.n; i++)
		add_ids(&ids, &s->patches.item[i].mail, i + 1);
	same = likeness_find(ids.id.item, ids.id.n);
	makers = mem_alloc((ids.id.n + 1) * sizeof(*makers));
	for (size_t i = 0; i < ids.patch.n; i++) {
		struct makers *m = &makers[same[2 * i + 1]];

		m->first = m->first ? m->first : ids.patch.item[i];
		m->last = ids.patch.item[i];
	}
	for (size_t i = 0; i < ids.patch.n; i++) {
		struct makers m = makers[same[2 * i]];

		votes += (m.first && m.first < ids.patch.item[i]) - (m.last > ids.patch.item[i]);
	}
	mem_free(makers);
	mem_free(same);
	array_free(&ids.id);
	array_free(&ids.patch);
	return votes;
}

static bool is_rising(const struct series *s, size_t first)
{
	for (size_t i = first + 1; i < s->patches.n; i++)
		if (s->patches.item[i - 1].mail.author_date >=
		    s->patches.item[i].mail.author_date)
			return false;
	return true;
}

/* What git log prints, the newest first, is turned round. */
static void turn(struct series *s, size_t first)
{
	long direction = find_direction(s, first);

	if (direction > 0 || (!direction && is_rising(s, first)))
		return;
	for (size_t i = first, k = s->patches.n; i + 1 < k; i++) {
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

bool series_same_set(const struct series_patch *a, const struct series_patch *b)
{
	return a->mail.total == b->mail.total && a->set_version == b->set_version &&
	       a->mail.number && b->mail.number;
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
	const struct series_patch *p = &s->patches.item[at];

	for (size_t i = 0; i < at; i++) {
		bool taken = false;

		if (all[i].set != i || !series_same_set(&s->patches.item[i], p))
			continue;
		for (size_t k = i; k < at; k++)
			taken |= all[k].set == i && all[k].number == p->mail.number;
		if (!taken)
			return i;
	}
	return at;
}

/* Another of its number, in its text. */
static bool has_rival(const struct series *s, const struct series_patch *p)
{
	for (size_t i = 0; i < s->patches.n; i++) {
		const struct series_patch *a = &s->patches.item[i];

		if (a != p && a->text == p->text && series_same_set(a, p) &&
		    a->mail.number == p->mail.number)
			return true;
	}
	return false;
}

static struct error *check_set(const struct series *s, const struct placed *all, size_t n)
{
	const struct series_patch *first = &s->patches.item[all[0].at];
	size_t i = 0;

	for (size_t k = 1; k < n; k++)
		if (s->patches.item[all[k].at].text != first->text)
			return NULL;	/* files: whoever gives them knows which */
	while (i < n && all[i].number == i + 1)
		i++;
	if (n == first->mail.total)
		return NULL;
	if (has_rival(s, first))
		return error_new("two patches %s are in the mailbox", first->of);
	if (n == 1 && !first->replaces_all)
		return NULL;
	return error_new("patch %zu/%u is not in the mailbox", i + 1, first->mail.total);
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

	reroll_drop(s);
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
