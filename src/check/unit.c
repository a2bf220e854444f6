// SPDX-License-Identifier: GPL-2.0
#include "check/unit.h"

#include <string.h>

#include "base/str.h"
#include "check/device.h"
#include "check/effect.h"
#include "check/flow.h"

enum { MAX_LEVELS = 8 };	/* of braces within an initialiser */

enum { MAX_OLD_HEAD = 80 };

static char *word_at(const struct tokens *t, size_t i)
{
	return mem_strndup(t->list.item[i].start, t->list.item[i].len);
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

static bool starts_underscored(const struct tokens *t, size_t i)
{
	return token_is_name(t, i) && t->list.item[i].len > 2 &&
	       !memcmp(t->list.item[i].start, "__", 2);
}

/* const, or an attribute behind the type or the name: dev __maybe_unused, device __rcu *dev. */
static bool is_qualifier(const struct tokens *t, size_t i, bool first)
{
	return token_is_word(t, i, "const") || token_is_word(t, i, "volatile") ||
	       token_is_word(t, i, "restrict") || (!first && starts_underscored(t, i));
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
		if (token_is_name(t, i) && !is_qualifier(t, i, name == last)) {
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
	return not_a_name(t, word) ||
	       (word && starts_underscored(t, word) &&
		(token_is(t, word - 1, ')') || t->list.item[word - 1].kind >= TOKEN_PP_IF));
}

static bool is_aggregate(const struct tokens *t, size_t i)
{
	return token_is_word(t, i, "struct") || token_is_word(t, i, "union") ||
	       token_is_word(t, i, "enum");
}

/* Behind the ) of "f(a, b) int a; char *b; {", a head as before 1989; else @brace. */
static size_t old_head(const struct tokens *t, size_t brace)
{
	size_t i = brace;

	if (!brace || !token_is(t, brace - 1, ';'))
		return brace;
	while (i-- > 1 && brace - i < MAX_OLD_HEAD)
		if (token_is(t, i, ')') && token_is_name(t, i + 1))
			return i + 1;
		else if (token_is(t, i, '}'))
			break;
	return brace;
}

/* The name's token of the function whose body opens at @brace, or @brace. */
static size_t function_name(const struct tokens *t, size_t brace)
{
	size_t i = old_head(t, brace), open;

	while (i-- > 2) {
		if (is_aggregate(t, i))
			return brace;
		if (token_is_name(t, i) || t->list.item[i].kind >= TOKEN_PP_IF)
			continue;	/* an attribute without arguments */
		open = token_is(t, i, ')') ? t->list.item[i].match : 0;
		if (!open || !token_is_name(t, open - 1))
			return brace;
		if (!is_attribute(t, open - 1))
			return open - 1;
		i = open - 1;
	}
	return brace;
}

static void read_storage(struct function *f, const struct tokens *t, size_t name)
{
	for (size_t i = name; i-- > 0;) {
		const struct token *tok = &t->list.item[i];

		if (tok->kind >= TOKEN_PP_IF || token_is(t, i, ';') || token_is(t, i, '}'))
			break;
		if (token_is_word(t, i, "static"))
			f->is_static = true;
		if (token_is_word(t, i, "__weak"))
			f->is_weak = true;
	}
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

/* The name that is declared before @i, behind which may stand [] and __initdata; or 0. */
static size_t declared_name(const struct tokens *t, size_t i)
{
	while (i > 1) {
		size_t open = t->list.item[i].match;

		if (token_is(t, i, ']') && open)
			i = open - 1;
		else if (token_is(t, i, ')') && open > 1 && starts_underscored(t, open - 1))
			i = open - 2;
		else if (starts_underscored(t, i) && !token_is(t, i - 1, '*') &&
			 !token_is(t, i - 1, '.') && !is_aggregate(t, i - 2))
			i--;
		else
			break;
	}
	return token_is_name(t, i) ? i : 0;
}

/* The type of what the brace at @brace initialises, T name = { and (struct T){, or its .field. */
static void initialised(const struct tokens *t, size_t brace, size_t *type, size_t *field)
{
	size_t i;

	if (brace < 3)
		return;
	if (token_is(t, brace - 1, ')') && t->list.item[brace - 1].match) {
		*type = declared_name(t, brace - 2);
		return;
	}
	i = token_is(t, brace - 1, '=') ? declared_name(t, brace - 2) : 0;
	if (!i)
		return;
	if (token_is(t, i - 1, '.')) {
		*field = i;
		return;
	}
	while (i-- > 1 && token_is(t, i, '*'))
		;
	*type = token_is_name(t, i) ? i : 0;
}

/* A function's name at @i: f, &f, __exit_p(f), pm_ptr(f); 0 when it is something else. */
static size_t callback_value(const struct tokens *t, size_t i)
{
	size_t end;

	if (token_is(t, i, '&'))
		i++;
	if (!token_is_name(t, i))
		return 0;
	end = i + 1;
	if (token_is(t, i + 1, '(') && token_is_name(t, i + 2) && token_is(t, i + 3, ')')) {
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

struct braces {			/* those that are open, the innermost last */
	ARRAY(size_t) list;
};

/* The type of the whole that the innermost brace is a part of, and the field it stands for. */
static void initialised_within(const struct tokens *t, const struct braces *braces, size_t *type,
			       size_t *within)
{
	size_t n = braces->list.n, brace, field;

	for (unsigned level = 0; level < MAX_LEVELS && n && !*type; level++) {
		brace = braces->list.item[--n];
		field = 0;
		initialised(t, brace, type, &field);
		if (!*within)
			*within = field;
		if (!token_is(t, brace - 1, '{') && !token_is(t, brace - 1, ',') &&
		    !token_is(t, brace - 1, '='))
			break;
	}
}

static void read_initialised(struct unit *u, size_t dot, const struct braces *braces)
{
	const struct tokens *t = &u->tokens;
	size_t value = callback_value(t, dot + 3);
	size_t type = 0, within = 0;
	struct callback *c;

	if (!value)
		return;
	c = add_callback(u, dot + 1, value);
	initialised_within(t, braces, &type, &within);
	c->within = within ? word_at(t, within) : mem_strdup("");
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
	member = dot > 1 && token_is_name(t, dot - 1);
	c->within = member ? word_at(t, dot - 1) : mem_strdup("");
}

/* Whether the member at @i is one of an initialiser: { .a = f, .b = g } */
static bool is_designator(const struct tokens *t, size_t i)
{
	return token_is(t, i, '.') && (token_is(t, i - 1, '{') || token_is(t, i - 1, ',') ||
				       t->list.item[i - 1].kind >= TOKEN_PP_IF);
}

static void read_callbacks(struct unit *u)
{
	const struct tokens *t = &u->tokens;
	struct braces braces = { 0 };

	for (size_t i = 1; i + 3 < t->n; i++) {
		if (token_is(t, i, '{') && t->list.item[i].match)
			*array_push(&braces.list) = i;
		while (braces.list.n && i > t->list.item[braces.list.item[braces.list.n - 1]].match)
			braces.list.n--;
		if (!(token_is(t, i, '.') || token_is(t, i, PUNCT2('-', '>'))) ||
		    !token_is_name(t, i + 1) || !token_is(t, i + 2, '='))
			continue;
		if (braces.list.n && is_designator(t, i))
			read_initialised(u, i, &braces);
		else
			read_assigned(u, i);
	}
	array_free(&braces.list);
}

static bool has_stray_brace(const struct tokens *t)
{
	for (size_t i = 1; i < t->n; i++)
		if ((token_is(t, i, '{') || token_is(t, i, '}')) && !t->list.item[i].match &&
		    !(token_is(t, 0, '{') && t->list.item[0].match == i))
			return true;
	return false;
}

static void read_functions(struct unit *u)
{
	const struct tokens *t = &u->tokens;

	u->broken = has_stray_brace(t);
	for (size_t i = 0; i < t->n; i++) {
		size_t name;

		if (!t->list.item[i].match || t->list.item[i].match < i)
			continue;
		if (token_is(t, i, '{') && (name = function_name(t, i)) != i) {
			read_function(u, name, i);
			u->n_functions += i < t->macros;
		}
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

void unit_forget(struct unit *u)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		effects_free(u->functions.item[i].effects);
		u->functions.item[i].effects = NULL;
		u->functions.item[i].idle = 0;
		u->functions.item[i].stale = false;
	}
	u->rules = 0;
	u->asked = false;
}

struct function *unit_function_at(const struct unit *u, unsigned line)
{
	for (size_t i = 0; i < u->n_functions; i++)
		if (u->functions.item[i].line <= line && line <= u->functions.item[i].end_line)
			return &u->functions.item[i];
	return NULL;
}
