// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/history.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/str.h"
#include "history/graph_file.h"

enum { MAX_PLACES = 3 };

/* Where the index may stand, the best first; a NULL stands for memory. */
struct places {
	char *path[MAX_PLACES];
	unsigned n;
	bool told;		/* the user said where: there and nowhere else */
};

static void warn(struct history *h, char *line)
{
	*array_push(&h->warnings) = line;
}

static char *real_folder(const struct repository *r)
{
	char *real = realpath(r->folder, NULL), *copy = mem_strdup(real ? real : r->folder);

	free(real);
	return copy;
}

/* An index is of one repository, and of one state of what its history leaves out. */
static char *label_of(const struct repository *r)
{
	char *folder = real_folder(r), hex[GIT_OID_HEXSZ + 1], *label;
	git_oid id = { 0 };

	if (r->shallow.n)
		git_odb_hash(&id, r->shallow.item, r->shallow.n * sizeof(*r->shallow.item),
			     GIT_OBJECT_BLOB);
	label = mem_printf("%s %s", git_oid_tostr(hex, sizeof(hex), &id), folder);
	mem_free(folder);
	return label;
}

static char *cache_place(const struct repository *r)
{
	char *folder = cache_folder(), *of = real_folder(r), hex[GIT_OID_HEXSZ + 1], *place = NULL;
	git_oid id = { 0 };

	git_odb_hash(&id, of, strlen(of), GIT_OBJECT_BLOB);
	if (folder && folder_make(folder, 0777))
		place = mem_printf("%s/%s.db", folder, git_oid_tostr(hex, sizeof(hex), &id));
	mem_free(folder);
	mem_free(of);
	return place;
}

static char *git_place(const struct repository *r)
{
	char *folder = mem_printf("%steardown", r->folder);
	char *place = NULL;

	if ((!mkdir(folder, 0777) || errno == EEXIST) && !access(folder, W_OK | X_OK))
		place = mem_printf("%s/index.db", folder);
	mem_free(folder);
	return place;
}

static void find_places(struct places *p, const struct repository *r, const char *told)
{
	char *place;

	*p = (struct places){ .told = told };
	if (told) {
		p->path[p->n++] = mem_strdup(told);
		return;
	}
	place = git_place(r);
	if (place)
		p->path[p->n++] = place;
	place = cache_place(r);
	if (place)
		p->path[p->n++] = place;
	p->path[p->n++] = NULL;
}

static void places_release(struct places *p)
{
	for (unsigned i = 0; i < p->n; i++)
		mem_free(p->path[i]);
}

struct opening {
	struct history *h;
	const struct history_options *o;
	struct branch_options branches;
	char *label;
	struct refs refs;	/* as they are now */
	struct index *early;	/* of the first place: it knows what refs led to before */
	const char *early_path;
	bool told;
};

static bool same_refs(const struct refs *one, const struct refs *two)
{
	if (one->all.n != two->all.n)
		return false;
	for (size_t i = 0; i < one->all.n; i++)
		if (strcmp(one->all.item[i].name, two->all.item[i].name) ||
		    !git_oid_equal(&one->all.item[i].id, &two->all.item[i].id))
			return false;
	return true;
}

static bool has_all(const struct positions *of, const struct positions *wanted)
{
	size_t i = 0;

	for (size_t k = 0; k < wanted->list.n; k++) {
		while (i < of->list.n && of->list.item[i] < wanted->list.item[k])
			i++;
		if (i == of->list.n || of->list.item[i] != wanted->list.item[k])
			return false;
	}
	return true;
}

static bool is_fresh(struct opening *in, struct index *ix)
{
	struct positions wanted = { 0 };
	bool fresh = same_refs(index_refs(ix), &in->refs);

	if (fresh) {
		branches_nodes(&wanted, ix, &in->refs, &in->branches);
		fresh = has_all(index_nodes(ix), &wanted);
	}
	array_free(&wanted.list);
	return fresh;
}

static uint32_t known(void *ctx, const git_oid *id)
{
	return index_find_any(ctx, id);
}

/* The first time that is all of them; later there are few. */
static size_t expected_commits(const struct repository *r)
{
	char *folder = mem_printf("%sobjects", r->folder);
	size_t n = graph_file_commits(folder);

	mem_free(folder);
	return n;
}

static struct error *add_new_commits(struct opening *in, struct index *ix)
{
	struct gather_options o = {
		.repository = &in->h->repository, .jobs = in->o->jobs, .quiet = in->o->quiet,
		.base = index_count(ix), .extra_base = index_extra_count(ix),
		.known = known, .ctx = ix,
		.expected = index_count(ix) ? 0 : expected_commits(&in->h->repository),
	};
	ARRAY(git_oid) tips = { 0 };
	struct gathered g;
	struct error *err;

	for (size_t i = 0; i < in->refs.all.n; i++)
		if (!git_oid_is_zero(&in->refs.all.item[i].commit))
			*array_push(&tips) = in->refs.all.item[i].commit;
	if (tips.n)
		qsort(tips.item, tips.n, sizeof(*tips.item), ids_compare);
	err = gather(&g, tips.item, tips.n, &o);
	if (!err && (g.rows.n || !o.base))
		err = index_add(ix, &g);
	gathered_release(&g);
	array_free(&tips);
	return err;
}

