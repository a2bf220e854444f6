// SPDX-License-Identifier: GPL-2.0
#include "report/audit.h"

#include <string.h>

#include "base/str.h"
#include "report/column.h"
#include "report/words.h"

#define LISTED 4		/* of the paths, unless verbose */

struct text_writer {
	struct str text;
	struct str line;	/* the paragraph that is being put together */
	const struct audit_report_options *options;
};

static void end_paragraph(struct text_writer *w, size_t indent)
{
	column_paragraph(&w->text, &w->line, indent, indent + 2);
}

/* The length of the folder of the first path, with its slash; 0 where there is none. */
static size_t folder_of(const struct missing_fix *f, const char **path)
{
	const char *slash;

	*path = f->paths.n ? f->paths.item[0] : "";
	slash = strrchr(*path, '/');
	return slash ? (size_t)(slash + 1 - *path) : 0;
}

static bool same_folder(const struct missing_fix *a, const struct missing_fix *b)
{
	const char *one, *two;
	size_t len = folder_of(a, &one);

	return len == folder_of(b, &two) && !memcmp(one, two, len) &&
	       !a->paths.n == !b->paths.n;
}

static void put_folder(struct text_writer *w, const struct missing_fix *f)
{
	const char *path;
	size_t len = folder_of(f, &path);

	if (len)
		str_addn(&w->line, path, len);
	else
		str_add(&w->line, f->paths.n ? "./" : "(no path)");
	end_paragraph(w, 0);
}

static void put_paths(struct text_writer *w, const struct missing_fix *f)
{
	size_t n = w->options->verbose || f->paths.n <= LISTED ? f->paths.n : LISTED;

	for (size_t i = 0; i < n; i++)
		words_listed(&w->line, f->paths.item[i]);
	if (n < f->paths.n)
		str_addf(&w->line, " and %zu more (-v lists them)", f->paths.n - n);
	if (n)
		end_paragraph(w, 4);
}

static void put_fix(struct text_writer *w, const struct missing_fix *f)
{
	words_commit(&w->line, f->id, f->subject);
	end_paragraph(w, 2);
	words_missing(&w->line, f);
	end_paragraph(w, 4);
	put_paths(w, f);
	if (f->why && (w->options->verbose || !*f->fixes.commit)) {
		str_add(&w->line, f->why);
		end_paragraph(w, 4);
	} else if (f->note) {
		str_add(&w->line, f->note);
		end_paragraph(w, 4);
	}
	for (size_t i = 0; i < f->followers.n; i++) {
		str_add(&w->line, "with it: ");
		str_add(&w->line, f->followers.item[i]);
		end_paragraph(w, 4);
	}
}

static void put_summary(struct text_writer *w, const struct missing *m)
{
	str_add(&w->line, m->branch);
	if (w->options->verbose && m->ref)
		str_addf(&w->line, " (%s at %.12s)", m->ref, m->tip);
	str_add(&w->line, " lacks ");
	if (m->fixes.n)
		words_count(&w->line, m->fixes.n, "fix", "fixes");
	else
		str_add(&w->line, "no fix");
	str_add(&w->line, " for what it carries; ");
	words_count(&w->line, m->seen, "upstream commit", "upstream commits");
	str_add(&w->line, " with a Fixes: line looked at");
	end_paragraph(w, 0);
}

void missing_write_text(FILE *out, const struct missing *m, const struct audit_report_options *o)
{
	struct text_writer w = { .text = STR_INIT, .line = STR_INIT, .options = o };
	const struct missing_fix *fix = m->fixes.item;

	for (size_t i = 0; i < m->fixes.n; i++) {
		if (i && !same_folder(&fix[i - 1], &fix[i]))
			str_addc(&w.text, '\n');
		if (!i || !same_folder(&fix[i - 1], &fix[i]))
			put_folder(&w, &fix[i]);
		put_fix(&w, &fix[i]);
	}
	if (m->fixes.n && (m->unknown.n || !o->quiet))
		str_addc(&w.text, '\n');
	if (!o->quiet)
		put_summary(&w, m);
	for (size_t i = 0; i < m->unknown.n; i++) {
		str_addf(&w.line, "unknown: %s: %s", m->unknown.item[i].what,
			 m->unknown.item[i].why);
		end_paragraph(&w, 0);
	}
	fwrite(w.text.buf, 1, w.text.len, out);
	str_release(&w.text);
	str_release(&w.line);
}
