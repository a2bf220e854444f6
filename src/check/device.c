// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/device.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "check/flow.h"

enum { MAX_DEPTH = 12, MAX_NAME = 400, MAX_SHADOWS = 32 };

struct scope {
	size_t first, last;
};

struct alias {
	size_t first, last;	/* what it is set to */
	bool once;		/* and nothing else */
	bool set;		/* a parameter that is set to something */
	bool open;		/* being looked up: an alias of itself is none */
	ARRAY(struct scope) shadows;	/* blocks that declare another variable of this name */
};

static char *name_at(struct function *f, size_t first, size_t last, unsigned depth);

static bool word_starts(const struct token *tok, const char *prefix)
{
	return tok->len >= strlen(prefix) && !memcmp(tok->start, prefix, strlen(prefix));
}

static bool word_ends(const struct token *tok, const char *suffix)
{
	size_t len = strlen(suffix);

	return tok->len >= len && !memcmp(tok->start + tok->len - len, suffix, len);
}

/* A cast or parentheses around the whole, & and * before it. */
static void strip(const struct tokens *t, size_t *first, size_t *last)
{
	for (;;) {
		size_t m = *first < *last ? t->list.item[*first].match : 0;

		if (token_is(t, *first, '&') || token_is(t, *first, '*'))
			(*first)++;
		else if (token_is(t, *first, '(') && m + 1 == *last && m > *first)
			(*first)++, (*last)--;
		else if (token_is(t, *first, '(') && m > *first && m + 1 < *last &&
			 (token_is(t, m - 1, '*') || token_is_word(t, *first + 1, "struct")))
			*first = m + 1;
		else
			return;
		if (*first >= *last)
			return;
	}
}

static char *wrap(char *inner, const char *suffix)
{
	char *out;

	if (!inner)
		return NULL;
	out = device_join(inner, suffix);
	mem_free(inner);
	if (strlen(out) <= MAX_NAME)
		return out;
	mem_free(out);
	return NULL;
}

static char *container_name(struct function *f, size_t open, size_t close, unsigned depth)
{
	const struct tokens *t = &f->unit->tokens;
	size_t one = tokens_argument_end(t, open + 1, close);
	size_t two = tokens_argument_end(t, one + 1, close);
	char *inner, *member, *suffix;

	if (two >= close)
		return NULL;
	inner = name_at(f, open + 1, one, depth);
	member = tokens_text(t, two + 1, close);
	suffix = mem_printf("^%s", member);
	inner = wrap(inner, suffix);
	mem_free(member);
	mem_free(suffix);
	return inner;
}

/* to_foo(dev), dev_to_foo(dev), FOO_DEV(dev), i2c_verify_client(dev): what holds the device. */
static bool is_holder_of(const struct token *fn)
{
	return word_starts(fn, "to_") || word_starts(fn, "dev_to_") ||
	       word_starts(fn, "device_to_") || word_ends(fn, "_DEV") ||
	       word_ends(fn, "_verify_client");
}

/* A call whose value is known to be its argument, what holds it, or its driver data. */
static char *call_name(struct function *f, size_t word, unsigned depth)
{
	const struct tokens *t = &f->unit->tokens;
	const struct token *fn = &t->list.item[word];
	size_t open = word + 1, close = t->list.item[open].match;
	size_t one = tokens_argument_end(t, open + 1, close);

	if (close < open || one == open + 1)
		return NULL;
	if (word_starts(fn, "container_of") || word_ends(fn, "_container_of"))
		return container_name(f, open, close, depth);
	if (token_is_word(t, word, "get_device") || token_is_word(t, word, "platform_device_get"))
		return name_at(f, open + 1, one, depth);
	if (token_is_word(t, word, "dev_get_drvdata"))
		return wrap(name_at(f, open + 1, one, depth), "$");
	if (word_ends(fn, "_get_drvdata") || word_ends(fn, "_get_clientdata"))
		return wrap(name_at(f, open + 1, one, depth), ".dev$");
	if (is_holder_of(fn))
		return wrap(name_at(f, open + 1, one, depth), "^dev");
	return NULL;
}

