// SPDX-License-Identifier: GPL-2.0
#include "lint/patchset.h"

#include <string.h>

#include "history/commit.h"
#include "lint/compare.h"

enum { SHORT_ID = 12 };

static struct error *find_commit(git_commit **to, struct repository *r, const char *word)
{
	git_object *object = NULL, *commit = NULL;

	if (git_revparse_single(&object, r->git, word) ||
	    git_object_peel(&commit, object, GIT_OBJECT_COMMIT)) {
		git_object_free(object);
		return error_new("%s: names no commit of %s", word, r->name);
	}
	git_object_free(object);
	*to = (git_commit *)commit;
	return NULL;
}

static void describe(struct one_patch *o, const git_commit *c)
{
	const char *message = git_commit_message(c);
	struct str subject = STR_INIT;

	message_subject(&subject, message, strlen(message));
	mem_free(o->subject);
	o->subject = str_detach(&subject);
	o->message = mem_strdup(message);
	o->id = *git_commit_id(c);
}

/* *@to stays NULL for a root commit. */
static struct error *read_parent(const struct repository *r, git_commit *c, unsigned parent,
				 git_commit **to)
{
	if (repository_is_shallow_at(r, git_commit_id(c)))
		return error_new("the clone is shallow, and the commit's parent is not in it: "
				 "'git fetch --deepen=1' brings it");
	if (git_commit_parentcount(c) && git_commit_parent(to, c, parent))
		return git_failed("its parent can't be read");
	return NULL;
}

/* The commit against that one of its parents; the first one sets p->base. */
static struct error *add_commit(struct patchset *p, git_commit *c, unsigned parent)
{
	struct repository *r = p->repository;
	const git_oid *before = NULL;
	char of[GIT_OID_HEXSZ + 1];
	git_commit *from = NULL;
	struct one_patch *o;
	struct error *err;

	git_oid_tostr(of, SHORT_ID + 1, git_commit_id(c));
	err = read_parent(r, c, parent, &from);
	if (!err) {
		before = from ? git_commit_tree_id(from) : NULL;
		if (!p->all.n && before)
			p->base = *before;
		o = patchset_add(p, of);
		describe(o, c);
		err = compare_trees(o, r, before, git_commit_tree_id(c));
	}
	git_commit_free(from);
	return err ? error_under(err, "%s", of) : NULL;
}

struct error *patchset_commit(struct patchset *p, struct repository *r, const char *word)
{
	git_commit *commit = NULL;
	struct error *err;

	p->repository = r;
	err = find_commit(&commit, r, word);
	if (!err)
		err = add_commit(p, commit, 0);
	git_commit_free(commit);
	return err;
}

struct link {			/* a commit, and the parent that comes before it */
	git_oid id;
	unsigned parent;
};

struct chain {			/* the newest first */
	ARRAY(struct link) list;
};

static bool has(git_repository *git, const git_oid *commit, const git_oid *ancestor)
{
	return git_oid_equal(commit, ancestor) ||
	       git_graph_descendant_of(git, commit, ancestor) == 1;
}

/* Of a merge the parent that has @from, if another than the first one has it. */
static unsigned choose_parent(git_repository *git, const git_commit *c, const git_oid *from)
{
	unsigned n = git_commit_parentcount(c);

	for (unsigned i = 0; n > 1 && i < n; i++)
		if (has(git, git_commit_parent_id(c, i), from))
			return i;
	return 0;
}

/*
 * From @until on back to @last, which is not taken: by first parents, or where @from is given by
 * the parents that have it, which takes long to tell. False: it does not come.
 */
