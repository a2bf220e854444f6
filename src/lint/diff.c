// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/diff.h"

#include <string.h>
#include <strings.h>

#include "base/map.h"
#include "base/str.h"
#include "history/mime.h"
#include "lint/diff_path.h"

#define DEV_NULL "/dev/null"

struct parser {
	struct diff *d;
	const char *text;
	struct span rest;
	unsigned line;		/* the number of the next one */
	struct diff_file *file;	/* at hand, or NULL */
	char *git_old, *git_new;	/* of its 'diff --git' line, prefixes and all; or NULL */
	bool git;		/* its 'diff --git' line came */
	bool head;		/* and more lines of that header may come */
	bool named, moved;	/* --- and +++ came; lines of a rename or copy */
	bool old_epoch, new_epoch;	/* dated with the time 0 */
	struct map old_paths, new_paths;
};

static void file_release(struct diff_file *f)
{
	mem_free(f->old_path);
	mem_free(f->new_path);
	array_free(&f->hunks);
}

void diff_release(struct diff *d)
{
	for (size_t i = 0; i < d->files.n; i++)
		file_release(&d->files.item[i]);
	array_free(&d->files);
}

static struct span next_line(struct parser *p)
{
	p->line++;
	return span_line(&p->rest);
}

static struct error *add_file(struct parser *p)
{
	if (p->d->files.n == DIFF_MAX_FILES)
		return error_new("a diff of more than %d files", DIFF_MAX_FILES);
	p->file = array_push(&p->d->files);
	p->file->line = p->line - 1;
	p->git = p->head = p->named = p->moved = p->old_epoch = p->new_epoch = false;
	mem_free(p->git_old);
	mem_free(p->git_new);
	p->git_old = p->git_new = NULL;
	return NULL;
}

/* ---- a file, once its header is read ---- */

static void set(char **field, char *value)
{
	mem_free(*field);
	*field = value;
}

static bool is_none(const char *path)
{
	return !path || !strcmp(path, DEV_NULL);
}

static unsigned type_of(unsigned mode)
{
	return mode & 0170000;
}

static struct error *check_modes(struct diff_file *f)
{
	if (type_of(f->old_mode) == 0120000 || type_of(f->new_mode) == 0120000)
		return error_new("%s: is or becomes a symbolic link: the patch is refused",
				 f->new_path ? f->new_path : f->old_path);
	if (type_of(f->old_mode) == 0160000 || type_of(f->new_mode) == 0160000)
		f->binary = true;	/* a submodule: its one line is no text of a file */
	return NULL;
}

static struct error *check_paths(struct parser *p, const struct diff_file *f)
{
	struct error *err = NULL;

	if (!f->old_path && !f->new_path)
		return error_new("line %u of the diff: it names no file", f->line);
	if (f->old_path)
		err = path_check(f->old_path);
	if (!err && f->new_path)
		err = path_check(f->new_path);
	if (err)
		return err;
	if ((f->new_path && map_has(&p->new_paths, f->new_path)) ||
	    (f->old_path && !f->copy && map_has(&p->old_paths, f->old_path)))
		return error_new("%s: is in the diff twice",
				 f->new_path ? f->new_path : f->old_path);
	if (f->new_path)
		*map_put(&p->new_paths, f->new_path) = p;
	if (f->old_path && !f->copy)
		*map_put(&p->old_paths, f->old_path) = p;
	return NULL;
}

/* Takes the names of its 'diff --git' line where no other line named it. */
static void take_git_names(struct parser *p)
{
	struct diff_file *f = p->file;

	if (p->named || p->moved || !p->git_old)
		return;
	set(&f->old_path, mem_strdup(p->git_old));
	set(&f->new_path, mem_strdup(p->git_new));
	paths_strip(&f->old_path, &f->new_path);
}

/* What diff -N dates with the time 0 is not there. */
static void drop_epoch(struct parser *p, struct diff_file *f)
{
	const struct diff_hunk *h = f->hunks.item;

	if (f->hunks.n != 1)
		return;
	if (p->old_epoch && !h->old_count)
		set(&f->old_path, NULL);
	else if (p->new_epoch && !h->new_count)
		set(&f->new_path, NULL);
}

static struct error *end_file(struct parser *p)
{
	struct diff_file *f = p->file;
	struct error *err;

	if (!f)
		return NULL;
	take_git_names(p);
	drop_epoch(p, f);
	p->file = NULL;
	if (!f->old_path && !f->new_path && !f->hunks.n) {	/* no more than 'diff -u x y' */
		p->d->files.n--;
		file_release(f);
		return NULL;
	}
	err = check_paths(p, f);
	return err ? err : check_modes(f);
}

/* ---- the header's lines ---- */

