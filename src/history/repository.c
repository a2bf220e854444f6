// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/repository.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/map.h"
#include "base/str.h"

struct error *git_failed(const char *fmt, ...)
{
	const git_error *last = git_error_last();
	struct error *err;
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	err = error_new("%s: %s", text ? text : "out of memory",
			last && last->message ? last->message : "unknown error");
	free(text);
	return err;
}

/*
 * Extensions that change nothing for a reader of commits and refs are declared
 * known; objects that a partial clone left out are told when they are needed.
 */
static void declare_extensions(void)
{
	const char *known[] = { "worktreeconfig", "partialclone", "preciousobjects",
				"refstorage" };	/* see check_format() */

	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, known, sizeof(known) / sizeof(*known));
}

/* By default it maps gigabytes of packs, and keeps objects that are read once. */
static void limit_memory(void)
{
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)1 << 20);
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, (size_t)64 << 20);
}

static char *config_value(const char *folder, const char *key)
{
	char *path = mem_printf("%sconfig", folder), *value = NULL;
	git_config *config = NULL;
	git_buf buf = { 0 };

	if (!git_config_open_ondisk(&config, path) && !git_config_get_string_buf(&buf, config, key))
		value = mem_strdup(buf.ptr);
	git_buf_dispose(&buf);
	git_config_free(config);
	mem_free(path);
	return value;
}

/* Why libgit2 won't have it, in the words of who can do something about it. */
static struct error *not_opened(const char *path, int code)
{
	const git_error *last = git_error_last();
	const char *why = last && last->message ? last->message : "unknown error";

	if (code == GIT_ENOTFOUND)
		return error_new("%s: not a git repository; name one with -C", path);
	if (strstr(why, "objectformat") || strstr(why, "refstorage"))
		return error_new("%s: its format can't be read: %s (SHA-256 ids and reftable "
				 "refs need a clone in git's default format)", path, why);
	if (code == GIT_EOWNER)
		return error_new("%s: owned by someone else; git config --global --add "
				 "safe.directory %s", path, path);
	return error_new("%s: cannot open this repository: %s", path, why);
}

/* libgit2 reads loose and packed refs only; it would see none in a reftable. */
static struct error *check_format(const struct repository *r)
{
	char *format = config_value(r->folder, "extensions.refstorage");
	struct error *err = NULL;

	if (format && strcmp(format, "files"))
		err = error_new("%s: its format can't be read: extensions.refstorage = %s; it "
				"needs a clone in git's default format", r->name, format);
	mem_free(format);
	return err;
}

int ids_compare(const void *one, const void *two)
{
	return git_oid_cmp(one, two);
}

static struct error *read_shallow(struct repository *r)
{
	char *path = mem_printf("%sshallow", r->folder), *line = NULL;
	FILE *in = fopen(path, "re");
	size_t size = 0;
	ssize_t n;

	while (in && (n = getline(&line, &size, in)) > 0) {
		git_oid id;

		if (n >= GIT_OID_HEXSZ && !git_oid_fromstrn(&id, line, GIT_OID_HEXSZ))
			*array_push(&r->shallow) = id;
	}
	if (r->shallow.n)
		qsort(r->shallow.item, r->shallow.n, sizeof(*r->shallow.item), ids_compare);
	free(line);
	if (in)
		fclose(in);
	mem_free(path);
	return NULL;
}

static struct error *open_objects(struct repository *r)
{
	char *folder = mem_printf("%sobjects", r->folder);
	struct error *err = objects_open(&r->objects, r->odb, folder);

	if (!err)
		r->reader = objects_reader_new(r->objects);
	mem_free(folder);
	return err;
}

struct error *repository_open(struct repository *r, const char *path)
{
	struct error *err;
	int code;

	*r = (struct repository){ .name = mem_strdup(path) };
	git_libgit2_init();
	declare_extensions();
	limit_memory();
	code = git_repository_open_ext(&r->git, path, 0, NULL);
	if (code)
		return not_opened(path, code);
	r->folder = mem_strdup(git_repository_commondir(r->git));
	err = check_format(r);
	if (err)
		return err;
	if (git_repository_odb(&r->odb, r->git))
		return git_failed("%s: cannot open its objects", path);
	err = read_shallow(r);
	return err ? err : open_objects(r);
}

void repository_close(struct repository *r)
{
	objects_reader_free(r->reader);
	objects_free(r->objects);
	git_odb_free(r->odb);
	git_repository_free(r->git);
	array_free(&r->shallow);
	mem_free(r->folder);
	mem_free(r->name);
	*r = (struct repository){ 0 };
}

