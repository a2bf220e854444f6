// SPDX-License-Identifier: GPL-2.0
#include "check/unit.h"

#include <string.h>

#include "base/str.h"
#include "check/device.h"
#include "check/effect.h"
#include "check/flow.h"

static char *word_at(const struct tokens *t, size_t i)
{
	return mem_strndup(t->list.item[i].start, t->list.item[i].len);
}

static bool is_word(const struct tokens *t, size_t i)
{
	return i < t->n && t->list.item[i].kind == TOKEN_WORD;
}

static bool not_a_name(const struct tokens *t, size_t i)
{
	static const char *const words[] = { "if", "while", "for", "switch", "return", "sizeof",
					     "do", "else", "typeof", "__attribute__" };

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (token_is_word(t, i, words[k]))
			return true;
	return false;
}

static void read_param(struct function *f, const struct tokens *t, size_t first, size_t last)
{
	struct param *p;
	size_t name = last, type = last;

	for (size_t i = first; i < last; i++) {
		if (token_is(t, i, '('))	/* int (*get)(void) */
			break;
		if (token_is(t, i, '['))
			break;
		if (is_word(t, i)) {
			type = name;
			name = i;
		}
	}
	if (name == last)
		return;
	if (type == last && token_is_word(t, name, "void"))
		return;
	p = array_push(&f->params);
	p->name = type == last ? mem_strdup("") : word_at(t, name);
	p->type = word_at(t, type == last ? name : type);
}

static void read_params(struct function *f, const struct tokens *t, size_t open, size_t close)
{
	size_t first = open + 1;

	for (size_t i = open + 1; i <= close; i++) {
		if (i == close || token_is(t, i, ',')) {
			read_param(f, t, first, i);
			first = i + 1;
		} else if (t->list.item[i].match > i) {
			i = t->list.item[i].match;
		}
	}
}

/* __acquires(x) and the like behind the parameters. */
static bool is_attribute(const struct tokens *t, size_t word)
{
	return not_a_name(t, word) || (t->list.item[word].len > 2 &&
				       !memcmp(t->list.item[word].start, "__", 2) &&
				       token_is(t, word - 1, ')'));
}

/* The name's token of the function whose body opens at @brace, or 0. */
static size_t function_name(const struct tokens *t, size_t brace)
{
	size_t i = brace;

	while (i > 2) {
		size_t open;

		i--;
		if (is_word(t, i))	/* an attribute without arguments */
			continue;
		open = token_is(t, i, ')') ? t->list.item[i].match : 0;
		if (!open || !is_word(t, open - 1))
			return 0;
		if (!is_attribute(t, open - 1))
			return open - 1;
		i = open - 1;
	}
	return 0;
}

static void read_storage(struct function *f, const struct tokens *t, size_t name)
{
	bool pointer = false, has_void = false;

	for (size_t i = name; i-- > 0;) {
		const struct token *tok = &t->list.item[i];

		if (tok->kind >= TOKEN_PP_IF || token_is(t, i, ';') || token_is(t, i, '}'))
			break;
		if (token_is_word(t, i, "static"))
			f->is_static = true;
		if (token_is_word(t, i, "__weak"))
			f->is_weak = true;
		pointer |= token_is(t, i, '*');
		has_void |= token_is_word(t, i, "void");
	}
	f->is_void = has_void && !pointer;
}

static void read_function(struct unit *u, size_t name, size_t brace)
{
	const struct tokens *t = &u->tokens;
	size_t close = t->list.item[brace].match;
	struct function *f = array_push(&u->functions);

	f->unit = u;
	f->name = word_at(t, name);
	f->line = t->list.item[name].line;
	f->end_line = t->list.item[close].line;
	f->first = brace + 1;
	f->last = close;
	read_storage(f, t, name);
	read_params(f, t, name + 1, t->list.item[name + 1].match);
}

/* The type of what is initialised by the brace at @brace: .field = {, T name = {, (struct T){ */
static void initialised(const struct tokens *t, size_t brace, size_t *type, size_t *within)
{
	size_t i = brace;

	*type = *within = 0;
	if (i > 1 && token_is(t, i - 1, ')') && t->list.item[i - 1].match) {
		if (is_word(t, i - 2))
			*type = i - 2;
		return;
	}
	if (i < 3 || !token_is(t, i - 1, '='))
		return;
	i -= 2;
	while (i > 1 && token_is(t, i, ']') && t->list.item[i].match)
		i = t->list.item[i].match - 1;
	if (!is_word(t, i))
		return;
	if (token_is(t, i - 1, '.'))
		*within = i;
	else
		while (i-- > 0)
			if (is_word(t, i)) {
				*type = i;
				break;
			} else if (!token_is(t, i, '*')) {
				break;
			}
}

