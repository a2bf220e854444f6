// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/revisions.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "history/version.h"

struct match {			/* a ref that a range or a glob takes */
	const struct ref *ref;
	const char *name;
	bool versioned;
	struct version version;
};

struct matches {
	ARRAY(struct match) list;
};

static const char *short_name(const char *ref)
{
	static const char *const prefixes[] = { "refs/tags/", "refs/heads/", "refs/remotes/" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (str_starts(ref, prefixes[i]))
			return ref + strlen(prefixes[i]);
	return ref;
}

static bool is_known(const struct revisions *r, const char *name)
{
	for (size_t i = 0; i < r->all.n; i++)
		if (!strcmp(r->all.item[i].name, name))
			return true;
	return false;
}

static struct error *add(struct revisions *to, struct repository *r, const char *name,
			 const git_oid *id)
{
	git_commit *commit = NULL;
	struct revision_name *n;

	if (is_known(to, name))
		return NULL;
	if (git_commit_lookup(&commit, r->git, id))
		return git_failed("%s", name);
	n = array_push(&to->all);
	n->name = mem_strdup(name);
	n->commit = *id;
	n->tree = *git_commit_tree_id(commit);
	git_commit_free(commit);
	return NULL;
}

static int by_version(const void *one, const void *two)
{
	const struct match *a = one, *b = two;
	int cmp = a->versioned && b->versioned ? version_compare(&a->version, &b->version) :
						 b->versioned - a->versioned;

	return cmp ? cmp : strcmp(a->ref->name, b->ref->name);
}

static void add_match(struct matches *to, const struct ref *ref)
{
	struct match *m = array_push(&to->list);

	m->ref = ref;
	m->name = short_name(ref->name);
	m->versioned = version_of_line(&m->version, m->name) ||
		       version_of_tag(&m->version, m->name);
}

static struct error *add_matches(struct revisions *to, struct repository *r, struct matches *m)
{
	struct error *err = NULL;

	if (m->list.n)
		qsort(m->list.item, m->list.n, sizeof(*m->list.item), by_version);
	for (size_t i = 0; i < m->list.n && !err; i++)
		err = add(to, r, m->list.item[i].name, &m->list.item[i].ref->commit);
	array_free(&m->list);
	return err;
}

/* ---- a range of releases ---- */

static bool is_commit(const struct ref *ref)
{
	static const git_oid none;

	return !git_oid_equal(&ref->commit, &none);
}

/* A release that no tag is would make a range of something else without a word. */
static struct error *check_end(const struct refs *refs, const struct repository *r,
			       const char *name, const struct version *v)
{
	for (size_t i = 0; i < refs->all.n; i++) {
		const struct ref *ref = &refs->all.item[i];
		struct version at;

		if (str_starts(ref->name, "refs/tags/") && is_commit(ref) &&
		    version_of_tag(&at, short_name(ref->name)) && !version_compare(&at, v))
			return NULL;
	}
	return error_new("%s: no tag of %s is this release", name, r->name);
}

static struct error *add_range(struct revisions *to, struct repository *r,
			       const struct refs *refs, const char *word, const char *dots)
{
	char *from = mem_strndup(word, (size_t)(dots - word));
	struct matches found = { 0 };
	struct version low, high;
	struct error *err;

	if (!version_of_tag(&low, from) || !version_of_tag(&high, dots + 2)) {
		err = error_new("%s: both ends of a range are releases, as in v4.9..v6.12", word);
		mem_free(from);
		return err;
	}
	err = check_end(refs, r, from, &low);
	mem_free(from);
	if (!err)
		err = check_end(refs, r, dots + 2, &high);
	if (err)
		return err;
	for (size_t i = 0; i < refs->all.n; i++) {
		const struct ref *ref = &refs->all.item[i];
		struct version v;

		if (str_starts(ref->name, "refs/tags/") && is_commit(ref) &&
		    version_of_tag(&v, short_name(ref->name)) && !v.named &&
		    version_compare(&low, &v) <= 0 && version_compare(&v, &high) <= 0)
			add_match(&found, ref);
	}
	if (!found.list.n)
		return error_new("%s: no tag of %s is a release from the one to the other", word,
				 r->name);
	return add_matches(to, r, &found);
}

/* ---- a glob ---- */

static bool is_matched(const char *glob, const char *ref)
{
	const char *name = short_name(ref), *slash = strchr(name, '/');

	return !fnmatch(glob, ref, 0) || !fnmatch(glob, name, 0) ||
	       (str_starts(ref, "refs/remotes/") && slash && !fnmatch(glob, slash + 1, 0));
}

static struct error *add_glob(struct revisions *to, struct repository *r,
			      const struct refs *refs, const char *glob)
{
	struct matches found = { 0 };

	for (size_t i = 0; i < refs->all.n; i++)
		if (is_commit(&refs->all.item[i]) && strcmp(refs->all.item[i].name, "HEAD") &&
		    is_matched(glob, refs->all.item[i].name))
			add_match(&found, &refs->all.item[i]);
	if (!found.list.n)
		return error_new("%s: no tag and no branch of %s matches", glob, r->name);
	return add_matches(to, r, &found);
}

/* ---- words ---- */

static struct error *add_revision(struct revisions *to, struct repository *r, const char *word)
{
	git_object *object = NULL, *commit = NULL;
	struct error *err;

	if (git_revparse_single(&object, r->git, word) ||
	    git_object_peel(&commit, object, GIT_OBJECT_COMMIT))
		err = error_new("%s: names no commit of %s", word, r->name);
	else
		err = add(to, r, word, git_object_id(commit));
	git_object_free(commit);
	git_object_free(object);
	return err;
}

struct error *revisions_add(struct revisions *to, struct repository *r, const char *word)
{
	const char *dots = strstr(word, "..");
	struct refs refs = { 0 };
	struct error *err;
	size_t broken;
	char *first = NULL;

	if (!dots && !strpbrk(word, "*?["))
		return add_revision(to, r, word);
	err = refs_read(&refs, r, NULL, 0, NULL, &broken, &first);
	if (!err)
		err = dots ? add_range(to, r, &refs, word, dots) : add_glob(to, r, &refs, word);
	mem_free(first);
	refs_release(&refs);
	return err;
}

void revisions_release(struct revisions *r)
{
	for (size_t i = 0; i < r->all.n; i++)
		mem_free(r->all.item[i].name);
	array_free(&r->all);
}