/* The folder that paths are relative to, from the work tree's top; "" where there is none. */
static char *folder_within(const struct repository *r)
{
	const char *top = git_repository_workdir(r->git);
	char *here = realpath(".", NULL), *within = NULL;
	size_t n = top ? strlen(top) : 0;

	if (here && n && !strncmp(here, top, n))
		within = mem_strdup(here + n);
	free(here);
	return within ? within : mem_strdup("");
}

/* Adds the parts of @path to @to; false when they lead out of the top. */
static bool add_parts(struct str *to, const char *path)
{
	for (size_t len; *path; path += len + (path[len] == '/')) {
		len = strcspn(path, "/");
		if (!len || (len == 1 && *path == '.'))
			continue;
		if (len == 2 && str_starts(path, "..")) {
			char *slash = to->len ? strrchr(to->buf, '/') : NULL;

			if (!to->len)
				return false;
			to->len = slash ? (size_t)(slash - to->buf) : 0;
			to->buf[to->len] = '\0';
			continue;
		}
		str_addn(to, to->len ? "/" : "", to->len ? 1 : 0);
		str_addn(to, path, len);
	}
	return true;
}

struct error *repository_path(const struct repository *r, const char *path, char **to)
{
	const char *top = git_repository_workdir(r->git);
	size_t n = top ? strlen(top) : 0;
	struct str s = STR_INIT;
	char *folder = *path == '/' ? mem_strdup("") : folder_within(r);
	bool inside = *path != '/' || (n && !strncmp(path, top, n - 1) &&
				       (!path[n - 1] || path[n - 1] == '/'));

	inside = inside && add_parts(&s, folder) &&
		 add_parts(&s, *path == '/' ? path + n - 1 : path);
	mem_free(folder);
	*to = NULL;
	if (inside) {
		*to = mem_strdup(s.buf);
		str_release(&s);
		return NULL;
	}
	str_release(&s);
	return error_new("%s: outside of the repository", path);
}

bool repository_is_shallow_at(const struct repository *r, const git_oid *id)
{
	return r->shallow.n && bsearch(id, r->shallow.item, r->shallow.n, sizeof(*r->shallow.item),
				       ids_compare);
}

enum { MAX_TAG_DEPTH = 16 };

/* "object <hex>\ntype <type>\n…" of a tag object. */
static bool tag_target(const struct object *o, git_oid *id)
{
	return o->len > 7 + GIT_OID_HEXSZ && str_starts(o->data, "object ") &&
	       !git_oid_fromstrn(id, o->data + 7, GIT_OID_HEXSZ);
}

/* An error when something on the way can't be read; @commit is zero when it leads elsewhere. */
static struct error *peel(struct repository *r, const git_oid *id, git_oid *commit)
{
	struct object o;
	git_oid at = *id;

	memset(commit, 0, sizeof(*commit));
	for (int depth = 0; depth < MAX_TAG_DEPTH; depth++) {
		struct error *err = objects_read(r->reader, &at, &o);

		if (err)
			return err;
		if (o.type == GIT_OBJECT_COMMIT)
			*commit = at;
		if (o.type != GIT_OBJECT_TAG)
			return NULL;
		if (!tag_target(&o, &at))
			break;
	}
	return error_new("a tag that leads nowhere");
}

static bool is_wanted(const char *name, const char *const globs[], size_t n)
{
	if (str_starts(name, "refs/heads/") || str_starts(name, "refs/tags/"))
		return true;
	if (str_starts(name, "refs/remotes/") && !str_ends(name, "/HEAD"))
		return true;
	for (size_t i = 0; i < n; i++)
		if (str_starts(globs[i], "refs/") && !fnmatch(globs[i], name, 0))
			return true;
	return false;
}

static int compare_refs(const void *one, const void *two)
{
	const struct ref *a = one, *b = two;

	return strcmp(a->name, b->name);
}

const struct ref *refs_find(const struct refs *refs, const char *name)
{
	struct ref key = { .name = (char *)name };

	if (!refs || !refs->all.n)
		return NULL;
	return bsearch(&key, refs->all.item, refs->all.n, sizeof(key), compare_refs);
}

struct refs_reading {
	struct refs *to;
	struct map met;		/* names */
	struct repository *r;
	const struct refs *before;
	size_t broken;
	char *first;
};

static void add_broken(struct refs_reading *in, const char *name, const char *why)
{
	if (!in->broken++)
		in->first = mem_printf("%s (%s)", name, why);
}