static bool take_prefix(struct span *line, const char *prefix)
{
	if (!span_starts(*line, prefix))
		return false;
	line->at += strlen(prefix);
	return true;
}

static struct error *parse_mode(struct span s, unsigned *mode)
{
	*mode = 0;
	s = span_trim(s);
	for (const char *c = s.at; c < s.end; c++) {
		if (*c < '0' || *c > '7' || s.end - s.at > 6)
			return error_new("'%.*s' is no mode", (int)(s.end - s.at < 20 ?
								     s.end - s.at : 20), s.at);
		*mode = *mode << 3 | (unsigned)(*c - '0');
	}
	return NULL;
}

/* "index 1234567..89abcde 100644" */
static struct error *parse_index(struct diff_file *f, struct span s)
{
	const char *blank = memrchr(s.at, ' ', (size_t)(s.end - s.at));
	struct error *err;
	unsigned mode;

	if (!blank)
		return NULL;
	err = parse_mode((struct span){ blank + 1, s.end }, &mode);
	if (!f->old_mode)
		f->old_mode = mode;
	if (!f->new_mode)
		f->new_mode = mode;
	return err;
}

static struct error *take_moved(struct parser *p, char **path, struct span line, bool *flag)
{
	struct error *err = path_read(line, false, path);

	*flag = p->moved = true;
	return err;
}

/* A line of a header as git writes it; *@is: it is one. */
static struct error *parse_extended(struct parser *p, struct span line, bool *is)
{
	struct diff_file *f = p->file;

	*is = true;
	if (take_prefix(&line, "old mode "))
		return parse_mode(line, &f->old_mode);
	if (take_prefix(&line, "new mode "))
		return parse_mode(line, &f->new_mode);
	if (take_prefix(&line, "index "))
		return parse_index(f, line);
	if (take_prefix(&line, "rename from "))
		return take_moved(p, &f->old_path, line, &f->rename);
	if (take_prefix(&line, "rename to "))
		return take_moved(p, &f->new_path, line, &f->rename);
	if (take_prefix(&line, "copy from "))
		return take_moved(p, &f->old_path, line, &f->copy);
	if (take_prefix(&line, "copy to "))
		return take_moved(p, &f->new_path, line, &f->copy);
	if (take_prefix(&line, "new file mode ")) {
		set(&p->git_old, mem_strdup(DEV_NULL));
		return parse_mode(line, &f->new_mode);
	}
	if (take_prefix(&line, "deleted file mode ")) {
		set(&p->git_new, mem_strdup(DEV_NULL));
		return parse_mode(line, &f->old_mode);
	}
	*is = span_starts(line, "similarity index ") || span_starts(line, "dissimilarity index ");
	f->binary = span_starts(line, "GIT binary patch") || span_starts(line, "Binary files ");
	return NULL;
}

static bool is_next_names(const struct parser *p)
{
	struct span rest = p->rest;

	if (!span_starts(rest, "+++ "))
		return false;
	span_line(&rest);
	return p->head || span_starts(rest, "@@ -");
}

/* One name for both, as git-apply(1) takes it where no 'diff --git' tells: not x.c.orig. */
static void take_one_name(struct diff_file *f)
{
	if (!f->old_path || !f->new_path || !strcmp(f->old_path, f->new_path))
		return;
	if (str_starts(f->new_path, f->old_path))
		set(&f->new_path, mem_strdup(f->old_path));
	else
		set(&f->old_path, mem_strdup(f->new_path));
}

static struct error *take_names(struct parser *p, const char *old, const char *new)
{
	struct diff_file *f = p->file;

	if ((p->git_old && strcmp(p->git_old, old)) || (p->git_new && strcmp(p->git_new, new)))
		return error_new("line %u of the diff: 'diff --git' and --- or +++ name "
				 "different files", f->line);
	p->named = true;
	if (p->moved)
		return NULL;
	set(&f->old_path, is_none(old) ? NULL : mem_strdup(old));
	set(&f->new_path, is_none(new) ? NULL : mem_strdup(new));
	paths_strip_with(&f->old_path, &f->new_path, p->git_old, p->git_new);
	if (!p->git)
		take_one_name(f);
	return NULL;
}

/* "--- a/x" at hand, "+++ b/x" next. */
static struct error *parse_names(struct parser *p, struct span line)
{
	char *old = NULL, *new = NULL;
	struct error *err = NULL;
	struct span plus;