/* Whether the variable that @name starts from is set again and again. */
static bool is_unsteady(struct function *f, const char *name)
{
	const struct alias *a = map_getn(&f->aliases, name, device_root(name));

	return a && (a->set || (a->last > a->first && !a->once));
}

static char *alias_name(struct function *f, size_t word, unsigned depth)
{
	const struct token *tok = &f->unit->tokens.list.item[word];
	struct alias *a = map_getn(&f->aliases, tok->start, tok->len);
	char *name = NULL;

	for (size_t i = a ? a->shadows.n : 0; i-- > 0;)	/* the innermost first */
		if (a->shadows.item[i].first <= word && word < a->shadows.item[i].last)
			return mem_printf("%.*s'%u", (int)tok->len, tok->start,
					  f->unit->tokens.list.item[a->shadows.item[i].first].line);
	if (a && a->once && !a->open) {
		a->open = true;
		name = name_at(f, a->first, a->last, depth);
		a->open = false;
	}
	if (name && !is_unsteady(f, name))
		return name;
	mem_free(name);
	return mem_strndup(tok->start, tok->len);
}

/* .member, ->member and [index] behind what @name names. */
static char *walk_members(struct function *f, char *name, size_t i, size_t last)
{
	const struct tokens *t = &f->unit->tokens;

	while (name && i < last) {
		const struct token *member = &t->list.item[i + 1];
		char *suffix;

		if ((token_is(t, i, '.') || token_is(t, i, PUNCT2('-', '>'))) && i + 1 < last &&
		    member->kind == TOKEN_WORD) {
			suffix = mem_printf(".%.*s", (int)member->len, member->start);
			i += 2;
		} else if (token_is(t, i, '[') && t->list.item[i].match > i) {
			char *index = tokens_text(t, i + 1, t->list.item[i].match);

			suffix = mem_printf("[%s]", index);
			mem_free(index);
			i = t->list.item[i].match + 1;
		} else {
			mem_free(name);
			return NULL;
		}
		name = wrap(name, suffix);
		mem_free(suffix);
	}
	return name;
}

/* priv->dev, where the file keeps its own device in such a member, is that device. */
static char *own_member(const struct function *f, char *name)
{
	char *data = strchr(name, '$'), *rest, *whole;
	const char *kept;

	if (!data || data[1] != '.')
		return name;
	rest = data + 2;
	for (size_t i = 0; i < f->unit->own_members.n; i++) {
		const struct map_entry *e = &f->unit->own_members.entry[i];
		size_t len = strlen(e->key);

		if (strncmp(rest, e->key, len) || (rest[len] && !strchr(".[$^", rest[len])))
			continue;
		kept = e->value;	/* ".dev" where the member holds what the device is in */
		*data = '\0';
		if (*kept && str_ends(name, kept))
			name[strlen(name) - strlen(kept)] = '\0';
		whole = device_join(name, rest + len);
		mem_free(name);
		return whole;
	}
	return name;
}

static char *name_at(struct function *f, size_t first, size_t last, unsigned depth)
{
	const struct tokens *t = &f->unit->tokens;
	size_t next;
	char *name;

	if (depth > MAX_DEPTH)
		return NULL;
	strip(t, &first, &last);
	if (first >= last)
		return NULL;
	if (token_is(t, first, '(') && t->list.item[first].match > first) {
		next = t->list.item[first].match + 1;
		name = name_at(f, first + 1, next - 1, depth + 1);
	} else if (t->list.item[first].kind != TOKEN_WORD || token_is_word(t, first, "NULL")) {
		return NULL;
	} else if (token_is(t, first + 1, '(')) {
		next = t->list.item[first + 1].match + 1;
		name = call_name(f, first, depth + 1);
	} else {
		next = first + 1;
		name = alias_name(f, first, depth + 1);
	}
	name = walk_members(f, name, next, last);
	return name ? own_member(f, name) : NULL;
}

