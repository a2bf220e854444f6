// SPDX-License-Identifier: GPL-2.0
#include "lint/patchset.h"

#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "check/source.h"
#include "history/commit.h"
#include "history/objects.h"
#include "history/series.h"
#include "history/tree.h"
#include "lint/apply.h"
#include "lint/diff.h"

enum { MAX_BACK = 500 };

struct layer {			/* a file as the patches so far have made it */
	git_oid id;
	unsigned mode;		/* 0: it is gone */
	char *text;
	size_t len;
};

struct layers {
	struct patchset *p;
	struct one_patch *o;	/* at hand */
	struct map files;	/* path -> struct layer * */
};

static void layer_free(struct layer *l)
{
	mem_free(l->text);
	mem_free(l);
}

static void layers_release(struct layers *l)
{
	for (size_t i = 0; i < l->files.n; i++)
		layer_free(l->files.entry[i].value);
	map_release(&l->files);
}

/* The file as the tree has it. */
static struct error *read_base(struct layers *l, const char *path, struct layer *to)
{
	struct objects_reader *reader = l->p->repository->reader;
	struct object o;
	struct error *err;

	if (git_oid_is_zero(&l->p->base))
		return NULL;
	err = objects_at_path(reader, &l->p->base, path, &to->id, &to->mode);
	if (err || !to->mode)
		return err;
	if (!tree_mode_is_file(to->mode))
		return error_new("%s: is no file in the tree that it is applied to", path);
	err = objects_read(reader, &to->id, &o);
	if (err)
		return error_under(err, "%s", path);
	to->len = o.len;
	to->text = mem_realloc(NULL, o.len + 1, 1);
	memcpy(to->text, o.data, o.len);
	to->text[o.len] = '\0';
	return NULL;
}

static struct error *layer_of(struct layers *l, const char *path, struct layer **to)
{
	void **at = map_put(&l->files, path);

	if (!*at) {
		*at = mem_alloc(sizeof(struct layer));
		*to = *at;
		return read_base(l, path, *to);
	}
	*to = *at;
	return NULL;
}

/* The change of @path by the patch at hand: a file may be changed by it once. */
static struct file_change *change_of(struct layers *l, const char *path, const struct layer *was)
{
	for (size_t i = 0; i < l->o->files.n; i++)
		if (!strcmp(l->o->files.item[i].path, path))
			return &l->o->files.item[i];
	*array_push(&l->o->files) = (struct file_change){
		.path = mem_strdup(path), .old = was->id, .was = was->mode,
	};
	return &l->o->files.item[l->o->files.n - 1];
}

static bool is_source(const char *path)
{
	return source_is_c(path, strlen(path));
}

static void note_gone(struct layers *l, const char *path, struct layer *at)
{
	if (is_source(path))
		change_of(l, path, at)->is = false;
	at->mode = 0;
	mem_free(at->text);
	at->text = NULL;
	at->len = 0;
}

/* Takes the text over. */
static void note_made(struct layers *l, const char *path, struct layer *at, unsigned mode,
		      const char *from, struct str *text)
{
	size_t len = text->len;
	char *bytes = str_detach(text);

	if (is_source(path)) {
		struct file_change *c = change_of(l, path, at);

		c->is = true;
		git_odb_hash(&c->new, bytes, len, GIT_OBJECT_BLOB);
		mem_free(c->text);
		c->text = mem_realloc(NULL, len + 1, 1);
		memcpy(c->text, bytes, len);
		c->text[len] = '\0';
		c->len = len;
		if (from && !c->from)
			c->from = mem_strdup(from);
	}
	git_odb_hash(&at->id, bytes, len, GIT_OBJECT_BLOB);
	mem_free(at->text);
	at->text = bytes;
	at->len = len;
	at->mode = mode;
}

static struct error *make_file(struct layers *l, const struct diff_file *f, const char *diff,
			       struct layer *old, struct layer *new)
{
	bool moves = f->old_path && f->new_path && strcmp(f->old_path, f->new_path);
	unsigned mode = f->new_mode ? f->new_mode : old ? old->mode : 0100644;
	struct str text = STR_INIT;
	struct error *err;

	if (moves && new->mode)
		return error_new("%s: is there already", f->new_path);
	if (old && !old->mode)
		return error_new("%s: is not there", f->old_path);
	err = apply_file(f, diff, old ? old->text : new->mode ? new->text : NULL,
			 old ? old->len : new->len, &text);
	if (err) {
		str_release(&text);
		return err;
	}
	if (moves && f->rename)
		note_gone(l, f->old_path, old);
	if (f->new_path)
		note_made(l, f->new_path, new, mode, f->rename && moves ? f->old_path : NULL,
			  &text);
	else
		note_gone(l, f->old_path, old);
	str_release(&text);
	return NULL;
}

