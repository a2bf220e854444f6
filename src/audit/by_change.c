// SPDX-License-Identifier: GPL-2.0
#include "audit/by_change.h"

#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "proof/hunk.h"

enum { MAX_FILES = 64 };

struct answers {		/* of a blob, in respect of a file's hunks */
	char *path;		/* under which it stands */
	ARRAY(struct hunk_answer) list;	/* .function points to owned text */
};

struct file {
	char *path;
	char *before;		/* its bytes before the fix */
	size_t before_len;
	struct hunks *hunks;
	struct map answers;	/* "PATH ID" -> struct answers * */
};

struct by_change {
	const struct trees *t;
	struct names *names;
	ARRAY(struct file) files;
	struct map codes;	/* of a set of blobs -> struct code * */
};

static void answers_free(struct answers *a)
{
	for (size_t i = 0; i < a->list.n; i++)
		mem_free((char *)a->list.item[i].function);
	array_free(&a->list);
	mem_free(a->path);
	mem_free(a);
}

static void file_release(struct file *f)
{
	for (size_t i = 0; i < f->answers.n; i++)
		answers_free(f->answers.entry[i].value);
	map_release(&f->answers);
	hunks_free(f->hunks);
	mem_free(f->before);
	mem_free(f->path);
}

void by_change_free(struct by_change *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->files.n; i++)
		file_release(&c->files.item[i]);
	for (size_t i = 0; i < c->codes.n; i++) {
		code_release(c->codes.entry[i].value);
		mem_free(c->codes.entry[i].value);
	}
	array_free(&c->files);
	map_release(&c->codes);
	mem_free(c);
}

/* ---- the fix ---- */

