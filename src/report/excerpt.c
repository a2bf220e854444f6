// SPDX-License-Identifier: GPL-2.0
#include "report/excerpt.h"

#include <ctype.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

#define FILE_MAX_BYTES (64 << 20)
#define HEAD_MAX_LINES 5
#define SHORTEST_FOLD 3

struct file_lines {
	char *text;
	size_t len;
	ARRAY(size_t) start;
};

void excerpts_open(struct excerpts *x, const char *root)
{
	*x = (struct excerpts){ .root = root };
}

void excerpts_open_report(struct excerpts *x, const struct report *r)
{
	*x = (struct excerpts){ .root = r->root, .report = r->text ? r : NULL };
}

void excerpts_close(struct excerpts *x)
{
	for (size_t i = 0; i < x->files.n; i++) {
		struct file_lines *f = x->files.entry[i].value;

		mem_free(f->text);
		array_free(&f->start);
		mem_free(f);
	}
	map_release(&x->files);
}

static size_t read_all(int fd, char *to, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while (len < size && (n = read(fd, to + len, size - len)) > 0)
		len += (size_t)n;
	return len;
}

/* O_NONBLOCK: the path may have become a FIFO since it was checked. */
static void read_file(struct file_lines *f, const char *file)
{
	int fd = open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size <= FILE_MAX_BYTES) {
		f->text = mem_alloc((size_t)st.st_size);
		f->len = read_all(fd, f->text, (size_t)st.st_size);
	}
	close(fd);
}

static void split_lines(struct file_lines *f)
{
	const char *p = f->text, *end = f->text + f->len;

	while (p && p < end) {
		*array_push(&f->start) = (size_t)(p - f->text);
		p = memchr(p, '\n', (size_t)(end - p));
		p = p ? p + 1 : NULL;
	}
}

static void read_lines(struct file_lines *f, const struct excerpts *x, const char *path)
{
	char *file;

	if (x->report) {
		f->text = x->report->text(x->report->text_ctx, x->state, path, &f->len);
	} else {
		file = *path == '/' || !x->root ? mem_strdup(path) :
						  mem_printf("%s/%s", x->root, path);
		read_file(f, file);
		mem_free(file);
	}
	if (f->text && memchr(f->text, '\0', f->len))
		f->len = 0;
	split_lines(f);
}

static struct file_lines *file_lines(struct excerpts *x, const char *path)
{
	char *key = mem_printf("%u %s", x->state, path);
	struct file_lines **at = (struct file_lines **)map_put(&x->files, key);

	mem_free(key);
	if (!*at) {
		*at = mem_alloc(sizeof(**at));
		read_lines(*at, x, path);
	}
	return *at;
}

void excerpts_turn(struct excerpts *x, const struct finding *f)
{
	x->state = f->state;
}

static bool line_of(const struct file_lines *f, unsigned number, const char **text, size_t *len)
{
	size_t from, end;

	if (!number || number > f->start.n)
		return false;
	from = f->start.item[number - 1];
	end = number < f->start.n ? f->start.item[number] : f->len;
	while (end > from && (f->text[end - 1] == '\n' || f->text[end - 1] == '\r'))
		end--;
	*text = f->text + from;
	*len = end - from;
	return true;
}

bool excerpt_line(struct excerpts *x, const char *path, unsigned number,
		  const char **text, size_t *len)
{
	return line_of(file_lines(x, path), number, text, len);
}

bool place_is_step(enum place_kind k)
{
	return k != PLACE_CALLBACK && k != PLACE_MANAGED && k != PLACE_CHANGE;
}

const char *place_word(enum place_kind k)
{
	return k == PLACE_MANAGED ? "hurt" : k == PLACE_CHANGE ? "change" : "callback";
}

static bool is_own_line(const struct finding *f, const struct place *p)
{
	return p->kind == PLACE_TEARDOWN && p->line == f->line && !strcmp(p->path, f->path);
}

static bool leads_there(const struct finding *f, const struct place *p)
{
	return p->kind == PLACE_PATH && p->line < f->line && !strcmp(p->path, f->path) &&
	       str_starts(p->message, "goto ");
}

/* The index in related before which the teardown stands. */
static size_t teardown_index(const struct finding *f)
{
	for (size_t i = 0; i < f->related.n; i++)
		if (is_own_line(f, &f->related.item[i]))
			return i;
	for (size_t i = 0; i < f->related.n; i++)
		if (place_is_step(f->related.item[i].kind))
			return i + leads_there(f, &f->related.item[i]);
	return 0;
}

