// SPDX-License-Identifier: GPL-2.0
#include "check/token.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"

enum { MAX_CONDITIONS = 64, MAX_DEFINES = 4096 };

struct condition {		/* an #if that is open */
	size_t token;		/* its TOKEN_PP_IF */
	int depth;		/* brackets open before it */
	bool dead;		/* this side is left out */
	bool outer_dead;
	bool flat;		/* a side was unbalanced: its marks are void */
};

struct define {			/* NAME(…) … */
	const char *start, *end, *line_start;
	unsigned line;
};

struct reader {
	ARRAY(struct define) defines;
	struct tokens *t;
	const char *p, *end, *line_start;
	unsigned line;
	int depth;
	bool dead;
	struct condition open[MAX_CONDITIONS];
	unsigned conditions;
	unsigned deeper;	/* conditions open beyond those */
};

static bool word_start(char c)
{
	return isalpha((unsigned char)c) || c == '_' || c == '$';
}

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$';
}

static void newline(struct reader *r)
{
	r->line++;
	r->line_start = r->p;
}

static struct token *add(struct reader *r, enum token_kind kind, const char *start, const char *end)
{
	struct token *tok = array_push(&r->t->list);

	tok->kind = kind;
	tok->start = start;
	tok->len = end - start;
	tok->line = r->line;
	tok->column = start - r->line_start + 1;
	return tok;
}

static void skip_comment(struct reader *r)
{
	r->p += 2;
	while (r->p < r->end && !(r->p[0] == '*' && r->p[1] == '/'))
		if (*r->p++ == '\n')
			newline(r);
	r->p = r->p < r->end ? r->p + 2 : r->end;
}

/* A backslash that joins the next line to this one: its length, or 0. */
static unsigned joined(const struct reader *r)
{
	if (*r->p != '\\')
		return 0;
	if (r->p[1] == '\n')
		return 2;
	return r->p[1] == '\r' && r->p[2] == '\n' ? 3 : 0;
}

/* To the end of the line and of those joined to it. */
static void skip_line(struct reader *r)
{
	while (r->p < r->end && *r->p != '\n') {
		unsigned len = joined(r);

		r->p += len ? len : 1;
		if (len)
			newline(r);
	}
}

/* From a quote to behind its partner, or to the end of the line. */
static void skip_quoted(struct reader *r)
{
	char quote = *r->p++;

	while (r->p < r->end && *r->p != quote && *r->p != '\n') {
		unsigned len = joined(r);

		if (len) {
			r->p += len;
			newline(r);
		} else {
			r->p += *r->p == '\\' && r->p + 1 < r->end && r->p[1] != '\n' ? 2 : 1;
		}
	}
	if (r->p < r->end && *r->p == quote)
		r->p++;
}

/* The rest of a directive; returns where its text ends: there, or where a comment begins. */
static const char *skip_directive(struct reader *r)
{
	const char *end = NULL;

	while (r->p < r->end && *r->p != '\n') {
		unsigned len = joined(r);

		if (r->p[0] == '/' && (r->p[1] == '*' || r->p[1] == '/')) {
			end = end ? end : r->p;
			if (r->p[1] == '/')
				skip_line(r);
			else
				skip_comment(r);
		} else if (len) {
			r->p += len;
			newline(r);
		} else if (*r->p == '"' || *r->p == '\'') {
			skip_quoted(r);
		} else {
			r->p++;
		}
	}
	return end ? end : r->p;
}

static bool directive_is(const char *word, size_t len, const char *name)
{
	return len == strlen(name) && !memcmp(word, name, len);
}

/* The marks of the group that begins with @c say nothing any more. */
static void void_marks(struct reader *r, struct condition *c)
{
	struct token *tok = r->t->list.item;
	unsigned inner = 0;

	c->flat = true;
	tok[c->token].kind = TOKEN_PP_VOID;
	for (size_t i = c->token + 1; i < r->t->list.n; i++)
		if (tok[i].kind == TOKEN_PP_IF)
			inner++;
		else if (tok[i].kind == TOKEN_PP_ENDIF)
			inner--;
		else if (tok[i].kind == TOKEN_PP_ELSE && !inner)
			tok[i].kind = TOKEN_PP_VOID;
}

static void read_condition(struct reader *r, struct condition *c, bool is_if)
{
	struct token *tok = &r->t->list.item[c->token];
	const char *text = tok->start, *end = skip_directive(r);

	while (text < end && isspace((unsigned char)*text))
		text++;
	while (end > text && isspace((unsigned char)end[-1]))
		end--;
	tok->start = text;
	tok->len = end - text;
	if (is_if && tok->len == 1 && *text == '0') {
		void_marks(r, c);
		c->dead = r->dead = true;
	}
}

/* An #if, #ifdef or #ifndef: @name, its text at r->p. */
static void open_condition(struct reader *r, const char *name)
{
	struct condition *c;

	if (r->conditions == MAX_CONDITIONS) {
		r->deeper++;
		return;
	}
	c = &r->open[r->conditions++];
	*c = (struct condition){ .token = r->t->list.n, .depth = r->depth, .outer_dead = r->dead,
				 .flat = r->dead };
	if (r->dead)
		return;
	add(r, TOKEN_PP_IF, r->p, r->p)->ch = name[2] == 'n' ? 'n' : 0;
	read_condition(r, c, name[2] != 'n' && name[2] != 'd');
}