static struct error *apply_one(struct layers *l, const struct diff_file *f, const char *diff)
{
	struct layer *old = NULL, *new = NULL;
	struct error *err = NULL;

	if (f->binary)	/* no C file is one */
		return NULL;
	if (f->old_path)
		err = layer_of(l, f->old_path, &old);
	if (!err && f->new_path)
		err = layer_of(l, f->new_path, &new);
	return err ? err : make_file(l, f, diff, old, new);
}

static struct error *apply_all(struct layers *l, const struct mail *m)
{
	struct diff diff;
	struct error *err = diff_parse(&diff, m->diff, strlen(m->diff));

	for (size_t i = 0; !err && i < diff.files.n; i++)
		err = apply_one(l, &diff.files.item[i], m->diff);
	diff_release(&diff);
	one_patch_sort(l->o);
	return err;
}

static void describe(struct one_patch *o, const struct series_patch *s)
{
	mem_free(o->subject);
	o->subject = mem_strdup(s->mail.subject);
	o->message = *s->mail.message ? mem_strdup(s->mail.message) : NULL;
	o->diff = mem_strdup(s->mail.diff);
	o->path = s->path ? mem_strdup(s->path) : NULL;
}

static struct error *find_base(struct patchset *p, const struct series *s, const char *base)
{
	git_object *tree = NULL;
	char *word = mem_printf("%s^{tree}", base ? base : s->base ? s->base : "HEAD");
	struct error *err = NULL;
	int code = git_revparse_single(&tree, p->repository->git, word);

	mem_free(word);
	if (code && !base && s->base)	/* of another tree: the patches may fit this one */
		code = git_revparse_single(&tree, p->repository->git, "HEAD^{tree}");
	if (!code)
		p->base = *git_object_id(tree);
	else if (base)
		err = error_new("--base=%s: names no commit of %s", base, p->repository->name);
	else if (code != GIT_ENOTFOUND && code != GIT_EUNBORNBRANCH)
		err = git_failed("HEAD can't be read");
	git_object_free(tree);
	return err;
}

/* The patches, on p->base. */
static struct error *apply_series(struct patchset *p, const struct series *s)
{
	struct layers l = { .p = p };
	struct error *err = NULL;

	for (size_t i = 0; !err && i < s->patches.n; i++) {
		const struct series_patch *m = &s->patches.item[i];
		const char *of = m->of ? m->of : m->path ? m->path : "the patch";

		l.o = patchset_add(p, of);
		describe(l.o, m);
		err = apply_all(&l, &m->mail);
		if (err)
			err = error_under(err, "%s", of);
	}
	layers_release(&l);
	return err;
}

static bool is_made_of(git_commit *c, const struct mail *m)
{
	const char *subject = git_commit_summary(c);
	const git_signature *author = git_commit_author(c);

	return subject && *m->subject && author &&
	       subject_same(subject, strlen(subject), m->subject, strlen(m->subject)) &&
	       (m->author_date < 0 || author->when.time == m->author_date);
}

/* The tree before the commit of HEAD, not far back, that was made of the first patch. */
static bool find_applied(struct patchset *p, const struct series *s)
{
	git_object *at = NULL;
	bool found = false;

	if (git_revparse_single(&at, p->repository->git, "HEAD^{commit}"))
		return false;
	for (unsigned i = 0; at && !found && i < MAX_BACK; i++) {
		git_commit *c = (git_commit *)at, *parent = NULL;
		bool has = git_commit_parentcount(c) && !git_commit_parent(&parent, c, 0);

		found = has && is_made_of(c, &s->patches.item[0].mail);
		if (found)
			p->base = *git_commit_tree_id(parent);
		git_object_free(at);
		at = (git_object *)parent;
	}
	git_object_free(at);
	return found;
}

struct error *patchset_mails(struct patchset *p, struct repository *r, const struct series *s,
			     const char *base)
{
	struct error *err;

	p->repository = r;
	err = find_base(p, s, base);
	if (!err)
		err = apply_series(p, s);
	if (err && !base && s->patches.n && find_applied(p, s)) {
		patchset_release(p);
		error_free(err);
		err = apply_series(p, s);
	}
	return err;
}