	if (!p->head) {
		err = end_file(p);
		if (!err)
			err = add_file(p);
	}
	plus = next_line(p);
	if (!err)
		err = path_read((struct span){ line.at + 4, line.end }, true, &old);
	if (!err)
		err = path_read((struct span){ plus.at + 4, plus.end }, true, &new);
	if (!err)
		err = take_names(p, old, new);
	p->old_epoch = !p->git && path_is_epoch(line);
	p->new_epoch = !p->git && path_is_epoch(plus);
	p->head = false;
	mem_free(old);
	mem_free(new);
	return err;
}

/* ---- hunks ---- */

/* A number of at most nine digits: diffs are of files of less than 2^30 lines. */
static bool parse_number(struct span *s, uint32_t *n)
{
	const char *from = s->at;

	for (*n = 0; s->at < s->end && *s->at >= '0' && *s->at <= '9'; s->at++) {
		if (s->at - from == 9)
			return false;
		*n = *n * 10 + (uint32_t)(*s->at - '0');
	}
	return s->at > from;
}

static bool parse_range(struct span *s, char sign, uint32_t *line, uint32_t *count)
{
	*count = 1;
	if (s->at == s->end || *s->at != sign)
		return false;
	s->at++;
	if (!parse_number(s, line))
		return false;
	if (s->at < s->end && *s->at == ',') {
		s->at++;
		return parse_number(s, count);
	}
	return true;
}

static bool parse_header(struct span line, struct diff_hunk *h)
{
	line.at += strlen("@@ ");
	return parse_range(&line, '-', &h->old_line, &h->old_count) &&
	       take_prefix(&line, " ") &&
	       parse_range(&line, '+', &h->new_line, &h->new_count) &&
	       span_starts(line, " @@") && (h->old_line || !h->old_count) &&
	       (h->new_line || !h->new_count);
}

static struct error *bad_hunk(const struct diff_hunk *h, const char *why)
{
	return error_new("line %u of the diff: the hunk -%u,%u +%u,%u %s", h->line, h->old_line,
			 h->old_count, h->new_line, h->new_count, why);
}

static struct error *parse_body(struct parser *p, struct diff_hunk *h)
{
	uint32_t old = h->old_count, new = h->new_count;

	h->at = (size_t)(p->rest.at - p->text);
	while (old || new) {
		struct span line = next_line(p);
		char c = line.at < line.end ? *line.at : ' ';

		if (line.at == p->rest.end)
			return bad_hunk(h, "ends too early");
		if (line.end == p->rest.end)
			return bad_hunk(h, "ends in the middle of a line");
		if (c == '\\')
			continue;
		if ((c != ' ' && c != '-' && c != '+') || (c != '+' && !old) || (c != '-' && !new))
			return bad_hunk(h, "is not as long as it says");
		old -= c != '+';
		new -= c != '-';
	}
	if (span_starts(p->rest, "\\"))
		next_line(p);
	h->end = (size_t)(p->rest.at - p->text);
	return NULL;
}

static struct error *parse_hunk(struct parser *p, struct span line)
{
	struct diff_hunk *h;

	if (!p->file || !p->named || p->file->binary)
		return error_new("line %u of the diff: a hunk without a file", p->line - 1);
	h = array_push(&p->file->hunks);
	h->line = p->line - 1;
	if (!parse_header(line, h))
		return error_new("line %u of the diff: no header of a hunk, or its numbers are "
				 "too large", h->line);
	return parse_body(p, h);
}

/* ---- all of it ---- */

static struct error *parse_git(struct parser *p, struct span line)
{
	struct error *err = end_file(p);

	if (!err)
		err = add_file(p);
	if (!err)
		err = paths_read_pair(line, &p->git_old, &p->git_new);
	p->git = p->head = true;
	return err;
}

static struct error *parse_line(struct parser *p, struct span line)
{
	bool is = false;
	struct error *err = NULL;

	if (span_starts(line, "diff --cc ") || span_starts(line, "diff --combined "))
		return error_new("line %u of the diff: it is that of a merge, which is not read",
				 p->line - 1);
	if (take_prefix(&line, "diff --git "))
		return parse_git(p, line);
	if (span_starts(line, "--- ") && is_next_names(p))
		return parse_names(p, line);
	if (span_starts(line, "@@ -"))
		return parse_hunk(p, line);
	if (p->head)
		err = parse_extended(p, line, &is);
	p->head = is;
	return err;
}

struct error *diff_parse(struct diff *d, const char *text, size_t len)
{
	struct parser p = { .d = d, .text = text, .rest = { text, text + len }, .line = 1 };
	struct error *err = NULL;

	*d = (struct diff){ 0 };
	while (!err && p.rest.at < p.rest.end)
		err = parse_line(&p, next_line(&p));
	if (!err)
		err = end_file(&p);
	mem_free(p.git_old);
	mem_free(p.git_new);
	map_release(&p.old_paths);
	map_release(&p.new_paths);
	return err;
}