static void note_alias(struct function *f, size_t word, size_t first, size_t last)
{
	const struct token *tok = &f->unit->tokens.list.item[word];
	void **at = map_putn(&f->aliases, tok->start, tok->len);
	struct alias *a = *at;

	if (a) {
		a->once = false;
		a->set = true;
		return;
	}
	*at = a = mem_alloc(sizeof(*a));
	a->first = first;
	a->last = last;
	a->once = last > first;
}

static size_t value_end(const struct tokens *t, size_t i, size_t last)
{
	for (; i < last; i++) {
		if (token_is(t, i, ';') || token_is(t, i, ',') || token_is(t, i, ')') ||
		    token_is(t, i, '}'))
			return i;
		if (t->list.item[i].match > i)
			i = t->list.item[i].match;
	}
	return last;
}

/* Whether the word at @i is a variable of its own, not a member. */
static bool is_variable(const struct tokens *t, size_t i)
{
	return t->list.item[i].kind == TOKEN_WORD && !token_is(t, i - 1, '.') &&
	       !token_is(t, i - 1, PUNCT2('-', '>'));
}

/* Whether a statement begins at @i. */
static bool begins_statement(const struct tokens *t, size_t i)
{
	return t->list.item[i - 1].kind >= TOKEN_PP_IF || token_is(t, i - 1, ';') ||
	       token_is(t, i - 1, '{') || token_is(t, i - 1, '}') || token_is(t, i - 1, ')') ||
	       token_is(t, i - 1, ':') || token_is_word(t, i - 1, "else") ||
	       token_is_word(t, i - 1, "do");
}

/* Whether the word at @i is set, not what it points to: *p = x. */
static bool is_set(const struct tokens *t, size_t i)
{
	size_t start = i;

	if (!is_variable(t, i) || !token_is(t, i + 1, '='))
		return false;
	while (start > 1 && token_is(t, start - 1, '*'))
		start--;
	return start == i || !begins_statement(t, start);
}

/*
 * struct device *dev = …; in an inner block that ends at @end, where an outer dev is known:
 * true when it is that.
 */
static bool note_shadow(struct function *f, size_t word, size_t end)
{
	const struct tokens *t = &f->unit->tokens;
	const struct token *tok = &t->list.item[word];
	struct alias *a = map_getn(&f->aliases, tok->start, tok->len);
	size_t type = word;

	while (type > f->first && token_is(t, type - 1, '*'))
		type--;
	if (!a || a->shadows.n == MAX_SHADOWS || type == word || !token_is_name(t, type - 1) ||
	    !token_is_word(t, type - 2, "struct"))
		return false;
	*array_push(&a->shadows) = (struct scope){ word, end };
	return true;
}

static void note_loop(struct function *f, size_t i)
{
	const struct tokens *t = &f->unit->tokens;
	size_t close = t->list.item[i + 1].match;

	for (size_t k = i + 2; k < close; k++)
		if (is_variable(t, k) && !token_is(t, k + 1, PUNCT2('-', '>')))
			note_alias(f, k, 0, 0);
}

static bool is_stepped(const struct tokens *t, size_t i)
{
	return is_variable(t, i) && (token_is(t, i + 1, PUNCT2('+', '+')) ||
				     token_is(t, i + 1, PUNCT2('+', '=')) ||
				     token_is(t, i + 1, PUNCT2('-', '-')));
}

