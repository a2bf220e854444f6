/* SPDX-License-Identifier: GPL-2.0 */
/*
 * small_repository: repositories for tests, made by libgit2 in a folder of their
 * own: bare, every commit of the same empty tree. Objects are kept in memory until
 * small_flush() makes a pack of them: a file for each would take long.
 */
#ifndef SMALL_REPOSITORY_H
#define SMALL_REPOSITORY_H

#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/mem.h"
#include "base/str.h"

#define SMALL __attribute__((unused)) static

enum { SMALL_START = 1500000000, SMALL_STEP = 60 };

struct small {
	char *dir;
	git_repository *git;
	git_odb *odb;
	git_odb_backend *memory;
	ARRAY(git_oid) fresh;	/* objects that are in no pack yet */
	git_oid tree;
	long long date;		/* of the next commit, author's and committer's */
	const char *author;	/* of the next ones */
};

SMALL void small_need(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "small_repository: %s: %s\n", what,
		git_error_last() ? git_error_last()->message : "failed");
	abort();
}

SMALL void succeeds(struct error *err)
{
	if (err)
		fail_msg("%s", error_text(err));
}

SMALL void fails(struct error *err, const char *part)
{
	assert_non_null(err);
	if (!strstr(error_text(err), part))
		fail_msg("%s", error_text(err));
	error_free(err);
}

SMALL git_oid small_object(struct small *s, git_object_t type, const void *bytes, size_t len)
{
	git_oid id;

	small_need(!git_odb_hash(&id, bytes, len, type) &&
		   !s->memory->write(s->memory, &id, bytes, len, type), "object");
	*array_push(&s->fresh) = id;
	return id;
}

/* What was made so far can be read by others. */
SMALL void small_flush(struct small *s)
{
	git_packbuilder *pack = NULL;
	char *folder = mem_printf("%s/objects/pack", s->dir);

	if (s->fresh.n) {
		small_need(!git_packbuilder_new(&pack, s->git), "pack");
		git_packbuilder_set_threads(pack, 1);
		for (size_t i = 0; i < s->fresh.n; i++)
			small_need(!git_packbuilder_insert(pack, &s->fresh.item[i], NULL), "pack");
		small_need(!git_packbuilder_write(pack, folder, 0, NULL, NULL), "pack");
		git_packbuilder_free(pack);
	}
	s->fresh.n = 0;
	mem_free(folder);
}

/* A file of the git directory. */
SMALL void small_file(struct small *s, const char *name, const char *text)
{
	char *path = mem_printf("%s/%s", s->dir, name);
	FILE *f = fopen(path, "we");

	small_need(f && fputs(text, f) >= 0 && !fclose(f), path);
	mem_free(path);
}

SMALL void small_start(struct small *s)
{
	*s = (struct small){ .dir = mem_strdup("/tmp/test-history-XXXXXX"), .date = SMALL_START,
			     .author = "A U Thor <author@example.org>" };
	git_libgit2_init();
	small_need(mkdtemp(s->dir) != NULL, "folder");
	small_need(!git_repository_init(&s->git, s->dir, 1), "init");
	small_need(!git_repository_odb(&s->odb, s->git), "odb");
	small_need(!git_mempack_new(&s->memory) &&
		   !git_odb_add_backend(s->odb, s->memory, 999), "memory");
	s->tree = small_object(s, GIT_OBJECT_TREE, "", 0);
	small_file(s, "HEAD", "ref: refs/heads/master\n");	/* not as a user has it */
}

SMALL void small_stop(struct small *s)
{
	const char *argv[] = { "rm", "-rf", "--", s->dir, NULL };
	struct child c;

	git_odb_free(s->odb);
	git_repository_free(s->git);
	error_free(child_run(&c, argv, NULL, 0));
	child_release(&c);
	array_free(&s->fresh);
	mem_free(s->dir);
}

SMALL git_oid small_commit(struct small *s, const char *message, size_t n, const git_oid *parents)
{
	struct str text = STR_INIT;
	char hex[GIT_OID_HEXSZ + 1];
	git_oid id;

	str_addf(&text, "tree %s\n", git_oid_tostr(hex, sizeof(hex), &s->tree));
	for (size_t i = 0; i < n; i++)
		str_addf(&text, "parent %s\n", git_oid_tostr(hex, sizeof(hex), &parents[i]));
	str_addf(&text, "author %s %lld +0000\ncommitter C O Mitter <committer@example.org> %lld "
		 "+0000\n\n%s\n", s->author, s->date, s->date, message);
	s->date += SMALL_STEP;
	id = small_object(s, GIT_OBJECT_COMMIT, text.buf, text.len);
	str_release(&text);
	return id;
}

SMALL git_oid small_root(struct small *s, const char *message)
{
	return small_commit(s, message, 0, NULL);
}

SMALL git_oid small_child(struct small *s, const char *message, git_oid parent)
{
	return small_commit(s, message, 1, &parent);
}

SMALL git_oid small_merge(struct small *s, const char *message, git_oid one, git_oid two)
{
	git_oid parents[] = { one, two };

	return small_commit(s, message, 2, parents);
}

/* A commit whose message is @words, what %s stands for in it being the id @named. */
SMALL git_oid small_naming(struct small *s, git_oid parent, const char *words, git_oid named)
{
	struct str text = STR_INIT;
	char hex[GIT_OID_HEXSZ + 1];
	const char *at = strstr(words, "%s");
	git_oid id;

	git_oid_tostr(hex, sizeof(hex), &named);
	str_addn(&text, words, (size_t)(at - words));
	str_add(&text, hex);
	str_add(&text, at + 2);
	id = small_child(s, text.buf, parent);
	str_release(&text);
	return id;
}

SMALL void small_ref(struct small *s, const char *name, git_oid id)
{
	git_reference *ref = NULL;

	small_need(!git_reference_create(&ref, s->git, name, &id, 1, NULL), name);
	git_reference_free(ref);
}

SMALL void small_unref(struct small *s, const char *name)
{
	small_need(!git_reference_remove(s->git, name), name);
}

/* A tag object; it is put under no ref. */
SMALL git_oid small_tag(struct small *s, const char *name, git_oid target, const char *type)
{
	char hex[GIT_OID_HEXSZ + 1];
	char *text = mem_printf("object %s\ntype %s\ntag %s\ntagger T <t@example.org> 1500000000 "
				"+0000\n\n%s\n", git_oid_tostr(hex, sizeof(hex), &target), type,
				name, name);
	git_oid id = small_object(s, GIT_OBJECT_TAG, text, strlen(text));

	mem_free(text);
	return id;
}

SMALL void small_file_of_id(struct small *s, const char *name, git_oid id)
{
	char hex[GIT_OID_HEXSZ + 2];

	git_oid_tostr(hex, GIT_OID_HEXSZ + 1, &id);
	strcat(hex, "\n");
	small_file(s, name, hex);
}

/* An object that is in no pack yet won't be in any. */
SMALL void small_lose(struct small *s, git_oid id)
{
	for (size_t i = 0; i < s->fresh.n; i++)
		if (git_oid_equal(&s->fresh.item[i], &id))
			s->fresh.item[i] = s->fresh.item[--s->fresh.n];
}

/* Numbers that look random and are the same each time. */
SMALL uint32_t small_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

#endif