static void else_condition(struct reader *r, const char *at)
{
	struct condition *c = r->conditions ? &r->open[r->conditions - 1] : NULL;
	bool was_dead;

	if (!c || r->deeper)
		return;
	was_dead = c->dead;
	c->dead = false;
	if (r->depth != c->depth) {
		if (!c->flat)
			void_marks(r, c);
		c->dead = true;
	} else if (!was_dead && !c->flat) {
		add(r, TOKEN_PP_ELSE, at, at);
	}
	r->dead = c->outer_dead || c->dead;
}

static void close_condition(struct reader *r, const char *at)
{
	struct condition *c;

	if (r->deeper) {
		r->deeper--;
		return;
	}
	if (!r->conditions)
		return;
	c = &r->open[--r->conditions];
	r->dead = c->outer_dead;
	if (c->flat)
		return;
	if (r->depth == c->depth)
		add(r, TOKEN_PP_ENDIF, at, at);
	else
		void_marks(r, c);
}

/* Keeps a macro that has parameters and calls something with them. */
static void note_define(struct reader *r, struct define d)
{
	const char *open, *close;

	while (d.start < d.end && (*d.start == ' ' || *d.start == '\t'))
		d.start++;
	for (open = d.start; open < d.end && word_char(*open);)
		open++;
	close = open > d.start && *open == '(' ? memchr(open, ')', d.end - open) : NULL;
	if (close && memchr(close, '(', d.end - close))
		*array_push(&r->defines) = d;
}

static void directive(struct reader *r)
{
	const char *word;
	struct define d;
	bool define;
	size_t len;

	r->p++;
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t'))
		r->p++;
	word = r->p;
	while (r->p < r->end && word_char(*r->p))
		r->p++;
	len = r->p - word;
	if (directive_is(word, len, "if") || directive_is(word, len, "ifdef") ||
	    directive_is(word, len, "ifndef"))
		open_condition(r, word);
	else if (directive_is(word, len, "else") || (len >= 4 && !memcmp(word, "elif", 4)))
		else_condition(r, word);
	else if (directive_is(word, len, "endif"))
		close_condition(r, word);
	define = !r->dead && directive_is(word, len, "define");
	d = (struct define){ .start = r->p, .line_start = r->line_start, .line = r->line };
	d.end = skip_directive(r);
	if (define && r->defines.n < MAX_DEFINES)
		note_define(r, d);
}

static void quoted(struct reader *r)
{
	const char *start = r->p, *line_start = r->line_start;
	unsigned line = r->line;
	struct token *tok;

	skip_quoted(r);
	if (r->dead)
		return;
	tok = add(r, TOKEN_STRING, start, r->p);
	tok->line = line;
	tok->column = start - line_start + 1;
}

static unsigned operator_length(const char *p)
{
	static const char two[][3] = { "->", "==", "!=", "<=", ">=", "&&", "||", "++", "--",
				       "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<",
				       ">>", "##", "::" };

	if ((!strncmp(p, "<<=", 3)) || !strncmp(p, ">>=", 3) || !strncmp(p, "...", 3))
		return 3;
	for (size_t i = 0; i < sizeof(two) / sizeof(two[0]); i++)
		if (p[0] == two[i][0] && p[1] == two[i][1])
			return 2;
	return 1;
}

static void punct(struct reader *r)
{
	unsigned len = operator_length(r->p);
	struct token *tok;

	if (r->dead) {
		r->p += len;
		return;
	}
	tok = add(r, TOKEN_PUNCT, r->p, r->p + len);
	for (unsigned i = 0; i < len; i++)
		tok->ch = tok->ch << 8 | (unsigned char)r->p[i];
	if (len == 1 && strchr("([{", *r->p))
		r->depth++;
	else if (len == 1 && strchr(")]}", *r->p))
		r->depth--;
	r->p += len;
}

static void word_or_number(struct reader *r)
{
	const char *start = r->p;
	bool word = word_start(*start);

	while (r->p < r->end && (word_char(*r->p) || (!word && *r->p == '.')))
		r->p++;
	if (!r->dead)
		add(r, word ? TOKEN_WORD : TOKEN_NUMBER, start, r->p);
}

static bool at_line_start(const struct reader *r)
{
	for (const char *p = r->line_start; p < r->p; p++)
		if (*p != ' ' && *p != '\t')
			return false;
	return true;
}

static void read_one(struct reader *r)
{
	char c = *r->p;

	if (c == '\n') {
		r->p++;
		newline(r);
	} else if (c == '/' && r->p[1] == '*') {
		skip_comment(r);
	} else if (c == '/' && r->p[1] == '/') {
		skip_line(r);
	} else if (c == '#' && at_line_start(r)) {
		directive(r);
	} else if (c == '"' || c == '\'') {
		quoted(r);
	} else if (word_char(c)) {
		word_or_number(r);
	} else if (ispunct((unsigned char)c) && c != '\\') {
		punct(r);
	} else {
		r->p++;
	}
}

