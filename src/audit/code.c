// SPDX-License-Identifier: GPL-2.0
#include "audit/code.h"

#include <string.h>

#include "base/bytes.h"

void code_release(struct code *c)
{
	for (size_t i = 0; i < c->sites.n; i++) {
		mem_free(c->sites.item[i].path);
		mem_free(c->sites.item[i].function);
	}
	array_free(&c->sites);
	mem_free(c->why);
	*c = (struct code){ 0 };
}

void code_add_site(struct code *c, const char *path, unsigned line, const char *function,
		   size_t function_len, bool fixed)
{
	*array_push(&c->sites) = (struct code_site){
		.path = mem_strdup(path),
		.line = line,
		.function = mem_strndup(function ? function : "", function ? function_len : 0),
		.fixed = fixed,
	};
}

void code_pack(struct str *to, const struct code *c)
{
	bytes_put_number(to, c->state);
	bytes_put_text(to, c->why);
	bytes_put_number(to, c->sites.n);
	for (size_t i = 0; i < c->sites.n; i++) {
		const struct code_site *s = &c->sites.item[i];

		bytes_put_text(to, s->path);
		bytes_put_number(to, s->line);
		bytes_put_text(to, s->function);
		bytes_put_number(to, s->fixed);
	}
}

static void take_site(struct code *c, struct bytes_reader *in)
{
	const char *path = bytes_take_text(in), *function;
	unsigned line = (unsigned)bytes_take_number(in);

	function = bytes_take_text(in);
	in->bad |= !path || !function;
	if (!in->bad)
		code_add_site(c, path, line, function, strlen(function), false);
	if (!in->bad)
		c->sites.item[c->sites.n - 1].fixed = bytes_take_number(in);
}

bool code_unpack(struct code *c, struct bytes_reader *in)
{
	uint64_t state = bytes_take_number(in), n;

	*c = (struct code){ 0 };
	in->bad |= state > CODE_UNREAD;
	c->state = in->bad ? CODE_UNASKED : (enum code_state)state;
	c->why = mem_strdup(bytes_take_text(in));
	n = bytes_take_number(in);
	for (uint64_t i = 0; i < n && !in->bad; i++)
		take_site(c, in);
	if (in->bad)
		code_release(c);
	return !in->bad;
}

bool code_is_decisive(enum code_state s)
{
	return s == CODE_HAS_BUG || s == CODE_FIXED || s == CODE_PARTIAL;
}