static bool follow(struct chain *to, git_repository *git, git_commit *until, const git_oid *from,
		   const git_oid *last)
{
	git_commit *at = NULL, *parent;
	bool met = false;

	if (git_commit_dup(&at, until))
		return false;
	while (at && to->list.n <= PATCHSET_MAX) {
		unsigned i = from ? choose_parent(git, at, from) : 0;

		met = git_oid_equal(git_commit_id(at), last);
		if (met)
			break;
		*array_push(&to->list) = (struct link){ *git_commit_id(at), i };
		parent = NULL;
		if (!git_commit_parentcount(at) || git_commit_parent(&parent, at, i))
			parent = NULL;
		git_commit_free(at);
		at = parent;
	}
	git_commit_free(at);
	return met;
}

/* Where the last commit in common was merged on another way: what @from has is taken off. */
static void cut(struct chain *c, git_repository *git, const git_oid *from)
{
	size_t low = 0, high = c->list.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (has(git, from, &c->list.item[mid].id))
			high = mid;
		else
			low = mid + 1;
	}
	c->list.n = low;
}

static struct error *list_commits(struct chain *to, struct repository *r, git_commit *from,
				  git_commit *until)
{
	git_oid base;

	if (git_merge_base(&base, r->git, git_commit_id(from), git_commit_id(until)))
		return error_new("they have no commit in common");
	if (follow(to, r->git, until, NULL, &base))
		return NULL;
	to->list.n = 0;
	if (!follow(to, r->git, until, git_commit_id(from), &base))
		cut(to, r->git, git_commit_id(from));
	if (to->list.n > PATCHSET_MAX)
		return error_new("more than %d commits", PATCHSET_MAX);
	return NULL;
}

static struct error *add_chain(struct patchset *p, const struct chain *c)
{
	struct error *err = NULL;

	for (size_t i = c->list.n; i-- > 0 && !err;) {
		git_commit *commit = NULL;

		if (git_commit_lookup(&commit, p->repository->git, &c->list.item[i].id))
			err = git_failed("a commit can't be read");
		else
			err = add_commit(p, commit, c->list.item[i].parent);
		git_commit_free(commit);
	}
	return err;
}

struct error *patchset_range(struct patchset *p, struct repository *r, const char *from,
			     const char *to)
{
	git_commit *first = NULL, *last = NULL;
	struct chain chain = { 0 };
	struct error *err;

	p->repository = r;
	err = find_commit(&first, r, from);
	if (!err)
		err = find_commit(&last, r, to);
	if (!err) {
		err = list_commits(&chain, r, first, last);
		if (err)
			err = error_under(err, "%s..%s", from, to);
	}
	if (!err)
		err = add_chain(p, &chain);
	array_free(&chain.list);
	git_commit_free(first);
	git_commit_free(last);
	return err;
}

static char *diff_text(const struct repository *r, git_commit *c)
{
	git_tree *before = NULL, *after = NULL;
	git_commit *parent = NULL;
	git_diff *diff = NULL;
	git_buf buf = { 0 };
	char *text = NULL;
	struct error *err = read_parent(r, c, 0, &parent);

	if (!err && !(parent && git_commit_tree(&before, parent)) && !git_commit_tree(&after, c) &&
	    !git_diff_tree_to_tree(&diff, r->git, before, after, NULL) &&
	    !git_diff_find_similar(diff, NULL) &&
	    !git_diff_to_buf(&buf, diff, GIT_DIFF_FORMAT_PATCH))
		text = mem_strdup(buf.ptr);
	error_free(err);
	git_buf_dispose(&buf);
	git_diff_free(diff);
	git_tree_free(before);
	git_tree_free(after);
	git_commit_free(parent);
	return text ? text : mem_strdup("");
}

char *patchset_diff(const struct patchset *p, size_t k)
{
	const struct one_patch *o = &p->all.item[k];
	git_commit *c = NULL;
	char *text;

	if (o->diff)
		return mem_strdup(o->diff);
	if (git_oid_is_zero(&o->id) || git_commit_lookup(&c, p->repository->git, &o->id))
		return mem_strdup("");
	text = diff_text(p->repository, c);
	git_commit_free(c);
	return text;
}
