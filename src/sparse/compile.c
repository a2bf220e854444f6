// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "sparse/compile.h"

#include <stdlib.h>
#include <string.h>

#include "sparse/event.h"
#include "sparse/layout.h"
#include "sparse/run.h"

enum { MAX_MEMBERS = 16 };

/* Whether the source has ->word or .word somewhere. */
static bool has_member(const struct unit *u, const char *word)
{
	if (!u || !memmem(u->text, u->len, word, strlen(word)))
		return false;
	for (size_t i = 1; i < u->tokens.n; i++)
		if (token_is_word(&u->tokens, i, word) &&
		    (token_is(&u->tokens, i - 1, '.') ||
		     token_is(&u->tokens, i - 1, PUNCT2('-', '>'))))
			return true;
	return false;
}

static size_t wanted_members(const struct compiled *c, const char *members[MAX_MEMBERS])
{
	size_t n = 0;

	for (size_t i = 0; i < c->rules->all.n; i++)
		for (size_t k = 0; k < c->rules->all.item[i].patterns.n; k++) {
			const char *m = c->rules->all.item[i].patterns.item[k].member;
			bool known = !m || n == MAX_MEMBERS || !has_member(c->unit, m);

			for (size_t j = 0; j < n && !known; j++)
				known = !strcmp(members[j], m);
			if (!known)
				members[n++] = m;
		}
	return n;
}

static struct error *read_layout(struct compiled *c)
{
	const char *members[MAX_MEMBERS];
	long long offset[MAX_MEMBERS];
	size_t n = wanted_members(c, members);
	struct error *err = n ? layout_read(members, n, c->flags, c->dir, offset) : NULL;

	for (size_t i = 0; i < n && !err; i++)
		*array_push(&c->layouts) = (struct layout){ mem_strdup(members[i]), offset[i] };
	return err;
}

static struct error *ended_badly(const struct run *r, unsigned timeout_s)
{
	size_t len;
	const char *line = run_error(r->err.buf, &len);

	if (!line) {	/* "No such file: …" */
		line = r->err.buf;
		len = strcspn(line, "\n");
	}
	if (r->timed_out)
		return error_new("sparse took more than %u seconds", timeout_s);
	if (r->status > 128)
		return error_new("sparse was ended by signal %d", r->status - 128);
	return error_new("sparse failed: %.*s", (int)(len < 300 ? len : 300), line);
}

static bool leaves_out(const char *line, size_t len)
{
	size_t n;

	return memmem(line, len, ": warning: incorrect type in ", 29) ||
	       (run_error(line, &n) == line && n == len);
}

static void take_errors(const char *err, struct str *errors)
{
	for (const char *line = err; *line;) {
		size_t len = strcspn(line, "\n");

		if (leaves_out(line, len)) {
			str_addn(errors, line, len);
			str_addc(errors, '\n');
		}
		line += len + (line[len] == '\n');
	}
}

struct error *compile_run(const char *const flags[], const char *dir, unsigned timeout_s,
			  struct run *r)
{
	static const char *const more[] = { "-v", "-fdump-ir=linearize", NULL };
	const char **lenient, **to;
	struct error *err;
	size_t n = 0;

	while (flags[n])
		n++;
	lenient = to = mem_alloc((n + 1) * sizeof(*lenient));
	for (size_t i = 0; i < n; i++)
		if (strcmp(flags[i], COMPILE_STRICT))
			*to++ = flags[i];
	err = run_sparse(r, more, lenient, dir, timeout_s);
	mem_free(lenient);
	return err;
}

struct error *compile_take(struct compiled *c, const struct run *r, unsigned timeout_s,
			   struct str *errors)
{
	struct error *err = NULL;
	struct ir ir = { 0 };

	if (r->status || r->timed_out)
		return ended_badly(r, timeout_s);
	err = ir_read(&ir, r->out.buf, r->out.len);
	if (!err)
		err = read_layout(c);
	if (!err) {
		take_errors(r->err.buf, errors);
		compiled_open(c, &ir);
	}
	ir_release(&ir);
	return err;
}

struct error *compile_file(struct compiled *c, unsigned timeout_s, struct str *errors)
{
	struct run r = { 0 };
	struct error *err = compile_run(c->flags, c->dir, timeout_s, &r);

	if (!err)
		err = compile_take(c, &r, timeout_s, errors);
	run_release(&r);
	return err;
}

const char *compile_error_in(const char *errors, const char *path, unsigned from, unsigned to,
			     size_t *len)
{
	const char *name = strrchr(path, '/');

	name = name ? name : path;
	for (const char *line = errors; *line; line += *len + (line[*len] != '\0')) {
		const char *at = strchr(line, ':');
		size_t n = strlen(name);
		unsigned long number;

		*len = strcspn(line, "\n");
		if (!at || at > line + *len || (size_t)(at - line) < n ||
		    memcmp(at - n, name, n))
			continue;
		number = strtoul(at + 1, NULL, 10);
		if (number >= from && number <= to)
			return line;
	}
	return NULL;
}

/* It begins with "NAME:", and each function ends with two empty lines. */
bool compile_is_dump(const char *dump, size_t len)
{
	const char *end = memchr(dump, '\n', len);

	return !len || (len > 3 && end > dump && end[-1] == ':' && *dump != '\t' &&
			!memcmp(dump + len - 3, "\n\n\n", 3));
}

/* The name that is called in a line of the dump, "call.32     %r1 <- name, %r2"; or NULL. */
static const char *called(const char *line, const char *end, size_t *len)
{
	const char *p = line, *arrow;

	if (end - p < 8 || *p++ != '\t')
		return NULL;
	if (!strncmp(p, "# ", 2))
		p += 2;
	if (end - p < 6 || memcmp(p, "call", 4))
		return NULL;
	p += strcspn(p, " ");
	arrow = memmem(p, (size_t)(end - p), "<- ", 3);
	p = arrow ? arrow + 3 : p;
	p += strspn(p, " ");
	*len = strcspn(p, ",\n");
	return p < end && *p != '%' ? p : NULL;
}

static bool line_matters(const struct compiled *c, const char *line, const char *end,
			 struct map *asked)
{
	size_t len;
	const char *name = called(line, end, &len);
	char *copy;
	bool is;

	if (!name || map_getn(asked, name, len))
		return false;
	*map_putn(asked, name, len) = asked;
	copy = mem_strndup(name, len);
	is = event_name_matters(c->rules, c->known, copy);
	mem_free(copy);
	return is;
}

static bool members_matter(const struct compiled *c)
{
	for (size_t i = 0; i < c->rules->all.n; i++)
		for (size_t k = 0; k < c->rules->all.item[i].patterns.n; k++) {
			const struct pattern *p = &c->rules->all.item[i].patterns.item[k];

			if ((p->kind == PATTERN_MEMBER_CALL && has_member(c->unit, p->name)) ||
			    (p->member && has_member(c->unit, p->member)))
				return true;
		}
	return false;
}

bool compile_matters(const struct compiled *c, const char *dump, size_t len)
{
	struct map asked = MAP_INIT;
	bool is = members_matter(c);

	for (const char *line = dump, *end; line < dump + len && !is; line = end + 1) {
		end = memchr(line, '\n', (size_t)(dump + len - line));
		if (!end)
			break;
		is = line_matters(c, line, end, &asked);
	}
	map_release(&asked);
	return is;
}
