// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "report/drawing.h"

#include <ctype.h>
#include <string.h>

#include "report/escape.h"

#define CONTEXT 3
#define LANES 6			/* beyond, lines share the last one */
#define LANE_STEP 13		/* pixels */
#define SPINE 11		/* pixels from the right edge to the dots' middle */

struct mark {			/* a note beside a line; step 0 when it is no step */
	struct step step;
	size_t row;
};

struct edge {
	size_t from, to;	/* rows */
	unsigned lane;		/* 0: straight down from dot to dot */
	bool call;
};

struct drawing {		/* one file's part of a finding */
	struct str *to;
	struct excerpts *sources;
	const char *path;
	ARRAY(struct mark) marks;
	ARRAY(struct edge) edges;
	struct shown shown;
	unsigned lanes;
};

static void add_text(struct str *to, const char *text)
{
	escape_html(to, text, strlen(text));
}

static void add_other_marks(struct drawing *d, const struct finding *f)
{
	for (size_t i = 0; i < f->related.n; i++) {
		const struct place *p = &f->related.item[i];

		if (place_is_step(p->kind) || strcmp(p->path, d->path))
			continue;
		*array_push(&d->marks) = (struct mark){ .step = {
			.place = p,
			.kind = p->kind,
			.path = p->path,
			.line = p->line,
			.message = p->message,
		} };
	}
}

static void collect_marks(struct drawing *d, const struct finding *f, const struct steps *steps)
{
	for (size_t i = 0; i < steps->all.n; i++)
		if (!strcmp(steps->all.item[i].path, d->path))
			*array_push(&d->marks) = (struct mark){ .step = steps->all.item[i] };
	add_other_marks(d, f);
}

static void show_lines(struct drawing *d)
{
	unsigned *lines = mem_alloc(d->marks.n * sizeof(*lines));

	for (size_t i = 0; i < d->marks.n; i++)
		lines[i] = d->marks.item[i].step.line;
	excerpt_show(d->sources, &d->shown, d->path, lines, d->marks.n, CONTEXT);
	mem_free(lines);
}

/* The row of line @number; the count of rows when it is not shown. */
static size_t row_of(const struct drawing *d, unsigned number)
{
	size_t row = 0;

	while (row < d->shown.all.n && d->shown.all.item[row].number != number)
		row++;
	return row;
}

static bool jumps(struct drawing *d, const struct mark *m)
{
	const char *text;
	size_t len;

	return excerpt_line(d->sources, d->path, m->step.line, &text, &len) &&
	       memmem(text, len, "goto ", 5);
}

static bool dot_between(const struct drawing *d, size_t from, size_t to)
{
	for (size_t i = 0; i < d->marks.n; i++) {
		const struct mark *m = &d->marks.item[i];

		if (m->step.number && m->row > from && m->row < to)
			return true;
	}
	return false;
}

static size_t top(const struct edge *e)
{
	return e->from < e->to ? e->from : e->to;
}

static size_t bottom(const struct edge *e)
{
	return e->from < e->to ? e->to : e->from;
}

static bool lane_taken(const struct drawing *d, const struct edge *new, unsigned lane)
{
	for (size_t i = 0; i < d->edges.n; i++) {
		const struct edge *e = &d->edges.item[i];

		if (e->lane == lane && top(e) <= bottom(new) && top(new) <= bottom(e))
			return true;
	}
	return false;
}

static void add_edge(struct drawing *d, const struct mark *from, const struct mark *to)
{
	struct edge e = { .from = from->row, .to = to->row };
	bool straight;

	e.call = from->step.kind == PLACE_INSIDE || to->step.kind == PLACE_INSIDE;
	straight = e.from < e.to && !e.call && !jumps(d, from) && !dot_between(d, e.from, e.to);

	if (e.from == e.to || from->row == d->shown.all.n || to->row == d->shown.all.n)
		return;
	if (!straight)
		for (e.lane = 1; e.lane < LANES && lane_taken(d, &e, e.lane); )
			e.lane++;
	if (e.lane > d->lanes)
		d->lanes = e.lane;
	*array_push(&d->edges) = e;
}