static void match_brackets(struct tokens *t)
{
	ARRAY(size_t) open = { 0 };

	for (size_t i = 0; i < t->n; i++) {
		struct token *tok = &t->list.item[i];

		if (tok->kind != TOKEN_PUNCT)
			continue;
		if (tok->ch == '(' || tok->ch == '[' || tok->ch == '{') {
			*array_push(&open) = i;
		} else if (tok->ch == ')' || tok->ch == ']' || tok->ch == '}') {
			unsigned want = tok->ch == ')' ? '(' : tok->ch == ']' ? '[' : '{';

			/* A stray closing brace closes what was left open inside it. */
			while (tok->ch == '}' && open.n &&
			       t->list.item[open.item[open.n - 1]].ch != '{')
				open.n--;
			if (!open.n || t->list.item[open.item[open.n - 1]].ch != want)
				continue;
			tok->match = open.item[--open.n];
			t->list.item[tok->match].match = i;
		}
	}
	array_free(&open);
}

static void add_fixed(struct reader *r, enum token_kind kind, const char *text)
{
	struct token *tok = add(r, kind, text, text + strlen(text));

	tok->column = 1;
	if (kind == TOKEN_PUNCT)
		tok->ch = (unsigned char)*text;
}

/* A macro's parameters and body as a function's. */
static void add_macro(struct reader *r, const struct define *d)
{
	bool head = true;

	r->p = d->start;
	r->end = d->end;
	r->line = d->line;
	r->line_start = d->line_start;
	add_fixed(r, TOKEN_WORD, "static");
	while (r->p < r->end) {
		size_t n = r->t->list.n;
		const struct token *tok;

		if (head && (r->p[-1] == '(' || r->p[-1] == ','))
			add_fixed(r, TOKEN_WORD, "auto");
		read_one(r);
		tok = r->t->list.n > n ? &r->t->list.item[r->t->list.n - 1] : NULL;
		if (head && tok && tok->kind == TOKEN_PUNCT && tok->ch == ')') {
			add_fixed(r, TOKEN_PUNCT, "{");
			head = false;
		}
	}
	add_fixed(r, TOKEN_PUNCT, ";");
	add_fixed(r, TOKEN_PUNCT, "}");
}

void tokens_read(struct tokens *t, const char *text, size_t len)
{
	struct reader r = { .t = t, .p = text, .end = text + len, .line_start = text, .line = 1 };

	memset(t, 0, sizeof(*t));
	while (r.p < r.end)
		read_one(&r);
	t->macros = t->list.n;
	for (size_t i = 0; i < r.defines.n; i++)
		add_macro(&r, &r.defines.item[i]);
	array_free(&r.defines);
	t->n = t->list.n;
	add(&r, TOKEN_END, r.end, r.end);
	match_brackets(t);
	array_trim(&t->list);
}

void tokens_release(struct tokens *t)
{
	array_free(&t->list);
	t->n = 0;
}

bool token_is(const struct tokens *t, size_t i, unsigned ch)
{
	return i < t->n && t->list.item[i].kind == TOKEN_PUNCT && t->list.item[i].ch == ch;
}

bool token_is_word(const struct tokens *t, size_t i, const char *word)
{
	const struct token *tok;

	if (i >= t->n)
		return false;
	tok = &t->list.item[i];
	return tok->kind == TOKEN_WORD && tok->len == strlen(word) &&
	       !memcmp(tok->start, word, tok->len);
}

bool token_is_name(const struct tokens *t, size_t i)
{
	return i < t->n && t->list.item[i].kind == TOKEN_WORD;
}

bool token_is_zero(const struct tokens *t, size_t i)
{
	const struct token *tok = &t->list.item[i];
	unsigned digits = 0;

	if (i >= t->n || tok->kind != TOKEN_NUMBER)
		return false;
	while (digits < tok->len && memchr("0xX", tok->start[digits], 3))
		digits++;
	while (digits < tok->len && memchr("uUlL", tok->start[digits], 4))
		digits++;
	return *tok->start == '0' && digits == tok->len;
}

size_t tokens_argument_end(const struct tokens *t, size_t first, size_t close)
{
	for (size_t i = first; i < close; i++) {
		if (token_is(t, i, ','))
			return i;
		if (t->list.item[i].match > i)
			i = t->list.item[i].match;
	}
	return close;
}

char *tokens_text(const struct tokens *t, size_t first, size_t last)
{
	struct str s = STR_INIT;

	for (size_t i = first; i < last && i < t->n; i++) {
		const struct token *tok = &t->list.item[i];

		if (tok->kind >= TOKEN_PP_IF)
			continue;
		if (s.len && word_char(s.buf[s.len - 1]) &&
		    (word_char(*tok->start) || tok->kind == TOKEN_STRING))
			str_addc(&s, ' ');
		else if (s.len && s.buf[s.len - 1] == ',')
			str_addc(&s, ' ');
		str_addn(&s, tok->start, tok->len);
	}
	return str_detach(&s);
}
