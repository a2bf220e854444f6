// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/objects.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/str.h"
#include "history/alternates.h"
#include "history/loose.h"
#include "history/pack.h"
#include "history/tree.h"

#define MOST_RATIO 16		/* of what is compressed in files of its own, for texts */
#define MAX_PACKS 256		/* open files; the smaller ones are left to libgit2 */

struct objects {
	git_odb *odb;
	ARRAY(struct pack *) packs;	/* largest first */
	struct loose *loose;
};

struct objects_reader {
	struct objects *o;
	struct pack_reader *packs;
	struct loose_reader *loose;
	size_t last;		/* the pack that had the last one */
	struct str slow;	/* what libgit2 read */
};

struct candidate {
	char *path;
	off_t size;
};

struct candidates {
	ARRAY(struct candidate) list;
};

static void find_in(struct candidates *c, const char *folder)
{
	char *name = mem_printf("%s/pack", folder), *path;
	DIR *d = opendir(name);
	struct dirent *e;
	struct stat st;

	while (d && (e = readdir(d))) {
		if (!str_ends(e->d_name, ".idx"))
			continue;
		path = mem_printf("%s/%s", name, e->d_name);
		if (!stat(path, &st) && S_ISREG(st.st_mode))
			*array_push(&c->list) = (struct candidate){ path, st.st_size };
		else
			mem_free(path);
	}
	if (d)
		closedir(d);
	mem_free(name);
}

static int compare(const void *one, const void *two)
{
	const struct candidate *a = one, *b = two;

	if (a->size != b->size)
		return a->size < b->size ? 1 : -1;
	return strcmp(a->path, b->path);
}

static void open_packs(struct objects *o, const struct folders *folders)
{
	struct candidates c = { 0 };
	struct pack *p;
	size_t i;

	for (i = 0; i < folders->list.n; i++)
		find_in(&c, folders->list.item[i]);
	if (c.list.n)
		qsort(c.list.item, c.list.n, sizeof(*c.list.item), compare);
	for (i = 0; i < c.list.n; i++) {
		p = o->packs.n < MAX_PACKS ? pack_open(c.list.item[i].path) : NULL;
		if (p)
			*array_push(&o->packs) = p;
		mem_free(c.list.item[i].path);
	}
	array_free(&c.list);
}

struct error *objects_open(struct objects **o, git_odb *odb, const char *folder)
{
	struct folders folders;
	struct stat st;

	*o = NULL;
	if (stat(folder, &st))
		return error_errno("%s", folder);
	if (!S_ISDIR(st.st_mode))
		return error_new("%s: %s", folder, strerror(ENOTDIR));
	*o = mem_alloc(sizeof(**o));
	(*o)->odb = odb;
	alternates_read(&folders, folder);
	open_packs(*o, &folders);
	(*o)->loose = loose_new();
	for (size_t i = 0; i < folders.list.n; i++)
		loose_add((*o)->loose, folders.list.item[i]);
	folders_release(&folders);
	return NULL;
}

void objects_free(struct objects *o)
{
	size_t i;

	if (!o)
		return;
	for (i = 0; i < o->packs.n; i++)
		pack_close(o->packs.item[i]);
	array_free(&o->packs);
	loose_free(o->loose);
	mem_free(o);
}

struct objects_reader *objects_reader_new(struct objects *o)
{
	struct objects_reader *r = mem_alloc(sizeof(*r));

	r->o = o;
	r->packs = pack_reader_new();
	r->loose = loose_reader_new();
	r->slow = (struct str)STR_INIT;
	return r;
}

void objects_reader_free(struct objects_reader *r)
{
	if (!r)
		return;
	pack_reader_free(r->packs);
	loose_reader_free(r->loose);
	str_release(&r->slow);
	mem_free(r);
}

/* The @i-th pack to look into: the last one first. */
static size_t pack_number(const struct objects_reader *r, size_t i)
{
	if (!i)
		return r->last;
	return i <= r->last ? i - 1 : i;
}

static bool read_packed(struct objects_reader *r, const git_oid *id, struct object *to)
{
	size_t i, number;
	uint64_t at;

	for (i = 0; i < r->o->packs.n; i++) {
		number = pack_number(r, i);
		if (!pack_find(r->o->packs.item[number], id, &at))
			continue;
		r->last = number;
		if (pack_read(r->packs, r->o->packs.item[number], at, to))
			return true;
	}
	return false;
}

static struct error *failure(const git_oid *id, int code)
{
	const git_error *e = git_error_last();
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	if (code == GIT_ENOTFOUND)
		return error_new("object %s is missing", hex);
	return error_new("object %s cannot be read: %s", hex,
			 e && e->message ? e->message : "no reason given");
}

static struct error *read_slowly(struct objects_reader *r, const git_oid *id, struct object *to)
{
	git_odb_object *object;
	git_object_t type;
	char hex[GIT_OID_HEXSZ + 1];
	size_t len;
	int code = git_odb_read_header(&len, &type, r->o->odb, id);