static void join_steps(struct drawing *d)
{
	for (size_t i = 0; i < d->marks.n; i++)
		d->marks.item[i].row = row_of(d, d->marks.item[i].step.line);
	for (size_t i = 1; i < d->marks.n; i++) {
		const struct mark *from = &d->marks.item[i - 1], *to = &d->marks.item[i];

		if (to->step.number && to->step.number == from->step.number + 1)
			add_edge(d, from, to);
	}
}

static void add_straight(struct drawing *d, const struct edge *e, size_t row)
{
	const char *part = row == e->from ? "out" : row == e->to ? "in" : "through";

	str_addf(d->to, "<i class=\"v %s\"></i>", part);
}

/* The bow leaves a dot or comes back to it with a round corner, up or down. */
static void add_bow(struct drawing *d, const struct edge *e, size_t row)
{
	unsigned right = SPINE + 4 + e->lane * LANE_STEP;
	const char *call = e->call ? " call" : "";

	if (row != e->from && row != e->to) {
		str_addf(d->to, "<i class=\"bow%s\" style=\"right:%upx\"></i>", call, right);
		return;
	}
	str_addf(d->to, "<i class=\"bow %s%s%s\" style=\"width:%upx\"></i>",
		 row == top(e) ? "upper" : "lower", row == e->to ? " in" : "", call,
		 right - SPINE - 7);
}

static const struct mark *dot_at(const struct drawing *d, size_t row)
{
	for (size_t i = 0; i < d->marks.n; i++)
		if (d->marks.item[i].row == row)
			return &d->marks.item[i];
	return NULL;
}

/* What passes row @row; for a fold, which stands above its row, what comes from above. */
static void add_gutter(struct drawing *d, size_t row, bool fold)
{
	str_add(d->to, "<td class=\"g\" aria-hidden=\"true\">");
	for (size_t i = 0; i < d->edges.n; i++) {
		const struct edge *e = &d->edges.item[i];
		size_t at = fold && row == top(e) ? (size_t)-1 : row;

		if (at < top(e) || at > bottom(e))
			continue;
		if (fold && e->lane)
			str_addf(d->to, "<i class=\"bow%s\" style=\"right:%upx\"></i>",
				 e->call ? " call" : "", SPINE + 4 + e->lane * LANE_STEP);
		else if (fold)
			str_add(d->to, "<i class=\"v through\"></i>");
		else if (e->lane)
			add_bow(d, e, row);
		else
			add_straight(d, e, row);
	}
	if (!fold && dot_at(d, row)) {
		const struct step *s = &dot_at(d, row)->step;

		str_addf(d->to, "<b class=\"dot %s\">", place_kind_name(s->kind));
		if (s->number)
			str_addf(d->to, "%u", s->number);
		str_add(d->to, "</b>");
	}
	str_add(d->to, "</td>");
}

static void add_fold(struct drawing *d, size_t row)
{
	unsigned n = d->shown.all.item[row].folded;

	if (!n)
		return;
	str_add(d->to, "<tr class=\"fold\">");
	add_gutter(d, row, true);
	str_addf(d->to, "<td class=\"n\">&#8942;</td><td class=\"c\">%u lines</td></tr>\n", n);
}

static void add_note(struct str *to, const struct step *s, const char *note)
{
	if (!*note)
		return;
	str_addf(to, "<p class=\"note %s\">", place_kind_name(s->kind));
	if (s->number)
		str_addf(to, "<b>%u</b> ", s->number);
	else
		str_addf(to, "<b>%s</b> ", place_word(s->kind));
	add_text(to, note);
	str_add(to, "</p>");
}

static bool is_comment(const char *text, size_t len)
{
	while (len && isspace((unsigned char)*text)) {
		text++;
		len--;
	}
	return len && (*text == '*' || (len > 1 && *text == '/' && strchr("*/", text[1])));
}

