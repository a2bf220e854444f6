// SPDX-License-Identifier: GPL-2.0
#include "sparse/crosscheck.h"

#include <string.h>

#include "check/source.h"
#include "sparse/compile.h"
#include "sparse/opinion.h"

enum { MAX_ROUNDS = 6 };

void crosscheck_open(struct crosscheck *c, const struct rules *rules, struct build *build,
		     const char *root, unsigned timeout_s)
{
	*c = (struct crosscheck){ .rules = rules, .build = build, .root = root,
				  .timeout_s = timeout_s };
}

static void crossed_free(struct crossed *f)
{
	if (f->compiled_known)
		compiled_release(&f->compiled);
	if (f->read) {
		unit_release(&f->unit);
		source_unmap(f->text, f->len);
	}
	mem_free(f->flags);
	str_release(&f->errors);
	mem_free(f->unseen);
	mem_free(f->path);
	mem_free(f);
}

void crosscheck_release(struct crosscheck *c)
{
	for (size_t i = 0; i < c->files.n; i++)
		crossed_free(c->files.item[i]);
	array_free(&c->files);
	map_release(&c->by_path);
	summaries_release(&c->known);
}

static char *unseen(struct error *err)
{
	char *why = mem_strdup(error_text(err));

	error_free(err);
	return why;
}

static char *file_name(const struct crosscheck *c, const char *path)
{
	return *path == '/' ? mem_strdup(path) : mem_printf("%s/%s", c->root, path);
}

static struct error *read_file(struct crossed *f, const char *name)
{
	const struct source source = { .path = f->path, .file = (char *)name };
	struct error *err = source_map(&source, &f->text, &f->len);

	if (err)
		return err;
	unit_read(&f->unit, f->path, f->text, f->len);
	f->read = true;
	return NULL;
}

static void take_flags(struct crossed *f, const struct build_file *b)
{
	f->flags = mem_alloc((b->flags.n + 1) * sizeof(*f->flags));
	for (size_t i = 0; i < b->flags.n; i++)
		f->flags[i] = b->flags.item[i];
}

static void compile(struct crosscheck *c, struct crossed *f, const struct build_file *b)
{
	struct error *err;

	take_flags(f, b);
	f->compiled = (struct compiled){ .path = f->path, .unit = &f->unit, .rules = c->rules,
					 .flags = f->flags, .dir = b->dir };
	err = compile_file(&f->compiled, c->timeout_s, &f->errors);
	f->compiled_known = !err;
	if (err)
		f->unseen = unseen(err);
}

struct crossed *crosscheck_add(struct crosscheck *c, const char *path)
{
	struct crossed *f = map_get(&c->by_path, path);
	const struct build_file *b;
	struct error *err;
	const char *why;
	char *name;

	if (f)
		return f;
	f = mem_alloc(sizeof(*f));
	f->errors = (struct str)STR_INIT;
	f->path = mem_strdup(path);
	*array_push(&c->files) = f;
	*map_put(&c->by_path, path) = f;
	if (!c->build)
		return f;
	name = file_name(c, path);
	err = read_file(f, name);
	b = err ? NULL : build_file(c->build, name, &why);
	if (err)
		f->unseen = unseen(err);
	else if (b)
		compile(c, f, b);
	else
		f->unseen = mem_strdup(why);
	mem_free(name);
	return f;
}

/* All that the files know of themselves now. */
static void summarise(struct crosscheck *c, struct summaries *to)
{
	for (size_t i = 0; i < c->files.n; i++) {
		if (!c->files.item[i]->compiled_known)
			continue;
		opinion_callbacks(&c->files.item[i]->compiled, to);
		opinion_summarise(&c->files.item[i]->compiled, to);
	}
}

void crosscheck_settle(struct crosscheck *c)
{
	for (unsigned round = 0; round < MAX_ROUNDS; round++) {
		struct summaries now = { .list = { 0 } };
		bool same;

		summarise(c, &now);
		same = summaries_equal(&now, &c->known);
		for (size_t i = 0; i < c->files.n; i++)
			if (c->files.item[i]->compiled_known)
				compiled_learn(&c->files.item[i]->compiled, NULL);
		summaries_release(&c->known);
		c->known = now;
		for (size_t i = 0; i < c->files.n; i++)
			if (c->files.item[i]->compiled_known)
				compiled_learn(&c->files.item[i]->compiled, &c->known);
		if (same)
			return;
	}
}
