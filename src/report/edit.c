// SPDX-License-Identifier: GPL-2.0
#include "report/edit.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "report/escape.h"
#include "report/value.h"

struct edit {
	json_t *list;
	struct str added;	/* of the run of changed lines being read */
	unsigned deleted;	/* likewise */
	unsigned line;		/* the next line of the old file */
	unsigned old_left, new_left;	/* lines of the hunk still to come */
	bool bad;
};

static bool is_utf8(const char *text)
{
	size_t left = strlen(text), len;
	unsigned code;

	for (; left; text += len, left -= len) {
		len = utf8_char(text, left, &code);
		if (!len)
			return false;
	}
	return true;
}

static json_t *lines(unsigned from, unsigned until)
{
	return json_pack("{s:I, s:i, s:I, s:i}", "startLine", (json_int_t)from, "startColumn", 1,
			 "endLine", (json_int_t)until, "endColumn", 1);
}

static void end_run(struct edit *e)
{
	json_t *o;

	if (!e->deleted && !e->added.len)
		return;
	o = value_object("deletedRegion", lines(e->line - e->deleted, e->line));
	if (e->added.len)
		json_object_set_new(o, "insertedContent",
				    value_object("text", value_textn(e->added.buf, e->added.len)));
	json_array_append_new(e->list, o);
	str_clear(&e->added);
	e->deleted = 0;
}

/* A count left out is 1; after "-N,0" the insertion is behind line N. */
static void begin_hunk(struct edit *e, const char *line)
{
	unsigned old_count = 1, new_count = 1, new_line;
	bool known = sscanf(line, "@@ -%u,%u +%u,%u @@", &e->line, &old_count, &new_line,
			    &new_count) == 4;

	if (!known && sscanf(line, "@@ -%u,%u +%u @@", &e->line, &old_count, &new_line) == 3)
		known = true;
	if (!known) {
		old_count = 1;
		known = sscanf(line, "@@ -%u +%u,%u @@", &e->line, &new_line, &new_count) == 3 ||
			sscanf(line, "@@ -%u +%u @@", &e->line, &new_line) == 2;
	}
	e->line += !old_count;
	e->old_left = old_count;
	e->new_left = new_count;
	e->bad |= !known || !e->line;
}

static void take(struct edit *e, bool from_old, bool from_new)
{
	e->bad |= (from_old && !e->old_left) || (from_new && !e->new_left);
	e->old_left -= from_old;
	e->new_left -= from_new;
	e->line += from_old;
}

static void hunk_line(struct edit *e, const char *line, size_t len)
{
	switch (*line) {
	case '+':
		take(e, false, true);
		str_addn(&e->added, line + 1, len - 1);
		str_addc(&e->added, '\n');
		break;
	case '-':
		if (e->added.len)
			end_run(e);
		take(e, true, false);
		e->deleted++;
		break;
	case ' ':
	case '\n':
		end_run(e);
		take(e, true, true);
		break;
	default:
		e->bad = true;
	}
	if (!e->old_left && !e->new_left)
		end_run(e);
}

static bool names(const char *line, const char *prefix, const char *path)
{
	size_t len = strlen(path);

	if (!str_starts(line, prefix))
		return false;
	line += strlen(prefix);
	return !strncmp(line, path, len) && (line[len] == '\n' || line[len] == '\t');
}

static const char *next_line(const char *p)
{
	p = strchr(p, '\n');
	return p ? p + 1 : NULL;
}

/* Past "diff …", "index …" to the first hunk; NULL when another file is changed. */
static const char *first_hunk(const char *diff, const char *path)
{
	while (diff && (str_starts(diff, "diff ") || str_starts(diff, "index ")))
		diff = next_line(diff);
	if (!diff || !names(diff, "--- a/", path))
		return NULL;
	diff = next_line(diff);
	return diff && names(diff, "+++ b/", path) ? next_line(diff) : NULL;
}

json_t *edit_replacements(const char *diff, const char *path)
{
	struct edit e = { .added = STR_INIT };
	const char *p = is_utf8(diff) ? first_hunk(diff, path) : NULL;

	if (!p)
		return NULL;
	e.list = json_array();
	for (; p && *p && !e.bad; p = next_line(p)) {
		if (e.old_left || e.new_left)
			hunk_line(&e, p, strcspn(p, "\n"));
		else
			begin_hunk(&e, p);
	}
	str_release(&e.added);
	if (!e.bad && !e.old_left && !e.new_left && json_array_size(e.list))
		return e.list;
	json_decref(e.list);
	return NULL;
}