static void add_code(struct drawing *d, unsigned number)
{
	struct str line = STR_INIT;
	const char *text = "";
	size_t len = 0;

	excerpt_line(d->sources, d->path, number, &text, &len);
	escape_source(&line, text, len);
	str_addf(d->to, "<td class=\"n\">%u</td><td class=\"c\"><code%s>", number,
		 is_comment(text, len) ? " class=\"cm\"" : "");
	escape_html(d->to, line.buf, line.len);
	str_add(d->to, "</code>");
	str_release(&line);
}

static void add_row(struct drawing *d, size_t row)
{
	const struct mark *dot = dot_at(d, row);

	add_fold(d, row);
	if (dot)
		str_addf(d->to, "<tr class=\"at %s\">", place_kind_name(dot->step.kind));
	else
		str_add(d->to, "<tr>");
	add_gutter(d, row, false);
	add_code(d, d->shown.all.item[row].number);
	for (size_t i = 0; i < d->marks.n; i++)
		if (d->marks.item[i].row == row)
			add_note(d->to, &d->marks.item[i].step,
				 step_note(d->sources, &d->marks.item[i].step));
	str_add(d->to, "</td></tr>\n");
}

static void add_table(struct drawing *d)
{
	unsigned width = 2 * SPINE + 4 + (d->lanes ? 6 + d->lanes * LANE_STEP : 0);

	str_addf(d->to, "<table class=\"src\"><colgroup><col style=\"width:%upx\">"
		 "<col class=\"n\"><col></colgroup>\n", width);
	for (size_t row = 0; row < d->shown.all.n; row++)
		add_row(d, row);
	str_add(d->to, "</table>");
}

/* Notes whose line no table shows: all where the file can't be read. */
static void add_list(struct drawing *d)
{
	bool open = false;

	for (size_t i = 0; i < d->marks.n; i++) {
		const struct mark *m = &d->marks.item[i];

		if (m->row < d->shown.all.n)
			continue;
		str_add(d->to, open ? "" : "<ul class=\"gone\">\n");
		open = true;
		str_addf(d->to, "<li>line %u: ", m->step.line);
		add_note(d->to, &m->step, m->step.message);
		str_add(d->to, "</li>\n");
	}
	str_add(d->to, open ? "</ul>" : "");
}

static void draw_file(struct drawing *d, const struct finding *f, const struct steps *steps)
{
	collect_marks(d, f, steps);
	show_lines(d);
	join_steps(d);
	str_add(d->to, "<figure><figcaption>");
	add_text(d->to, d->path);
	str_add(d->to, "</figcaption>\n");
	if (d->shown.all.n)
		add_table(d);
	add_list(d);
	str_add(d->to, "</figure>\n");
	shown_release(&d->shown);
	array_free(&d->marks);
	array_free(&d->edges);
}

static bool draw_once(struct map *drawn, const char *path)
{
	if (map_has(drawn, path))
		return false;
	*map_put(drawn, path) = drawn;
	return true;
}

static void draw(struct str *to, struct excerpts *x, const struct finding *f,
		 const struct steps *steps, const char *path)
{
	struct drawing d = { .to = to, .sources = x, .path = path };

	draw_file(&d, f, steps);
}

void drawing_add(struct str *to, struct excerpts *x, const struct finding *f)
{
	struct steps steps = { 0 };
	struct map drawn = MAP_INIT;

	steps_of(&steps, f);
	for (size_t i = 0; i < steps.all.n; i++)
		if (draw_once(&drawn, steps.all.item[i].path))
			draw(to, x, f, &steps, steps.all.item[i].path);
	for (size_t i = 0; i < f->related.n; i++)
		if (draw_once(&drawn, f->related.item[i].path))
			draw(to, x, f, &steps, f->related.item[i].path);
	map_release(&drawn);
	steps_release(&steps);
}