static bool is_beside_the_code(const char *path)
{
	static const char *const folders[] = { "Documentation/", "tools/testing/", "tests/",
					       "test/", "doc/", "docs/", "man/", "samples/" };
	static const char *const ends[] = { ".rst", ".txt", ".md", ".xml", ".yaml", ".yml",
					    ".map", ".ini", "MAINTAINERS", "CREDITS" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (str_starts(path, folders[i]))
			return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (str_ends(path, ends[i]))
			return true;
	return false;
}

/* The bytes of a blob, a NUL behind them; "" where there is none. */
static struct error *read_blob(struct history *h, const struct entry_at *at, char **text,
			       size_t *len)
{
	struct error *err = NULL;
	struct object o = { .data = "" };

	if (at->mode)
		err = objects_read(h->repository.reader, &at->id, &o);
	*len = err ? 0 : o.len;
	*text = mem_realloc(NULL, *len + 1, 1);
	memcpy(*text, err ? "" : o.data, *len);
	(*text)[*len] = '\0';
	return err;
}

static struct error *add_file(struct by_change *c, const struct change *change,
			      const struct changed_path *p)
{
	struct file f = { .path = mem_strdup(p->path) };
	char *after = NULL;
	size_t after_len = 0;
	struct error *err = read_blob(change->h, &p->before, &f.before, &f.before_len);

	if (!err)
		err = read_blob(change->h, &p->after, &after, &after_len);
	if (!err)
		f.hunks = hunks_new(f.before, f.before_len, p->after.mode ? after : NULL,
				    after_len);
	mem_free(after);
	if (!err && hunks_count(f.hunks))
		*array_push(&c->files) = f;
	else
		file_release(&f);
	return err;
}

struct error *by_change_new(struct by_change **to, const struct trees *t, struct names *names,
			    const struct change *change, const struct changed_files *files)
{
	struct by_change *c = mem_alloc(sizeof(*c));
	struct error *err = NULL;

	*to = NULL;
	c->t = t;
	c->names = names;
	for (size_t i = 0; i < files->list.n && files->list.n <= MAX_FILES && !err; i++)
		if (!is_beside_the_code(files->list.item[i].path))
			err = add_file(c, change, &files->list.item[i]);
	if (err || !c->files.n)
		by_change_free(c);
	else
		*to = c;
	return err;
}

/* ---- a tree ---- */

struct found {			/* a file of the fix in a tree */
	struct entry_at at;
	const char *path;	/* its name there; NULL: it is not there */
	bool unseen;		/* that could not be told */
};

static struct error *ask_file(struct by_change *c, struct file *f, const struct found *found,
			      struct answers **to)
{
	char hex[GIT_OID_HEXSZ + 1], *key, *text;
	size_t n = hunks_count(f->hunks), len;
	struct error *err;
	void **at;

	key = mem_printf("%s %s", found->path, git_oid_tostr(hex, sizeof(hex), &found->at.id));
	*to = map_get(&f->answers, key);
	if (!*to) {
		err = read_blob(c->t->audited, &found->at, &text, &len);
		if (err) {
			mem_free(text);
			mem_free(key);
			return err;
		}
		*to = mem_alloc(sizeof(**to));
		(*to)->path = mem_strdup(found->path);
		for (size_t i = 0; i < n; i++)
			array_push(&(*to)->list);
		hunks_find(f->hunks, text, len, (*to)->list.item);
		for (size_t i = 0; i < n; i++) {
			struct hunk_answer *a = &(*to)->list.item[i];

			a->function = mem_strndup(a->function ? a->function : "", a->function_len);
		}
		mem_free(text);
		at = map_put(&f->answers, key);
		*at = *to;
	}
	mem_free(key);
	return NULL;
}

static void add_sites(struct code *to, const struct answers *a)
{
	for (size_t i = 0; i < a->list.n; i++) {
		const struct hunk_answer *h = &a->list.item[i];

		if (h->state == HUNK_BEFORE || h->state == HUNK_AFTER)
			code_add_site(to, a->path, h->line, h->function, h->function_len,
				      h->state == HUNK_AFTER);
	}
}

static enum code_state state_of(enum hunks_state s)
{
	switch (s) {
	case HUNKS_BEFORE:
		return CODE_HAS_BUG;
	case HUNKS_AFTER:
		return CODE_FIXED;
	case HUNKS_PART:
		return CODE_PARTIAL;
	default:
		return CODE_UNCLEAR;
	}
}

static struct error *weigh(struct by_change *c, const struct found found[], struct code *to)
{
	struct { ARRAY(struct hunk_answer) list; } all = { 0 };
	struct error *err = NULL;
	size_t there = 0, had = 0;
	bool unseen = false;

	for (size_t i = 0; i < c->files.n && !err; i++) {
		struct answers *a;

		had += c->files.item[i].before_len != 0;
		unseen |= found[i].unseen;
		if (!found[i].path)
			continue;
		there++;
		err = ask_file(c, &c->files.item[i], &found[i], &a);
		if (err)
			break;
		for (size_t k = 0; k < a->list.n; k++)
			*array_push(&all.list) = a->list.item[k];
		add_sites(to, a);
	}
	if (!there && had)
		to->state = unseen ? CODE_UNCLEAR : CODE_ABSENT;
	else
		to->state = state_of(hunks_weigh(all.list.item, all.list.n));
	array_free(&all.list);
	return err;
}

static struct code *no_answer(struct error *err, struct code *to)
{
	code_release(to);
	to->state = CODE_MISSING;
	to->why = mem_strdup(error_text(err));
	error_free(err);
	return to;
}

static struct error *find_files(struct by_change *c, const struct names_at *at,
				struct found found[], struct str *key)
{
	char hex[GIT_OID_HEXSZ + 1];
	struct error *err = NULL;

	for (size_t i = 0; i < c->files.n && !err; i++) {
		const struct file *f = &c->files.item[i];

		err = names_find(c->names, f->path, f->before, f->before_len, at, &found[i].path,
				 &found[i].at, &found[i].unseen);
		str_addf(key, "%o %s %d %s\n", found[i].at.mode,
			 git_oid_tostr(hex, sizeof(hex), &found[i].at.id), found[i].unseen,
			 found[i].path ? found[i].path : "");
	}
	return err;
}

const struct code *by_change_ask(struct by_change *c, const struct names_at *at)
{
	struct found *found = mem_alloc((c->files.n + 1) * sizeof(*found));
	struct str key = STR_INIT;
	struct error *err = find_files(c, at, found, &key);
	struct code **slot = (struct code **)map_put(&c->codes, err ? "" : key.buf), *code = *slot;

	if (!code) {
		*slot = code = mem_alloc(sizeof(*code));
		if (!err)
			err = weigh(c, found, code);
		if (err)
			code = no_answer(err, code);
		err = NULL;
	}
	error_free(err);
	mem_free(found);
	str_release(&key);
	return code;
}