/* A function's name at @i: f, &f, __exit_p(f), pm_ptr(f); 0 when it is something else. */
static size_t callback_value(const struct tokens *t, size_t i)
{
	size_t end;

	if (token_is(t, i, '&'))
		i++;
	if (!is_word(t, i))
		return 0;
	end = i + 1;
	if (token_is(t, i + 1, '(') && is_word(t, i + 2) && token_is(t, i + 3, ')')) {
		end = i + 4;
		i += 2;
	}
	if (token_is(t, end, ',') || token_is(t, end, '}') || token_is(t, end, ';'))
		return i;
	return 0;
}

static struct callback *add_callback(struct unit *u, size_t field, size_t value)
{
	const struct tokens *t = &u->tokens;
	struct callback *c = array_push(&u->callbacks);

	c->field = word_at(t, field);
	c->function = word_at(t, value);
	c->line = t->list.item[field].line;
	return c;
}

static void read_initialised(struct unit *u, size_t dot, size_t brace)
{
	const struct tokens *t = &u->tokens;
	size_t value = callback_value(t, dot + 3);
	size_t type = 0, within = 0, outer_within;
	struct callback *c;

	if (!value)
		return;
	c = add_callback(u, dot + 1, value);
	initialised(t, brace, &type, &within);
	c->within = within ? word_at(t, within) : mem_strdup("");
	for (size_t i = brace; within && !type && i-- > 0;)
		if (token_is(t, i, '{') && t->list.item[i].match > brace)
			initialised(t, i, &type, &outer_within);
	c->table = type ? word_at(t, type) : mem_strdup("");
}

static void read_assigned(struct unit *u, size_t dot)
{
	const struct tokens *t = &u->tokens;
	size_t value = callback_value(t, dot + 3);
	struct callback *c;
	bool member;

	if (!value || !token_is(t, value + 1, ';'))
		return;
	c = add_callback(u, dot + 1, value);
	c->assigned = true;
	c->table = mem_strdup("");
	member = dot > 1 && is_word(t, dot - 1);
	c->within = member ? word_at(t, dot - 1) : mem_strdup("");
}

static void read_callbacks(struct unit *u)
{
	const struct tokens *t = &u->tokens;
	ARRAY(size_t) braces = { 0 };

	for (size_t i = 1; i + 3 < t->n; i++) {
		bool dot = token_is(t, i, '.');

		if (token_is(t, i, '{') && t->list.item[i].match)
			*array_push(&braces) = i;
		while (braces.n && i > t->list.item[braces.item[braces.n - 1]].match)
			braces.n--;
		if (!(dot || token_is(t, i, PUNCT2('-', '>'))) || !is_word(t, i + 1) ||
		    !token_is(t, i + 2, '='))
			continue;
		if (dot && braces.n && (token_is(t, i - 1, '{') || token_is(t, i - 1, ',') ||
					t->list.item[i - 1].kind >= TOKEN_PP_IF))
			read_initialised(u, i, braces.item[braces.n - 1]);
		else
			read_assigned(u, i);
	}
	array_free(&braces);
}

static void read_functions(struct unit *u)
{
	const struct tokens *t = &u->tokens;

	for (size_t i = 0; i < t->n; i++) {
		size_t name;

		if (!t->list.item[i].match || t->list.item[i].match < i)
			continue;
		if (token_is(t, i, '{') && (name = function_name(t, i)))
			read_function(u, name, i);
		i = t->list.item[i].match;
	}
	/* Of two of one name, on the two sides of an #if, the longer one is no stub. */
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = &u->functions.item[i], **at;

		at = (struct function **)map_put(&u->by_name, f->name);
		if (!*at || (*at)->last - (*at)->first < f->last - f->first)
			*at = f;
	}
}

void unit_read(struct unit *u, const char *path, const char *text, size_t len)
{
	memset(u, 0, sizeof(*u));
	u->path = mem_strdup(path);
	u->header = str_ends(path, ".h");
	u->text = text;
	u->len = len;
	tokens_read(&u->tokens, text, len);
	read_functions(u);
	read_callbacks(u);
	device_own_members(u);
}

static void function_release(struct function *f)
{
	for (size_t i = 0; i < f->params.n; i++) {
		mem_free(f->params.item[i].name);
		mem_free(f->params.item[i].type);
	}
	array_free(&f->params);
	flow_free(f->flow);
	device_aliases_release(f);
	effects_free(f->effects);
	mem_free(f->name);
}

void unit_release(struct unit *u)
{
	for (size_t i = 0; i < u->functions.n; i++)
		function_release(&u->functions.item[i]);
	array_free(&u->functions);
	for (size_t i = 0; i < u->callbacks.n; i++) {
		mem_free(u->callbacks.item[i].field);
		mem_free(u->callbacks.item[i].function);
		mem_free(u->callbacks.item[i].table);
		mem_free(u->callbacks.item[i].within);
	}
	array_free(&u->callbacks);
	map_release(&u->by_name);
	map_release(&u->own_members);
	tokens_release(&u->tokens);
	mem_free(u->path);
}

struct function *unit_function_at(const struct unit *u, unsigned line)
{
	for (size_t i = 0; i < u->functions.n; i++)
		if (u->functions.item[i].line <= line && line <= u->functions.item[i].end_line)
			return &u->functions.item[i];
	return NULL;
}