/* Nodes that earlier questions asked for stay, as long as a ref still leads to them. */
static void keep_nodes(struct positions *wanted, struct opening *in, struct index *ix)
{
	const struct positions *old = index_nodes(ix);
	struct positions both = { 0 };
	size_t i = 0, k = 0;

	if (!same_refs(index_refs(ix), &in->refs))
		return;
	while (i < old->list.n || k < wanted->list.n) {
		uint32_t a = i < old->list.n ? old->list.item[i] : POS_NONE;
		uint32_t b = k < wanted->list.n ? wanted->list.item[k] : POS_NONE;

		*array_push(&both.list) = a < b ? a : b;
		i += a <= b;
		k += b <= a;
	}
	array_free(&wanted->list);
	*wanted = both;
}

/* Inside of a transaction. */
static struct error *bring_up_to_date(struct opening *in, struct index *ix)
{
	struct positions wanted = { 0 }, tips = { 0 };
	struct error *err = add_new_commits(in, ix);

	if (!err) {
		branches_nodes(&wanted, ix, &in->refs, &in->branches);
		keep_nodes(&wanted, in, ix);
		refs_tips(&tips, ix, &in->refs);
		err = index_set_nodes(ix, &wanted, &tips);
	}
	array_free(&wanted.list);
	array_free(&tips.list);
	if (!err)
		err = index_set_refs(ix, &in->refs);
	return err ? err : index_set_label(ix, in->label);
}

/* Opens what stands at @path; *@ix stays NULL when that is of no use, and *@why tells. */
static struct error *open_index(struct opening *in, const char *path, struct index **ix,
				const char **why)
{
	enum store_state state;
	struct store *s;
	struct error *err = store_open(&s, path, &state);

	*ix = NULL;
	*why = NULL;
	if (err)
		return err;
	if (state == STORE_OTHER)
		*why = "of another format";
	else if (state == STORE_DAMAGED)
		*why = "damaged";
	if (state != STORE_GOOD)
		return NULL;
	*ix = index_new(s);
	if (!*ix || !*index_label(*ix))		/* a new one would not stand here yet */
		*why = "damaged";
	else if (strcmp(index_label(*ix), in->label))
		*why = "of another repository or of a shallow history that has changed";
	if (*why) {
		index_free(*ix);
		*ix = NULL;
	}
	return NULL;
}

static struct error *build(struct opening *in, const char *path, struct index **ix)
{
	struct store *s;
	struct error *err = store_create(&s, path);

	*ix = NULL;
	if (err)
		return err;
	*ix = index_new(s);
	err = store_begin(s);
	if (!err)
		err = bring_up_to_date(in, *ix);
	if (!err)
		err = store_commit(s);
	if (!err)
		err = store_finish(s);
	if (err) {
		index_free(*ix);
		*ix = NULL;
	}
	return err;
}

/* Under the lock. *@why is set where the index is of no use. */
static struct error *update_locked(struct opening *in, struct index *ix, const char **why)
{
	struct store *s = index_store(ix);
	struct error *err;

	if (strcmp(index_label(ix), in->label)) {
		*why = "not the one that was there";
		return NULL;
	}
	if (is_fresh(in, ix)) {
		store_rollback(s);
		return NULL;
	}
	err = bring_up_to_date(in, ix);
	if (store_damaged(s))
		*why = "damaged";
	else if (!err && index_outgrown(ix))
		*why = "of a repository that was much smaller";
	else if (!err)
		err = store_commit(s);
	return err;
}

/*
 * The lock is taken first, then the index read anew: another process may have
 * brought it up to date meanwhile, or put another one there. @ix stays NULL on an
 * error, and where it is of no use: *@why then tells.
 */
static struct error *update(struct opening *in, const char *path, struct index **ix,
			    const char **why)
{
	enum store_state state;
	struct store *s;
	struct error *err;

	index_free(*ix);
	*ix = NULL;
	err = store_open(&s, path, &state);
	if (err)
		return err;
	*why = "not the one that was there";
	if (!s)
		return NULL;
	err = store_begin(s);
	if (err) {
		store_close(s);
		return err;
	}
	*ix = index_new(s);
	*why = *ix ? NULL : "damaged";
	if (*ix)
		err = update_locked(in, *ix, why);
	if (err || *why) {
		index_free(*ix);
		*ix = NULL;
	}
	if (*why) {		/* what else went wrong comes of that */
		error_free(err);
		err = NULL;
	}
	return err;
}

/* What someone keeps where --index points is not ours to overwrite: it is moved aside. */
static void move_aside(struct opening *in, const char *path)
{
	char *aside = mem_printf("%s.old", path);

	if (in->told && !rename(path, aside))
		warn(in->h, mem_printf("%s is moved to %s", path, aside));
	mem_free(aside);
}

static struct error *open_at(struct opening *in, const char *path, struct index **ix)
{
	const char *why = NULL;
	struct error *err = NULL;
	bool writable;

