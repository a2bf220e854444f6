// SPDX-License-Identifier: GPL-2.0
#include "lint/named.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "history/commit.h"

static struct named_commit *copy_commit(const git_oid *id, const struct commit *c)
{
	struct named_commit *to = mem_alloc(sizeof(*to));
	struct str subject = STR_INIT;

	to->id = *id;
	to->tree = c->tree;
	to->parents = c->parents;
	if (c->parents)
		commit_parent(c, 0, &to->parent);
	commit_subject(&subject, c);
	to->subject = str_detach(&subject);
	to->title = mem_strndup(c->message, strcspn(c->message, "\n"));
	to->message = mem_strndup(c->message, c->message_len);
	to->message_len = c->message_len;
	return to;
}

struct error *named_read(struct named_commits *c, const git_oid *id,
			 const struct named_commit **to)
{
	char hex[GIT_OID_HEXSZ + 1];
	struct object object;
	struct commit commit;
	struct error *err;

	git_oid_tostr(hex, sizeof(hex), id);
	*to = map_get(&c->by_id, hex);
	if (*to || !objects_has(c->repository->reader, id))
		return NULL;
	err = objects_read(c->repository->reader, id, &object);
	if (err || object.type != GIT_OBJECT_COMMIT)
		return err;
	if (!commit_parse(&commit, object.data, object.len))
		return error_new("object %s cannot be read: no commit's text", hex);
	*to = *map_put(&c->by_id, hex) = copy_commit(id, &commit);
	return NULL;
}

/* An object that the id fits. */
static struct error *add_fitting(struct named_commits *c, const git_oid *id, struct named *to)
{
	git_object_t type;
	size_t size;

	if (git_odb_read_header(&size, &type, c->repository->odb, id))
		return git_failed("object %s cannot be read", git_oid_tostr_s(id));
	if (type != GIT_OBJECT_COMMIT)
		to->type = type;
	else if (to->n < NAMED_MOST)
		to->ids[to->n++] = *id;
	return NULL;
}

/* libgit2 only says that several objects begin so: which, the next digits tell. */
static struct error *find_fitting(struct named_commits *c, const git_oid *start, unsigned nibbles,
				  struct named *to)
{
	struct error *err = NULL;
	git_oid found;

	switch (git_odb_exists_prefix(&found, c->repository->odb, start, nibbles)) {
	case 0:
		return add_fitting(c, &found, to);
	case GIT_ENOTFOUND:
		return NULL;
	case GIT_EAMBIGUOUS:
		break;
	default:
		return git_failed("%s: cannot look up an object", c->repository->name);
	}
	for (unsigned digit = 0; digit < 16 && to->n < NAMED_MOST && !err; digit++) {
		git_oid next = *start;

		next.id[nibbles / 2] |= (unsigned char)(nibbles % 2 ? digit : digit << 4);
		err = find_fitting(c, &next, nibbles + 1, to);
	}
	return err;
}

struct error *named_find(struct named_commits *c, const uint8_t *id, unsigned nibbles,
			 struct named *to)
{
	struct error *err;
	git_oid start;

	*to = (struct named){ .type = GIT_OBJECT_INVALID };
	memcpy(start.id, id, sizeof(start.id));
	err = find_fitting(c, &start, nibbles, to);
	if (err)
		return err;
	if (to->n > 1)
		to->kind = NAMED_SEVERAL;
	else if (to->n)
		to->kind = NAMED_COMMIT;
	else if (to->type != GIT_OBJECT_INVALID)
		to->kind = NAMED_OTHER;
	if (to->kind == NAMED_COMMIT)
		err = named_read(c, &to->ids[0], &to->commit);
	if (!err && to->kind == NAMED_COMMIT && !to->commit)
		to->kind = NAMED_NOTHING;
	return err;
}

void named_release(struct named_commits *c)
{
	for (size_t i = 0; i < c->by_id.n; i++) {
		struct named_commit *commit = c->by_id.entry[i].value;

		mem_free(commit->subject);
		mem_free(commit->title);
		mem_free(commit->message);
		mem_free(commit);
	}
	map_release(&c->by_id);
}

/* ---- what a clone may lack ---- */

static int look_for_filter(const git_config_entry *e, void *lacks)
{
	if (str_starts(e->name, "remote.") && str_ends(e->name, ".partialclonefilter") &&
	    e->value && strstr(e->value, "object:"))
		*(bool *)lacks = true;
	return 0;
}

const char *named_lack(const struct repository *r)
{
	git_config *config = NULL;
	bool lacks = false;

	if (r->shallow.n)
		return "the clone is shallow";
	if (!git_repository_config_snapshot(&config, r->git))
		git_config_foreach(config, look_for_filter, &lacks);
	git_config_free(config);
	return lacks ? "the clone is partial" : NULL;
}
