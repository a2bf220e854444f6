// SPDX-License-Identifier: GPL-2.0
#include "audit/renames.h"

#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "history/tree.h"

enum {
	MAX_READS = 100000,	/* trees and blobs, in all */
	MAX_DEPTH = 100,
	MAX_LINES = 1 << 17,
	MIN_LINE = 4,		/* shorter ones, blanks left out, say nothing */
};

struct folder_names {		/* of a tree, once read */
	ARRAY(struct named) list;
};

struct named {
	char *name;
	unsigned mode;
	git_oid id;
};

struct renames {
	struct history *h;
	size_t reads;
	struct map folders;	/* id -> struct folder_names * */
	struct map none;	/* "NAME ID": folders below which there is no such name */
};

struct renames *renames_new(struct history *h)
{
	struct renames *r = mem_alloc(sizeof(*r));

	r->h = h;
	return r;
}

void renames_free(struct renames *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->folders.n; i++) {
		struct folder_names *f = r->folders.entry[i].value;

		for (size_t k = 0; k < f->list.n; k++)
			mem_free(f->list.item[k].name);
		array_free(&f->list);
		mem_free(f);
	}
	map_release(&r->folders);
	map_release(&r->none);
	mem_free(r);
}

static struct error *read_folder(struct renames *r, const git_oid *id,
				 const struct folder_names **to)
{
	char hex[GIT_OID_HEXSZ + 1];
	struct folder_names *f;
	const char *p, *end;
	struct tree_entry e;
	struct object o;
	struct error *err;

	git_oid_tostr(hex, sizeof(hex), id);
	f = map_get(&r->folders, hex);
	if (!f) {
		err = ++r->reads > MAX_READS ? error_new("too much to read") :
					       tree_read(r->h->repository.reader, id, &o);
		if (err)
			return err;
		f = mem_alloc(sizeof(*f));
		*map_put(&r->folders, hex) = f;
		for (p = o.data, end = o.data + o.len; p < end && tree_entry(&p, end, &e);) {
			struct named *n;

			if (!tree_mode_is_folder(e.mode) && !tree_mode_is_file(e.mode))
				continue;
			n = array_push(&f->list);
			n->name = mem_strndup(e.name, e.name_len);
			n->mode = e.mode;
			memcpy(n->id.id, e.id, GIT_OID_RAWSZ);
		}
	}
	*to = f;
	return NULL;
}

/* ---- how alike two texts are ---- */

struct line_set {
	ARRAY(uint32_t) list;
};

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void add_lines(struct line_set *to, const char *text, size_t len)
{
	char line[256];

	for (size_t i = 0, n = 0; i <= len && to->list.n < MAX_LINES; i++) {
		if (i < len && text[i] != '\n') {
			if (!is_blank(text[i]) && n < sizeof(line))
				line[n++] = text[i];
			continue;
		}
		if (n >= MIN_LINE)
			*array_push(&to->list) = map_hash(line, n);
		n = 0;
	}
}

static size_t count_common(const struct line_set *of, const struct line_set *in)
{
	size_t slots = 1, n = 0;
	uint32_t *slot;

	while (slots < 2 * in->list.n + 2)
		slots *= 2;
	slot = mem_alloc(slots * sizeof(*slot));
	for (size_t i = 0; i < in->list.n; i++) {
		size_t at = in->list.item[i] & (slots - 1);

		while (slot[at] && slot[at] != in->list.item[i])
			at = (at + 1) & (slots - 1);
		slot[at] = in->list.item[i];
	}
	for (size_t i = 0; i < of->list.n; i++) {
		size_t at = of->list.item[i] & (slots - 1);

		while (slot[at] && slot[at] != of->list.item[i])
			at = (at + 1) & (slots - 1);
		n += slot[at] != 0;
	}
	mem_free(slot);
	return n;
}

/* ---- the search ---- */

struct search {
	struct renames *r;
	const char *name;	/* the last part of the path */
	const char *folder;	/* what stands before it */
	size_t folder_len;
	struct line_set lines;
	unsigned depth;
	size_t best;		/* lines in common */
	char *path;		/* with these */
};

/* It is a candidate with that many per cent of the lines. */
static struct error *try_file(struct search *s, const char *path, const struct named *n,
			      size_t percent)
{
	struct line_set lines = { 0 };
	struct object o;
	struct error *err;
	size_t common;

	if (++s->r->reads > MAX_READS)
		return error_new("too much to read");
	err = objects_read(s->r->h->repository.reader, &n->id, &o);
	if (err)
		return err;
	add_lines(&lines, o.data, o.len);
	common = count_common(&s->lines, &lines);
	array_free(&lines.list);
	if (common * 100 >= s->lines.list.n * percent && common > s->best) {
		mem_free(s->path);
		s->path = mem_strdup(path);
		s->best = common;
	}
	return NULL;
}

/* In the same folder: there a file of another name has to be much more alike. */
static bool is_beside(const struct search *s, const char *folder)
{
	return strlen(folder) == s->folder_len && !memcmp(folder, s->folder, s->folder_len);
}

static char *none_key(const struct search *s, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	return mem_printf("%s %s", s->name, git_oid_tostr(hex, sizeof(hex), id));
}

static struct error *search_folder(struct search *s, const char *path, const git_oid *id,
				   bool *any)
{
	const struct folder_names *f;
	struct error *err = read_folder(s->r, id, &f);
	char *key = none_key(s, id);
	bool found = false;

	if (!err && map_has(&s->r->none, key) &&
	    !(strlen(path) <= s->folder_len && !memcmp(path, s->folder, strlen(path)))) {
		mem_free(key);
		return NULL;
	}
	s->depth++;
	for (size_t i = 0; !err && i < f->list.n; i++) {
		const struct named *n = &f->list.item[i];
		char *name = mem_printf("%s%s%s", path, *path ? "/" : "", n->name);

		if (tree_mode_is_folder(n->mode)) {
			if (s->depth < MAX_DEPTH)
				err = search_folder(s, name, &n->id, &found);
		} else if (!strcmp(n->name, s->name)) {
			found = true;
			err = try_file(s, name, n, 50);
		} else if (is_beside(s, path)) {
			err = try_file(s, name, n, 75);
		}
		mem_free(name);
	}
	s->depth--;
	if (!err && !found)
		*map_put(&s->r->none, key) = s->r;
	*any |= found;
	mem_free(key);
	return err;
}

enum renamed renames_find(struct renames *r, const git_oid *tree, const char *path,
			  const char *text, size_t len, char **to)
{
	const char *slash = strrchr(path, '/');
	struct search s = { .r = r, .name = slash ? slash + 1 : path, .folder = path,
			    .folder_len = slash ? (size_t)(slash - path) : 0 };
	struct error *err = NULL;
	bool any = false;

	*to = NULL;
	add_lines(&s.lines, text, len);
	if (s.lines.list.n)
		err = search_folder(&s, "", tree, &any);
	array_free(&s.lines.list);
	if (err) {
		error_free(err);
		mem_free(s.path);
		return RENAMED_UNSEEN;
	}
	*to = s.path;
	return s.path ? RENAMED_TO : RENAMED_NOT;
}