static void add_step(struct steps *s, struct step step)
{
	step.number = (unsigned)s->all.n + 1;
	*array_push(&s->all) = step;
}

static void add_teardown(struct steps *s, const struct finding *f, size_t index)
{
	bool told = index < f->related.n && is_own_line(f, &f->related.item[index]);

	add_step(s, (struct step){
		.kind = PLACE_TEARDOWN,
		.path = f->path,
		.line = f->line,
		.message = told ? f->related.item[index].message : "torn down here",
	});
}

void steps_of(struct steps *s, const struct finding *f)
{
	size_t teardown = teardown_index(f);

	for (size_t i = 0; i <= f->related.n; i++) {
		const struct place *p = &f->related.item[i];

		if (i == teardown)
			add_teardown(s, f, i);
		if (i == f->related.n || !place_is_step(p->kind) || is_own_line(f, p))
			continue;
		add_step(s, (struct step){
			.place = p,
			.kind = p->kind,
			.path = p->path,
			.line = p->line,
			.message = p->message,
		});
	}
}

const char *step_note(struct excerpts *x, const struct step *s)
{
	const char *said = s->message, *text;
	size_t len;

	if (!excerpt_line(x, s->path, s->line, &text, &len))
		return s->message;
	for (; len && isspace((unsigned char)*text); len--)
		text++;
	if (str_starts(said, "label "))
		said += strlen("label ");
	if (strlen(said) > len || strncmp(text, said, strlen(said)))
		return s->message;
	return s->kind != PLACE_TEARDOWN ? "" : s->place ? "torn down here too" : "torn down here";
}

void steps_release(struct steps *s)
{
	array_free(&s->all);
}

static bool starts_block(const char *text, size_t len)
{
	if (!len || !(isalpha((unsigned char)*text) || *text == '_') || text[len - 1] == ';')
		return false;
	return memchr(text, '(', len) || memchr(text, '{', len) || text[len - 1] == '=';
}

/* The first line of the function or initialiser that @number stands in, or 0. */
static unsigned block_head(const struct file_lines *f, unsigned number)
{
	const char *text;
	size_t len;

	for (unsigned i = number; i && line_of(f, i, &text, &len); i--) {
		if (starts_block(text, len))
			return i;
		if (i < number && len && *text == '}')
			return 0;
	}
	return 0;
}

static bool first_char_is(const struct file_lines *f, unsigned number, char c)
{
	const char *text;
	size_t len;

	return line_of(f, number, &text, &len) && len && *text == c;
}

static void show_head(const struct file_lines *f, bool *show, unsigned head, unsigned until)
{
	for (unsigned i = head; i <= until && i < head + HEAD_MAX_LINES; i++) {
		show[i] = true;
		if (first_char_is(f, i, '{'))
			return;
	}
}

static void show_around(const struct file_lines *f, bool *show, unsigned mark, unsigned context)
{
	unsigned head = block_head(f, mark);
	unsigned last = (unsigned)f->start.n, i;

	show[mark] = true;
	for (i = mark; i > 1 && mark - i < context && i != head; i--)
		show[i - 1] = true;
	for (i = mark; i < last && i - mark < context && !first_char_is(f, i, '}'); i++)
		show[i + 1] = true;
	if (head)
		show_head(f, show, head, mark);
}

static void collect(struct shown *lines, const bool *show, unsigned last)
{
	unsigned before = 0;

	for (unsigned i = 1; i <= last; i++) {
		if (!show[i])
			continue;
		if (before && i - before - 1 < SHORTEST_FOLD)
			while (++before < i)
				*array_push(&lines->all) = (struct shown_line){ before, 0 };
		*array_push(&lines->all) = (struct shown_line){ i, 0 };
		if (before && before != i)
			lines->all.item[lines->all.n - 1].folded = i - before - 1;
		before = i;
	}
}

void excerpt_show(struct excerpts *x, struct shown *lines, const char *path,
		  const unsigned marks[], size_t n, unsigned context)
{
	const struct file_lines *f = file_lines(x, path);
	unsigned last = (unsigned)f->start.n;
	bool *show = mem_alloc(last + 1);

	for (size_t i = 0; i < n; i++)
		if (marks[i] && marks[i] <= last)
			show_around(f, show, marks[i], context);
	collect(lines, show, last);
	mem_free(show);
}

void shown_release(struct shown *lines)
{
	array_free(&lines->all);
}