	*ix = NULL;
	if (path && in->early && !strcmp(path, in->early_path)) {
		*ix = in->early;
		in->early = NULL;
	} else if (path) {
		err = open_index(in, path, ix, &why);
	}
	if (err)
		return err;
	if (*ix && is_fresh(in, *ix))
		return NULL;
	writable = *ix && store_writable(index_store(*ix));
	if (*ix && !writable) {
		index_free(*ix);
		*ix = NULL;
		return error_new("%s is out of date and can't be written", path);
	}
	if (*ix) {
		err = update(in, path, ix, &why);
		if (err || *ix)
			return err;
	}
	if (why)
		warn(in->h, mem_printf("the index %s is %s: it is made anew", path, why));
	if (why && !strcmp(why, "of another format"))
		move_aside(in, path);
	return build(in, path, ix);
}

/* Whether another place could help: not when the repository itself can't be read. */
static bool is_about_objects(const struct error *err)
{
	return str_starts(error_text(err), "object ");
}

static struct error *open_somewhere(struct opening *in, const struct places *p)
{
	struct error *err = NULL;

	for (unsigned i = 0; i < p->n; i++) {
		if (err) {
			warn(in->h, mem_printf("%s: %s", error_text(err), p->path[i] ?
					       "the index is kept elsewhere" :
					       "the index is not kept"));
			error_free(err);
		}
		err = open_at(in, p->path[i], &in->h->ix);
		if (!err) {
			in->h->index_path = mem_strdup(p->path[i]);
			return NULL;
		}
		if (is_about_objects(err))
			return err;
	}
	return err;
}

static struct error *read_refs(struct opening *in)
{
	struct repository *r = &in->h->repository;
	char *first = NULL;
	size_t broken = 0;
	const struct refs *before = in->early ? index_refs(in->early) : NULL;
	struct error *err = refs_read(&in->refs, r, in->branches.globs, in->branches.n_globs,
				      before, &broken, &first);

	if (!err && broken)
		in->h->unread = mem_printf("%zu refs can't be read and are left out, %s the first",
					   broken, first);
	if (in->h->unread)
		warn(in->h, mem_strdup(in->h->unread));
	mem_free(first);
	return err;
}

/* Thousands of tags need not be looked into again. */
static void open_early(struct opening *in, const struct places *p)
{
	const char *why;

	for (unsigned i = 0; i < p->n && !in->early && p->path[i]; i++) {
		error_free(open_index(in, p->path[i], &in->early, &why));
		in->early_path = p->path[i];
	}
}

static char *read_head(const struct repository *r)
{
	git_reference *head = NULL;
	char *name = NULL;

	if (git_repository_head_detached(r->git) == 1)
		return mem_strdup("HEAD");
	if (!git_repository_head(&head, r->git))
		name = mem_strdup(git_reference_name(head));
	git_reference_free(head);
	return name;
}

struct error *history_open(struct history *h, const struct history_options *o)
{
	struct opening in = { .h = h, .o = o, .branches = o->branches, .told = o->index };
	struct places places;
	struct error *err;

	*h = (struct history){ 0 };
	err = repository_open(&h->repository, o->path);
	if (err)
		return err;
	in.branches.head = h->head = read_head(&h->repository);
	in.label = label_of(&h->repository);
	find_places(&places, &h->repository, o->index);
	open_early(&in, &places);
	err = read_refs(&in);
	if (!err)
		err = open_somewhere(&in, &places);
	if (!err) {
		releases_find(&h->releases, h->ix);
		branches_find(&h->branches, h->ix, &h->releases, &in.branches);
	}
	index_free(in.early);
	places_release(&places);
	refs_release(&in.refs);
	mem_free(in.label);
	return err;
}

void history_close(struct history *h)
{
	branches_free(&h->branches);
	releases_free(&h->releases);
	index_free(h->ix);
	repository_close(&h->repository);
	for (size_t i = 0; i < h->warnings.n; i++)
		mem_free(h->warnings.item[i]);
	array_free(&h->warnings);
	mem_free(h->unread);
	mem_free(h->index_path);
	mem_free(h->head);
	*h = (struct history){ 0 };
}

bool history_damaged(const struct history *h)
{
	return h->ix && store_damaged(index_store(h->ix));
}

void history_forget_index(struct history *h)
{
	if (h->index_path)
		unlink(h->index_path);
}

struct error *history_commit(struct history *h, uint32_t pos, struct commit *c)
{
	struct object object;
	struct error *err;
	git_oid id;

	index_id(h->ix, pos, &id);
	err = objects_read(h->repository.reader, &id, &object);
	if (err)
		return err;
	if (commit_parse(c, object.data, object.len))
		return NULL;
	return error_new("object %s is no commit", git_oid_tostr_s(&id));
}

struct error *history_tree(struct history *h, uint32_t pos, git_oid *tree)
{
	struct commit c;
	struct error *err = history_commit(h, pos, &c);

	if (!err)
		*tree = c.tree;
	return err;
}

const struct branch *history_mainline(const struct history *h)
{
	const struct branch *b = h->branches.all.item;

	return h->branches.all.n && b->kind == BRANCH_MAINLINE ? b : NULL;
}