static void add_ref(struct refs_reading *in, const char *name, const git_oid *id)
{
	const struct ref *before = refs_find(in->before, name);
	struct ref ref = { .id = *id };
	struct error *err = NULL;

	if (before && git_oid_equal(&before->id, id))
		ref.commit = before->commit;
	else
		err = peel(in->r, id, &ref.commit);
	if (err) {
		add_broken(in, name, error_text(err));
		error_free(err);
		return;
	}
	ref.name = mem_strdup(name);
	*array_push(&in->to->all) = ref;
}

static void read_ref(struct refs_reading *in, git_reference *ref)
{
	git_reference *direct = NULL;

	map_put(&in->met, git_reference_name(ref));
	if (git_reference_type(ref) == GIT_REFERENCE_DIRECT)
		add_ref(in, git_reference_name(ref), git_reference_target(ref));
	else if (!git_reference_resolve(&direct, ref))
		add_ref(in, git_reference_name(ref), git_reference_target(direct));
	else
		add_broken(in, git_reference_name(ref), "it leads to no ref");
	git_reference_free(direct);
}

/* A file of a ref that was passed over holds no ref, or it is a new one. */
static void read_unmet(struct refs_reading *in, const char *name)
{
	git_reference *ref = NULL;

	if (!git_reference_lookup(&ref, in->r->git, name))
		read_ref(in, ref);
	else if (!in->broken++)
		in->first = mem_strdup(name);
	git_reference_free(ref);
}

struct folders_left {
	ARRAY(char *) name;	/* "refs", "refs/heads" */
};

static void read_entry(struct refs_reading *in, struct folders_left *left, const char *folder,
		       const char *entry, const char *const globs[], size_t n_globs)
{
	char *name = mem_printf("%s/%s", folder, entry);
	char *path = mem_printf("%s%s", in->r->folder, name);
	struct stat st;

	if (*entry == '.' || str_ends(entry, ".lock") || lstat(path, &st))
		mem_free(name);
	else if (S_ISDIR(st.st_mode))
		*array_push(&left->name) = name;
	else {
		if (is_wanted(name, globs, n_globs) && !map_has(&in->met, name))
			read_unmet(in, name);
		mem_free(name);
	}
	mem_free(path);
}

/* libgit2 passes over files that it can't make sense of. */
static void find_unmet(struct refs_reading *in, const char *const globs[], size_t n_globs)
{
	struct folders_left left = { 0 };

	*array_push(&left.name) = mem_strdup("refs");
	while (left.name.n) {
		char *name = left.name.item[--left.name.n];
		char *path = mem_printf("%s%s", in->r->folder, name);
		DIR *d = opendir(path);
		struct dirent *e;

		while (d && (e = readdir(d)))
			read_entry(in, &left, name, e->d_name, globs, n_globs);
		if (d)
			closedir(d);
		mem_free(path);
		mem_free(name);
	}
	array_free(&left.name);
}

static void read_head(struct refs_reading *in)
{
	git_oid id;

	if (git_repository_head_detached(in->r->git) == 1 &&
	    !git_reference_name_to_id(&id, in->r->git, "HEAD"))
		add_ref(in, "HEAD", &id);
}

struct error *refs_read(struct refs *to, struct repository *r, const char *const globs[],
			size_t n_globs, const struct refs *before, size_t *broken, char **first)
{
	struct refs_reading in = { .to = to, .r = r, .before = before };
	git_reference_iterator *all = NULL;
	git_reference *ref;
	int code;

	*broken = 0;
	*first = NULL;
	if (git_reference_iterator_new(&all, r->git))
		return git_failed("%s: cannot read its refs", r->name);
	while (!(code = git_reference_next(&ref, all))) {
		if (is_wanted(git_reference_name(ref), globs, n_globs))
			read_ref(&in, ref);
		git_reference_free(ref);
	}
	git_reference_iterator_free(all);
	if (code == GIT_ITEROVER) {
		find_unmet(&in, globs, n_globs);
		read_head(&in);
	}
	map_release(&in.met);
	*broken = in.broken;
	*first = in.first;
	if (code != GIT_ITEROVER)
		return git_failed("%s: cannot read its refs", r->name);
	if (to->all.n)
		qsort(to->all.item, to->all.n, sizeof(*to->all.item), compare_refs);
	return NULL;
}

void refs_release(struct refs *refs)
{
	for (size_t i = 0; i < refs->all.n; i++)
		mem_free(refs->all.item[i].name);
	array_free(&refs->all);
}