	if (!code && len > OBJECT_MAX)
		return error_new("object %s is larger than %u MiB",
				 git_oid_tostr(hex, sizeof(hex), id), OBJECT_MAX >> 20);
	if (!code)
		code = git_odb_read(&object, r->o->odb, id);
	if (code)
		return failure(id, code);
	str_release(&r->slow);
	str_addn(&r->slow, git_odb_object_data(object), git_odb_object_size(object));
	*to = (struct object){ git_odb_object_type(object), r->slow.buf, r->slow.len };
	git_odb_object_free(object);
	return NULL;
}

struct error *objects_read(struct objects_reader *r, const git_oid *id, struct object *to)
{
	if (read_packed(r, id, to) || loose_read(r->loose, r->o->loose, id, to))
		return NULL;
	return read_slowly(r, id, to);
}

enum { OFFSET_BITS = 48 };

uint64_t objects_place(struct objects_reader *r, const git_oid *id)
{
	size_t i, number;
	uint64_t at;

	for (i = 0; i < r->o->packs.n; i++) {
		number = pack_number(r, i);
		if (!pack_find(r->o->packs.item[number], id, &at))
			continue;
		r->last = number;
		return at >> OFFSET_BITS ? OBJECT_ELSEWHERE : (uint64_t)number << OFFSET_BITS | at;
	}
	return OBJECT_ELSEWHERE;
}

struct error *objects_read_at(struct objects_reader *r, uint64_t place, const git_oid *id,
			      struct object *to)
{
	uint64_t at = place & (((uint64_t)1 << OFFSET_BITS) - 1);

	if (place != OBJECT_ELSEWHERE &&
	    pack_read(r->packs, r->o->packs.item[place >> OFFSET_BITS], at, to))
		return NULL;
	return objects_read(r, id, to);
}

bool objects_exceeds(struct objects_reader *r, uint64_t place, const git_oid *id, size_t limit)
{
	uint64_t at = place & (((uint64_t)1 << OFFSET_BITS) - 1);
	git_object_t type;
	bool does;
	size_t len;

	if (place != OBJECT_ELSEWHERE &&
	    pack_exceeds(r->packs, r->o->packs.item[place >> OFFSET_BITS], at, limit, &does))
		return does;
	if (loose_packed_size(r->o->loose, id) * MOST_RATIO <= limit)
		return false;
	return !git_odb_read_header(&len, &type, r->o->odb, id) && len > limit;
}

bool objects_has(struct objects_reader *r, const git_oid *id)
{
	return objects_place(r, id) != OBJECT_ELSEWHERE || loose_packed_size(r->o->loose, id) ||
	       git_odb_exists_ext(r->o->odb, id, GIT_ODB_LOOKUP_NO_REFRESH);
}

/* Its @len bytes of name in @tree; e->mode is 0 where there is none. false: malformed. */
static bool tree_find(const struct object *tree, const char *name, size_t len,
		      struct tree_entry *e)
{
	const char *p = tree->data, *end = tree->data + tree->len;

	while (p < end) {
		if (!tree_entry(&p, end, e))
			return false;
		if (e->name_len == len && !memcmp(e->name, name, len))
			return true;
	}
	*e = (struct tree_entry){ 0 };
	return true;
}

static struct error *look_up(struct objects_reader *r, const git_oid *tree, const char *name,
			     size_t len, git_oid *to, unsigned *mode)
{
	struct tree_entry e = { 0 };
	struct object object;
	struct error *err = tree_read(r, tree, &object);

	if (err)
		return err;
	if (!tree_find(&object, name, len, &e))
		return tree_malformed(tree);
	*mode = e.mode;
	if (e.mode)
		memcpy(to->id, e.id, GIT_OID_RAWSZ);
	return NULL;
}

/* Goes down until @path ends; *@mode is 0 where it ends nowhere. */
static struct error *walk_down(struct objects_reader *r, const git_oid *tree, const char *path,
			       git_oid *to, unsigned *mode)
{
	struct error *err;
	git_oid at = *tree;
	size_t len;

	for (;; path += len + 1) {
		len = strcspn(path, "/");
		err = look_up(r, &at, path, len, to, mode);
		if (err || !*mode || !path[len])
			return err;
		if (!tree_mode_is_folder(*mode))
			break;
		at = *to;
	}
	*mode = 0;
	return NULL;
}

struct error *objects_at_path(struct objects_reader *r, const git_oid *tree, const char *path,
			      git_oid *to, unsigned *mode)
{
	struct error *err;

	*mode = 0;
	err = walk_down(r, tree, path, to, mode);
	if (err || (*mode & S_IFMT) == (unsigned)GIT_FILEMODE_COMMIT)
		*mode = 0;
	if (!*mode)
		memset(to, 0, sizeof(*to));
	return err;
}