static void find_aliases(struct function *f)
{
	const struct tokens *t = &f->unit->tokens;
	ARRAY(size_t) ends = { 0 };	/* of the blocks that are open */

	f->aliases_known = true;
	for (size_t p = 0; p < f->params.n; p++) {
		void **at = map_put(&f->aliases, f->params.item[p].name);

		if (!*at)
			*at = mem_alloc(sizeof(struct alias));
	}
	*array_push(&ends) = f->last;
	for (size_t i = f->first; i < f->last; i++) {
		if (token_is(t, i, '{') && t->list.item[i].match)
			*array_push(&ends) = t->list.item[i].match;
		while (ends.item[ends.n - 1] < i)
			ends.n--;
		if (flow_iterates(t, i) && begins_statement(t, i))
			note_loop(f, i);
		else if (is_stepped(t, i))
			note_alias(f, i, 0, 0);
		else if (is_set(t, i) && !note_shadow(f, i, ends.item[ends.n - 1]))
			note_alias(f, i, i + 2, value_end(t, i + 2, f->last));
	}
	array_free(&ends);
}

char *device_name(struct function *f, size_t first, size_t last)
{
	if (!f->aliases_known)
		find_aliases(f);
	return name_at(f, first, last, 0);
}

void device_aliases_release(struct function *f)
{
	for (size_t i = 0; i < f->aliases.n; i++) {
		struct alias *a = f->aliases.entry[i].value;

		array_free(&a->shadows);
		mem_free(a);
	}
	map_release(&f->aliases);
}

char *device_join(const char *name, const char *suffix)
{
	const char *held = strrchr(name, '^');
	size_t len = held ? strlen(held + 1) : 0;

	/* What is reached by the very member it holds is the thing itself. */
	if (held && *suffix == '.' && !strncmp(suffix + 1, held + 1, len) &&
	    (!suffix[1 + len] || strchr(".[$^", suffix[1 + len])))
		return mem_printf("%.*s%s", (int)(held - name), name, suffix + 1 + len);
	return mem_printf("%s%s", name, suffix);
}

size_t device_root(const char *name)
{
	return strcspn(name, ".[$^");
}

bool device_has_root(const char *name, const char *root, size_t len)
{
	return device_root(name) == len && !memcmp(name, root, len);
}

static bool is_prefix(const char *prefix, size_t len, const char *name)
{
	return !strncmp(prefix, name, len) && (!name[len] || strchr(".[$^", name[len]));
}

bool device_reaches(const char *device, const char *name)
{
	size_t len = strlen(device);

	if (is_prefix(device, len, name))
		return true;
	return str_ends(device, ".dev") && is_prefix(device, len - 4, name);
}

char *device_of_param(const struct function *f, size_t param)
{
	const struct param *p = &f->params.item[param];

	return mem_printf("%s%s", p->name, strcmp(p->type, "device") ? ".dev" : "");
}

/*
 * ….dev = dev; and ….pdev = pdev; where the value is a parameter or its device:
 * the value put into the map is what the name of the callback's device has
 * beyond what the member holds.
 */
static void note_own_member(struct unit *u, struct function *f, size_t i)
{
	const struct tokens *t = &u->tokens;
	char *name = device_name(f, i + 2, value_end(t, i + 2, f->last));
	const struct token *member = &t->list.item[i];

	for (size_t p = 0; name && p < f->params.n; p++) {
		size_t len = strlen(f->params.item[p].name);
		bool device = !strcmp(f->params.item[p].type, "device");

		if (!device_has_root(name, f->params.item[p].name, len))
			continue;
		if (!strcmp(name + len, ".dev") || (device && !name[len]))
			*map_putn(&u->own_members, member->start, member->len) = "";
		else if (!name[len])
			*map_putn(&u->own_members, member->start, member->len) = ".dev";
	}
	mem_free(name);
}

void device_own_members(struct unit *u)
{
	const struct tokens *t = &u->tokens;

	*map_put(&u->own_members, "dev") = "";
	for (size_t k = 0; k < u->functions.n; k++) {
		struct function *f = &u->functions.item[k];

		for (size_t i = f->first + 2; i + 2 < f->last; i++)
			if (token_is(t, i + 1, '=') && t->list.item[i].kind == TOKEN_WORD &&
			    token_is(t, i - 1, PUNCT2('-', '>')) &&
			    !token_is_word(t, i, "parent") && !token_is_word(t, i, "driver"))
				note_own_member(u, f, i);
	}
}
